"""Which states are stable for whom: arrays in, arrays out, whatever the form of the conflict.

Reference: Fang, Hipel & Kilgour (1993), Interactive Decision Making; SSEQ: Rego & Vieira (2017).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.kernels import judge_draws, judge_party, sort_lists
from detente.analyses.stability.moves import Moves
from detente.errors import SettingError

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem

Mask = NDArray[np.bool_]
Verdicts = NDArray[np.uint8]

LARGE = 1 << 13
"""From so many states, the parties of one draw are shared among threads rather than the draws."""
WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
TOO_LONG = (
    "the answers of the others run through chains of improvements too long to follow; rule out "
    "states, or ask for nash, gmr and smr only"
)
CELLS_AT_ONCE = 1 << 24
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
    if rank.shape[0] > 1:
        flat = np.ascontiguousarray(rank.reshape(rank.shape[0], -1))
        rows = flat.view([("", np.void, flat.shape[1] * flat.itemsize)]).reshape(-1)
        _, first, again = np.unique(rows, return_index=True, return_inverse=True)
        if first.size < rank.shape[0]:
            few = judge(rank[first], moves, concepts=concepts, judged=judged)
            return few[again.reshape(-1)]
    wanted = sum(1 << BASIC.index(concept) for concept in concepts)
    verdicts = np.zeros(rank.shape, dtype=np.uint8)
    turned = np.ascontiguousarray(rank.transpose(0, 2, 1))
    if rank.shape[2] >= LARGE:
        own = moves.unsorted()
        settled = [
            _judge_large(row, own, judged, wanted, verdicts[draw])
            for draw, row in enumerate(turned)
        ]
    else:
        pieces = np.array_split(np.arange(rank.shape[0]), max(1, min(rank.shape[0], 4 * WORKERS)))
        settled = _in_threads(
            lambda piece: judge_draws(
                turned[piece], moves.unsorted().lists, moves.tracked, judged, wanted,
                verdicts[piece],
            ),
            [slice(piece[0], piece[-1] + 1) for piece in pieces if piece.size],
        )  # fmt: skip
    if not all(settled):
        raise SettingError("options", f"{rank.shape[2]} states", TOO_LONG)
    return verdicts


def _judge_large(
    rank: NDArray[np.int32], moves: Moves, judged: Mask, wanted: int, verdicts: Verdicts
) -> bool:
    if wanted >= 8:
        _in_threads(lambda party: sort_lists(rank, moves.lists, party), range(judged.size))
    counted = np.flatnonzero(judged).tolist()
    return all(
        _in_threads(
            lambda p: judge_party(rank, moves.lists, moves.tracked, p, wanted, verdicts[p]), counted
        )
    )


def _in_threads(work: Callable[[Any], Any], pieces: Iterable[Any]) -> list[Any]:
    listed = list(pieces)
    if len(listed) < 2:
        return [work(piece) for piece in listed]
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return list(pool.map(work, listed))


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


def equilibria_of_draws(problem: Problem, concepts: tuple[str, ...]) -> dict[str, Mask]:
    """bool[draw, state] per concept: stable for every party that counts."""
    draws = problem.rank.shape[0]
    found = {concept: np.empty((draws, problem.states), dtype=np.bool_) for concept in concepts}
    chunk = max(1, CELLS_AT_ONCE // max(1, problem.rank[0].size))
    for start in range(0, draws, chunk):
        part = replace(problem, rank=problem.rank[start : start + chunk])
        verdicts = judge_problem(part, concepts)[:, problem.judged]
        shared = np.bitwise_and.reduce(verdicts, axis=1)
        for concept in concepts:
            found[concept][start : start + chunk] = shared >> BASIC.index(concept) & 1
    return found
