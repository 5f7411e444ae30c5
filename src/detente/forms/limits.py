"""Statements built from choices: red lines and rules of values, priorities of options.

>>> from detente.scenario import loads
>>> scenario = loads("{title: t, parties: {a: }, issues: {price: {values: [low, very high]}}}")
>>> statement(scenario, [Part("price", "=", "very high"), Part("price", "!=", "low")])
'price = very high and price != low'
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import reduce
from typing import Literal, NamedTuple

from detente.errors import SettingError
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.statements import (
    Expression,
    ExpressionError,
    Joined,
    Vocabulary,
    atoms,
    parse,
)
from detente.scenario.wording import worded

TAKEN, NOT_TAKEN = "taken", "not taken"


class Part(NamedTuple):
    """An issue, a relation and a value; or `party.option`, and whether it is taken."""

    about: str
    relation: str
    value: str = ""


def statement(
    scenario: Scenario, parts: Sequence[Part], joined: Literal["and", "or"] = "and"
) -> str:
    """The statement of the file's language that all parts hold, or one of them.

    Raises SettingError for no parts, or for one that says nothing of the scenario.
    """
    made = [_part(scenario, part) for part in parts]
    if not made:
        raise SettingError("statement", "nothing", "choose an issue and a value")
    return str(reduce(lambda left, right: Joined(joined, left, right), made))


def _part(scenario: Scenario, part: Part) -> Expression:
    texts = [f"not {part.about}" if part.relation == NOT_TAKEN else part.about]
    if part.relation not in (TAKEN, NOT_TAKEN):
        marked = (f"{mark}{part.value}{mark}" for mark in ("", '"', "'"))
        texts = [f"{part.about} {part.relation} {value}" for value in marked]
    for text in texts:
        with suppress(ExpressionError):
            found = parse(text, _vocabulary(scenario))
            if len(list(atoms(found))) == 1:
                return found
    raise SettingError("statement", " ".join(part), "choose an issue and a value")


def _vocabulary(scenario: Scenario) -> Vocabulary:
    return Vocabulary(scenario.option_vocabulary.options, scenario.issue_vocabulary.issues)


def in_words(scenario: Scenario, text: str, words: Phrases) -> str:
    """A statement as it is read; as it stands where it is none."""
    try:
        return worded(parse(text, _vocabulary(scenario)), scenario, words)
    except ExpressionError:
        return text
