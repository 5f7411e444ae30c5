"""Which points of a set are efficient: none is as good everywhere and better once.

A set is an integer array `points[point, party]`, larger is better. With up to three parties points
are swept in the falling order of the first, in which a point is not dominated by a later one (Kung,
Luccio & Preparata 1975); with more, what dominates is looked for in a balanced tree of boxes.

>>> efficient(np.array([[1, 3], [2, 2], [1, 2], [2, 2]])).tolist()
[[2, 2], [1, 3]]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Points = NDArray[np.int64]
Indices = NDArray[np.intp]
Truth = NDArray[np.bool_]

SWEPT = 3
"""Parties up to which points are swept in order."""
FEW = 300
"""Up to so many points all pairs are compared, which needs no compiled code."""
LEAF = 16
"""Points in the smallest boxes of the tree."""
AT_ONCE = 1 << 20
"""Sums that are compared at once."""
ADDED_UP = 1 << 18
"""Sums that are added up at once."""
MOST_SWEPT, MOST_COMPARED, MOST_EACH = 3_000_000, 1_000_000, 50
"""Sums that are looked at for one set: of up to three parties, of more, for each point wanted."""
FILTERED = 8
"""So many that are only added up count as one."""


class TooLarge(Exception):
    """A set of points would outgrow its bound; another method is called for."""


def efficient(points: Points) -> Points:
    """The distinct efficient rows of `points[point, party]`, in falling lexicographic order."""
    parties = points.shape[1]
    if len(points) == 0 or parties == 0:
        return points[:1].copy()
    if len(points) > FEW:
        points = points[undominated(points)]
        return points[falling(points)]
    points = points[falling(points)]
    distinct = points[np.r_[True, (points[1:] != points[:-1]).any(axis=1)]]
    as_good = (distinct[:, np.newaxis] >= distinct).all(axis=2)
    found: Points = distinct[as_good.sum(axis=0) == 1]
    return found


def efficient_sum(left: Points, right: Points, floor: Points, *, most: int | None = None) -> Points:
    """Efficient rows among all sums of a row of `left` and one of `right`, at least `floor[party]`.

    Raises TooLarge where more than `most` come up, or finding them takes more comparing than it
    is worth.
    """
    if len(left) < len(right):
        left, right = right, left
    found, waiting = left[:0], []
    at_once = AT_ONCE if most is None else min(AT_ONCE, 2 * most)
    worth_it = MOST_SWEPT if left.shape[1] <= SWEPT else MOST_COMPARED
    step = max(1, ADDED_UP // max(1, len(left)))
    looked_at = 0
    for start in range(0, len(right), step):
        sums = (left + right[start : start + step, np.newaxis]).reshape(-1, left.shape[1])
        looked_at += len(sums) // FILTERED
        waiting.append(sums[(floor[:, np.newaxis] <= sums.T).all(axis=0)])
        if sum(map(len, waiting)) > at_once or start + step >= len(right):
            looked_at += len(found) + sum(map(len, waiting))
            if most is not None and looked_at > min(worth_it, MOST_EACH * most):
                raise TooLarge
            found, waiting = efficient(np.concatenate([found, *waiting])), []
            if most is not None and len(found) > (2 * most if start + step < len(right) else most):
                raise TooLarge
    return found


def falling(points: Points) -> Indices:
    """The order that sorts rows lexicographically, largest first."""
    return np.lexsort(-points.T[::-1])


def undominated(points: Points) -> Indices:
    """The places of the distinct efficient rows of a set that is not empty."""
    count, parties = points.shape
    if parties <= SWEPT:
        order = np.argsort(-points[:, 0], kind="stable")
        filled = np.zeros((count, SWEPT), np.int64)
        filled[:, :parties] = points[order]
        return np.sort(order[_swept(filled)])
    depth = max(0, (count // LEAF).bit_length())
    leaf = -(-count // (1 << depth))
    order = np.arange(leaf << depth)
    below = np.full((len(order) - count, parties), points.min(axis=0) - 1)
    points = np.concatenate([points, below])
    for level in range(depth):
        halves = order.reshape(1 << level, -1)
        part = np.argpartition(-points[halves, level % parties], halves.shape[1] // 2, axis=1)
        order = np.take_along_axis(halves, part, axis=1)
    order = order.reshape(-1)
    tops = [points[order].reshape(-1, leaf, parties).max(axis=1)]
    while len(tops) <= depth:
        tops.append(tops[-1].reshape(-1, 2, parties).max(axis=1))
    kept = order[~_beaten(points[order], np.concatenate(tops[::-1]), leaf)]
    return np.sort(kept[kept < count])


@kernel
def _beaten(points: Points, tops: Points, leaf: int) -> Truth:
    """Which points are dominated by one of the set or equal an earlier one.

    Boxes of `leaf` points each are the leaves of a binary tree; `tops[box, party]` holds its upper
    corners, of box k those of boxes 2k+1 and 2k+2 together.
    """
    inner = len(tops) // 2
    beaten = np.zeros(len(points), np.bool_)
    waiting = np.zeros(128, np.int64)
    for k in range(len(points)):
        waiting[0], count = 0, 1
        while count > 0 and not beaten[k]:
            count -= 1
            box = waiting[count]
            party = 0
            while party < points.shape[1] and tops[box, party] >= points[k, party]:
                party += 1
            if party < points.shape[1]:
                continue
            if box < inner:
                waiting[count], waiting[count + 1] = 2 * box + 2, 2 * box + 1
                count += 2
                continue
            for other in range((box - inner) * leaf, (box - inner + 1) * leaf):
                better = other < k
                for party in range(points.shape[1]):
                    if points[other, party] < points[k, party]:
                        better = False
                        break
                    better = better or points[other, party] > points[k, party]
                if better:
                    beaten[k] = True
                    break
    return beaten


@kernel
def _swept(points: Points) -> Truth:
    """Which of the points of three parties are efficient and first of equals, the first falling.

    What is kept makes a staircase, `rise` growing and `fall` shrinking: a point below it is
    dominated by one with as large a first number; the steps that a new point covers are left out.
    Points with the same first number come in any order, so those covered by each other go last.
    """
    kept = np.zeros(len(points), np.bool_)
    rise, fall = np.empty(len(points), np.int64), np.empty(len(points), np.int64)
    steps = level = 0
    for k in range(len(points)):
        second, third = points[k, 1], points[k, 2]
        place = _first_at_least(rise, steps, second)
        if place == steps or fall[place] < third:
            kept[k] = True
            end = place + 1 if place < steps and rise[place] == second else place
            start = place
            while start > 0 and fall[start - 1] <= third:
                start -= 1
            if start == end:
                for j in range(steps, start, -1):
                    rise[j], fall[j] = rise[j - 1], fall[j - 1]
            else:
                for j in range(end, steps):
                    rise[j + start + 1 - end], fall[j + start + 1 - end] = rise[j], fall[j]
            rise[start], fall[start] = second, third
            steps += start + 1 - end
        if k + 1 == len(points) or points[k + 1, 0] < points[k, 0]:
            for j in range(level, k + 1):
                place = _first_at_least(rise, steps, points[j, 1])
                step = place < steps and rise[place] == points[j, 1]
                kept[j] = kept[j] and step and fall[place] == points[j, 2]
            level = k + 1
    return kept


@kernel
def _first_at_least(rise: Points, steps: int, value: int) -> int:
    """The first of so many rising numbers that is at least a value."""
    low, high = 0, steps
    while low < high:
        middle = (low + high) // 2
        if rise[middle] >= value:
            high = middle
        else:
            low = middle + 1
    return low
