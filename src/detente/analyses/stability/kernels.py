"""Stability compiled: what parties can bring about, and for whom a state is stable.

The moves of a party with few options are flips: changes of its options, one bit each in a number
that a state has. The moves of other parties are lists of states. What others can bring about is
searched back from the states of the least values, over what leads to a state; so each state is met
once, or twice where it matters who moved last.

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


class Flips(NamedTuple):
    """Changes of options; those of a party are starts[party] to starts[party + 1].

    changed[flip] are the bits of the code of a state that change. Where combinations are ruled out,
    beside[state, flip] is the number of the state that a flip leads to, or from, or the state's own
    number. Bit `flip` of open[state] says that the flip leads to the state, and once sorted that of
    worse[state] that it pays.
    """

    starts: Longs
    changed: Longs
    beside: Ints
    open: Longs
    worse: Longs


class Lists(NamedTuple):
    """Moves of all parties: flips, or lists, those of a party ends[party] to ends[party + 1].

    With home = home[state, column[party]], to[to_starts[home] : to_starts[home + 1]] are the states
    that the party can move to, and `before`, with its starts, those that it can come from; once
    sorted by `rank`, the worst for the party come first there. The column is -1 where a party has
    flips. Where bits[party] > 0, moves that lose a bit of kind[state, column] are left out, and the
    party comes from the lists home + part for all parts of the bits of the kind. `back`: every move
    can be taken back. Of options, blocks[party] are the bits of the party's own, and codes[state]
    those taken, where combinations are ruled out. `tracked`: two moves of one party need not amount
    to one, so no party moves twice in a row.
    """

    flips: Flips
    ends: Longs
    column: Longs
    home: Ints
    kind: Ints
    bits: Longs
    to_starts: Longs
    to: Ints
    starts: Longs
    before: Ints
    rank: Ints
    blocks: Longs
    codes: Longs
    back: bool
    tracked: bool


@kernel
def _next(state: int, flip: int, flips: Flips) -> int:
    """The state that a flip leads to, or from; the state itself where there is none."""
    if flips.beside.size:
        return int(flips.beside[state, flip])
    return int(state ^ flips.changed[flip])


@kernel
def flipped(state: int, flip: int, flips: Flips) -> int:
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
def _ascending(values: Ints) -> Ints:
    """The states by their values, from 0 up."""
    ends = np.cumsum(np.bincount(values + 1))
    ordered = np.empty(values.size, dtype=np.int32)
    for state in range(values.size):
        ordered[ends[values[state]]] = state
        ends[values[state]] += 1
    return ordered


class _Search(NamedTuple):
    """How far a search has come.

    ready[state] is 1 where what is sought can follow unless only[state] moved last, 2 where it can
    whoever did. Of waiting[place], tasks[place] says who can come there: -1 all, party all but that
    one, -2 - party only that one. Of a list, passed[list] is the first member that has not been
    met, and due[list] at most its rank.
    """

    ready: NDArray[np.uint8]
    only: Ints
    waiting: Ints
    tasks: Ints
    passed: Longs
    due: Ints


@kernel
def _flips_of(movers: Mask, flips: Flips, single: bool) -> int:
    """One bit for each flip of the movers, or for each of a `single` option."""
    allowed = np.int64(0)
    for party in np.flatnonzero(movers):
        for flip in range(flips.starts[party], flips.starts[party + 1]):
            several = flips.changed[flip] & (flips.changed[flip] - 1) != 0
            allowed |= np.int64(not (single and several)) << flip
    return int(allowed)


@kernel
def _meet(
    here: int, task: int, listed: Longs, lists: Lists, search: _Search, improving: bool, count: int
) -> int:
    """Let all wait from which a listed party comes here, see `_Search`; how many wait then."""
    ready, only = search.ready, search.only
    for mover in listed:
        if mover == task or (task < -1 and mover != -2 - task):
            continue
        own, line = lists.rank[mover], lists.column[mover]
        home, height = lists.home[here, line], own[here] if improving else np.int32(0)
        kind = lists.kind[here, line] if lists.bits[mover] else 0
        part = kind
        while part >= 0:
            one = home + part
            part = (part - 1) & kind if part else -1
            if search.due[one] >= height:
                continue
            at, last = search.passed[one], lists.starts[one + 1]
            while at < last and (not improving or own[lists.before[at]] < height):
                state = lists.before[at]
                at += 1
                if ready[state] == 2 or (ready[state] and only[state] == mover):
                    continue
                search.waiting[count] = state
                if lists.tracked:
                    search.tasks[count] = -2 - only[state] if ready[state] else mover
                    only[state] = mover
                ready[state] += 1 if lists.tracked else 2
                count += 1
            search.passed[one] = at
            search.due[one] = own[lists.before[at]] if improving and at < last else NEVER
    return count


@kernel
def _search_back(values: Ints, lists: Lists, movers: Mask, improving: bool) -> Ints:
    """As `least_reached`, from the states of the least values to those that lead there."""
    flips, tracked, whole = lists.flips, lists.tracked, lists.flips.beside.size == 0
    allowed = _flips_of(movers, flips, whole and not improving)  # one after the other will do
    used = np.array([flip for flip in range(flips.changed.size) if allowed >> flip & 1], np.int64)
    listed = np.flatnonzero(movers & (lists.column >= 0))
    marks = flips.worse if improving else flips.open
    size = values.size * (2 if tracked else 1)
    ready, waiting = np.zeros(values.size, dtype=np.uint8), np.empty(size, dtype=np.int32)
    only, tasks = np.empty(size * tracked, dtype=np.int32), np.empty(size * tracked, dtype=np.int32)
    due = np.full(lists.starts.size, -1, dtype=np.int32)
    search = _Search(ready, only, waiting, tasks, lists.starts.copy(), due)
    least = values.copy()
    for first in _ascending(values):
        if ready[first] == 2:
            continue
        if tracked:
            tasks[0] = -2 - only[first] if ready[first] else -1
        waiting[0], count, ready[first] = first, 1, 2
        value = values[first]
        while count:
            count -= 1
            here = np.uint64(waiting[count])
            least[here] = min(least[here], value)
            ways = marks[here]
            for flip in used:
                if whole:  # without a branch on whether the flip leads here, as half of them do
                    before = here ^ np.uint64(flips.changed[flip] & -(ways >> flip & 1))
                else:
                    before = here if ways >> flip & 1 == 0 else np.uint64(flips.beside[here, flip])
                if not ready[before]:
                    waiting[count], ready[before] = before, 2
                    count += 1
            if listed.size:
                task = tasks[count] if tracked else -1
                count = _meet(here, task, listed, lists, search, improving, count)
    return least


@kernel
def _join(first: int, second: int, region: Ints) -> None:
    """Make one region of two states' regions."""
    while region[first] != first:
        region[first] = first = region[region[first]]
    while region[second] != second:
        region[second] = second = region[region[second]]
    least = min(first, second)
    region[max(first, second)] = least


