"""Which states are stable for whom: arrays in, arrays out, whatever the form of the conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import (
    BASIC,
    Verdicts,
    flags_of,
    in_threads,
    judge_states,
)
from detente.analyses.stability.fibres import INFEASIBLE, best_move
from detente.analyses.stability.moves import (
    Moves,
    best_by_move,
    edge_count,
    from_options,
    judge_draws,
)

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem

SPARSE = 8
"""Below one feasible state in this many codes, moves are listed rather than spread out."""
MOST_MOVES_LISTED = 1 << 24
CELLS_AT_ONCE = 1 << 26


def judge(
    rank: NDArray[np.int32],
    codes: NDArray[np.uint32],
    layout: NDArray[np.int64],
    moves: Moves | None,
    *,
    options: int,
    concepts: tuple[str, ...],
    judged: NDArray[np.bool_],
) -> Verdicts:
    """verdicts[draw, party, state], one bit per concept; rank[draw, party, state].

    Draws with the same rankings are judged once.
    """
    if rank.shape[0] > 1:
        flat = np.ascontiguousarray(rank.reshape(rank.shape[0], -1))
        rows = flat.view([("", np.void, flat.shape[1] * 4)]).reshape(-1)
        _, first, again = np.unique(rows, return_index=True, return_inverse=True)
        if first.size < rank.shape[0]:
            few = judge(
                rank[first], codes, layout, moves, options=options, concepts=concepts, judged=judged
            )
            return few[again.reshape(-1)]
    sparse = moves is None and codes.size * SPARSE < 1 << options
    if sparse and edge_count(codes, layout) <= MOST_MOVES_LISTED:
        moves = from_options(codes, layout)
    if moves is not None:
        return judge_by_moves(rank, moves, concepts=concepts, judged=judged)
    if codes.size == 1 << options:
        return judge_states(rank, layout, concepts=concepts, judged=judged)
    spread = np.full((*rank.shape[:2], 1 << options), -1, dtype=np.int32)
    spread[:, :, codes] = rank
    return judge_states(spread, layout, concepts=concepts, judged=judged)[:, :, codes]


def judge_by_moves(
    rank: NDArray[np.int32], moves: Moves, *, concepts: tuple[str, ...], judged: NDArray[np.bool_]
) -> Verdicts:
    """`judge_states` for moves that are listed."""
    verdicts = np.zeros(rank.shape, dtype=np.uint8)
    lists = (moves.starts, moves.targets, moves.back_starts, moves.back_targets, moves.tracked)
    in_threads(
        lambda start, stop: judge_draws(
            rank, *lists, flags_of(concepts), judged, verdicts, start, stop
        ),
        rank.shape[0],
    )
    return verdicts


def best_after(problem: Problem, party: int) -> NDArray[np.int32]:
    """best[state]: the highest rank the party has in `state` or can move to from it, first draw."""
    own = problem.rank[0, party]
    if problem.moves is not None:
        listed: NDArray[np.int32] = best_by_move(
            own, problem.moves.starts, problem.moves.targets, party
        )
        return listed
    low, width, take, drop = (int(entry) for entry in problem.layout[party])
    spread = np.full(1 << len(problem.options), INFEASIBLE, dtype=np.int32)
    spread[problem.codes] = own
    best = np.empty_like(spread)
    best_move(spread, best, low, width, take, drop, 0, spread.size >> width)
    return best[problem.codes]


def judge_problem(problem: Problem, concepts: tuple[str, ...]) -> Verdicts:
    """verdicts[draw, party, state] of a problem."""
    return judge(
        problem.rank, problem.codes, problem.layout, problem.moves,
        options=len(problem.options), concepts=concepts, judged=problem.judged,
    )  # fmt: skip


def equilibria_of_draws(
    problem: Problem, concepts: tuple[str, ...]
) -> dict[str, NDArray[np.bool_]]:
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
