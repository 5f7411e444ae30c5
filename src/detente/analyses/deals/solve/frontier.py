"""The efficient frontier without enumerating the space: block by block, joined by sums.

Issues that share a table (an interaction, a red line, a rule) depend on one another and form a
block, all joint values of which are gone through; blocks add up. Sets of efficient points are
joined by sums in which dominated sums are dropped (Rollon & Larrosa 2006 for sets of utility
vectors), as is all that cannot reach the reservation values any more even if the rest were settled
as each party likes best.

Exact: an efficient deal consists of efficient parts. The deals behind a point are found again by
looking its parts up in the sets that were joined, so equal deals cost nothing until asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.maxima import (
    SWEPT,
    Points,
    efficient,
    falling,
)
from detente.analyses.deals.solve.thinning import Thinning, some_values
from detente.analyses.spaces.listing import blocks, deals_of
from detente.analyses.spaces.space import FRONT, Integers, Space, peak, sum_of
from detente.errors import SettingError

Indices = NDArray[np.intp]

LARGEST_SET = 100_000
LARGEST_SWEPT = 200_000
"""Points of a set, and of one of up to three parties."""
LARGEST_TIED = 5_000_000
"""Joint values of issues that depend on one another up to which they are gone through."""
AT_ONCE = 1 << 18
"""Deals of a block that are compared at once."""
MIXED = np.uint64(0x9E3779B97F4A7C15)


class TiedIssues(Exception):
    """Issues that depend on one another have more joint values than can be gone through."""

    def __init__(self, issues: tuple[int, ...]) -> None:
        super().__init__(issues)
        self.issues = issues


@contextmanager
def naming_tied(issues: Sequence[str]) -> Iterator[None]:
    """Refuse issues that are tied too densely by their names, as a SettingError."""
    try:
        yield
    except TiedIssues as tied:
        names = ", ".join(issues[place] for place in tied.issues)
        remedy = "give them fewer values, or let red lines, rules and interactions join fewer"
        raise SettingError("issues tied together", names, remedy) from None


@dataclass(frozen=True, eq=False)
class PointSet:
    """Distinct points among which rows are looked up, by a hash of them."""

    points: Points

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.uint64], Indices]:
        keys = _keys(self.points)
        order = np.argsort(keys)
        return keys[order], order

    def find(self, rows: Points) -> Indices:
        """The place of each row in the set, or -1."""
        keys, order = self._sorted
        found = order[np.minimum(np.searchsorted(keys, _keys(rows)), len(order) - 1)]
        return np.where((self.points[found] == rows).all(axis=1), found, -1)


def _keys(rows: Points) -> NDArray[np.uint64]:
    powers = np.cumprod(np.full(rows.shape[1], MIXED))
    return np.asarray((rows.astype(np.uint64) * powers).sum(axis=1, dtype=np.uint64))


@dataclass(frozen=True, eq=False)
class Block:
    """Issues that depend on one another alone: their own space and its efficient points.

    The space has the values `kept[issue]`. `joined` holds the efficient sums of the blocks up to
    this one.
    """

    issues: tuple[int, ...]
    space: Space
    kept: tuple[Indices, ...]
    own: PointSet
    joined: PointSet

    @cached_property
    def deals(self) -> tuple[Indices, Indices]:
        """Rows of `own` that have deals, rising, and the values of the block's issues in them."""
        rows, places = [], []
        lowest = self.own.points.min(axis=0)
        for block in blocks(self.space):
            near = np.flatnonzero(block.reached(lowest))
            row = self.own.find(np.ascontiguousarray(block.utility[:, near].T))
            rows.append(row[row >= 0])
            places.append(near[row >= 0] + block.start)
        row, place = np.concatenate(rows), np.concatenate(places)
        order = np.argsort(row, kind="stable")
        deals = deals_of(self.space, place[order])
        values = [each[taken] for each, taken in zip(self.kept, deals.T, strict=True)]
        return row[order], np.column_stack(values)

    def parts(self, sums: Points, before: PointSet | None) -> tuple[Indices, Indices]:
        """Of which row of `own` and which earlier point sums consist: place of a sum, row."""
        if before is None:
            row = self.own.find(sums)
            return np.flatnonzero(row >= 0), row[row >= 0]
        small, large = sorted((self.own, before), key=lambda part: len(part.points))
        places, rows = [], []
        step = max(1, AT_ONCE // max(1, len(sums)))
        for start in range(0, len(small.points), step):
            some = small.points[start : start + step]
            rest = (sums - some[:, np.newaxis]).reshape(-1, sums.shape[1])
            other = large.find(rest).reshape(len(some), len(sums))
            part, place = np.nonzero(other >= 0)
            places.append(place)
            rows.append(part + start if small is self.own else other[part, place])
        return np.concatenate(places), np.concatenate(rows)


@dataclass(frozen=True, eq=False)
class Front:
    """Efficient points `points[point, party]` in units, and the blocks that they are sums of.

    `slack[party]` is 0 when the frontier is exact; otherwise every deal that exceeds all limits by
    at least the slack is matched by a point that is at most the slack worse for each party.
    """

    points: Points
    blocks: tuple[Block, ...]
    slack: Integers
    issues: int

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """All deals with these utilities, at most `most` for each point.

        Returns `owner[k]`, the row of `points`, and `deal[k, issue]`, owners rising.
        """
        if not len(self.points):
            return np.empty(0, np.intp), np.empty((0, self.issues), np.intp)
        owner, left = np.arange(len(points)), points
        deals = np.zeros((len(points), self.issues), np.intp)
        earlier = [None, *(block.joined for block in self.blocks)]
        for block, before in reversed(list(zip(self.blocks, earlier, strict=False))):
            place, row = block.parts(left, before)
            kept = first_of_each(owner[place], most)
            place, row = place[kept], row[kept]
            known, values = block.deals
            start = np.searchsorted(known, row)
            count = np.searchsorted(known, row, side="right") - start
            path = np.repeat(np.arange(len(row)), count)
            member = np.arange(len(path)) + np.repeat(start - np.cumsum(count) + count, count)
            kept = first_of_each(owner[place[path]], most)
            path, member = path[kept], member[kept]
            left = left[place[path]] - block.own.points[row[path]]
            owner, deals = owner[place[path]], deals[place[path]]
            deals[:, list(block.issues)] = values[member]
        order = np.lexsort((*deals.T[::-1], owner))
        return owner[order], deals[order]


def first_of_each(owner: Indices, most: int) -> Indices:
    """The places of at most `most` entries of each owner, owners rising."""
    order = np.argsort(owner, kind="stable")
    ranked = owner[order]
    return order[np.arange(len(order)) - np.searchsorted(ranked, ranked) < most]


def largest_set(space: Space) -> int:
    """How many points a set of a space may have before another method is called for."""
    return LARGEST_SWEPT if space.parties <= SWEPT else LARGEST_SET


def frontier(
    space: Space,
    *,
    epsilon: Integers | None = None,
    largest: int | None = None,
    wanted: int | None = None,
) -> Front:
    """The efficient deals among those that reach `space.limit` and break no ban.

    All parties of the space compare deals. `epsilon[party]`, in units, asks for a frontier within
    that tolerance. Where a set would have more than `largest` points, sets are thinned to `wanted`.
    Raises TooLarge where one would and none are wanted, TiedIssues when a block has too many joint
    values.
    """
    tied = tied_blocks(space)
    refuse_tied(space.sizes, tied)
    most = largest_set(space) if largest is None else largest
    nothing = np.zeros(space.parties, np.int64)
    tolerance = nothing if epsilon is None else epsilon
    thinning = Thinning(tolerance, most, wanted, 2 * len(tied), nothing)
    spaces = [part_of(space, issues) for issues in tied]
    tops = [part.ceiling() for part in spaces]
    slack = space.limit - sum_of(tops, space.parties)
    taken = [
        _taken(replace(part, limit=slack + top), thinning)
        for part, top in zip(spaces, tops, strict=True)
    ]
    sets = [points for *_, points in taken]
    if any(len(points) == 0 for points in sets):
        return Front(np.empty((0, space.parties), np.int64), (), thinning.used, len(space.sizes))
    rest = sum_of([peak(points) for points in sets], space.parties)
    joined = nothing[np.newaxis]
    found: list[Block] = []
    for k in sorted(range(len(tied)), key=lambda k: len(sets[k])):
        rest = rest - peak(sets[k])
        own = PointSet(sets[k])
        floor = space.limit - rest
        joined = thinning.joined(joined, own.points, floor) if found else own.points
        found.append(Block(tied[k], *taken[k][:2], own, PointSet(joined)))
        if len(joined) == 0:
            break
    points = joined[(joined >= space.limit).all(axis=1)]
    return Front(points[falling(points)], tuple(found), thinning.used, len(space.sizes))


def tied_blocks(space: Space) -> list[tuple[int, ...]]:
    """The issues in blocks: issues of one block depend on one another, blocks add up."""
    scopes = [factor.scope for factor in space.factors] + [ban.scope for ban in space.bans]
    return _joined(space.sizes, scopes)


def refuse_tied(sizes: tuple[int, ...], scopes: Iterable[tuple[int, ...]]) -> None:
    """Raise TiedIssues where tables over `scopes` tie more joint values than are gone through."""
    for issues in _joined(sizes, scopes):
        if math.prod(sizes[issue] for issue in issues) > LARGEST_TIED:
            raise TiedIssues(issues)


def _joined(sizes: tuple[int, ...], scopes: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    near: dict[int, set[int]] = {issue: {issue} for issue in range(len(sizes))}
    for scope in scopes:
        joined: set[int] = set().union(*(near[issue] for issue in scope))
        for issue in joined:
            near[issue] = joined
    return sorted({tuple(sorted(joined)) for joined in near.values()})


def part_of(space: Space, issues: tuple[int, ...]) -> Space:
    """The space of some issues that depend on no others."""
    return space.where(lambda scope: bool({*scope} & {*issues})).around((), issues)


def count_existing(space: Space) -> int:
    """How many deals break no rule, block by block."""
    nobody = np.zeros(0, np.int64)
    rules = tuple(ban for ban in space.bans if FRONT < ban.party < 0)
    bare = Space(space.sizes, nobody, nobody, (), rules)
    parts = [part_of(bare, issues) for issues in tied_blocks(bare)]
    return math.prod(
        sum(int(np.count_nonzero(block.barred == 0)) for block in blocks(part))
        if part.bans
        else part.count
        for part in parts
    )


def _taken(space: Space, thinning: Thinning) -> tuple[Space, tuple[Indices, ...], Points]:
    """A block with the values that are gone through, all or some, and its efficient points."""
    everything = tuple(np.arange(size) for size in space.sizes)
    if thinning.wanted is not None and (some := some_values(space)):
        kept, loss = some
        thinning.used = thinning.used + loss
        space = space.taking(kept)
        return space, kept, _points_of(replace(space, limit=space.limit - loss), thinning)
    return space, everything, _points_of(space, thinning)


def _points_of(space: Space, thinning: Thinning) -> Points:
    """The efficient points of a block, gone through in parts."""
    found = np.empty((0, space.parties), np.int64)
    waiting: list[Points] = []
    for block in blocks(space):
        waiting.append(block.utility[:, block.reached(space.limit)].T)
        if sum(map(len, waiting)) > AT_ONCE:
            found = efficient(np.concatenate([found, *waiting]))
            waiting = []
            if len(found) > thinning.largest:
                found = thinning.of(found)
    return thinning.of(efficient(np.concatenate([found, *waiting])))
