"""The best packages for an aim among those that pass: one way to ask, for whoever asks.

Up to a million deals are gone through; of more, the frontier is searched where it can be listed,
and a mixed-integer programme is solved where it cannot.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, Found
from detente.analyses.deals.solve.frontier import PointSet, TooLarge, first_of_each, frontier
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
from detente.analyses.spaces.space import Integers, Space, Truth

MOST = 1000


def best(
    space: Space,
    aim: Aim,
    *,
    consent: Consent | None = None,
    least: Integers | None = None,
    most: int = MOST,
    fronts: bool = True,
) -> Found:
    """The best deals among those that break no ban and reach `least`, by default all limits.

    With `consent`, among those that pass this rule. Of deals with the same utilities at most `most`
    are given, lowest values first. `fronts` is False where they are known to be too large to list.
    """
    asked = space if least is None else replace(space, limit=least)
    groups = () if consent is None or consent.unanimous else consent.groups
    if space.count <= (LARGEST_LISTED if fronts and len(groups) < 2 else LARGEST_LISTING):
        return _listed(asked, aim, consent, most)
    if not groups:
        return _of_group(asked, aim, most, fronts)
    parts = [_of_group(asked.asking(group), aim, most, fronts) for group in groups]
    deals = np.unique(np.concatenate([part.deals for part in parts]), axis=0)
    utility = space.utility(deals)
    rows = aim.rows(utility)
    kept = rows[undominated_rows(utility[rows])]
    return Found(max(part.value for part in parts), deals[kept], max(part.bound for part in parts))


def _of_group(space: Space, aim: Aim, most: int, fronts: bool) -> Found:
    """The best deals that reach all limits, of a space too large to go through at first."""
    try:
        if fronts:
            front = frontier(space)
            points = front.points[aim.rows(front.points)]
            value = float(aim.value(points).max(initial=-math.inf))
            return Found(value, front.deals_at(points, most=most)[1], value)
    except TooLarge:
        if space.count <= LARGEST_LISTING:
            return _listed(space, aim, None, most)
    return solve(space, aim)


def best_for(
    space: Space, party: int, *, consent: Consent | None = None, fronts: bool = True
) -> Found:
    """A deal that gives a party most."""
    alone = Aim("sum", space.limit, space.unit, np.arange(space.parties) == party)
    return best(space, alone, consent=consent, most=1, fronts=fronts)


def feasible(space: Space) -> bool:
    """Whether a deal reaches all limits and breaks no ban."""
    if space.count <= LARGEST_LISTED:
        return any(bool(block.reached(space.limit).any()) for block in blocks(space))
    everybody = np.ones(space.parties, np.bool_)
    return len(best(space, Aim("smallest", space.limit, space.unit, everybody), most=1).deals) > 0


def passing_in(space: Space, consent: Consent | None) -> Callable[[Block], Truth]:
    """Which deals of a block pass a rule of consent, by default that of all, [deal]."""
    if consent is None or consent.unanimous:
        return lambda block: block.reached(space.limit)
    winning = consent.winning

    def passing(block: Block) -> Truth:
        enough = winning[block.accepted_by(space.limit)]
        return np.asarray(enough & (block.barred >> space.parties == 0))

    return passing


def _listed(space: Space, aim: Aim, consent: Consent | None, most: int) -> Found:
    """The best deals by going through all of them, what was best so far among each block's."""
    passing = passing_in(space, consent)
    utility, places = np.empty((0, space.parties), np.int64), np.empty(0, np.intp)
    for block in blocks(space):
        rows = np.flatnonzero(passing(block))
        if len(rows):
            utility = np.concatenate([utility, block.utility[:, rows].T])
            places = np.concatenate([places, rows + block.start])
            kept = aim.rows(utility)
            utility, places = utility[kept], places[kept]
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
