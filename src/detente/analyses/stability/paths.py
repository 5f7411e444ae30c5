"""Shortest legal sequences of moves: sanctions, and ways from one state to another."""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem


@dataclass(frozen=True, slots=True)
class Step:
    """A move of one party to a state, both as numbers."""

    mover: int
    state: int


@kernel
def _seek_by_options(start, value, limit, rank, codes, place, layout, movers, improving, avoided):
    """Breadth first from `start` to the first other state with value <= limit.

    Returns that state (-1 where there is none), parent[state] (-2 unseen) and by[state].
    """
    parent = np.full(value.size, -2, dtype=np.int32)
    by = np.full(value.size, -1, dtype=np.int16)
    queue = np.empty(value.size, dtype=np.int32)
    parent[start] = -1
    queue[0] = start
    head, tail = 0, 1
    while head < tail:
        state = queue[head]
        head += 1
        code = np.int64(codes[state])
        for mover in range(layout.shape[0]):
            if not movers[mover]:
                continue
            low, width, take, drop = layout[mover]
            own = ((np.int64(1) << width) - 1) << low
            kept = code & ~own
            for choice in range(1 << width):
                other = kept | (choice << low)
                if (code & ~other & take) | (other & ~code & drop):
                    continue
                after = place[other]
                if after < 0 or after == avoided or parent[after] != -2:
                    continue
                if improving and rank[mover, after] <= rank[mover, state]:
                    continue
                parent[after] = state
                by[after] = mover
                if value[after] <= limit:
                    return after, parent, by
                queue[tail] = after
                tail += 1
    return -1, parent, by


@kernel
def _seek_by_moves(start, value, limit, rank, starts, targets, movers, improving, tracked, avoided):
    """`_seek_by_options` over nodes state * (parties + 1) + last mover."""
    kinds = starts.shape[0] + 1
    parent = np.full(value.size * kinds, -2, dtype=np.int64)
    queue = np.empty(value.size * kinds, dtype=np.int64)
    root = np.int64(start) * kinds + kinds - 1
    parent[root] = -1
    queue[0] = root
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        state, last = node // kinds, node % kinds
        for mover in range(kinds - 1):
            if not movers[mover] or (tracked and mover == last):
                continue
            for at in range(starts[mover, state], starts[mover, state + 1]):
                after = targets[at]
                there = np.int64(after) * kinds + mover
                if after == avoided or parent[there] != -2:
                    continue
                if improving and rank[mover, after] <= rank[mover, state]:
                    continue
                parent[there] = node
                if value[after] <= limit:
                    return there, parent
                queue[tail] = there
                tail += 1
    return np.int64(-1), parent


@dataclass(frozen=True, eq=False)
class Ways:
    """The shortest ways from one state to all others that can be reached.

    Nodes are states, or states with the party that moved last: node // kinds is the state.
    """

    start: int
    parent: NDArray[np.int64]
    mover: NDArray[np.int64]
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


_UNSEEN = -2


def _search(
    problem: Problem,
    start: int,
    value: NDArray[np.int32],
    movers: NDArray[np.bool_],
    improving: bool,
    avoided: int,
) -> tuple[int, Ways]:
    """First node with value 0 (-1 without) and the ways searched until then."""
    rank = problem.rank[0]
    if problem.moves is None:
        end, parent, by = _seek_by_options(
            start, value, 0, rank, problem.codes, problem.place, problem.layout,
            movers, improving, avoided,
        )  # fmt: skip
        return int(end), Ways(start, parent, by, 1)
    moves = problem.moves
    kinds = moves.parties + 1
    node, parent = _seek_by_moves(
        start, value, 0, rank, moves.starts, moves.targets,
        movers, improving, moves.tracked, avoided,
    )  # fmt: skip
    return int(node), Ways(start, parent, np.arange(parent.size) % kinds, kinds)


def shortest(
    problem: Problem,
    start: int,
    value: NDArray[np.int32],
    *,
    movers: NDArray[np.bool_],
    improving: bool,
) -> tuple[Step, ...] | None:
    """Fewest moves (at least one) of `movers` from `start` to a state of value 0, or None.

    `improving` allows each mover only what it prefers, by the first draw.
    """
    node, tree = _search(problem, start, value, movers, improving, -1)
    return tree.from_start(node) if node >= 0 else None


def ways(
    problem: Problem,
    start: int,
    *,
    improving: bool,
    movers: NDArray[np.bool_] | None = None,
    avoided: int = -1,
) -> Ways:
    """Fewest moves of anyone (or of `movers`) from one state to every other.

    `avoided` is a state that may not be passed.
    """
    nowhere = np.ones(problem.states, dtype=np.int32)
    movers = np.ones(len(problem.parties), dtype=np.bool_) if movers is None else movers
    return _search(problem, start, nowhere, movers, improving, avoided)[1]


def own_moves(problem: Problem, party: int, state: int) -> NDArray[np.int64]:
    """States that one move of the party leads to, ascending."""
    if problem.moves is not None:
        return problem.moves.of(party, state).astype(np.int64)
    low, width, take, drop = (int(entry) for entry in problem.layout[party])
    code = int(problem.codes[state])
    own = ((1 << width) - 1) << low
    others = (np.arange(1 << width, dtype=np.int64) << low) | (code & ~own)
    legal = ((code & ~others & take & own) == 0) & ((others & ~code & drop & own) == 0)
    after = problem.place[others[legal]].astype(np.int64)
    return np.sort(after[(after >= 0) & (after != state)])
