"""Deals by the definitions: every deal is written down and compared with every other.

Plain Python and fractions; nothing here knows how the package computes anything. A space is given
as `worth(deal) -> tuple of Fractions`, `broken(deal) -> bans broken`, sizes, reservation values.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Deal = tuple[int, ...]
Utilities = tuple[Fraction, ...]


@dataclass(frozen=True)
class Listed:
    """A space written down: each deal with its utilities and the bans it breaks."""

    utility: dict[Deal, Utilities]
    broken: dict[Deal, frozenset[int]]
    owner: tuple[int, ...]
    limit: Utilities

    @property
    def parties(self) -> range:
        return range(len(self.limit))

    def existing(self) -> list[Deal]:
        """Deals that break no rule."""
        rules = {ban for ban, party in enumerate(self.owner) if party < 0}
        return [deal for deal in self.utility if not self.broken[deal] & rules]

    def accepts(self, party: int, deal: Deal) -> bool:
        """u_p >= d_p and no red line of p broken."""
        own = {ban for ban, owner in enumerate(self.owner) if owner == party}
        return self.utility[deal][party] >= self.limit[party] and not self.broken[deal] & own

    def zopa(self) -> list[Deal]:
        """Deals acceptable to all."""
        return [d for d in self.existing() if all(self.accepts(p, d) for p in self.parties)]


def listed(
    sizes: Sequence[int],
    worth: Callable[[Deal], Utilities],
    broken: Callable[[Deal], Iterable[int]],
    owner: Sequence[int],
    limit: Utilities,
) -> Listed:
    """Write a space down."""
    deals = list(itertools.product(*(range(size) for size in sizes)))
    return Listed(
        {deal: worth(deal) for deal in deals},
        {deal: frozenset(broken(deal)) for deal in deals},
        tuple(owner),
        limit,
    )


def dominates(one: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
    """At least as good for all and better for one."""
    return all(a >= b for a, b in zip(one, other, strict=True)) and tuple(one) != tuple(other)


def efficient(deals: Sequence[Deal], utility: dict[Deal, Utilities]) -> list[Deal]:
    """Deals of the list that no other deal of it dominates."""
    vectors = {utility[deal] for deal in deals}
    best = {v for v in vectors if not any(dominates(w, v) for w in vectors)}
    return [deal for deal in deals if utility[deal] in best]


def gains(space: Listed, deal: Deal) -> list[Fraction]:
    """What each party has above its reservation value."""
    return [u - d for u, d in zip(space.utility[deal], space.limit, strict=True)]


def _best(deals: Sequence[Deal], key: Callable[[Deal], object]) -> list[Deal]:
    if not deals:
        return []
    top = max(key(deal) for deal in deals)  # type: ignore[type-var]
    return [deal for deal in deals if key(deal) == top]


def nash(space: Listed, power: Sequence[int] | None = None) -> list[Deal]:
    """Most parties with a gain first, then the largest product of their gains to their powers."""
    power = power or [1] * len(space.limit)

    def key(deal: Deal) -> tuple[int, Fraction]:
        product, some = Fraction(1), 0
        for gain, exponent in zip(gains(space, deal), power, strict=True):
            if gain > 0:
                some += 1
                product *= gain**exponent
        return some, product

    return _best(space.zopa(), key)


def egalitarian(space: Listed) -> list[Deal]:
    """Largest smallest gain, then the second smallest, and so on."""
    return _best(space.zopa(), lambda deal: sorted(gains(space, deal)))


def kalai_smorodinsky(space: Listed) -> list[Deal]:
    """The same with gains as shares of the largest in the ZOPA; parties without one left out."""
    zopa = space.zopa()
    if not zopa:
        return []
    ideal = [max(gains(space, deal)[p] for deal in zopa) for p in space.parties]

    def key(deal: Deal) -> list[Fraction]:
        own = gains(space, deal)
        return sorted(own[p] / ideal[p] for p in space.parties if ideal[p] > 0)

    return _best(zopa, key)


def utilitarian(space: Listed) -> list[Deal]:
    """Largest sum of utilities."""
    return _best(space.zopa(), lambda deal: sum(space.utility[deal]))


def shortfalls(space: Listed, deal: Deal) -> list[Fraction]:
    """What each party lacks to its reservation value."""
    return [max(Fraction(0), -gain) for gain in gains(space, deal)]


def nearest(space: Listed) -> tuple[list[Deal], list[Deal]]:
    """Deals that break no red line, with the least total and the least largest shortfall."""
    candidates = [deal for deal in space.existing() if not space.broken[deal]]
    total = _best(candidates, lambda deal: -sum(shortfalls(space, deal)))
    largest = _best(candidates, lambda deal: -max(shortfalls(space, deal)))
    return total, largest


def by_room(space: Listed) -> dict[Deal, Fraction] | None:
    """The smallest share of the way from no deal to the best of each deal without a red line.

    A party to which nothing is better than no deal asks to be no worse off; deals that make it
    worse off are left out. None where no deal is left.
    """
    existing = list(space.existing())
    parties = range(len(space.limit))
    ways = [max((gains(space, deal)[p] for deal in existing), default=0) for p in parties]
    rooms = {
        deal: min(gains(space, deal)[p] / ways[p] if ways[p] > 0 else Fraction(0) for p in parties)
        for deal in existing
        if not space.broken[deal]
        and all(ways[p] > 0 or gains(space, deal)[p] >= 0 for p in parties)
    }
    return rooms or None
