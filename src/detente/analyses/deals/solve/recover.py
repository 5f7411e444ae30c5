"""The deals behind points of a frontier: parts are looked up again in the sets they came from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.frontier import Front, Leaf, Node, Pair
from detente.analyses.deals.solve.maxima import Points
from detente.analyses.spaces.listing import blocks, deals_of

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
    found: NDArray[np.uint64] = (rows.astype(np.uint64) * multipliers).sum(axis=1, dtype=np.uint64)
    return found


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
    """Finds the deals behind points; keeps the index of each set it has met."""

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

    def _find(self, node: Node, rows: Points) -> Indices:
        if id(node) not in self._lookups:
            self._lookups[id(node)] = _lookup(node.points)
        return self._lookups[id(node)].find(rows)

    def _expand(self, node: Node, points: Points, most: int) -> tuple[Indices, Indices]:
        """`owner[k]` and `deal[k, issue]`, owners rising; equal points are expanded once."""
        different, back = np.unique(points, axis=0, return_inverse=True)
        if isinstance(node, Leaf):
            owner, deals = self._expand_leaf(node, different, most)
        else:
            owner, deals = self._expand_pair(node, different, most)
        counts = np.bincount(owner, minlength=len(different))
        starts = np.cumsum(counts) - counts
        wanted = counts[back.reshape(-1)]
        place = np.repeat(starts[back.reshape(-1)] - np.cumsum(wanted) + wanted, wanted)
        return np.repeat(np.arange(len(points)), wanted), deals[place + np.arange(len(place))]

    def _expand_pair(self, node: Pair, points: Points, most: int) -> tuple[Indices, Indices]:
        small, large = sorted((node.left, node.right), key=lambda part: len(part.points))
        owners, parts = [], []
        for k, row in enumerate(small.points):
            found = np.flatnonzero(self._find(large, points - row) >= 0)
            owners.append(found)
            parts.append(np.full(len(found), k))
        owner, part = _first(np.concatenate(owners), np.concatenate(parts), most)
        rows = small.points[part]
        up, first = self._expand(small, rows, most)
        upper, second = self._expand(large, (points[owner] - rows)[up], most)
        owner, place = _first(owner[up][upper], np.arange(len(upper)), most)
        return owner, np.maximum(first[upper], second)[place]

    def _expand_leaf(self, node: Leaf, points: Points, most: int) -> tuple[Indices, Indices]:
        wanted = _lookup(points)
        lowest = replace(node.space, limit=points.min(axis=0)) if len(points) else node.space
        owners, places = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
        for block in blocks(lowest) if len(points) else ():
            rows = np.flatnonzero(block.reached(lowest.limit))
            owner = wanted.find(np.ascontiguousarray(block.utility[:, rows].T))
            owners.append(owner[owner >= 0])
            places.append(rows[owner >= 0] + block.start)
        owner, place = _first(np.concatenate(owners), np.concatenate(places), most)
        deals = np.full((len(owner), self.issues), UNSET, np.intp)
        deals[:, list(node.issues)] = deals_of(node.space, place)
        return owner, deals


def _first(owner: Indices, place: Indices, most: int) -> tuple[Indices, Indices]:
    """At most `most` entries of each owner, owners rising."""
    order = np.argsort(owner, kind="stable")
    owner, place = owner[order], place[order]
    if len(owner) == 0:
        return owner, place
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    rank = np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))
    return owner[rank < most], place[rank < most]
