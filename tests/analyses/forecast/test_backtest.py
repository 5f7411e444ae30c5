"""The back-test on settled issues: data, scores, intervals, the shipped constants."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analyses.forecast.backtest import BacktestResult, backtest
from detente.analyses.forecast.backtest.scoring import (
    SHARES,
    Bootstrap,
    Settled,
    held_out_residuals,
    outcomes,
)
from detente.analyses.forecast.intervals import (
    Outcomes,
    Stands,
    calibration,
    central,
    crps,
    possible,
    quantile,
    read_calibration,
    residual_quantiles,
)
from detente.errors import SettingError
from detente.exhibits import BarChart
from detente.formats import read_past
from detente.randomness import generator
from detente.scenario.settled_talks import Past, SettledIssue

Array = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def tested(shared_data: Path) -> BacktestResult:
    return backtest(read_past(shared_data / "deu3.csv"))


@pytest.fixture(scope="module")
def small() -> BacktestResult:
    return backtest(made_up(10))


def plain_errors(path: Path) -> dict[str, list[float]]:
    """Errors of three baselines, by reading the file with nothing but the csv module."""
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    codes = [k[1:] for k in rows[0] if k[0] == "p" and rows[0][k] and "s" + k[1:] in rows[0]]
    power = {code: float(rows[0]["p" + code]) for code in codes}
    errors: dict[str, list[float]] = {"compromise": [], "mean": [], "midpoint": []}
    for row in rows[1:]:
        if row["out"]:
            there = [code for code in codes if row["p" + code]]
            x = {code: float(row["p" + code]) for code in there}
            w = {code: power[code] * float(row["s" + code] or 0) for code in there}
            truth = float(row["out"])
            pulled = sum(w[code] * x[code] for code in there) / sum(w.values())
            errors["compromise"].append(abs(pulled - truth))
            errors["mean"].append(abs(sum(x.values()) / len(x) - truth))
            errors["midpoint"].append(abs((min(x.values()) + max(x.values())) / 2 - truth))
    return errors


@pytest.mark.slow
def test_baselines_agree_with_a_plain_computation(
    shared_data: Path, tested: BacktestResult
) -> None:
    for method, errors in plain_errors(shared_data / "deu3.csv").items():
        found = tested.scores[method]
        assert found.n == len(errors) == 227
        assert found.mae == pytest.approx(np.mean(errors))
        assert found.median == pytest.approx(np.median(errors))
        assert found.within10 == pytest.approx(np.mean(np.array(errors) <= 10 + 1e-9))


@pytest.mark.slow
def test_held_out_intervals_of_the_default_cover_what_they_promise(tested: BacktestResult) -> None:
    own = tested.scores["half_weighted"]
    assert 0.47 <= own.coverage50 <= 0.60
    assert 0.76 <= own.coverage80 <= 0.88
    assert 0.92 <= own.coverage95 <= 1.0
    kinds = np.array([issue.kind for issue in tested.past.issues])
    assert (kinds == "yes_no").sum() == 60


@pytest.mark.slow
def test_the_default_is_nowhere_clearly_worse_than_what_it_is_made_of(
    tested: BacktestResult,
) -> None:
    scores = tested.scores
    assert scores["half_weighted"].mae <= min(scores["mean"].mae, scores["compromise"].mae) + 0.05
    assert scores["half_weighted"].against95[1] < 0.5


@pytest.mark.slow
def test_mass_on_the_positions_lowers_the_held_out_crps(tested: BacktestResult) -> None:
    settled, forecast = Settled.of(tested.past), tested.forecasts["half_weighted"]
    means = []
    residuals = held_out_residuals(settled, forecast)
    for share in (0.0, tested.share):
        laws = outcomes(settled, forecast, residuals, np.full(len(forecast), share))
        pairs = zip(laws, settled.truth, strict=True)
        means.append(np.mean([crps(law, end) for law, end in pairs if law is not None]))
    assert tested.share == pytest.approx(0.3)
    assert means[1] < means[0] - 0.2


@pytest.mark.slow
def test_the_page_on_the_back_test_says_what_comes_out(tested: BacktestResult) -> None:
    page = (ROOT / "docs" / "explanation" / "backtest.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.count(" | ") == 8]
    shown = [row[1:8] for row in rows if row[1][:1].isdigit()]
    found = [
        [
            f"{s.mae:.1f}",
            f"{s.ci95[0]:.1f} to {s.ci95[1]:.1f}",
            f"{s.median:.1f}",
            f"{100 * s.within10:.0f} %",
            f"{s.crps:.1f}",
            f"{100 * s.coverage80:.0f} %",
            f"{s.width80:.0f}",
        ]
        for s in tested.scores.values()
    ]
    assert shown == found


def test_json_has_the_agreed_keys(small: BacktestResult) -> None:
    plain = small.to_dict()
    assert plain["analysis"] == "backtest"
    scores = plain["answer"]["methods"]["compromise"]
    wanted = {"mae", "median", "within10", "crps", "width80", "ci95"}
    wanted |= {"coverage50", "coverage80", "coverage95"}
    assert wanted <= set(scores)
    assert scores["ci95"][0] < scores["mae"] < scores["ci95"][1]
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@pytest.mark.slow
def test_the_shipped_constants_are_those_of_the_data(tested: BacktestResult) -> None:
    fresh = read_calibration(tested.constants())
    shipped = calibration()
    assert fresh.provenance == shipped.provenance
    assert (fresh.share, fresh.on_a_position) == (shipped.share, shipped.on_a_position)
    assert fresh.residuals.keys() == shipped.residuals.keys()
    for method, kinds in fresh.residuals.items():
        for kind, values in kinds.items():
            assert values == pytest.approx(shipped.residuals[method][kind], abs=0.011)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_describes_itself(small: BacktestResult, language: str) -> None:
    assert len(small.statements(language)) >= 3
    assert len(small.tables(language)[0].rows) == len(small.scores)
    assert len(small.charts(language)) == 1


def made_up(proposals: int, seed: int = 1, noise: float = 20.0) -> Past:
    """Issues whose outcome is the plain mean of the positions plus noise."""
    rng = np.random.Generator(np.random.PCG64(seed))
    issues = []
    for k in range(2 * proposals):
        x = rng.uniform(0, 100, 6)
        truth = float(np.clip(x.mean() + rng.normal(0, noise), 0, 100))
        names = tuple("abcdef")
        issues.append(
            SettledIssue(f"p{k // 2}", f"i{k}", names, x, rng.uniform(0.1, 1, 6), np.ones(6), truth)
        )
    return Past("made up", "", tuple(issues))


@pytest.fixture(scope="module")
def made() -> BacktestResult:
    return backtest(made_up(12, seed=4, noise=12.0), methods=["compromise", "median"])


def _best_shares(settled: Settled, forecast: Array) -> Array:
    """The share on positions that does best on the proposals of all other folds."""
    residuals = held_out_residuals(settled, forecast)
    losses = np.array(
        [
            [crps(law, end) for law, end in zip(laws, settled.truth, strict=True) if law]
            for share in SHARES
            for laws in [outcomes(settled, forecast, residuals, np.full(len(forecast), share))]
        ]
    )
    fold = (generator(0).permutation(12) % 5)[settled.proposal]
    best = [losses[:, fold != own].sum(axis=1).argmin() for own in fold]
    return np.array([SHARES[k] for k in best])


def test_scores_of_a_made_up_set_from_every_issue(made: BacktestResult) -> None:
    settled, mean = made.settled, made.forecasts["mean"]
    picks = Bootstrap(settled.proposal, seed=0).picked
    default = made.forecasts["half_weighted"]
    shares = _best_shares(settled, default)
    assert len({*shares}) > 1
    for method, score in made.scores.items():
        forecast = made.forecasts[method]
        error = np.abs(forecast - settled.truth)
        gap = error - np.abs(mean - settled.truth)
        assert score.mae == pytest.approx(error.mean())
        assert score.median == pytest.approx(np.median(error))
        assert score.within10 == pytest.approx(np.mean(error <= 10))
        assert score.against == pytest.approx(gap.mean())
        for values, ends in ((error, score.ci95), (gap, score.against95)):
            means = values.reshape(12, 2).mean(axis=1)[picks].mean(axis=1)
            assert ends == pytest.approx(np.percentile(means, (2.5, 97.5)))
        laws = outcomes(settled, forecast, held_out_residuals(settled, forecast), shares)
        held: dict[int, list[bool]] = {50: [], 80: [], 95: []}
        widths = []
        for law, end in zip(laws, settled.truth, strict=True):
            assert law is not None
            middle = np.cumsum(law.chance) - law.chance / 2
            for level, inside in held.items():
                tail = (100 - level) / 200
                low, high = np.interp([tail, 1 - tail], middle, law.place)
                inside.append(low <= end <= high)
                widths += [high - low] if level == 80 else []
        covered = [score.coverage50, score.coverage80, score.coverage95]
        assert covered == pytest.approx([np.mean(inside) for inside in held.values()])
        assert score.width80 == pytest.approx(np.mean(widths))
        assert covered[0] < covered[1]


def test_the_table_and_the_chart_of_a_back_test_show_its_scores(made: BacktestResult) -> None:
    (table,), (chart,) = made.tables("en"), made.charts("en")
    for row, score in zip(table.rows, made.scores.values(), strict=True):
        shares = (100 * score.within10, score.crps, 100 * score.coverage80, score.width80)
        assert row[1] == score.mae
        assert row[2] == f"{score.ci95[0]:.1f} to {score.ci95[1]:.1f}"
        assert row[3:8] == (score.median, *shares)
    assert {score.coverage80 for score in made.scores.values()} != {
        score.coverage95 for score in made.scores.values()
    }
    assert isinstance(chart, BarChart)
    shown = [(bar.value, bar.low, bar.high) for bar in chart.bars]
    assert shown == sorted((s.mae, *s.ci95) for s in made.scores.values())
    assert [guide.value for guide in chart.guides] == [made.scores["mean"].mae]


def test_the_true_rule_wins_on_made_up_data() -> None:
    result = backtest(made_up(60, noise=2.0), methods=["compromise", "median", "mode"])
    assert result.best == "mean"
    assert result.scores["mode"].against95[0] > 0


def test_intervals_are_calibrated_on_made_up_data() -> None:
    result = backtest(made_up(150), methods=["compromise"])
    assert 0.75 <= result.scores["mean"].coverage80 <= 0.85


def test_too_few_proposals_are_refused() -> None:
    with pytest.raises(SettingError, match="at least 5"):
        backtest(made_up(3))


KEYS = {"mae", "crps", "coverage50", "coverage80", "coverage95"}


def test_the_shipped_constants_are_tested_without_a_fit() -> None:
    """By hand, from the definition: residual quantiles and positions, no look at other issues."""
    past, constants = made_up(4), calibration()
    result = backtest(past, methods=["compromise"], shipped=True)
    answer = result.to_dict()["answer"]
    assert set(answer) == {"issues", "methods", "default"}
    assert (answer["issues"], answer["default"]) == (8, "half_weighted")
    assert set(answer["methods"]) == {"half_weighted", "compromise", "mean"}
    assert all(set(scores) == KEYS for scores in answer["methods"].values())
    assert result.share == constants.share
    losses, inside = [], []
    for issue in past.issues:
        weight = issue.capability * issue.salience
        forecast = np.average(issue.position, weights=weight)
        residuals = constants.residuals["compromise"]["scale"]
        ends = np.clip(forecast + (residuals[1:] + residuals[:-1]) / 2, 0, 100)
        place = np.concatenate([ends, issue.position])
        on_positions = (weight / weight.sum() + 1 / 6) / 2
        share = constants.share
        chance = np.concatenate([np.full(40, (1 - share) / 40), share * on_positions])
        apart = np.abs(place[:, None] - place[None, :])
        losses.append(chance @ np.abs(place - issue.outcome) - chance @ apart @ chance / 2)
        order = np.argsort(place)
        middle = np.cumsum(chance[order]) - chance[order] / 2
        low, high = np.interp([0.1, 0.9], middle, place[order])
        inside.append(low - 0.5 <= issue.outcome <= high + 0.5)
    scores = answer["methods"]["compromise"]
    assert scores["crps"] == pytest.approx(np.mean(losses))
    assert scores["coverage80"] == pytest.approx(np.mean(inside), abs=1 / 8)


def test_a_held_out_interval_does_not_know_its_own_proposal() -> None:
    past = made_up(10)
    changed = [replace(issue, outcome=0.0) for issue in past.issues[:2]]
    other = replace(past, issues=(*changed, *past.issues[2:]))
    found = [held_out_residuals(Settled.of(each), np.full(20, 50.0)) for each in (past, other)]
    assert np.array_equal(found[0][0], found[1][0])
    assert not np.array_equal(found[0][5], found[1][5])


@pytest.mark.parametrize("field", ["position", "salience", "capability", "outcome"])
@pytest.mark.parametrize("given", [np.inf, -np.inf, np.nan])
def test_numbers_that_are_not_finite_are_refused(field: str, given: float) -> None:
    past = made_up(6)
    value = given if field == "outcome" else np.array([given, *np.ones(5)])
    broken = replace(past, issues=(*past.issues[1:], replace(past.issues[0], **{field: value})))
    for shipped in (False, True):
        with pytest.raises(SettingError, match=field):
            backtest(broken, shipped=shipped)


def test_crps_of_a_point_is_the_absolute_error() -> None:
    assert crps(Outcomes(np.array([30.0]), np.ones(1)), 50.0) == 20.0
    even = Outcomes(np.arange(100.0), np.full(100, 0.01))
    assert crps(even, 0.0) == pytest.approx(49.5 - 33.33 / 2, abs=0.02)


def test_quantiles_leave_room_for_a_new_case() -> None:
    quantiles = residual_quantiles(np.array([1.0, -2, 3, -4, 5, -6, 7, -8, 9]))
    assert quantiles[[4, 20, 36]] == pytest.approx([-8, 0, 8])
    assert quantiles == pytest.approx(-quantiles[::-1])
    stands = Stands(np.array([[50.0]]), np.ones((1, 1)))
    found = possible(np.array([50.0]), quantiles, stands, 0.0)
    assert central(found, 0.8) == pytest.approx((42.0, 58.0), abs=0.5)


def test_a_place_with_much_of_the_chance_counts_half_below_itself() -> None:
    outcomes = Outcomes(np.array([0.0, 50.0, 100.0]), np.array([0.3, 0.4, 0.3]))
    assert quantile(outcomes, [0.1, 0.15, 0.5, 0.85, 0.9]) == pytest.approx([0, 0, 50, 100, 100])
    assert quantile(outcomes, [0.325]).tolist() == pytest.approx([25])


def test_bootstrap_draws_whole_proposals() -> None:
    alike = Bootstrap(np.repeat(np.arange(10), 50), seed=0).interval(np.repeat(np.arange(10.0), 50))
    apart = Bootstrap(np.arange(500), seed=0).interval(np.repeat(np.arange(10.0), 50))
    assert alike[1] - alike[0] > 3 * (apart[1] - apart[0])
