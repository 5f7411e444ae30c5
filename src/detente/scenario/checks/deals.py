"""Whether what can be agreed fits what is said of it: preferences, positions, additions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.errors import sentence
from detente.scenario.judgements.forms import (
    COMMA,
    DOTS,
    POINT,
    is_relative,
    with_dots,
    without_commas,
)
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import unknown
from detente.scenario.sections.issues import SHAPES, Issue, Preferences
from detente.scenario.sections.positions import Position, line_ends, value_named
from detente.scenario.shape import Finding
from detente.scenario.statements import Comparison, named_atoms
from detente.validation import nearest, suggestion


def findings(scenario: Scenario) -> Iterator[Finding]:
    """All that does not fit."""
    for party, stated in scenario.preferences.items():
        yield from _preferences(scenario, ("preferences", party), party, stated)
    yield from scenario.consent.reachable(("consent",), scenario.at_table)
    for issue, stands in scenario.positions.items():
        for party, stand in stands.items():
            if issue in scenario.issues and stand.position is not None:
                path = ("positions", issue, party, "position")
                yield from _off_line(path, scenario.issues[issue], stand.position)
    yield from _additions(scenario)


def _preferences(
    scenario: Scenario, path: KeyPath, party: str, stated: Preferences
) -> Iterator[Finding]:
    if all(weight.best == 0 for weight in stated.weights.values()):
        rule = "all weights of a party are zero"
        yield Finding((*path, "weights"), rule, party, "give at least one issue a weight")
    for issue, given in stated.values.items():
        if issue in scenario.issues:
            yield from worths_fit((*path, "values", issue), scenario.issues[issue], given)
    known = scenario.issues
    meant = {issue if issue in known else nearest(issue, known) for issue in stated.values}
    for issue, weight in stated.weights.items():
        if weight.high > 0 and issue in known and issue not in meant:
            rule = "an issue has a weight but its values have no worth"
            remedy = "add {name} under values: rising, falling, or {{value: worth}}"
            where, on = (*path, "weights", issue), (*path, "values")
            yield Finding(where, rule, issue, sentence(remedy, name=issue), True, rests_on=on)
    if stated.follows is not None and stated.follows.source == "crisis" and stated.follows.of:
        name, where = stated.follows.of, (*path, "reservation")
        yield from unknown(where, "crisis", [name], scenario.crises)
        crisis = scenario.crises.get(name)
        if crisis is not None and party not in crisis.between:
            rule = "a reservation value follows from a crisis that the party is in"
            one, other = crisis.between
            parties = sentence("{what} and {value}", what=one, value=other)
            remedy = sentence("{name} is between {parties}", name=name, parties=parties)
            yield Finding(where, rule, party, remedy)
        elif crisis is not None and crisis.win is None:
            rule = "a reservation value follows from a crisis with a contest"
            yield Finding(where, rule, name, sentence("add win: and cost: to {name}", name=name))


def worths_fit(path: KeyPath, issue: Issue, given: object) -> Iterator[Finding]:
    """What does not fit in a shape, or in the worth of single values."""
    labels = issue.values
    if isinstance(given, str):
        known = [*SHAPES, *(labels or ())]
        if given not in known and (labels is not None or not issue.holds(given)):
            rule = "this is neither a shape nor a value of the issue"
            yield Finding(path, rule, given, suggestion(given, known))
    elif isinstance(given, dict) and labels is not None:
        yield from unknown(path, "value", given, labels, of_key=True)
        meant = {value if value in labels else nearest(value, labels) for value in given}
        if missing := [value for value in labels if value not in meant]:
            rule = "values of the issue have no worth"
            yield Finding(path, rule, ", ".join(missing), "give each value a worth from 0 to 100")
    elif isinstance(given, dict):
        numbers: set[float] = set()
        for value in given:
            if issue.holds(value) and float(value) in numbers:
                rule = "a number of the scale stands twice"
                yield Finding((*path, value), rule, value, "keep one of the two", of_key=True)
            elif issue.holds(value):
                numbers.add(float(value))
            else:
                rule = "this is not a number of the issue's scale"
                remedy = sentence("write a number in {range}", range=issue.scale)
                yield Finding((*path, value), rule, value, remedy, of_key=True)
        if not given:
            yield Finding(path, "the scale has no worth", "", "give at least one number a worth")


def _off_line(path: KeyPath, issue: Issue, position: Position) -> Iterator[Finding]:
    if value_named(issue, position) is not None:
        return
    low, high = line_ends(issue)
    if isinstance(position, str):
        rule = "the issue has no such value"
        remedy: str = suggestion(position, issue.values or ())
        if issue.values is None:
            rule, what = "this is not a number of the issue's scale", f"{low:g}..{high:g}"
            if COMMA.search(position):
                rule, what = POINT, without_commas(position)
            elif meant := with_dots(position):
                rule, what = DOTS, meant
            elif issue.holds(position):
                rule, what = "a number stands without quotes", position
            remedy = sentence("write {what}", what=what)
        yield Finding(path, rule, position, remedy)
        return
    remedy = sentence("write a number from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
    if is_relative(position) and (low, high) != (0.0, 100.0):
        rule = "words and percentages are positions on a line from 0 to 100 only"
        yield Finding(path, rule, position.given, remedy)
    elif position.low < low or position.high > high:
        yield Finding(path, "a position lies on the issue's line", position.given, remedy)


def _additions(scenario: Scenario) -> Iterator[Finding]:
    for name, added in scenario.additions.issues.items():
        path: KeyPath = ("additions", "issues", name)
        if name in scenario.issues:
            rule = "this issue is on the agenda already"
            yield Finding(path, rule, name, "remove it here, or take another name", of_key=True)
        yield from _counting(scenario, (*path, "weights"), added.weights)
        yield from _counting(scenario, (*path, "worth"), added.worth)
        for party, weight in added.weights.items():
            if weight.high > 0 and party not in added.worth:
                rule = "an issue has a weight but its values have no worth"
                remedy = f"add {party} under worth: rising, falling, or {{value: worth}}"
                where, on = (*path, "weights", party), (*path, "worth")
                yield Finding(where, rule, party, remedy, of_key=True, rests_on=on)
        for party, given in added.worth.items():
            yield from worths_fit((*path, "worth", party), added, given)
    for name, values in scenario.additions.values.items():
        for value in values if name in scenario.issues else ():
            yield from _added_value(scenario, name, value)


def _added_value(scenario: Scenario, name: str, value: str) -> Iterator[Finding]:
    path, known = ("additions", "values", name, value), scenario.issues[name].values
    added = scenario.additions.values[name][value]
    yield from _counting(scenario, (*path, "worth"), added.worth)
    if known is None:
        rule = "only an issue with named values can be given another one"
        remedy = "change its scale or steps in a copy and compare the two"
        yield Finding(path, rule, value, remedy, of_key=True)
        return
    if value in known:
        rule = "the issue has this value already"
        yield Finding(path, rule, value, "remove it here", of_key=True)
    for party, stated in scenario.preferences.items():
        weight = stated.weights.get(name)
        if weight is not None and weight.high > 0 and party not in added.worth:
            rule = "a value has no worth for a party that gives the issue a weight"
            yield Finding((*path, "worth"), rule, party, f"add {party}: and a number from 0 to 100")
    if added.after is not None:
        yield from unknown((*path, "after"), "value", [added.after], known)
    elif _is_ordered(scenario, name):
        rule = "statements compare the values of this issue by their order"
        yield Finding(path, rule, value, "say which value it follows: after:", of_key=True)


def _counting(scenario: Scenario, path: KeyPath, given: Mapping[str, object]) -> Iterator[Finding]:
    """Parties whose preferences count in deals."""
    for party in given:
        if party in scenario.parties and party not in scenario.preferences:
            rule = "a party without preferences does not count in deals"
            remedy, on = "add its preferences, or remove it here", ("preferences",)
            yield Finding((*path, party), rule, party, remedy, of_key=True, rests_on=on)


def _is_ordered(scenario: Scenario, issue: str) -> bool:
    """Whether a rule, a red line or an interaction asks which of its values comes first."""
    texts = [*scenario.rules]
    for stated in scenario.preferences.values():
        texts += [*stated.red_lines, *(item.condition for item in stated.interactions)]
    named = [atom for text in texts for atom in named_atoms(text, scenario.issue_vocabulary) or ()]
    compared = [a.relation for a in named if isinstance(a, Comparison) and a.issue == issue]
    return bool(set(compared) - {"=", "!="})
