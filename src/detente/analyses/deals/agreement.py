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
from detente.analyses.deals.frontier import LARGEST_SET, Front, TooLarge, frontier
from detente.analyses.deals.maxima import Points, efficient
from detente.analyses.deals.recover import Recovery
from detente.analyses.deals.space import Integers, Space
from detente.analyses.deals.stream import LARGEST_STREAM, Stream, stream_frontier

Indices = NDArray[np.intp]
Method = Literal["elimination", "streaming", "tolerance"]

TOLERANCE = 0.5
"""Points within which a frontier is drawn that is too large to list."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """Efficient `points[point, party]` in units, and the sources of the deals behind them.

    `slack[party]` is 0 for an exact frontier, see `Front`.
    """

    points: Points
    method: Method
    slack: Integers
    sources: tuple[tuple[Integers, Recovery | Stream], ...]

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
) -> Agreement:
    """The frontier of a space for the smallest winning groups.

    `epsilon`, in points, asks for a frontier within that tolerance from the start; otherwise the
    exact one is built, by streaming where tables over joint values would be too large, and one
    within `TOLERANCE` only where there would be too many points.
    """
    asked = [space.asking(group) for group in groups]
    method: Method = "elimination" if epsilon is None else "tolerance"
    slack = None if epsilon is None else _slack(space, epsilon)
    sources: list[tuple[Integers, Front | Stream]] = []
    for part in asked:
        try:
            sources.append((part.limit, frontier(part, epsilon=slack, largest=largest)))
        except TooLarge:
            if space.count <= LARGEST_STREAM:
                sources.append((part.limit, stream_frontier(part)))
                method = "streaming"
            elif epsilon is None:
                return agree(space, groups, epsilon=TOLERANCE, largest=largest)
            else:
                return agree(space, groups, epsilon=2 * epsilon, largest=largest)
    points = [source.points for _, source in sources]
    merged = points[0] if len(points) == 1 else efficient(np.concatenate(points))
    found = tuple(
        (limit, Recovery(source) if isinstance(source, Front) else source)
        for limit, source in sources
    )
    nothing = np.zeros(space.parties, np.int64)
    return Agreement(merged, method, nothing if slack is None else slack, found)


def _slack(space: Space, epsilon: float) -> Integers:
    return np.floor(epsilon * space.unit).astype(np.int64)
