"""Efficient points of any number of parties: a k-d tree of upper corners is searched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Points = NDArray[np.int64]

LEAF = 16
DEEPEST = 256


@kernel
def _split(points: Points, order: Points, start: int, end: int, party: int) -> int:
    """Move the half with the largest values of a party to the front (quickselect)."""
    middle = (start + end) // 2
    low, high = start, end - 1
    while low < high:
        pivot = points[order[(low + high) // 2], party]
        i, j = low, high
        while i <= j:
            while points[order[i], party] > pivot:
                i += 1
            while points[order[j], party] < pivot:
                j -= 1
            if i <= j:
                order[i], order[j] = order[j], order[i]
                i += 1
                j -= 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            break
    return middle


@kernel
def _corner(points: Points, order: Points, start: int, end: int, top: Points) -> int:
    """Fill the upper corner of a range of points; the party with the widest spread, or -1."""
    widest, spread = -1, 0
    for party in range(points.shape[1]):
        low = high = points[order[start], party]
        for k in range(start, end):
            value = points[order[k], party]
            low = min(low, value)
            high = max(high, value)
        top[party] = high
        if high - low > spread:
            widest, spread = party, high - low
    return widest


@kernel
def _tree(points: Points) -> tuple[Points, Points, Points, Points]:
    """A k-d tree: point order, and per node its range, first child (-1 in a leaf), upper corner."""
    count, parties = points.shape
    order = np.arange(count)
    room = 4 * (count // LEAF + 2)
    ranges = np.empty((room, 2), np.int64)
    child = np.full(room, -1, np.int64)
    top = np.empty((room, parties), np.int64)
    ranges[0, 0], ranges[0, 1] = 0, count
    nodes, node = 1, 0
    while node < nodes:
        start, end = ranges[node]
        party = _corner(points, order, start, end, top[node])
        if end - start > LEAF and party >= 0:
            middle = _split(points, order, start, end, party)
            child[node] = nodes
            ranges[nodes, 0], ranges[nodes, 1] = start, middle
            ranges[nodes + 1, 0], ranges[nodes + 1, 1] = middle, end
            nodes += 2
        node += 1
    return order, ranges[:nodes], child[:nodes], top[:nodes]


@kernel
def _beats(a: Points, b: Points, first: bool) -> bool:
    """Whether point a dominates b, or equals it and is the first of the two."""
    better = first
    for party in range(len(a)):
        if a[party] < b[party]:
            return False
        if a[party] > b[party]:
            better = True
    return better


@kernel
def undominated(points: Points) -> Points:
    """Indices of the efficient points, the first of equal ones; any number of parties."""
    count, parties = points.shape
    if count == 0:
        return np.empty(0, np.int64)
    order, ranges, child, top = _tree(points)
    sorted_points = points[order]
    beaten = np.zeros(count, np.bool_)
    stack = np.empty(DEEPEST, np.int64)
    for k in range(count):
        stack[0], depth = 0, 1
        while depth > 0 and not beaten[k]:
            depth -= 1
            node = stack[depth]
            inside = True
            for party in range(parties):
                if top[node, party] < sorted_points[k, party]:
                    inside = False
                    break
            if not inside:
                continue
            if child[node] >= 0:
                stack[depth], stack[depth + 1] = child[node] + 1, child[node]
                depth += 2
                continue
            for other in range(ranges[node, 0], ranges[node, 1]):
                if (
                    not beaten[other]
                    and other != k
                    and _beats(sorted_points[other], sorted_points[k], other < k)
                ):
                    beaten[k] = True
                    break
    return np.sort(order[~beaten])
