"""Why no deal passes: who blocks, which red lines, how far away the nearest deals are."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, common
from detente.analyses.deals.solve.best import best, best_for_each, feasible, undominated_rows
from detente.analyses.deals.solve.census import Census
from detente.analyses.spaces.consent import Consent, Group, mask_of
from detente.analyses.spaces.space import FRONT, Integers, Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]

MOST_SETS = 4000
"""Sets of red lines tried before the search for the smallest ones ends."""
MOST_NEAREST = 20
CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Miss:
    """A deal that no winning group accepts, and how far `group` is from accepting it.

    `lack[party]`, in units, for all parties of the space; `lines` are the red lines of the group
    that it breaks. `room` is the smallest share of the way from no deal to the best deal that a
    member of the group would have, below 0; None where nothing is better than no deal to one.
    `least` says in which sense it is nearest: `room`, `total` or `largest` shortfall.
    """

    deal: Indices
    group: Group
    lack: Integers
    lines: tuple[int, ...]
    room: float | None
    least: tuple[str, ...]


def under_fronts(space: Space, consent: Consent) -> tuple[tuple[Space, Consent], ...]:
    """The space with its rule, and without the bans of fronts where all their members must agree.

    Once for every set of fronts all of whose members have a seat.
    """
    fronts = [ban for ban in space.bans if ban.party == FRONT and ban.lifted_by]
    found = []
    for size in range(len(fronts) + 1):
        for lifted in itertools.combinations(fronts, size):
            bans = tuple(ban for ban in space.bans if ban not in lifted)
            rule = reduce(
                Consent.with_veto, sorted({p for b in lifted for p in b.lifted_by}), consent
            )
            found.append((replace(space, bans=bans), rule))
    return tuple(found)


def without_fronts(space: Space) -> Space:
    """The space without what common fronts hold back."""
    return replace(space, bans=tuple(ban for ban in space.bans if ban.party != FRONT))


def blocking_parties(space: Space, consent: Consent, census: Census | None) -> tuple[Group, ...]:
    """The smallest sets of parties whose consent, taken as given, would let a deal pass."""

    ways = under_fronts(space, consent)
    accepting = None if census is None else np.flatnonzero(census.by_group)

    @cache
    def possible(way: int, group: Group) -> bool:
        return feasible(ways[way][0].asking(group))

    def opens(given: Group) -> bool:
        if accepting is not None and consent.winning[accepting | mask_of(given)].any():
            return True
        return any(
            possible(way, rest - given)
            for way, (_, rule) in enumerate(ways)
            if accepting is None or way > 0
            for rest in rule.given(mask_of(given)).groups
        )

    return _smallest_sets(range(consent.parties), opens)


def blocking_lines(space: Space, consent: Consent) -> tuple[Group, ...]:
    """The smallest sets of red lines whose lifting would let a deal pass; none where all do not."""

    def opens(lines: Group) -> bool:
        return any(
            feasible(way.lifting(lines).asking(group))
            for way, rule in under_fronts(space, consent)
            for group in rule.groups
        )

    if not space.lines or not opens(frozenset(space.lines)):
        return ()
    return _smallest_sets(space.lines, opens)


def _smallest_sets(members: Sequence[int], opens: Callable[[Group], bool]) -> tuple[Group, ...]:
    """The smallest sets of members that open a deal, of as many sets as are tried."""
    found: list[Group] = []
    tried = 0
    for size in range(1, len(members) + 1):
        for chosen in map(frozenset, itertools.combinations(members, size)):
            if any(smaller <= chosen for smaller in found):
                continue
            tried += 1
            if tried > MOST_SETS:
                return tuple(found)
            if opens(chosen):
                found.append(chosen)
    return tuple(found)


def nearest_misses(space: Space, consent: Consent) -> tuple[Miss, ...]:
    """Deals nearest to passing: by room, then by the least total or largest shortfall of a group.

    Deals that break no red line of the group come first; only where there is none, as few red
    lines as possible are lifted. Among equals the deals that are efficient for the group are given.
    """
    way = _way(space)
    found: list[tuple[Group, Group, Indices]] = []
    known: dict[int, Floats] = {}
    for open_space, rule in under_fronts(space, consent):
        for group in rule.groups:
            seats = sorted(group)
            part = open_space.of(tuple(seats))
            for lifted in _least_lifting(part):
                short = known.setdefault(len(lifted), np.full(3, np.inf))
                deals = _nearest(part.lifting(lifted), way[seats], short)
                found += [(group, lifted, deal) for deal in deals]
    fewest = min((len(lifted) for _, lifted, _ in found), default=0)
    found = [each for each in found if len(each[1]) == fewest]
    if not found:
        return ()
    utility = space.utility(np.array([deal for _, _, deal in found]))
    members = np.array([np.isin(np.arange(space.parties), list(group)) for group, _, _ in found])
    lack = np.where(members, np.maximum(0, space.limit - utility), 0)
    amounts = common(lack, space.unit)
    apart = np.where(lack > 0, np.inf, 0.0)
    lacking = np.where(way > 0, lack / np.maximum(way, 1), apart).max(axis=1)
    sums = {
        "room": lacking.round(12),
        "total": amounts.sum(axis=1),
        "largest": amounts.max(axis=1),
    }
    kept: dict[tuple[Group, tuple[int, ...]], Miss] = {}
    for k, (group, lifted, deal) in enumerate(found):
        least = tuple(n for n, amount in sums.items() if amount[k] == amount.min() < np.inf)
        if least:
            room = 0.0 - float(lacking[k]) if np.isfinite(lacking[k]) else None
            miss = Miss(deal, group, lack[k], tuple(sorted(lifted)), room, least)
            kept.setdefault((group, tuple(deal.tolist())), miss)
    first = next((miss for miss in kept.values() if "room" in miss.least), None)
    ranked = sorted(kept.values(), key=lambda m: (m is not first, m.least == ("room",)))
    return tuple(ranked[:MOST_NEAREST])


def _way(space: Space) -> Integers:
    """From no deal to the best that any deal brings each party, in units; 0 where none does."""
    free = without_fronts(space).unlimited().lifting(frozenset(space.lines))
    tops = [found.deals for found in best_for_each(free)]
    most = [space.utility(deals)[:, party].max(initial=0) for party, deals in enumerate(tops)]
    found: Integers = np.maximum(0, np.array(most, np.int64) - space.limit)
    return found


def _least_lifting(space: Space) -> list[Group]:
    """The smallest numbers of red lines to lift so that any deal is left at all."""
    unlimited = space.unlimited()
    for size in range(len(space.lines) + 1):
        sets = map(frozenset, itertools.combinations(space.lines, size))
        if chosen := [lines for lines in sets if feasible(unlimited.lifting(lines))]:
            return chosen[:MOST_NEAREST]
    return []


def _nearest(space: Space, way: Integers, short: Floats) -> Indices:
    """The efficient deals of the least total and largest shortfall, and of the largest room.

    Those alone that are short by no more than `short`, in points and as a share of the way; it is
    brought up to date. Room asks of a party to which nothing is better than no deal that it is no
    worse off.
    """
    everybody = np.ones(space.parties, np.bool_)
    gaining, free = way > 0, space.unlimited()
    aims = [
        Aim("shortfall", space.limit, space.unit, everybody),
        Aim("smallest", space.limit, space.unit, everybody, even=False),
        Aim("smallest", space.limit, np.maximum(way, 1), gaining, even=False),
    ]
    nearest = [np.empty((0, len(space.sizes)), np.intp)]
    for k, aim in enumerate(aims[: 3 if gaining.any() else 2]):
        asked = free.limit
        if np.isfinite(short[k]):
            asked = np.maximum(
                asked, space.limit - np.ceil((short[k] + CLOSE) * aim.scale).astype(int)
            )
        if k == 2:
            asked = np.where(gaining, asked, space.limit)
        found = best(free, aim, least=asked, most=MOST_NEAREST)
        short[k] = min(short[k], -min(found.value, 0.0))
        nearest.append(found.deals)
    deals = np.unique(np.concatenate(nearest), axis=0)
    return deals[undominated_rows(space.utility(deals))]
