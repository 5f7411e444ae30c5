"""What a file may state for an outlook: what is settled where, past cases, friction."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import loads
from detente.scenario.agendas import agendas

BASE = """
title: t
parties: {a: {}, b: {}}
issues: {x: {values: [low, high]}, n: {values: [again, none]}}
preferences:
  a: {weights: {x: 1}, values: {x: rising}}
  b: {weights: {x: 1}, values: {x: falling}}
"""


def problems(more: str) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as raised:
        loads(BASE + more)
    return [(problem.path, problem.given) for problem in raised.value.problems]


def test_a_stage_that_settles_nothing_announces() -> None:
    for stated in ("settles: []", "agenda: []", "agenda: {settles: []}"):
        scenario = loads(f"{BASE}stages:\n- {{table: [a, b], {stated}}}\n- table: [a, b]\n")
        first, second = agendas(scenario.stages, ("x", "n"))
        assert (first.kind, first.settles) == ("announce", ())
        assert (second.kind, second.settles) == ("bargain", ("x", "n"))


def test_settles_is_short_for_the_agenda() -> None:
    scenario = loads(f"{BASE}stages:\n- {{table: [a, b], settles: n}}\n- table: [a, b]\n")
    assert [a.settles for a in agendas(scenario.stages, ("x", "n"))] == [("n",), ("x",)]
    assert problems("stages: [{table: [a, b], settles: [x], agenda: [n]}]\n")


def test_a_stage_is_tied_to_one_issue() -> None:
    tied = "stages: [{table: [a, b]}, {table: [a, b], if: %s}]\n"
    assert loads(BASE + tied % "n = again").stages[1].condition == "n = again"
    assert problems(tied % "n = again and x = low") == [("stages.1.if", "n, x")]
    assert problems(tied % "m = again")[0][0] == "stages.1.if"


def test_counts_of_past_cases_add_up() -> None:
    classes = "outlook: {classes: {c: {%s}}}\n"
    found = loads(BASE + classes % "of: 7, binding: 1, for_show: 4, nothing: 2")
    assert found.outlook.classes["c"].counts == (1, 4, 2, 0)
    assert loads(BASE + classes % "of: 7, binding: 1").outlook.classes["c"].counts == (1, 6)
    assert problems(classes % "of: 3, binding: 4")[0][1] == "4 of 3"
    assert problems(classes % "of: 3, for_show: 1")[0] == ("outlook.classes.c", "")
    assert problems(classes % "of: 3, binding: 1, stage: 2") == [("outlook.classes.c.stage", "2")]


def test_matter_names_issues() -> None:
    assert loads(f"{BASE}matter: [x]\n").matter == ("x",)
    assert problems("matter: [y]\n") == [("matter.0", "y")]
