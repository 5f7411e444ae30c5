"""Whether the parts of a scenario fit together: names that exist, values that are covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.scenario.additions import misfits as misadded
from detente.scenario.bargaining import Issue
from detente.scenario.expressions import (
    Comparison,
    ExpressionError,
    Vocabulary,
    atoms,
    parse,
    suggestion,
)
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.outlook import misfits as outlook_misfits
from detente.scenario.positions import misfits as misplaced
from detente.scenario.security import misfits
from detente.scenario.stages import LOWER_QUOTA, out_of_reach
from detente.scenario.standoff import misfits as standoff_misfits
from detente.scenario.states import (
    feasible_states,
    merged_states,
    state_text,
    status_quo_code,
)
from detente.scenario.talks import misfits as mistalked
from detente.scenario.worth_checks import is_value, on_scale, worth_misfits

MOST_STATES_CHECKED = 1 << 20
"""No file could rank more states than this; where there are more, they are not listed to check."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem by key path; `column` is the place at fault inside the text there."""

    path: KeyPath
    rule: str
    given: str = ""
    remedy: str = ""
    of_key: bool = False
    column: int | None = None


def reference_findings(
    scenario: Scenario, broken: frozenset[str], *, states: bool = True
) -> Iterator[Finding]:
    """All that does not fit; names in `broken` are known to exist and are not reported.

    Without `states`, rankings and the status quo are not held against the list of states.
    """
    found = [
        *_sources(scenario),
        *_parties(scenario),
        *_preferences(scenario),
        *_deal_rules(scenario),
        *_statements(scenario),
        *_status_quo(scenario),
        *_security(scenario),
        *(Finding(*misfit) for misfit in standoff_misfits(scenario)),
        *_positions(scenario),
        *_additions(scenario),
        *_talks(scenario),
        *(Finding(*misfit) for misfit in outlook_misfits(scenario)),
    ]
    statements_wrong = any(finding.path[0] in ("infeasible", "same") for finding in found)
    if states and not statements_wrong:
        found += _states(scenario)
    yield from (finding for finding in found if finding.given not in broken)


def _unknown(
    path: KeyPath, what: str, name: str, known: Iterable[str], *, of_key: bool = True
) -> Finding:
    rule = f"there is no {what} of this name"
    return Finding(path, rule, name, suggestion(name, list(known)), of_key)


def _sources(scenario: Scenario) -> Iterator[Finding]:
    for name, item in scenario.evidence.items():
        if item.source not in scenario.sources:
            path = ("evidence", name, "source")
            yield _unknown(path, "source", item.source, scenario.sources, of_key=False)
    for cited, because in scenario.citations().items():
        at = tuple(step for step in cited if step != "statements")
        for name in because:
            if name not in scenario.evidence:
                yield _unknown(at, "evidence", name, scenario.evidence, of_key=False)


def _parties(scenario: Scenario) -> Iterator[Finding]:
    for section in ("preferences", "no_deal", "options", "priorities", "ranking"):
        for party in getattr(scenario, section):
            if party not in scenario.parties:
                yield _unknown((section, party), "party", party, scenario.parties)
    for party in scenario.ranking:
        if party in scenario.priorities:
            rule = "a party has either priorities or a ranking"
            yield Finding(("ranking", party), rule, party, "remove one of the two", True)


def _deal_rules(scenario: Scenario) -> Iterator[Finding]:
    """Rules of deals, whose consent they need, and the worth of states without one."""
    for party in (*scenario.consent.votes, *scenario.consent.vetoes):
        if party not in scenario.parties:
            yield _unknown(("consent",), "party", party, scenario.parties, of_key=False)
    if wrong := out_of_reach(scenario.consent, scenario.at_table):
        yield Finding(("consent", "quota"), *wrong, LOWER_QUOTA)
    for place, text in enumerate(scenario.rules):
        yield from _deal_statement(("rules", str(place)), text, scenario)
    for party, worths in scenario.no_deal.items():
        for place, item in enumerate(worths):
            if item.condition is not None:
                path = ("no_deal", party, str(place), "if")
                yield from _statement(path, item.condition, scenario.option_vocabulary)


def _preferences(scenario: Scenario) -> Iterator[Finding]:
    for party, stated in scenario.preferences.items():
        path = ("preferences", party)
        for part in ("weights", "values"):
            for issue in getattr(stated, part):
                if issue not in scenario.issues:
                    yield _unknown((*path, part, issue), "issue", issue, scenario.issues)
        if all(weight.best == 0 for weight in stated.weights.values()):
            rule = "all weights of a party are zero"
            yield Finding((*path, "weights"), rule, party, "give at least one issue a weight")
        for issue, given in stated.values.items():
            if issue in scenario.issues:
                yield from _worths((*path, "values", issue), scenario.issues[issue], given)
        for issue, weight in stated.weights.items():
            if weight.high > 0 and issue in scenario.issues and issue not in stated.values:
                rule = "an issue has a weight but its values have no worth"
                remedy = f"add {issue} under values: rising, falling, or {{value: worth}}"
                yield Finding((*path, "weights", issue), rule, issue, remedy, True)


def _security(scenario: Scenario) -> Iterator[Finding]:
    found = () if scenario.security is None else misfits(scenario.security)
    for path, rule, given, remedy, of_key in found:
        yield Finding(("security", *path), rule, given, remedy, of_key)


def _talks(scenario: Scenario) -> Iterator[Finding]:
    for path, rule, given, remedy, of_key, column in mistalked(scenario):
        yield Finding(path, rule, given, remedy, of_key, column)


