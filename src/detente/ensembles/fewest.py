"""The fewest judgements that turn a conclusion together, and the proof that fewer do not.

Where bounds exist: implicit hitting sets. If no move of a set of judgements turns it, whatever does
must move one outside; the smallest set that hits all complements found so far either turns it, and
is then as small as can be, or gives another complement. Where everything moves all the way or not
at all: every move of one judgement, then of two, and so on. Otherwise by search, without proof.

Reference: Moreno-Centeno & Karp (2013), the implicit hitting set approach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.ensembles.least_share import nearest
from detente.ensembles.moves import Floats, Truth, Whole
from detente.ensembles.question import Question

if TYPE_CHECKING:
    from detente.scenario import KeyPath

Method = Literal["bounds", "enumeration", "search"]

MOST_PICKS = 64
MOST_SETS = 200
CHUNK = 2000


@dataclass(frozen=True, eq=False)
class Few:
    """A point that turns a conclusion and moves few units; none of fewer than `bound` does.

    `point` and `pick` are None where none was found. `bound` is above the number of units where
    it is proven that nothing turns it. `settled` says that the point is as near as it can be.
    """

    point: Floats | None
    pick: Whole | None
    bound: int
    method: Method
    settled: bool = False


def fewest(asked: Question, importance: Floats, alone: Mapping[KeyPath, float]) -> Few:
    """Search and prove; `importance[unit]` says which units to try first.

    `alone` are values within the ranges that are known to turn it alone, the nearest first.
    """
    for path, value in alone.items():
        for column, item in enumerate(asked.moves.inputs):
            if item.path == path and item.factor.kind == "value":
                point = asked.moves.best.copy()
                point[column] = value
                method: Method = "bounds" if asked.sure else "enumeration"
                return Few(point, asked.still[0], 1, method, settled=True)
    if asked.sure:
        return _by_hitting_sets(asked, importance)
    if not asked.moves.inputs:
        return _by_enumeration(asked)
    return _by_search(asked, importance)


def _by_hitting_sets(asked: Question, importance: Floats) -> Few:
    count = len(asked.moves.units)
    barriers: list[Truth] = []
    skipped: list[Truth] = []
    bound: int | None = None
    for _ in range(MOST_SETS):
        chosen = smallest_hitting_set([*barriers, *skipped], importance)
        if chosen is None or asked.left <= 0:
            break
        found, point, pick = _decide(asked, chosen)
        if found == "turns":
            return Few(point, pick, int(chosen.sum()) if bound is None else bound, "bounds")
        if found == "never":
            barriers.append(~_grown(asked, chosen, importance))
        else:  # left open: go on without it, but it ends what is proven
            bound = int(chosen.sum()) if bound is None else bound
            skipped.append(~chosen)
    few = _by_search(asked, importance)
    least = smallest_hitting_set(barriers, importance)
    proven = count + 1 if least is None else int(least.sum())
    return Few(few.point, few.pick, proven if bound is None else min(bound, proven), "bounds")


def _decide(asked: Question, moving: Truth) -> tuple[str, Floats | None, Whole | None]:
    """Whether the units that move can turn it: turns (with a point), never, or open."""
    picks = asked.moves.picks(moving, MOST_PICKS)
    if picks is None:
        return "open", None, None
    may = picks[_may(asked, np.tile(moving, (len(picks), 1)), picks)]
    found = "never"
    for pick in may:
        near = nearest(asked, moving, pick)
        if near.point is not None:
            return "turns", near.point, pick
        if near.bound is None or not np.isinf(near.bound):
            found = "open"
    return found, None, None


def _may(asked: Question, moving: Truth, picks: Whole) -> Truth:
    low, high = asked.pressed(*asked.moves.within(np.ones(len(moving)), moving))
    return asked.may_turn(low, high, picks)


def _may_sets(asked: Question, sets: Sequence[Truth]) -> Truth:
    """Whether each set of units may turn it, all at once; sets with too many picks may."""
    picks = [asked.moves.picks(moving, MOST_PICKS) for moving in sets]
    told = [(k, pick) for k, own in enumerate(picks) if own is not None for pick in own]
    may = np.array([own is None for own in picks])
    if told:
        rows = np.array([k for k, _ in told])
        moving = np.stack([sets[k] for k in rows])
        turns = _may(asked, moving, np.stack([pick for _, pick in told]))
        may[np.unique(rows[turns])] = True
    return may


def _grown(asked: Question, moving: Truth, importance: Floats) -> Truth:
    """The set with as many of the other units, unimportant first, as it stays without effect."""
    grown = moving.copy()
    waiting = [int(k) for k in np.argsort(importance, kind="stable") if not moving[k]]
    while waiting:
        sets = []
        for k in range(len(waiting)):
            sets.append(grown.copy())
            sets[-1][waiting[: k + 1]] = True
        may = _may_sets(asked, sets)
        fit = int(np.argmax(may)) if may.any() else len(waiting)
        grown[waiting[:fit]] = True
        waiting = waiting[fit + 1 :]
    return grown


def smallest_hitting_set(sets: Sequence[Truth], importance: Floats) -> Truth | None:
    """The fewest units that meet every set[unit], important ones first; None where none does.

    >>> sets = [np.array([True, True]), np.array([False, True])]
    >>> smallest_hitting_set(sets, np.zeros(2)).tolist()
    [False, True]
    """
    count = len(importance)
    if not sets:
        return np.zeros(count, dtype=np.bool_)
    if not all(each.any() for each in sets):
        return None
    from scipy.optimize import LinearConstraint, milp

    rank = np.argsort(np.argsort(-importance, kind="stable"), kind="stable")
    cost = 1 + rank / (2.0 * count * count)
    rows = LinearConstraint(np.array(sets, dtype=np.float64), lb=1)
    found = milp(cost, constraints=rows, integrality=np.ones(count), bounds=(0, 1))
    return np.asarray(found.x > 0.5)


def _by_enumeration(asked: Question) -> Few:
    """Every move of one unit, of two, ...; complete up to the size that fits the budget."""
    nothing = np.zeros((1, 0))
    for size in range(1, len(asked.moves.units) + 1):
        moves = _picks_of_size(asked, size)
        while True:
            picks = list(islice(moves, min(CHUNK, max(asked.left, 0) + 1)))
            if not picks:
                break
            if asked.left <= 0:
                return Few(None, None, size, "enumeration")
            asked.left -= len(picks)
            rows = np.array(picks, dtype=np.intp)
            turned = asked.turned(np.broadcast_to(nothing, (len(rows), 0)), rows)
            if turned.any():
                return Few(nothing[0], rows[int(np.argmax(turned))], size, "enumeration")
    return Few(None, None, len(asked.moves.units) + 1, "enumeration")


def _picks_of_size(asked: Question, size: int) -> Iterator[tuple[int, ...]]:
    choices = asked.moves.choices
    for chosen in combinations(range(len(choices)), size):
        for values in product(*(range(1, len(choices[k])) for k in chosen)):
            pick = [0] * len(choices)
            for k, value in zip(chosen, values, strict=True):
                pick[k] = value
            yield tuple(pick)


def _by_search(asked: Question, importance: Floats) -> Few:
    """The shortest run of the most important units that does it, then without any needless one."""
    order = [int(k) for k in np.argsort(-importance, kind="stable")]
    chosen = None
    for picks in (asked.still, np.minimum(asked.still + 1, 1)):
        chosen = _first_run(asked, order, picks)
        if chosen is not None:
            break
    if chosen is None:
        return Few(None, None, 1, "search")
    while len(chosen) > 1:
        without = [[unit for unit in chosen if unit != gone] for gone in reversed(chosen)]
        still = _turned_at_ends(asked, without, picks)
        if not still.any():
            break
        chosen = without[int(np.argmax(still))]
    points, own = _ends_of(asked, [chosen], picks)
    return Few(points[0], own[0], 1, "search")


def _first_run(asked: Question, order: list[int], picks: Whole) -> list[int] | None:
    runs = [order[: k + 1] for k in range(len(order))]
    turned = _turned_at_ends(asked, runs, picks) if runs else np.zeros(0, np.bool_)
    return runs[int(np.argmax(turned))] if turned.any() else None


def _ends_of(asked: Question, sets: Sequence[list[int]], picks: Whole) -> tuple[Floats, Whole]:
    moving = np.zeros((len(sets), len(asked.moves.units)), dtype=np.bool_)
    for row, units in enumerate(sets):
        moving[row, units] = True
    signs = np.broadcast_to(asked.adverse, (len(sets), len(asked.moves.inputs)))
    points = asked.end_points(np.ones(len(sets)), signs, moving)
    return points, np.where(moving[:, asked.moves.sharing :], picks, 0)


def _turned_at_ends(asked: Question, sets: Sequence[list[int]], picks: Whole) -> Truth:
    return asked.turned(*_ends_of(asked, sets, picks))
