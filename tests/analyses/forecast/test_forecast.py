"""Forecasts of scenarios: what is stated, what is derived, and what the answer says of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from analysis_contract import AnalysisContract
from detente.analyses.forecast import forecast_conclusions, forecast_outcomes
from detente.analyses.forecast.methods import METHODS
from detente.analyses.forecast.problem import build_problem
from detente.analyses.forecast.report import interval_statements
from detente.analyses.forecast.ruled_out import needed_parties
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
    assert problem.stances.position[0].tolist() == [[0.3, 0.8, 1.0], [1.0, 0.0, 0.0]]
    assert problem.stances.salience[0, 0].tolist() == [0.8, 0.4, 0.2]
    assert problem.stances.capability[0].tolist() == [[30, 20, 5], [60, 40, 0]]
    assert problem.stances.present.tolist() == [[True] * 3, [True, True, False]]
    assert problem.status_quo[0] == 1.0
    assert np.isnan(problem.status_quo[1])


def test_compromise_is_the_weighted_mean_in_the_unit() -> None:
    answer = forecast_outcomes(loads(STATED), methods=["compromise"]).answer()["issues"]
    weights = np.array([24.0, 8.0, 1.0])
    expected = (weights * [3, 8, 10]).sum() / weights.sum()
    scope = 100 * 60 * 20 / (60 * 20 + 40 * 90)
    assert answer["delay"]["methods"]["compromise"]["point"] == pytest.approx(expected)
    assert answer["delay"]["status_quo"] == 10
    assert answer["scope"]["methods"]["compromise"]["point"] == pytest.approx(scope)
    assert answer["delay"]["point"] == pytest.approx((expected + 7) / 2)
    assert answer["scope"]["point"] == pytest.approx((scope + 50) / 2)
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
    narrow, wide = (r.issues["delay"].methods["compromise"].interval for r in (sure, unsure))
    assert narrow is not None
    assert wide is not None
    assert wide[1] - wide[0] >= narrow[1] - narrow[0] > 4
    alone = sure.issues["delay"].interval_from_inputs
    assert alone is not None
    assert alone[0] == pytest.approx(alone[1])
    assert narrow[0] >= 0


def test_untested_methods_have_no_interval() -> None:
    result = forecast_outcomes(loads(STATED), methods=["spatial_joint"])
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
    plain = forecast_outcomes(scenario, methods=["compromise"]).answer()["issues"]["delay"]
    found = plain["methods"]["compromise"]["point"]
    assert best["outcome.delay.compromise"][0] == pytest.approx(found)
    assert best["outcome.delay.half_weighted"][0] == pytest.approx(plain["point"])
    many = forecast_conclusions(scenario, draw(scenario, 16, seed=1), methods=["median"])
    assert many["outcome.delay.half_weighted"].shape == (16,)
    assert many["outcome.delay.half_weighted"].std() > 0


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
    assert problem.stances.position[0, 1, :2].tolist() == [1.0, 0.0]


def test_too_many_possible_trades_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analyses.forecast.solve.MOST_TRADES", 10)
    result = forecast_outcomes(loads(STATED), methods=["exchange"])
    assert result.answer()["issues"]["delay"]["methods"]["exchange"]["point"] is None
    assert any("too many" in note for note in result.to_dict("en")["notes"])
    assert result.tables("en")


RED_LINES = """
title: Hours
parties: {union: {}, firm: {}, government: {at_table: false}}
issues:
  hours: {scale: 35..38, steps: 7, unit: hours}
  scope: {values: [none, some, all]}
preferences:
  union: {weights: {hours: 50, scope: 50}, values: {hours: falling, scope: rising},
          red_lines: ["hours > 36", "scope = all and hours = 35"]}
  firm: {weights: {hours: 50, scope: 50}, values: {hours: rising, scope: falling}}
  government: {weights: {hours: 50}, values: {hours: rising}, red_lines: ["hours < 37"]}
