"""Least value that others can bring about by improving moves, fibre by fibre.

Inside a fibre the mover's improvements from a state lead to all states it ranks higher (and
may legally move to), so one pass down the fibre in the mover's order of preference settles
all of the mover's moves at once. Passes alternate between the movers until nothing changes;
long chains of alternating improvements are left to `detente.analyses.stability.ascent`,
which needs linear time whatever the chain.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

import numpy as np

from detente.analyses.stability.fibres import (
    INFEASIBLE,
    choice_classes,
    first_state,
    lanes_of,
)
from detente.kernels import kernel


@kernel
def _insertion_sort(keys, count):
    for right in range(1, count):
        key = keys[right]
        left = right - 1
        while left >= 0 and keys[left] < key:
            keys[left + 1] = keys[left]
            left -= 1
        keys[left + 1] = key


@kernel
def _radix_pass(keys, into, count, shift, tally):
    tally[:] = 0
    for at in range(count):
        tally[255 - ((keys[at] >> shift) & 255)] += 1
    total = 0
    for digit in range(256):
        here = tally[digit]
        tally[digit] = total
        total += here
    for at in range(count):
        digit = 255 - ((keys[at] >> shift) & 255)
        into[tally[digit]] = keys[at]
        tally[digit] += 1


@kernel
def _sort_descending(keys, spare, count, top, tally):
    """Sort keys[:count] by their upper 32 bits, greatest first; `top` bounds these bits."""
    if count <= 32:
        _insertion_sort(keys, count)
        return
    shift = 32
    while (top >> (shift - 32)) > 0:
        _radix_pass(keys, spare, count, shift, tally)
        shift += 8
        for at in range(count):
            keys[at] = spare[at]


@kernel
def sort_fibres(rank, order, tied, low, width, top, start, stop):
    """order[fibre * rows + place]: choices of the fibre, the mover's favourite first.

    `tied` is the flag that marks a choice as ranked equal to the one before it. Infeasible
    choices (rank -1) come last.
    """
    rows = 1 << width
    keys = np.empty(rows, dtype=np.int64)
    spare = np.empty(rows, dtype=np.int64)
    tally = np.empty(256, dtype=np.int64)
    for fibre in range(start, stop):
        base = first_state(fibre, low, width)
        for row in range(rows):
            keys[row] = (np.int64(rank[base + (row << low)] + 1) << 32) | row
        _sort_descending(keys, spare, rows, top + 1, tally)
        at = fibre * rows
        before = np.int64(-1)
        for place in range(rows):
            key = keys[place] >> 32
            choice = keys[place] & 0xFFFFFFFF
            order[at + place] = choice | tied if key == before else choice
            before = key


@kernel
def _descend(block, lanes, lane, order, at, rows, tied):
    """One pass for a mover who can undo all its moves. Returns whether anything changed."""
    changed = False
    best = INFEASIBLE
    group = INFEASIBLE
    for place in range(at, at + rows):
        entry = order[place]
        if not entry & tied:
            best = min(best, group)
            group = INFEASIBLE
        cell = (entry & (tied - 1)) * lanes + lane
        value = block[cell]
        if value == INFEASIBLE:
            break
        if best < value:
            block[cell] = best
            value = best
            changed = True
        group = min(group, value)
    return changed


@kernel
def _enter(best, subset, value):
    """Make `value` known to every class from which the class `subset` can be reached."""
    if value >= best[subset]:
        return
    part = subset
    while True:
        best[part] = min(best[part], value)
        if part == 0:
            return
        part = (part - 1) & subset


@kernel
def _descend_one_way(block, lanes, lane, order, at, rows, tied, classes, best):
    """`_descend` for a mover with irreversible options."""
    changed = False
    best[:] = INFEASIBLE
    place = at
    while place < at + rows:
        stop = place + 1
        while stop < at + rows and order[stop] & tied:
            stop += 1
        for here in range(place, stop):
            choice = order[here] & (tied - 1)
            cell = choice * lanes + lane
            least = best[classes[choice]]
            if block[cell] != INFEASIBLE and least < block[cell]:
                block[cell] = least
                changed = True
        for here in range(place, stop):
            choice = order[here] & (tied - 1)
            _enter(best, classes[choice], block[choice * lanes + lane])
        place = stop
    return changed


@kernel
def close_improvements(values, order, tied, low, width, take, drop, start, stop):
    """values[state] becomes the least over `state` and the mover's improvements from it.

    Returns whether anything changed.
    """
    rows = 1 << width
    lanes = lanes_of(low)
    classes, one_way = choice_classes(low, width, take, drop)
    best = np.empty(1 << one_way, dtype=np.int32)
    block = np.empty(rows * lanes, dtype=np.int32)
    changed = False
    for fibre in range(start, stop, lanes):
        base = first_state(fibre, low, width)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                block[row * lanes + lane] = values[at + lane]
        touched = False
        for lane in range(lanes):
            at = (fibre + lane) * rows
            if one_way:
                touched |= _descend_one_way(
                    block, lanes, lane, order, at, rows, tied, classes, best
                )
            else:
                touched |= _descend(block, lanes, lane, order, at, rows, tied)
        if touched:
            changed = True
            for row in range(rows):
                at = base + (row << low)
                for lane in range(lanes):
                    values[at + lane] = block[row * lanes + lane]
    return changed
