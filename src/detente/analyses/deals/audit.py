"""One given deal: who accepts it, what it breaks, what beats it, what lies near it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.agreement import agree
from detente.analyses.deals.bargain import accepted, neighbours
from detente.analyses.deals.space import Integers, Space

Indices = NDArray[np.intp]
Truth = NDArray[np.bool_]

MOST_BETTER = 5
MOST_NEAR = 3


@dataclass(frozen=True, eq=False)
class Audit:
    """Findings about a deal.

    `accepts[party]`; `better` are efficient deals that are at least as good for every party and
    better for one, breaking nothing that the deal does not break; `near[party]` are deals with one
    or two issues changed that are better for the party and that everybody accepts, those first that
    cost the others least for each point that the party gains.
    """

    deal: Indices
    accepts: Truth
    broken: Truth
    better: Indices
    near: tuple[Indices, ...]


def audit(space: Space, deal: Indices) -> Audit:
    """Look at one deal from every side; all parties of the space compare."""
    row = deal[np.newaxis]
    utility = space.utility(row)[0]
    near = _near(space, deal, utility)
    return Audit(
        deal,
        accepted(space, row)[0],
        space.broken(row)[0],
        _better(space, deal, utility),
        near,
    )


def _better(space: Space, deal: Indices, utility: Integers) -> Indices:
    """Efficient deals that dominate the given one, those with the largest total gain first."""
    from dataclasses import replace

    broken = space.broken(deal[np.newaxis])[0]
    kept = tuple(ban for ban, lost in zip(space.bans, broken, strict=True) if not lost)
    above = replace(space, limit=utility, bans=kept)
    agreement = agree(above, (frozenset(range(space.parties)),))
    points = agreement.points[(agreement.points > utility).any(axis=1)]
    gain = ((points - utility) / space.unit).sum(axis=1)
    best = points[np.argsort(-gain, kind="stable")[:MOST_BETTER]]
    return agreement.deals_at(best, most=1)[1][:MOST_BETTER]


def _near(space: Space, deal: Indices, utility: Integers) -> tuple[Indices, ...]:
    deals = neighbours(space, deal, 2)
    deals = deals[accepted(space, deals).all(axis=1)]
    gain = (space.utility(deals) - utility) / space.unit
    found = []
    for party in range(space.parties):
        mine = gain[:, party]
        rows = np.flatnonzero(mine > 0)
        cost = np.maximum(-gain[rows], 0.0).sum(axis=1)
        order = np.lexsort((-mine[rows], cost / mine[rows]))
        found.append(deals[rows[order[:MOST_NEAR]]])
    return tuple(found)
