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

    to[to_starts[list] : to_starts[list + 1]] are the states that a list leads to (to_heights: how
    the party ranks them, once sorted), `by` those that it starts at; these are the same where
    `shared`. home[state, party] is the list that starts at a state. Where bits[party] > 0, a
    move goes from a state to another only if the bits of kind[state, party] are all in
    kind[other, party]. Where the lists are `whole`, no combination of options is ruled out.
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
    shared: bool
    whole: bool


@kernel
def gather(ids: Longs, values: Ints, lists: int) -> tuple[Longs, Ints]:
    """starts[list] and members: the values by the list that `ids` says, in the given order."""
    starts = np.zeros(lists + 1, dtype=np.int64)
    for at in range(ids.size):
        starts[ids[at] + 1] += 1
    for one in range(lists):
        starts[one + 1] += starts[one]
    place = starts[:-1].copy()
    members = np.empty(values.size, dtype=np.int32)
    for at in range(ids.size):
        members[place[ids[at]]] = values[at]
        place[ids[at]] += 1
    return starts, members


@kernel
def list_moves(lists: Lists, party: int, of: Ints, to: Ints) -> int:
    """Count the party's moves; write them, of[move] -> to[move] by state, if there is room."""
    count = 0
    bits = lists.bits[party]
    for state in range(lists.home.shape[0]):
        one = lists.home[state, party]
        for at in range(lists.to_starts[one], lists.to_starts[one + 1]):
            after = lists.to[at]
            if after == state or (bits and lists.kind[state, party] & ~lists.kind[after, party]):
                continue
            if of.size:
                of[count], to[count] = state, after
            count += 1
    return count


@kernel
def _sort(rank: Ints, party: int, starts: Longs, members: Ints, heights: Ints) -> None:
    for one in range(starts.size - 1):
        first, last = starts[one], starts[one + 1]
        if last - first > 16:
            keys = np.empty(last - first, dtype=np.int64)
            for at in range(first, last):
                state = members[at]
                keys[at - first] = (np.int64(NEVER - rank[state, party]) << 32) | state
            keys.sort()
            for at in range(first, last):
                members[at] = keys[at - first] & 0xFFFFFFFF
                heights[at] = NEVER - (keys[at - first] >> 32)
            continue
        for at in range(first, last):
            state, height, to = members[at], rank[members[at], party], at
            while to > first and heights[to - 1] < height:
                members[to], heights[to] = members[to - 1], heights[to - 1]
                to -= 1
            members[to], heights[to] = state, height


@kernel
def sort_lists(rank: Ints, lists: Lists, party: int) -> None:
    """Order the party's lists from its best state to its worst, in place."""
    first, last = lists.ends[party], lists.ends[party + 1] + 1
    _sort(rank, party, lists.to_starts[first:last], lists.to, lists.to_heights)
    if not lists.shared:
        _sort(rank, party, lists.by_starts[first:last], lists.by, lists.by_heights)


@kernel
def _enter(low: Ints, kind: int, value: int) -> None:
    """Make a value known to all that can move to a state of this kind."""
    if value >= low[kind]:
        return
    part = kind
    while True:
        low[part] = min(low[part], value)
        if part == 0:
            return
        part = (part - 1) & kind


@kernel
def _spread(values: Ints, lists: Lists, party: int, source: int, improving: bool) -> bool:
    """Lower values[state, .] to the least values[., source] that a move of the party leads to.

    Values of the source itself stay, unless it is the only column. Whether anything changed.
    """
    changed, columns = False, values.shape[1]
    bits = lists.bits[party]
    low = np.empty(1 << bits, dtype=np.int32)
    to, to_heights, to_starts = lists.to, lists.to_heights, lists.to_starts
    by = to if lists.shared else lists.by
    by_heights = to_heights if lists.shared else lists.by_heights
    by_starts = to_starts if lists.shared else lists.by_starts
    kind = lists.kind
    for one in range(lists.ends[party], lists.ends[party + 1]):
        low[:] = NEVER
        at, last = to_starts[one], to_starts[one + 1]
        for place in range(by_starts[one], by_starts[one + 1]):
            while at < last and (not improving or to_heights[at] > by_heights[place]):
                if bits:
                    _enter(low, kind[to[at], party], values[to[at], source])
                else:
                    low[0] = min(low[0], values[to[at], source])
                at += 1
            state = by[place]
            least = low[kind[state, party]] if bits else low[0]
            for column in range(columns):
                if least < values[state, column] and (column != source or columns == 1):
                    values[state, column] = least
                    changed = True
    return changed


