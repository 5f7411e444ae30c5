"""The deals that serve an aim best: by going through all, from the frontier, or by a programme."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.frontier import Front, TooLarge, frontier
from detente.analyses.deals.solve.maxima import efficient
from detente.analyses.deals.solve.programme import solve
from detente.analyses.spaces.listing import (
    LARGEST_LISTED,
    LARGEST_LISTING,
    any_reached,
    chosen,
    deals_of,
)
from detente.analyses.spaces.space import Integers, Space

MOST = 1000


@dataclass(frozen=True, eq=False)
class Found:
    """The efficient deals that reach the best value of an aim; none where no deal counts.

    No deal exceeds `bound`; where that is above `value` the search was given up.
    """

    value: float
    deals: NDArray[np.intp]
    bound: float

    @property
    def proven(self) -> bool:
        """Whether no deal is better, so far as figures are shown."""
        close = self.bound - self.value <= 1e-6 * max(1.0, abs(self.value))
        return self.bound <= self.value or close


def best(space: Space, aim: Aim, *, least: Integers | None = None, most: int = MOST) -> Found:
    """The best deals among those that break no ban and reach `least`, by default all limits.

    Of deals with the same utilities at most `most` are given, lowest values first.
    """
    asked = space if least is None else replace(space, limit=least)
    if space.count <= LARGEST_LISTED:
        return _listed(asked, aim, most)
    front = exact_front(asked)
    if front is not None:
        rows = aim.rows(front.points)
        points = front.points[rows]
        if len(points) == 0:
            return Found(-math.inf, np.empty((0, len(space.sizes)), np.intp), -math.inf)
        value = float(aim.value(points[:1])[0])
        return Found(value, front.deals_at(points, most=most)[1], value)
    if space.count <= LARGEST_LISTING:
        return _listed(asked, aim, most)
    found = solve(asked, aim, asked.limit)
    deals = np.empty((0, len(space.sizes)), np.intp)
    if found.deal is not None:
        deals = found.deal[np.newaxis]
    return Found(found.value, deals, found.bound)


def exact_front(space: Space) -> Front | None:
    """The exact frontier by elimination; None where it would be too large."""
    try:
        return frontier(space)
    except TooLarge:
        return None


def best_for(space: Space, party: int) -> Found:
    """A deal that gives a party most, all limits reached."""
    alone = np.arange(space.parties) == party
    return best(space, Aim("sum", space.limit, space.unit, alone), most=1)


def feasible(space: Space) -> bool:
    """Whether a deal reaches all limits and breaks no ban."""
    if space.count <= LARGEST_LISTED:
        return any_reached(space)
    everybody = np.ones(space.parties, np.bool_)
    return len(best(space, Aim("smallest", space.limit, space.unit, everybody), most=1).deals) > 0


def _listed(space: Space, aim: Aim, most: int) -> Found:
    utility, places = chosen(space, aim.rows, lambda block: block.reached(space.limit))
    if len(places) == 0:
        return Found(-math.inf, np.empty((0, len(space.sizes)), np.intp), -math.inf)
    front = efficient(utility)
    order = np.lexsort((places, *utility.T[::-1]))
    utility, places = utility[order], places[order]
    fresh = np.r_[True, (np.diff(utility, axis=0) != 0).any(axis=1)]
    group = np.cumsum(fresh) - 1
    firsts = np.flatnonzero(fresh)
    kept = np.arange(len(places)) - firsts[group] < most
    known = {tuple(point) for point in front.tolist()}
    good = np.array([tuple(point) in known for point in utility[firsts].tolist()])
    value = float(aim.value(utility[:1])[0])
    return Found(value, deals_of(space, np.sort(places[kept & good[group]])), value)
