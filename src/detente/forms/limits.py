"""Statements built from choices: red lines and rules of values, priorities of options.

>>> from detente.scenario import loads
>>> scenario = loads("{title: t, parties: {a: }, issues: {price: {values: [low, very high]}}}")
>>> statement(scenario, [Part("price", "=", "very high"), Part("price", "!=", "low")])
'price = very high and price != low'
>>> parts_of(scenario, "price = low")
('and', (Part(about='price', relation='=', value='low'),))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal, NamedTuple

from detente.errors import SettingError
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.statements import (
    Comparison,
    Expression,
    ExpressionError,
    Joined,
    Not,
    OptionTaken,
    Vocabulary,
    parse,
)
from detente.scenario.wording import worded

TAKEN, NOT_TAKEN = "taken", "not taken"
RELATIONS = ("=", "!=", ">=", "<=", ">", "<")


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
    if part.relation in (TAKEN, NOT_TAKEN):
        party, _, option = part.about.partition(".")
        taken = OptionTaken(party, option)
        wanted: Expression = taken if part.relation == TAKEN else Not(taken)
        texts = [str(wanted)]
    else:
        issue = scenario.issues.get(part.about)
        value: str | float = part.value
        if issue is not None and issue.ends is not None and issue.holds(part.value):
            value = float(part.value)
        wanted = Comparison(part.about, part.relation, value)
        texts = [
            f"{part.about} {part.relation} {mark}{part.value}{mark}" for mark in ("", '"', "'")
        ]
    for text in texts:
        try:
            found = parse(text, _vocabulary(scenario))
        except ExpressionError:
            continue
        if found == wanted:
            return found
    raise SettingError("statement", " ".join(part), "choose an issue and a value")


def _vocabulary(scenario: Scenario) -> Vocabulary:
    return Vocabulary(scenario.option_vocabulary.options, scenario.issue_vocabulary.issues)


def parts_of(scenario: Scenario, text: str) -> tuple[str, tuple[Part, ...]] | None:
    """How the parts of a statement are joined, and the parts; None where it is no such list."""
    try:
        whole = parse(text, _vocabulary(scenario))
    except ExpressionError:
        return None
    joined = whole.word if isinstance(whole, Joined) else "and"
    parts: list[Part] = []
    waiting = [whole]
    while waiting:
        match waiting.pop():
            case Joined(word, left, right) if word == joined and word in ("and", "or"):
                waiting += [right, left]
            case Comparison(issue, relation, value):
                shown = f"{value:.15g}" if isinstance(value, float) else value
                parts.append(Part(issue, relation, shown))
            case OptionTaken() as option:
                parts.append(Part(str(option), TAKEN))
            case Not(OptionTaken() as option):
                parts.append(Part(str(option), NOT_TAKEN))
            case _:
                return None
    return joined, tuple(parts)


def in_words(scenario: Scenario, text: str, words: Phrases) -> str:
    """A statement as it is read; as it stands where it is none."""
    try:
        return worded(parse(text, _vocabulary(scenario)), scenario, words)
    except ExpressionError:
        return text
