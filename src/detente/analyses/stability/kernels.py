"""Stability compiled: what parties can bring about, and for whom a state is stable.

The moves of a party are lists: from the states that a list starts at, the party can move to those
that it leads to. With the lists in the party's order of preference, best state first, one pass over
them finds for every state the least value that one improvement leads to. Passes alternate between
the parties until nothing changes.

rank[state, party] is int32, higher is better, equal is indifferent; values are int32, low is bad.
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


class Lists(NamedTuple):
    """Moves of all parties as lists; those of a party are ends[party] to ends[party + 1].

    to[to_starts[list] : to_starts[list + 1]] are the states that a list leads to, `by` those that
    it starts at; home[state, party] is the list that starts at a state. Where bits[party] > 0, a
    move goes from a state to another only if the bits of kind[state, party] are all in
    kind[other, party]. Once sorted, each party's best states come first in its lists, and
    to_heights and by_heights say how it ranks them. `whole`: no combination of options is ruled
    out. `tracked`: two moves of one party need not amount to one, so no party moves twice in a row.
    """

    ends: Longs
    home: Ints
    kind: Ints
    bits: Longs
    to_starts: Longs
    to: Ints
    to_heights: Ints
    by_starts: Longs
    by: Ints
    by_heights: Ints
    whole: bool
    tracked: bool


@kernel
def _spread(values: Ints, lists: Lists, party: int, source: int, improving: bool) -> bool:
    """Lower values[state, .] to the least values[., source] that a move of the party leads to.

    Values of the source itself stay, unless it is the only column. Whether anything changed.
    low[kind] is the least value of the states that those of a kind can move to so far.
    """
    changed, columns = False, values.shape[1]
    bits = lists.bits[party]
    low = np.empty(1 << bits, dtype=np.int32)
    kind = 0
    for one in range(lists.ends[party], lists.ends[party + 1]):
        low[:] = NEVER
        at, last = lists.to_starts[one], lists.to_starts[one + 1]
        for place in range(lists.by_starts[one], lists.by_starts[one + 1]):
            while at < last and (not improving or lists.to_heights[at] > lists.by_heights[place]):
                value = values[lists.to[at], source]
                if bits:
                    kind = lists.kind[lists.to[at], party]
                part = kind if value < low[kind] else -1
                while part >= 0:
                    low[part] = min(low[part], value)
                    part = (part - 1) & kind if part else -1
                at += 1
            state = lists.by[place]
            least = low[lists.kind[state, party]] if bits else low[0]
            for column in range(columns):
                if least < values[state, column] and (column != source or columns == 1):
                    values[state, column] = least
                    changed = True
    return changed


@kernel
def least_reached(values: Ints, lists: Lists, movers: Mask, improving: bool) -> tuple[Ints, bool]:
    """least[state]: the least value over `state` and all that `movers` can bring about from it.

    `improving` allows each mover only moves that pay for it; the lists are sorted then. Where moves
    are tracked, column k of the work space is what can follow after party k, the last one what can
    follow after nobody. Also returned: whether it was settled within `MOST_STEPS`.
    """
    parties = np.flatnonzero(movers)
    least = np.empty((values.size, movers.size + 1 if lists.tracked else 1), dtype=np.int32)
    for state in range(values.size):
        least[state, :] = values[state]
    clean = step = 0
    once = lists.whole and not improving and not lists.tracked
    while clean < parties.size and step * values.size < MOST_STEPS:
        mover = parties[step % parties.size]
        changed = _spread(least, lists, mover, mover if lists.tracked else 0, improving)
        clean = clean + 1 if once or not changed else 1
        step += 1
    return least[:, least.shape[1] - 1].copy(), clean >= parties.size


@kernel
def best_after(values: Ints, lists: Lists, party: int) -> Ints:
    """best[state]: the greatest value over `state` and the party's moves from it."""
    mover = np.zeros(lists.bits.size, dtype=np.bool_)
    mover[party] = True
    turned = np.empty(values.size, dtype=np.int32)
    for state in range(values.size):
        turned[state] = -values[state]
    improving = party < 0  # never; a constant would have least_reached compiled once more for it
    turned, _ = least_reached(turned, lists, mover, improving)
    for state in range(values.size):
        turned[state] = -turned[state]
    return turned


@kernel
def judge_draws(
    rank: Ints, lists: Lists, judged: Mask, wanted: int, verdicts: NDArray[np.uint8]
) -> bool:
    """Set in verdicts[draw, party, state] one bit for each wanted concept that holds there.

    rank[draw, state, party]; the lists' `to`, `by` and heights have a draw axis first and are
    sorted for seq and sseq. Bit 0 nash, 1 gmr, 2 smr, 3 seq, 4 sseq: 2 and 4 look at the party's
    own answer, 3 and 4 at sanctions that pay. A move to `s` leaves the party with the lesser of s
    and what follows: that many states are improvements or sanctions at once, so the best of these
    is what counts. Returns whether all was settled.
    """
    settled = True
    for draw in range(rank.shape[0]):
        here = Lists(
            lists.ends, lists.home, lists.kind, lists.bits,
            lists.to_starts, lists.to[draw], lists.to_heights[draw],
            lists.by_starts, lists.by[draw], lists.by_heights[draw],
            lists.whole, lists.tracked,
        )  # fmt: skip
        for party in range(judged.size):
            if not judged[party]:
                continue
            own = rank[draw, :, party].copy()
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
    states, parties = rank.shape
    tracked = lists.tracked
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
            one, bits = lists.home[state, mover], lists.bits[mover]
            if not movers[mover] or (tracked and mover == last) or spent[one]:
                continue
            spent[one] = not (improving or tracked or bits)
            for at in range(lists.to_starts[one], lists.to_starts[one + 1]):
                after = lists.to[at]
                there = np.int64(after) * kinds + (mover if tracked else 0)
                if after == state or parent[there] != -2 or ends[after] < 0:
                    continue
                if bits and lists.kind[state, mover] & ~lists.kind[after, mover]:
                    continue
                if improving and rank[after, mover] <= rank[state, mover]:
                    continue
                parent[there], by[there] = node, mover
                if ends[after] > 0:
                    return int(there), parent, by
                queue[tail] = there
                tail += 1
    return -1, parent, by
