"""The efficient deals among those that pass a rule of consent, by whatever method is fit.

A deal passes when all members of one of the smallest winning groups accept it; the frontier is
what is efficient among the frontiers of these groups, all parties comparing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.frontier import Front, TooLarge, frontier, largest_set
from detente.analyses.deals.solve.maxima import Points, efficient
from detente.analyses.deals.solve.recover import Recovery
from detente.analyses.spaces.consent import Group
from detente.analyses.spaces.space import Integers, Space

Indices = NDArray[np.intp]
Method = Literal["elimination", "tolerance"]

WANTED = 20_000
"""Points to which sets are thinned where a frontier is too large to list."""

LEAST_WANTED = 500
"""Points that each of many groups keeps of them."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """Efficient `points[point, party]` in units, and the sources of the deals behind them.

    `slack[party]` is 0 for an exact frontier, see `Front`.
    """

    points: Points
    method: Method
    slack: Integers
    sources: tuple[tuple[Integers, Recovery], ...]

    @property
    def exact(self) -> bool:
        """Whether every efficient point is there."""
        return self.method != "tolerance"

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

    def first_deals(self, points: Points, most: int) -> Indices:
        """The deals behind points in their order, until there are `most`."""
        found = np.empty((0, self.sources[0][1].issues), np.intp)
        for start in range(0, len(points), most // 10):
            if len(found) >= most:
                break
            part = self.deals_at(points[start : start + most // 10])[1]
            found = np.concatenate([found, part])
        return found[:most]


def agree(
    space: Space,
    groups: tuple[Group, ...],
    *,
    epsilon: float | None = None,
) -> Agreement:
    """The frontier of a space for the smallest winning groups.

    `epsilon`, in points, asks for a frontier within that tolerance from the start; otherwise the
    exact one is built. Where there would be more points than a set may have, it is thinned to about
    `WANTED`, within what that takes. Raises TiedIssues where too many issues depend on one another.
    """
    fronts = _fronts([space.asking(group) for group in groups], epsilon)
    points = [front.points for front in fronts]
    merged = points[0] if len(points) == 1 else efficient(np.concatenate(points))
    slack = np.max([front.slack for front in fronts], axis=0)
    sources = zip((space.asking(group).limit for group in groups), fronts, strict=True)
    found = tuple((limit, Recovery(front)) for limit, front in sources)
    exact = epsilon is None and not slack.any()
    return Agreement(merged, "elimination" if exact else "tolerance", slack, found)


def _fronts(spaces: list[Space], epsilon: float | None) -> list[Front]:
    """The frontier for each group; all are thinned where they would be too large together."""
    fronts: list[Front] = []
    left = largest_set(spaces[0])
    try:
        for space in spaces:
            slack = None if epsilon is None else np.floor(epsilon * space.unit).astype(np.int64)
            fronts.append(frontier(space, epsilon=slack, largest=left))
            left -= len(fronts[-1].points)
    except TooLarge:
        wanted = max(LEAST_WANTED, WANTED // len(spaces))
        return [frontier(space, wanted=wanted, largest=10 * wanted) for space in spaces]
    return fronts
