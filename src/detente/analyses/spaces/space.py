"""A deal space in whole numbers, so that equal is equal and better is better.

Every party's utility is a whole number of its own unit: `utility = points * unit[party]`. Where
the inputs are decimal numbers the unit is their common denominator and nothing is rounded;
otherwise each term is rounded to `GRID` of a point and the space says so by `exact`.

A deal is a row of value indices, `deal[issue]`. Utility is a sum of tables, each over the joint
values of a few issues (its scope); a ban is a set of joint values that a party accepts in no deal
(a red line) or that no deal may have (a rule, party -1; a common front, party -2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Truth = NDArray[np.bool_]

RULE, FRONT = -1, -2
"""Whose a ban is that excludes a deal whoever agrees: a rule's, or a common front's."""
GRID = 10**9


@dataclass(frozen=True, eq=False)
class Factor:
    """A term of all utilities: `gain[value of issue scope[0], ..., party]`."""

    scope: tuple[int, ...]
    gain: Integers

    @cached_property
    def top(self) -> Integers:
        """The largest entry for each party."""
        return peak(self.gain)

    @cached_property
    def bottom(self) -> Integers:
        """The smallest entry for each party."""
        found: Integers = self.gain.reshape(-1, self.gain.shape[-1]).min(axis=0)
        return found


@dataclass(frozen=True, eq=False)
class Ban:
    """Joint values that break a red line of a party, or a rule: `broken[value, ...]`.

    A red line may consist of several bans; `line` is its number among all red lines. `lifted_by`
    are the parties whose consent together lifts the ban of a front; none where one has no seat.
    """

    party: int
    scope: tuple[int, ...]
    broken: Truth
    line: int = RULE
    lifted_by: frozenset[int] = frozenset()

    def seen_by(self, place: Mapping[int, int]) -> Ban:
        """The ban in a space of some parties, from their new places."""
        lifted_by = frozenset(place[party] for party in self.lifted_by if party in place)
        kept = lifted_by if len(lifted_by) == len(self.lifted_by) else frozenset[int]()
        return replace(self, party=place[self.party], lifted_by=kept)


@dataclass(frozen=True, eq=False)
class Space:
    """A deal space: `sizes[issue]`, `unit[party]`, `limit[party]` (least acceptable utility)."""

    sizes: tuple[int, ...]
    unit: Integers
    limit: Integers
    factors: tuple[Factor, ...]
    bans: tuple[Ban, ...] = ()
    exact: bool = True

    @property
    def parties(self) -> int:
        """Number of parties."""
        return len(self.unit)

    @property
    def count(self) -> int:
        """Number of combinations of values, those that break a rule included."""
        return math.prod(self.sizes)

    def of(self, parties: tuple[int, ...]) -> Space:
        """The space as some parties see it: their utilities, limits, red lines, and the rules."""
        if parties == tuple(range(self.parties)):
            return self
        place = {party: k for k, party in enumerate(parties)} | {RULE: RULE, FRONT: FRONT}
        chosen = list(parties)
        return replace(
            self,
            unit=self.unit[chosen],
            limit=self.limit[chosen],
            factors=tuple(Factor(f.scope, f.gain[..., chosen]) for f in self.factors),
            bans=tuple(b.seen_by(place) for b in self.bans if b.party in place),
        )

    def asking(self, group: frozenset[int]) -> Space:
        """The space when only a group's consent counts: the others' limits and red lines lifted."""
        lowest = self.floor()
        limit = [self.limit[p] if p in group else lowest[p] for p in range(self.parties)]
        bans = tuple(b for b in self.bans if b.party < 0 or b.party in group)
        return replace(self, limit=np.array(limit, np.int64), bans=bans)

    def lifting(self, lines: frozenset[int]) -> Space:
        """The space without some red lines."""
        bans = tuple(b for b in self.bans if b.party < 0 or b.line not in lines)
        return replace(self, bans=bans)

    def unlimited(self) -> Space:
        """The space without reservation values; red lines stay."""
        return replace(self, limit=self.floor())

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of the red lines that count in this space."""
        return tuple(sorted({b.line for b in self.bans if b.party >= 0}))

    def utility(self, deals: NDArray[np.intp]) -> Integers:
        """`utility[deal, party]` of rows of value indices, in units."""
        total = np.zeros((len(deals), self.parties), dtype=np.int64)
        for factor in self.factors:
            total += factor.gain[tuple(deals[:, issue] for issue in factor.scope)]
        return total

    def broken(self, deals: NDArray[np.intp]) -> Truth:
        """`broken[deal, ban]`: which bans each deal breaks."""
        found = np.zeros((len(deals), len(self.bans)), dtype=np.bool_)
        for k, ban in enumerate(self.bans):
            found[:, k] = ban.broken[tuple(deals[:, issue] for issue in ban.scope)]
        return found

    def around(self, deal: Sequence[int] | NDArray[np.intp], issues: tuple[int, ...]) -> Space:
        """The space of some issues, all others settled as in a deal; bans keep their order."""
        place = {issue: k for k, issue in enumerate(issues)}

        def at(scope: tuple[int, ...]) -> tuple[int | slice, ...]:
            return tuple(slice(None) if issue in place else int(deal[issue]) for issue in scope)

        def left(scope: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(place[issue] for issue in scope if issue in place)

        return replace(
            self,
            sizes=tuple(self.sizes[issue] for issue in issues),
            factors=tuple(Factor(left(f.scope), f.gain[at(f.scope)]) for f in self.factors),
            bans=tuple(
                replace(b, scope=left(b.scope), broken=np.asarray(b.broken[at(b.scope)]))
                for b in self.bans
            ),
        )

    def taking(self, kept: Sequence[NDArray[np.intp]]) -> Space:
        """The space with some values of each issue, `kept[issue]`, alone."""

        def some(table: NDArray[Any], scope: tuple[int, ...]) -> NDArray[Any]:
            return table[np.ix_(*(kept[issue] for issue in scope))]

        return replace(
            self,
            sizes=tuple(map(len, kept)),
            factors=tuple(Factor(f.scope, some(f.gain, f.scope)) for f in self.factors),
            bans=tuple(replace(b, broken=some(b.broken, b.scope)) for b in self.bans),
        )

    def alone(self) -> list[Integers]:
        """What the values of each issue are worth by themselves, `gain[value, party]`."""
        gains = [np.zeros((size, self.parties), np.int64) for size in self.sizes]
        for factor in self.factors:
            if len(factor.scope) == 1:
                gains[factor.scope[0]] += factor.gain
        return gains

    def where(self, kept: Callable[[tuple[int, ...]], bool]) -> Space:
        """The space with the tables and bans over certain issues only."""
        return replace(
            self,
            factors=tuple(factor for factor in self.factors if kept(factor.scope)),
            bans=tuple(ban for ban in self.bans if kept(ban.scope)),
        )

    def points(self, utility: Integers) -> NDArray[np.float64]:
        """Utilities in points, 0..100."""
        return utility / self.unit

    def ceiling(self) -> Integers:
        """`ceiling[party]`: a bound on utility, the sum of every table's largest entry."""
        return sum_of([factor.top for factor in self.factors], self.parties)

    def floor(self) -> Integers:
        """`floor[party]`: a bound from below, the sum of every table's smallest entry."""
        return sum_of([factor.bottom for factor in self.factors], self.parties)


def peak(gain: Integers) -> Integers:
    """The largest entry of a table for each party."""
    found: Integers = gain.reshape(-1, gain.shape[-1]).max(axis=0)
    return found


def sum_of(rows: list[Integers], parties: int) -> Integers:
    """The sum of rows; zeros where there is none."""
    return np.sum(rows, axis=0, dtype=np.int64) if rows else np.zeros(parties, dtype=np.int64)


def edges(tables: Sequence[tuple[tuple[int, ...], NDArray[Any]]], issue: int, size: int) -> Truth:
    """The values of an issue that a table, `(scope, table[value, ...])`, tells from those before.

    >>> edges([((0, 1), np.array([[1, 2], [1, 2], [1, 3]]))], 0, 3).tolist()
    [False, False, True]
    """
    found = np.zeros(size, np.bool_)
    for scope, table in tables:
        if issue in scope:
            rows = np.moveaxis(table, scope.index(issue), 0).reshape(size, -1)
            found[1:] |= (rows[1:] != rows[:-1]).any(axis=1)
    return found
