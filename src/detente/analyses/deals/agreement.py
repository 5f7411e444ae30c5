"""The efficient deals among those that pass a rule of consent, by whatever method is fit.

A deal passes when all members of one of the smallest winning groups accept it; the frontier is
what is efficient among the frontiers of these groups, all parties comparing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.aims import Aim
from detente.analyses.deals.consent import Group
from detente.analyses.deals.covering import covering
from detente.analyses.deals.frontier import (
    LARGEST_SET,
    Front,
    TooLarge,
    TooTangled,
    frontier,
)
from detente.analyses.deals.maxima import Points, efficient
from detente.analyses.deals.recover import Recovery
from detente.analyses.deals.search import best_for, search
from detente.analyses.deals.space import Integers, Space
from detente.analyses.deals.stream import LARGEST_STREAM, Stream, stream_frontier

Indices = NDArray[np.intp]
Method = Literal["elimination", "streaming", "tolerance", "covering", "solutions"]

METHODS: tuple[Method, ...] = (
    "elimination",
    "streaming",
    "tolerance",
    "covering",
    "solutions",
)
INEXACT: tuple[Method, ...] = ("tolerance", "covering", "solutions")
"""Methods that need not list the whole frontier."""
WANTED = 20_000
"""Points to which sets are thinned where a frontier is too large to list."""


@dataclass(frozen=True, eq=False)
class Known:
    """Deals found one by one, efficient among themselves.

    `slack[party]` as in `Covering`; 0 where no frontier was asked for. `efficient` says whether no
    deal at all is better than one of them.
    """

    points: Points
    deals: Indices
    utility: Points
    slack: Integers
    efficient: bool = True

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """The known deals behind points, at most `most` a point."""
        same = (points[:, np.newaxis] == self.utility[np.newaxis]).all(axis=2)
        pairs = [(row, k) for row, found in enumerate(same) for k in np.flatnonzero(found)[:most]]
        owner = np.array([row for row, _ in pairs], np.intp)
        return owner, self.deals[[k for _, k in pairs]]


@dataclass(frozen=True, eq=False)
class Agreement:
    """Efficient `points[point, party]` in units, and the sources of the deals behind them.

    `slack[party]` is 0 for an exact frontier, see `Front`; with the method `covering`, see
    `Covering`. With the method `solutions` the points are not the frontier but the solutions and
    each party's best deals, exact one by one. `efficient` is False where a deal that is not listed
    may be better than a listed one.
    """

    points: Points
    method: Method
    slack: Integers
    sources: tuple[tuple[Integers, Recovery | Stream | Known], ...]
    efficient: bool = True

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """All deals behind points, at most `most` a point: `owner[k]`, `deal[k, issue]`."""
        owners, deals = [], []
        for limit, source in self.sources:
            rows = np.flatnonzero((points >= limit).all(axis=1))
            owner, found = source.deals_at(points[rows], most=most)
            owners.append(rows[owner])
            deals.append(found)
        joined = np.column_stack([np.concatenate(owners), np.concatenate(deals)])
        joined = np.unique(joined, axis=0)
        return joined[:, 0], joined[:, 1:]


def agree(
    space: Space,
    groups: tuple[Group, ...],
    *,
    epsilon: float | None = None,
    largest: int = LARGEST_SET,
    covered: bool = True,
) -> Agreement:
    """The frontier of a space for the smallest winning groups.

    `epsilon`, in points, asks for a frontier within that tolerance from the start; otherwise the
    exact one is built, by streaming where tables over joint values would be too large. Where there
    would be more than `largest` points, it is thinned to about `WANTED`, within what that takes.
    Where issues are tied too densely for all of these, deals that cover the frontier within a
    tolerance are searched for, or with `covered` False only the solutions.
    """
    parts = [_source(space.asking(group), epsilon, largest, covered) for group in groups]
    points = [source.points for _, _, source in parts]
    merged = points[0] if len(points) == 1 else efficient(np.concatenate(points))
    slack = np.max(
        [
            np.zeros(space.parties, np.int64) if isinstance(source, Stream) else source.slack
            for _, _, source in parts
        ],
        axis=0,
    )
    found = tuple(
        (limit, Recovery(source) if isinstance(source, Front) else source)
        for _, limit, source in parts
    )
    method = max((method for method, _, _ in parts), key=METHODS.index)
    known = [source.efficient for _, source in found if isinstance(source, Known)]
    return Agreement(merged, method, slack, found, all(known))


def _source(
    space: Space, epsilon: float | None, largest: int, covered: bool
) -> tuple[Method, Integers, Front | Stream | Known]:
    """The frontier for one group, with the first method that can find it."""
    slack = None if epsilon is None else np.floor(epsilon * space.unit).astype(np.int64)
    try:
        front = frontier(space, epsilon=slack, largest=largest)
    except TooTangled:
        if space.count <= LARGEST_STREAM:
            return "streaming", space.limit, stream_frontier(space)
        cover = _covered(space, epsilon or 0.0) if covered else None
        if cover is not None:
            return "covering", space.limit, cover
        return "solutions", space.limit, _known(space)
    except TooLarge:
        return "tolerance", space.limit, frontier(space, wanted=WANTED, largest=largest)
    return "elimination" if epsilon is None else "tolerance", space.limit, front


def _covered(space: Space, epsilon: float) -> Known | None:
    """Deals that cover the frontier; None where no tolerance at all could be proven."""
    found = covering(space, epsilon=epsilon)
    if math.isinf(found.tolerance):
        return None
    slack = np.ceil(found.tolerance * space.unit).astype(np.int64)
    return Known(found.utility, found.deals, found.utility, slack, found.all_efficient)


def _known(space: Space) -> Known:
    """The deals that serve each aim and each party best, by branch and bound."""
    aims: tuple[Aim, ...] = ("product", "smallest", "sum")
    found = [search(space, aim, room=100).deals for aim in aims]
    found += [best_for(space, party).deals for party in range(space.parties)]
    deals = np.unique(np.concatenate(found), axis=0)
    utility = space.utility(deals)
    return Known(efficient(utility), deals, utility, np.zeros(space.parties, np.int64))
