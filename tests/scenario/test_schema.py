"""The JSON Schema: generated from the model, shipped, and true of the bundled cases."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from detente.scenario import case_names
from detente.scenario.reading.starter import starter
from detente.scenario.reading.tree import read_tree
from detente.scenario.schema import main, schema_text
from scenario.broken import SHAPES


@cache
def validator() -> Draft202012Validator:
    shipped = (files("detente.scenario") / "schema.json").read_text(encoding="utf-8")
    schema = json.loads(shipped)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def errors(text: str) -> list[str]:
    values: Any = read_tree(text, "talks.yaml").values
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(values)]


def test_shipped_schema_is_that_of_the_model() -> None:
    shipped = (files("detente.scenario") / "schema.json").read_text(encoding="utf-8")
    message = "the model has changed: run python -m detente.scenario.schema"
    # as values: older pydantic writes 0.0 where a newer one writes 0
    assert json.loads(shipped) == json.loads(schema_text()), message


@pytest.mark.parametrize("case", case_names())
def test_cases_are_valid(case: str) -> None:
    text = (files("detente.cases") / f"{case}.yaml").read_text(encoding="utf-8")
    assert errors(text) == []


def test_starter_is_valid() -> None:
    assert errors(starter('Talks: a "title"')) == []


BASE = "title: t\nparties: {a: {}, b: }\n"


@pytest.mark.parametrize(
    "text",
    [
        "parties: {a: , Süd-West: {aliases: one, power: high}}\ntitle: 7",
        "title: t\nas_of: 2025-08-15\nparties: {a: {power: {low: 1, best: 2, high: 3}}}",
        BASE + "options: {a: [x, y], b: {z: {moves: take}, w: }}\ninfeasible: a.x and a.y",
        BASE + 'priorities: {a: ["a.x", ["a.y", {maybe: "b.z", held: 60%, because: e}]]}',
        BASE
        + "crises: {w: {between: [a, b], win: {battles: 0.6, steps: 9, held: 4}, cost: {a: 1, b: 2}"
        ", hidden_cost: {least: 0, most: 40}, shift: {later: 80%, patience: 0.9},"
        " threat: {prize: 50, gives_way: 60%, audience_cost: 20..30}, name: W, because: e}}",
        BASE + "stages: [{table: [a]}, {table: a, after: 2..6 weeks, delegations: {a: {members: "
        "[one, two]}, b: {members: {one: all, two: [p, q], three: []}, limits: false}}},"
        " {table: a, after: {value: 1 year, because: e, confidence: low}}]",
        "title: t\nparties: {a: {waiting: 1..3%}}\npreferences: {a: {weights: {p: 1}, values: "
        "{p: rising}, reservation: {from: crisis, of: war}}}",
        BASE + "ranking: {b: [YNN, [NNN, NNY], NYN], a: {states: [Y, N], because: [e1]}}",
        BASE + "issues: {p: {values: [1.50, low, true]}, q: {scale: 0..100, steps: 11}}",
        BASE + "preferences: {a: {weights: [p, [q, r]], values: {p: rising, q: 5, r: {x: 1..2}}}}",
        BASE + "preferences: {a: {weights: {p: {value: low..high, confidence: low}}, values: {}}}",
        BASE + "preferences: {a: {weights: {p: 40%}, values: {}, red_lines: p = low}}",
        BASE + "status_quo: [a.x]\ntranslations: {de: {title: Titel}}",
        BASE + "additions: {issues: {x: {values: [n, y], status_quo: n, weights: {a: 1..2}, "
        "worth: {a: rising}}}, values: {p: {top: {worth: {a: high}, after: low}}}}",
        BASE + "stages: [{table: [a, b]}, {table: a, agenda: [p], consent: majority}]",
    ],
)
def test_all_forms_are_valid(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize("text", SHAPES)
def test_broken_shapes_are_not_valid(text: str) -> None:
    assert errors(text) != []


def test_schema_can_be_written_elsewhere(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["schema", str(tmp_path / "detente.schema.json")])
    main()
    assert (tmp_path / "detente.schema.json").read_text(encoding="utf-8") == schema_text()
