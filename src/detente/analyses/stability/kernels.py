"""Stability compiled: what parties can bring about, and for whom a state is stable.

The moves of a party with few options are flips: changes of its options, one bit each in a number
that a state has. Searched back from the states of the least values, each state is met once.

The moves of other parties are lists: from the states that a list starts at, the party can move to
those that it leads to. With the lists in the party's order of preference, best state first, one
pass over them finds for every state the least value that one improvement leads to. Such passes and
the search alternate until nothing changes.

rank[party, state] is int32, higher is better, equal is indifferent; values are int32, low is bad.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEVER = 2**31 - 1
MOST_STEPS = 1 << 31
"""States looked at in passes over one question."""


class Flips(NamedTuple):
    """Changes of options; those of a party are starts[party] to starts[party + 1].

    changed[flip] are the bits of the code of a state that change. Where combinations are ruled out,
    beside[state, flip] is the number of the state that a flip leads to, or from, or the state's own
    number. Bit `flip` of open[state] says that the flip leads to the state, and once sorted that of
    worse[state] that it pays. Where the moves of all parties are free, blocks[party] are the bits
    of all its options, and else there are none.
    """

    starts: Longs
    changed: Longs
    beside: Ints
    open: Longs
    worse: Longs
    blocks: Longs


class Lists(NamedTuple):
    """Moves of all parties: flips, or lists, those of a party ends[party] to ends[party + 1].

    to[to_starts[list] : to_starts[list + 1]] are the states that a list leads to, `by` those that
    it starts at; home[state, column[party]] is the list that starts at a state, and the column is
    -1 where a party has flips. Where bits[party] > 0, a move goes from a state to another only if
    the bits of kind[state, column] are all in kind[other, column]. Once sorted, each party's best
    states come first in its lists, and to_heights and by_heights say how it ranks them. `tracked`:
    two moves of one party need not amount to one, so no party moves twice in a row.
    """

    flips: Flips
    ends: Longs
    column: Longs
    home: Ints
    kind: Ints
    bits: Longs
    to_starts: Longs
    to: Ints
    to_heights: Ints
    by_starts: Longs
    by: Ints
    by_heights: Ints
    tracked: bool


@kernel
def _next(state: int, flip: int, flips: Flips) -> int:
    """The state that a flip leads to, or from; the state itself where there is none."""
    if flips.beside.size:
        return int(flips.beside[state, flip])
    return int(state ^ flips.changed[flip])


@kernel
def _flipped(state: int, flip: int, flips: Flips) -> int:
    """The state that a flip leads to; the state itself where it is not open."""
    after = _next(state, flip, flips)
    return after if flips.open[after] >> flip & 1 else state


@kernel
def sort_flips(rank: Ints, flips: Flips, worse: Longs) -> None:
    """Set worse[draw, state], see `Flips`, for rank[draw, party, state]."""
    for draw in range(rank.shape[0]):
        worse[draw] = 0
        for party in range(rank.shape[1]):
            own = rank[draw, party]
            for flip in range(flips.starts[party], flips.starts[party + 1]):
                for state in range(own.size):
                    pays = own[_next(state, flip, flips)] < own[state]
                    worse[draw, state] |= flips.open[state] & (np.int64(pays) << flip)


@kernel
def _search_back(values: Ints, flips: Flips, movers: Mask, improving: bool) -> bool:
    """Lower values[state] to the least one that flips of the movers can bring about.

    Returns whether anything changed.
    """
    allowed = np.int64(0)
    for party in np.flatnonzero(movers):
        for flip in range(flips.starts[party], flips.starts[party + 1]):
            allowed |= np.int64(1) << flip
    ends = np.zeros(values.max() + 2, dtype=np.int64)
    for value in values:
        ends[value + 1] += 1
    ends = np.cumsum(ends)
    ordered = np.empty(values.size, dtype=np.int32)
    for state in range(values.size):
        ordered[ends[values[state]]] = state
        ends[values[state]] += 1
    changed, whole = False, flips.beside.size == 0
    marks = flips.worse if improving else flips.open
    ready, waiting = np.zeros(values.size, dtype=np.uint8), np.empty(values.size, dtype=np.int32)
    for first in ordered:
        if ready[first]:
            continue
        waiting[0], size, ready[first] = first, 1, 1
        least = values[first]
        while size:
            size -= 1
            here = np.uint64(waiting[size])
            changed |= values[here] != least
            values[here] = least
            ways = marks[here] & allowed
            for flip in range(flips.changed.size):
                if whole:  # without a branch on whether the flip leads here, as half of them do
                    before = here ^ np.uint64(flips.changed[flip] & -(ways >> flip & 1))
                else:
                    before = here if ways >> flip & 1 == 0 else np.uint64(flips.beside[here, flip])
                if not ready[before]:
                    waiting[size], ready[before] = before, 1
                    size += 1
    return changed


@kernel
def _spread(values: Ints, lists: Lists, party: int, source: int, improving: bool) -> bool:
    """Lower values[., state] to the least values[source, .] that a move of the party leads to.

    Values of the source itself stay, unless it is the only column. Whether anything changed.
    low[kind] is the least value of the states that those of a kind can move to so far.
    """
    changed, columns = False, values.shape[0]
    bits, line = lists.bits[party], lists.column[party]
    low = np.empty(1 << bits, dtype=np.int32)
    kind = 0
    for one in range(lists.ends[party], lists.ends[party + 1]):
        low[:] = NEVER
        at, last = lists.to_starts[one], lists.to_starts[one + 1]
        for place in range(lists.by_starts[one], lists.by_starts[one + 1]):
            while at < last and (not improving or lists.to_heights[at] > lists.by_heights[place]):
                value = values[source, lists.to[at]]
                if bits:
                    kind = lists.kind[lists.to[at], line]
                part = kind if value < low[kind] else -1
                while part >= 0:
                    low[part] = min(low[part], value)
                    part = (part - 1) & kind if part else -1
                at += 1
            state = lists.by[place]
            least = low[lists.kind[state, line]] if bits else low[0]
            for column in range(columns):
                if least < values[column, state] and (column != source or columns == 1):
                    values[column, state] = least
                    changed = True
    return changed


@kernel
def least_reached(values: Ints, lists: Lists, movers: Mask, improving: bool) -> tuple[Ints, bool]:
    """least[state]: the least value over `state` and all that `movers` can bring about from it.

    `improving` allows each mover only moves that pay for it; the lists are sorted then. Where moves
    are tracked, column k of the work space is what can follow after party k, the last one what can
    follow after nobody. Also returned: whether it was settled within `MOST_STEPS`.
    """
    fixed = ~np.int64(0)
    for party in range(lists.flips.blocks.size):
        if movers[party]:
            fixed &= ~lists.flips.blocks[party]
    if lists.flips.blocks.size and not improving:
        found = np.full(values.size, NEVER, dtype=np.int32)
        for state in range(values.size):
            found[state & fixed] = min(found[state & fixed], values[state])
        for state in range(values.size):
            found[state] = found[state & fixed]
        return found, True
    listed = np.flatnonzero(movers & (lists.column >= 0))
    turns = listed.size + (listed.size < movers.sum())
    least = np.empty((movers.size + 1 if lists.tracked else 1, values.size), dtype=np.int32)
    least[:] = values
    clean = step = 0
    while clean < turns and step * values.size < MOST_STEPS:
        turn = step % turns
        if turn < listed.size:
            mover = listed[turn]
            changed = _spread(least, lists, mover, mover if lists.tracked else 0, improving)
        else:
            changed = _search_back(least[0], lists.flips, movers, improving)
        clean = 1 if changed else clean + 1
        step += 1
    return least[-1].copy(), clean >= turns


@kernel
def best_after(values: Ints, lists: Lists, party: int) -> Ints:
    """best[state]: the greatest value over `state` and the party's moves from it."""
    flips = lists.flips
    if lists.column[party] < 0:
        best = values.copy()
        for flip in range(flips.starts[party], flips.starts[party + 1]):
            for state in range(values.size):
                best[state] = max(best[state], values[_flipped(state, flip, flips)])
        return best
    mover = np.zeros(lists.bits.size, dtype=np.bool_)
    mover[party] = True
    improving = party < 0  # never; a constant would have least_reached compiled once more for it
    return -least_reached(-values, lists, mover, improving)[0]


