"""Count who accepts which deals by going through all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.listing import blocks
from detente.analyses.spaces.space import Integers, Space

LARGEST_CENSUS = 100_000_000
"""Deals times parties up to which deals are counted."""


@dataclass(frozen=True, eq=False)
class Census:
    """How many deals there are, how many pass, and how many each group of parties accepts.

    `by_group[mask]`: deals accepted by exactly the parties whose bits are set in `mask`, those that
    no common front holds back. `existing[value]`, `accepted[party, value]` and `passed[value]`:
    deals with a value of an issue (all issues' values in one row, see `Space.sizes`) that exist,
    that the party accepts, and that pass the rule of consent. `count`, `existing` and `by_party`
    count what a front holds back as well.
    """

    count: int
    passing: int
    by_party: tuple[int, ...]
    by_group: Integers
    existing: Integers
    accepted: Integers
    passed: Integers


def take_census(space: Space, winning: NDArray[np.bool_]) -> Census:
    """Count acceptance over all deals; `winning[mask]` says whose consent makes a deal pass.

    >>> from detente.analyses.spaces.space import Factor
    >>> gain = np.array([[0, 4], [3, 3], [4, 0]])
    >>> space = Space((3,), np.array([1, 1]), np.array([2, 2]), (Factor((0,), gain),))
    >>> take_census(space, np.array([False, False, False, True])).by_group.tolist()
    [0, 1, 1, 1]
    """
    parties = space.parties
    seats = np.arange(parties)[:, np.newaxis]
    by_group = np.zeros(1 << parties, np.int64)
    outer = []
    cells: Integers = np.zeros(1, np.int64)
    for block in blocks(space):
        group, free = block.accepted_by(space.limit), block.barred >> parties == 0
        exists = (block.barred >> parties) & 1 == 0
        good = np.vstack([exists, (group >> seats) & 1, winning[group] & free])
        outer.append(good.sum(axis=1))
        cells = cells + good
        by_group += np.bincount(group[free], minlength=len(by_group))
    existing, *accepted, passed = _by_value(space.sizes, np.array(outer), cells)
    count, *by_party, passing = np.sum(outer, axis=0).tolist()
    return Census(count, passing, tuple(by_party), by_group, existing, np.array(accepted), passed)


def _by_value(sizes: tuple[int, ...], outer: Integers, cells: Integers) -> Integers:
    """Counts by value of every issue from `outer[block, kind]` and `cells[kind, cell]`."""
    split, size = 0, 1
    while size < len(outer):
        size *= sizes[split]
        split += 1
    parts = []
    by_block = outer.T.reshape(-1, *sizes[:split])
    by_cell = cells.reshape(-1, *sizes[split:])
    for table in (by_block, by_cell):
        for axis in range(1, table.ndim):
            others = tuple(k for k in range(1, table.ndim) if k != axis)
            parts.append(table.sum(axis=others))
    return np.concatenate(parts, axis=1)
