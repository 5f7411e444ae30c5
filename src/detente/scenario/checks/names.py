"""What the checks of all sections share: names that lead nowhere, and statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from detente.errors import sentence
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import Finding
from detente.scenario.sections.issues import SHAPES, Issue
from detente.scenario.statements import Comparison, ExpressionError, Vocabulary, atoms, parse
from detente.validation import suggestion

_SECTIONS = {
    "party": "parties",
    "issue": "issues",
    "option": "options",
    "source": "sources",
    "evidence": "evidence",
    "crisis": "crises",
}
"""The section in which names of a kind are given."""


def unknown(
    path: KeyPath, what: str, given: str | Iterable[str], known: Iterable[str]
) -> Iterator[Finding]:
    """Names, written as a value at the path, that are not known."""
    names = list(known)
    for name in [given] if isinstance(given, str) else given:
        if name not in names:
            rule = sentence("there is no {kind} of this name", kind=what)
            on = (_SECTIONS[what],) if what in _SECTIONS else ()
            yield Finding(path, rule, name, suggestion(name, names), rests_on=on)


def unknown_keys(
    path: KeyPath, what: str, given: Iterable[str], known: Iterable[str]
) -> Iterator[Finding]:
    """Names, written as keys below the path, that are not known."""
    names = list(known)
    for name in given:
        for finding in unknown((*path, name), what, name, names):
            yield replace(finding, of_key=True)


def statement(path: KeyPath, text: str | None, vocabulary: Vocabulary) -> Iterator[Finding]:
    """What is wrong with a statement, if one is made."""
    if text is None:
        return
    try:
        parse(text, vocabulary)
    except ExpressionError as error:
        yield Finding(path, error.rule, error.given, error.remedy, column=error.column)


def option_statement(path: KeyPath, text: str | None, scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with a statement about options."""
    for finding in statement(path, text, scenario.option_vocabulary):
        yield replace(finding, rests_on=("options",))


def deal_statement(path: KeyPath, text: str | None, scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with a statement about deals; its numbers lie on the scales."""
    found = list(statement(path, text, scenario.issue_vocabulary))
    for finding in found:
        yield replace(finding, rests_on=("issues",))
    for atom in () if found or text is None else atoms(parse(text, scenario.issue_vocabulary)):
        if isinstance(atom, Comparison) and isinstance(atom.value, float):
            issue = scenario.issues[atom.issue]
            if not on_scale(issue, str(atom.value)):
                rule = "this is not a number of the issue's scale"
                yield Finding(
                    path, rule, str(atom), sentence("write a number in {range}", range=issue.scale)
                )


def is_value(issue: Issue, given: str) -> bool:
    """Whether a text names a value of an issue, or a number of its scale."""
    return given in issue.values if issue.values is not None else on_scale(issue, given)


def on_scale(issue: Issue, given: str) -> bool:
    """Whether a text is a number between the ends of an issue's scale."""
    try:
        number = float(given)
    except ValueError:
        return False
    return issue.ends is not None and issue.ends[0] <= number <= issue.ends[1]


def worths(path: KeyPath, issue: Issue, given: object) -> Iterator[Finding]:
    """What does not fit in a shape, or in the worth of single values."""
    labels = issue.values
    if isinstance(given, str):
        known = [*SHAPES, *(labels or ())]
        if given not in known and (labels is not None or not on_scale(issue, given)):
            rule = "this is neither a shape nor a value of the issue"
            yield Finding(path, rule, given, suggestion(given, known))
    elif isinstance(given, dict):
        if labels is not None:
            yield from unknown_keys(path, "value", given, labels)
            if missing := [value for value in labels if value not in given]:
                rule = "values of the issue have no worth"
                remedy = "give each value a worth from 0 to 100"
                yield Finding(path, rule, ", ".join(missing), remedy)
            return
        for value in given:
            if not on_scale(issue, value):
                rule = "this is not a number of the issue's scale"
                remedy = sentence("write a number in {range}", range=issue.scale)
                yield Finding((*path, value), rule, value, remedy, of_key=True)
        if not given:
            yield Finding(path, "the scale has no worth", "", "give at least one number a worth")
