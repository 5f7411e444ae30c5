"""The Nash deal of a changed space: what leverage, agenda and audit ask again and again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import solutions
from detente.analyses.deals.agreement import INEXACT, agree
from detente.analyses.deals.consent import Consent, unanimity
from detente.analyses.deals.search import search
from detente.analyses.deals.solve import most_gaining
from detente.analyses.deals.space import Ban, Factor, Space

Indices = NDArray[np.intp]
Powers = NDArray[np.float64]


LARGEST_LISTED = 100_000
"""Deals up to which all are gone through where not everybody must agree."""


def nash_deal(
    space: Space, power: Powers | None = None, consent: Consent | None = None
) -> Indices | None:
    """The first Nash deal among those that pass; None where none does.

    Everybody must agree where no rule of consent is given. Otherwise all parties compare the deals
    that pass, as in `settle`: most parties with a gain first, then the product of their gains.
    Among equals the deal comes first whose utilities are lexicographically largest.
    """
    rule = unanimity(space.parties) if consent is None else consent
    deals = _gaining(space, power) if rule.unanimous else None
    if deals is None:
        deals = _passing(space, power, rule)
    if len(deals) == 0:
        return None
    utility = space.utility(deals)
    keys = (*deals.T[::-1], *(-utility).T[::-1])
    first: Indices = deals[np.lexsort(keys)[0]]
    return first


def _gaining(space: Space, power: Powers | None) -> Indices | None:
    """The Nash deals among those that leave everybody a gain; None where there is none."""
    deals = search(space, "product", power=power, room=1000).deals
    if len(deals) == 0:
        return None
    if power is not None:
        return deals
    return np.asarray(deals[solutions.nash(space.utility(deals) - space.limit, space.unit)])


def _passing(space: Space, power: Powers | None, consent: Consent) -> Indices:
    """The Nash deals among all that pass a rule."""
    exact = None if power is None else exponents(power)
    if space.count <= LARGEST_LISTED:
        deals = every_deal(space)
        deals = deals[consent.passes(accepted(space, deals))]
        points = space.utility(deals)
    else:
        agreement = agree(space, consent.groups)
        if agreement.method in INEXACT:
            asked = [space.asking(group) for group in consent.groups]
            weights = np.ones(space.parties) if power is None else power
            found = most_gaining(asked, space, weights)
            deals = np.concatenate([part.deals for part in found])
            points = space.utility(deals)
        else:
            points = agreement.points
            rows = solutions.nash(points - space.limit, space.unit, exact)
            return agreement.deals_at(points[rows], most=1)[1]
    return np.asarray(deals[solutions.nash(points - space.limit, space.unit, exact)])


def exponents(power: Powers) -> tuple[Fraction, ...]:
    """Powers as fractions with small denominators, so that products are compared exactly."""
    return tuple(Fraction(float(value)).limit_denominator(100) for value in power)


def every_deal(space: Space) -> Indices:
    """All rows of value indices, the last issue changing fastest."""
    return np.indices(space.sizes).reshape(len(space.sizes), -1).T


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
