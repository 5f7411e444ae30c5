"""Any valid section of stages can be solved, valued, shown and written as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente import render
from detente.scenario import Scenario

PARTIES = ("a", "b", "c")
ISSUES = ("x", "y")
COSTS = {"a": "5..15", "b": 20}
points = st.integers(-20, 20)


@st.composite
def stage(draw: st.DrawFn) -> dict[str, object]:
    """A stage with some of everything."""
    table = draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=3, unique=True))
    found: dict[str, object] = {"table": table}
    found["if_fails"] = draw(st.sampled_from(["end", "next"]))
    if draw(st.booleans()):
        found["kind"] = draw(st.sampled_from(["bargain", "ratify", "announce"]))
    if draw(st.booleans()):
        found["agenda"] = {
            draw(st.sampled_from(["settles", "reopens", "leaves"])): [draw(st.sampled_from(ISSUES))]
        }
    if draw(st.booleans()):
        quota = draw(st.integers(1, len(table)))
        found["consent"] = {"quota": quota, "vetoes": table[: draw(st.integers(0, 1))]}
    if draw(st.booleans()):
        found["venue"] = {table[0]: draw(points)}
        found["audience"] = {table[-1]: {"attending": draw(points), "failing": draw(points)}}
    if len(table) == 2 and draw(st.booleans()):
        found |= {"protocol": "offers", "deadline": 4}
    if draw(st.booleans()):
        found["ratifiers"] = {table[0]: [draw(st.sampled_from(PARTIES))]}
    found["breakdown"] = draw(st.sampled_from([0, 0.3]))
    if draw(st.booleans()):
        speaks = draw(st.lists(st.sampled_from([*ISSUES, "all"]), max_size=2, unique=True))
        found["delegations"] = {table[0]: {"members": {"envoy": speaks, "aide": []}}}
    return found


@st.composite
def scenario(draw: st.DrawFn) -> Scenario:
    """Three parties, two issues, random wants, one to three stages."""
    worth = st.integers(0, 100)
    wants = {
        party: {
            "weights": {"x": draw(st.integers(1, 9)), "y": draw(st.integers(1, 9))},
            "values": {i: {"low": draw(worth), "high": draw(worth)} for i in ISSUES},
            "reservation": {"value": f"{draw(st.integers(0, 50))}..{draw(st.integers(50, 100))}"},
            "red_lines": draw(st.sampled_from([[], ["x = high"], ["x = low and y = low"]])),
        }
        for party in PARTIES
    }
    return Scenario.model_validate(
        {
            "title": "t",
            "parties": dict.fromkeys(PARTIES) | {"b": {"waiting": "1..9%"}},
            "issues": {issue: {"values": ["low", "high"]} for issue in ISSUES},
            "preferences": wants,
            "stages": [
                part | ({"after": "1..6 months"} if place and draw(st.booleans()) else {})
                for place, part in enumerate(draw(st.lists(stage(), min_size=1, max_size=3)))
            ],
            "crises": draw(
                st.sampled_from([{}, {"w": {"between": ["a", "b"], "win": 0.6, "cost": COSTS}}])
            ),
            "fronts": draw(
                st.sampled_from([{}, {"f": {"members": ["a", "c"], "holds": "x = low"}}])
            ),
            "commitments": draw(
                st.sampled_from(
                    [
                        {},
                        {"t": {"by": "a", "against": "b", "harm": 9, "own_cost": 5, "cost": 6}},
                        {"p": {"by": "b", "broken_if": "y = high", "cost": 12, "memory": 2}},
                    ]
                )
            ),
        }
    )


@pytest.mark.parametrize("analyse", [detente.solve_stages, detente.value_seats])
@given(case=scenario())
@settings(max_examples=25)
def test_any_stages_can_be_solved_and_shown(analyse, case):
    result = analyse(case, draws=3)
    json.dumps(result.to_dict(), allow_nan=False)
    for language in ("en", "de"):
        for shown in (*result.statements(language), *result.tables(language)):
            assert render.text(shown, language=language, width=80, colour=False)
        assert all(chart.title for chart in result.charts(language))
