"""What would have to change for a state to be stable: preferences of one party or of several.

Whether a state is stable for a party depends on its order only through the set `L` of states that
it does not rank above the state. Each of its moves gives a clause: the move's target, or all
states of one of the sets that make up a sanction, lie in `L`. More states in `L` never hurt, so
the least change takes some states from above the state to below it, in order among themselves:
its cost is the number of pairs of states whose comparison changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.alliances import reach_of
from detente.analyses.stability.listing import listed
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.relations import credible

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Clause = tuple[frozenset[int], ...]
MOST_ABOVE = 300
MOST_COUNTED = 21


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of one party's order that makes a state stable for it.

    `lowered` are the states that come down to the state or below it; `pairs` is how many
    comparisons of two states change (None where too many states stand above it); `orders` counts
    all strict orders of the states under which the state is stable for the party (None where there
    are too many states to count).
    """

    party: int
    lowered: tuple[int, ...]
    pairs: int | None
    orders: int | None
    all_orders: int | None


def clauses_of(problem: Problem, party: int, state: int, concept: str) -> tuple[Clause, ...]:
    """One clause for each move of the party from the state: sets of which one lies in `L`."""
    moves = listed(problem)
    answers, symmetric = moves, concept in ("smr", "sseq")
    if concept in ("seq", "sseq"):
        better = [rank[None, :] > rank[:, None] for rank in problem.rank[0]]
        answers = credible(moves, better, transitive=True)
    others = np.arange(moves.parties) != party
    found = []
    for target in moves.of(party, state).tolist():
        sets = {frozenset([target])}
        if concept != "nash":
            for end in reach_of(answers, target, others).tolist():
                after = moves.of(party, end).tolist() if symmetric else []
                sets.add(frozenset([end, *after]) - {state})
        found.append(_smallest(sets))
    return tuple(found)


def _smallest(sets: set[frozenset[int]]) -> Clause:
    kept: list[frozenset[int]] = []
    for one in sorted(sets, key=lambda members: (len(members), sorted(members))):
        if not any(other <= one for other in kept):
            kept.append(one)
    return tuple(kept)


def least_change(problem: Problem, party: int, state: int, concept: str) -> Change:
    """The exact least change of one party's order; others' preferences stay as they are.

    It is not sought when the party ranks more than `MOST_ABOVE` states above the state and a
    program has to be solved for them (`smr`, `sseq`, moves that are not by options).
    """
    clauses = clauses_of(problem, party, state, concept)
    rank = problem.rank[0, party]
    above = np.flatnonzero(rank > rank[state])
    open_clauses = [
        [members & frozenset(above.tolist()) for members in clause] for clause in clauses
    ]
    open_clauses = [clause for clause in open_clauses if all(clause)]
    orders = count_orders(problem.states, state, clauses)
    total = None if orders is None else math.factorial(problem.states)
    if not open_clauses:
        return Change(party, (), 0, orders, total)
    if _one_by_one(open_clauses):
        lowered = _lowest(rank, above, open_clauses)
    elif above.size <= MOST_ABOVE:
        lowered = _cheapest(rank, above, open_clauses)
    else:
        return Change(party, (), None, orders, total)
    tied = int((rank == rank[state]).sum()) - 1
    kept = np.setdiff1d(above, lowered)
    crossed = int((rank[kept][None, :] <= rank[lowered][:, None]).sum())
    return Change(party, tuple(lowered.tolist()), lowered.size + crossed + tied, orders, total)


def _one_by_one(clauses: list[list[frozenset[int]]]) -> bool:
    """Whether each clause is met by any one state of its own."""
    states = [state for clause in clauses for members in clause for state in members]
    single = all(len(members) == 1 for clause in clauses for members in clause)
    return single and len(set(states)) == len(states)


def _lowest(
    rank: NDArray[np.int32], above: NDArray[np.intp], clauses: list[list[frozenset[int]]]
) -> NDArray[np.intp]:
    """`_cheapest` for such clauses: the lowest state of each, and further ones where that helps.

    Only the number of states lowered at each level of equal rank matters. Going up the levels,
    least[kept] is the least cost so far with so many states not lowered: each state lowered at a
    level costs 1, 1 for every one kept below it and 1 for every one kept beside it.
    """
    needed = {
        min((int(rank[s]), s) for members in clause for s in members)[1] for clause in clauses
    }
    levels = [above[rank[above] == level] for level in np.unique(rank[above])]
    kept = np.arange(above.size + 1)
    least = np.where(kept == 0, 0.0, np.inf)
    choices = []
    for states in levels:
        following = np.full(least.size, np.inf)
        choice = np.zeros(least.size, dtype=np.int64)
        for lowered in range(sum(int(s) in needed for s in states), states.size + 1):
            rest = states.size - lowered
            cost = (least + lowered * (1 + kept + rest))[: least.size - rest]
            better = cost < following[rest:]
            following[rest:][better] = cost[better]
            choice[rest:][better] = lowered
        least = following
        choices.append(choice)
    return _chosen_states(levels, choices, needed, int(np.argmin(least)))


