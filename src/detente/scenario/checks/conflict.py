"""Whether options, states and what the parties prefer among them fit together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.errors import sentence
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import unknown
from detente.scenario.sections.conflict import Priority
from detente.scenario.shape import Finding
from detente.scenario.statements import named_atoms
from detente.scenario.states import feasible_states, state_groups, state_text, status_quo_code
from detente.validation import suggestion

MOST_STATES_CHECKED = 1 << 20
"""No file could rank more states than this; where there are more, they are not listed to check."""


def findings(scenario: Scenario, *, states: bool) -> Iterator[Finding]:
    """More than one source of preferences over states; deals of outcomes that are not whole."""
    for party in scenario.ranking:
        if party in scenario.priorities:
            rule = "a party has either priorities or a ranking"
            yield Finding(("ranking", party), rule, party, "remove one of the two", of_key=True)
    for party in scenario.option_weights:
        if party in scenario.priorities or party in scenario.ranking:
            rule = "a party has priorities, a ranking or weights over options: one of them"
            path = ("option_weights", party)
            yield Finding(path, rule, party, "remove the others", of_key=True)
    if scenario.graph is not None and scenario.options:
        rule = "a conflict has options or a graph"
        yield Finding(("graph",), rule, "", "remove one of the two", of_key=True)
    for at, outcome in enumerate(scenario.outcomes):
        where = ("outcomes", str(at), "deal")
        for issue in scenario.issues:
            if issue not in outcome.deal:
                rule = "a deal has a value for each issue"
                remedy = sentence("add {name}: and its value", name=issue)
                yield Finding(where, rule, issue, remedy, of_key=True, rests_on=where)
        for issue, value in outcome.deal.items():
            labels = scenario.issues[issue].labels() if issue in scenario.issues else (value,)
            if value not in labels:
                rule = "the issue has no such value"
                yield Finding((*where, issue), rule, value, suggestion(value, labels))
    yield from _threats(scenario)
    yield from _status_quo(scenario)
    if states:
        yield from _states(scenario)


def _threats(scenario: Scenario) -> Iterator[Finding]:
    """A priority that rests on a threat names one that the same party has made."""
    threats = [(name, said.by) for name, said in scenario.commitments.items() if said.against]
    for path, rung in scenario.parts():
        if not isinstance(rung, Priority):
            continue
        made = [name for name, by in threats if by == path[-2]]
        for member, said in enumerate(rung.statements):
            inner = (str(member),) if len(rung.statements) > 1 else ()
            named = () if said.threat is None else (said.threat,)
            yield from unknown((*path, *inner, "threat"), "threat", named, made)


def _status_quo(scenario: Scenario) -> Iterator[Finding]:
    names = [f"{party}.{option}" for party, option in scenario.option_names]
    stated = scenario.status_quo or ()
    if len(stated) == 1 and not set(stated[0]) - {"Y", "N"}:
        if len(stated[0]) != len(names):
            yield Finding(("status_quo",), *_wrong_length(stated[0], len(names)))
        return
    for name in stated:
        if name not in names:
            rule, remedy = (
                "the status quo names an option that does not exist",
                suggestion(name, names),
            )
            yield Finding(("status_quo",), rule, name, remedy, rests_on=("options",))


def _wrong_length(state: str, options: int) -> tuple[str, str, str]:
    rule = "a state has one letter an option, {right} here, not {given}"
    remedy = sentence("write {what}", what=f"{options} letters, Y for each option taken")
    return sentence(rule, right=options, given=len(state)), state, remedy


def _states(scenario: Scenario) -> Iterator[Finding]:
    """What needs the list of feasible states."""
    options, vocabulary = len(scenario.option_names), scenario.option_vocabulary
    if any(
        named_atoms(text, vocabulary) is None for text in (*scenario.infeasible, *scenario.same)
    ):
        return
    for party in scenario.ranking if options == 0 else ():
        rule = "a ranking of states needs options"
        yield Finding(("ranking", party), rule, party, "add the section options", of_key=True)
    stated = scenario.status_quo
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
    if not scenario.ranking:
        return
    kept = feasible[np.unique(state_groups(scenario, feasible))]
    texts = [state_text(int(code), options) for code in kept]
    for party, ranking in scenario.ranking.items():
        yield from _ranking(("ranking", party), ranking.rungs, texts, options)


def _ranking(
    path: KeyPath, rungs: tuple[tuple[str, ...], ...], feasible: list[str], options: int
) -> Iterator[Finding]:
    left, seen = dict.fromkeys(feasible), set()
    for place, state in ((place, state) for place, rung in enumerate(rungs) for state in rung):
        where = (*path, str(place))
        if len(state) != options:
            yield Finding(where, *_wrong_length(state, options))
        elif state in seen:
            rule = "a ranking holds each state once: no state is above itself"
            yield Finding(where, rule, state, "remove the repeated one")
        elif state not in left:
            rule = "the ranking holds a state that infeasible: rules out"
            yield Finding(where, rule, state, "remove it or correct infeasible:")
        left.pop(state, None)
        seen.add(state)
    if left:
        missing = ", ".join(list(left)[:6]) + (", ..." if len(left) > 6 else "")
        rule = sentence("a ranking holds all feasible states; missing: {number}", number=len(left))
        yield Finding(path, rule, missing, "add them, ties as an inner list", of_key=True)
