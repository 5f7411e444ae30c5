"""Whether what can be agreed fits what is said of it: preferences, rules, positions, additions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.errors import sentence, shortened
from detente.scenario.checks.names import (
    deal_statement,
    is_value,
    option_statement,
    unknown,
    unknown_keys,
    worths,
)
from detente.scenario.judgements import is_relative
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.additions import AddedIssue, AddedValue
from detente.scenario.sections.base import Finding
from detente.scenario.sections.issues import Issue, Preferences
from detente.scenario.sections.positions import Position, line_ends, value_named
from detente.scenario.sections.stages import LOWER_QUOTA, out_of_reach
from detente.scenario.statements import Comparison, ExpressionError, atoms, parse
from detente.validation import suggestion

_ORDERED = ("<", ">", "<=", ">=")


def findings(scenario: Scenario) -> Iterator[Finding]:
    """All that does not fit."""
    for section in ("preferences", "no_deal"):
        given = getattr(scenario, section)
        yield from unknown_keys((section,), "party", given, scenario.parties)
    for party, stated in scenario.preferences.items():
        yield from _preferences(scenario, ("preferences", party), party, stated)
    yield from _rules(scenario)
    for name, issue in scenario.issues.items():
        if issue.status_quo is not None and not is_value(issue, issue.status_quo):
            rule = "the status quo of an issue is one of its values"
            remedy: str = sentence("write a number in {range}", range=issue.scale)
            if issue.values:
                remedy = suggestion(issue.status_quo, list(issue.values))
            yield Finding(("issues", name, "status_quo"), rule, issue.status_quo, remedy)
    yield from _positions(scenario)
    yield from _additions(scenario)


def _preferences(
    scenario: Scenario, path: KeyPath, party: str, stated: Preferences
) -> Iterator[Finding]:
    for part in ("weights", "values"):
        yield from unknown_keys((*path, part), "issue", getattr(stated, part), scenario.issues)
    if all(weight.best == 0 for weight in stated.weights.values()):
        rule = "all weights of a party are zero"
        yield Finding((*path, "weights"), rule, party, "give at least one issue a weight")
    for issue, given in stated.values.items():
        if issue in scenario.issues:
            yield from worths((*path, "values", issue), scenario.issues[issue], given)
    for issue, weight in stated.weights.items():
        if weight.high > 0 and issue in scenario.issues and issue not in stated.values:
            rule = "an issue has a weight but its values have no worth"
            remedy = sentence(
                "add {name} under values: rising, falling, or {{value: worth}}", name=issue
            )
            where, on = (*path, "weights", issue), (*path, "values")
            yield Finding(where, rule, issue, remedy, of_key=True, rests_on=on)
    for place, text in enumerate(stated.red_lines):
        yield from deal_statement((*path, "red_lines", str(place)), text, scenario)
    for place, item in enumerate(stated.interactions):
        where = (*path, "interactions", str(place), "if")
        yield from deal_statement(where, item.condition, scenario)


def _rules(scenario: Scenario) -> Iterator[Finding]:
    """Rules of deals, whose consent they need, and the worth of states without one."""
    named = (*scenario.consent.votes, *scenario.consent.vetoes)
    yield from unknown(("consent",), "party", named, scenario.parties)
    if wrong := out_of_reach(scenario.consent, scenario.at_table):
        yield Finding(("consent", "quota"), *wrong, LOWER_QUOTA)
    for place, text in enumerate(scenario.rules):
        yield from deal_statement(("rules", str(place)), text, scenario)
    for party, given in scenario.no_deal.items():
        for place, item in enumerate(given):
            path = ("no_deal", party, str(place), "if")
            yield from option_statement(path, item.condition, scenario)


def _positions(scenario: Scenario) -> Iterator[Finding]:
    yield from unknown_keys(("positions",), "issue", scenario.positions, scenario.issues)
    for issue, stands in scenario.positions.items():
        yield from unknown_keys(("positions", issue), "party", stands, scenario.parties)
        for party, stand in stands.items():
            if issue in scenario.issues and stand.position is not None:
                path = ("positions", issue, party, "position")
                yield from _off_line(path, scenario.issues[issue], stand.position)


def _off_line(path: KeyPath, issue: Issue, position: Position) -> Iterator[Finding]:
    if value_named(issue, position) is not None:
        return
    low, high = line_ends(issue)
    if isinstance(position, str):
        if issue.values is None:
            rule = "this is not a number of the issue's scale"
            remedy: str = sentence("write {what}", what=f"{low:g}..{high:g}")
        else:
            rule, remedy = "the issue has no such value", suggestion(position, list(issue.values))
        yield Finding(path, rule, position, remedy)
        return
    remedy = sentence("write a number from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
    if is_relative(position) and (low, high) != (0.0, 100.0):
        rule = "words and percentages are positions on a line from 0 to 100 only"
        yield Finding(path, rule, position.given, remedy)
    elif position.low < low or position.high > high:
        yield Finding(path, "a position lies on the issue's line", position.given, remedy)


def _additions(scenario: Scenario) -> Iterator[Finding]:
    added = scenario.additions
    for name, issue in added.issues.items():
        yield from _added_issue(scenario, ("additions", "issues", name), name, issue)
    yield from unknown_keys(("additions", "values"), "issue", added.values, scenario.issues)
    for name, values in added.values.items():
        for value, given in values.items() if name in scenario.issues else ():
            yield from _added_value(scenario, name, value, given)


def _added_issue(
    scenario: Scenario, path: KeyPath, name: str, added: AddedIssue
) -> Iterator[Finding]:
    if name in scenario.issues:
        rule = "this issue is on the agenda already"
        yield Finding(path, rule, name, "remove it here, or take another name", of_key=True)
    for part in ("weights", "worth"):
        yield from _counting(scenario, (*path, part), getattr(added, part))
    for party, weight in added.weights.items():
        if weight.high > 0 and party not in added.worth:
            rule = "an issue has a weight but its values have no worth"
            remedy = f"add {party} under worth: rising, falling, or {{value: worth}}"
            where, on = (*path, "weights", party), (*path, "worth")
            yield Finding(where, rule, party, remedy, of_key=True, rests_on=on)
    for party, given in added.worth.items():
        yield from worths((*path, "worth", party), added, given)
    stated = added.status_quo or ""
    if not is_value(added, stated) or added.place(stated) is None:
        rule = "the status quo of an issue is one of its values"
        labels = ", ".join(map(shortened, added.labels()[:12]))
        remedy = sentence("write {what}", what=f"one of {labels}")
        yield Finding((*path, "status_quo"), rule, stated, remedy)


def _added_value(scenario: Scenario, name: str, value: str, added: AddedValue) -> Iterator[Finding]:
    path, known = ("additions", "values", name, value), scenario.issues[name].values
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
        yield from unknown((*path, "after"), "value", added.after, known)
    elif _is_ordered(scenario, name):
        rule = "statements compare the values of this issue by their order"
        yield Finding(path, rule, value, "say which value it follows: after:", of_key=True)


def _counting(scenario: Scenario, path: KeyPath, given: Mapping[str, object]) -> Iterator[Finding]:
    """Parties whose preferences count in deals."""
    yield from unknown_keys(path, "party", given, scenario.parties)
    for party in given:
        if party in scenario.parties and party not in scenario.preferences:
            rule = "a party without preferences does not count in deals"
            remedy = "add its preferences, or remove it here"
            on = ("preferences",)
            yield Finding((*path, party), rule, party, remedy, of_key=True, rests_on=on)


def _is_ordered(scenario: Scenario, issue: str) -> bool:
    """Whether a rule, a red line or an interaction asks which of its values comes first."""
    texts = [*scenario.rules]
    for stated in scenario.preferences.values():
        texts += [*stated.red_lines, *(item.condition for item in stated.interactions)]
    for text in texts:
        try:
            found = list(atoms(parse(text, scenario.issue_vocabulary)))
        except ExpressionError:
            continue
        for atom in found:
            if isinstance(atom, Comparison) and atom.issue == issue and atom.relation in _ORDERED:
                return True
    return False
