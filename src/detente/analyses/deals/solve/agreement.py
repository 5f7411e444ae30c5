"""The efficient deals among those that pass a rule of consent.

A deal passes when all members of one of the smallest winning groups accept it. What is no worse for
anybody than a deal that a group accepts, and crosses no red line of its members, the group accepts
as well. So one frontier, all parties comparing, serves all groups whose members have the same red
lines: its points that some of them accepts. What is efficient among these is the frontier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.frontier import Front, frontier, largest_set
from detente.analyses.deals.solve.maxima import Points, TooLarge, efficient
from detente.analyses.spaces.consent import Group
from detente.analyses.spaces.space import Integers, Space, Truth

Indices = NDArray[np.intp]
Method = Literal["elimination", "tolerance"]
Alike = tuple[Space, tuple[Group, ...], Integers]

WANTED = 10_000
"""Points to which sets are thinned where a frontier is too large to list."""
LEAST_WANTED = 3_000
"""Points that are wanted where groups are many."""


class GroupFront(NamedTuple):
    """The frontier for groups whose members have the same red lines, and `limits[group, party]`."""

    groups: tuple[Group, ...]
    limits: Integers
    front: Front

    def accepted(self, points: Points) -> Truth:
        """Which points are enough for each group, [point, group]."""
        return np.column_stack([(points >= limit).all(axis=1) for limit in self.limits])


@dataclass(frozen=True, eq=False)
class Agreement:
    """Efficient `points[point, party]` in units, by `method`, and the fronts behind them.

    `slack[party]` is 0 for an exact frontier, see `Front`.
    """

    points: Points
    method: Method
    slack: Integers
    fronts: tuple[GroupFront, ...]

    @property
    def exact(self) -> bool:
        """Whether every efficient point is there."""
        return self.method != "tolerance"

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """All deals behind points, at most `most` a point and group: `owner[k]`, `deal[k, issue]`.

        Owners rise, and the deals of each come with their lowest values first.
        """
        parts = []
        for each in self.fronts:
            rows = np.flatnonzero(each.accepted(points).any(axis=1))
            owner, deals = each.front.deals_at(points[rows], most=most)
            parts.append(np.column_stack([rows[owner], deals]))
        found = np.unique(np.concatenate(parts), axis=0)
        return found[:, 0], found[:, 1:]

    def first_deals(self, points: Points, most: int) -> Indices:
        """The deals behind points in their order, until there are `most`."""
        found = np.empty((0, self.fronts[0].front.issues), np.intp)
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
    least: Integers | None = None,
    epsilon: float | None = None,
) -> Agreement:
    """The frontier of a space for the smallest winning groups.

    All parties get at least `least`, where it is given. `epsilon`, in points, asks for a frontier
    within that tolerance; otherwise the exact one is built. Where that would have too many points,
    or one within the tolerance more than `WANTED`, sets are thinned to so many, fewer where groups
    are many, within what that takes. Raises TiedIssues where too many issues depend on one another.
    """
    alike = _alike(space, groups, least)
    cell = np.floor((epsilon or 0.0) * space.unit).astype(np.int64)
    wanted = max(1, max(LEAST_WANTED, WANTED // len(groups)) // len(alike))
    left = largest_set(space) if epsilon is None else wanted
    fronts: list[Front] = []
    for part, _, _ in alike:
        fronts.append(frontier(part, epsilon=cell, largest=left, wanted=wanted))
        if epsilon is None:
            left = max(wanted, left - len(fronts[-1].points))
    found = _merged(alike, fronts)
    return found if epsilon is None else replace(found, method="tolerance")


def exact_agreement(
    space: Space, groups: tuple[Group, ...], least: Integers | None = None
) -> Agreement | None:
    """The exact frontier for the smallest winning groups; None where it is too large to list."""
    alike = _alike(space, groups, least)
    fronts: list[Front] = []
    left = largest_set(space)
    try:
        for part, _, _ in alike:
            fronts.append(frontier(part, largest=left))
            left -= len(fronts[-1].points)
    except TooLarge:
        return None
    return _merged(alike, fronts)


def _alike(space: Space, groups: tuple[Group, ...], least: Integers | None) -> list[Alike]:
    """For groups with the same red lines: the space that all of them leave open, their limits."""
    owners = {ban.party for ban in space.bans}
    found: dict[Group, list[Group]] = {}
    for group in groups:
        found.setdefault(group & owners, []).append(group)
    alike = []
    for some in found.values():
        limits = np.array([space.asking(group).limit for group in some])
        limits = limits if least is None else np.maximum(limits, least)
        part = replace(space.asking(some[0]), limit=limits.min(axis=0))
        alike.append((part, tuple(some), limits))
    return alike


def _merged(alike: list[Alike], fronts: list[Front]) -> Agreement:
    found = [
        GroupFront(groups, limits, front)
        for (_, groups, limits), front in zip(alike, fronts, strict=True)
    ]
    points = [each.front.points[each.accepted(each.front.points).any(axis=1)] for each in found]
    merged = points[0] if len(points) == 1 else efficient(np.concatenate(points))
    slack = np.max([front.slack for front in fronts], axis=0)
    return Agreement(merged, "tolerance" if slack.any() else "elimination", slack, tuple(found))
