"""The deals behind points of a frontier: parts are looked up, not stored.

`deals_at` takes many points at once. Rows are found through a linear hash, hash(a - b) =
hash(a) - hash(b) in 64-bit arithmetic, chosen free of collisions in each set and checked against
the row itself, so the answer is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.frontier import Choice, Front, Node, Pair, frontier
from detente.analyses.deals.maxima import Points
from detente.analyses.deals.space import RULE, Space

Indices = NDArray[np.intp]

UNSET = -1


@dataclass(frozen=True, eq=False)
class _Lookup:
    """Rows of a set by their hash."""

    points: Points
    multipliers: NDArray[np.uint64]
    order: Indices
    hashes: NDArray[np.uint64]

    def find(self, rows: Points) -> Indices:
        """For each row its place in the set, or -1."""
        hashes = _hash(rows, self.multipliers)
        place = np.minimum(np.searchsorted(self.hashes, hashes), len(self.order) - 1)
        found = self.order[place]
        return np.where((self.points[found] == rows).all(axis=1), found, UNSET)


def _hash(rows: Points, multipliers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (rows.astype(np.uint64) * multipliers).sum(axis=1, dtype=np.uint64)


def _lookup(points: Points) -> _Lookup:
    """Index a set of distinct rows; multipliers change until no two rows share a hash."""
    seed = np.uint64(0x9E3779B97F4A7C15)
    while True:
        powers = np.cumprod(np.full(points.shape[1], seed), dtype=np.uint64)
        hashes = _hash(points, powers)
        order = np.argsort(hashes)
        if (np.diff(hashes[order]) != 0).all():
            return _Lookup(points, powers, order, hashes[order])
        seed = seed * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)


class Recovery:
    """Finds deals and counts them; keeps the index of each set it has met."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.issues = front.issues
        self._lookups: dict[int, _Lookup] = {}

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """All deals with these utilities, at most `most` for each point.

        Returns `owner[k]`, the row of `points`, and `deal[k, issue]`, owners rising.
        """
        if self._front.root is None:
            return np.empty(0, np.intp), np.empty((0, self._front.issues), np.intp)
        owner, deals = self._expand(self._front.root, points, most)
        order = np.lexsort((*(deals[:, k] for k in reversed(range(deals.shape[1]))), owner))
        return owner[order], deals[order]

    def count_at(self, points: Points) -> NDArray[np.float64]:
        """How many deals have each of these utilities; exact up to 2**53."""
        if self._front.root is None:
            return np.zeros(len(points))
        return self._count(self._front.root, points)

    def _find(self, node: Node, rows: Points) -> Indices:
        if id(node) not in self._lookups:
            self._lookups[id(node)] = _lookup(node.points)
        return self._lookups[id(node)].find(rows)

    def _splits(self, node: Pair, points: Points, most: int) -> tuple[Indices, Indices]:
        """Pairs (row of points, row of the smaller part) whose difference is in the other part."""
        small, large = _by_size(node)
        owners, parts = [], []
        for k, row in enumerate(small.points):
            owner = np.flatnonzero(self._find(large, points - row) >= 0)
            owners.append(owner)
            parts.append(np.full(len(owner), k))
        return _first(np.concatenate(owners), np.concatenate(parts), most)

    def _expand(self, node: Node, points: Points, most: int) -> tuple[Indices, Indices]:
        """`owner[k]` and `deal[k, issue]`, owners rising; equal points are expanded once."""
        different, back = np.unique(points, axis=0, return_inverse=True)
        expand = self._expand_choice if isinstance(node, Choice) else self._expand_pair
        owner, deals = expand(node, different, most)  # type: ignore[arg-type]
        counts = np.bincount(owner, minlength=len(different))
        starts = np.cumsum(counts) - counts
        wanted = counts[back.reshape(-1)]
        place = np.repeat(starts[back.reshape(-1)] - np.cumsum(wanted) + wanted, wanted)
        return np.repeat(np.arange(len(points)), wanted), deals[place + np.arange(len(place))]

    def _expand_pair(self, node: Pair, points: Points, most: int) -> tuple[Indices, Indices]:
        small, large = _by_size(node)
        owner, part = self._splits(node, points, most)
        rows = small.points[part]
        up, first = self._expand(small, rows, most)
        rest = points[owner][up] - rows[up]
        upper, second = self._expand(large, rest, most)
        deals = np.maximum(first[upper], second)
        owner = owner[up][upper]
        owner, place = _first(owner, np.arange(len(owner)), most)
        return owner, deals[place]

    def _expand_choice(self, node: Choice, points: Points, most: int) -> tuple[Indices, Indices]:
        if all(rest is None for rest in node.rests):
            same = (points[:, np.newaxis] == node.gains[np.newaxis]).all(axis=2)
            matched, options = np.nonzero(same)
            owner, option = _first(matched, options, most)
            deals = np.full((len(owner), self._front.issues), UNSET, np.intp)
            deals[:, node.issue] = np.array(node.values)[option]
            return owner, deals
        owners, found = [], []
        for value, gain, rest in zip(node.values, node.gains, node.rests, strict=True):
            if rest is None:
                continue
            rows = points - gain
            owner = np.flatnonzero(self._find(rest, rows) >= 0)
            if len(owner) == 0:
                continue
            up, deals = self._expand(rest, rows[owner], most)
            deals[:, node.issue] = value
            owners.append(owner[up])
            found.append(deals)
        if not owners:
            return np.empty(0, np.intp), np.empty((0, self._front.issues), np.intp)
        owner, place = _first(np.concatenate(owners), np.arange(sum(map(len, owners))), most)
        return owner, np.concatenate(found)[place]

    def _count(self, node: Node, points: Points) -> NDArray[np.float64]:
        rows, back = np.unique(points, axis=0, return_inverse=True)
        counts = np.zeros(len(rows))
        if isinstance(node, Choice):
            for gain, rest in zip(node.gains, node.rests, strict=True):
                left = rows - gain
                if rest is None:
                    counts += (left == 0).all(axis=1)
                else:
                    owner = np.flatnonzero(self._find(rest, left) >= 0)
                    counts[owner] += self._count(rest, left[owner])
            return counts[back.reshape(-1)]
        small, large = _by_size(node)
        owner, part = self._splits(node, rows, len(small.points))
        parts = small.points[part]
        if len(owner):
            ways = self._count(small, parts) * self._count(large, rows[owner] - parts)
            np.add.at(counts, owner, ways)
        return counts[back.reshape(-1)]


def count_existing(space: Space) -> int:
    """How many deals break no rule, without going through them; exact up to 2**53."""
    rules = tuple(ban for ban in space.bans if ban.party == RULE)
    if not rules:
        return space.count
    nobody = np.zeros(1, np.int64)
    bare = Space(space.sizes, nobody + 1, nobody, (), rules)
    front = frontier(bare)
    return int(Recovery(front).count_at(front.points).sum())


def _by_size(node: Pair) -> tuple[Node, Node]:
    if len(node.left.points) <= len(node.right.points):
        return node.left, node.right
    return node.right, node.left


def _first(owner: Indices, place: Indices, most: int) -> tuple[Indices, Indices]:
    """At most `most` entries of each owner, owners rising."""
    order = np.argsort(owner, kind="stable")
    owner, place = owner[order], place[order]
    if len(owner) == 0:
        return owner, place
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    rank = np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))
    return owner[rank < most], place[rank < most]
