"""Forecasts of scenarios: what is stated, what is derived, and what the answer says of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from analysis_contract import AnalysisContract
from detente.analyses.forecast import forecast_conclusions, forecast_outcomes
from detente.analyses.forecast.methods import METHODS
from detente.analyses.forecast.problem import build_problem
from detente.errors import MissingSection, ScenarioError, SettingError
from detente.scenario import best_draws, draw, loads

STATED = """
title: Two issues
parties:
  a: {name: Alpha, power: 60}
  b: {name: Beta, power: 40}
  c: {name: Gamma, at_table: false}
issues:
  delay: {scale: 0..10, unit: years, status_quo: 10}
  scope: {values: [none, partial, full]}
positions:
  delay:
    a: {position: 2..4, salience: 80, capability: 30}
    b: {position: 8, salience: 40, capability: 20}
    c: {position: 10, salience: 20, capability: 5}
  scope:
    a: {position: full, salience: 20}
    b: {position: none, salience: 90}
"""

DERIVED = """
title: From preferences
parties: {a: {power: 60}, b: {}, outside: {at_table: false}}
issues: {delay: {scale: 0..10}, scope: {values: [none, partial, full]}, lonely: {values: [x, y]}}
preferences:
  a:
    weights: {delay: 80, scope: 20, lonely: 10}
    values: {delay: rising, scope: {none: 0, partial: 100, full: 100}, lonely: rising}
  b: {weights: {delay: 25, scope: 75}, values: {delay: "3", scope: none}}
  outside: {weights: {delay: 1}, values: {delay: rising}}
