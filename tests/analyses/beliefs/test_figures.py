"""Every figure that beliefs show, worked out again from priors and likelihoods."""

from __future__ import annotations

import math

import numpy as np
import pytest

import detente
from detente.analyses.beliefs.findings import findings
from detente.analyses.beliefs.result import RATIO_WORDS, BeliefsResult, ratio_word
from detente.analyses.findings import Belief
from detente.analyses.posterior.bayes import posterior_path
from detente.analyses.posterior.mixture import weighted_types
from detente.exhibits import Table
from detente.scenario import best_draws, draw, loads

PRIOR = np.array([0.5, 0.3, 0.2])
SEEN = np.array([[0.8, 0.4, 0.1], [0.3, 0.6, 0.6]])
COMING = np.array([[0.7, 0.2, 0.5], [0.5, 0.5, 0.6]])
TEXT = """
title: Three types
parties: {a: {}, b: {}}
types: {a: {eager: {prior: 40..60}, hedging: {prior: 30}, stalling: {prior: 20}}}
signals:
  act: {by: a, likelihood: {eager: 80, hedging: 40, stalling: 10}, cost: {eager: 1, stalling: 5}}
  word: {by: a, likelihood: {eager: 90, hedging: 10, stalling: 10}}
  offer: {by: a, likelihood: {eager: 30, hedging: 60, stalling: 60}, cost: {eager: 9}}
  next: {by: a, likelihood: {eager: 70, hedging: 20, stalling: 50}, cost: {eager: 1}, future: true}
  later: {by: a, likelihood: {eager: 50, hedging: 50, stalling: 60}, cost: {eager: 1}, future: true}
"""


@pytest.fixture(scope="module")
def result() -> BeliefsResult:
    return detente.update_beliefs(loads(TEXT), draws=64, seed=3)


def updated(belief: np.ndarray, likelihood: np.ndarray) -> np.ndarray:
    return belief * likelihood / (belief * likelihood).sum()


def bits_of(belief: np.ndarray) -> float:
    return -sum(p * math.log2(p) for p in belief if p > 0)


def table(result: BeliefsResult, number: int) -> Table:
    return result.tables("en")[number]


def test_the_path_goes_from_the_prior_through_every_signal(result: BeliefsResult) -> None:
    after_act = updated(PRIOR, SEEN[0])
    after_offer = updated(after_act, SEEN[1])
    expected = [PRIOR, after_act, after_act, after_offer]
    rows = table(result, 0).rows
    assert [row[6:] for row in rows[:4]] == [pytest.approx(100 * belief) for belief in expected]
    naive = updated(updated(updated(PRIOR, SEEN[0]), np.array([0.9, 0.1, 0.1])), SEEN[1])
    half = updated(PRIOR, np.sqrt(SEEN[0] * SEEN[1]))
    assert rows[4][6:] == pytest.approx(100 * half)
    assert rows[5][6:] == pytest.approx(100 * naive)
    chart = result.charts("en")[0]
    shown = [[p.y for p in chart.points if p.series == name] for name in chart.series]
    assert pytest.approx(100 * np.array(expected)) == np.array(shown).T


def test_ratios_are_those_of_the_likelihoods_as_stated(result: BeliefsResult) -> None:
    rows = table(result, 0).rows
    ratios = [
        0.8 / ((0.3 * 0.4 + 0.2 * 0.1) / 0.5),
        0.9 / 0.1,
        0.6 / ((0.5 * 0.3 + 0.2 * 0.6) / 0.7),
    ]
    assert [row[4] for row in rows[1:4]] == pytest.approx(ratios)
    assert [row[5] for row in rows[1:4]] == ["weak", "no", "slight"]
    assert [ratio_word(ratio) for ratio in (ratios[0], 1.0, ratios[2])] == [
        "weak",
        "none",
        "slight",
    ]


def test_bits_are_the_uncertainty_that_seeing_or_not_seeing_takes_away(
    result: BeliefsResult,
) -> None:
    now = updated(updated(PRIOR, SEEN[0]), SEEN[1])
    rows = table(result, 1).rows
    assert [row[0] for row in rows] == ["next", "later"]
    for row, likelihood in zip(rows, COMING, strict=True):
        seen, missed = updated(now, likelihood), updated(now, 1 - likelihood)
        chance = float(now @ likelihood)
        left = chance * bits_of(seen) + (1 - chance) * bits_of(missed)
        assert row[1] == pytest.approx(bits_of(now) - left)
        top = int(now.argmax())
        assert row[2:] == pytest.approx((100 * seen[top], 100 * missed[top]))


