"""Statements about deals as tables of truth over the issues that they speak of, and what they do.

They add points (interactions, promises), bar deals (red lines, rules) or hold them back (fronts).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.space import RULE
from detente.errors import SettingError
from detente.scenario import Draws, Scenario
from detente.scenario.statements import (
    Atom,
    Comparison,
    Expression,
    Joined,
    Not,
    atoms,
    evaluate,
    parse,
)
from detente.scenario.valuations import remembered_cost
from detente.scenario.wording import relation_truth

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

LARGEST_STATEMENT = 20_000_000


class Term(NamedTuple):
    """Points that a party adds where a statement holds: `holds[value, ...]`, `points[draw]`."""

    party: int
    scope: tuple[int, ...]
    holds: Truth
    points: Floats


class Line(NamedTuple):
    """A red line, or with party -1 a rule: `broken[value, ...]` over joint values of `scope`.

    The bans of one red line share its number and text.
    """

    party: int
    scope: tuple[int, ...]
    broken: Truth
    number: int
    text: str


class Front(NamedTuple):
    """A common front: without its members' consent no deal is made for which `left` holds.

    `left[value, ...]` over joint values of `scope`: deals that leave what the front holds.
    """

    name: str
    members: tuple[int, ...]
    scope: tuple[int, ...]
    left: Truth


def statement_table(
    scenario: Scenario, stated: Expression | str, points: int = 101
) -> tuple[tuple[int, ...], Truth]:
    """The issues that a statement speaks of, and its truth over their joint values.

    A continuous scale has `points` values, or those at which the scenario's scales are cut. Raises
    SettingError when there are more joint values than can be laid out.
    """
    expression = parse(stated, scenario.issue_vocabulary) if isinstance(stated, str) else stated
    names = list(scenario.issues)
    atomic = [atom for atom in atoms(expression) if isinstance(atom, Comparison)]
    scope = tuple(sorted({names.index(atom.issue) for atom in atomic}))
    shape = tuple(len(scenario.issues[names[i]].labels(points)) for i in scope)
    if math.prod(shape) > LARGEST_STATEMENT:
        remedy = "split it, or give its numeric issues fewer steps"
        raise SettingError("statement over too many joint values", str(expression), remedy)

    def row(atom: Atom) -> Truth:
        if not isinstance(atom, Comparison):
            raise SettingError("statement", str(atom), "statements about deals name issues")
        place = scope.index(names.index(atom.issue))
        along = [-1 if k == place else 1 for k in range(len(shape))]
        return np.broadcast_to(_compared(scenario, atom, points).reshape(along), shape)

    return scope, np.array(evaluate(expression, row))


def over_deals(
    scope: tuple[int, ...],
    holds: Truth,
    sizes: tuple[int, ...],
    deals: NDArray[np.intp] | None = None,
) -> Truth:
    """A table of truth over some issues as one over deals, [deal].

    Over all of them, the last issue fastest, or over `deals[deal, issue]`.
    """
    if deals is not None:
        return np.asarray(holds[tuple(deals[:, issue] for issue in scope)])
    along = [1] * len(sizes)
    for axis, issue in enumerate(scope):
        along[issue] = holds.shape[axis]
    return np.ascontiguousarray(np.broadcast_to(holds.reshape(along), sizes)).reshape(-1)


def _compared(scenario: Scenario, atom: Comparison, points: int) -> Truth:
    """Truth of a comparison for each value: numbers by size, labels by their declared order."""
    issue = scenario.issues[atom.issue]
    if issue.scale is not None:
        return relation_truth(atom.relation, np.array(issue.numbers(points)), float(atom.value))
    labels = issue.labels(points)
    return relation_truth(atom.relation, np.arange(len(labels)), labels.index(str(atom.value)))


def fronts_of(scenario: Scenario, parties: tuple[str, ...]) -> Iterator[Front]:
    """What common fronts hold back."""
    for name, front in scenario.fronts.items():
        members = tuple(parties.index(party) for party in front.members if party in parties)
        left = Not(parse(front.holds, scenario.issue_vocabulary))
        yield Front(name, members, *statement_table(scenario, left))


def terms_of(scenario: Scenario, draws: Draws, parties: tuple[str, ...]) -> Iterator[Term]:
    """What interactions add, and what breaking a public promise costs its maker."""
    for place, party in enumerate(parties):
        for k, item in enumerate(scenario.preferences[party].interactions):
            added = draws.of(("preferences", party, "interactions", str(k), "add"))
            yield Term(place, *statement_table(scenario, item.condition), added)
    for name, said in scenario.commitments.items():
        if said.broken_if is not None and said.by in parties:
            cost = remembered_cost(scenario, draws, name)
            place = parties.index(said.by)
            yield Term(place, *statement_table(scenario, said.broken_if), -cost)


def lines_of(scenario: Scenario, parties: tuple[str, ...]) -> Iterator[Line]:
    """Red lines and rules by the parts that break them, which bind fewer issues each."""
    stated = [
        (place, parse(text, scenario.issue_vocabulary), text)
        for place, party in enumerate(parties)
        for text in scenario.preferences[party].red_lines
    ]
    for number, (place, whole, text) in enumerate(stated):
        for part in _parts(whole, "or"):
            yield Line(place, *statement_table(scenario, part), number, text)
    for rule in scenario.rules:
        for part in _parts(Not(parse(rule, scenario.issue_vocabulary)), "or"):
            yield Line(RULE, *statement_table(scenario, part), RULE, rule)


def _parts(expression: Expression, word: str) -> Iterator[Expression]:
    """The parts that a word joins at the top: they bind fewer issues than the whole."""
    if isinstance(expression, Joined) and expression.word == word:
        yield from _parts(expression.left, word)
        yield from _parts(expression.right, word)
    elif isinstance(expression, Not) and isinstance(expression.part, Joined):
        inner = expression.part
        if word == "or" and inner.word == "and":
            yield from _parts(Not(inner.left), word)
            yield from _parts(Not(inner.right), word)
        else:
            yield expression
    else:
        yield expression
