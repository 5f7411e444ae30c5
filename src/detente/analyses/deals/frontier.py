"""The efficient frontier without enumerating the space: eliminate issue by issue.

Issues that share a table (an interaction, a red line, a rule) depend on one another; the rest add
up. One issue at a time is eliminated: for every joint value of the issues it depends on, the set
of efficient partial utilities over its values is kept (bucket elimination, Dechter 1999, with sets
of utility vectors as in Rollon & Larrosa 2006). The work grows with the treewidth of the
dependence, not with the number of issues. What is independent is joined by sums of sets in which
dominated sums are dropped, as is all that cannot reach the reservation values any more even if the
rest were settled as each party likes best.

Exact: an efficient deal consists of efficient parts. The deals behind a point are found again by
looking its parts up in the stored sets (`deals_at`), so equal deals cost nothing until asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.maxima import (
    SWEPT,
    Points,
    efficient,
    efficient_sum,
    falling,
    undominated,
    union,
)
from detente.analyses.deals.space import Integers, Space, Table, Truth, joint_tables, peak, sum_of
from detente.errors import SettingError

LARGEST_TABLE = 2_000_000
LARGEST_SET = 100_000
LARGEST_SWEPT = 1_000_000
"""Points of a set, and of one of up to three parties, which is kept by a sweep."""
SMALL = 500
"""Points of a set that is not worth thinning unless fewer are wanted."""
FINEST = 128
"""Cells a point of the finest grid that thins sets."""


class TooLarge(Exception):
    """A set of points would outgrow its bound; another method is called for."""


class TooTangled(TooLarge):
    """Issues depend on one another so densely that a table over them would outgrow its bound."""


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
class Choice:
    """The values of one issue, each with its gain and what was already settled under it."""

    issue: int
    values: tuple[int, ...]
    gains: Integers
    rests: tuple[Node | None, ...]
    points: Points


@dataclass(frozen=True, eq=False)
class Pair:
    """Sums of two independent parts."""

    left: Node
    right: Node
    points: Points


Node = Choice | Pair


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


@dataclass(frozen=True, eq=False)
class _Message:
    """For every joint value of its scope the node of what is settled below it, or None."""

    scope: tuple[int, ...]
    nodes: NDArray[np.object_]
    inside: Integers


@dataclass
class _Work:
    """What the steps of one elimination share.

    `epsilon[party]` is the slack that may be spent, `used[party]` what has been; there are at most
    as many stages as issues, and what is left is spread over the stages to come.
    """

    space: Space
    total: Integers
    epsilon: Integers
    wanted: int | None
    largest: int
    used: Integers
    stages: int
    tables: list[Table] = field(default_factory=list)
    messages: list[_Message] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)

    def thinned(self, sets: list[Points]) -> list[Points]:
        """Sets of one stage, thinned by one grid where a tolerance or a number is wanted.

        Raises TooLarge when a set is larger than it may be.
        """
        longest = max((len(points) for points in sets), default=0)
        self.stages -= 1
        cell = (self.epsilon - self.used) // max(1, self.stages + 1)
        if longest <= SMALL:
            cell = np.zeros_like(cell)
        if self.wanted is not None and longest > self.wanted:
            cells = [thinned(points, self.space.unit, self.wanted)[1] for points in sets]
            cell = np.max(cells, axis=0)
        if cell.any() and longest > 1:
            sets = [_thin(points, cell) for points in sets]
            self.used = self.used + cell
        if max((len(points) for points in sets), default=0) > self.largest:
            raise TooLarge
        return sets


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
    that takes. Raises TooLarge when a table over joint values or a set of points outgrows its
    bound.
    """
    nothing = np.zeros(space.parties, np.int64)
    work = _Work(
        space,
        space.ceiling(),
        nothing if epsilon is None else epsilon,
        wanted,
        largest_set(space) if largest is None else largest,
        nothing,
        len(space.sizes),
    )
    work.tables = joint_tables(space)
    for issue in _order(space):
        if not _eliminate(issue, work):
            return Front(np.empty((0, space.parties), np.int64), None, work.used, len(space.sizes))
    root = _joined(work)
    points = root.points if root else np.zeros((1, space.parties), np.int64)
    points = points[(points >= space.limit).all(axis=1)]
    return Front(points[falling(points)], root, work.used, len(space.sizes))


def _order(space: Space) -> list[int]:
    """Issues in the order of elimination: always the one that leaves the smallest table."""
    near: dict[int, set[int]] = {issue: set() for issue in range(len(space.sizes))}
    for scope in [f.scope for f in space.factors] + [b.scope for b in space.bans]:
        for issue in scope:
            near[issue].update(set(scope) - {issue})
    order = []
    while near:
        issue = min(
            near, key=lambda i: (math.prod(space.sizes[j] for j in near[i]), space.sizes[i], i)
        )
        joint = math.prod(space.sizes[j] for j in near[issue]) * space.sizes[issue]
        if joint > LARGEST_TABLE:
            raise TooTangled
        others = near.pop(issue)
        for other in others:
            near[other] |= others - {other}
            near[other].discard(issue)
        order.append(issue)
    return order


