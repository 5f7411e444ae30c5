"""A space cut into outer and inner issues, for kernels that go through all deals.

For every joint value of the outer issues, all joint values of the inner ones are worked through as
one block. What depends on inner issues only is one prepared table. Tables that join outer and
inner issues are first added up over the few joint values of their inner issues, one sum for all
tables with the same inner issues, and only then spread over the block.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.space import RULE, Integers, Space
from detente.kernels import kernel

BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Blocks:
    """A space laid out.

    `inner[party, cell]` and `barred[cell]` hold what depends on inner issues only; one bit a party
    stands for a broken red line, the bit after the last for a broken rule. Table k of the rest has
    entries `flat[party, start[k] + sum(value * step[k, outer issue]) + offset[k, place]]`, `bits`
    beside them; `place` counts the joint values of its inner issues, which are those of group
    `group[k]`: `width[group]` places, of which cell c has `spread[group, c]`. Group 0 has no inner
    issue.
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
    group: Integers
    width: Integers
    spread: Integers

    @property
    def outer_sizes(self) -> Integers:
        """Number of values of each outer issue."""
        return np.array([self.sizes[issue] for issue in self.outer], np.int64)

    @property
    def arrays(self) -> tuple[Integers, ...]:
        """What the kernels take, in their order."""
        return (
            self.inner,
            self.barred,
            self.flat,
            self.bits,
            self.start,
            self.step,
            self.offset,
            self.group,
            self.width,
            self.spread,
        )


def blocks(space: Space, *, block: int = BLOCK) -> Blocks:
    """Cut a space into outer and inner issues; a block has at most `block` deals if it can."""
    split = len(space.sizes)
    while split > 0 and math.prod(space.sizes[split - 1 :]) <= block:
        split -= 1
    split = min(split, len(space.sizes) - 1)
    sizes = space.sizes[split:]
    cells = np.indices(sizes).reshape(len(sizes), -1)
    inner = np.zeros((space.parties, cells.shape[1]), np.int64)
    barred = np.zeros(cells.shape[1], np.int64)
    joined = []
    for scope, gain, bits in _tables(space):
        if all(issue >= split for issue in scope):
            place = tuple(cells[issue - split] for issue in scope)
            inner += gain[place].T
            barred |= bits[place]
        else:
            joined.append((scope, gain, bits))
    scopes = dict.fromkeys([(), *(tuple(i for i in scope if i >= split) for scope, _, _ in joined)])
    groups = {scope: k for k, scope in enumerate(scopes)}
    width = [math.prod(space.sizes[i] for i in scope) for scope in groups]
    most = max(width)
    start, step, offset, group, flat, all_bits = [], [], [], [], [], []
    at = 0
    for scope, gain, bits in joined:
        strides = dict(zip(scope, np.cumprod([1, *bits.shape[:0:-1]])[::-1].tolist(), strict=True))
        mine = tuple(i for i in scope if i >= split)
        places = np.indices(tuple(space.sizes[i] for i in mine)).reshape(
            len(mine), width[groups[mine]]
        )
        row = np.zeros(most, np.int64)
        row[: width[groups[mine]]] = sum(
            (places[k] * strides[i] for k, i in enumerate(mine)),
            np.zeros(width[groups[mine]], np.int64),
        )
        start.append(at)
        step.append([strides.get(issue, 0) for issue in range(split)])
        offset.append(row)
        group.append(groups[mine])
        flat.append(gain.reshape(bits.size, -1))
        all_bits.append(bits.reshape(-1))
        at += bits.size
    return Blocks(
        tuple(range(split)),
        space.sizes,
        inner,
        barred,
        np.ascontiguousarray(np.concatenate([np.zeros((0, space.parties), np.int64), *flat]).T),
        np.concatenate([np.zeros(0, np.int64), *all_bits]),
        np.array(start, np.int64),
        np.array(step, np.int64).reshape(len(start), split),
        np.array(offset, np.int64).reshape(len(start), most),
        np.array(group, np.int64),
        np.array(width, np.int64),
        np.array([_spread(scope, space.sizes, split, cells) for scope in groups], np.int64),
    )


def _tables(space: Space) -> Iterator[tuple[tuple[int, ...], Integers, Integers]]:
    """Every table and ban with gains and bits."""
    for factor in space.factors:
        yield factor.scope, factor.gain, np.zeros(factor.gain.shape[:-1], np.int64)
    for ban in space.bans:
        bit = space.parties if ban.party == RULE else ban.party
        gain = np.zeros((*ban.broken.shape, space.parties), np.int64)
        yield ban.scope, gain, ban.broken.astype(np.int64) << bit


def _spread(
    scope: tuple[int, ...], sizes: tuple[int, ...], split: int, cells: NDArray[np.intp]
) -> Integers:
    """For each cell the place of its values among the joint values of a group's issues."""
    place = np.zeros(cells.shape[1], np.int64)
    for issue in scope:
        place = place * sizes[issue] + cells[issue - split]
    return place


@kernel
def gather(values, flat, bits, start, step, offset, group, width, sums, barred):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Add up, for one joint value of the outer issues, `sums[group, party, place]` and the bits."""
    parties = flat.shape[0]
    sums[:] = 0
    barred[:] = 0
    for k in range(len(start)):
        base = start[k]
        for issue in range(len(values)):
            base += values[issue] * step[k, issue]
        mine = group[k]
        for place in range(width[mine]):
            entry = base + offset[k, place]
            barred[mine, place] |= bits[entry]
            for party in range(parties):
                sums[mine, party, place] += flat[party, entry]


@kernel
def fill(inner, barred, width, spread, sums, bits, utility, ban):  # type: ignore[no-untyped-def]
    """Spread gathered sums over a block: `utility[party, cell]` and `ban[cell]`."""
    parties, cells = inner.shape
    for party in range(parties):
        fixed = sums[0, party, 0]
        for cell in range(cells):
            utility[party, cell] = inner[party, cell] + fixed
    for cell in range(cells):
        ban[cell] = barred[cell] | bits[0, 0]
    for mine in range(1, len(width)):
        some = False
        for place in range(width[mine]):
            some = some or bits[mine, place] != 0
        if some:
            for cell in range(cells):
                ban[cell] |= bits[mine, spread[mine, cell]]
        for party in range(parties):
            row = sums[mine, party]
            for cell in range(cells):
                utility[party, cell] += row[spread[mine, cell]]


@kernel
def advance(values, sizes):  # type: ignore[no-untyped-def]
    """The next joint value of the outer issues, the last one turning fastest."""
    for issue in range(len(sizes) - 1, -1, -1):
        values[issue] += 1
        if values[issue] < sizes[issue]:
            return
        values[issue] = 0
