"""Fibres of the state space: the states that differ only in one party's own options.

A state is a bit code; a party owns the block of `width` bits that starts at bit `low`.
Fibre `f` of that party holds the states `base(f) | x << low`, `x` being the party's own
choice. Inside a fibre every feasible state is one move away from every other, except that
an irreversible option goes one way only: with `choice_class[x]` the irreversible bits of
`x`, written so that a legal move never clears one, `x` can move to `y` exactly when
`choice_class[x]` is a subset of `choice_class[y]`.

Values are int32 and low means bad for the party under study; `INFEASIBLE` marks states that
do not exist. Every kernel works on the fibres `start <= f < stop`, so that threads can share.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

import numpy as np

from detente.kernels import kernel

INFEASIBLE = np.int32(2**31 - 1)
TIED_16 = np.uint16(1 << 15)
LANES = 16


@kernel
def first_state(fibre, low, width):
    """State of the fibre in which the party takes none of its options."""
    return ((fibre >> low) << (low + width)) | (fibre & ((1 << low) - 1))


@kernel
def fibre_of(state, low, width):
    """Index of the party's fibre through `state`."""
    return ((state >> (low + width)) << low) | (state & ((1 << low) - 1))


@kernel
def choice_classes(low, width, take, drop):
    """choice_class[choice] and the number of irreversible bits among the party's own."""
    classes = np.zeros(1 << width, dtype=np.int32)
    position = 0
    for bit in range(width):
        one_way_up = (take >> (low + bit)) & 1
        one_way_down = (drop >> (low + bit)) & 1
        if one_way_up or one_way_down:
            for choice in range(1 << width):
                taken = (choice >> bit) & 1
                classes[choice] |= (taken if one_way_up else 1 - taken) << position
            position += 1
    return classes, position


@kernel
def _close_block(block, rows, lanes, low, take, drop):
    """Spread minima over the rows of block[row * lanes + lane], one option at a time."""
    stride = 1
    bit = low
    while stride < rows:
        to_taken = not (drop >> bit) & 1
        to_dropped = not (take >> bit) & 1
        for base in range(0, rows, 2 * stride):
            for at in range(base * lanes, (base + stride) * lanes):
                other = at + stride * lanes
                least = min(block[at], block[other])
                if to_taken:
                    block[at] = least
                if to_dropped:
                    block[other] = least
        stride *= 2
        bit += 1


@kernel
def _level_block(block, rows, lanes):
    """Give every row of the block the least value of its lane."""
    for row in range(1, rows):
        for lane in range(lanes):
            block[lane] = min(block[lane], block[row * lanes + lane])
    for row in range(1, rows):
        for lane in range(lanes):
            block[row * lanes + lane] = block[lane]


@kernel
def _close_line(block, rows, low, take, drop):
    """`_level_block` or `_close_block` for one fibre that lies together in memory."""
    if (take | drop) >> low & (rows - 1):
        _close_block(block, rows, 1, low, take, drop)
        return
    least = block[0]
    for row in range(1, rows):
        least = min(least, block[row])
    for row in range(rows):
        block[row] = least


@kernel
def close_block(block, rows, lanes, low, take, drop):
    """Least value that one move of the party, or staying, can lead to, in place."""
    if lanes == 1:
        _close_line(block, rows, low, take, drop)
    elif ((take | drop) >> low) & (rows - 1):
        _close_block(block, rows, lanes, low, take, drop)
    else:
        _level_block(block, rows, lanes)


@kernel
def lanes_of(low):
    """How many neighbouring fibres are worked on together."""
    return min(LANES, 1 << low)


@kernel
def close_moves(values, low, width, take, drop, start, stop):
    """values[state] becomes the least over `state` and the party's moves from it.

    Returns whether anything changed. Infeasible states are passed over, not entered.
    """
    rows = 1 << width
    lanes = lanes_of(low)
    block = np.empty(rows * lanes, dtype=np.int32)
    changed = False
    for fibre in range(start, stop, lanes):
        base = first_state(fibre, low, width)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                block[row * lanes + lane] = values[at + lane]
        close_block(block, rows, lanes, low, take, drop)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                old = values[at + lane]
                new = block[row * lanes + lane]
                if new < old and old != INFEASIBLE:
                    values[at + lane] = new
                    changed = True
    return changed


@kernel
def best_move(own, best, low, width, take, drop, start, stop):
    """best[state]: the greatest own[] over `state` and the party's moves from it."""
    rows = 1 << width
    lanes = lanes_of(low)
    block = np.empty(rows * lanes, dtype=np.int32)
    for fibre in range(start, stop, lanes):
        base = first_state(fibre, low, width)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                value = own[at + lane]
                block[row * lanes + lane] = value if value == INFEASIBLE else -value
        close_block(block, rows, lanes, low, take, drop)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                feasible = own[at + lane] != INFEASIBLE
                best[at + lane] = -block[row * lanes + lane] if feasible else INFEASIBLE


@kernel
def judge(own, threat, verdicts, flag, low, width, take, drop, start, stop):
    """Set `flag` in verdicts[state] where no move of the party escapes its threat.

    A move to `s` leaves the party with min(own[s], threat[s]) at worst: that many states
    are improvements or sanctions at once, so no mask of improvements is needed.
    """
    rows = 1 << width
    lanes = lanes_of(low)
    block = np.empty(rows * lanes, dtype=np.int32)
    for fibre in range(start, stop, lanes):
        base = first_state(fibre, low, width)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                value = min(own[at + lane], threat[at + lane])
                block[row * lanes + lane] = value if value == INFEASIBLE else -value
        close_block(block, rows, lanes, low, take, drop)
        for row in range(rows):
            at = base + (row << low)
            for lane in range(lanes):
                value = own[at + lane]
                if value != INFEASIBLE and -block[row * lanes + lane] <= value:
                    verdicts[at + lane] |= flag