"""


def ruled_out(text: str, issue: str = "hours") -> dict[str, object]:
    return forecast_outcomes(loads(text), methods=["median"], draws=16).answer()["issues"][issue]


def test_a_forecast_leaves_out_what_the_red_line_of_a_needed_party_rules_out() -> None:
    found = ruled_out(RED_LINES)
    assert found["ruled_out"] == {"by": ["union"], "accepted": [[35, 36]], "point_without": 36.5}
    assert found["point"] == 36
    assert found["interval"] == pytest.approx([35, 36], abs=0.02)
    assert max(found["interval"]) <= 36
    assert found["methods"]["median"]["point"] == 36
    assert ruled_out(RED_LINES, "scope")["ruled_out"] is None
    said = forecast_outcomes(loads(RED_LINES), methods=[]).statements("en")[0].text
    assert "ruled out (by union) it would be 36.50 hours" in said


def test_a_single_value_left_is_told_as_such_and_no_interval_goes_into_the_log() -> None:
    result = forecast_outcomes(
        loads(RED_LINES.replace('"hours > 36"', '"hours != 36"')), methods=[], draws=8
    )
    assert result.answer()["issues"]["hours"]["on_a_position"] is None
    assert "those who must agree leave nothing else" in result.statements("en")[0].text
    assert [text.split(":")[0] for text in interval_statements(result, "en")] == ["scope"]


def test_who_is_needed_follows_from_tables_ratifiers_and_votes() -> None:
    drafts = RED_LINES + "stages:\n  - {table: [union, firm]}\n"
    ratified = drafts + "  - {kind: ratify, table: [firm], ratifiers: {firm: [government]}}\n"
    assert ruled_out(drafts)["point"] == 36
    nothing = ruled_out(ratified)
    assert (nothing["point"], nothing["interval"]) == (None, None)
    assert nothing["ruled_out"]["accepted"] == []
    outvoted = RED_LINES + (
        "stages:\n  - {table: [union, firm, government], consent: {quota: 2}}\n"
    )
    assert ruled_out(outvoted)["point"] == 36.5
    bypassed = RED_LINES + (
        "stages:\n  - {table: [union], if_fails: next}\n  - {table: [firm, government]}\n"
    )
    assert ruled_out(bypassed)["ruled_out"]["by"] == ["government"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_that_all_accept_is_an_answer(language: str) -> None:
    text = RED_LINES.replace(", government: {at_table: false}", ", government: {}")
    result = forecast_outcomes(loads(text), draws=8)
    assert result.answer()["issues"]["hours"]["point"] is None
    assert all(result.statements(language))
    assert result.charts(language)
    json.dumps(result.to_dict(language), allow_nan=False)
    values = forecast_conclusions(loads(text), best_draws(loads(text)))
    assert np.isnan(values["outcome.hours.mean"]).all()


def test_rules_and_joint_red_lines_count_where_no_deal_keeps_a_value() -> None:
    tied = RED_LINES + 'rules: ["hours < 38 -> scope != some", "scope = all -> hours = 35"]\n'
    scope = ruled_out(tied, "scope")["ruled_out"]
    assert scope["accepted"] == [[0, 0]]


UNORDERED = """
title: Security order
parties: {a: {power: 60}, b: {power: 40}}
issues: {order: {values: [postponed, with the others, between the two]}, tariff: {scale: 0..10}}
preferences:
  a:
    weights: {order: 50, tariff: 50}
    values: {order: {postponed: 50, with the others: 0, between the two: 100}, tariff: rising}
  b:
    weights: {order: 50, tariff: 50}
    values: {order: {postponed: 50, with the others: 100, between the two: 0}, tariff: falling}
