"""How sets of points are kept small, and what is lost by it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.maxima import Points, TooLarge, efficient_sum, undominated
from detente.analyses.spaces.space import Integers, Space, edges

Indices = NDArray[np.intp]

SMALL = 500
"""Points of a set that is not worth thinning."""
MOST_SUMS = 1 << 18
"""Sums that are looked at where sets are thinned."""
FINER = 8
"""How much finer the first grid is that thins a set than one whose cells could all be taken."""
LARGEST_BLOCK = 1 << 20
"""Joint values of a block above which some stand for others, where that loses little."""
TAKEN = 1 << 17
"""How many are then gone through, about."""
MOST_LOST = 5
"""Points that may be lost by it."""


@dataclass
class Thinning:
    """How sets are kept small: the tolerance left for so many sets, what of it is used.

    Sets of more than `largest` points are thinned to `wanted`, as are all after one that was; with
    None wanted they are too large.
    """

    epsilon: Integers
    largest: int
    wanted: int | None
    sets: int
    used: Integers

    def of(self, points: Points) -> Points:
        """A set, thinned as far as the tolerance allows and where it is too large."""
        cell = np.maximum(0, self.epsilon - self.used) // max(1, self.sets)
        self.sets -= 1
        if len(points) > SMALL and cell.any():
            points = _thin(points, cell)
            self.used = self.used + cell
        if len(points) <= self.largest and not self.used.any():
            return points
        return self.to(points, self.wanted)

    def to(self, points: Points, most: int | None) -> Points:
        """At most so many points of a set, by grids each of which halves the one before."""
        if len(points) <= (self.largest if most is None else most):
            return points
        if most is None:
            raise TooLarge
        low, finest = points.min(axis=0), FINER * most ** (1 / max(1, points.shape[1] - 1))
        cell = np.maximum(1, ((points.max(axis=0) - low) / finest).astype(np.int64))
        while len(points := _thin(points, cell, low)) > most:
            cell = 2 * cell
        self.used = self.used + cell
        return points

    def joined(self, left: Points, right: Points, floor: Integers) -> Points:
        """The efficient sums of two sets that are at least `floor[party]`."""
        if not self.used.any():
            try:
                return self.of(efficient_sum(left, right, floor, most=self.largest))
            except TooLarge:
                if self.wanted is None:
                    raise
        if self.wanted is not None:
            left = self.to(left, max(1, min(self.wanted, MOST_SUMS // len(right))))
        return self.of(efficient_sum(left, right, floor))


def _thin(points: Points, cell: Integers, low: Integers | None = None) -> Points:
    """One point of each efficient cell of a grid: less than a cell worse than any left out."""
    low = points.min(axis=0) if low is None else low
    return points[undominated((points - low) // np.maximum(cell, 1))]


def some_values(space: Space) -> tuple[tuple[Indices, ...], Integers] | None:
    """Some values of each issue of a block, and what a deal with such in place of all may lose.

    A value left out is between two that are kept, with which no table of several issues tells it
    apart. None for a block that is not too large, or where a party would lose much.
    """
    if space.count <= LARGEST_BLOCK:
        return None
    step = math.ceil((space.count / TAKEN) ** (1 / len(space.sizes)))
    kept, lost = [], np.zeros(space.parties, np.int64)
    tables = [(f.scope, f.gain) for f in space.factors if len(f.scope) > 1]
    bans = [(ban.scope, ban.broken) for ban in space.bans]
    for issue, gain in enumerate(space.alone()):
        values = np.arange(len(gain))
        edge = edges([*tables, *bans], issue, len(gain))
        run = np.cumsum(edge)
        last = np.append(edge[1:], True)
        chosen = values[edge | last | (values % step == 0)]
        before = chosen[np.searchsorted(chosen, values, side="right") - 1]
        after = chosen[np.minimum(np.searchsorted(chosen, values), len(chosen) - 1)]
        near = np.where(run[before] == run, before, after)
        near = np.where((run[after] == run) & (2 * values > before + after), after, near)
        lost += np.maximum(gain - gain[near], 0).max(axis=0)
        kept.append(chosen)
    return (tuple(kept), lost) if (lost <= MOST_LOST * space.unit).all() else None
