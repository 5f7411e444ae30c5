"""One given deal: who accepts it, what it breaks, what beats it, what lies near it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.agreement import agree
from detente.analyses.deals.bargain import accepted, neighbours
from detente.analyses.deals.consent import Consent, Group, unanimity
from detente.analyses.deals.search import search
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
    or two issues changed that are better for the party and pass with its consent, those first that
    cost the others least for each point that the party gains. `beaten` are groups that can decide
    without the others, each with a deal that all its members accept and prefer; where there is none
    the deal is in the core of the vote (Gillies 1959).
    """

    deal: Indices
    accepts: Truth
    passes: bool
    broken: Truth
    better: Indices
    near: tuple[Indices, ...]
    beaten: tuple[tuple[Group, Indices], ...] = ()


def audit(space: Space, deal: Indices, consent: Consent | None = None) -> Audit:
    """Look at one deal from every side; all parties of the space compare."""
    rule = unanimity(space.parties) if consent is None else consent
    row = deal[np.newaxis]
    utility = space.utility(row)[0]
    accepts = accepted(space, row)
    return Audit(
        deal,
        accepts[0],
        bool(rule.passes(accepts)[0]),
        space.broken(row)[0],
        _better(space, deal, utility),
        _near(space, deal, utility, rule),
        () if rule.unanimous else beaten_by(space, deal, rule),
    )


def beaten_by(space: Space, deal: Indices, consent: Consent) -> tuple[tuple[Group, Indices], ...]:
    """The smallest groups that can decide and do better by themselves: all members accept more.

    Each comes with the deal that raises its members most evenly.
    """
    return tuple(_beaten(space, space.utility(deal[np.newaxis])[0], consent))


def _beaten(space: Space, utility: Integers, consent: Consent) -> Iterator[tuple[Group, Indices]]:
    for group in consent.groups:
        asked = space.asking(group)
        members = np.isin(np.arange(space.parties), list(group))
        found = search(
            asked,
            "smallest",
            origin=utility,
            minimum=np.where(members, np.maximum(utility + 1, space.limit), asked.floor()),
            power=members.astype(np.float64),
            room=1,
        )
        if len(found.deals):
            yield group, found.deals[0]


def _better(space: Space, deal: Indices, utility: Integers) -> Indices:
    """Efficient deals that dominate the given one, those with the largest total gain first."""
    broken = space.broken(deal[np.newaxis])[0]
    kept = tuple(ban for ban, lost in zip(space.bans, broken, strict=True) if not lost)
    above = replace(space, limit=utility, bans=kept)
    agreement = agree(above, (frozenset(range(space.parties)),))
    points = agreement.points[(agreement.points > utility).any(axis=1)]
    gain = ((points - utility) / space.unit).sum(axis=1)
    best = points[np.argsort(-gain, kind="stable")[:MOST_BETTER]]
    return agreement.deals_at(best, most=1)[1][:MOST_BETTER]


def _near(space: Space, deal: Indices, utility: Integers, consent: Consent) -> tuple[Indices, ...]:
    deals = neighbours(space, deal, 2)
    accepts = accepted(space, deals)
    gain = (space.utility(deals) - utility) / space.unit
    found = []
    for party in range(space.parties):
        mine = gain[:, party]
        rows = np.flatnonzero((mine > 0) & consent.with_veto(party).passes(accepts))
        cost = np.maximum(-gain[rows], 0.0).sum(axis=1)
        order = np.lexsort((-mine[rows], cost / mine[rows]))
        found.append(deals[rows[order[:MOST_NEAR]]])
    return tuple(found)
