"""Count who accepts which deals by going through all of them in compiled blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.blocks import advance, blocks, fill, gather
from detente.analyses.deals.space import Integers, Space
from detente.kernels import kernel

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
    by_group, accepted, passed, outer_accepted, outer_passed = _count(
        laid.outer_sizes, *laid.arrays, space.limit, winning
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


@kernel
def _count(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    sizes, inner, barred, flat, bits, start, step, offset, group_of, width, spread, limit, winning
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
    sums = np.empty((len(width), parties, offset.shape[1]), np.int64)
    gathered = np.empty((len(width), offset.shape[1]), np.int64)
    group = np.empty(cells, np.int64)
    here = np.empty(1 << (parties + 1), np.int64)
    values = np.zeros(len(sizes), np.int64)
    for _ in range(turns):
        gather(values, flat, bits, start, step, offset, group_of, width, sums, gathered)
        fill(inner, barred, width, spread, sums, gathered, utility, ban)
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