@kernel
def judge_draws(
    rank: Ints, lists: Lists, judged: Mask, wanted: int, verdicts: NDArray[np.uint8]
) -> bool:
    """Set in verdicts[draw, party, state] one bit for each wanted concept that holds there.

    rank[draw, party, state]; the lists' `to`, `by`, heights and `worse` have a draw axis first, for
    seq and sseq. Bit 0 nash, 1 gmr, 2 smr, 3 seq, 4 sseq: 2 and 4 look at the party's own answer, 3
    and 4 at sanctions that pay. A move to `s` leaves the party with the lesser of s
    and what follows: that many states are improvements or sanctions at once, so the best of these
    is what counts. Returns whether all was settled.
    """
    settled = True
    for draw in range(rank.shape[0]):
        flips = lists.flips
        flips = Flips(
            flips.starts, flips.changed, flips.beside, flips.open, flips.worse[draw], flips.blocks
        )
        here = Lists(
            flips, lists.ends, lists.column, lists.home, lists.kind, lists.bits,
            lists.to_starts, lists.to[draw], lists.to_heights[draw],
            lists.by_starts, lists.by[draw], lists.by_heights[draw],
            lists.tracked,
        )  # fmt: skip
        for party in range(judged.size):
            if not judged[party]:
                continue
            own = rank[draw, party]
            best = best_after(own, here, party)
            others = np.ones(judged.size, dtype=np.bool_)
            others[party] = False
            worth = np.empty(own.size, dtype=np.int32)
            for bit in range(5):
                if not wanted >> bit & 1:
                    continue
                threat = best if bit == 2 or bit == 4 else own
                if bit > 0:
                    threat, known = least_reached(threat, here, others, bit >= 3)
                    settled &= known
                for state in range(own.size):
                    worth[state] = min(own[state], threat[state])
                after = best_after(worth, here, party)
                for state in range(own.size):
                    if after[state] <= own[state]:
                        verdicts[draw, party, state] |= 1 << bit
    return settled


