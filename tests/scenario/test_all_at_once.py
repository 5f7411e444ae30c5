"""One fault hides no other and makes no second one, wherever it stands."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from detente.errors import ScenarioError
from detente.scenario import loads
from detente.scenario.reading.tree import read_tree

WHOLE = Path(__file__).parents[1] / "mutants" / "every_section.yaml"


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, file="t")
    return [f"{found.path}: {found.given}" for found in caught.value.problems]


def test_what_stands_beside_a_missing_key_is_checked() -> None:
    text = """
title: t
parties: {a: {}, b: {}}
issues: {p: {values: [low, high]}}
preferences:
  a: {values: {prce: rising}, red_lines: [p = lwo], interactions: [{if: p = hgh}]}
  b: {weights: {q: 1}}
stages:
  - {name: one, table: [a, a], agenda: [zzz], venue: {c: 3, a: 1}, first: a, protocol: offers}
  - {agenda: [yyy], after: 2 months, venue: {a: 1}}
commitments: {k: {by: xx, says: t}}
security: {targets: {t: {worth: high, loss_covered: 200}}, resources: {r: {protects: [u]}}}
"""
    assert problems(text) == [
        "preferences.a: ",
        "preferences.a.values.prce: prce",
        "preferences.a.red_lines.0: lwo",
        "preferences.a.interactions.0: ",
        "preferences.a.interactions.0.if: hgh",
        "preferences.b: ",
        "preferences.b.weights.q: q",
        "stages.0.table: a",
        "stages.0.agenda.0: zzz",
        "stages.0.venue.c: c",
        "stages.1: ",
        "stages.1.agenda.0: yyy",
        "commitments.k: ",
        "commitments.k.by: xx",
        "security.targets.t: loss high, loss_covered 200",
        "security.resources.r: ",
        "security.resources.r.protects: u",
    ]


def test_a_broken_stage_stays_the_first() -> None:
    text = (
        "title: t\nparties: {a: {}, b: {}}\nstages:\n"
        "  - {table: [a, a], deadline: x}\n  - {table: [a, b], after: 2 months}\n"
    )
    assert problems(text) == ["stages.0.table: a", "stages.0.deadline: x"]


@pytest.mark.parametrize("section", ["parties", "issues", "preferences", "options", "types"])
def test_a_section_of_a_wrong_name_is_one_problem(section: str) -> None:
    values = {f"{key}s" if key == section else key: part for key, part in VALUES.items()}
    with pytest.raises(ScenarioError) as caught:
        loads(json.dumps(values))
    said = [str(found) for found in caught.value.problems]
    assert len(said) == 1, said
    values = {key: part for key, part in VALUES.items() if key != "parties"}
    with pytest.raises(ScenarioError) as caught:
        loads(json.dumps(values))
    assert [found.rule for found in caught.value.problems] == ["the key parties is missing"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("weights: {p: 1", "weigths: {p: 1"),
        ("values: {p: {stays", "valeus: {p: {stays"),
        ("stays: 0", "Stays: 0"),
        ("values: {p: {stays", "values: {pp: {stays"),
        ("title: t", "Title: t"),
    ],
)
def test_a_misspelt_key_is_not_missing_besides(right: str, wrong: str) -> None:
    text = "title: t\nparties: {a: {}}\nissues: {p: {values: [stays, goes]}}\n"
    text += "preferences: {a: {weights: {p: 1}, values: {p: {stays: 0, goes: 9}}}}\n"
    assert loads(text)
    assert len(problems(text.replace(right, wrong))) == 1


@pytest.mark.parametrize("broken", [5, "hello", [3]])
def test_a_section_of_a_wrong_kind_is_one_problem(broken: Any) -> None:
    for section in VALUES.keys() - {"title"}:
        with pytest.raises(ScenarioError) as caught:
            loads(json.dumps({**VALUES, section: broken}))
        said = [str(found) for found in caught.value.problems]
        assert len(said) == 1, (section, said)


@pytest.mark.parametrize(
    ("section", "rest"),
    [
        ("options", "status_quo: [a.x]\ninfeasible: [a.x and b.y]\npriorities: {b: [b.y]}"),
        ("issues", "rules: [i = p]"),
        ("evidence", "parties: {a: {power: {value: 5, because: [e1]}}}"),
    ],
)
def test_what_rests_on_a_broken_section_is_no_second_problem(section: str, rest: str) -> None:
    parties = "" if "parties" in rest else "parties: {a: {}, b: {}}\n"
    assert problems(f"title: t\n{parties}{section}: 5\n{rest}\n") == [f"{section}: 5"]


def leaves(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    found = []
    for key, value in inner:
        nested = isinstance(value, dict | list) and value
        found += leaves(value, (*path, key)) if nested else [(*path, key)]
    return found


VALUES = read_tree(WHOLE.read_text(encoding="utf-8"), "t").values
NUMBERS = [
    path
    for path in leaves(VALUES)
    if path[:1] not in (("title",), ("issues",)) and not isinstance(path[-1], int)
]


@pytest.mark.parametrize("path", NUMBERS, ids=lambda path: ".".join(map(str, path)))
def test_one_value_of_a_wrong_kind_is_one_problem(path: tuple[Any, ...]) -> None:
    values = copy.deepcopy(VALUES)
    part = values
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = [{"x": 1}]
    with pytest.raises(ScenarioError) as caught:
        loads(json.dumps(values))
    assert len(caught.value.problems) == 1, [str(found) for found in caught.value.problems]
