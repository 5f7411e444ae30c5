"""How a brief speaks of parties, values and limits: read, checked, written back."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import Scenario, loads

TEXT = """
title: T
client: {name: The mission, advises: a}
parties: {a: {grammar: {article: the, plural: true}}, b: {}}
issues:
  x: {values: [n, y], says: {y: a thing}, stays: nothing moves, given_by: a, status_quo: n}
preferences:
  a: {weights: {x: 1}, values: {x: rising}, red_lines: [{when: x = n, says: none of it}]}
  b: {weights: {x: 1}, values: {x: falling}, red_lines: x = y}
stages:
  - {table: [a, b], grammar: {in: at home, after: after it}}
packages: {feared: {deal: {x: y}}}
"""


def test_a_red_line_is_its_statement_and_may_have_words() -> None:
    scenario = loads(TEXT)
    line = scenario.preferences["a"].red_lines[0]
    assert (line, line.says) == ("x = n", "none of it")
    assert scenario.preferences["b"].red_lines[0].says is None
    again = Scenario.model_validate(scenario.model_dump(by_alias=True, exclude_defaults=True))
    assert again.preferences["a"].red_lines[0].says == "none of it"
    assert again.digest == scenario.digest


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("advises: a", "advises: c", "there is no party of this name"),
        ("says: {y: a thing}", "says: {z: a thing}", "the issue has no such value"),
        ("given_by: a", "given_by: c", "there is no party of this name"),
        ("deal: {x: y}", "deal: {x: z}", "the issue has no such value"),
        ("deal: {x: y}", "deal: {z: y}", "there is no issue of this name"),
        ("says: none of it", "said: none of it", "a red line is a statement"),
    ],
)
def test_words_for_what_is_not_there_are_refused(old: str, new: str, rule: str) -> None:
    with pytest.raises(ScenarioError, match=rule):
        loads(TEXT.replace(old, new))