@kernel
def least_reached(
    values: Ints, lists: Lists, movers: Mask, improving: bool, tracked: bool
) -> tuple[Ints, bool]:
    """least[state]: the least value over `state` and all that `movers` can bring about from it.

    `improving` allows each mover only moves that pay for it; the lists are sorted then. `tracked`
    says that two moves of one party need not amount to one, so that no party moves twice in a row:
    column k of the work space is what can follow after party k, the last one what can follow after
    nobody. Also returned: whether it was settled within `MOST_STEPS`.
    """
    parties = np.flatnonzero(movers)
    least = np.empty((values.size, movers.size + 1 if tracked else 1), dtype=np.int32)
    for state in range(values.size):
        least[state, :] = values[state]
    clean = step = 0
    once = lists.whole and not improving and not tracked
    while clean < parties.size and step * values.size < MOST_STEPS:
        mover = parties[step % parties.size]
        changed = _spread(least, lists, mover, mover if tracked else 0, improving)
        closed = tracked or lists.shared
        clean = clean + 1 if once or not changed else 1 if closed else 0
        step += 1
    return least[:, least.shape[1] - 1].copy(), clean >= parties.size


@kernel
def best_after(values: Ints, lists: Lists, party: int) -> Ints:
    """best[state]: the greatest value over `state` and the party's moves from it."""
    turned = np.empty((values.size, 2), dtype=np.int32)
    for state in range(values.size):
        turned[state, :] = -values[state]
    _spread(turned, lists, party, 0, False)
    return -turned[:, 1]


@kernel
def judge_party(
    rank: Ints, lists: Lists, tracked: bool, party: int, wanted: int, verdicts: NDArray[np.uint8]
) -> bool:
    """Set in verdicts[state] one bit for each wanted concept under which the state is stable.

    Bit 0 nash, 1 gmr, 2 smr, 3 seq, 4 sseq: 2 and 4 look at the party's own answer, 3 and 4 at
    sanctions that pay. A move to `s` leaves the party with the lesser of s and what follows: that
    many states are improvements or sanctions at once, so the best of these is what counts.
    Returns whether all was settled.
    """
    own = rank[:, party].copy()
    best = best_after(own, lists, party)
    others = np.ones(rank.shape[1], dtype=np.bool_)
    others[party] = False
    settled = True
    for bit in range(5):
        if not wanted >> bit & 1:
            continue
        threat = best if bit == 2 or bit == 4 else own
        if bit > 0:
            threat, known = least_reached(threat, lists, others, bit >= 3, tracked)
            settled &= known
        after = best_after(np.minimum(own, threat), lists, party)
        for state in range(own.size):
            if after[state] <= own[state]:
                verdicts[state] |= 1 << bit
    return settled


@kernel
def judge_draws(
    rank: Ints, lists: Lists, tracked: bool, judged: Mask, wanted: int, verdicts: NDArray[np.uint8]
) -> bool:
    """verdicts[draw, party, state] for rank[draw, state, party]; sorts the lists."""
    settled = True
    for draw in range(rank.shape[0]):
        for party in range(judged.size):
            if wanted >= 8:
                sort_lists(rank[draw], lists, party)
        for party in range(judged.size):
            if judged[party]:
                settled &= judge_party(
                    rank[draw], lists, tracked, party, wanted, verdicts[draw, party]
                )
    return settled


@kernel
def seek(
    start: int, ends: Ints, rank: Ints, lists: Lists, movers: Mask, improving: bool, tracked: bool
) -> tuple[int, Longs, Ints]:
    """Breadth first from `start` to the first other state where `ends` is 1; -1 closes a state.

    Returns its node (-1 where there is none), parent[node] (-2 unseen) and by[node]: who moved. A
    node is a state with the party that moved last (the last number for nobody), if that is tracked.
    """
    states, parties = rank.shape
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
