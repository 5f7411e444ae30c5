"""Trades across issues, and what is left on the table by settling each issue by itself.

A trade or a better deal needs the consent of those who can decide: it harms no member of a group
that wins under the rule, and crosses no further red line of theirs. Where everybody must agree it
harms nobody; otherwise those outvoted may lose by it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.bargain import accepted, around, passing
from detente.analyses.deals.solve.best import best
from detente.analyses.deals.solve.solutions import common
from detente.analyses.spaces.consent import Consent, Group, unanimity
from detente.analyses.spaces.space import RULE, Integers, Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

MOST_TRADES = 10
MOST_GROUPS = 10


@dataclass(frozen=True, eq=False)
class Trade:
    """A change of two issues at once that harms no backer, though either change alone would.

    `gain[party]` in units against the starting deal, `joint` the sum of the backers' in points;
    `givers[party]` is the issue on which a backer gives way, -1 where it gives way on neither.
    """

    issues: tuple[int, int]
    deal: Indices
    gain: Integers
    joint: float
    givers: tuple[int, ...]
    backers: Group


@dataclass(frozen=True, eq=False)
class Better:
    """A deal above a given one, and all whom it does not harm."""

    deal: Indices
    backers: Group


def compromise(space: Space, worth: list[Floats]) -> Indices:
    """Every issue settled by itself: the value whose worth to the worst-off party is largest.

    `worth[issue][party, value]`, 0..100; ties go to the larger sum, then to the first value.
    """
    deal = []
    for table in worth:
        order = np.lexsort((-table.sum(axis=0), -table.min(axis=0)))
        deal.append(int(order[0]))
    return np.array(deal, np.intp)


def improvement(space: Space, deal: Indices, consent: Consent | None = None) -> Better | None:
    """The deal that raises the members of a winning group most evenly above a given one.

    The smallest gain of a member is as large as possible, then the second smallest and so on; among
    equals more members gain, then the others lose least. Rules and the members' red lines are kept;
    a deal above one that passes passes as well. None where no group gains anything.
    """
    rule = unanimity(space.parties) if consent is None else consent
    start = space.utility(deal[np.newaxis])[0]
    best: tuple[tuple[object, ...], Indices] | None = None
    for group in rule.groups:
        for accepting in _accepting(space, deal, rule, group):
            found = _most_even(space, group, accepting, start)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    if best is None:
        return None
    chosen = best[1][np.newaxis]
    kept = _unharmed(space, chosen, start, space.broken(deal[np.newaxis])[0])
    return Better(best[1], frozenset(int(p) for p in np.flatnonzero(kept[0])))


def _accepting(space: Space, deal: Indices, consent: Consent, group: Group) -> list[Group]:
    """Groups one of which has to accept a deal above a given one, so that it passes as that does.

    Nobody has to where the given deal does not pass; where groups are many, those that accept the
    given deal and the group that is to gain stand for all.
    """
    row = deal[np.newaxis]
    if not passing(space, consent, row)[0]:
        return [frozenset()]
    if len(consent.groups) <= MOST_GROUPS:
        return list(consent.groups)
    good = accepted(space, row)[0]
    able = {other for other in consent.groups if all(good[list(other)])}
    return sorted(able | {group}, key=sorted)


def _most_even(
    space: Space, group: Group, accepting: Group, start: Integers
) -> tuple[tuple[object, ...], Indices] | None:
    """A group's best deal that others accept, and what to compare it by with those of others."""
    asked = space.asking(group | accepting)
    members, willing = (np.isin(np.arange(space.parties), list(g)) for g in (group, accepting))
    least = np.where(members, start, asked.floor())
    least = np.where(willing, np.maximum(least, space.limit), least)
    aim = Aim("smallest", start, space.unit, members)
    found = best(asked, aim, least=least, most=1)
    if len(found.deals) == 0:
        return None
    gain = common(space.utility(found.deals) - start, space.unit)
    keys = [
        (tuple(sorted(row[members].tolist())), tuple(sorted(row.tolist())), tuple(row.tolist()))
        for row in gain
    ]
    top = max(range(len(keys)), key=keys.__getitem__)
    if max(keys[top][0]) <= 0:
        return None
    return keys[top], found.deals[top]


def trades(
    space: Space, start: Indices, consent: Consent | None = None, *, most: int = MOST_TRADES
) -> tuple[Trade, ...]:
    """The best trade of each pair of issues from a starting deal, largest joint gain first.

    The backers of a change are all whom it does not harm; it counts when they win under the rule
    and one of them gains. From a deal that passes, a trade leads to one that passes.
    """
    rule = unanimity(space.parties) if consent is None else consent
    pairs = itertools.combinations(range(len(space.sizes)), 2)
    found = [trade for pair in pairs if (trade := _best_trade(space, start, pair, rule))]
    found.sort(key=lambda trade: (-trade.joint, -float((trade.gain / space.unit).sum())))
    return tuple(found[:most])


def _best_trade(
    space: Space, start: Indices, issues: tuple[int, int], consent: Consent
) -> Trade | None:
    """The trade of two issues with the largest joint gain, the others left as they are."""
    part = around(space, start, issues)
    here = start[list(issues)]
    deals = np.indices(part.sizes).reshape(2, -1).T
    deals = deals[(deals != here).all(axis=1)]
    if len(deals) == 0:
        return None
    base = part.utility(here[np.newaxis])[0]
    utility = part.utility(deals)
    backers = _unharmed(part, deals, base, part.broken(here[np.newaxis])[0])
    gain = utility - base
    givers = np.full(backers.shape, RULE)
    single = [np.where(np.arange(2) == k, deals, here) for k in range(2)]
    harmed = [(part.utility(rows) < base) & backers for rows in single]
    for k in range(2):
        givers[harmed[k] & ~harmed[1 - k]] = issues[k]
    good = consent.passes(backers) & (backers & (gain > 0)).any(axis=1)
    good &= np.logical_and(*((givers == issue).any(axis=1) for issue in issues))
    if passing(part, consent, here[np.newaxis])[0]:
        good &= passing(part, consent, deals)
    rows = np.flatnonzero(good)
    if len(rows) == 0:
        return None
    points = gain[rows] / part.unit
    joint = np.where(backers[rows], points, 0.0).sum(axis=1)
    best = int(rows[np.lexsort((-points.sum(axis=1), -joint))[0]])
    deal = start.copy()
    deal[list(issues)] = deals[best]
    group = frozenset(int(p) for p in np.flatnonzero(backers[best]))
    giving = tuple(int(issue) for issue in givers[best])
    return Trade(issues, deal, gain[best], float(joint.max()), giving, group)


def _unharmed(space: Space, deals: Indices, base: Integers, before: Truth) -> Truth:
    """`unharmed[deal, party]`: no worth lost, no red line of the party crossed that was not before.

    False for everybody where a deal breaks a rule that held before.
    """
    kept: Truth = space.utility(deals) >= base
    crossed = space.broken(deals) & ~before
    for number, ban in enumerate(space.bans):
        whom = slice(None) if ban.party < 0 else slice(ban.party, ban.party + 1)
        kept[:, whom] &= ~crossed[:, number, np.newaxis]
    return kept
