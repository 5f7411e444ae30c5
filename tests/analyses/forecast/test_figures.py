"""Every figure that a forecast shows, worked out again from positions and draws."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.forecast import forecast_outcomes
from detente.analyses.forecast.exchange import Exchanges
from detente.analyses.forecast.problem import build_problem
from detente.analyses.forecast.process import Trade, process_of
from detente.analyses.forecast.result import ForecastResult
from detente.analyses.forecast.solve import Played
from detente.exhibits import Table
from detente.scenario import best_draws, draw, load, loads

TEXT = """
title: One issue
parties: {a: {}, b: {}, c: {}}
issues: {delay: {scale: 0..10, unit: years, status_quo: 10}}
positions:
  delay:
    a: {position: 2..4, salience: 80, capability: 30}
    b: {position: 8, salience: 40, capability: 20}
    c: {position: 10, salience: 20, capability: 5}
"""
WEIGHT = np.array([24.0, 8.0, 1.0])


@pytest.fixture(scope="module")
def result() -> ForecastResult:
    return forecast_outcomes(
        loads(TEXT), methods=["compromise", "median", "mean"], draws=100, seed=4
    )


def default(first: np.ndarray | float) -> np.ndarray | float:
    """Half weighted, half plain mean where `a` stands at `first`."""
    weighted = (WEIGHT[0] * first + WEIGHT[1] * 8 + WEIGHT[2] * 10) / WEIGHT.sum()
    return (weighted + (first + 18) / 3) / 2


def table(result: ForecastResult, number: int) -> Table:
    return result.tables("en")[number]


def drawn_positions() -> np.ndarray:
    return draw(loads(TEXT), 100, seed=4).of(("positions", "delay", "a", "position"))


def test_point_and_what_the_inputs_do_to_it(result: ForecastResult) -> None:
    answer = result.answer()["issues"]["delay"]
    assert answer["point"] == pytest.approx(default(3.0))
    low, high = np.quantile(default(drawn_positions()), [0.1, 0.9])
    assert answer["interval_from_inputs"] == pytest.approx([low, high])
    row = table(result, 0).rows[0]
    assert row[1] == f"{default(3.0):.1f} years"
    assert row[3] == f"{low:.1f} to {high:.1f}"
    views = [default(3.0), (24 * 3 + 64 + 10) / 33, 3.0, 7.0]
    assert row[4] == f"{min(views):.1f} to {max(views):.1f}"
    assert answer["views"] == pytest.approx([min(views), max(views)])


def test_intervals_cut_a_tenth_on_either_side(result: ForecastResult) -> None:
    """Every draw contributes its errors and its positions; half of a place counts as below it."""
    residuals = result.calibration.residuals["half_weighted"]["scale"] / 10
    middles = (residuals[1:] + residuals[:-1]) / 2
    chance: dict[float, float] = {}
    for first in drawn_positions():
        for middle in middles:
            place = round(float(np.clip(default(first) + middle, 0, 10)), 10)
            chance[place] = chance.get(place, 0.0) + 0.7 / 100 / 40
        for place, weight in zip((first, 8.0, 10.0), WEIGHT / 33, strict=True):
            place = round(float(place), 10)
            chance[place] = chance.get(place, 0.0) + 0.3 / 100 * (weight + 1 / 3) / 2
    places = np.array(sorted(chance))
    mass = np.array([chance[place] for place in places])
    ends = np.interp([0.1, 0.9], np.cumsum(mass) - mass / 2, places)
    answer = result.answer()["issues"]["delay"]
    assert answer["interval"] == pytest.approx(ends.tolist(), abs=1e-6)
    assert answer["share_above_middle"] == pytest.approx(mass[places > 5].sum())
    said = result.statements("en")[0].text
    assert f"80 % interval {ends[0]:.1f} to {ends[1]:.1f}" in said
    assert "62 % of settled issues" in said


def test_charts_show_where_the_parties_stand_and_with_which_weight(result: ForecastResult) -> None:
    overview, line = result.charts("en")[:2]
    assert overview.intervals[0].best == pytest.approx(10 * default(3.0))
    stands = {each.category: each for each in line.intervals[:3]}
    first = drawn_positions()
    assert (stands["a"].low, stands["a"].high) == pytest.approx((first.min(), first.max()))
    assert [stands[p].best for p in "abc"] == pytest.approx([3, 8, 10])
    assert [stands[p].weight for p in "abc"] == pytest.approx(WEIGHT / 24)
    assert [stands[p].label for p in "abc"] == [
        "73 % of the weight",
        "24 % of the weight",
        "3 % of the weight",
    ]


def test_the_line_of_an_issue_has_the_words_of_its_values() -> None:
    scenario = load("anchorage")
    chart = next(c for c in forecast_outcomes(scenario).charts("de") if "Territorium" in c.title)
    values = scenario.issues["territory"].labels()
    names = [scenario.value_name("territory", value, "de") for value in values]
    assert chart.value.words == ((0.0, names[0]), (50.0, names[1]), (100.0, names[2]))


def test_places_are_told_with_the_salience_and_capability_stated(result: ForecastResult) -> None:
    places = result.answer()["issues"]["delay"]["positions"]
    told = [(p["position"], p["salience"], p["capability"], p["weight"]) for p in places]
    stated = [(3, 80, 30), (8, 40, 20), (10, 20, 5)]
    assert told == [
        pytest.approx((*place, weight / 33)) for place, weight in zip(stated, WEIGHT, strict=True)
    ]


def test_trades_moves_and_coalitions_are_told_by_their_size() -> None:
    forecast = forecast_outcomes(load("anchorage"), methods=["exchange", "spatial"], draws=16)
    process, issues = forecast.process, list(forecast.issues)
    assert process.trades
    assert [t.frequency for t in process.trades] == sorted(
        (t.frequency for t in process.trades), reverse=True
    )
    for issue, course in process.spatial.items():
        assert issue in issues
        steps = [abs(move["to"] - move["from"]) for move in course.moves]
        assert steps == sorted(steps, reverse=True)
        weights = {place.party: place.weight for place in forecast.issues[issue].positions}
        groups = [sum(weights[party] for party in group) for group in course.coalitions]
        assert groups == sorted(groups, reverse=True)


def test_a_trade_is_told_by_how_often_it_is_made_and_what_one_brings() -> None:
    text = TEXT.replace("issues: {", "issues: {price: {scale: 0..10}, ").replace(
        "positions:\n", "positions:\n  price: {a: {position: 1}, b: {position: 9}}\n"
    )
    problem = build_problem(loads(text), best_draws(loads(text)))
    times, gain = np.zeros((3, 3, 2, 2), np.int64), np.zeros((3, 3, 2, 2))
    times[0, 1, 0, 1], gain[0, 1, 0, 1] = 16, 48.0
    times[0, 1, 1, 0], gain[0, 1, 1, 0] = 40, 20.0
    times[0, 2, 1, 0], gain[0, 2, 1, 0] = 2, 9.0
    done = Exchanges(np.zeros((64, 2)), times, gain)
    trades = process_of(problem, Played(), Played(exchange=done)).trades
    one, other = problem.issues
    assert trades == (
        Trade("a", other, "b", one, 40 / 64, 0.5),
        Trade("a", one, "b", other, 16 / 64, 3.0),
    )


def test_an_interval_of_one_point_is_told_as_such() -> None:
    result = forecast_outcomes(load("anchorage"), draws=64, seed=0)
    found = result.issues["strategic_arms"]
    assert found.interval is not None
    assert found.interval[1] - found.interval[0] < 0.5
    said = next(n.text for n in result.statements("en") if n.text.startswith("Strategic arms: exp"))
    assert "holds nothing else" in said
    assert "some party stands" not in said
