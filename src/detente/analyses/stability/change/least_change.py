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

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem
from detente.randomness import generator

ALL_ORDERS = 5040
"""So many strict orders are all gone through; of more states, as many are drawn."""
MOST_CELLS = 1 << 22
"""Orders times parties times states."""


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of one party's order that makes a state stable for it.

    `lowered` are the states above which the state rises, best first; `pairs` is how many
    comparisons of two states change. `share` of the strict orders make the state stable for the
    party: of all of them, or of as many `drawn`; None where there are too many states.
    """

    party: int
    lowered: tuple[int, ...]
    pairs: int
    share: float | None
    drawn: bool


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
        if stable_with(problem, party, raised[None], state, concept)[0]:
            high = middle
        else:
            low = middle + 1
    share = share_of_orders(problem, party, state, concept)
    drawn = share is not None and math.factorial(min(problem.states, 20)) > ALL_ORDERS
    return Change(party, *_passed(rank, state, int(levels[low])), share, drawn)


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
    problem: Problem, party: int, ranks: NDArray[np.int32], state: int, concept: str
) -> NDArray[np.bool_]:
    """bool[order]: stable for a party of ranks[order, state]; the others as in draw one."""
    rank = np.repeat(problem.rank[:1], len(ranks), axis=0)
    rank[:, party] = ranks
    judged = np.arange(len(problem.parties)) == party
    verdicts = judge_problem(replace(problem, rank=rank, judged=judged), (concept,))
    return np.asarray(verdicts[:, party, state] >> BASIC.index(concept) & 1).astype(np.bool_)


def share_of_orders(problem: Problem, party: int, state: int, concept: str) -> float | None:
    """The share of strict orders of all states under which the state is stable for the party.

    The others' order is that of the first draw. All orders of up to seven states are gone through;
    of more states, `ALL_ORDERS` are drawn, always the same ones, and the share is within some 1.5
    points of the true one. Under nash it is known; None where there are too many states.
    """
    if concept == "nash":
        return 1 / (1 + problem.moves.own(party, state).size)
    if ALL_ORDERS * problem.rank[0].size > MOST_CELLS:
        return None
    states = problem.states
    if math.factorial(min(states, 20)) <= ALL_ORDERS:
        orders = np.array(list(itertools.permutations(range(states))), dtype=np.int32)
    else:
        chance = generator(0)
        orders = chance.permuted(
            np.tile(np.arange(states, dtype=np.int32), (ALL_ORDERS, 1)), axis=1
        )
    return float(stable_with(problem, party, orders, state, concept).mean())


def changed_rank(problem: Problem, change: Change, state: int) -> NDArray[np.int32]:
    """rank[state] of the party after the change."""
    rank = problem.rank[0, change.party]
    level = int(rank[change.lowered[0]]) if change.lowered else int(rank[state])
    return raised_rank(rank, state, level)
