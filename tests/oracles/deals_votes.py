"""Deals under any rule of consent, by the definitions: every deal and every group is gone through.

A rule is `wins(group of parties) -> bool`. Nothing here knows how the package computes anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

from oracles.deals import Deal, Listed, efficient, gains

Wins = Callable[[frozenset[int]], bool]
RULE = -1


def by_votes(votes: list[Fraction], quota: Fraction, vetoes: frozenset[int]) -> Wins:
    """Votes reach the quota and no veto is used."""
    return lambda group: vetoes <= group and sum(votes[p] for p in group) >= quota


def with_veto(wins: Wins, party: int) -> Wins:
    """The same rule with a veto of one party."""
    return lambda group: party in group and wins(group)


def accepting(space: Listed, deal: Deal) -> frozenset[int]:
    """All who accept a deal."""
    return frozenset(p for p in space.parties if space.accepts(p, deal))


def passing(space: Listed, wins: Wins) -> list[Deal]:
    """Deals that break no rule and that those who accept them can make."""
    return [deal for deal in space.existing() if wins(accepting(space, deal))]


def smallest_groups(space: Listed, wins: Wins) -> list[frozenset[int]]:
    """Winning groups without a winning part."""
    groups = [
        frozenset(members)
        for size in range(len(space.limit) + 1)
        for members in itertools.combinations(space.parties, size)
        if wins(frozenset(members))
    ]
    return [group for group in groups if not any(other < group for other in groups)]


def nash(space: Listed, wins: Wins, power: list[int] | None = None) -> list[Deal]:
    """Most parties with a gain, then their product; the efficient ones of those that pass."""
    deals = efficient(passing(space, wins), space.utility)
    exponents = power or [1] * len(space.limit)

    def key(deal: Deal) -> tuple[int, Fraction]:
        product, some = Fraction(1), 0
        for gain, exponent in zip(gains(space, deal), exponents, strict=True):
            if gain > 0:
                some += 1
                product *= gain**exponent
        return some, product

    top = max((key(deal) for deal in deals), default=None)
    return [deal for deal in deals if key(deal) == top]


def first(space: Listed, deals: list[Deal]) -> Deal | None:
    """The deal with the lexicographically largest utilities, then the smallest value indices."""
    if not deals:
        return None
    return min(deals, key=lambda deal: ([-u for u in space.utility[deal]], deal))


def unharmed(space: Listed, start: Deal, deal: Deal) -> frozenset[int]:
    """Whom a change leaves no worse off, with no further red line crossed; nobody against rules."""
    fresh = space.broken[deal] - space.broken[start]
    if any(space.owner[ban] == RULE for ban in fresh):
        return frozenset()
    return frozenset(
        p
        for p in space.parties
        if space.utility[deal][p] >= space.utility[start][p]
        and not any(space.owner[ban] == p for ban in fresh)
    )


def gain_of(space: Listed, start: Deal, deal: Deal, party: int) -> Fraction:
    """What a party gains by a change."""
    return space.utility[deal][party] - space.utility[start][party]


def trades(space: Listed, wins: Wins, start: Deal) -> dict[tuple[int, int], Fraction]:
    """The largest joint gain of the backers for each pair of issues that can be traded."""
    best: dict[tuple[int, int], Fraction] = {}
    start_passes = start in passing(space, wins)
    ending = set(passing(space, wins))
    for deal in space.utility:
        changed = [k for k in range(len(deal)) if deal[k] != start[k]]
        if len(changed) != 2:
            continue
        backers = unharmed(space, start, deal)
        own = {p: gain_of(space, start, deal, p) for p in backers}
        if not wins(backers) or not any(gain > 0 for gain in own.values()):
            continue
        if start_passes and deal not in ending:
            continue
        gives = set()
        for party in backers:
            harmed = [
                issue
                for issue in changed
                if gain_of(space, start, _with(start, issue, deal[issue]), party) < 0
            ]
            if len(harmed) == 1:
                gives.add(harmed[0])
        if len(gives) == 2:
            pair = (changed[0], changed[1])
            best[pair] = max(best.get(pair, Fraction(0)), sum(own.values(), Fraction(0)))
    return best


def _with(deal: Deal, issue: int, value: int) -> Deal:
    return (*deal[:issue], value, *deal[issue + 1 :])


def most_even(space: Listed, wins: Wins, start: Deal) -> list[Fraction] | None:
    """The largest sorted gains that the members of a winning group can have above a deal.

    Above one that passes, all members accept what they gain by.
    """
    start_passes = start in passing(space, wins)
    best: list[Fraction] | None = None
    for group in smallest_groups(space, wins):
        for deal in space.existing():
            if any(space.owner[ban] in group for ban in space.broken[deal]):
                continue
            own = sorted(gain_of(space, start, deal, p) for p in group)
            if own[0] < 0 or own[-1] <= 0:
                continue
            if start_passes and not group <= accepting(space, deal):
                continue
            best = own if best is None else max(best, own)
    return best


def blockers(space: Listed, wins: Wins) -> set[frozenset[int]]:
    """The smallest sets of parties whose consent, taken as given, lets a deal pass."""

    def opens(given: frozenset[int]) -> bool:
        return any(wins(accepting(space, deal) | given) for deal in space.existing())

    return set(_smallest(space.parties, opens))


def _smallest(members: range, holds: Callable[[frozenset[int]], bool]) -> Iterator[frozenset[int]]:
    found: list[frozenset[int]] = []
    for size in range(1, len(members) + 1):
        for chosen in itertools.combinations(members, size):
            group = frozenset(chosen)
            if not any(other <= group for other in found) and holds(group):
                found.append(group)
    yield from found


def least_lacking(space: Listed, wins: Wins) -> Fraction | None:
    """The least total that the members of a winning group lack, none of their red lines crossed."""
    totals = [
        sum((max(Fraction(0), -gains(space, deal)[p]) for p in group), Fraction(0))
        for group in smallest_groups(space, wins)
        for deal in space.existing()
        if not any(space.owner[ban] in group for ban in space.broken[deal])
    ]
    return min(totals, default=None)


def beaten(space: Listed, wins: Wins, deal: Deal) -> set[frozenset[int]]:
    """Smallest winning groups with a deal that all members accept and strictly prefer."""
    return {
        group
        for group in smallest_groups(space, wins)
        if any(
            all(space.accepts(p, other) and gain_of(space, deal, other, p) > 0 for p in group)
            for other in space.existing()
        )
    }