@kernel
def _join_lower(state: int, allowed: int, flips: Flips, every: bool, region: Ints) -> None:
    """Join a state with one of those of lower number that a flip leads to, or with every one."""
    for flip in range(flips.changed.size):
        other = flips.beside[state, flip]
        if other < state and allowed >> flip & 1:
            _join(state, other, region)
            if not every:
                return


@kernel
def _regions(lists: Lists, movers: Mask) -> Ints:
    """The least state of those between which `movers` can move, where moves can be taken back.

    One flip for each state mostly does; all are needed only where states that differ in nothing
    that is fixed are still apart.
    """
    region = np.arange(lists.flips.open.size, dtype=np.int32)
    fixed = np.int64(~lists.blocks[movers].sum())
    if not lists.codes.size:
        return (region & fixed).astype(np.int32)
    for party in np.flatnonzero(movers):
        for one in range(lists.ends[party], lists.ends[party + 1]):
            for at in range(lists.starts[one] + 1, lists.starts[one + 1]):
                _join(lists.before[at - 1], lists.before[at], region)
    allowed = _flips_of(movers, lists.flips, False)
    for every in (False, True):
        for state in range(region.size):
            _join_lower(state, allowed, lists.flips, every, region)
        for state in range(region.size):
            region[state] = region[region[state]]
        least = np.sort(lists.codes[region == np.arange(region.size)] & fixed)
        if (least[1:] != least[:-1]).all():
            break
    return region


