"""Stability from comparisons rather than ranks: what counts as a gain, what as a sanction.

For a party, `gains[state, after]` says that it would move from `state` to `after`, and
`deters[state, after]` that `after` takes the wish away (never both). With a known ranking one is
the negation of the other; with unknown comparisons, or where only strong losses deter, both are
needed.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0913

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Moves, from_edges, least_by_moves
from detente.kernels import kernel

Relation = NDArray[np.bool_]
MOST_STATES = 4096


@kernel
def _improvements(gains, starts, targets, party, state):
    for at in range(starts[party, state], starts[party, state + 1]):
        if gains[state, targets[at]]:
            return True
    return False


@kernel
def _sanctions(deters, starts, targets, party, state, symmetric):
    """0 where a state takes away the party's wish to leave `state`, 1 elsewhere."""
    loss = np.ones(deters.shape[0], dtype=np.int32)
    for after in range(loss.size):
        if not deters[state, after]:
            continue
        loss[after] = 0
        if symmetric:
            for at in range(starts[party, after], starts[party, after + 1]):
                if not deters[state, targets[at]]:
                    loss[after] = 1
                    break
    return loss


@kernel
def _deterred(gains, loss, starts, targets, party, state):
    for at in range(starts[party, state], starts[party, state + 1]):
        if gains[state, targets[at]] and loss[targets[at]] > 0:
            return False
    return True


@kernel
def _judge(
    gains, deters, starts, targets, party, others, symmetric,
    answer_starts, answer_back_starts, answer_back_targets, tracked,
):  # fmt: skip
    states = gains.shape[0]
    stable = np.ones(states, dtype=np.bool_)
    no_rank = np.zeros((starts.shape[0], states), dtype=np.int32)
    for state in range(states):
        if not _improvements(gains, starts, targets, party, state):
            continue
        loss = _sanctions(deters, starts, targets, party, state, symmetric)
        least = least_by_moves(
            loss, no_rank, answer_starts, answer_back_starts, answer_back_targets,
            others, False, tracked,
        )  # fmt: skip
        stable[state] = _deterred(gains, least, starts, targets, party, state)
    return stable


def judge_relation(
    moves: Moves, answers: Moves, party: int, gains: Relation, deters: Relation, concept: str
) -> NDArray[np.bool_]:
    """stable[state] of one party; `answers` are the moves the others may sanction with.

    gains and deters: bool[state, after]; concept: nash, gmr, smr, seq or sseq.
    """
    if concept == "nash":
        return np.array(
            [
                not _improvements(gains, moves.starts, moves.targets, party, s)
                for s in range(len(gains))
            ]
        )
    others = np.arange(moves.parties) != party
    stable: NDArray[np.bool_] = _judge(
        gains, deters, moves.starts, moves.targets, party, others, concept in ("smr", "sseq"),
        answers.starts, answers.back_starts, answers.back_targets, answers.tracked,
    )  # fmt: skip
    return stable


def credible(moves: Moves, gains: list[Relation], *, transitive: bool) -> Moves:
    """Of all moves, those that the mover would make: gains[party][state, after].

    Where gains are not `transitive`, two moves of one party need not amount to one, and whoever
    moved last is tracked.
    """
    edges = []
    for party, wanted in enumerate(gains):
        bounds = moves.starts[party]
        of = np.repeat(np.arange(moves.states), np.diff(bounds))
        to = moves.targets[bounds[0] : bounds[-1]].astype(np.int64)
        kept = wanted[of, to]
        edges.append((of[kept], to[kept]))
    return from_edges(edges, moves.states, tracked=moves.tracked or not transitive)
