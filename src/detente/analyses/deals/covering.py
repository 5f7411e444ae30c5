"""A frontier within a tolerance that is proven, where every issue depends on every other.

The points found leave gaps: corners below which no point lies, and above which a better deal might
be. Every deal that no point matches within e points exceeds some corner by more than e points for
each party, so the tolerance is the most that any deal exceeds any corner by, which is a search for
the largest smallest gain over that corner (`tight`). Gaps are closed from coarse to fine until the
tolerance asked for is proven or the work allowed is used up; what is proven by then is the answer.

A corner has no entry for a party where nothing bounds the gap but the party's reservation value
(local bounds of a set of points, Klamroth, Lacour & Vanderpooten 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.aims import SLACK, Found
from detente.analyses.deals.maxima import efficient
from detente.analyses.deals.space import Integers, Space
from detente.analyses.deals.tight import Tight, tight

Floats = NDArray[np.float64]

OPEN = np.iinfo(np.int64).min
LEVELS = (16.0, 8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.0)
"""Tolerances in points that are proven one after the other."""
WORK = 20_000_000
"""Nodes of all searches together."""
ENTRIES = 10
"""Entries of tables whose preparation for a search is counted as a node."""
LARGEST_QUERY = 1_000_000
IMPROVING = 50_000
MOST_GAPS = 5_000


@dataclass(frozen=True, eq=False)
class Covering:
    """Deals, `utility[deal, party]` in units, and the tolerance in points that is proven.

    Every deal that reaches all limits and breaks no ban is matched by one of them that is at most
    `tolerance` points worse for each party. No deal is better than one of them for a party and as
    good for all, unless the work ran out (`all_efficient`).
    """

    deals: NDArray[np.intp]
    utility: Integers
    tolerance: float
    all_efficient: bool


@dataclass
class _Gaps:
    """`corner[gap, party]` and `bound[gap]`: points by which a deal may exceed the corner."""

    corner: Integers
    bound: Floats
    ceiling: Integers
    unit: Integers

    def split(self, point: Integers) -> None:
        """Take account of a new point: gaps that it lies in are replaced by what is left."""
        inside = (point > self.corner).all(axis=1)
        if not inside.any():
            return
        corners, bounds = [], []
        for party in range(len(point)):
            part = self.corner[inside].copy()
            part[:, party] = point[party]
            corners.append(part)
            bounds.append(np.minimum(self.bound[inside], self._highest(part)))
        fresh, height = _widest(np.concatenate(corners), np.concatenate(bounds))
        kept, held = self.corner[~inside], self.bound[~inside]
        needed = np.array(
            [not (kept <= corner).all(axis=1).any() for corner in fresh], dtype=np.bool_
        )
        self.corner = np.concatenate([kept, fresh[needed]])
        self.bound = np.concatenate([held, height[needed]])

    def _highest(self, corner: Integers) -> Floats:
        """A first bound: the room between a corner and the sum of all tables' best entries."""
        room = (self.ceiling - np.where(corner == OPEN, 0, corner)) / self.unit
        return np.asarray(np.where(corner == OPEN, np.inf, room).min(axis=1))


def _widest(corners: Integers, bounds: Floats) -> tuple[Integers, Floats]:
    """Corners that lie above no other, each once, with the least bound stated for it."""
    order = np.lexsort((bounds, *corners.T))
    corners, bounds = corners[order], bounds[order]
    first = np.r_[True, (corners[1:] != corners[:-1]).any(axis=1)]
    corners, bounds = corners[first], bounds[first]
    above = np.array(
        [((corners <= corner).all(axis=1)).sum() > 1 for corner in corners], dtype=np.bool_
    )
    return corners[~above], bounds[~above]


def covering(space: Space, *, epsilon: float = 0.0, work: int = WORK) -> Covering:
    """Deals that match every acceptable deal within `epsilon` points, or within what `work` proves.

    >>> from detente.analyses.deals.space import Factor
    >>> gain = np.array([[0, 4], [3, 3], [4, 0], [1, 1]])
    >>> space = Space((4,), np.array([1, 1]), np.array([0, 0]), (Factor((0,), gain),))
    >>> found = covering(space)
    >>> found.utility.tolist(), found.tolerance
    ([[4, 0], [3, 3], [0, 4]], 0.0)
    """
    return _Cover(space, work).found(epsilon)