@kernel
def _least_in(region: Ints, values: Ints) -> Ints:
    """least[state]: the least value in its region."""
    found = np.full(values.size, NEVER, dtype=np.int32)
    for state in range(values.size):
        found[region[state]] = min(found[region[state]], values[state])
    return found[region]


@kernel
def least_reached(values: Ints, lists: Lists, movers: Mask, improving: bool) -> Ints:
    """least[state]: the least of values >= 0 over `state` and all that `movers` can bring about.

    `improving` allows each mover only moves that pay for it; the lists are sorted then.
    """
    if lists.back and not improving:
        return _least_in(_regions(lists, movers), values)
    return _search_back(values, lists, movers, improving)


@kernel
def best_after(values: Ints, lists: Lists, party: int) -> Ints:
    """best[state]: the greatest value over `state` and the party's moves from it."""
    best, flips, line = values.copy(), lists.flips, lists.column[party]
    if line < 0:
        for flip in range(flips.starts[party], flips.starts[party + 1]):
            several = flips.changed[flip] & (flips.changed[flip] - 1)  # one after the other will do
            for state in range(0 if several and not flips.beside.size else values.size):
                best[state] = max(best[state], best[flipped(state, flip, flips)])
        return best
    first, size = lists.ends[party], lists.ends[party + 1] - lists.ends[party]
    top = np.full(size, -1, dtype=np.int32)
    for state in range(values.size):
        one = lists.home[state, line] - first
        if lists.bits[party]:
            one += lists.kind[state, line]
        top[one] = max(top[one], values[state])
    for bit in range(lists.bits[party]):
        for one in range(size):
            top[one] = max(top[one], top[one | 1 << bit])
    for one in range(size):
        for at in range(lists.starts[first + one], lists.starts[first + one + 1]):
            state = lists.before[at]
            best[state] = max(best[state], top[one])
    return best


@kernel
def judge_draws(lists: Lists, judged: Mask, wanted: int, verdicts: NDArray[np.uint8]) -> None:
    """Set in verdicts[draw, party, state] one bit for each wanted concept that holds there.

    The lists' rank, `before` and `worse` have a draw axis first. Bit 0 nash, 1 gmr, 2 smr, 3 seq,
    4 sseq: 2 and 4 look at the party's own answer, 3 and 4 at sanctions that pay. A move to `s`
    leaves the party with the lesser of s and what follows: that many states are improvements or
    sanctions at once, so the best of these is what counts.
    """
    shared = lists.back and wanted & 6 != 0
    for draw in range(verdicts.shape[0]):
        flips = lists.flips
        here = Lists(
            Flips(flips.starts, flips.changed, flips.beside, flips.open, flips.worse[draw]),
            lists.ends, lists.column, lists.home, lists.kind, lists.bits,
            lists.to_starts, lists.to, lists.starts, lists.before[draw],
            lists.rank[draw], lists.blocks, lists.codes, lists.back, lists.tracked,
        )  # fmt: skip
        for party in np.flatnonzero(judged):
            own = here.rank[party]
            best = best_after(own, here, party)
            others = np.ones(judged.size, dtype=np.bool_)
            others[party] = False
            region = _regions(here, others) if shared else own
            worth = np.empty(own.size, dtype=np.int32)
            for bit in range(5):
                if not wanted >> bit & 1:
                    continue
                threat = best if bit in (2, 4) else own
                if bit in (1, 2) and shared:
                    threat = _least_in(region, threat)
                elif bit > 0:
                    threat = _search_back(threat, here, others, bit >= 3)
                for state in range(own.size):
                    worth[state] = min(own[state], threat[state])
                after = best_after(worth, here, party)
                for state in range(own.size):
                    if after[state] <= own[state]:
                        verdicts[draw, party, state] |= 1 << bit