def _chosen_states(
    levels: list[NDArray[np.intp]], choices: list[NDArray[np.int64]], needed: set[int], kept: int
) -> NDArray[np.intp]:
    """The states behind the numbers of `_lowest`, from the highest level down."""
    found: list[int] = []
    for states, choice in zip(reversed(levels), reversed(choices), strict=True):
        lowered = int(choice[kept])
        first = sorted(states.tolist(), key=lambda s: (s not in needed, s))
        found += first[:lowered]
        kept -= states.size - lowered
    return np.array(sorted(found), dtype=np.intp)


def _cheapest(
    rank: NDArray[np.int32], above: NDArray[np.intp], clauses: list[list[frozenset[int]]]
) -> NDArray[np.intp]:
    """The states to lower, by a mixed-integer program solved to optimality.

    x[u]: u is lowered; w[t, u]: t is lowered past u, which stays; z[set]: the set is lowered.
    """
    from scipy.optimize import Bounds, milp

    upper, lower = np.nonzero(rank[above][None, :] <= rank[above][:, None])
    apart = upper != lower
    pairs = list(zip(upper[apart].tolist(), lower[apart].tolist(), strict=True))
    sets = sum(len(clause) for clause in clauses)
    crossing = above.size + len(pairs)
    answer = milp(
        np.concatenate([np.ones(crossing), np.zeros(sets)]),
        constraints=_constraints(above, pairs, clauses),
        integrality=np.concatenate([np.ones(above.size), np.zeros(len(pairs)), np.ones(sets)]),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    return above[answer.x[: above.size] > 0.5]


def _constraints(
    above: NDArray[np.intp], pairs: list[tuple[int, int]], clauses: list[list[frozenset[int]]]
) -> LinearConstraint:
    """w >= x[t] - x[u]; one set of each clause is lowered; a set is when all its states are."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    place = {int(u): k for k, u in enumerate(above)}
    rows: list[tuple[dict[int, float], float]] = []
    for k, (t, u) in enumerate(pairs):
        rows.append(({above.size + k: 1.0, t: -1.0, u: 1.0}, 0.0))
    at = above.size + len(pairs)
    for clause in clauses:
        rows.append(({at + k: 1.0 for k in range(len(clause))}, 1.0))
        for members in clause:
            rows += [({place[u]: 1.0, at: -1.0}, 0.0) for u in members]
            at += 1
    entries = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
    row, column, value = (list(part) for part in zip(*entries, strict=True))
    matrix = csr_array((value, (row, column)), shape=(len(rows), at))
    return LinearConstraint(matrix, np.array([bound for _, bound in rows]), np.inf)


def changed_rank(problem: Problem, change: Change, state: int) -> NDArray[np.int32]:
    """rank[state] of the party after the change: lowered states come right below the state."""
    rank = problem.rank[0, change.party].astype(np.float64)
    lowered = np.array(change.lowered, dtype=np.intp)
    if lowered.size:
        span = float(rank.max() - rank.min()) + 1.0
        own = rank[state]
        rank[lowered] = own + 0.25 + 0.25 * (rank[lowered] - own) / span
        rank[state] = own + 0.75
    return np.unique(rank, return_inverse=True)[1].astype(np.int32).reshape(-1)


def count_orders(states: int, state: int, clauses: tuple[Clause, ...]) -> int | None:
    """How many strict orders of so many states satisfy the clauses of a state."""
    if states > MOST_COUNTED:
        return None
    bit = {s: k for k, s in enumerate(s for s in range(states) if s != state)}
    below = np.arange(1 << (states - 1), dtype=np.int64)
    fits = np.ones(below.size, dtype=np.bool_)
    for clause in clauses:
        met = np.zeros(below.size, dtype=np.bool_)
        for members in clause:
            mask = sum(1 << bit[s] for s in members if s != state)
            met |= (below & mask) == mask
        fits &= met
    sizes = np.bincount(np.bitwise_count(below[fits]).astype(np.int64), minlength=states)
    ways = (
        int(count) * math.factorial(size) * math.factorial(states - 1 - size)
        for size, count in enumerate(sizes)
    )
    return sum(ways)
