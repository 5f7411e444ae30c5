"""Long scales, many packages, issues that nobody weighs, and refusals by name."""

from __future__ import annotations

import itertools
import json

import pytest

from detente.analyses.deals import map_deals
from detente.errors import SettingError
from detente.scenario import Scenario, loads

LONG = """
title: t
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 1001}, copy: {scale: 0..100, steps: 1001}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}}
  b: {weights: {share: 1}, values: {share: falling}}
"""


def test_an_issue_that_nobody_weighs_takes_any_value() -> None:
    result = map_deals(loads(LONG))
    assert result.problem.sizes == (1001, 1)
    assert result.count == result.acceptable == 1001**2
    assert result.answer()["free"] == ["copy"]
    assert [dict(p.deal) for p in result.solutions["nash"]] == [{"share": "50", "copy": "0"}]
    assert "copy: any value" in " ".join(note.text for note in result.statements("en"))
    assert any(note.key == "deals.free_issues" for note in result.notes)


def test_any_value_of_such_an_issue_can_be_reviewed_and_its_status_quo_is_named() -> None:
    text = LONG.replace(
        "copy: {scale: 0..100, steps: 1001}", "copy: {values: [p, q], status_quo: q}"
    )
    result = map_deals(loads(text), deal="share=40, copy=p")
    assert result.answer()["audit"]["deal"] == {"share": "40", "copy": "q"}
    with pytest.raises(SettingError, match="copy=r"):
        map_deals(loads(text), deal="share=40, copy=r")


def test_an_issue_that_a_red_line_or_a_front_speaks_of_is_not_free() -> None:
    for more in (
        'rules: ["copy < 50 or share < 30"]',
        'fronts: {bloc: {members: [a, b], holds: "copy > 3"}}',
    ):
        assert map_deals(loads(LONG.replace("1001", "11") + more)).problem.free == {}


def test_opposed_interests_in_equal_steps_meet_in_the_middle() -> None:
    """All 3^14 packages are efficient and worth 100 in sum; the fair ones give 50 to each."""
    names = [f"i{k}" for k in range(14)]
    weights = {name: 8 if k < 2 else 7 for k, name in enumerate(names)}
    up, down = ({"x": a, "y": 50, "z": b} for a, b in ((0, 100), (100, 0)))
    raw = {
        "title": "t",
        "parties": {"a": {}, "b": {}},
        "issues": {name: {"values": ["x", "y", "z"]} for name in names},
        "preferences": {
            "a": {"weights": weights, "values": dict.fromkeys(names, up), "reservation": 20},
            "b": {"weights": weights, "values": dict.fromkeys(names, down), "reservation": 20},
        },
    }
    result = map_deals(Scenario.model_validate(raw))
    assert result.count == 3**14
    reached = {4 * j + 3.5 * k for j in range(5) for k in range(25)}
    points = result.efficient.points / result.settled.space.unit
    assert points.sum(axis=1).tolist() == [100.0] * len(points)
    assert set(points[:, 0].tolist()) == {x for x in reached if 20 <= x <= 80}
    assert all(p.utility == {"a": 50.0, "b": 50.0} for p in result.solutions["nash"])
    assert len(result.solutions["nash"]) <= 2000
    raw["preferences"]["a"]["reservation"] = 60  # type: ignore[index]
    raw["preferences"]["b"]["reservation"] = 50  # type: ignore[index]
    apart = map_deals(Scenario.model_validate(raw))
    assert apart.acceptable == 0
    assert {round(miss.total, 9) for miss in apart.nearest if "total" in miss.least} == {10.0}


def test_issues_tied_too_densely_are_refused_by_name() -> None:
    names = [f"i{k}" for k in range(12)]
    preferences = {
        party: {
            "weights": dict.fromkeys(names, 1),
            "values": {name: {f"v{k}": 25 * k for k in range(5)} for name in names},
            "interactions": [
                {"if": f"{one} = v0 and {other} = v1", "add": 1}
                for one, other in itertools.combinations(names, 2)
            ],
        }
        for party in ("a", "b")
    }
    raw = {
        "title": "t",
        "parties": {"a": {}, "b": {}},
        "issues": {name: {"values": [f"v{k}" for k in range(5)]} for name in names},
        "preferences": preferences,
    }
    with pytest.raises(SettingError, match=r"i0, i1, i2.*fewer values"):
        map_deals(Scenario.model_validate(raw))


def test_weights_whose_sum_is_no_number_are_refused() -> None:
    text = LONG.replace("weights: {share: 1}", "weights: {share: 1.0e+308, copy: 1.0e+308}", 1)
    with pytest.raises(SettingError, match="smaller numbers"):
        map_deals(
            loads(text.replace("values: {share: rising}", "values: {share: rising, copy: rising}"))
        )


def test_no_answer_holds_a_number_that_is_none() -> None:
    """A weight may be as large as a float can be; an issue worth more than that has no weight."""
    text = """
title: t
parties: {a: {}, b: {}}
issues: {x: {values: [p, q]}, y: {scale: 0..10, steps: 11}}
preferences:
  a: {weights: {y: 1.0e+308}, values: {y: rising}, reservation: 5}
  b: {weights: {x: 70, y: 30}, values: {x: rising, y: falling}, reservation: 5}
"""
    result = map_deals(loads(text), agenda=True, leverage=True, seat=("a", "b"))
    json.dumps(result.to_dict(), allow_nan=False)
    moves = {move["party"]: move["worth"] for move in result.answer()["new_issue"]["to_move"]}
    assert moves["a"] is None or moves["a"]["weight"] is None or moves["a"]["points"] <= 179
    apart = text.replace("reservation: 5", "reservation: 95")
    told = map_deals(loads(apart), agenda=True)
    json.dumps(told.to_dict(), allow_nan=False)
    assert told.statements("de")
