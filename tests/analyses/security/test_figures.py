"""Every figure that a plan shows, worked out again from the payoffs and the coverage."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.security import allocate_coverage, security_conclusions
from detente.analyses.security.result import SecurityResult
from detente.exhibits import Table
from detente.scenario import draw, loads

TEXT = """
title: Venue
parties: {host: {}}
security:
  targets:
    a: {loss: 10, gain: 12, loss_covered: 1, cost: 3, sector: north, at: [0, 1]}
    b: {loss: 6, gain: 5, cost: 2, sector: north, at: [1, 1]}
    c: {loss: 4, gain: 6, sector: south, at: [2, 0]}
  resources:
    one: {units: 3, protects: [a, b], owner: host, rest: 1}
    two: {units: 1, protects: [b, c], owner: guest}
  adversaries:
    cell: {prior: 60}
    crowd: {prior: 40, behaviour: noisy}
  accreditation:
    teams: 2
    hours: 8
    subjects:
      press: {number: 20, hours: 1, worth: 30, cost: 20}
      staff: {number: 5, hours: 2, worth: 60, cost: 20, finds: 80%}
  probes: {drone: {gain: 10..20, cost: 30, answer: 8, loss: 2, reputation: 0.8}}
"""
LOSS, COVERED = np.array([10.0, 6, 4]), np.array([1.0, 0, 0])
GAIN, COST = np.array([12.0, 5, 6]), np.array([3.0, 2, 0])


@pytest.fixture(scope="module")
def result() -> SecurityResult:
    return allocate_coverage(loads(TEXT))


def table(result: SecurityResult, title: str) -> Table:
    (found,) = (table for table in result.tables("en") if table.title.startswith(title))
    return found


def ours(coverage: np.ndarray) -> np.ndarray:
    return -(LOSS + coverage * (COVERED - LOSS))


def theirs(coverage: np.ndarray) -> np.ndarray:
    return GAIN - coverage * (GAIN + COST)


def against(coverage: np.ndarray) -> tuple[float, float]:
    """Our value against the watcher and against the noisy crowd."""
    value = theirs(coverage)
    best = value >= value.max() - 1e-6
    stretch = 0.76 * 20 / (GAIN.max() + COST.max())
    weight = np.exp(stretch * value)
    return float(ours(coverage)[best].max()), float(weight @ ours(coverage) / weight.sum())


def test_coverage_and_what_it_is_worth(result: SecurityResult) -> None:
    coverage = np.array(list(result.coverage.values()))
    rows = {row[0]: row[1:5] for row in table(result, "How much protection").rows}
    for k, name in enumerate("abc"):
        expected = (100 * coverage[k], -LOSS[k], ours(coverage)[k], theirs(coverage)[k])
        assert rows[name] == pytest.approx(expected)
    bars = {bar.category: bar.value for bar in result.charts("en")[0].bars}
    assert bars == pytest.approx({name: rows[name][0] for name in "abc"})
    cell, crowd = against(coverage)
    assert result.found.defender_value == pytest.approx(0.6 * cell + 0.4 * crowd)
    assert result.answer()["defender_value"] == pytest.approx(result.found.defender_value)


def test_sectors_add_up_their_targets(result: SecurityResult) -> None:
    coverage = np.array(list(result.coverage.values()))
    rows = table(result, "Protection by sector").rows
    worth = ours(coverage)
    assert rows[0][1:] == pytest.approx(
        (coverage[:2].sum(), 100 * coverage[:2].min(), worth[:2].min())
    )
    assert rows[1][1:] == pytest.approx((coverage[2], 100 * coverage[2], worth[2]))


def test_adversaries_and_the_cross_table(result: SecurityResult) -> None:
    coverage = np.array(list(result.coverage.values()))
    cell, crowd = against(coverage)
    rows = table(result, "What each kind").rows
    assert [row[2] for row in rows] == pytest.approx([60, 40])
    assert [row[4] for row in rows] == pytest.approx([cell, crowd])
    value = theirs(coverage)
    tied = value >= value.max() - 1e-6
    assert rows[0][5] == pytest.approx(ours(coverage)[tied].min())
    cross = table(result, "Each plan").rows
    assert cross[0][1:] == pytest.approx((cell, crowd, ours(coverage).min()))
    even = np.full(3, min(3.0, 2.0) / 3)  # one on duty of type one, one of type two
    assert cross[1][1:] == pytest.approx((*against(even), ours(even).min()))


def test_units_used_idle_and_worth_having_more_of(result: SecurityResult) -> None:
    rows = {row[0]: row[1:] for row in table(result, "Units and").rows}
    used = sum(row[1] for row in rows.values())
    assert used == pytest.approx(sum(result.coverage.values()))
    for on_duty, in_use, idle, _, takes in rows.values():
        assert on_duty == 1
        assert idle == pytest.approx(on_duty - in_use)
        assert takes == 1
    more = allocate_coverage(loads(TEXT.replace("one: {units: 3", "one: {units: 4")))
    gained = more.answer()["objective"] - result.answer()["objective"]
    assert rows["one"][3] == pytest.approx(gained, abs=1e-6)
    highest = [theirs(np.array(list(r.coverage.values()))).max() for r in (more, result)]
    told = result.answer()["one_more_on_duty"]["one"]
    assert told["attacker"] == pytest.approx(highest[0] - highest[1], abs=1e-6)
    assert told["attacker"] < 0


def test_forces_vetting_and_probes(result: SecurityResult) -> None:
    together, apart, gain = (row[1] for row in table(result, "Planning together").rows)
    assert gain == pytest.approx(together - apart)
    vetting = {row[0]: row[1:] for row in table(result, "Vetting").rows}
    assert vetting["press"][1] == pytest.approx(100 * 30 / 50)
    assert vetting["staff"][1] == pytest.approx(100 * 60 / (80 * 0.8))
    hours = (20 * 1 * vetting["press"][0] + 5 * 2 * vetting["staff"][0]) / 100
    assert hours == pytest.approx(16)
    left = [30 - 50 * vetting["press"][0] / 100, 60 - 80 * 0.8 * vetting["staff"][0] / 100]
    assert left[0] == pytest.approx(left[1])
    drone = table(result, "Probes").rows[0]
    assert drone[1] == "25–40"
    assert drone[2] == pytest.approx(100 * (1 / 3) / 0.8)
    said = " ".join(note.text for note in result.statements("en"))
    assert "when 25 to 40 % of probes are answered" in said


def test_the_curve_of_units_passes_through_the_plan() -> None:
    alone = TEXT.replace("    crowd: {prior: 40, behaviour: noisy}\n", "")
    units = {"one": 3, "two": 1}
    answer = allocate_coverage(loads(alone)).answer()
    assert answer["curves"].keys() == units.keys()
    for name, points in answer["curves"].items():
        worth = dict(map(tuple, points))
        assert worth[1] == pytest.approx(answer["objective"])
        for on_duty in (0, 2):
            stated = f"{name}: {{units: {units[name]}"
            other = alone.replace(stated, f"{name}: {{units: {units[name] * on_duty}")
            found = allocate_coverage(loads(other)).answer()["objective"]
            assert worth[on_duty] == pytest.approx(found, abs=1e-6)
        assert worth[0] < worth[2]


def test_the_plan_and_even_coverage_over_the_draws(result: SecurityResult) -> None:
    scenario = loads(TEXT)
    found = security_conclusions(scenario, draw(scenario, 4, seed=0))
    even = against(np.full(3, 2 / 3))
    assert found["value"] == pytest.approx(np.full(4, result.found.defender_value))
    assert found["value.uniform"] == pytest.approx(np.full(4, 0.6 * even[0] + 0.4 * even[1]))
    assert result.found.defender_value > 0.6 * even[0] + 0.4 * even[1]


def test_hours_that_deter_count_one_check_a_subject_at_most() -> None:
    found = allocate_coverage(loads(TEXT.replace("finds: 80%", "finds: 50%"))).answer()
    shares = found["accreditation"]["share_that_deters"]
    assert shares == pytest.approx({"press": 30 / 50, "staff": 60 / (80 * 0.5)})
    assert found["accreditation"]["hours_that_deter"] == pytest.approx(20 * 30 / 50 + 5 * 2)


def test_answers_to_probes_range_from_little_at_stake_to_much() -> None:
    text = TEXT.replace("gain: 10..20, cost: 30", "gain: 10..20, cost: 20..40")
    share = allocate_coverage(loads(text)).answer()["probes"]["drone"]["answer_share"]
    assert share == pytest.approx({"low": 10 / 50, "best": 15 / 45, "high": 20 / 40})
