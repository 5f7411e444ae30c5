"""What coalitions can bring about together: the kernels of coalition stability.

rank[party, state] is int32; members[party] says who belongs to the coalition; of[place] and
to[place] list coalition improvements by the state that they start from.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Moves, least_by_moves
from detente.kernels import kernel


@kernel
def _reach(start, starts, targets, movers, tracked, seen, queue):
    """Mark in seen[state * kinds + last mover] what `movers` can bring about from `start`."""
    kinds = starts.shape[0] + 1
    seen[:] = False
    head, tail = 0, 1
    queue[0] = start * kinds + kinds - 1
    while head < tail:
        state, last = queue[head] // kinds, queue[head] % kinds
        head += 1
        for mover in range(kinds - 1):
            if not movers[mover] or (tracked and mover == last):
                continue
            for at in range(starts[mover, state], starts[mover, state + 1]):
                node = targets[at] * kinds + (mover if tracked else 0)
                if not seen[node]:
                    seen[node] = True
                    queue[tail] = targets[at] * kinds + mover
                    tail += 1


def reach_of(moves: Moves, start: int, movers: NDArray[np.bool_]) -> NDArray[np.intp]:
    """States that a legal sequence of moves of `movers` can bring about from `start`."""
    kinds = moves.parties + 1
    seen = np.zeros(moves.states * kinds, dtype=np.bool_)
    queue = np.empty(moves.states * kinds + 1, dtype=np.int64)
    _reach(start, moves.starts, moves.targets, movers, moves.tracked, seen, queue)
    return np.flatnonzero(seen.reshape(moves.states, kinds).any(axis=1))


@kernel
def list_improvements(rank, members, starts, targets, tracked, of, to, fill):
    """List (state, coalition improvement) pairs; returns their number."""
    kinds = starts.shape[0] + 1
    states = rank.shape[1]
    seen = np.zeros(states * kinds, dtype=np.bool_)
    queue = np.empty(states * kinds + 1, dtype=np.int64)
    count = 0
    for state in range(states):
        _reach(state, starts, targets, members, tracked, seen, queue)
        for after in range(states):
            found = False
            for kind in range(kinds):
                found |= seen[after * kinds + kind]
            for party in range(kinds - 1):
                if members[party] and rank[party, after] <= rank[party, state]:
                    found = False
            if found:
                if fill:
                    of[count] = state
                    to[count] = after
                count += 1
    return count


@kernel
def symmetric(rank, members, of, to, starts, back_starts, back_targets, tracked):
    """deterred[place]: whether the improvement of[place] -> to[place] has a CSMR sanction."""
    states = rank.shape[1]
    deterred = np.zeros(of.size, dtype=np.bool_)
    loss = np.empty(states, dtype=np.int32)
    place = 0
    while place < of.size:
        state = of[place]
        for after in range(states):
            loss[after] = 0
            for party in range(members.size):
                if members[party] and rank[party, after] <= rank[party, state]:
                    loss[after] = 1
        escape = least_by_moves(
            loss, rank, starts, back_starts, back_targets, members, False, tracked
        )
        answer = least_by_moves(
            1 - escape, rank, starts, back_starts, back_targets, ~members, False, tracked
        )
        while place < of.size and of[place] == state:
            deterred[place] = answer[to[place]] == 0
            place += 1
    return deterred


@kernel
def _all_better(rank, members, state, after):
    for party in range(members.size):
        if members[party] and rank[party, after] <= rank[party, state]:
            return False
    return True


@kernel
def list_within(rank, members, group, of, to, fill):
    """`list_improvements` where the coalition moves freely inside each group of states."""
    count = 0
    for state in range(group.size):
        for after in range(group.size):
            if group[after] == group[state] and _all_better(rank, members, state, after):
                if fill:
                    of[count] = state
                    to[count] = after
                count += 1
    return count


@kernel
def symmetric_within(rank, members, of, to, group, other_group):
    """`symmetric` where both sides move freely inside groups; labels are below the state count."""
    deterred = np.zeros(of.size, dtype=np.bool_)
    tempting = np.empty(group.size, dtype=np.bool_)
    safe = np.empty(group.size, dtype=np.bool_)
    place = 0
    while place < of.size:
        state = of[place]
        tempting[:] = False
        safe[:] = False
        for after in range(group.size):
            if _all_better(rank, members, state, after):
                tempting[group[after]] = True
        for after in range(group.size):
            if not tempting[group[after]]:
                safe[other_group[after]] = True
        while place < of.size and of[place] == state:
            deterred[place] = safe[other_group[to[place]]]
            place += 1
    return deterred
