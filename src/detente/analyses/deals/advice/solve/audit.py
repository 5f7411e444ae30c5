"""One given deal: who accepts it, what it breaks, what beats it, what lies near it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.bargain import accepted, around, held_back, passing
from detente.analyses.deals.solve.best import best
from detente.analyses.deals.solve.maxima import efficient
from detente.analyses.spaces.consent import Consent, Group, unanimity
from detente.analyses.spaces.space import Integers, Space

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
        bool(passing(space, rule, row)[0]),
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
        least = np.where(members, np.maximum(utility + 1, space.limit), asked.floor())
        aim = Aim("smallest", utility, space.unit, members, even=False)
        found = best(asked, aim, least=least, most=1)
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
    if not passing(space, consent, row)[0]:
        pairs = zip(space.bans, space.broken(row)[0], strict=True)
        kept = tuple(ban for ban, lost in pairs if ban.party < 0 or not lost)
        parts.append(replace(space, limit=utility, bans=kept))
    return parts


def nearby(
    space: Space, seats: tuple[int, ...], deal: Indices, consent: Consent
) -> tuple[Indices, ...]:
    """For each party the deals with one or two issues changed that are better for it and pass.

    `seats` are the places in the space of the parties that the rule of consent speaks of; what is
    better for one of them passes with its consent. Those deals come first that cost the others of
    them least for each point that the party gains.

    >>> from detente.analyses.spaces.space import Factor
    >>> gain = np.array([[0, 4, 1], [2, 2, 3], [4, 0, 2]])
    >>> space = Space((3,), np.ones(3, int), np.array([1, 1, 0]), (Factor((0,), gain),))
    >>> [rows.tolist() for rows in nearby(space, (0, 1), np.array([0]), unanimity(2))]
    [[[1]], [], [[1]]]
    """
    count = len(space.sizes)
    some = (
        [(issue,) for issue in range(count)]
        if count == 1
        else itertools.combinations(range(count), 2)
    )
    parts = [_near_by(space, seats, deal, issues, consent) for issues in some]
    found = []
    for party in range(space.parties):
        deals = np.unique(np.concatenate([part[party] for part in parts]), axis=0)
        found.append(deals[_cheapest(space, seats, deal, deals, party)])
    return tuple(found)


def _near_by(
    space: Space, seats: tuple[int, ...], deal: Indices, issues: tuple[int, ...], consent: Consent
) -> list[Indices]:
    """For each party the best of the deals that differ in one or both of two issues."""
    part = around(space, deal, issues)
    rows = np.indices(part.sizes).reshape(len(issues), -1).T
    accepts = accepted(part, rows)[:, list(seats)]
    open_ = ~held_back(part, rows)
    better = part.utility(rows) > part.utility(deal[np.newaxis, list(issues)])
    found = []
    for party in range(space.parties):
        rule = consent.with_veto(seats.index(party)) if party in seats else consent
        good = rows[better[:, party] & rule.passes(accepts) & open_]
        whole = np.repeat(deal[np.newaxis], len(good), axis=0)
        whole[:, list(issues)] = good
        found.append(whole[_cheapest(space, seats, deal, whole, party)])
    return found


def _cheapest(
    space: Space, seats: tuple[int, ...], deal: Indices, deals: Indices, party: int
) -> Indices:
    """The few deals, all better for a party, that cost the others at the table least for it."""
    gain = (space.utility(deals) - space.utility(deal[np.newaxis])) / space.unit
    mine = gain[:, party]
    cost = np.maximum(-gain[:, list(seats)], 0.0).sum(axis=1)
    return np.lexsort((-mine, cost / mine))[:MOST_NEAR]
