"""The least change of several orders by going through all weak orders there are."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem

CHUNK = 1 << 15


def weak_orders(states: int) -> NDArray[np.int32]:
    """rank[order, state] of all orders with and without ties."""
    raw = np.array(list(itertools.product(range(states), repeat=states)))
    return np.unique([np.unique(row, return_inverse=True)[1] for row in raw], axis=0).astype(
        np.int32
    )


def distances(old: NDArray[np.int32], new: NDArray[np.int32]) -> NDArray[np.int64]:
    """Pairs of states that compare differently; old[state], new[order, state]."""
    far = np.zeros(len(new), dtype=np.int64)
    for one, other in itertools.combinations(range(old.size), 2):
        before = np.sign(int(old[one]) - int(old[other]))
        far += np.sign(new[:, one] - new[:, other]) != before
    return far


def least_by_all_orders(
    problem: Problem, parties: tuple[int, ...], concept: str, orders: NDArray[np.int32]
) -> list[int | None]:
    """Fewest changed pairs for each state, over all combinations of the parties' orders."""
    far = [distances(problem.rank[0, party], orders) for party in parties]
    least: list[int | None] = [None] * problem.states
    total = len(orders) ** len(parties)
    for start in range(0, total, CHUNK):
        number = np.arange(start, min(start + CHUNK, total))
        rank = np.repeat(problem.rank[:1], number.size, axis=0)
        pairs = np.zeros(number.size, dtype=np.int64)
        for party, distance in zip(parties, far, strict=True):
            number, picked = np.divmod(number, len(orders))
            rank[:, party] = orders[picked]
            pairs += distance[picked]
        verdicts = judge_problem(replace(problem, rank=rank), (concept,))[:, problem.judged]
        good = (verdicts >> BASIC.index(concept) & 1).all(axis=1)
        for state in range(problem.states):
            if good[:, state].any():
                found = int(pairs[good[:, state]].min())
                before = least[state]
                least[state] = found if before is None else min(before, found)
    return least
