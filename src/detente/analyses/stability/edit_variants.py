"""All smallest sets of edits of one party's priorities, from the solutions of the covering problem.

Which acts are of use, and why no other edits need be tried, is said in `fewest_edits`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from detente.analyses.stability.deciding import (
    Act,
    Statements,
    acts_of,
    below_after,
    cost_of,
    finished,
    met,
)
from detente.analyses.stability.edit_lists import Told

MOST_LISTS = 20_000
"""Lists of priorities that are tried at most."""
MOST_STEPS = 50_000


@dataclass
class Tried:
    steps: int = 0
    lists: int = 0

    @property
    def all(self) -> bool:
        return self.steps <= MOST_STEPS and self.lists <= MOST_LISTS


def solutions(
    told: Statements, clauses: list[list[int]], cost: int, tried: Tried
) -> Iterator[tuple[Act, ...]]:
    """All sets of acts of this cost that meet the clauses, the cost being least."""
    acts = acts_of(told)
    waiting: list[tuple[tuple[Act, ...], int, int]] = [((), 0, cost)]
    while waiting:
        chosen, start, left = waiting.pop()
        tried.steps += 1
        if not tried.all:
            return
        if left == 0:
            if met(clauses, below_after(told, chosen)):
                yield chosen
            continue
        rest = [act for act in acts[start:] if cost_of(told, act) <= left]
        if not met(clauses, below_after(told, (*chosen, *rest))):
            continue
        for at in range(len(acts) - 1, start - 1, -1):
            if cost_of(told, acts[at]) <= left:
                waiting.append(((*chosen, acts[at]), at + 1, left - cost_of(told, acts[at])))


def variants(
    told: Statements, clauses: list[list[int]], acts: tuple[Act, ...], tried: Tried
) -> Iterator[Told]:
    """Finished lists that touch the same statements as often and make the state stable too."""
    choices = [_choices(told, clauses, acts, act) for act in acts]
    for chosen in itertools.product(*choices):
        done = {statement: kind for kind, statement, _ in chosen}
        rest = tuple(
            (statement, sign != (done.get(statement) == "negate"))
            for statement, sign in told.told
            if done.get(statement) not in ("drop", "move")
        )
        movers = [(statement, sign) for kind, statement, sign in chosen if kind == "move"]
        for new in _inserted(rest, movers):
            tried.lists += 1
            if not tried.all:
                return
            if met(clauses, told.not_above(new)):
                yield new


def _choices(
    told: Statements, clauses: list[list[int]], acts: tuple[Act, ...], act: Act
) -> list[tuple[str, int, bool]]:
    """What can be done to one statement where all others are treated in the best way."""
    at, moved = act
    statement, sign = told.told[at]
    if moved:
        return [("move", statement, sign == told.favours[at])]
    found = [("negate", statement, sign)]
    dropped = tuple(one for one in finished(told, acts) if one[0] != statement)
    for kind, new in (("drop", dropped), ("move", (*dropped, (statement, sign)))):
        if met(clauses, told.not_above(new)):
            found.append((kind, statement, sign))
    return found


def _inserted(rest: Told, movers: list[tuple[int, bool]]) -> Iterator[Told]:
    if not movers:
        yield rest
        return
    for place in range(len(rest) + 1):
        yield from _inserted((*rest[:place], movers[0], *rest[place:]), movers[1:])
