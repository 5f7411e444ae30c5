"""Trades across issues, and what is left on the table by settling each issue by itself.

A trade or a better deal needs the consent of those who can decide: it harms no member of a group
that wins under the rule, and crosses no further red line of theirs. Where everybody must agree it
harms nobody; otherwise those outvoted may lose by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.bargain import accepted, neighbours
from detente.analyses.deals.consent import Consent, Group, unanimity
from detente.analyses.deals.search import search
from detente.analyses.deals.solutions import common
from detente.analyses.deals.space import RULE, Integers, Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

MOST_TRADES = 10


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
    passes = bool(rule.passes(accepted(space, deal[np.newaxis]))[0])
    least = np.maximum(start, space.limit) if passes else start
    best: tuple[tuple[object, ...], Indices] | None = None
    for group in rule.groups:
        found = _most_even(space, group, start, least)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    if best is None:
        return None
    chosen = best[1][np.newaxis]
    kept = _unharmed(space, chosen, start, space.broken(deal[np.newaxis])[0])
    return Better(best[1], frozenset(int(p) for p in np.flatnonzero(kept[0])))


def _most_even(
    space: Space, group: Group, start: Integers, least: Integers
) -> tuple[tuple[object, ...], Indices] | None:
    """A group's best deal and what to compare it by with those of other groups."""
    asked = space.asking(group)
    members = np.isin(np.arange(space.parties), list(group))
    found = search(
        asked,
        "smallest",
        origin=start,
        minimum=np.where(members, least, asked.floor()),
        power=members.astype(np.float64),
        best=0.0,
        room=2000,
    )
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
    deals = neighbours(space, start, 2)
    deals = deals[(deals != start).sum(axis=1) == 2]
    if len(deals) == 0:
        return ()
    base = space.utility(start[np.newaxis])[0]
    backers = _unharmed(space, deals, base, space.broken(start[np.newaxis])[0])
    gain = space.utility(deals) - base
    good = rule.passes(backers) & (backers & (gain > 0)).any(axis=1)
    if rule.passes(accepted(space, start[np.newaxis]))[0]:
        good &= rule.passes(accepted(space, deals))
    deals, gain, backers = deals[good], gain[good], backers[good]
    joint = np.where(backers, gain / space.unit, 0.0).sum(axis=1)
    order = np.lexsort((-(gain / space.unit).sum(axis=1), -joint))
    best: dict[tuple[int, int], Trade] = {}
    for k in order:
        first, second = (int(i) for i in np.flatnonzero(deals[k] != start))
        givers = _givers(space, start, deals[k], (first, second), backers[k])
        if (first, second) in best or len({g for g in givers if g >= 0}) < 2:
            continue
        group = frozenset(int(p) for p in np.flatnonzero(backers[k]))
        best[first, second] = Trade(
            (first, second), deals[k], gain[k], float(joint[k]), givers, group
        )
    return tuple(best.values())[:most]


def _unharmed(space: Space, deals: Indices, base: Integers, before: Truth) -> Truth:
    """`unharmed[deal, party]`: no worth lost, no red line of the party crossed that was not before.

    False for everybody where a deal breaks a rule that held before.
    """
    kept: Truth = space.utility(deals) >= base
    crossed = space.broken(deals) & ~before
    for number, ban in enumerate(space.bans):
        whom = slice(None) if ban.party == RULE else slice(ban.party, ban.party + 1)
        kept[:, whom] &= ~crossed[:, number, np.newaxis]
    return kept


def _givers(
    space: Space, start: Indices, deal: Indices, issues: tuple[int, int], backers: Truth
) -> tuple[int, ...]:
    """For each backer the one issue whose change alone would harm it, or -1."""
    rows = np.repeat(start[np.newaxis], 3, axis=0)
    for row, issue in enumerate(issues):
        rows[row, issue] = deal[issue]
    worth = space.utility(rows)
    harmed = (worth[:2] < worth[2]) & backers
    return tuple(
        issues[0] if a and not b else issues[1] if b and not a else RULE
        for a, b in zip(harmed[0], harmed[1], strict=True)
    )
