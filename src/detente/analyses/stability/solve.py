"""Which states are stable for whom: arrays in, arrays out, whatever the form of the conflict.

Reference: Fang, Hipel & Kilgour (1993), Interactive Decision Making; SSEQ: Rego & Vieira (2017).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.kernels import judge_draws
from detente.analyses.stability.moves import Moves
from detente.analyses.stability.problem import Problem

Mask = NDArray[np.bool_]
Verdicts = NDArray[np.uint8]

LARGE = 1 << 13
"""From so many states, the parties of one draw are shared among threads rather than the draws."""
WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
CELLS_AT_ONCE = 1 << 22
"""Draws times parties times states that are judged at once."""


def judge(
    rank: NDArray[np.int32], moves: Moves, *, concepts: Iterable[str], judged: Mask
) -> Verdicts:
    """verdicts[draw, party, state], one bit per basic concept, for rank[draw, party, state].

    Bit `BASIC.index(concept)` says whether the state is stable for the party. Parties that are not
    `judged` keep 0 everywhere; their moves still count as others' moves. Draws with the same
    rankings are judged once.

    >>> from detente.analyses.stability.moves import from_options
    >>> rank = np.array([[[2, 3, 0, 1], [2, 0, 3, 1]]], dtype=np.int32)  # prisoner's dilemma
    >>> moves = from_options(np.arange(4, dtype=np.uint32), np.array([[0, 1, 0, 0], [1, 1, 0, 0]]))
    >>> found = judge(rank, moves, concepts=("nash", "seq"), judged=np.array([True, True]))
    >>> (found & 1).all(axis=1).tolist(), (found >> 3 & 1).all(axis=1).tolist()
    ([[False, False, False, True]], [[True, False, False, True]])
    """
    draws = rank.shape[0]
    if draws > 1:
        flat = np.ascontiguousarray(rank.reshape(draws, -1))
        rows = flat.view([("", np.void, flat.shape[1] * flat.itemsize)]).reshape(-1)
        _, first, again = np.unique(rows, return_index=True, return_inverse=True)
        if first.size < draws:
            few = judge(rank[first], moves, concepts=concepts, judged=judged)
            return few[again.reshape(-1)]
    wanted = sum(1 << BASIC.index(concept) for concept in concepts)
    verdicts = np.zeros(rank.shape, dtype=np.uint8)

    def one_piece(piece: slice) -> None:
        judge_draws(moves.sorted(rank[piece]), judged, wanted, verdicts[piece])

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        if rank.shape[2] < LARGE:
            step = max(1, min(-(-draws // WORKERS), CELLS_AT_ONCE // max(1, rank[0].size)))
            starts = range(0, draws, step)
            list(pool.map(one_piece, [slice(start, start + step) for start in starts]))
        else:
            alone = [np.arange(judged.size) == party for party in np.flatnonzero(judged)]
            for draw in range(draws):
                one = slice(draw, draw + 1)
                work = partial(judge_draws, moves.sorted(rank[one], pool))
                list(pool.map(work, alone, repeat(wanted), repeat(verdicts[one])))
    return verdicts


def judge_problem(problem: Problem, concepts: Iterable[str]) -> Verdicts:
    """verdicts[draw, party, state] of a problem."""
    return judge(problem.rank, problem.moves, concepts=concepts, judged=problem.judged)


def stable_by_concept(problem: Problem, concepts: Iterable[str]) -> dict[str, Mask]:
    """stable[concept][party, state] under basic concepts, first draw."""
    wanted = tuple(concepts)
    verdicts = judge_problem(problem.of_draw(0), wanted)[0]
    return {c: (verdicts >> BASIC.index(c) & 1).astype(np.bool_) for c in wanted}


def lasts(problem: Problem, state: int, concept: str) -> Mask:
    """bool[draw]: stable for every party that counts."""
    verdicts = judge_problem(problem, (concept,))[:, problem.judged, state]
    return np.asarray((verdicts >> BASIC.index(concept) & 1).all(axis=1))
