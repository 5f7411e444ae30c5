"""Every figure that a table or a chart over draws shows, computed again from the arrays."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analyses.catalogue import find_analysis
from detente.ensembles import EnsembleResult, Study, run_ensemble, study
from detente.ensembles.compare import compare
from detente.ensembles.information import first_order
from detente.ensembles.report.compare import comparison_exhibits
from detente.ensembles.report.conclusions import conclusion_text
from detente.ensembles.report.study import study_notes
from detente.ensembles.report.study_tables import (
    check_table,
    indices_table,
    tipping_table,
    tornado,
)
from detente.ensembles.sensitivity import sensitivity
from detente.exhibits import BarChart, Table
from detente.phrases import phrases
from detente.scenario import draw, load, loads
from toy_analysis import TEXT, TOY, A, B, two_powers

WORDS = phrases("en")
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def deals() -> EnsembleResult:
    return run_ensemble(find_analysis("deals"), load("anchorage"), draws=300, seed=0)


@pytest.fixture(scope="module")
def toy() -> EnsembleResult:
    return run_ensemble(TOY, two_powers(), draws=1024, seed=0)


@pytest.fixture(scope="module")
def ahead(toy: EnsembleResult) -> Study:
    return study(toy, TOY, "ahead")


def table(result: EnsembleResult, key: str) -> Table:
    return next(t for t in result.tables("en") if t.key == f"ensembles.{key}")


def wilson(share: float, count: int) -> tuple[float, float]:
    """Where the normal test at 5 % just does not refuse: |share - p| = z sqrt(p (1 - p) / n)."""
    z = 1.959963984540054
    roots = np.roots([1 + z * z / count, -(2 * share + z * z / count), share * share])
    return float(min(roots.real)), float(max(roots.real))


def test_shares_words_and_error_bars_of_conclusions(toy: EnsembleResult) -> None:
    (row,) = table(toy, "probabilities").rows
    share = float((toy.draws().of(A) > toy.draws().of(B)).mean())
    low, high = wilson(share, 1024)
    assert row[0] == conclusion_text(toy.scenario, "ahead", WORDS)
    assert row[1:] == (
        WORDS.how_many(share),
        f"{100 * share:.0f} %",
        f"{100 * (high - low) / 2:.1f}",
        True,
    )
    (chart,) = toy.charts("en")
    assert isinstance(chart, BarChart)
    assert chart.bars[0].value == pytest.approx(100 * share)
    assert (chart.bars[0].low, chart.bars[0].high) == pytest.approx((100 * low, 100 * high))


def test_spreads_of_numbers(toy: EnsembleResult) -> None:
    (row,) = table(toy, "numbers").rows
    lead = toy.draws().of(A) - toy.draws().of(B)
    assert row[1] == 10
    assert row[2:] == pytest.approx(
        (lead.mean(), *(np.percentile(lead, at) for at in (10, 50, 90)))
    )


def test_what_holds_up_and_who_accepts_it(deals: EnsembleResult) -> None:
    robust, accepted = table(deals, "robust").rows, table(deals, "acceptance").rows
    parties = list(deals.scenario.preferences)
    names = [n[11:-4] for n in deals.names if n.startswith("acceptable.") and n.endswith(".all")]
    by_share = sorted(
        names,
        key=lambda deal: (
            -deals.of(f"acceptable.{deal}.all").mean(),
            np.percentile(deals.of(f"regret.{deal}"), 90),
            deal,
        ),
    )
    assert len(robust) == len(accepted) > 2
    for deal, held, told in zip(by_share, robust, accepted, strict=False):
        assert held[0] == told[0]
        assert held[2] == WORDS.share(float(deals.of(f"acceptable.{deal}.all").mean()))
        assert held[3] == pytest.approx(np.percentile(deals.of(f"regret.{deal}"), 90))
        assert held[4] == pytest.approx(np.percentile(deals.of(f"worst.{deal}"), 10))
        kinds = [f"acceptable.{deal}.{who}" for who in (*parties, "everyone")]
        kinds += [f"efficient.{deal}", f"solution.nash.{deal}"]
        assert list(told[1:]) == [WORDS.share(float(deals.of(kind).mean())) for kind in kinds]
    heads = [column.title for column in table(deals, "acceptance").columns[1:-3]]
    assert heads == [deals.scenario.party_name(party, "en") for party in parties]


def test_states_in_every_case_and_in_some() -> None:
    result = run_ensemble(find_analysis("stability"), load("anchorage"), draws=300, seed=0)
    rows = table(result, "necessity").rows
    nash = {n: result.of(n).mean() for n in result.names if n.startswith("equilibrium.nash.")}
    concept = WORDS("ensembles.concept.nash")
    for key, count in (
        ("necessarily", sum(share == 1 for share in nash.values())),
        ("possibly", sum(0 < share < 1 for share in nash.values())),
    ):
        shown = [r for r in rows if r[0] == concept and r[2] == WORDS(f"ensembles.state_{key}")]
        assert len(shown) == min(count, 12)


def test_a_tornado_shows_the_lowest_and_the_highest_fifth(ahead: Study) -> None:
    chart = tornado(ahead, WORDS)
    assert chart is not None
    drawn = ahead.result.draws()
    lead = (drawn.of(A) > drawn.of(B)).astype(float)
    assert len(chart.intervals) == 2
    for path, rising in ((A, True), (B, False)):
        values = drawn.of(path)
        order = np.argsort(values)
        fifth = round(len(order) / 5)
        low, high = (100 * lead[part].mean() for part in (order[:fifth], order[-fifth:]))
        name = "a: bargaining power" if path == A else "b: bargaining power"
        bar = next(bar for bar in chart.intervals if bar.category == name)
        assert (bar.low, bar.high) == pytest.approx(tuple(sorted((low, high))), abs=1.0)
        assert bar.best == pytest.approx(100 * lead.mean())
        assert bar.series == WORDS(f"ensembles.{'rising' if rising else 'falling'}")


def test_tipping_values_as_printed(ahead: Study) -> None:
    """a leads b by 40 to 30, within 20..60 and 10..80: it turns at a = 30 and at b = 40."""
    rows = {row[0]: row[1:] for row in tipping_table(ahead, WORDS).rows}
    assert rows == {
        "a: bargaining power": ("40", "20–60", "30", True),
        "b: bargaining power": ("30", "10–80", "40", True),
    }


def test_what_to_check_first(ahead: Study) -> None:
    drawn = ahead.result.draws()
    lead = (drawn.of(A) > drawn.of(B)).astype(float)
    rows = {row[0]: row for row in check_table(ahead, WORDS).rows}
    for path, name in ((A, "a: bargaining power"), (B, "b: bargaining power")):
        explained = first_order(lead[:, np.newaxis], drawn.of(path)[:, np.newaxis])[0]
        assert rows[name][1] == pytest.approx(100 * explained)
    assert rows["a: bargaining power"][3:] == (WORDS("brief.confidence_high"), "e1")
    note = check_table(ahead, WORDS).note
    everything = 100 * (1 - max(lead.mean(), 1 - lead.mean()))
    assert f"{everything:.1f}" in note


def test_indices_are_told_with_both_ends_of_their_error_bars(ahead: Study) -> None:
    spread = sensitivity(TOY, two_powers(), ["ahead"], seed=0, base=128)
    rows = {row[0]: row[1:] for row in indices_table(ahead, spread, WORDS).rows}
    told = spread.to_dict()
    for party in "ab":
        path = f"parties.{party}.power"
        effect, sigma, *bars = rows[f"{party}: bargaining power"]
        assert (effect, sigma) == tuple(told["morris"][path].values())
        found = told["sobol"][path]
        for kind, bar in zip(("first", "total"), bars, strict=True):
            ends = found[f"{kind}_ends"]
            assert ends[0] < found[kind] < ends[1]
            assert bar == f"{found[kind]:.2f} ({ends[0]:.2f} to {ends[1]:.2f})"


def test_regions_say_how_much_they_catch(ahead: Study) -> None:
    drawn = ahead.result.draws()
    fails = drawn.of(A) <= drawn.of(B)
    assert ahead.fails is not None
    inside = np.ones(len(fails), dtype=bool)
    for side in ahead.fails.sides:
        values = drawn.of(ahead.inputs[side.column].path)
        inside &= (values >= side.low) & (values <= side.high)
    said = next(n.text for n in study_notes(ahead, WORDS) if "mostly does not hold" in n.text)
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    shares = [int(found) for found in re.findall(r"(\d+) %", said)]
    density, coverage = fails[inside].mean(), inside[fails].mean()
    assert shares == [round(100 * density), round(100 * coverage)]


def test_a_comparison_counts_better_equal_and_worse() -> None:
    a, b = loads(TEXT), loads(TEXT.replace("20..60", "10..90"))
    exhibits = comparison_exhibits(compare(a, b, [TOY], draws=512, seed=0), WORDS)
    of_a, of_b = (
        drawn.of(A) - drawn.of(B) for drawn in (draw(scenario, 512, seed=0) for scenario in (a, b))
    )
    gap = of_b - of_a
    tables = {exhibit.title: exhibit for exhibit in exhibits if isinstance(exhibit, Table)}
    parties = next(t for title, t in tables.items() if title.startswith("For whom"))
    (row,) = parties.rows
    shares = [(gap > 1e-9).mean(), (np.abs(gap) <= 1e-9).mean(), (gap < -1e-9).mean()]
    assert list(row[2:5]) == [WORDS.share(float(share)) for share in shares]
    assert row[5] == pytest.approx(gap.mean())
    answers = {row[0]: row[1:] for row in tables[WORDS("ensembles.changed_answers_title")].rows}
    before, after = ((each > 0).astype(float) for each in (of_a, of_b))
    change = after - before
    error = 1.96 * change.std() / 512**0.5
    assert answers[conclusion_text(b, "ahead", WORDS)] == (
        WORDS.share(float(before.mean())),
        WORDS.share(float(after.mean())),
        f"{WORDS.number(100 * change.mean(), 1)} ± {100 * error:.1f}",
    )
