"""Lists of priorities and the edits that lead from one to another.

A list is a tuple of (statement, as written or negated), the most important first. One edit drops a
statement, negates it or moves it to another place. A statement that is negated and moved counts
twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.scenario import Scenario

Told = tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a party's priorities: `drop`, `negate`, or `move` a statement.

    `place` is where a moved statement stands in the finished list, counted from 0.
    """

    kind: str
    statement: int
    place: int = -1


def held_statements(scenario: Scenario, party: str) -> list[int]:
    """Places of a party's statements, over all rungs, that count as held."""
    said = [statement for rung in scenario.priorities[party] for statement in rung.statements]
    return [at for at, one in enumerate(said) if one.held is None or one.held.best >= 0.5]


def edits_to(old: Told, new: Told) -> tuple[Edit, ...]:
    """A smallest set of edits that turns one list into the other.

    Dropped and negated statements come in the old order, moved ones in the new; whatever is not
    moved keeps its order, so that the places of the moved ones fix the finished list.

    >>> old = ((0, True), (1, True), (2, True))
    >>> [(e.kind, e.statement, e.place) for e in edits_to(old, ((2, True), (0, False)))]
    [('negate', 0, -1), ('drop', 1, -1), ('move', 2, 0)]
    """
    signs = dict(new)
    changed = [
        Edit("negate" if statement in signs else "drop", statement)
        for statement, sign in old
        if signs.get(statement) != sign
    ]
    order = {statement: place for place, (statement, _) in enumerate(old)}
    places = [order[statement] for statement, _ in new]
    kept = _longest_rise(places)
    moved = [Edit("move", new[at][0], at) for at in range(len(new)) if at not in kept]
    return (*changed, *moved)


def written_places(edits: tuple[Edit, ...], old: Told, written: int) -> dict[int, int]:
    """Where moved statements stand in the finished list of all `written` statements, from 0.

    Statements that `old` leaves out, as they tell no states apart or are not held, keep their
    place; a moved one comes right behind the one of `old` that it follows.

    >>> old = ((1, True), (3, True))
    >>> written_places((Edit("move", 3, 0),), old, 5)
    {3: 0}
    >>> written_places((Edit("move", 1, 1),), old, 5)
    {1: 3}
    """
    gone = {edit.statement for edit in edits if edit.kind != "negate"}
    short = [statement for statement, _ in old if statement not in gone]
    full = [statement for statement in range(written) if statement not in gone]
    moved = sorted((edit.place, edit.statement) for edit in edits if edit.kind == "move")
    places = {}
    for place, statement in moved:
        at = full.index(short[place - 1]) + 1 if place else 0
        short.insert(place, statement)
        full.insert(at, statement)
        places[statement] = at
    return places


def mildness(edits: tuple[Edit, ...]) -> tuple[int, int]:
    """Sorts sets of as many edits: those that turn the fewest wishes around come first."""
    kinds = [edit.kind for edit in edits]
    return kinds.count("negate"), kinds.count("drop")


def _longest_rise(places: list[int]) -> set[int]:
    """Positions of a longest rising subsequence of distinct numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(place)
            ends.append(at)
        else:
            tails[length], ends[length] = place, at
    found, at = set(), ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found


def one_edit_away(told: Told) -> Iterator[Told]:
    """All lists that one edit makes of a list; some of them more than once."""
    for at, (statement, sign) in enumerate(told):
        rest = told[:at] + told[at + 1 :]
        yield rest
        yield (*told[:at], (statement, not sign), *told[at + 1 :])
        for place in range(len(told)):
            if place != at:
                yield (*rest[:place], (statement, sign), *rest[place:])
