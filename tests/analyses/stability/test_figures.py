"""Figures of stability that a reader sees, found again from the verdicts by state."""

from __future__ import annotations

import itertools

import pytest

from analyses.stability.test_bounds import scenario_text
from detente.analyses.findings import NoDeal
from detente.analyses.stability import analyze_stability
from detente.analyses.stability.findings import findings
from detente.analyses.stability.result import StabilityResult
from detente.exhibits import Table
from detente.phrases import phrases
from detente.scenario import loads

STATES = ["".join(letters) for letters in itertools.product("NY", repeat=4)]


def ranked(worth: dict[str, int]) -> str:
    rungs = [[s for s in STATES if worth[s] == level] for level in sorted({*worth.values()})[::-1]]
    return "[" + ", ".join(f"[{', '.join(rung)}]" for rung in rungs) + "]"


def answered(level: int) -> StabilityResult:
    """`a` gains by each of seven moves from NNNN; `b` answers each with a state worth `level`."""
    worth = {s: level if s[3] == "Y" else s.count("Y") + 1 for s in STATES}
    of_b = {s: 2 if s[3] == "Y" else 3 if s == "NNNN" else 1 for s in STATES}
    text = "title: T\nparties: {a: {}, b: {}}\noptions: {a: [x, y, z], b: [strike]}\n"
    return analyze_stability(loads(f"{text}ranking: {{a: {ranked(worth)}, b: {ranked(of_b)}}}\n"))


def table(result: StabilityResult, key: str) -> Table:
    return next(table for table in result.tables("en") if table.key == f"stability.{key}")


@pytest.mark.parametrize(("level", "how"), [(0, "worse off"), (1, "no better off")])
def test_moves_that_are_deterred_are_told_and_the_rest_counted(level: int, how: str) -> None:
    result = answered(level)
    assert "NNNN" in result.stable("a", "gmr")
    said = result.explain("a", "NNNN", "gmr", language="en")
    assert said.count(f"leaves the first mover {how} than before") == 3
    assert said.endswith(phrases("en").count("stability.more_deterred", 7 - 3))


def test_states_are_counted_and_those_that_last_by_most_concepts_stand_first() -> None:
    result = answered(0)
    counts = {row[0]: row[1:] for row in table(result, "counts").rows}
    for party in "ab":
        assert list(counts[party]) == [len(result.stable(party, c)) for c in result.concepts]
    every = [len(result.equilibria(c)) for c in result.concepts]
    assert list(counts["All parties"]) == every
    rows = table(result, "equilibria").rows
    assert {row[0] for row in rows} == {s for c in result.concepts for s in result.equilibria(c)}
    marks = [sum(map(bool, row[2:])) for row in rows]
    assert marks == sorted(marks, reverse=True)
    assert marks[0] > marks[-1]


def test_what_may_last_is_listed_without_what_lasts_in_any_case() -> None:
    both = 0
    for seed in range(3):
        result = analyze_stability(loads(scenario_text(seed)[0]))
        told = result.answer()["unknown"]
        for row, concept in zip(table(result, "bounds").rows, told["possibly"], strict=True):
            sure, may = (told[key][concept] for key in ("necessarily", "possibly"))
            assert {*sure} <= {*may}
            assert row[1] == ", ".join(sure)
            assert row[2] == ", ".join(state for state in may if state not in sure)
            both += bool(sure) and len(may) > len(sure)
    assert both


@pytest.mark.parametrize(
    ("ranking", "steps"),
    [("[NY, YY, NN, YN]", (("a", "y", True),)), ("[NN, NY, YY, YN]", (("a", "x", False),))],
)
def test_steps_handed_on_are_options_taken_up_or_else_given_up(
    ranking: str, steps: tuple[tuple[str, str, bool], ...]
) -> None:
    text = "title: T\nparties: {a: {}}\noptions: {a: [x, y]}\nstatus_quo: YN\n"
    result = analyze_stability(loads(f"{text}ranking: {{a: {ranking}}}"))
    found = next(each for each in findings(result) if isinstance(each, NoDeal))
    assert found.today == (("a", "x"),)
    assert (found.first_mover, found.movers) == ("a", ("a",))
    assert found.steps == steps


def test_the_most_frequent_end_of_events_comes_first() -> None:
    """One of three acts at NNN: after `a` nobody goes on; after `b` or `c` the other one does."""
    text = """
title: T
parties: {a: {}, b: {}, c: {}}
options: {a: [x], b: [y], c: [z]}
status_quo: NNN
priorities:
  a: ["a.x -> not (b.y or c.z)", a.x]
  b: ["b.y -> not a.x", b.y]
  c: ["c.z -> not a.x", c.z]
"""
    courses = analyze_stability(loads(text)).answer()["from"]["courses"]
    shown = [(course["end"], round(course["share"], 6)) for course in courses]
    assert shown == [(["NYY"], 0.666667), (["YNN"], 0.333333)]
