"""All deals of a space, gone through in blocks of plain arrays.

A space is cut into outer and inner issues: for every joint value of the outer ones, all joint
values of the inner ones are one block. What depends on inner issues alone is added up once.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.space import FRONT, RULE, Integers, Space, Truth

Indices = NDArray[np.intp]

BLOCK = 1 << 16
LARGEST_LISTED = 1_000_000
"""Deals up to which going through all of them is the first choice."""
LARGEST_LISTING = 10_000_000
"""Deals up to which they are gone through where nothing else is possible."""


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive deals from `start` on, the last issue changing fastest.

    `utility[party, deal]` in units; `barred[deal]` has one bit a party for a broken red line, and
    the bit after the last for a broken rule, the one after that for what a common front holds back.
    """

    start: int
    utility: Integers
    barred: Integers

    def reached(self, limit: Integers) -> Truth:
        """Which deals break no ban and reach all limits, [deal]."""
        good = self.barred == 0
        for row, least in zip(self.utility, limit, strict=True):
            good &= row >= least
        return np.asarray(good)

    def accepted_by(self, limit: Integers) -> Integers:
        """The parties that accept each deal, as bits; nobody accepts one that breaks a rule."""
        masks = np.zeros(len(self.barred), np.int64)
        possible = (self.barred >> len(limit)) & 1 == 0
        for party, least in enumerate(limit):
            good = possible & (self.utility[party] >= least) & ((self.barred >> party) & 1 == 0)
            masks |= good.astype(np.int64) << party
        return masks


@dataclass(frozen=True, eq=False)
class _Part:
    """A table over some outer and perhaps some inner issues: `entries[*outer][*inner]`."""

    outer: tuple[int, ...]
    entries: Integers

    def at(self, values: tuple[int, ...]) -> Integers:
        found: Integers = self.entries[tuple(values[issue] for issue in self.outer)]
        return found


def blocks(space: Space, *, size: int = BLOCK) -> Iterator[Block]:
    """Every deal of a space, those that break bans included."""
    split = len(space.sizes) - 1
    while split > 0 and math.prod(space.sizes[split - 1 :]) <= size:
        split -= 1
    inner = space.sizes[split:]
    cells = math.prod(inner)
    parties = tuple(range(space.parties))
    utility = np.zeros((len(parties), *inner), np.int64)
    barred = np.zeros(inner, np.int64)
    gains, bans = [], []
    for factor in space.factors:
        part = _part(np.moveaxis(factor.gain, -1, 0), factor.scope, split, inner)
        if part.outer:
            gains.append(part)
        else:
            utility = utility + part.entries
    for ban in space.bans:
        bit = {RULE: len(parties), FRONT: len(parties) + 1}.get(ban.party, ban.party)
        part = _part(ban.broken.astype(np.int64)[np.newaxis] << bit, ban.scope, split, inner)
        if part.outer:
            bans.append(part)
        else:
            barred = barred | part.entries[0]
    for place, values in enumerate(itertools.product(*map(range, space.sizes[:split]))):
        here, broken = utility, barred
        for part in gains:
            here = here + part.at(values)
        for part in bans:
            broken = broken | part.at(values)[0]
        flat = np.broadcast_to(broken, inner).reshape(cells)
        yield Block(place * cells, here.reshape(len(parties), cells), flat)


def _part(table: Integers, scope: tuple[int, ...], split: int, inner: tuple[int, ...]) -> _Part:
    """`table[party, *scope]` as entries by outer values, broadcast over the inner issues."""
    order = sorted(range(len(scope)), key=lambda axis: scope[axis])
    issues = [scope[axis] for axis in order]
    outer = tuple(issue for issue in issues if issue < split)
    turned = table.transpose([*(1 + axis for axis in order), 0])
    moved = np.moveaxis(turned, -1, len(outer))
    held = [issue - split for issue in issues if issue >= split]
    shape = [size if k in held else 1 for k, size in enumerate(inner)]
    return _Part(outer, moved.reshape(*moved.shape[: len(outer) + 1], *shape))


def deals_of(space: Space, places: Indices) -> Indices:
    """Rows of value indices from the places of deals in the listing."""
    if not space.sizes:
        return np.zeros((len(places), 0), np.intp)
    return np.stack(np.unravel_index(places, space.sizes), axis=1).astype(np.intp)
