"""The efficient deals among those that pass a rule of consent, by whatever method is fit.

A deal passes when all members of one of the smallest winning groups accept it; the frontier is
what is efficient among the frontiers of these groups, all parties comparing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.consent import Group
from detente.analyses.deals.frontier import (
    Front,
    TiedIssues,
    TooLarge,
    TooTangled,
    frontier,
    largest_set,
    thinned,
    tied_issues,
)
from detente.analyses.deals.listing import LARGEST_LISTING, blocks, deals_of
from detente.analyses.deals.maxima import Points, efficient, falling
from detente.analyses.deals.recover import Recovery
from detente.analyses.deals.space import Integers, Space

Indices = NDArray[np.intp]
Method = Literal["elimination", "enumeration", "tolerance"]

METHODS: tuple[Method, ...] = ("elimination", "enumeration", "tolerance")
WANTED = 20_000
"""Points to which sets are thinned where a frontier is too large to list."""


@dataclass(frozen=True, eq=False)
class Listed:
    """Efficient points of a space that is gone through deal by deal."""

    space: Space
    points: Points
    slack: Integers

    @property
    def issues(self) -> int:
        """Number of issues."""
        return len(self.space.sizes)

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """The deals behind points, at most `most` a point: `owner[k]`, `deal[k, issue]`."""
        left = {tuple(point): (row, most) for row, point in enumerate(points.tolist())}
        owners: list[int] = []
        places: list[int] = []
        lowest = points.min(axis=0) if len(points) else self.space.limit
        for block in blocks(self.space) if left else ():
            rows = np.flatnonzero(block.reached(np.maximum(lowest, self.space.limit)))
            rows = rows[np.isin(block.utility[0, rows], points[:, 0])]
            for place, point in zip(rows.tolist(), block.utility[:, rows].T.tolist(), strict=True):
                row, room = left.get(tuple(point), (0, 0))
                if room:
                    left[tuple(point)] = (row, room - 1)
                    owners.append(row)
                    places.append(block.start + place)
        order = np.lexsort((places, owners))
        found = deals_of(self.space, np.array(places, np.intp))
        return np.array(owners, np.intp)[order], found[order]


@dataclass(frozen=True, eq=False)
class Agreement:
    """Efficient `points[point, party]` in units, and the sources of the deals behind them.

    `slack[party]` is 0 for an exact frontier, see `Front`.
    """

    points: Points
    method: Method
    slack: Integers
    sources: tuple[tuple[Integers, Recovery | Listed], ...]

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
    exact one is built, by going through all deals where tables over joint values would be too
    large. Where there would be more points than a set may have, it is thinned to about `WANTED`,
    within what that takes. Raises TiedIssues where they are tied too densely for all of these.
    """
    parts = [_source(space.asking(group), epsilon) for group in groups]
    points = [source.points for _, _, source in parts]
    merged = points[0] if len(points) == 1 else efficient(np.concatenate(points))
    slack = np.max([source.slack for _, _, source in parts], axis=0)
    found = tuple(
        (limit, Recovery(source) if isinstance(source, Front) else source)
        for _, limit, source in parts
    )
    method = max((method for method, _, _ in parts), key=METHODS.index)
    return Agreement(merged, method, slack, found)


def _source(space: Space, epsilon: float | None) -> tuple[Method, Integers, Front | Listed]:
    """The frontier for one group, with the first method that can find it."""
    slack = None if epsilon is None else np.floor(epsilon * space.unit).astype(np.int64)
    try:
        front = frontier(space, epsilon=slack)
    except TooTangled:
        listed = gone_through(space, largest_set(space))
        return "tolerance" if listed.slack.any() else "enumeration", space.limit, listed
    except TooLarge:
        return "tolerance", space.limit, frontier(space, wanted=WANTED, largest=10 * WANTED)
    return "elimination" if epsilon is None else "tolerance", space.limit, front


def gone_through(space: Space, largest: int) -> Listed:
    """The frontier from all deals; TiedIssues where there are too many of them."""
    if space.count > LARGEST_LISTING:
        raise TiedIssues(tied_issues(space))
    found = np.empty((0, space.parties), np.int64)
    slack = np.zeros(space.parties, np.int64)
    for block in blocks(space):
        rows = block.reached(space.limit)
        if not rows.any():
            continue
        found = efficient(np.concatenate([found, block.utility[:, rows].T]))
        if len(found) > largest:
            found, cell = thinned(found, space.unit, WANTED)
            slack = slack + cell
    return Listed(space, found[falling(found)], slack)
