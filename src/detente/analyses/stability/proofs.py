"""Shortest legal sequences of moves, and why a state is stable for a party or not.

A certificate can be replayed move by move: a stable state lists every improvement of the party with
its sanction, an unstable one the improvement that nobody sanctions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.kernels import (
    NEVER,
    Flips,
    Ints,
    Lists,
    Longs,
    best_after,
    flipped,
)
from detente.analyses.stability.problem import Mask, Party, Problem, State
from detente.exhibits import internal
from detente.kernels import kernel

CREDIBLE = ("seq", "sseq")
"""Concepts whose sanctions have to pay."""
SYMMETRIC = ("smr", "sseq")
"""Concepts that look at the party's own answer to a sanction."""
UNSEEN = -2


@dataclass(frozen=True, slots=True)
class Step:
    """A move of one party to a state."""

    mover: Party = field(metadata={"called": "party"})
    state: State = field(metadata={"called": "to"})


Way = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """An improvement of the party and the others' shortest answer that deters it, if any."""

    improvement: State = field(metadata={"called": "to"})
    sanction: Way = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A verdict with its proof."""

    party: Party
    concept: str
    stable: bool
    deviations: tuple[Deviation, ...] = field(metadata={"called": "improvements"})
    state: State = internal()


class Ways(NamedTuple):
    """The shortest ways from one state to all others that can be reached.

    Nodes are states, or states with the party that moved last: node // kinds is the state.
    """

    start: int
    parent: NDArray[np.int64]
    mover: NDArray[np.int32]
    kinds: int

    def to(self, end: int) -> Way | None:
        """Moves on the way to a state; empty for the start itself, None where there is no way."""
        if end == self.start:
            return ()
        nodes = range(end * self.kinds, (end + 1) * self.kinds)
        found = [self.from_start(node) for node in nodes if self.parent[node] != UNSEEN]
        return min(found, key=len, default=None)

    def reached(self) -> set[int]:
        """The start and all states that there is a way to."""
        return set((np.flatnonzero(self.parent != UNSEEN) // self.kinds).tolist())

    def from_start(self, node: int) -> Way:
        """Moves on the way to a node."""
        steps = []
        while self.parent[node] >= 0:
            steps.append(Step(Party(self.mover[node]), State(node // self.kinds)))
            node = int(self.parent[node])
        return tuple(reversed(steps))


def ways(
    problem: Problem,
    start: int,
    *,
    improving: bool,
    movers: Mask | None = None,
    avoided: int | None = None,
) -> Ways:
    """Fewest moves of anyone (or of `movers`) from one state to every other.

    `improving` allows each mover only what it prefers, by the first draw; `avoided` is a state that
    may not be passed.
    """
    ends = np.zeros(problem.states, dtype=np.int32)
    if avoided is not None:
        ends[avoided] = -1
    movers = np.ones(len(problem.parties), dtype=np.bool_) if movers is None else movers
    return _search(problem, start, ends, movers, improving=improving)[1]


def _search(
    problem: Problem, start: int, ends: NDArray[np.int32], movers: Mask, *, improving: bool
) -> tuple[int, Ways]:
    """First node in `ends` (-1 without) and the ways searched until then."""
    node, parent, by = _seek(start, ends, problem.rank[0], problem.moves.lists, movers, improving)
    return int(node), Ways(start, parent, by, parent.size // problem.states)


@kernel
def _following(state: int, last: int, party: int, flips: Flips) -> int:
    """The first state after `last` that a flip of the party leads to, else the state itself."""
    found = NEVER
    for flip in range(flips.starts[party], flips.starts[party + 1]):
        after = flipped(state, flip, flips)
        if after != state and last < after < found:
            found = after
    return found if found < NEVER else state


@kernel
def _seek(
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
            after = -1
            for at in range(count):
                if line >= 0:
                    after = lists.to[first + at]
                else:
                    after = _following(state, after, mover, flips)
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


def certify(problem: Problem, party: int, state: int, concept: str) -> Certificate:
    """The certificate of one verdict, for the first draw's preferences."""
    found = []
    for deviation in deviations(problem, party, state, concept):
        if not deviation.sanction:
            return Certificate(Party(party), concept, False, (deviation,), State(state))
        found.append(deviation)
    return Certificate(Party(party), concept, True, tuple(found), State(state))


def deviations(problem: Problem, party: int, state: int, concept: str) -> Iterator[Deviation]:
    """Each improvement of the party, best first, with the shortest sanction."""
    own = problem.rank[0, party]
    after = problem.moves.own(party, state)
    better = after[own[after] > own[state]]
    others = np.arange(len(problem.parties)) != party
    deters = own <= own[state]
    if concept in SYMMETRIC:
        deters &= best_after(own, problem.moves.lists, party) <= own[state]
    ends = deters.astype(np.int32)
    for improvement in better[np.argsort(-own[better], kind="stable")]:
        sanction: Way = ()
        if concept != "nash":
            improving = concept in CREDIBLE
            node, tree = _search(problem, int(improvement), ends, others, improving=improving)
            sanction = tree.from_start(node) if node >= 0 else ()
        yield Deviation(State(improvement), sanction)
