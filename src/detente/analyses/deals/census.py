"""Count who accepts which deals by going through all of them in compiled blocks.

The issues are cut in two: for every joint value of the outer ones, all joint values of the inner
ones are worked through as one block. Utilities inside a block come from one prepared table and, for
tables that join inner and outer issues, from a lookup; nothing of the size of the space is stored.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from detente.analyses.deals.space import RULE, Integers, Space

BLOCK = 4096
LARGEST_CENSUS = 200_000_000


@dataclass(frozen=True, eq=False)
class Census:
    """How many deals each group of parties accepts.

    `by_group[mask]`: deals accepted by exactly the parties whose bits are set in `mask`.
    `accepted[party, value]` and `passed[value]`: deals with a value of an issue (all issues' values
    in one row, see `Space.sizes`) that the party accepts, and that pass the rule of consent.
    """

    count: int
    by_group: Integers
    accepted: Integers
    passed: Integers

    def by_all(self, group: int) -> int:
        """Deals accepted by all parties of a group, whatever the others think of them."""
        masks = np.arange(len(self.by_group))
        return int(self.by_group[(masks & group) == group].sum())


@dataclass(frozen=True, eq=False)
class Blocks:
    """A space laid out for the kernels.

    `inner[party, cell]` and `barred[cell]` hold what depends on inner issues only; a lookup `k` of
    the rest is `flat[party, start[k] + sum(value * step[k, outer issue]) + offset[k, cell]]`, with
    `bits` beside `flat` for bans: one bit a party, and the bit after the last for a broken rule.
    """

    outer: tuple[int, ...]
    sizes: tuple[int, ...]
    inner: Integers
    barred: Integers
    flat: Integers
    bits: Integers
    start: Integers
    step: Integers
    offset: Integers
    varies: NDArray[np.bool_]


def blocks(space: Space, *, block: int = BLOCK) -> Blocks:
    """Cut a space into outer and inner issues."""
    split = len(space.sizes)
    while split > 0 and math.prod(space.sizes[split - 1 :]) <= block:
        split -= 1
    split = min(split, len(space.sizes) - 1)
    sizes = space.sizes[split:]
    cells = np.indices(sizes).reshape(len(sizes), -1)
    parties = space.parties
    inner = np.zeros((parties, cells.shape[1]), np.int64)
    barred = np.zeros(cells.shape[1], np.int64)
    tables = [(f.scope, f.gain, None) for f in space.factors]
    tables += [(b.scope, None, _bits(b.party, b.broken, parties)) for b in space.bans]  # type: ignore[misc]
    flat: list[Integers] = [np.zeros((0, parties), np.int64)]
    bits: list[Integers] = [np.zeros(0, np.int64)]
    start, step, offset = [], [], []
    at = 0
    for scope, gain, bit in tables:
        shape = tuple(space.sizes[i] for i in scope)
        if all(issue >= split for issue in scope):
            place = tuple(cells[issue - split] for issue in scope)
            if gain is not None:
                inner += gain[place].T
            if bit is not None:
                barred |= bit[place]
            continue
        strides = dict(zip(scope, np.cumprod([1, *shape[:0:-1]])[::-1], strict=True))
        start.append(at)
        step.append([strides.get(issue, 0) for issue in range(split)])
        offset.append(
            sum((cells[i - split] * strides[i] for i in scope if i >= split), np.zeros_like(barred))
        )
        size = math.prod(shape)
        flat.append(np.zeros((size, parties), np.int64) if gain is None else gain.reshape(size, -1))
        bits.append(np.zeros(size, np.int64) if bit is None else bit.reshape(size))
        at += size
    lookups = len(start)
    return Blocks(
        tuple(range(split)),
        space.sizes,
        inner,
        barred,
        np.ascontiguousarray(np.concatenate(flat).T),
        np.concatenate(bits),
        np.array(start, np.int64),
        np.array(step, np.int64).reshape(lookups, split),
        np.array(offset, np.int64).reshape(lookups, cells.shape[1]),
        np.array([bool(o.any()) for o in offset], np.bool_),
    )


def _bits(party: int, broken: NDArray[np.bool_], parties: int) -> Integers:
    bit = parties if party == RULE else party
    return broken.astype(np.int64) << bit


def take_census(space: Space, winning: NDArray[np.bool_]) -> Census:
    """Count acceptance over all deals; `winning[mask]` says whose consent makes a deal pass.

    >>> from detente.analyses.deals.space import Factor
    >>> gain = np.array([[0, 4], [3, 3], [4, 0]])
    >>> space = Space((3,), np.array([1, 1]), np.array([2, 2]), (Factor((0,), gain),))
    >>> take_census(space, np.array([False, False, False, True])).by_group.tolist()
    [0, 1, 1, 1]
    """
    laid = blocks(space)
    split = len(laid.outer)
    outer_sizes = np.array(space.sizes[:split], np.int64)
    by_group, accepted, passed, outer_accepted, outer_passed = _count(
        outer_sizes,
        laid.inner,
        laid.barred,
        laid.flat,
        laid.bits,
        laid.start,
        laid.step,
        laid.offset,
        laid.varies,
        space.limit,
        winning,
    )
    cells = np.indices(space.sizes[split:]).reshape(len(space.sizes) - split, -1)
    inner_accepted = [
        np.array([np.bincount(cell, row, size) for row in accepted], np.int64)
        for cell, size in zip(cells, space.sizes[split:], strict=True)
    ]
    inner_passed = [
        np.bincount(cell, passed, size).astype(np.int64)
        for cell, size in zip(cells, space.sizes[split:], strict=True)
    ]
    return Census(
        int(by_group.sum()),
        by_group,
        np.concatenate([outer_accepted, *inner_accepted], axis=1),
        np.concatenate([outer_passed, *inner_passed]),
    )


@njit(cache=True)
def utilities_of_block(  # type: ignore[no-untyped-def]  # noqa: PLR0913
    values, inner, barred, flat, bits, start, step, offset, varies, utility, ban
):
    """Fill `utility[party, cell]` and `ban[cell]` for one joint value of the outer issues."""
    parties, cells = inner.shape
    utility[:] = inner
    ban[:] = barred
    for k in range(len(start)):
        base = start[k]
        for issue in range(len(values)):
            base += values[issue] * step[k, issue]
        if varies[k]:
            for cell in range(cells):
                ban[cell] |= bits[base + offset[k, cell]]
            for party in range(parties):
                for cell in range(cells):
                    utility[party, cell] += flat[party, base + offset[k, cell]]
        else:
            bit = bits[base]
            if bit != 0:
                for cell in range(cells):
                    ban[cell] |= bit
            for party in range(parties):
                gain = flat[party, base]
                if gain != 0:
                    for cell in range(cells):
                        utility[party, cell] += gain


@njit(cache=True)
def advance(values, sizes):  # type: ignore[no-untyped-def]
    """The next joint value of the outer issues, the last one turning fastest."""
    for issue in range(len(sizes) - 1, -1, -1):
        values[issue] += 1
        if values[issue] < sizes[issue]:
            return
        values[issue] = 0


@njit(cache=True)
def _count(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    sizes, inner, barred, flat, bits, start, step, offset, varies, limit, winning
):
    parties, cells = inner.shape
    turns = 1
    for size in sizes:
        turns *= size
    by_group = np.zeros(1 << parties, np.int64)
    accepted = np.zeros((parties, cells), np.int64)
    passed = np.zeros(cells, np.int64)
    outer_accepted = np.zeros((parties, sizes.sum()), np.int64)
    outer_passed = np.zeros(sizes.sum(), np.int64)
    utility = np.empty((parties, cells), np.int64)
    ban = np.empty(cells, np.int64)
    group = np.empty(cells, np.int64)
    here = np.empty(1 << (parties + 1), np.int64)
    values = np.zeros(len(sizes), np.int64)
    for _ in range(turns):
        utilities_of_block(
            values, inner, barred, flat, bits, start, step, offset, varies, utility, ban
        )
        group[:] = 0
        for party in range(parties):
            least = limit[party]
            for cell in range(cells):
                group[cell] |= np.int64(utility[party, cell] >= least) << party
        here[:] = 0
        for cell in range(cells):
            member = group[cell] & ~ban[cell]
            if ban[cell] >> parties:
                member = 1 << parties
            group[cell] = member
            here[member] += 1
        for party in range(parties):
            for cell in range(cells):
                accepted[party, cell] += (group[cell] >> party) & 1
        for cell in range(cells):
            member = group[cell]
            if not member >> parties and winning[member]:
                passed[cell] += 1
        place = 0
        for issue in range(len(sizes)):
            row = place + values[issue]
            for member in range(1 << parties):
                if winning[member]:
                    outer_passed[row] += here[member]
                for party in range(parties):
                    if (member >> party) & 1:
                        outer_accepted[party, row] += here[member]
            place += sizes[issue]
        for member in range(1 << parties):
            by_group[member] += here[member]
        advance(values, sizes)
    return by_group, accepted, passed, outer_accepted, outer_passed