class _Cover:
    def __init__(self, space: Space, work: int) -> None:
        self._space, self._left = space, work
        self._tight: Tight = tight(space)
        self._preparing = 1 + self._tight.entries // ENTRIES
        self._points = np.empty((0, space.parties), np.int64)
        self._deals = np.empty((0, len(space.sizes)), np.intp)
        self._proven: set[tuple[int, ...]] = set()
        self._gaps = _Gaps(
            np.full((1, space.parties), OPEN), np.array([math.inf]), space.ceiling(), space.unit
        )

    def found(self, epsilon: float) -> Covering:
        """Close gaps, coarse ones first."""
        self._start()
        for level in [level for level in LEVELS if level > epsilon] + [epsilon]:
            if not self._close(level):
                break
        bound = float(self._gaps.bound.max(initial=0.0))
        front = efficient(self._points)
        rows = [int((self._points == point).all(axis=1).argmax()) for point in front]
        proven = all(tuple(point) in self._proven for point in front.tolist())
        return Covering(self._deals[rows], front, max(0.0, bound), proven or bound <= 0.0)

    def _start(self) -> None:
        """Begin with the deals known, or with whatever deal can be found."""
        nothing = np.zeros(self._space.parties)
        deals, utility = self._tight.known
        if not (utility >= self._space.limit).all(axis=1).any():
            everyone = nothing + 1
            found = self._query(self._space.limit, everyone, 0.0, first=True)
            if len(found.deals) == 0 and found.ended:
                self._gaps.bound[:] = 0.0
            deals, utility = self._tight.known
        accepted = (utility >= self._space.limit).all(axis=1)
        for deal, point in zip(deals[accepted], utility[accepted], strict=True):
            self._add(deal, point)

    def _close(self, level: float) -> bool:
        """Prove that no deal exceeds a corner by more than `level`; False when work runs out."""
        while True:
            place = int(self._gaps.bound.argmax()) if len(self._gaps.bound) else -1
            if place < 0 or self._gaps.bound[place] <= level + SLACK:
                return True
            if self._left <= 0 or len(self._gaps.bound) > MOST_GAPS or len(self._points) == 0:
                return False
            corner = self._gaps.corner[place]
            counted = (corner != OPEN).astype(np.float64)
            origin = np.where(corner == OPEN, self._space.limit, corner)
            found = self._query(origin, counted, level)
            self._gaps.bound[place] = min(self._gaps.bound[place], max(level, found.bound))
            if found.value > level + SLACK:
                self._improve(found.deals[0])
            elif not found.ended:
                return False

    def _query(
        self, origin: Integers, counted: Floats, level: float, *, first: bool = False
    ) -> Found:
        found = self._tight.search(
            "smallest",
            origin=origin,
            scale=self._space.unit.astype(np.float64),
            power=counted,
            minimum=self._space.limit,
            best=level,
            first=first,
            room=16,
            patience=LARGEST_QUERY,
        )
        self._left -= found.nodes + self._preparing
        return found

    def _improve(self, deal: NDArray[np.intp]) -> None:
        """Add a deal, or one that is better for somebody and as good for all."""
        utility = self._space.utility(deal[np.newaxis])[0]
        found = self._tight.search(
            "sum",
            origin=utility,
            scale=self._space.unit.astype(np.float64),
            power=np.ones(self._space.parties),
            minimum=utility,
            room=1,
            patience=IMPROVING,
        )
        self._left -= found.nodes + self._preparing
        if len(found.deals):
            deal = found.deals[0]
            utility = self._space.utility(deal[np.newaxis])[0]
        if found.ended:
            self._proven.add(tuple(int(u) for u in utility))
        self._add(deal, utility)

    def _add(self, deal: NDArray[np.intp], point: Integers) -> None:
        self._points = np.concatenate([self._points, point[np.newaxis]])
        self._deals = np.concatenate([self._deals, deal[np.newaxis].astype(np.intp)])
        self._gaps.split(point)
