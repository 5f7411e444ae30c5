"""Shortest legal sequences of moves: sanctions, and ways from one state to another."""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.compiled import kernel

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem


@dataclass(frozen=True, slots=True)
class Step:
    """A move of one party to a state, both as numbers."""

    mover: int
    state: int


@kernel
def _seek_by_options(start, value, limit, rank, codes, place, layout, movers, improving):
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
                if after < 0 or parent[after] != -2:
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
def _seek_by_moves(start, value, limit, rank, starts, targets, movers, improving, tracked):
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
                if parent[there] != -2:
                    continue
                if improving and rank[mover, after] <= rank[mover, state]:
                    continue
                parent[there] = node
                if value[after] <= limit:
                    return there, parent
                queue[tail] = there
                tail += 1
    return np.int64(-1), parent


def shortest(
    problem: Problem,
    start: int,
    value: NDArray[np.int32],
    limit: int,
    *,
    movers: NDArray[np.bool_],
    improving: bool,
) -> tuple[Step, ...] | None:
    """Fewest moves of `movers` from `start` to a state with value[state] <= limit, or None.

    At least one move is made; `improving` allows each mover only what it prefers. Preferences
    are those of the first draw.
    """
    rank = problem.rank[0]
    steps: list[Step] = []
    if problem.moves is None:
        end, parent, by = _seek_by_options(
            start,
            value,
            limit,
            rank,
            problem.codes,
            problem.place,
            problem.layout,
            movers,
            improving,
        )
        while end >= 0 and end != start:
            steps.append(Step(int(by[end]), int(end)))
            end = parent[end]
    else:
        moves = problem.moves
        kinds = moves.parties + 1
        node, nodes = _seek_by_moves(
            start, value, limit, rank, moves.starts, moves.targets, movers, improving, moves.tracked
        )
        while node >= 0 and nodes[node] >= 0:
            steps.append(Step(int(node % kinds), int(node // kinds)))
            node = nodes[node]
    return tuple(reversed(steps)) or None


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


@dataclass(frozen=True, eq=False)
class Ways:
    """The shortest ways from one state to all others that can be reached."""

    start: int
    parent: NDArray[np.int64]
    mover: NDArray[np.int64]
    node: NDArray[np.int64]
    kinds: int

    def to(self, end: int) -> tuple[Step, ...] | None:
        """Moves on the way to a state; empty for the start itself, None where there is no way."""
        if end == self.start:
            return ()
        node = int(self.node[end])
        steps = []
        while node >= 0 and self.parent[node] >= 0:
            steps.append(Step(int(self.mover[node]), node // self.kinds))
            node = int(self.parent[node])
        return tuple(reversed(steps)) or None


def ways(
    problem: Problem, start: int, *, improving: bool, movers: NDArray[np.bool_] | None = None
) -> Ways:
    """Fewest moves of anyone (or of `movers`) from one state to every other."""
    nobody = np.ones(problem.states, dtype=np.int32)
    movers = np.ones(len(problem.parties), dtype=np.bool_) if movers is None else movers
    rank = problem.rank[0]
    if problem.moves is None:
        _, parent, by = _seek_by_options(
            start, nobody, 0, rank, problem.codes, problem.place, problem.layout, movers, improving
        )
        node = np.where(parent >= -1, np.arange(problem.states), -1)
        return Ways(start, parent.astype(np.int64), by.astype(np.int64), node, 1)
    moves = problem.moves
    kinds = moves.parties + 1
    _, nodes = _seek_by_moves(
        start, nobody, 0, rank, moves.starts, moves.targets, movers, improving, moves.tracked
    )
    depth = _depths(nodes).reshape(problem.states, kinds)
    first = depth.argmin(axis=1) + np.arange(problem.states) * kinds
    node = np.where(depth.min(axis=1) < _FAR, first, -1)
    return Ways(start, nodes, np.arange(nodes.size) % kinds, node, kinds)


_FAR = np.iinfo(np.int64).max


def _depths(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of moves to each node of a search, `_FAR` where it was not reached."""
    depth = np.full(parent.size, _FAR)
    depth[parent == -1] = 0
    frontier, steps = np.flatnonzero(parent == -1), 0
    while frontier.size:
        steps += 1
        frontier = np.flatnonzero(np.isin(parent, frontier))
        depth[frontier] = steps
    return depth
