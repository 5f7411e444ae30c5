"""The best packages for an aim among those that pass: one way to ask, for whoever asks.

A short frontier is searched, since equals are few in it. Else deals are gone through by ranges of
values, those left out that cannot hold a better one. Where that takes too long, the frontier is
searched if it can be listed, and a mixed-integer programme is solved if it cannot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, Found, Rows
from detente.analyses.deals.solve.boxes import passing_deals
from detente.analyses.deals.solve.frontier import (
    Front,
    PointSet,
    count_existing,
    first_of_each,
    frontier,
)
from detente.analyses.deals.solve.maxima import TooLarge, efficient
from detente.analyses.deals.solve.programme import solve
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.listing import LARGEST_LISTED, LARGEST_LISTING
from detente.analyses.spaces.space import RULE, Integers, Space, Truth

MOST = 1000
BOXES = 1 << 20
"""Boxes that are looked at before another way is tried, in spaces too large to go through."""
MANY = 1 << 16
"""Deals that are gone through before others so as to leave out most of more."""
FEW = 10_000
"""Points of a set up to which a frontier tells soonest whether there is a deal at all."""
FEWEST = 500
"""The same where such questions are many."""


def best(
    space: Space,
    aim: Aim,
    *,
    consent: Consent | None = None,
    least: Integers | None = None,
    most: int = MOST,
    share: int = 1,
) -> Found:
    """The best deals among those that break no ban and reach `least`, by default all limits.

    With `consent`, among those that pass this rule. Of deals with the same utilities at most `most`
    are given, lowest values first. Where it is one of `share` such questions, it takes less effort.
    """
    asked = space if least is None else replace(space, limit=least)
    vote = consent is not None and len(consent.groups) > 1
    if share == 1 and not vote and space.count > LARGEST_LISTED:
        with suppress(TooLarge):
            return _of_frontier(frontier(asked, largest=FEW), [aim], most)[0]
    return best_of_each(asked, [aim], consent=consent, most=most, share=share)[0]


def best_of_each(
    space: Space,
    aims: Sequence[Aim],
    *,
    consent: Consent | None = None,
    most: int = MOST,
    share: int = 1,
) -> list[Found]:
    """What `best` finds for each aim, where the frontier is known to be too large to list."""
    try:
        return _searched(space, aims, consent, most, share)
    except TooLarge:
        return _of_groups(space, aims, consent, most, share)


def best_for_each(space: Space, consent: Consent | None = None) -> list[Found]:
    """For each party a deal that gives it most, where no frontier is worth building."""
    each = [row == 1 for row in np.eye(space.parties)]
    alone = [Aim("sum", space.limit, space.unit, row) for row in each]
    return best_of_each(space, alone, consent=consent, most=1)


def _of_groups(
    space: Space, aims: Sequence[Aim], consent: Consent | None, most: int, share: int
) -> list[Found]:
    """The best of what short frontiers or programmes find for each smallest group that decides."""
    if consent is None or consent.unanimous:
        return _of_group(space, aims, most, share)
    count = share * len(consent.groups)
    parts = [_of_group(space.asking(group), aims, most, count) for group in consent.groups]
    return [
        _best_of(space, aim, found)
        for aim, found in zip(aims, zip(*parts, strict=True), strict=True)
    ]


def _of_group(space: Space, aims: Sequence[Aim], most: int, share: int) -> list[Found]:
    if share > 1:
        with suppress(TooLarge):
            return _of_frontier(frontier(space, largest=max(FEWEST, FEW // share)), aims, most)
    return [solve(space, aim) for aim in aims]


def _best_of(space: Space, aim: Aim, parts: Sequence[Found]) -> Found:
    """The best of what was found for an aim, by all parties."""
    deals = np.unique(np.concatenate([part.deals for part in parts]), axis=0)
    utility = space.utility(deals)
    rows = aim.rows(utility)
    kept = rows[undominated_rows(utility[rows])]
    return Found(max(part.value for part in parts), deals[kept], max(part.bound for part in parts))


def _of_frontier(front: Front, aims: Sequence[Aim], most: int) -> list[Found]:
    """The best deals among all that are efficient."""
    found = []
    for aim in aims:
        points = front.points[aim.rows(front.points)]
        value = float(aim.value(points).max(initial=-math.inf))
        found.append(Found(value, front.deals_at(points, most=most)[1], value))
    return found


def feasible(space: Space) -> bool:
    """Whether a deal reaches all limits and breaks no ban."""
    asking = np.flatnonzero(space.limit > space.floor()).tolist()
    space = replace(space, bans=tuple(replace(ban, party=RULE) for ban in space.bans))
    space = space.of(tuple(asking))
    if not asking:
        return count_existing(space) > 0
    with suppress(TooLarge):
        return any(True for _ in passing_deals(space, most=MANY))
    if space.count > LARGEST_LISTED:
        with suppress(TooLarge):
            return len(frontier(space, largest=FEW).points) > 0
    boxes = math.inf if space.count <= LARGEST_LISTING else BOXES
    with suppress(TooLarge):
        return any(True for _ in passing_deals(space, most=boxes))
    nobody = np.zeros(space.parties, np.bool_)
    found = solve(space, Aim("shortfall", space.limit, space.unit, nobody))
    if len(found.deals) or found.bound == -math.inf:
        return len(found.deals) > 0
    return len(best(space, Aim("smallest", space.limit, space.unit, ~nobody), most=1).deals) > 0


def _searched(
    space: Space, aims: Sequence[Aim], consent: Consent | None, most: int, share: int
) -> list[Found]:
    """The best deals for each aim, each box of deals left out that cannot hold one.

    In a large space some values of each issue are gone through first, so that much is left out.
    Raises TooLarge where a space that could not be gone through needs too much of it.
    """
    share *= len(aims)
    few = space.count <= LARGEST_LISTING
    return [
        _best_deals(space, aim, consent, most, math.inf if few else BOXES / share) for aim in aims
    ]


def _best_deals(space: Space, aim: Aim, consent: Consent | None, most: int, boxes: float) -> Found:
    utility = np.empty((0, space.parties), np.int64)
    deals = np.empty((0, len(space.sizes)), np.intp)
    if space.count > MANY:
        some = _thinned(space)
        known = some.utility(_best_deals(some, aim, consent, 1, boxes).deals[:1])
    else:
        known = utility

    def hopeful(ceiling: Integers) -> Truth:
        return aim.may_reach(ceiling, known) & aim.may_reach(ceiling, utility[:1])

    for part in passing_deals(space, consent, hopeful, most=boxes, equals=most):
        utility = np.concatenate([utility, part.ceiling])
        good = aim.rows(utility)
        utility, deals = _first(utility[good], np.concatenate([deals, part.low])[good], most)
    value = float(aim.value(utility).max(initial=-math.inf))
    return Found(value, deals[undominated_rows(utility)], value)


def _first(utility: Integers, deals: Rows, most: int) -> tuple[Integers, Rows]:
    """At most so many deals of the same utilities, lowest values first."""
    order = np.lexsort(deals.T[::-1])
    point = np.unique(utility[order], axis=0, return_inverse=True)[1].reshape(-1)
    order = order[np.sort(first_of_each(point, most))]
    return utility[order], deals[order]


def _thinned(space: Space) -> Space:
    """The space with some values of each issue, `MANY` deals at most."""
    kept, room = [], float(MANY)
    for left, size in zip(range(len(space.sizes), 0, -1), space.sizes, strict=True):
        kept.append(np.linspace(0, size - 1, min(size, int(room ** (1 / left)))).astype(np.intp))
        room /= len(kept[-1])
    return space.taking(kept)


def undominated_rows(utility: Integers) -> NDArray[np.intp]:
    """The rows of `utility[deal, party]` that no other row dominates, equal ones included."""
    if len(utility) == 0:
        return np.empty(0, np.intp)
    return np.flatnonzero(PointSet(efficient(utility)).find(utility) >= 0)
