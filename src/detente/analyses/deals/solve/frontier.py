"""The efficient frontier without enumerating the space: block by block, joined by sums.

Issues that share a table (an interaction, a red line, a rule) depend on one another and form a
block, all joint values of which are gone through; blocks add up. Sets of efficient points are
joined by sums in which dominated sums are dropped (Rollon & Larrosa 2006 for sets of utility
vectors), as is all that cannot reach the reservation values any more even if the rest were settled
as each party likes best.

Exact: an efficient deal consists of efficient parts. The deals behind a point are found again by
looking its parts up in the stored sets (`Recovery`), so equal deals cost nothing until asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.deals.solve.dominance import undominated
from detente.analyses.deals.solve.maxima import (
    SWEPT,
    Points,
    efficient,
    efficient_sum,
    falling,
)
from detente.analyses.spaces.listing import LARGEST_LISTING, blocks
from detente.analyses.spaces.space import FRONT, Factor, Integers, Space, peak, sum_of
from detente.errors import SettingError

LARGEST_SET = 100_000
LARGEST_SWEPT = 1_000_000
"""Points of a set, and of one of up to three parties, which is kept by a sweep."""
SMALL = 500
"""Points of a set that is not worth thinning unless fewer are wanted."""
FINEST = 128
"""Cells a point of the finest grid that thins sets."""
AT_ONCE = 1 << 18
"""Deals of a block that are compared at once."""


class TooLarge(Exception):
    """A set of points would outgrow its bound; another method is called for."""


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
class Leaf:
    """Issues that depend on one another alone: their own space and its efficient points."""

    issues: tuple[int, ...]
    space: Space
    points: Points


@dataclass(frozen=True, eq=False)
class Pair:
    """Sums of two independent parts."""

    left: Node
    right: Node
    points: Points


Node = Leaf | Pair


@dataclass(frozen=True, eq=False)
class Front:
    """Efficient points `points[point, party]` in units; `root` leads to the deals behind them.

    `slack[party]` is 0 when the frontier is exact; otherwise every deal that exceeds all limits by
    at least the slack is matched by a point that is at most the slack worse for each party.
    """

    points: Points
    root: Node | None
    slack: Integers
    issues: int


@dataclass
class _Thinning:
    """How sets may be thinned: the slack that may be spent over some stages, and what has been."""

    unit: Integers
    epsilon: Integers
    wanted: int | None
    largest: int
    stages: int
    used: Integers

    def of(self, points: Points) -> Points:
        """A set thinned where a tolerance or a number is wanted; TooLarge where it may not be."""
        self.stages -= 1
        cell = np.maximum(0, self.epsilon - self.used) // max(1, self.stages + 1)
        if len(points) <= SMALL:
            cell = np.zeros_like(cell)
        if self.wanted is not None and len(points) > self.wanted:
            points, cell = thinned(points, self.unit, self.wanted)
            self.used = self.used + cell
        elif cell.any() and len(points) > 1:
            points = _thin(points, cell)
            self.used = self.used + cell
        if len(points) > self.largest:
            raise TooLarge
        return points


def thinned(points: Points, unit: Integers, wanted: int) -> tuple[Points, Integers]:
    """Points thinned to at most so many by the finest grid that does, and the cell of that grid."""
    cell = np.maximum(1, unit // FINEST)
    while len(kept := _thin(points, cell)) > wanted:
        cell = cell + cell // 2 + 1
    return kept, cell


def _thin(points: Points, cell: Integers) -> Points:
    """One point of each efficient cell of a grid: less than a cell worse than any left out."""
    if len(points) == 0:
        return points
    grid = (points - points.min(axis=0)) // np.maximum(cell, 1)
    return points[undominated(np.ascontiguousarray(grid))]


def largest_set(space: Space) -> int:
    """How many points a set of a space may have before another method is called for."""
    return LARGEST_SWEPT if space.parties <= SWEPT else LARGEST_SET


def frontier(
    space: Space,
    *,
    epsilon: Integers | None = None,
    wanted: int | None = None,
    largest: int | None = None,
) -> Front:
    """The efficient deals among those that reach `space.limit` and break no ban.

    All parties of the space compare deals. `epsilon[party]`, in units, asks for a frontier within
    that tolerance; `wanted` for one whose sets have about so many points, within whatever tolerance
    that takes. Raises TooLarge when a set of points outgrows its bound, TiedIssues when a block has
    too many joint values.
    """
    nothing = np.zeros(space.parties, np.int64)
    tied = tied_blocks(space)
    thinning = _Thinning(
        space.unit,
        nothing if epsilon is None else epsilon,
        wanted,
        largest_set(space) if largest is None else largest,
        2 * len(tied),
        nothing,
    )
    parts = [part_of(space, issues) for issues in tied]
    tops = [sum_of([peak(f.gain) for f in part.factors], space.parties) for part in parts]
    total = sum_of(tops, space.parties)
    leaves: list[Node] = []
    for issues, part, top in zip(tied, parts, tops, strict=True):
        points = _block(replace(part, limit=space.limit - (total - top)), issues, thinning)
        if len(points) == 0:
            empty = np.empty((0, space.parties), np.int64)
            return Front(empty, None, thinning.used, len(space.sizes))
        leaves.append(Leaf(issues, part, points))
    root = _joined(leaves, space.limit, thinning)
    points = root.points if root else np.zeros((1, space.parties), np.int64)
    points = points[(points >= space.limit).all(axis=1)]
    return Front(points[falling(points)], root, thinning.used, len(space.sizes))


def tied_blocks(space: Space) -> list[tuple[int, ...]]:
    """The issues in blocks: issues of one block depend on one another, blocks add up."""
    near: dict[int, set[int]] = {issue: {issue} for issue in range(len(space.sizes))}
    for scope in [f.scope for f in space.factors] + [b.scope for b in space.bans]:
        joined: set[int] = set().union(*(near[issue] for issue in scope))
        for issue in joined:
            near[issue] = joined
    return sorted({tuple(sorted(joined)) for joined in near.values()})


def part_of(space: Space, issues: tuple[int, ...]) -> Space:
    """The space of some issues that depend on no others."""
    place = {issue: k for k, issue in enumerate(issues)}

    def within(scope: tuple[int, ...]) -> bool:
        return bool(scope) and scope[0] in place

    return replace(
        space,
        sizes=tuple(space.sizes[issue] for issue in issues),
        factors=tuple(
            Factor(tuple(place[i] for i in f.scope), f.gain)
            for f in space.factors
            if within(f.scope)
        ),
        bans=tuple(
            replace(b, scope=tuple(place[i] for i in b.scope))
            for b in space.bans
            if within(b.scope)
        ),
    )


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


def _block(space: Space, issues: tuple[int, ...], thinning: _Thinning) -> Points:
    """The efficient points of a block, gone through in parts."""
    if space.count > LARGEST_LISTING:
        raise TiedIssues(issues)
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


def _joined(leaves: list[Node], limit: Integers, thinning: _Thinning) -> Node | None:
    """The independent parts joined, smallest first, what cannot reach the limits dropped."""
    parts = sorted(leaves, key=lambda node: len(node.points))
    rest = sum_of([peak(node.points) for node in parts], len(limit))
    joined: Node | None = None
    for node in parts:
        rest = rest - peak(node.points)
        if joined is None:
            joined = node
            continue
        most = thinning.largest if thinning.wanted is None else None
        sums = efficient_sum(joined.points, node.points, limit - rest, most=most)
        points = thinning.of(sums)
        joined = Pair(joined, node, points)
        if len(points) == 0:
            break
    return joined
