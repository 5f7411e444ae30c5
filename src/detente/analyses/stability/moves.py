"""Moves as lists: conflicts whose states are few, joined together, or drawn by hand.

`starts[party, state]` and `starts[party, state + 1]` bound the party's moves from a state in
`targets`. `tracked` says that a party's moves need not be transitive, so that whoever moved
last has to be remembered: no party moves twice in a row.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.fibres import INFEASIBLE
from detente.kernels import kernel

MOST_MOVES = 1 << 25
"""Moves of all parties that are listed at most."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves of all parties and, turned round, the states they come from."""

    starts: NDArray[np.int64]
    targets: NDArray[np.int32]
    back_starts: NDArray[np.int64]
    back_targets: NDArray[np.int32]
    tracked: bool = False

    @property
    def parties(self) -> int:
        """Number of parties."""
        return len(self.starts)

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.starts.shape[1]) - 1

    def of(self, party: int, state: int) -> NDArray[np.int32]:
        """States that the party can move to."""
        return self.targets[self.starts[party, state] : self.starts[party, state + 1]]


def from_edges(
    edges: list[tuple[NDArray[np.int64], NDArray[np.int64]]], states: int, *, tracked: bool = False
) -> Moves:
    """Moves from (from[edge], to[edge]) per party.

    >>> first, second = (np.array([0, 1]), np.array([1, 0])), (np.array([0]), np.array([2]))
    >>> moves = from_edges([first, second], 3)
    >>> moves.of(0, 0).tolist(), moves.of(1, 0).tolist(), moves.of(1, 2).tolist()
    ([1], [2], [])
    """
    forward = _listed(edges, states)
    backward = _listed([(to, of) for of, to in edges], states)
    return Moves(*forward, *backward, tracked)