def tied_issues(space: Space) -> tuple[int, ...]:
    """The issues of the largest set in which each depends on another."""
    near: dict[int, set[int]] = {issue: {issue} for issue in range(len(space.sizes))}
    for scope in [f.scope for f in space.factors] + [b.scope for b in space.bans]:
        joined: set[int] = set().union(*(near[issue] for issue in scope))
        for issue in joined:
            near[issue] = joined
    largest = max(near.values(), key=len)
    return tuple(sorted(largest))


def _eliminate(issue: int, work: _Work) -> bool:
    """Replace all that depends on an issue by the best of it; False when nothing is allowed."""
    tables = [t for t in work.tables if issue in t.scope]
    messages = [m for m in work.messages if issue in m.scope]
    work.tables = [t for t in work.tables if issue not in t.scope]
    work.messages = [m for m in work.messages if issue not in m.scope]
    joint = {i for t in tables for i in t.scope} | {i for m in messages for i in m.scope}
    rest = tuple(sorted(joint - {issue}))
    scope = (*rest, issue)
    shape = tuple(work.space.sizes[i] for i in scope)
    gain = np.zeros((*shape, work.space.parties), np.int64)
    allowed = np.ones(shape, np.bool_)
    for table in tables:
        gain += _spread(table.gain, table.scope, scope, shape)
        allowed &= _spread(table.allowed, table.scope, scope, shape)
    below = [_spread(m.nodes, m.scope, scope, shape) for m in messages]
    inside = sum_of([peak(t.gain) for t in tables] + [m.inside for m in messages], gain.shape[-1])
    floor = work.space.limit - (work.total - inside)
    nodes = np.empty(shape[:-1], dtype=object)
    for cell in np.ndindex(shape[:-1]):
        nodes[cell] = _choice(
            issue, gain[cell], allowed[cell], [b[cell] for b in below], floor, work
        )
    if below:
        _thin_nodes(nodes, work)
    if rest:
        work.messages.append(_Message(rest, nodes, inside))
    elif nodes.item() is not None:
        work.parts.append(nodes.item())
    return any(node is not None for node in nodes.flat)


def _thin_nodes(nodes: NDArray[np.object_], work: _Work) -> None:
    """Thin the sets of all nodes of one stage by one grid."""
    found: dict[tuple[int, ...], Choice] = {
        cell: node
        for cell in np.ndindex(nodes.shape)
        if (node := cast("Choice | None", nodes[cell])) is not None
    }
    sets = work.thinned([node.points for node in found.values()])
    for (cell, node), points in zip(found.items(), sets, strict=True):
        nodes[cell] = replace(node, points=points)


def _spread(
    array: NDArray[Any], scope: tuple[int, ...], wanted: tuple[int, ...], shape: tuple[int, ...]
) -> NDArray[Any]:
    """A table over `scope` seen as one over `wanted`, which holds all its issues."""
    here = [issue for issue in wanted if issue in scope]
    turned = array.transpose(
        [scope.index(issue) for issue in here] + list(range(len(scope), array.ndim))
    )
    places = tuple(slice(None) if issue in scope else np.newaxis for issue in wanted)
    return np.broadcast_to(turned[places], (*shape, *array.shape[len(scope) :]))


def _choice(
    issue: int,
    gain: Integers,
    allowed: Truth,
    below: list[NDArray[np.object_]],
    floor: Integers,
    work: _Work,
) -> Choice | None:
    """The best over one issue's values, the issues it depends on being settled."""
    values = [v for v in range(len(gain)) if allowed[v] and all(b[v] is not None for b in below)]
    if not values:
        return None
    gains = np.ascontiguousarray(gain[values])
    if not below:
        points = efficient(gains[(gains >= floor).all(axis=1)])
        rests: tuple[Node | None, ...] = (None,) * len(values)
    else:
        settled = [_product([b[v] for b in below]) for v in values]
        rests = tuple(settled)
        sets = [
            efficient_sum(rest.points, row[np.newaxis], floor)
            for rest, row in zip(settled, gains, strict=True)
        ]
        points = union([s for s in sets if len(s)], work.space.parties)
    return Choice(issue, tuple(values), gains, rests, points) if len(points) else None


_NO_FLOOR = np.iinfo(np.int64).min


def _product(nodes: list[Node]) -> Node:
    """Independent parts under one value, joined."""
    joined = nodes[0]
    for node in nodes[1:]:
        floor = np.full(node.points.shape[1], _NO_FLOOR)
        joined = Pair(joined, node, efficient_sum(joined.points, node.points, floor))
    return joined


def _joined(work: _Work) -> Node | None:
    """The independent parts joined, smallest first, what cannot reach the limits dropped."""
    parts = sorted(work.parts, key=lambda node: len(node.points))
    rest = sum_of([peak(node.points) for node in parts], work.space.parties)
    joined: Node | None = None
    for node in parts:
        rest = rest - peak(node.points)
        if joined is None:
            joined = node
            continue
        floor = work.space.limit - rest
        points = work.thinned([efficient_sum(joined.points, node.points, floor)])[0]
        joined = Pair(joined, node, points)
        if len(points) == 0:
            break
    return joined