@kernel
def seek(
    start: int, ends: Ints, rank: Ints, lists: Lists, movers: Mask, improving: bool
) -> tuple[int, Longs, Ints]:
    """Breadth first from `start` to the first other state where `ends` is 1; -1 closes a state.

    Returns its node (-1 where there is none), parent[node] (-2 unseen) and by[node]: who moved. A
    node is a state with the party that moved last (the last number for nobody), if that is tracked.
    """
    parties, states = rank.shape
    tracked, flips = lists.tracked, lists.flips
    kinds = parties + 1 if tracked else 1
    parent = np.full(states * kinds, -2, dtype=np.int64)
    by = np.full(states * kinds, -1, dtype=np.int32)
    queue = np.empty(states * kinds, dtype=np.int64)
    spent = np.zeros(lists.to_starts.size - 1, dtype=np.bool_)
    queue[0] = np.int64(start) * kinds + kinds - 1
    parent[queue[0]] = -1
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        state, last = node // kinds, node % kinds
        for mover in range(parties):
            if not movers[mover] or (tracked and mover == last):
                continue
            line, bits = lists.column[mover], lists.bits[mover]
            first, count = flips.starts[mover], flips.starts[mover + 1] - flips.starts[mover]
            if line >= 0:
                one = lists.home[state, line]
                if spent[one]:
                    continue
                spent[one] = not (improving or tracked or bits)
                first, count = lists.to_starts[one], lists.to_starts[one + 1] - lists.to_starts[one]
            turned = line < 0 and count > 1
            own = state // flips.changed[first] & count if turned else 0
            for at in range(count + turned):
                if line >= 0:
                    after = lists.to[first + at]
                else:
                    flip = first + ((at ^ own) - 1 if turned else at)  # ascending states
                    after = _flipped(state, flip, flips) if flip >= first else state
                there = np.int64(after) * kinds + (mover if tracked else 0)
                if after == state or parent[there] != -2 or ends[after] < 0:
                    continue
                if bits and lists.kind[state, line] & ~lists.kind[after, line]:
                    continue
                if improving and rank[mover, after] <= rank[mover, state]:
                    continue
                parent[there], by[there] = node, mover
                if ends[after] > 0:
                    return int(there), parent, by
                queue[tail] = there
                tail += 1
    return -1, parent, by