def _listed(
    edges: list[tuple[NDArray[np.int64], NDArray[np.int64]]], states: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    starts = np.zeros((len(edges), states + 1), dtype=np.int64)
    targets = []
    total = 0
    for party, (of, to) in enumerate(edges):
        by_state = np.lexsort((to, of))
        starts[party, 1:] = np.cumsum(np.bincount(of, minlength=states)[:states])
        starts[party] += total
        targets.append(to[by_state].astype(np.int32))
        total += to.size
    return starts, np.concatenate(targets) if targets else np.empty(0, dtype=np.int32)


@kernel
def _option_edges(codes, own, take, drop, group, bounds, of, to, fill):
    """Edges inside each group of states that differ only in `own` bits; returns their number."""
    count = 0
    for place in range(bounds.size - 1):
        for left in range(bounds[place], bounds[place + 1]):
            for right in range(bounds[place], bounds[place + 1]):
                here, there = group[left], group[right]
                lost = codes[here] & ~codes[there] & own & take
                won = codes[there] & ~codes[here] & own & drop
                if here != there and lost == 0 and won == 0:
                    if fill:
                        of[count] = here
                        to[count] = there
                    count += 1
    return count


def from_options(codes: NDArray[np.uint32], layout: NDArray[np.int64]) -> Moves:
    """Moves of a conflict in option form; codes[state] ascending, layout as for the engine."""
    edges = []
    wide = codes.astype(np.int64)
    for low, width, take, drop in layout.tolist():
        own = ((1 << width) - 1) << low
        rest = wide & ~own
        group = np.argsort(rest, kind="stable")
        changes = np.flatnonzero(np.diff(rest[group])) + 1
        bounds = np.concatenate(([0], changes, [codes.size]))
        none = np.empty(0, dtype=np.int64)
        count = _option_edges(wide, own, take, drop, group, bounds, none, none, False)
        of, to = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
        _option_edges(wide, own, take, drop, group, bounds, of, to, True)
        edges.append((of, to))
    return from_edges(edges, codes.size)


def edge_count(codes: NDArray[np.uint32], layout: NDArray[np.int64]) -> int:
    """How many moves `from_options` would list at most (irreversible options ignored)."""
    total = 0
    for low, width, _, _ in layout.tolist():
        rest = codes.astype(np.int64) & ~(((1 << width) - 1) << low)
        sizes = np.unique(rest, return_counts=True)[1]
        total += int((sizes * (sizes - 1)).sum())
    return total


@kernel
def _label(node, value, labels, stack, top):
    if labels[node] == INFEASIBLE:
        labels[node] = value
        stack[top] = node
        top += 1
    return top


@kernel
def least_by_moves(values, rank, starts, back_starts, back_targets, movers, improving, tracked):
    """label[state]: least values[] over `state` and all that `movers` can bring about from it.

    A node is (state, who moved last), node = state * (parties + 1) + mover, with `parties` for
    nobody; without tracking only the nodes of nobody are used.
    """
    parties, states = starts.shape[0], starts.shape[1] - 1
    kinds = parties + 1
    labels = np.full(states * kinds, INFEASIBLE, dtype=np.int32)
    stack = np.empty(states * kinds, dtype=np.int64)
    for seed in np.argsort(values, kind="mergesort"):
        value = values[seed]
        top = _label(seed * kinds + parties, value, labels, stack, 0)
        if tracked:
            for mover in range(parties):
                top = _label(seed * kinds + mover, value, labels, stack, top)
        while top > 0:
            top -= 1
            state, last = stack[top] // kinds, stack[top] % kinds
            for mover in range(parties):
                if not movers[mover] or (tracked and mover != last):
                    continue
                limit = rank[mover, state] if improving else INFEASIBLE
                for at in range(back_starts[mover, state], back_starts[mover, state + 1]):
                    before = back_targets[at]
                    if rank[mover, before] >= limit:
                        continue
                    top = _label(before * kinds + parties, value, labels, stack, top)
                    if tracked:
                        for earlier in range(parties):
                            if earlier != mover:
                                top = _label(before * kinds + earlier, value, labels, stack, top)
    return labels[parties::kinds].copy()


@kernel
def best_by_move(values, starts, targets, party):
    """best[state]: the greatest values[] over `state` and the party's moves from it."""
    best = values.copy()
    for state in range(values.size):
        for at in range(starts[party, state], starts[party, state + 1]):
            best[state] = max(best[state], values[targets[at]])
    return best


@kernel
def deterred(own, threat, limit, starts, targets, party):
    """stable[state]: each improvement `s` of the party has threat[s] <= limit[state]."""
    stable = np.ones(own.size, dtype=np.bool_)
    for state in range(own.size):
        for at in range(starts[party, state], starts[party, state + 1]):
            after = targets[at]
            if own[after] > own[state] and threat[after] > limit[state]:
                stable[state] = False
                break
    return stable


@kernel
def judge_draws(
    rank, starts, targets, back_starts, back_targets, tracked, wanted, judged, verdicts, start, stop
):
    """Verdicts of the draws start <= d < stop, one bit per concept in the order of the engine.

    Bit 0 nash, 1 gmr, 2 smr, 3 seq, 4 sseq: bits 3 and 4 are those of credible sanctions, bits 2
    and 4 those of symmetric ones.
    """
    parties = rank.shape[1]
    for draw in range(start, stop):
        for party in range(parties):
            if not judged[party]:
                continue
            own = rank[draw, party]
            best = best_by_move(own, starts, targets, party)
            others = np.ones(parties, dtype=np.bool_)
            others[party] = False
            for bit in range(5):
                if not wanted >> bit & 1:
                    continue
                threat = best if bit == 2 or bit == 4 else own
                if bit > 0:
                    threat = least_by_moves(
                        threat, rank[draw], starts, back_starts, back_targets,
                        others, bit >= 3, tracked,
                    )  # fmt: skip
                stable = deterred(own, threat, own, starts, targets, party)
                for state in range(own.size):
                    if stable[state]:
                        verdicts[draw, party, state] |= 1 << bit
