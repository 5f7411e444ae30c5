"""All strict orders of one party or of several, for small conflicts.

Under `seq` and `sseq` a party's order also decides which sanctions of others are credible, so that
the least change that makes a state an equilibrium need not be the sum of what each party needs.
Where few enough orders exist all of them are judged.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem

MOST_PROFILES = 600_000
MOST_BY_MOVES = 50_000
"""As many where moves are listed, which takes longer."""
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Enumerated:
    """Fewest changed pairs in all, and how many profiles of orders make it an equilibrium."""

    pairs: int
    profiles: int
    all_profiles: int


def can_enumerate(problem: Problem, parties: tuple[int, ...]) -> bool:
    """Whether all strict orders of these parties together are few enough."""
    most = MOST_PROFILES if problem.option_form else MOST_BY_MOVES
    return bool(parties) and math.factorial(problem.states) ** len(parties) <= most


def least_by_enumeration(
    problem: Problem, parties: tuple[int, ...], state: int, concept: str
) -> Enumerated | None:
    """The least change of the orders of `parties` that makes a state an equilibrium.

    Strict orders only; None where none of them does.
    """
    orders = np.array(list(itertools.permutations(range(problem.states))), dtype=np.int32)
    far = [changed_pairs(problem.rank[0, party], orders) for party in parties]
    total = len(orders) ** len(parties)
    least, profiles = None, 0
    for start in range(0, total, CHUNK):
        number = np.arange(start, min(start + CHUNK, total))
        rank = np.repeat(problem.rank[:1], number.size, axis=0)
        pairs = np.zeros(number.size, dtype=np.int64)
        for party, distance in zip(parties, far, strict=True):
            number, picked = np.divmod(number, len(orders))
            rank[:, party] = orders[picked]
            pairs += distance[picked]
        verdicts = judge_problem(replace(problem, rank=rank), (concept,))[:, problem.judged, state]
        good = (verdicts >> BASIC.index(concept) & 1).all(axis=1)
        profiles += int(good.sum())
        if good.any():
            found = int(pairs[good].min())
            least = found if least is None else min(least, found)
    return None if least is None else Enumerated(least, profiles, total)


def changed_pairs(old: NDArray[np.int32], new: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many pairs of states compare differently; old[state], new[order, state]."""
    first, second = np.triu_indices(old.size, 1)
    before = np.sign(old[first].astype(np.int64) - old[second])
    after = np.sign(new[:, first].astype(np.int64) - new[:, second])
    return np.asarray((before != after).sum(axis=1))
