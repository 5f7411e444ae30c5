"""The Nash deal of a changed space: what leverage, agenda and audit ask again and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import solutions
from detente.analyses.deals.agreement import agree
from detente.analyses.deals.consent import Group
from detente.analyses.deals.search import search
from detente.analyses.deals.space import Ban, Factor, Space

Indices = NDArray[np.intp]
Powers = NDArray[np.float64]


def nash_deal(space: Space, power: Powers | None = None) -> Indices | None:
    """The first Nash deal when all parties of a space must agree; None where none is acceptable.

    Among equal products the deal comes first whose utilities are lexicographically largest.
    """
    found = search(space, "product", power=power, room=1000)
    deals = found.deals
    if len(deals) == 0:
        everybody: tuple[Group, ...] = (frozenset(range(space.parties)),)
        agreement = agree(space, everybody)
        if len(agreement.points) == 0:
            return None
        rows = solutions.nash(agreement.points - space.limit, space.unit)
        deals = agreement.deals_at(agreement.points[rows[:1]], most=1)[1]
    utility = space.utility(deals)
    keep = solutions.nash(utility - space.limit, space.unit) if power is None else slice(None)
    deals, utility = deals[keep], utility[keep]
    keys = (*deals.T[::-1], *(-utility).T[::-1])
    first: Indices = deals[np.lexsort(keys)[0]]
    return first


def fixed(space: Space, values: dict[int, int]) -> Space:
    """A space in which some issues are settled; their other values are barred by a rule."""
    bans = tuple(
        Ban(-1, (issue,), np.arange(space.sizes[issue]) != value) for issue, value in values.items()
    )
    return replace(space, bans=(*space.bans, *bans))


def without_value(space: Space, issue: int, value: int) -> Space:
    """A space in which one value of an issue is not to be had."""
    ban = Ban(-1, (issue,), np.arange(space.sizes[issue]) == value)
    return replace(space, bans=(*space.bans, ban))


def shifted(space: Space, party: int, points: float) -> Space:
    """A space in which one party's reservation value is higher by some points."""
    limit = space.limit.copy()
    limit[party] += round(points * int(space.unit[party]))
    return replace(space, limit=limit)


def reweighted(space: Space, weight: Powers, party: int, issue: int, factor: float) -> Space:
    """A space in which one party's weight of an issue is multiplied, all scaled to sum to 1 again.

    `weight[party, issue]` are the weights of the space, whose first tables are those of the issues.
    """
    changed = weight[party].copy()
    changed[issue] *= factor
    ratio = np.where(weight[party] > 0, changed / np.where(weight[party] > 0, weight[party], 1), 1)
    ratio = ratio / changed.sum()
    factors = []
    for place, item in enumerate(space.factors):
        gain = item.gain.copy()
        if place < len(space.sizes):
            gain[..., party] = np.rint(gain[..., party] * ratio[place])
        factors.append(Factor(item.scope, gain))
    return replace(space, factors=tuple(factors), exact=False)


def accepted(space: Space, deals: Indices) -> NDArray[np.bool_]:
    """`accepted[deal, party]`: limits reached, no own red line broken; False where a rule is."""
    good = space.utility(deals) >= space.limit
    broken = space.broken(deals)
    for k, ban in enumerate(space.bans):
        if ban.party < 0:
            good[broken[:, k]] = False
        else:
            good[:, ban.party] &= ~broken[:, k]
    return good


def neighbours(space: Space, deal: Indices, changes: int) -> Indices:
    """All deals that differ from one in at least one and at most `changes` (1 or 2) issues."""
    rows = []
    issues = range(len(space.sizes))
    single = [(i, v) for i in issues for v in range(space.sizes[i]) if v != deal[i]]
    for issue, value in single:
        row = deal.copy()
        row[issue] = value
        rows.append(row)
        if changes > 1:
            for other, second in single:
                if other > issue:
                    pair = row.copy()
                    pair[other] = second
                    rows.append(pair)
    return np.array(rows, np.intp).reshape(-1, len(space.sizes))