"""


class TestContract(AnalysisContract):
    name = "forecast"


def test_stated_positions_become_arrays() -> None:
    scenario = loads(STATED)
    problem = build_problem(scenario, best_draws(scenario))
    assert problem.position[0].tolist() == [[0.3, 0.8, 1.0], [1.0, 0.0, 0.0]]
    assert problem.salience[0, 0].tolist() == [0.8, 0.4, 0.2]
    assert problem.capability[0].tolist() == [[30, 20, 5], [60, 40, 0]]
    assert problem.present.tolist() == [[True] * 3, [True, True, False]]
    assert problem.status_quo[0] == 1.0
    assert np.isnan(problem.status_quo[1])


def test_compromise_is_the_weighted_mean_in_the_unit() -> None:
    answer = forecast_outcomes(loads(STATED), methods=["compromise"]).answer()["issues"]
    weights = np.array([24.0, 8.0, 1.0])
    expected = (weights * [3, 8, 10]).sum() / weights.sum()
    assert answer["delay"]["point"] == pytest.approx(expected)
    assert answer["delay"]["status_quo"] == 10
    assert answer["scope"]["point"] == pytest.approx(100 * 60 * 20 / (60 * 20 + 40 * 90))
    assert answer["scope"]["value"] == "partial"


def test_what_is_not_stated_is_derived_and_said() -> None:
    result = forecast_outcomes(loads(DERIVED), methods=["compromise"])
    issues = result.answer()["issues"]
    assert list(issues) == ["delay", "scope"]
    first = issues["delay"]["positions"]
    assert [place["party"] for place in first] == ["a", "b"]
    assert [place["position"] for place in first] == [10, 3]
    assert [place["salience"] for place in first] == pytest.approx([100, 100 / 3])
    assert [place["capability"] for place in first] == [60, 50]
    assert first[0]["derived"] == ["position", "salience", "capability"]
    assert issues["scope"]["positions"][0]["position"] == 75
    said = " ".join(result.to_dict("en")["assumptions"] + result.to_dict("en")["notes"])
    assert "ideal values of the preferences (a and b)" in said
    assert "Neither capability nor power is stated for b" in said
    assert "outside have no seat" in said or "outside" in said
    assert "lonely" in said


def test_intervals_hold_past_errors_and_inputs() -> None:
    sure = forecast_outcomes(loads(STATED.replace("2..4", "3")), methods=["compromise"])
    unsure = forecast_outcomes(loads(STATED.replace("2..4", "0..8")), methods=["compromise"])
    narrow, wide = (r.interval("compromise", 0) for r in (sure, unsure))
    assert narrow is not None
    assert wide is not None
    assert wide[1] - wide[0] > narrow[1] - narrow[0] > 4
    alone = sure.from_inputs("compromise", 0)
    assert alone is not None
    assert alone[0] == pytest.approx(alone[1])
    assert sure.interval("compromise", 0)[0] >= 0


def test_untested_methods_have_no_interval() -> None:
    result = forecast_outcomes(loads(STATED), methods=["spatial_joint"])
    assert result.interval("spatial_joint", 0) is None
    assert result.answer()["issues"]["delay"]["methods"]["spatial_joint"]["interval"] is None


def test_all_methods_answer_and_processes_are_told() -> None:
    result = forecast_outcomes(loads(STATED), draws=32)
    answer = result.answer()
    for issue in ("delay", "scope"):
        assert list(answer["issues"][issue]["methods"]) == list(METHODS)
    assert set(answer["process"]) == {
        "challenge_own_pair",
        "challenge_all_pairs",
        "exchange",
        "spatial",
    }
    trade = answer["process"]["exchange"]["trades"][0]
    assert (trade["giver"], trade["issue"], trade["partner"], trade["other"]) in {
        ("a", "scope", "b", "delay"),
        ("b", "delay", "a", "scope"),
    }
    assert 0 < trade["frequency"] <= 1
    assert json.dumps(answer, allow_nan=False)


def test_nash_without_a_common_gain_has_no_answer() -> None:
    between = loads(STATED.replace("status_quo: 10", "status_quo: 5"))
    costly = forecast_outcomes(between, methods=["nash"]).answer()["issues"]["delay"]
    assert costly["methods"]["nash"]["point"] is not None
    free = forecast_outcomes(between, methods=["nash"], failure=0.0)
    assert free.answer()["issues"]["delay"]["methods"]["nash"]["point"] == pytest.approx(5)
    nowhere = forecast_outcomes(between, methods=["nash"], failure=0.0).answer()["issues"]["scope"]
    assert nowhere["methods"]["nash"] == {"point": None, "value": None, "interval": None}


def test_conclusions_follow_the_draws() -> None:
    scenario = loads(STATED)
    best = forecast_conclusions(scenario, best_draws(scenario))
    plain = forecast_outcomes(scenario, methods=["compromise"]).answer()["issues"]["delay"]["point"]
    assert best["outcome.delay.compromise"][0] == pytest.approx(plain)
    many = forecast_conclusions(scenario, draw(scenario, 16, seed=1), methods=["median"])
    assert many["outcome.delay.compromise"].shape == (16,)
    assert many["outcome.delay.compromise"].std() > 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"methods": ["guess"]}, "guess"),
        ({"draws": 0}, "at least 1"),
        ({"level": 1.5}, r"0\.05 to 0\.95"),
        ({"rounds": 0}, "1 to 100"),
        ({"failure": -1.0}, "0 to 1000"),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        forecast_outcomes(loads(STATED), **settings)


def test_issues_without_positions_are_refused_with_an_example() -> None:
    alone = "title: t\nparties: {a: {}, b: {}}\nissues: {x: {values: [p, q]}}\n"
    with pytest.raises(MissingSection, match="positions"):
        forecast_outcomes(loads(alone + "positions: {x: {a: {position: p}}}"))


def test_misplaced_positions_are_all_reported_with_their_lines() -> None:
    wrong = STATED.replace("position: full", "position: fully").replace(
        "position: 8", "position: 80"
    )
    with pytest.raises(ScenarioError) as caught:
        loads(wrong)
    told = [(found.path, found.line) for found in caught.value.problems]
    assert told == [("positions.delay.b.position", 13), ("positions.scope.a.position", 16)]


def test_a_value_named_like_a_word_is_the_value() -> None:
    text = STATED.replace("[none, partial, full]", "[low, medium, high]")
    scenario = loads(
        text.replace("position: full", "position: high").replace("position: none", "position: low")
    )
    problem = build_problem(scenario, best_draws(scenario))
    assert problem.position[0, 1, :2].tolist() == [1.0, 0.0]


def test_too_many_possible_trades_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analyses.forecast.solve.MOST_TRADES", 10)
    result = forecast_outcomes(loads(STATED), methods=["exchange"])
    assert result.answer()["issues"]["delay"]["methods"]["exchange"]["point"] is None
    assert any("too many" in note for note in result.to_dict("en")["notes"])
    assert result.tables("en")
