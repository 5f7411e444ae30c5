"""Shortest legal sequences of moves: sanctions, and ways from one state to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.kernels import seek
from detente.analyses.stability.moves import Moves
from detente.analyses.stability.problem import Problem

Mask = NDArray[np.bool_]

_UNSEEN = -2


@dataclass(frozen=True, slots=True)
class Step:
    """A move of one party to a state, both as numbers."""

    mover: int
    state: int

    def answer(self, problem: Problem) -> dict[str, str]:
        """Plain JSON values."""
        return {"party": problem.parties[self.mover], "to": problem.name(self.state)}


@dataclass(frozen=True, eq=False)
class Ways:
    """The shortest ways from one state to all others that can be reached.

    Nodes are states, or states with the party that moved last: node // kinds is the state.
    """

    start: int
    parent: NDArray[np.int64]
    mover: NDArray[np.int32]
    kinds: int

    def to(self, end: int) -> tuple[Step, ...] | None:
        """Moves on the way to a state; empty for the start itself, None where there is no way."""
        if end == self.start:
            return ()
        nodes = range(end * self.kinds, (end + 1) * self.kinds)
        found = [self.from_start(node) for node in nodes if self.parent[node] != _UNSEEN]
        return min(found, key=len, default=None)

    def from_start(self, node: int) -> tuple[Step, ...]:
        """Moves on the way to a node."""
        steps = []
        while self.parent[node] >= 0:
            steps.append(Step(int(self.mover[node]), node // self.kinds))
            node = int(self.parent[node])
        return tuple(reversed(steps))


def shortest(
    problem: Problem, start: int, ends: Mask, *, movers: Mask, improving: bool
) -> tuple[Step, ...] | None:
    """Fewest moves (at least one) of `movers` from `start` to a state in `ends`, or None.

    `improving` allows each mover only what it prefers, by the first draw.
    """
    node, tree = _search(problem, start, ends.astype(np.int32), movers, improving=improving)
    return tree.from_start(node) if node >= 0 else None


def ways(
    problem: Problem,
    start: int,
    *,
    improving: bool,
    movers: Mask | None = None,
    avoided: int | None = None,
) -> Ways:
    """Fewest moves of anyone (or of `movers`) from one state to every other.

    `avoided` is a state that may not be passed.
    """
    ends = np.zeros(problem.states, dtype=np.int32)
    if avoided is not None:
        ends[avoided] = -1
    movers = np.ones(len(problem.parties), dtype=np.bool_) if movers is None else movers
    return _search(problem, start, ends, movers, improving=improving)[1]


def reached(moves: Moves, start: int, movers: Mask) -> NDArray[np.intp]:
    """States other than `start` that a legal sequence of moves of `movers` can bring about."""
    nowhere = np.zeros(moves.states, dtype=np.int32)
    rank = np.zeros((moves.states, moves.parties), dtype=np.int32)
    _, parent, _ = seek(start, nowhere, rank, moves.lists, movers, False)
    seen = (parent.reshape(moves.states, -1) != _UNSEEN).any(axis=1)
    seen[start] = False
    return np.flatnonzero(seen)


def _search(
    problem: Problem, start: int, ends: NDArray[np.int32], movers: Mask, *, improving: bool
) -> tuple[int, Ways]:
    """First node in `ends` (-1 without) and the ways searched until then."""
    moves = problem.moves
    rank = np.ascontiguousarray(problem.rank[0].T)
    node, parent, by = seek(start, ends, rank, moves.lists, movers, improving)
    return int(node), Ways(start, parent, by, parent.size // problem.states)
