"""The Nash deal of a changed space: what leverage, agenda and audit ask again and again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.best import best
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import FRONT, GRID, RULE, Ban, Factor, Space, Truth

Indices = NDArray[np.intp]
Powers = NDArray[np.float64]


def nash_deal(
    space: Space,
    power: Powers | None = None,
    consent: Consent | None = None,
    *,
    share: int = 1,
) -> Indices | None:
    """The first Nash deal among those that pass; None where none does.

    Everybody must agree where no rule of consent is given. Otherwise all parties compare the deals
    that pass, as in `settle`: most parties with a gain first, then the product of their gains.
    Among equals the deal comes first whose utilities are lexicographically largest. `share` as in
    `best`.
    """
    everybody = np.ones(space.parties, np.bool_)
    exact = None if power is None else exponents(power)
    aim = Aim("product", space.limit, space.unit, everybody, exact)
    deals = best(space, aim, consent=consent, most=1, share=share).deals
    if len(deals) == 0:
        return None
    first: Indices = deals[np.lexsort((*deals.T[::-1], *-space.utility(deals).T[::-1]))[0]]
    return first


def exponents(power: Powers) -> tuple[Fraction, ...]:
    """Powers as fractions with small denominators, so that products are compared exactly."""
    return tuple(Fraction(float(value)).limit_denominator(100) for value in power)


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
    return with_limit(space, party, float(space.limit[party] / space.unit[party]) + points)


def with_limit(space: Space, party: int, points: float) -> Space:
    """A space in which one party's reservation value is so many points."""
    fine = refined(space, party)
    limit = fine.limit.copy()
    limit[party] = round(points * int(fine.unit[party]))
    return replace(fine, limit=limit)


def refined(space: Space, party: int) -> Space:
    """The space with a party's unit made about as small as that of the finest grid."""
    times = np.ones(space.parties, np.int64)
    times[party] = max(1, GRID // int(space.unit[party]))
    factors = tuple(Factor(item.scope, item.gain * times) for item in space.factors)
    return replace(space, unit=space.unit * times, limit=space.limit * times, factors=factors)


def reweighted(space: Space, weight: Powers, party: int, issue: int, factor: float) -> Space:
    """A space in which one party's weight of an issue is multiplied, all scaled to sum to 1 again.

    `weight[party, issue]` are the weights of the space, whose first tables are those of the issues.
    """
    space = refined(space, party)
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
        if ban.party == RULE:
            good[broken[:, k]] = False
        elif ban.party >= 0:
            good[:, ban.party] &= ~broken[:, k]
    return good


def passing(space: Space, consent: Consent, deals: Indices) -> Truth:
    """Which deals pass: enough accept them, and no common front holds them back, [deal]."""
    return np.asarray(consent.passes(accepted(space, deals)) & ~held_back(space, deals))


def held_back(space: Space, deals: Indices) -> Truth:
    """Which deals a common front holds back, [deal]."""
    fronts = [k for k, ban in enumerate(space.bans) if ban.party == FRONT]
    return np.asarray(space.broken(deals)[:, fronts].any(axis=1))
