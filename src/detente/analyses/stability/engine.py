"""Verdicts for every state of an option-form conflict: arrays in, arrays out.

`rank[draw, party, state]` is int32, higher is better, equal is indifferent, -1 where a state
is infeasible; feasible ranks lie in 0 .. S - 1. `layout[party] = (low, width, take, drop)`:
the party's block of option bits and the irreversible ones among them (`take` can only be
taken, `drop` only dropped). `verdicts[draw, party, state]` is uint8, one bit per concept.

Reference: Fang, Hipel & Kilgour (1993), Interactive Decision Making; SSEQ: Rego & Vieira (2017).
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.ascent import least_reached
from detente.analyses.stability.fibres import (
    INFEASIBLE,
    best_move,
    close_moves,
    judge,
    lanes_of,
)
from detente.analyses.stability.improvements import close_improvements, sort_fibres
from detente.kernels import kernel

Ranks = NDArray[np.int32]
Layout = NDArray[np.int64]
Verdicts = NDArray[np.uint8]

BASIC = ("nash", "gmr", "smr", "seq", "sseq")
NASH, GMR, SMR, SEQ, SSEQ = (1 << place for place in range(5))
ROUNDS = 12
THREADED_FROM = 1 << 15


@kernel
def _settle(values, ranks, orders, tied, layout, party, improving, patchy):
    """Close `values` under the moves (or improvements) of all but `party`, in place."""
    states = values.size
    clean = 0
    movers = layout.shape[0] - 1
    for step in range(ROUNDS * max(movers, 1)):
        mover = (party + 1 + step % max(movers, 1)) % layout.shape[0]
        if clean >= movers:
            return
        low, width, take, drop = layout[mover]
        fibres = states >> width
        if improving:
            changed = close_improvements(
                values, orders[mover], tied, low, width, take, drop, 0, fibres
            )
        else:
            changed = close_moves(values, low, width, take, drop, 0, fibres)
            if not patchy and step == movers - 1:
                return
        clean = 1 if changed else clean + 1
    if movers > 0:
        others = np.ones(layout.shape[0], dtype=np.bool_)
        others[party] = False
        values[:] = least_reached(values, ranks, layout, others, improving)


@kernel
def _judge_party(ranks, orders, tied, layout, party, wanted, patchy, own, best, threat, verdicts):
    """All wanted verdicts of one party in one draw; own, best and threat are work space."""
    low, width, take, drop = layout[party]
    fibres = ranks.shape[1] >> width
    for state in range(ranks.shape[1]):
        rank = ranks[party, state]
        own[state] = rank if rank >= 0 else INFEASIBLE
        verdicts[state] = 0
    best_move(own, best, low, width, take, drop, 0, fibres)
    for flag in (NASH, GMR, SMR, SEQ, SSEQ):
        if not wanted & flag:
            continue
        symmetric = flag & (SMR | SSEQ) != 0
        for state in range(ranks.shape[1]):
            threat[state] = best[state] if symmetric else own[state]
        if flag != NASH:
            improving = flag & (SEQ | SSEQ) != 0
            _settle(threat, ranks, orders, tied, layout, party, improving, patchy)
        judge(own, threat, verdicts, flag, low, width, take, drop, 0, fibres)


@kernel
def _judge_draws(rank, tied, layout, wanted, patchy, judged, verdicts, start, stop):
    states = rank.shape[2]
    orders = np.empty((rank.shape[1], states), dtype=np.uint16)
    own = np.empty(states, dtype=np.int32)
    best = np.empty(states, dtype=np.int32)
    threat = np.empty(states, dtype=np.int32)
    for draw in range(start, stop):
        if wanted & (SEQ | SSEQ):
            for mover in range(rank.shape[1]):
                low, width, _, _ = layout[mover]
                sort_fibres(
                    rank[draw, mover], orders[mover], tied, low, width, states, 0, states >> width
                )
        for party in range(rank.shape[1]):
            if judged[party]:
                _judge_party(
                    rank[draw], orders, tied, layout, party, wanted, patchy,
                    own, best, threat, verdicts[draw, party],
                )  # fmt: skip


def _pool() -> ThreadPoolExecutor:
    return _pool_of(os.getpid())


@cache
def _pool_of(process: int) -> ThreadPoolExecutor:
    """Threads of one process: those of a parent do not live on in a forked child."""
    return ThreadPoolExecutor(max_workers=_workers(), thread_name_prefix=f"stability-{process}")


def _workers() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(count: int, multiple: int = 1) -> Iterator[tuple[int, int]]:
    """Split range(count) for the threads at multiples of `multiple`."""
    blocks = count // multiple
    pieces = max(1, min(blocks, 4 * _workers()))
    edges = [blocks * piece // pieces * multiple for piece in range(pieces)] + [count]
    return ((start, stop) for start, stop in pairwise(edges) if start < stop)


def in_threads(work: Callable[[int, int], object], count: int) -> None:
    """Run work(start, stop) on pieces of range(count), shared among the threads."""
    for task in [_pool().submit(work, start, stop) for start, stop in _chunks(count)]:
        task.result()


def _shared(
    kernel: Callable[..., bool], row: NDArray[np.int64], states: int, *args: object
) -> bool:
    """Run a fibre kernel on all fibres of one party, shared among the threads."""
    low, width, take, drop = (int(entry) for entry in row)
    chunks = _chunks(states >> width, lanes_of(low))
    tasks = [
        _pool().submit(kernel, *args, low, width, take, drop, start, stop) for start, stop in chunks
    ]
    changed = [task.result() for task in tasks]
    return any(changed)


def _order_fibres(
    rank: Ranks, layout: Layout
) -> tuple[list[NDArray[Any]], np.unsignedinteger[Any]]:
    states = rank.shape[1]
    kind = np.uint16 if layout[:, 1].max() <= 15 else np.uint32
    tied = kind(1 << (8 * kind().itemsize - 1))
    orders = [np.empty(states, dtype=kind) for _ in layout]
    tasks = []
    for mover, (low, width, _, _) in enumerate(layout.tolist()):
        tasks += [
            _pool().submit(
                sort_fibres, rank[mover], orders[mover], tied, low, width, states, start, stop
            )
            for start, stop in _chunks(states >> width)
        ]
    for task in tasks:
        task.result()
    return orders, tied


class _Wide:
    """One draw of a large conflict: the steps of `_judge_party`, each shared by the threads."""

    def __init__(self, rank: Ranks, layout: Layout, wanted: int, judged: NDArray[np.bool_]) -> None:
        self.rank, self.layout, self.wanted = rank, layout, wanted
        self.states = rank.shape[1]
        self.patchy = bool((rank[0] < 0).any())
        self.judged = judged
        self.orders: list[NDArray[Any]] = []
        self.tied: np.unsignedinteger[Any] = np.uint16(0)
        if wanted & (SEQ | SSEQ):
            self.orders, self.tied = _order_fibres(rank, layout)

    def settle(self, values: NDArray[np.int32], party: int, improving: bool) -> None:
        """`_settle`, in place."""
        others = [(party + 1 + step) % len(self.layout) for step in range(len(self.layout) - 1)]
        clean, step = 0, 0
        while clean < len(others):
            mover = others[step % len(others)]
            if improving:
                extra: tuple[object, ...] = (values, self.orders[mover], self.tied)
                changed = _shared(close_improvements, self.layout[mover], self.states, *extra)
            else:
                changed = _shared(close_moves, self.layout[mover], self.states, values)
            clean, step = (1 if changed else clean + 1), step + 1
            if not improving and not self.patchy and step == len(others):
                return
            if step == ROUNDS * len(others):
                movers = np.arange(len(self.layout)) != party
                values[:] = least_reached(values, self.rank, self.layout, movers, improving)
                return

    def judge(self, party: int, verdicts: Verdicts) -> None:
        """`_judge_party` for verdicts[state]."""
        row = self.layout[party]
        own = self.rank[party]
        if self.patchy:
            own = np.where(own < 0, INFEASIBLE, own)
        best = np.empty_like(own)
        threat = np.empty_like(own)
        _shared(best_move, row, self.states, own, best)
        for flag in (NASH, GMR, SMR, SEQ, SSEQ):
            if not self.wanted & flag:
                continue
            np.copyto(threat, best if flag in (SMR, SSEQ) else own)
            if flag != NASH:
                self.settle(threat, party, flag in (SEQ, SSEQ))
            _shared(judge, row, self.states, own, threat, verdicts, np.uint8(flag))


def flags_of(concepts: tuple[str, ...]) -> int:
    """Bits of the wanted concepts."""
    return sum(1 << BASIC.index(concept) for concept in concepts)


def judge_states(
    rank: Ranks,
    layout: Layout,
    *,
    concepts: tuple[str, ...] = BASIC,
    judged: NDArray[np.bool_] | None = None,
) -> Verdicts:
    """verdicts[draw, party, state] for rank[draw, party, state]; see the module for both.

    Bit `BASIC.index(concept)` of a verdict says whether the state is stable for the party.
    Parties that are not `judged` keep 0 everywhere; their moves still count as others' moves.

    >>> import numpy as np
    >>> rank = np.array([[[2, 3, 0, 1], [2, 0, 3, 1]]], dtype=np.int32)  # prisoner's dilemma
    >>> layout = np.array([[0, 1, 0, 0], [1, 1, 0, 0]])
    >>> verdicts = judge_states(rank, layout, concepts=("nash", "seq"))
    >>> ((verdicts & 1).all(axis=1)).tolist(), ((verdicts >> 3 & 1).all(axis=1)).tolist()
    ([[False, False, False, True]], [[True, False, False, True]])
    """
    draws, parties, states = rank.shape
    wanted = flags_of(concepts)
    judged = np.ones(parties, dtype=np.bool_) if judged is None else judged
    verdicts = np.zeros(rank.shape, dtype=np.uint8)
    if states >= THREADED_FROM or layout[:, 1].max() > 15:
        for draw in range(draws):
            conflict = _Wide(rank[draw], layout, wanted, judged)
            for party in np.flatnonzero(judged):
                conflict.judge(int(party), verdicts[draw, party])
        return verdicts
    patchy = bool((rank[0, 0] < 0).any()) if draws else False
    tied = np.uint16(1 << 15)
    in_threads(
        lambda start, stop: _judge_draws(
            rank, tied, layout, wanted, patchy, judged, verdicts, start, stop
        ),
        draws,
    )
    return verdicts
