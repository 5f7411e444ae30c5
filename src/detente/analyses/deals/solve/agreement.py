"""The efficient deals among those that pass a rule of consent.

A deal passes when all members of one of the smallest winning groups accept it; the frontier is
what is efficient among the frontiers of these groups, all parties comparing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.frontier import Front, TooLarge, frontier, largest_set
from detente.analyses.deals.solve.maxima import Points, efficient
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
    """Efficient `points[point, party]` in units, by `method`, and the fronts behind them.

    `slack[party]` is 0 for an exact frontier, see `Front`; `fronts` come with the limits that they
    were found for.
    """

    points: Points
    method: Method
    slack: Integers
    fronts: tuple[tuple[Integers, Front], ...]

    @property
    def exact(self) -> bool:
        """Whether every efficient point is there."""
        return self.method != "tolerance"

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """All deals behind points, at most `most` a point and group: `owner[k]`, `deal[k, issue]`.

        Owners rise, and the deals of each come with their lowest values first.
        """
        parts = []
        for limit, front in self.fronts:
            rows = np.flatnonzero((points >= limit).all(axis=1))
            owner, deals = front.deals_at(points[rows], most=most)
            parts.append(np.column_stack([rows[owner], deals]))
        found = np.unique(np.concatenate(parts), axis=0)
        return found[:, 0], found[:, 1:]

    def first_deals(self, points: Points, most: int) -> Indices:
        """The deals behind points in their order, until there are `most`."""
        found = np.empty((0, self.fronts[0][1].issues), np.intp)
        for start in range(0, len(points), most // 10):
            if len(found) >= most:
                break
            part = self.deals_at(points[start : start + most // 10])[1]
            found = np.concatenate([found, part])
        return found[:most]


def agree(space: Space, groups: tuple[Group, ...], *, epsilon: float | None = None) -> Agreement:
    """The frontier of a space for the smallest winning groups.

    `epsilon`, in points, asks for a frontier within that tolerance; otherwise the exact one is
    built. Where that would have too many points, or one within the tolerance more than `WANTED`,
    sets are thinned to so many, within what that takes. Raises TiedIssues where too many issues
    depend on one another.
    """
    exact = exact_agreement(space, groups) if epsilon is None else None
    if exact is not None:
        return exact
    spaces = [space.asking(group) for group in groups]
    cell = np.floor((epsilon or 0.0) * space.unit).astype(np.int64)
    wanted = max(LEAST_WANTED, WANTED // len(spaces))
    fronts = [frontier(part, epsilon=cell, largest=wanted) for part in spaces]
    return replace(_merged(spaces, fronts), method="tolerance")


def exact_agreement(space: Space, groups: tuple[Group, ...]) -> Agreement | None:
    """The exact frontier for the smallest winning groups; None where it is too large to list."""
    spaces = [space.asking(group) for group in groups]
    fronts: list[Front] = []
    left = largest_set(space)
    try:
        for part in spaces:
            fronts.append(frontier(part, largest=left))
            left -= len(fronts[-1].points)
    except TooLarge:
        return None
    return _merged(spaces, fronts)


def _merged(spaces: list[Space], fronts: list[Front]) -> Agreement:
    points = [front.points for front in fronts]
    merged = points[0] if len(points) == 1 else efficient(np.concatenate(points))
    slack = np.max([front.slack for front in fronts], axis=0)
    found = tuple((part.limit, front) for part, front in zip(spaces, fronts, strict=True))
    return Agreement(merged, "tolerance" if slack.any() else "elimination", slack, found)
