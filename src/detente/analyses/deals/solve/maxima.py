"""Which points of a set are efficient: none is as good everywhere and better once.

A set is an integer array `points[point, party]`, larger is better. The kernels keep one row of
each distinct efficient point. With up to three parties sets are kept in falling lexicographic
order and two sets are joined by one sweep (Kung, Luccio & Preparata 1975: in that order a point
can only be dominated by an earlier one); with more, a k-d tree of upper corners is searched.

>>> efficient(np.array([[1, 3], [2, 2], [1, 2], [2, 2]])).tolist()
[[2, 2], [1, 3]]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.dominance import undominated
from detente.kernels import kernel

Points = NDArray[np.int64]

SWEPT = 3
"""Parties up to which sets are kept in order and swept."""

FEW = 300
"""Up to so many points all pairs are compared, which needs no compiled code."""

HEADS = 16
AT_ONCE = 1 << 20
"""Sums that are compared at once."""


def efficient(points: Points) -> Points:
    """The distinct efficient rows of `points[point, party]`, in falling lexicographic order."""
    parties = points.shape[1]
    if len(points) == 0 or parties == 0:
        return points[:1].copy()
    if len(points) <= FEW:
        return _compared(points)
    if parties > SWEPT:
        points = points[undominated(np.ascontiguousarray(points))]
        return points[falling(points)]
    return _swept(np.ascontiguousarray(points[falling(points)]))


def efficient_sum(left: Points, right: Points, floor: Points, *, most: int | None = None) -> Points:
    """Efficient rows among all sums of a row of `left` and one of `right`, at least `floor[party]`.

    With up to three parties both sets and the answer are in falling lexicographic order. Where
    there are more than `most`, it may end with more than so many that are not all.
    """
    if len(left) < len(right):
        left, right = right, left
    if left.shape[1] > SWEPT or len(left) * len(right) <= FEW:
        return _chosen_sums(left, right, floor, most)
    parts = [
        _swept_sums(left, right[start : start + HEADS], floor)
        for start in range(0, len(right), HEADS)
    ]
    return union([part for part in parts if len(part)], left.shape[1])


def _chosen_sums(left: Points, right: Points, floor: Points, most: int | None) -> Points:
    found = left[:0]
    step = max(1, AT_ONCE // max(1, len(left)))
    for start in range(0, len(right), step):
        sums = (left[:, np.newaxis] + right[start : start + step]).reshape(-1, left.shape[1])
        sums = sums[np.logical_and.reduce([sums[:, p] >= least for p, least in enumerate(floor)])]
        found = efficient(np.concatenate([found, sums]))
        if most is not None and len(found) > most:
            break
    return found


def _compared(points: Points) -> Points:
    rows = points[falling(points)]
    distinct = rows[np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)][: len(rows)]]
    at_least_as_good = (distinct[:, None] >= distinct).all(axis=2)
    found: Points = distinct[at_least_as_good.sum(axis=0) == 1]
    return found


def union(sets: list[Points], parties: int) -> Points:
    """Efficient rows of several efficient sets, joined two by two."""
    if not sets:
        return np.empty((0, parties), dtype=np.int64)
    if len(sets) > 1 and sum(map(len, sets)) <= FEW:
        return _compared(np.concatenate(sets))
    if parties > SWEPT:
        return efficient(np.concatenate(sets)) if len(sets) > 1 else sets[0]
    while len(sets) > 1:
        pairs = [_joined(*sets[k : k + 2]) for k in range(0, len(sets) - 1, 2)]
        sets = pairs + sets[2 * len(pairs) :]
    return sets[0]


def falling(points: Points) -> NDArray[np.intp]:
    """The order that sorts rows lexicographically, largest first."""
    return np.lexsort(tuple(-points[:, party] for party in reversed(range(points.shape[1]))))


@kernel
def _next_head(left: Points, row: Points, floor: Points, at: int, head: Points) -> int:
    """The first place from `at` on whose sum with a row reaches the floor; fills in the sum."""
    while at < len(left):
        enough = True
        for party in range(left.shape[1]):
            head[party] = left[at, party] + row[party]
            enough = enough and head[party] >= floor[party]
        if enough:
            return at
        at += 1
    return at


@kernel
def _swept_sums(left: Points, right: Points, floor: Points) -> Points:
    """Efficient sums of two falling sets of one to three parties, in one sweep.

    Each row of `right` makes a falling list of sums; the largest head of all lists is taken next.
    """
    parties = left.shape[1]
    lists = len(right)
    heads = np.zeros((lists, 3), np.int64)
    at = np.zeros(lists, np.int64)
    for k in range(lists):
        at[k] = _next_head(left, right[k], floor, 0, heads[k])
    room = len(left) + 64
    kept = np.empty((room, parties), np.int64)
    second = np.empty(room + 1, np.int64)
    third = np.empty(room + 1, np.int64)
    steps = count = 0
    while True:
        best = -1
        for k in range(lists):
            if at[k] < len(left) and (
                best < 0
                or heads[k, 0] > heads[best, 0]
                or (heads[k, 0] == heads[best, 0] and _before(heads[k], heads[best]))
            ):
                best = k
        if best < 0:
            break
        x, y, z = heads[best]
        at[best] = _next_head(left, right[best], floor, at[best] + 1, heads[best])
        place = _climb(second, third, steps, y, z)
        if place < 0:
            continue
        if count == room:
            room *= 2
            kept = _doubled(kept)
        if steps + 1 >= len(second):
            second, third = _longer(second), _longer(third)
        steps = _put(second, third, steps, place, y, z)
        kept[count, 0] = x
        if parties > 1:
            kept[count, 1] = y
        if parties > 2:
            kept[count, 2] = z
        count += 1
    return kept[:count].copy()


@kernel
def _doubled(rows: Points) -> Points:
    longer = np.empty((2 * len(rows), rows.shape[1]), np.int64)
    longer[: len(rows)] = rows
    return longer


@kernel
def _longer(row: Points) -> Points:
    longer = np.empty(2 * len(row), np.int64)
    longer[: len(row)] = row
    return longer


@kernel
def _swept(points: Points) -> Points:
    return _joined(points, points[:0])


@kernel
def _joined(left: Points, right: Points) -> Points:
    """Merge two falling sets of one to three parties and keep what is efficient."""
    parties = left.shape[1]
    total = len(left) + len(right)
    kept = np.empty((total, parties), np.int64)
    second = np.empty(total + 1, np.int64)
    third = np.empty(total + 1, np.int64)
    steps = count = i = j = 0
    while i < len(left) or j < len(right):
        if j >= len(right) or (i < len(left) and _before(left[i], right[j])):
            row = left[i]
            i += 1
        else:
            row = right[j]
            j += 1
        if parties == 1:
            if count == 0:
                kept[0] = row
                count = 1
            continue
        last = row[2] if parties == 3 else 0
        place = _climb(second, third, steps, row[1], last)
        if place < 0:
            continue
        steps = _put(second, third, steps, place, row[1], last)
        kept[count] = row
        count += 1
    return kept[:count].copy()


@kernel
def _before(a: Points, b: Points) -> bool:
    for party in range(len(a)):
        if a[party] != b[party]:
            return bool(a[party] > b[party])
    return True


@kernel
def _climb(second: Points, third: Points, steps: int, y: int, z: int) -> int:
    """Where (y, z) enters a staircase of rising `second` and falling `third`; -1 if below it."""
    low, high = 0, steps
    while low < high:
        middle = (low + high) >> 1
        if second[middle] >= y:
            high = middle
        else:
            low = middle + 1
    return -1 if low < steps and third[low] >= z else low


@kernel
def _put(second: Points, third: Points, steps: int, place: int, y: int, z: int) -> int:
    """Enter (y, z) at its place, take out the steps it covers; the new number of steps."""
    end = place + 1 if place < steps and second[place] == y else place
    start = place
    while start > 0 and third[start - 1] <= z:
        start -= 1
    moved = 1 - (end - start)
    if moved > 0:
        for k in range(steps - 1, end - 1, -1):
            second[k + moved] = second[k]
            third[k + moved] = third[k]
    elif moved < 0:
        for k in range(end, steps):
            second[k + moved] = second[k]
            third[k + moved] = third[k]
    second[start] = y
    third[start] = z
    return steps + moved
