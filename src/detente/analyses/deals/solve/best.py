"""The best packages for an aim among those that pass: one way to ask, for whoever asks.

Up to a million deals are gone through; of more, the frontier is searched where it can be listed,
and a mixed-integer programme is solved where it cannot.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, Found, Rows
from detente.analyses.deals.solve.frontier import (
    PointSet,
    TooLarge,
    count_existing,
    first_of_each,
    frontier,
)
from detente.analyses.deals.solve.maxima import efficient
from detente.analyses.deals.solve.programme import solve
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.listing import (
    LARGEST_LISTED,
    LARGEST_LISTING,
    Block,
    blocks,
    deals_of,
)
from detente.analyses.spaces.space import RULE, Integers, Space, Truth

MOST = 1000
FEW = 10_000
"""Points of a set up to which a frontier tells soonest whether there is a deal at all."""


def best(
    space: Space,
    aim: Aim,
    *,
    consent: Consent | None = None,
    least: Integers | None = None,
    most: int = MOST,
) -> Found:
    """The best deals among those that break no ban and reach `least`, by default all limits.

    With `consent`, among those that pass this rule. Of deals with the same utilities at most `most`
    are given, lowest values first.
    """
    return best_by(space, [aim], consent=consent, least=least, most=most)[0]


def best_by(
    space: Space,
    aims: Sequence[Aim],
    *,
    consent: Consent | None = None,
    least: Integers | None = None,
    most: int = MOST,
) -> list[Found]:
    """What `best` finds for each of several aims."""
    asked = space if least is None else replace(space, limit=least)
    vote = consent is not None and len(consent.groups) > 1
    if space.count <= (LARGEST_LISTING if vote else LARGEST_LISTED):
        return _listed(asked, aims, consent, most)
    return _of_groups(asked, aims, consent, partial(_of_group, aims=aims, most=most))


def best_of_each(
    space: Space, aims: Sequence[Aim], *, consent: Consent | None = None, most: int = MOST
) -> list[Found]:
    """What `best` finds for each aim, where the frontier is known to be too large to list."""
    if space.count <= LARGEST_LISTING:
        return _listed(space, aims, consent, most)
    return _of_groups(space, aims, consent, lambda part: [solve(part, aim) for aim in aims])


def best_for_each(space: Space, consent: Consent | None = None) -> list[Found]:
    """For each party a deal that gives it most, where no frontier is worth building."""
    each = [row == 1 for row in np.eye(space.parties)]
    alone = [Aim("sum", space.limit, space.unit, row) for row in each]
    return best_of_each(space, alone, consent=consent, most=1)


def _of_groups(
    space: Space,
    aims: Sequence[Aim],
    consent: Consent | None,
    search: Callable[[Space], list[Found]],
) -> list[Found]:
    """The best of what is found for each smallest group that can decide."""
    if consent is None or consent.unanimous:
        return search(space)
    parts = zip(*[search(space.asking(group)) for group in consent.groups], strict=True)
    return [_best_of(space, aim, found) for aim, found in zip(aims, parts, strict=True)]


def _best_of(space: Space, aim: Aim, parts: Sequence[Found]) -> Found:
    """The best of what was found for an aim, by all parties."""
    deals = np.unique(np.concatenate([part.deals for part in parts]), axis=0)
    utility = space.utility(deals)
    rows = aim.rows(utility)
    kept = rows[undominated_rows(utility[rows])]
    return Found(max(part.value for part in parts), deals[kept], max(part.bound for part in parts))


def _of_group(space: Space, aims: Sequence[Aim], most: int) -> list[Found]:
    """The best deals that reach all limits, of a space too large to go through at first."""
    try:
        front = frontier(space)
    except TooLarge:
        return best_of_each(space, aims, most=most)
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
    if space.count <= LARGEST_LISTED:
        return any(bool(block.reached(space.limit).any()) for block in blocks(space))
    try:
        return len(frontier(space, largest=FEW).points) > 0
    except TooLarge:
        nobody = np.zeros(space.parties, np.bool_)
    found = solve(space, Aim("shortfall", space.limit, space.unit, nobody))
    if len(found.deals) or found.bound == -math.inf:
        return len(found.deals) > 0
    return len(best(space, Aim("smallest", space.limit, space.unit, ~nobody), most=1).deals) > 0


def passing_in(space: Space, consent: Consent | None) -> Callable[[Block], Truth]:
    """Which deals of a block pass a rule of consent, by default that of all, [deal]."""
    if consent is None or consent.unanimous:
        return lambda block: block.reached(space.limit)
    winning = consent.winning

    def passing(block: Block) -> Truth:
        enough = winning[block.accepted_by(space.limit)]
        return np.asarray(enough & (block.barred >> space.parties == 0))

    return passing


def _listed(space: Space, aims: Sequence[Aim], consent: Consent | None, most: int) -> list[Found]:
    """The best deals for each aim by going through all, what was best so far among each block's."""
    passing = passing_in(space, consent)
    kept = [(np.empty((0, space.parties), np.int64), np.empty(0, np.intp)) for _ in aims]
    for block in blocks(space):
        rows = np.flatnonzero(passing(block))
        if len(rows):
            utility, places = block.utility[:, rows].T, rows + block.start
            for k, aim in enumerate(aims):
                joined = [
                    np.concatenate(pair) for pair in zip(kept[k], (utility, places), strict=True)
                ]
                good = aim.rows(joined[0])
                kept[k] = joined[0][good], joined[1][good]
    return [_found(space, aim, *each, most) for aim, each in zip(aims, kept, strict=True)]


def _found(space: Space, aim: Aim, utility: Integers, places: Rows, most: int) -> Found:
    """The efficient ones of the best deals at some places of the listing."""
    value = float(aim.value(utility).max(initial=-math.inf))
    kept = undominated_rows(utility)
    point = np.unique(utility[kept], axis=0, return_inverse=True)[1].reshape(-1)
    kept = np.sort(kept[first_of_each(point, most)])
    return Found(value, deals_of(space, places[kept]), value)


def undominated_rows(utility: Integers) -> NDArray[np.intp]:
    """The rows of `utility[deal, party]` that no other row dominates, equal ones included."""
    if len(utility) == 0:
        return np.empty(0, np.intp)
    return np.flatnonzero(PointSet(efficient(utility)).find(utility) >= 0)
