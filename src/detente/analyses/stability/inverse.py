"""How little one party's order would have to change for a state to be stable for it.

Whether a state is stable for a party depends on the party's own order only through the set of
states that it does not rank above the state: each of its moves has to lead there, or a sanction
has to lie there with, for the symmetric concepts, all that the party could do about it. The more
states in that set the better. Suppose the highest state that has to come down ranks at some level.
Then it changes places with the state, and each state in between changes places with one of the two;
so no change is smaller than to raise the state alone, just above that level. The least change is
therefore the lowest level that is enough, and stability can only improve as the state rises: a
bisection finds it, at any number of states.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.counting import share_of_orders
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem

MOST_WRITTEN = 170
"""States whose orders are counted in full: the factorial of more exceeds a double."""


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of one party's order that makes a state stable for it.

    `lowered` are the states above which the state rises, best first; `pairs` is how many
    comparisons of two states change. `share` of all strict orders of the states make the state
    stable for the party; None where they could not be counted.
    """

    party: int
    lowered: tuple[int, ...]
    pairs: int
    share: Fraction | None

    def orders(self, states: int) -> int | None:
        """Number of strict orders of so many states under which the state is stable."""
        if self.share is None or states > MOST_WRITTEN:
            return None
        return int(self.share * math.factorial(states))


def least_change(problem: Problem, party: int, state: int, concept: str) -> Change:
    """The exact least change of one party's order; others' preferences stay as they are.

    First draw; concept: nash, gmr, smr, seq or sseq.
    """
    rank = problem.rank[0, party]
    levels = np.unique(rank[rank >= rank[state]])
    low, high = 0, levels.size - 1
    while low < high:
        middle = (low + high) // 2
        raised = raised_rank(rank, state, int(levels[middle]))
        if stable_with(problem, party, raised, state, concept):
            high = middle
        else:
            low = middle + 1
    share = share_of_orders(problem, party, state, concept)
    return Change(party, *_passed(rank, state, int(levels[low])), share)


def _passed(rank: NDArray[np.int32], state: int, level: int) -> tuple[tuple[int, ...], int]:
    """States that come down when the state rises above a level, best first, and changed pairs."""
    if level == rank[state]:
        return (), 0
    lowered = np.flatnonzero((rank > rank[state]) & (rank <= level))
    best_first = lowered[np.argsort(-rank[lowered], kind="stable")]
    tied = int((rank == rank[state]).sum()) - 1
    return tuple(best_first.tolist()), lowered.size + tied


def raised_rank(rank: NDArray[np.int32], state: int, level: int) -> NDArray[np.int32]:
    """rank[state] after the state has risen just above all states of a level and below it.

    The order stays as it is where the state ranks at that level.

    >>> raised_rank(np.array([0, 2, 1, 3], dtype=np.int32), 0, 2).tolist()
    [2, 1, 0, 3]
    """
    if level == rank[state]:
        return rank
    double = 2 * rank.astype(np.int64)
    double[state] = 2 * level + 1
    return np.unique(double, return_inverse=True)[1].astype(np.int32).reshape(-1)


def stable_with(
    problem: Problem, party: int, rank: NDArray[np.int32], state: int, concept: str
) -> bool:
    """Whether a state is stable for a party that ranks states so; the others as in draw one."""
    ranks = problem.rank[:1].copy()
    ranks[0, party] = rank
    judged = np.arange(len(problem.parties)) == party
    verdicts = judge_problem(replace(problem, rank=ranks, judged=judged), (concept,))
    return bool(verdicts[0, party, state] >> BASIC.index(concept) & 1)


def changed_rank(problem: Problem, change: Change, state: int) -> NDArray[np.int32]:
    """rank[state] of the party after the change."""
    rank = problem.rank[0, change.party]
    level = int(rank[change.lowered[0]]) if change.lowered else int(rank[state])
    return raised_rank(rank, state, level)
