"""One given deal: who accepts it, what it breaks, what beats it, what lies near it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.agreement import agree
from detente.analyses.deals.bargain import accepted, neighbours
from detente.analyses.deals.consent import Consent, Group, unanimity
from detente.analyses.deals.maxima import efficient
from detente.analyses.deals.search import search
from detente.analyses.deals.space import RULE, Integers, Space

Indices = NDArray[np.intp]
Truth = NDArray[np.bool_]

MOST_BETTER = 5
MOST_NEAR = 3


@dataclass(frozen=True, eq=False)
class Audit:
    """Findings about a deal.

    `accepts[party]`, nobody where a rule excludes the deal; `better` are efficient deals that are
    at least as good for every party and better for one, and that pass or else break nothing that
    the deal does not break, no rule in any case. A deal that passes is on the frontier of the deals
    that pass where `better` is empty. `beaten` are groups that can decide without the others, each
    with a deal that all its members accept and prefer; where there is none the deal is in the core
    of the vote (Gillies 1959).
    """

    deal: Indices
    accepts: Truth
    passes: bool
    broken: Truth
    better: Indices
    beaten: tuple[tuple[Group, Indices], ...] = ()


def audit(space: Space, deal: Indices, consent: Consent | None = None) -> Audit:
    """Look at one deal from every side; all parties of the space compare."""
    rule = unanimity(space.parties) if consent is None else consent
    row = deal[np.newaxis]
    accepts = accepted(space, row)
    return Audit(
        deal,
        accepts[0],
        bool(rule.passes(accepts)[0]),
        space.broken(row)[0],
        _better(space, deal, rule),
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


def _better(space: Space, deal: Indices, consent: Consent) -> Indices:
    """Efficient deals that dominate the given one, those with the largest total gain first."""
    utility = space.utility(deal[np.newaxis])[0]
    everybody = (frozenset(range(space.parties)),)
    found = [agree(part, everybody) for part in _above(space, deal, utility, consent)]
    points = np.concatenate([agreement.points for agreement in found])
    points = efficient(points[(points > utility).any(axis=1)])
    gain = ((points - utility) / space.unit).sum(axis=1)
    best = points[np.argsort(-gain, kind="stable")[:MOST_BETTER]]
    owners, deals = zip(*(agreement.deals_at(best, most=1) for agreement in found), strict=True)
    first = np.unique(np.concatenate(owners), return_index=True)[1]
    return np.asarray(np.concatenate(deals)[first], dtype=np.intp)


def _above(space: Space, deal: Indices, utility: Integers, consent: Consent) -> list[Space]:
    """Spaces of what is no worse for anybody: acceptable to a group that can decide, or as it is.

    The deals that pass are enough where the deal itself passes: what breaks nothing that it does
    not break passes then as well.
    """
    asked = [space.asking(group) for group in consent.groups]
    parts = [replace(part, limit=np.maximum(part.limit, utility)) for part in asked]
    row = deal[np.newaxis]
    if not consent.passes(accepted(space, row))[0]:
        pairs = zip(space.bans, space.broken(row)[0], strict=True)
        kept = tuple(ban for ban, lost in pairs if ban.party == RULE or not lost)
        parts.append(replace(space, limit=utility, bans=kept))
    return parts


def nearby(
    space: Space, seats: tuple[int, ...], deal: Indices, consent: Consent
) -> tuple[Indices, ...]:
    """For each party the deals with one or two issues changed that are better for it and pass.

    `seats` are the places in the space of the parties that the rule of consent speaks of; what is
    better for one of them passes with its consent. Those deals come first that cost the others of
    them least for each point that the party gains.

    >>> from detente.analyses.deals.space import Factor
    >>> gain = np.array([[0, 4, 1], [2, 2, 3], [4, 0, 2]])
    >>> space = Space((3,), np.ones(3, int), np.array([1, 1, 0]), (Factor((0,), gain),))
    >>> [rows.tolist() for rows in nearby(space, (0, 1), np.array([0]), unanimity(2))]
    [[[1]], [], [[1]]]
    """
    deals = neighbours(space, deal, 2)
    accepts = accepted(space, deals)[:, list(seats)]
    gain = (space.utility(deals) - space.utility(deal[np.newaxis])) / space.unit
    found = []
    for party in range(space.parties):
        rule = consent.with_veto(seats.index(party)) if party in seats else consent
        rows = np.flatnonzero((gain[:, party] > 0) & rule.passes(accepts))
        mine = gain[rows, party]
        cost = np.maximum(-gain[rows][:, list(seats)], 0.0).sum(axis=1)
        order = np.lexsort((-mine, cost / mine))
        found.append(deals[rows[order[:MOST_NEAR]]])
    return tuple(found)