def _positions(scenario: Scenario) -> Iterator[Finding]:
    places = misplaced(scenario.positions, scenario.issues, scenario.parties)
    for path, rule, given, remedy, of_key in places:
        yield Finding(("positions", *path), rule, given, remedy, of_key)
    for name, issue in scenario.issues.items():
        if issue.status_quo is not None and not is_value(issue, issue.status_quo):
            rule = "the status quo of an issue is one of its values"
            remedy = suggestion(issue.status_quo, list(issue.values or ()))
            remedy = remedy if issue.values else f"write a number in {issue.scale}"
            yield Finding(("issues", name, "status_quo"), rule, issue.status_quo, remedy)


def _worths(path: KeyPath, issue: Issue, given: object) -> Iterator[Finding]:
    for inner, rule, shown, remedy, of_key in worth_misfits(issue, given):
        yield Finding((*path, *inner), rule, shown, remedy, of_key)


def _additions(scenario: Scenario) -> Iterator[Finding]:
    for path, rule, given, remedy, of_key in misadded(scenario):
        yield Finding(("additions", *path), rule, given, remedy, of_key)


def _statements(scenario: Scenario) -> Iterator[Finding]:
    states = scenario.option_vocabulary
    for place, text in enumerate(scenario.infeasible):
        yield from _statement(("infeasible", str(place)), text, states)
    for party, rungs in scenario.priorities.items():
        for place, rung in enumerate(rungs):
            for member, statement in enumerate(rung.statements):
                inner = (str(member),) if len(rung.statements) > 1 else ()
                path = ("priorities", party, str(place), *inner)
                yield from _statement(path, statement.maybe, states)
    for party, stated in scenario.preferences.items():
        for place, text in enumerate(stated.red_lines):
            path = ("preferences", party, "red_lines", str(place))
            yield from _deal_statement(path, text, scenario)
        for place, item in enumerate(stated.interactions):
            path = ("preferences", party, "interactions", str(place), "if")
            yield from _deal_statement(path, item.condition, scenario)


def _statement(path: KeyPath, text: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    try:
        parse(text, vocabulary)
    except ExpressionError as error:
        yield Finding(path, error.rule, error.given, error.remedy, column=error.column)


def _deal_statement(path: KeyPath, text: str, scenario: Scenario) -> Iterator[Finding]:
    yield from (found := list(_statement(path, text, scenario.issue_vocabulary)))
    for atom in () if found else atoms(parse(text, scenario.issue_vocabulary)):
        if isinstance(atom, Comparison) and isinstance(atom.value, float):
            issue = scenario.issues[atom.issue]
            if not on_scale(issue, str(atom.value)):
                rule = "this is not a number of the issue's scale"
                yield Finding(path, rule, str(atom), f"write a number in {issue.scale}")


def _status_quo(scenario: Scenario) -> Iterator[Finding]:
    names = [f"{party}.{option}" for party, option in scenario.option_names]
    stated = scenario.status_quo or ()
    if len(stated) == 1 and not set(stated[0]) - {"Y", "N"}:
        if len(stated[0]) != len(names):
            yield Finding(("status_quo",), *_wrong_length(stated[0], len(names)))
        return
    for name in stated:
        if name not in names:
            rule = "the status quo names an option that does not exist"
            yield Finding(("status_quo",), rule, name, suggestion(name, names))


def _wrong_length(state: str, options: int) -> tuple[str, str, str]:
    rule = f"a state has one letter an option, {options} here, not {len(state)}"
    return rule, state, f"write {options} letters, Y for each option taken"


def _states(scenario: Scenario) -> Iterator[Finding]:
    """Findings that need the list of feasible states."""
    options = len(scenario.option_names)
    stated = scenario.status_quo
    for party in scenario.ranking if options == 0 else ():
        rule = "a ranking of states needs options"
        yield Finding(("ranking", party), rule, party, "add the section options", True)
    listed = bool(scenario.ranking) or bool(scenario.infeasible) or stated is not None
    if options == 0 or 1 << options > MOST_STATES_CHECKED or not listed:
        return
    feasible = feasible_states(scenario)
    if len(feasible) == 0:
        rule = "no state is feasible: every one is ruled out"
        yield Finding(("infeasible",), rule, "", "remove or narrow a statement")
        return
    if stated is not None and not any(_status_quo(scenario)):
        code = status_quo_code(scenario)
        if code not in feasible:
            text = state_text(code or 0, options)
            rule = "the status quo is not feasible"
            yield Finding(("status_quo",), rule, text, "correct it or infeasible:")
    if scenario.ranking:
        kept = feasible[merged_states(scenario, feasible)]
        texts = [state_text(int(code), options) for code in kept]
        for party, ranking in scenario.ranking.items():
            yield from _ranking(("ranking", party), ranking.rungs, texts, options)


def _ranking(
    path: KeyPath, rungs: tuple[tuple[str, ...], ...], feasible: list[str], options: int
) -> Iterator[Finding]:
    left, seen = dict.fromkeys(feasible), set()
    for place, rung in enumerate(rungs):
        for state in rung:
            where = (*path, str(place))
            if len(state) != options:
                yield Finding(where, *_wrong_length(state, options))
            elif state in seen:
                rule = "a ranking holds each state once: no state is above itself"
                yield Finding(where, rule, state, "remove the repeated one")
            elif state not in left:
                rule = "the ranking holds a state that infeasible: rules out"
                yield Finding(where, rule, state, "remove it or correct infeasible:")
            else:
                del left[state]
            seen.add(state)
    if left:
        missing = ", ".join(list(left)[:6]) + (", ..." if len(left) > 6 else "")
        lacking = "1 is missing" if len(left) == 1 else f"{len(left)} are missing"
        rule = f"a ranking holds all feasible states; {lacking}"
        yield Finding(path, rule, missing, "add them, ties as an inner list", True)
