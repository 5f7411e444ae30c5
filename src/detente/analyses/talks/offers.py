"""Two parties that make offers in turn: what patience and the right to propose are worth.

A discount factor `d` in (0, 1) is what one unit agreed
in the next round is worth now; 1 - d is the price of a round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

CLOSE = 1e-12


def exponents(discounts: Sequence[float] | Floats) -> Floats:
    """Nash exponents that stand for patience, shape as given, summing to 1 along the last axis.

    Binmore, Rubinstein & Wolinsky 1986: as rounds become short, alternating offers tend to the
    Nash solution with a_1 = ln d2 / (ln d1 + ln d2), that is a_i in proportion to 1 / -ln d_i; the
    same rule is used for more than two parties.

    >>> exponents([0.9, 0.8]).round(5).tolist()
    [0.67927, 0.32073]
    """
    given = np.asarray(discounts, dtype=np.float64)
    if np.any((given <= 0) | (given >= 1)):
        raise SettingError("discounts", discounts, "a discount factor lies between 0 and 1")
    raw = -1.0 / np.log(given)
    return np.asarray(raw / raw.sum(axis=-1, keepdims=True))


def finest_gap(first: Floats, second: Floats) -> float:
    """The largest step between neighbouring efficient deals, in either party's worth."""
    order = np.lexsort((second, first))[::-1]
    best = np.maximum.accumulate(second[order])
    efficient = np.concatenate(([True], second[order][1:] > best[:-1]))
    steps = [np.abs(np.diff(worth[order][efficient])) for worth in (first, second)]
    return float(max((step.max() for step in steps if step.size), default=math.inf))


SAFE_STEPS = 5
"""Backward induction is trusted when a round costs at least so many steps between deals."""


def fine_enough(first: Floats, second: Floats, discounts: tuple[float, float]) -> bool:
    """The resolution check: whether steps between efficient deals are far below 1 - d.

    Worth is measured in shares of the largest gain. On a coarser set the first mover takes all,
    whatever the patience, so plain backward induction would mislead.

    >>> grid = np.linspace(0, 1, 11)
    >>> fine_enough(grid, 1 - grid, (0.9, 0.9))
    False
    """
    gap = max(
        finest_gap(first, second) / max(float(first.max()), 1e-300),
        finest_gap(first, second) / max(float(second.max()), 1e-300),
    )
    return gap * SAFE_STEPS <= 1 - max(discounts)


def alternate(
    gains: Sequence[Floats], segment: Rows, discounts: Floats, *, rounds: int
) -> tuple[Rows, Rows]:
    """Alternating offers on finite sets of deals by backward induction over so many rounds.

    The row of the deal of the first round of each segment, and the segments that have any:
    `gains[party][row]` are points over no deal, which is all that is left after the last round, of
    the party that proposes first and of the other; `segment[row]` rises; `discounts[row, party]`.
    Only deals that leave both no worse off count. Ties (to a billionth of a point): a party that is
    indifferent accepts, and a proposer takes, of the deals best for itself, the one best for the
    other, then the one listed first. So only efficient deals are ever offered, and what a party
    waits for can only rise as the end is further away: rounds that change nothing end the work.

    >>> grid = np.linspace(0, 1, 10_001)
    >>> patience = np.tile([0.9, 0.8], (10_001, 1))
    >>> rows, _ = alternate([grid, 1 - grid], np.zeros(10_001, int), patience, rounds=101)
    >>> round(float(grid[rows[0]]), 2)
    0.71
    """
    worth = np.asarray(np.round(np.stack(gains), 9), dtype=np.float64)
    rows = _efficient(worth, segment)
    worth, place = worth[:, rows], segment[rows]
    if not len(rows):
        return rows, place
    start = np.flatnonzero(np.diff(place, prepend=-1))
    last = np.append(start[1:], len(rows)) - 1
    waiting = np.zeros((2, len(start)))
    factors = discounts[rows[start]].T
    before: Rows | None = None
    for number in reversed(range(rounds)):
        pick = _offer(worth, waiting, start, last, number % 2)
        if number % 2 == 0:
            if before is not None and np.array_equal(pick, before):
                break
            before = pick
        waiting = worth[:, pick] * factors
    return rows[pick], place[start]


def _efficient(worth: Floats, segment: Rows) -> Rows:
    """Rows of efficient deals that leave both no worse off, by segment, the best first first."""
    rows = np.flatnonzero((worth >= 0).all(axis=0))
    first, second = worth[:, rows]
    order = np.lexsort((-second, -first, segment[rows]))
    rank = np.unique(second, return_inverse=True)[1]
    height = segment[rows][order] * (len(rows) + 1) + rank[order] + 1
    highest = np.maximum.accumulate(height)
    return np.asarray(rows[order[height > np.append(0, highest[:-1])]])


def _offer(worth: Floats, waiting: Floats, start: Rows, last: Rows, proposer: int) -> Rows:
    """Of each segment the deal that is best for a proposer and still worth waiting for no longer.

    The first party's worth falls along a segment and the other's rises.
    """
    low, high = start, last
    while (low < high).any():
        if proposer == 0:
            middle = (low + high) // 2
            enough = worth[1, middle] >= waiting[1] - CLOSE
            low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
        else:
            middle = (low + high + 1) // 2
            enough = worth[0, middle] >= waiting[0] - CLOSE
            low, high = np.where(enough, middle, low), np.where(enough, high, middle - 1)
    return low