"""


def test_values_without_an_order_get_no_point_on_a_line() -> None:
    result = forecast_outcomes(loads(UNORDERED), methods=["median"])
    answer = result.answer()
    assert list(answer["issues"]) == ["tariff"]
    assert answer["unordered"] == {
        "order": {
            "postponed": 0,
            "with the others": pytest.approx(0.4),
            "between the two": pytest.approx(0.6),
        }
    }
    said = " ".join(note.text for note in result.statements("en"))
    assert "no point on a line; the most weight stands behind “between the two” (60 %)" in said
    ordered = UNORDERED.replace("with the others: 0,", "with the others: 70,")
    assert list(forecast_outcomes(loads(ordered)).answer()["issues"]) == ["order", "tariff"]


def test_a_party_in_between_does_not_take_the_order_away() -> None:
    middle = UNORDERED.replace("with the others: 0, between", "with the others: 90, between")
    assert "order" in forecast_outcomes(loads(middle), methods=[]).answer()["issues"]


def many_actors(count: int, position: str) -> str:
    stands = "\n".join(
        f"    p{k}: {{position: {position.format(k % 100)}, salience: {40 + k % 60},"
        f" capability: {1 + k % 7}}}"
        for k in range(count)
    )
    parties = "\n".join(f"  p{k}: {{}}" for k in range(count))
    return (
        f"title: Many\nparties:\n{parties}\nissues: {{x: {{scale: 0..200}}}}\n"
        f"positions:\n  x:\n{stands}\n"
    )


def test_what_nothing_makes_uncertain_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[int] = []
    from detente.analyses.forecast import solve

    plain = solve.play
    monkeypatch.setattr(
        solve,
        "play",
        lambda position, **rest: played.append(len(position)) or plain(position, **rest),
    )
    sure = forecast_outcomes(loads(many_actors(12, "{}")), methods=["spatial"])
    assert played == [1]
    low, high = sure.issues["x"].interval_from_inputs
    assert low == high
    unsure = forecast_outcomes(loads(many_actors(12, "{0}..1{0}")), methods=["spatial"], draws=9)
    assert played == [1, 1, 9]
    low, high = unsure.issues["x"].interval_from_inputs
    assert low < high


def test_draws_in_parts_give_the_same_forecasts(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = loads(STATED.replace("{position: full, salience: 20}", "{position: full}"))
    settings = {"methods": ["exchange", "spatial", "challenge_own_pair", "mode"], "draws": 20}
    whole = forecast_outcomes(scenario, **settings).answer()
    monkeypatch.setattr("detente.analyses.forecast.solve.AT_ONCE", 1)
    parts = forecast_outcomes(scenario, **settings).answer()
    assert parts["issues"] == whole["issues"]
    for one, two in zip(
        *(answer["process"]["exchange"]["trades"] for answer in (parts, whole)), strict=True
    ):
        assert one == two | {"gain": pytest.approx(two["gain"])}


def test_a_large_table_is_forecast() -> None:
    result = forecast_outcomes(loads(many_actors(160, "{}")), methods=["compromise", "mode"])
    x, weight = zip(*((k % 100, (40 + k % 60) * (1 + k % 7)) for k in range(160)), strict=True)
    expected = (np.average(x, weights=weight) + np.mean(x)) / 2
    assert result.answer()["issues"]["x"]["point"] == pytest.approx(expected)


def test_outcomes_mix_past_errors_with_the_positions_of_the_parties() -> None:
    """By hand: 30 % of the chance on the positions, half of it by weight, half of it alike."""
    result = forecast_outcomes(loads(STATED.replace("2..4", "3")), methods=[])
    places, chances = result.issues["delay"].outcomes
    residuals = result.calibration.residuals["half_weighted"]["scale"]
    middles = (residuals[1:] + residuals[:-1]) / 2
    errors = np.clip(10 * result.issues["delay"].point + middles, 0, 100)
    weight = np.array([24.0, 8.0, 1.0]) / 33
    for place, share in zip((30.0, 80.0, 100.0), weight, strict=True):
        expected = 0.3 * (share + 1 / 3) / 2 + 0.7 * np.isclose(errors, place).mean()
        assert chances[np.isclose(places, place)].sum() == pytest.approx(expected)
    low, high = result.issues["delay"].interval
    for end, share in ((10 * low, 0.1), (10 * high, 0.9)):
        at = int((places < end).sum())
        middle = np.cumsum(chances) - chances / 2
        assert middle[at - 1] <= share <= middle[at]
    assert result.answer()["issues"]["delay"]["on_a_position"] == 0.617


def test_where_some_positions_are_ruled_out_it_is_not_said_to_end_where_a_party_stands() -> None:
    result = forecast_outcomes(loads(RED_LINES), methods=[], draws=8)
    hours, scope = (note.text for note in result.statements("en")[:2])
    assert "probably ends" not in hours
    assert hours.endswith(
        "62 % of settled issues ended exactly where some party stood; positions that those who"
        " must agree leave here: union. Without what is ruled out (by union) it would be 36.50"
        " hours."
    )
    assert "It probably ends exactly where some party stands (62 %" in scope


VOTE = """
title: A vote on a toll
parties: {a: {}, b: {}, c: {}}
issues: {toll: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {toll: 1}, values: {toll: rising}, red_lines: ["toll < 50"]}
  b: {weights: {toll: 1}, values: {toll: falling}}
  c: {weights: {toll: 1}, values: {toll: "40"}}
"""


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ("", "abc"),
        ("consent: majority", ""),
        ("consent: {quota: 2, vetoes: [a]}", "a"),
        ("stages: [{table: [a, b]}, {table: [b, c], kind: bargain}]", "bc"),
        ("stages: [{table: [a, b], if_fails: end}, {table: [b, c], kind: bargain}]", "abc"),
        ("stages: [{table: [a], settles: []}, {table: [b, c]}]", "bc"),
    ],
)
def test_only_red_lines_of_those_without_whom_nothing_is_settled_count(
    more: str, needed: str
) -> None:
    scenario = loads(VOTE + more)
    assert "".join(needed_parties(scenario)) == needed
    found = forecast_outcomes(scenario, methods=[], draws=4).issues["toll"]
    assert (found.ruled_out is not None) is ("a" in needed)


POWERS = """
title: t
parties: {{a: {{power: {power}}}, b: {{power: {power}}}}}
issues: {{i: {{scale: 0..100}}}}
positions: {{i: {{a: {{position: 20, salience: 50}}, b: {{position: 70, salience: 50}}}}}}
"""


def test_parties_without_any_power_are_no_parties_with_some_weight() -> None:
    with pytest.raises(MissingSection, match="two parties with some weight"):
        forecast_outcomes(loads(POWERS.format(power=0)))
    perhaps = "{distribution: discrete, values: {0: 50%, 10: 50%}}"
    assert forecast_outcomes(loads(POWERS.format(power=perhaps))).issues
