"""Which states some reading of what is unknown makes an equilibrium.

Under `nash`, `gmr` and `smr` a state may last if it may be stable for each party: what one party
thinks changes nothing for another. Under `seq` and `sseq` the parties need one and the same
completion of all comparisons. That each may be stable is then an upper bound; that each is so with
all unknown steps of others left out is a lower bound; between the two completions are searched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.completions import MOST_STEPS, Completions
from detente.analyses.stability.listing import listed
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.relations import Relation, credible, judge_relation

Mask = NDArray[np.bool_]


@dataclass
class Budget:
    """Moves that may still be looked at."""

    left: int = MOST_STEPS


def possible_equilibria(
    problem: Problem,
    unknown: list[Relation],
    concept: str,
    each: NDArray[np.bool_],
    budget: Budget,
) -> tuple[Mask, Mask]:
    """(possible[state], unsettled[state]) for the first draw; unsettled ones count as possible.

    unknown[party] is bool[state, after]; each[party, state] says for whom it may be stable.
    """
    possible = np.asarray(each[problem.judged].all(axis=0))
    unsettled = np.zeros_like(possible)
    if concept not in ("seq", "sseq") or not any(doubt.any() for doubt in unknown):
        return possible, unsettled
    ranks = problem.rank[0]
    better = [
        (rank[None, :] > rank[:, None]) & ~doubt for rank, doubt in zip(ranks, unknown, strict=True)
    ]
    counted = np.flatnonzero(problem.judged).tolist()
    moves = listed(problem)
    answers = credible(moves, better, transitive=False)
    certain = np.logical_and.reduce(
        [judge_relation(moves, answers, p, better[p], ~better[p], concept) for p in counted]
    )
    search = Completions(moves, better, unknown, left=budget.left)
    for state in np.flatnonzero(possible & ~certain).tolist():
        found = search.possible(counted, state, concept) if search.left >= 0 else None
        possible[state] = found is not False
        unsettled[state] = found is None
    budget.left = search.left
    return possible, unsettled