def test_ranges_are_the_middle_nine_tenths_of_the_cases(result: BeliefsResult) -> None:
    drawn = draw(loads(TEXT), 64, seed=3).of(("types", "a", "eager", "prior")) / 100
    priors = np.stack([drawn, np.full(64, 0.3), np.full(64, 0.2)], axis=1)
    after = priors * SEEN[0] * SEEN[1]
    after /= after.sum(axis=1, keepdims=True)
    low, high = np.quantile(after, [0.05, 0.95], axis=0)
    rows = table(result, 0).rows
    assert rows[6][6:] == pytest.approx(100 * low)
    assert rows[7][6:] == pytest.approx(100 * high)
    answer = result.answer()["a"]["range"]
    assert list(answer.values()) == [pytest.approx(pair) for pair in zip(low, high, strict=True)]


def test_a_signal_that_no_type_can_send_leaves_the_belief_as_it_was() -> None:
    likelihood = np.stack([SEEN[0], np.zeros(3), SEEN[1]])[None]
    path = posterior_path(PRIOR[None], likelihood)[0]
    assert path[2] == pytest.approx(path[1])
    assert path[1] == pytest.approx(updated(PRIOR, SEEN[0]))
    assert path[3] == pytest.approx(updated(path[1], SEEN[1]))


def test_a_ratio_takes_the_word_above_from_its_edge_on() -> None:
    words = [word for _, word in RATIO_WORDS]
    for (edge, word), above in zip(RATIO_WORDS, [*words[1:], "decisive"], strict=True):
        assert (ratio_word(edge - 1e-9), ratio_word(edge)) == (word, above)


def test_conclusions_that_hang_most_on_types_stand_first() -> None:
    mixed = detente.update_beliefs(detente.load("ratified_share"), draws=8, then="stages")
    rows = next(t for t in mixed.tables("en") if t.key == "beliefs.mixture").rows
    spans = [max(row[1:-1]) - min(row[1:-1]) for row in rows]
    assert spans == sorted(spans, reverse=True)
    assert spans[0] > spans[-1]
    chances = [part.chance for part in mixed.mixture]
    for row in rows:
        mean = sum(c * value for c, value in zip(chances, row[1:-1], strict=True))
        assert row[-1] == pytest.approx(mean)


def test_the_belief_handed_on_is_that_after_all_signs(result: BeliefsResult) -> None:
    found = next(each for each in findings(result) if isinstance(each, Belief))
    now = updated(updated(PRIOR, SEEN[0]), SEEN[1])
    lead = int(now.argmax())
    assert found.type == ("eager", "hedging", "stalling")[lead]
    assert (found.now, found.prior) == pytest.approx((now[lead], PRIOR[lead]))
    ends = result.answer()["a"]["range"][found.type]
    assert (found.low, found.high) == tuple(ends)


def test_types_are_weighed_by_the_belief_after_the_signs_that_were_seen() -> None:
    scenario = loads(TEXT)
    weighed = {c["a"]: w.item() for c, w in weighted_types(scenario, best_draws(scenario))}
    now = updated(updated(PRIOR, SEEN[0]), SEEN[1])
    assert [weighed[kind] for kind in ("eager", "hedging", "stalling")] == pytest.approx(now)


def test_a_signal_of_a_group_is_told_with_its_ratio_as_stated_and_as_counted() -> None:
    scenario = loads("""
title: Two that say the same
parties: {north: {}}
types: {north: {resolved: {prior: 50}, bluffer: {prior: 50}}}
signals:
  troops:
    {by: north, group: army, likelihood: {resolved: 90, bluffer: 10}, cost: {bluffer: 9}}
  ships:
    {by: north, group: army, likelihood: {resolved: 60, bluffer: 30}, cost: {bluffer: 9}}
""")
    result = detente.update_beliefs(scenario)
    said = " ".join(note.text for note in result.statements("en"))
    assert "9.0 times as likely" in said
    assert "(weak evidence, as one of a group 3.0)" in said
    (rows,) = (table.rows for table in result.tables("en") if len(table.rows) > 2)
    troops = next(row for row in rows if row[0] == "troops")
    assert (troops[4], troops[5]) == (pytest.approx(9), "weak, as one of a group 3.0")
