"""All deals of a space, gone through in blocks of plain arrays.

A space is cut into outer and inner issues: for every joint value of the outer ones, all joint
values of the inner ones are one block. What depends on inner issues alone is added up once.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.space import FRONT, RULE, Integers, Space, Truth

Indices = NDArray[np.intp]

BLOCK = 1 << 16
LARGEST_LISTED = 1 << 20
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


def blocks(space: Space, *, size: int = BLOCK) -> Iterator[Block]:
    """Every deal of a space, those that break bans included."""
    split = _split(space.sizes, size)
    inner = tuple(range(split, len(space.sizes)))
    alone = space.where(lambda scope: min(scope, default=0) >= split)
    mixed = space.where(lambda scope: min(scope, default=0) < split)
    utility, barred = _added_up(alone.around((), inner))
    sizes = space.sizes[split:]
    cells = math.prod(sizes)
    for place, values in enumerate(itertools.product(*map(range, space.sizes[:split]))):
        more, broken = _added_up(mixed.around(values, inner))
        here = np.broadcast_to(utility + more, (space.parties, *sizes))
        there = np.broadcast_to(barred | broken, sizes)
        yield Block(place * cells, here.reshape(space.parties, cells), there.reshape(cells))


def _split(sizes: tuple[int, ...], size: int) -> int:
    """The first inner issue: so many that a block has about `size` deals, at most 16 times that.

    >>> _split((9, 300, 300), BLOCK), _split((9, 256, 256), BLOCK), _split((9, 9, 5000), BLOCK)
    (1, 1, 1)
    """
    split, inner = max(0, len(sizes) - 1), math.prod(sizes[-1:])
    while split > 0 and inner * sizes[split - 1] <= (size if 16 * inner >= size else 16 * size):
        split -= 1
        inner *= sizes[split]
    return split


def _added_up(space: Space) -> tuple[Integers, Integers]:
    """Utilities and broken bans, `utility[party, *value]` and `barred[*value]`, where they vary."""
    axes = (1,) * len(space.sizes)
    utility, barred = np.zeros((space.parties, *axes), np.int64), np.zeros(axes, np.int64)
    for factor in space.factors:
        utility = utility + _along(np.moveaxis(factor.gain, -1, 0), factor.scope, len(axes))
    for ban in space.bans:
        bit = {RULE: space.parties, FRONT: space.parties + 1}.get(ban.party, ban.party)
        broken = _along(ban.broken[np.newaxis], ban.scope, len(axes))[0]
        barred = barred | broken.astype(np.int64) << bit
    return utility, barred


def _along(table: NDArray[Any], scope: tuple[int, ...], issues: int) -> NDArray[Any]:
    """`table[party, value of each issue of a scope]` with an axis for every issue, in order."""
    turned = table.transpose(0, *(1 + np.argsort(scope, kind="stable")))
    left_out = [1 + issue for issue in range(issues) if issue not in scope]
    return np.expand_dims(turned, tuple(left_out))


def deals_of(space: Space, places: Indices) -> Indices:
    """Rows of value indices from the places of deals in the listing."""
    if not space.sizes:
        return np.zeros((len(places), 0), np.intp)
    return np.stack(np.unravel_index(places, space.sizes), axis=1).astype(np.intp)
