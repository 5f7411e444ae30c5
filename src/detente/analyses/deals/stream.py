"""The efficient frontier by going through all deals in compiled blocks.

For spaces whose structure gives out: every issue depends on every other. A block of inner deals is
passed over when even its best utilities, taken together, are dominated; the rest is compared with
a few strong deals at once, and what survives is collected and reduced from time to time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.blocks import advance, blocks, fill, gather
from detente.analyses.deals.maxima import Points, falling, undominated
from detente.analyses.deals.space import Space
from detente.kernels import kernel
from detente.randomness import generator

Indices = NDArray[np.intp]

LARGEST_STREAM = 3_000_000_000
BUFFER = 1 << 16
CHAMPIONS = 24


@dataclass(frozen=True, eq=False)
class Stream:
    """Efficient `points[point, party]` in units, found by enumeration of `space`."""

    space: Space
    points: Points

    def deals_at(self, points: Points, *, most: int = 1000) -> tuple[Indices, Indices]:
        """All deals with these utilities, at most `most` a point, by a second pass."""
        if len(points) == 0:
            return np.empty(0, np.intp), np.empty((0, len(self.space.sizes)), np.intp)
        order = falling(points)
        laid = blocks(self.space)
        owner, number = _matching(
            laid.outer_sizes, *laid.arrays, np.ascontiguousarray(points[order]), most
        )
        deals = np.stack(np.unravel_index(number, self.space.sizes), axis=1)
        owner = order[owner]
        sorting = np.lexsort((number, owner))
        return owner[sorting], deals[sorting]


def stream_frontier(space: Space) -> Stream:
    """The efficient deals among those that reach all limits and break no ban; always exact."""
    laid = blocks(space)
    sizes = laid.outer_sizes
    front = np.empty((0, space.parties), np.int64)
    values = np.zeros(len(sizes), np.int64)
    turn, turns = 0, int(np.prod(sizes))
    buffer = np.empty((BUFFER + laid.inner.shape[1], space.parties), np.int64)
    while turn < turns:
        strong = _champions(front, space)
        turn, filled = _collect(
            turn, turns, values, sizes, *laid.arrays, space.limit, strong, front, buffer
        )
        front = np.concatenate([front, buffer[:filled]])
        front = front[undominated(front)]
    return Stream(space, front[falling(front)])


def _champions(front: Points, space: Space) -> Points:
    """A few efficient points that dominate much: those best by several weighted sums."""
    if len(front) == 0:
        return front
    gain = (front - space.limit) / np.maximum(1, (front - space.limit).max(axis=0))
    weights = generator(0).dirichlet(np.full(space.parties, 3.0), CHAMPIONS)
    chosen = np.unique((np.minimum(gain, 1) @ weights.T).argmax(axis=0))
    return np.ascontiguousarray(front[chosen])


@kernel
def _ceiling(best, width, sums, top):  # type: ignore[no-untyped-def]
    """Fill in a bound on the utilities of a block: the best of each gathered sum, added up."""
    for party in range(len(best)):
        top[party] = best[party]
        for mine in range(len(width)):
            highest = sums[mine, party, 0]
            for place in range(1, width[mine]):
                highest = max(highest, sums[mine, party, place])
            top[party] += highest


@kernel
def _hopeless(front, limit, top):  # type: ignore[no-untyped-def]
    """Whether nothing within a bound reaches all limits or is efficient."""
    for party in range(len(top)):
        if top[party] < limit[party]:
            return True
    return _dominated(front, top)


@kernel
def _collect(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    turn,
    turns,
    values,
    sizes,
    inner,
    barred,
    flat,
    bits,
    start,
    step,
    offset,
    group_of,
    width,
    spread,
    limit,
    strong,
    front,
    buffer,
):
    """Fill the buffer with deals that may be efficient; the next turn and the number of them."""
    parties, cells = inner.shape
    utility = np.empty((parties, cells), np.int64)
    ban = np.empty(cells, np.int64)
    sums = np.empty((len(width), parties, offset.shape[1]), np.int64)
    gathered = np.empty((len(width), offset.shape[1]), np.int64)
    open_cell = np.empty(cells, np.bool_)
    top = np.empty(parties, np.int64)
    best = np.empty(parties, np.int64)
    for party in range(parties):
        best[party] = inner[party].max()
    filled = 0
    while turn < turns and filled + cells <= len(buffer):
        gather(values, flat, bits, start, step, offset, group_of, width, sums, gathered)
        advance(values, sizes)
        turn += 1
        _ceiling(best, width, sums, top)
        if _hopeless(front, limit, top):
            continue
        fill(inner, barred, width, spread, sums, gathered, utility, ban)
        for party in range(parties):
            top[party] = utility[party].max()
        if _hopeless(front, limit, top):
            continue
        for cell in range(cells):
            open_cell[cell] = ban[cell] == 0
        for party in range(parties):
            least = limit[party]
            for cell in range(cells):
                open_cell[cell] &= utility[party, cell] >= least
        for cell in range(cells):
            if not open_cell[cell]:
                continue
            below = False
            for k in range(len(strong)):
                below = True
                for party in range(parties):
                    if strong[k, party] < utility[party, cell]:
                        below = False
                        break
                if below:
                    break
            if not below:
                buffer[filled] = utility[:, cell]
                filled += 1
    return turn, filled


@kernel
def _dominated(front, point):  # type: ignore[no-untyped-def]
    for k in range(len(front)):
        above = True
        for party in range(len(point)):
            if front[k, party] < point[party]:
                above = False
                break
        if above:
            return True
    return False


@kernel
def _matching(  # type: ignore[no-untyped-def]  # noqa: PLR0913
    sizes, inner, barred, flat, bits, start, step, offset, group_of, width, spread, points, most
):
    """Deals whose utilities are among points in falling order: place of the point, deal number."""
    parties, cells = inner.shape
    utility = np.empty((parties, cells), np.int64)
    ban = np.empty(cells, np.int64)
    sums = np.empty((len(width), parties, offset.shape[1]), np.int64)
    gathered = np.empty((len(width), offset.shape[1]), np.int64)
    values = np.zeros(len(sizes), np.int64)
    turns = 1
    for size in sizes:
        turns *= size
    counts = np.zeros(len(points), np.int64)
    owner = np.empty(len(points), np.int64)
    number = np.empty(len(points), np.int64)
    found = 0
    for turn in range(turns):
        gather(values, flat, bits, start, step, offset, group_of, width, sums, gathered)
        fill(inner, barred, width, spread, sums, gathered, utility, ban)
        advance(values, sizes)
        for cell in range(cells):
            if ban[cell] != 0:
                continue
            low, high = 0, len(points)
            while low < high:
                middle = (low + high) >> 1
                if points[middle, 0] > utility[0, cell]:
                    low = middle + 1
                else:
                    high = middle
            while low < len(points) and points[low, 0] == utility[0, cell]:
                same = True
                for party in range(1, parties):
                    if points[low, party] != utility[party, cell]:
                        same = False
                        break
                if same and counts[low] < most:
                    if found == len(owner):
                        owner = np.concatenate((owner, np.empty_like(owner)))
                        number = np.concatenate((number, np.empty_like(number)))
                    owner[found] = low
                    number[found] = turn * cells + cell
                    found += 1
                    counts[low] += 1
                low += 1
    return owner[:found], number[:found]
