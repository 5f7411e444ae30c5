"""Whether options, states and what the parties prefer among them fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.errors import sentence
from detente.scenario.checks.names import option_statement, unknown, unknown_keys
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import Finding
from detente.scenario.sections.conflict import Priority
from detente.scenario.sections.standoff import Graph
from detente.scenario.states import (
    feasible_states,
    merged_states,
    state_text,
    status_quo_code,
)
from detente.validation import suggestion

MOST_STATES_CHECKED = 1 << 20
"""No file could rank more states than this; where there are more, they are not listed to check."""


def findings(scenario: Scenario, *, states: bool) -> Iterator[Finding]:
    """All that does not fit; without `states`, nothing is held against the list of states."""
    for path, names in _parties_named(scenario):
        yield from unknown_keys(path, "party", names, scenario.parties)
    for party in scenario.ranking:
        if party in scenario.priorities:
            rule = "a party has either priorities or a ranking"
            yield Finding(("ranking", party), rule, party, "remove one of the two", of_key=True)
    yield from _weights(scenario)
    yield from _outcomes(scenario)
    if scenario.graph is not None:
        yield from _graph(scenario, scenario.graph)
    yield from _status_quo(scenario)
    yield from _threats(scenario)
    wrong = False
    for place, text in _statements(scenario):
        for finding in option_statement(place, text, scenario):
            wrong |= place[0] in ("infeasible", "same")
            yield finding
    if states and not wrong:
        yield from _states(scenario)


def _parties_named(scenario: Scenario) -> Iterator[tuple[KeyPath, Iterable[str]]]:
    graph = scenario.graph
    sections = (
        "options",
        "priorities",
        "ranking",
        "option_weights",
        "strength",
        "unknown",
        "views",
    )
    yield from (((section,), getattr(scenario, section)) for section in sections)
    yield ("graph", "moves"), graph.moves if graph else ()
    yield ("graph", "ranking"), graph.ranking if graph else ()
    for party, view in scenario.views.items():
        yield ("views", party, "priorities"), view.priorities
        yield ("views", party, "ranking"), view.ranking


def _statements(scenario: Scenario) -> Iterator[tuple[KeyPath, str | None]]:
    for section in ("infeasible", "same"):
        for at, text in enumerate(getattr(scenario, section)):
            yield (section, str(at)), text
    for party, rungs in scenario.priorities.items():
        yield from _priorities(("priorities", party), rungs)
    for at, outcome in enumerate(scenario.outcomes):
        yield ("outcomes", str(at), "if"), outcome.condition
    for party, doubts in scenario.unknown.items():
        for at, doubt in enumerate(doubts):
            yield ("unknown", party, str(at)), doubt.across
    for party, view in scenario.views.items():
        for at, text in enumerate(view.unseen):
            yield ("views", party, "unseen", str(at)), text
        for other, rungs in view.priorities.items():
            yield from _priorities(("views", party, "priorities", other), rungs)


def _priorities(path: KeyPath, rungs: Iterable[Priority]) -> Iterator[tuple[KeyPath, str]]:
    for at, rung in enumerate(rungs):
        for member, said in enumerate(rung.statements):
            inner = (str(member),) if len(rung.statements) > 1 else ()
            yield (*path, str(at), *inner), said.maybe


def _threats(scenario: Scenario) -> Iterator[Finding]:
    """A priority that rests on a threat names one that the same party has made."""
    stated: list[tuple[KeyPath, str, tuple[Priority, ...]]] = [
        (("priorities", party), party, rungs) for party, rungs in scenario.priorities.items()
    ]
    for seen_by, view in scenario.views.items():
        for party, rungs in view.priorities.items():
            stated.append((("views", seen_by, "priorities", party), party, rungs))
    for start, party, rungs in stated:
        threats = [n for n, said in scenario.commitments.items() if said.against is not None]
        made = [name for name in threats if scenario.commitments[name].by == party]
        for at, rung in enumerate(rungs):
            for member, said in enumerate(rung.statements):
                if said.threat is not None:
                    inner = (str(member),) if len(rung.statements) > 1 else ()
                    path = (*start, str(at), *inner, "threat")
                    yield from unknown(path, "threat", said.threat, made)


def _weights(scenario: Scenario) -> Iterator[Finding]:
    known = [f"{party}.{option}" for party, option in scenario.option_names]
    for party, weights in scenario.option_weights.items():
        path = ("option_weights", party)
        if party in scenario.priorities or party in scenario.ranking:
            rule = "a party has priorities, a ranking or weights over options: one of them"
            yield Finding(path, rule, party, "remove the others", of_key=True)
        yield from unknown_keys(path, "option", weights, known)


def _outcomes(scenario: Scenario) -> Iterator[Finding]:
    for at, outcome in enumerate(scenario.outcomes):
        path = ("outcomes", str(at), "deal")
        for issue in scenario.issues:
            if issue not in outcome.deal:
                rule = "a deal has a value for each issue"
                remedy = sentence("add {name}: and its value", name=issue)
                yield Finding(path, rule, issue, remedy, of_key=True, rests_on=path)
        yield from unknown_keys(path, "issue", outcome.deal, scenario.issues)
        for issue, value in outcome.deal.items():
            labels = scenario.issues[issue].labels() if issue in scenario.issues else (value,)
            if value not in labels:
                rule = "the issue has no such value"
                yield Finding((*path, issue), rule, value, suggestion(value, labels))


def _graph(scenario: Scenario, graph: Graph) -> Iterator[Finding]:
    if scenario.options:
        rule = "a conflict has options or a graph"
        yield Finding(("graph",), rule, "", "remove one of the two", of_key=True)
    for party, moves in graph.moves.items():
        for state, after in moves.items():
            path: KeyPath = ("graph", "moves", party, state)
            yield from unknown(path, "state", (state, *after), graph.states)
            if state in after:
                rule = "a move leads to another state"
                yield Finding(path, rule, state, "remove it", of_key=True)
    for party, rungs in graph.ranking.items():
        listed = [state for rung in rungs for state in rung]
        path = ("graph", "ranking", party)
        for state in graph.states:
            if listed.count(state) != 1:
                rule = "a ranking holds each state once"
                remedy = "add it, or remove the repeated one"
                yield Finding(path, rule, state, remedy, of_key=True)
        yield from unknown(path, "state", listed, graph.states)
    if graph.status_quo is not None:
        yield from unknown(("graph", "status_quo"), "state", graph.status_quo, graph.states)


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
            remedy = suggestion(name, names)
            yield Finding(("status_quo",), rule, name, remedy, rests_on=("options",))


def _wrong_length(state: str, options: int) -> tuple[str, str, str]:
    rule = sentence(
        "a state has one letter an option, {right} here, not {given}",
        right=options,
        given=len(state),
    )
    return rule, state, sentence("write {what}", what=f"{options} letters, Y for each option taken")


def _states(scenario: Scenario) -> Iterator[Finding]:
    """Findings that need the list of feasible states."""
    options = len(scenario.option_names)
    stated = scenario.status_quo
    for party in scenario.ranking if options == 0 else ():
        rule = "a ranking of states needs options"
        yield Finding(("ranking", party), rule, party, "add the section options", of_key=True)
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
        rule = sentence("a ranking holds all feasible states; missing: {number}", number=len(left))
        yield Finding(path, rule, missing, "add them, ties as an inner list", of_key=True)
