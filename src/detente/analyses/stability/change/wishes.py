"""How a desired state could become one that lasts: least changes, and what a mediator could do.

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
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.problem import Mask, Party, Problem, State
from detente.analyses.stability.proofs import CREDIBLE
from detente.analyses.stability.solve import judge_problem, lasts, stable_by_concept
from detente.exhibits import internal
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
    party: of all of them, or of as many drawn (`share_drawn`); None where there are too many
    states.
    """

    lowered: tuple[State, ...]
    pairs: int
    share: float | None
    share_drawn: bool
    party: Party = internal()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a mediator could bring about: `forbid`, `require` or `bind` an option."""

    measure: str
    option: str
    bit: int = internal()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a desired state needs under one concept.

    `unstable` are the parties that would leave it; `changes` their least changes, in which others'
    preferences stay; `enough` says whether all of them together make the state last. `total` is the
    least change over all orders: under nash, gmr and smr the sum, under seq and sseq not known.
    """

    equilibrium: bool
    unstable: tuple[Party, ...]
    changes: dict[Party, Change]
    enough: bool
    total: int | None
    measures: tuple[tuple[Measure, ...], ...]


@dataclass(frozen=True, slots=True)
class Desired:
    """One wish for each concept asked about."""

    state: State
    concepts: dict[str, Wish]


def wish(problem: Problem, state: int, concept: str) -> Wish:
    """The answer for one concept; the first draw's preferences."""
    stable = stable_by_concept(problem, (concept,))[concept][:, state]
    unstable = tuple(party for party in problem.counted if not stable[party])
    changes = {party: least_change(problem, party, state, concept) for party in unstable}
    changed = problem.rank[:1].copy()
    for party, change in changes.items():
        changed[0, party] = changed_rank(problem, change, state)
    return Wish(
        equilibrium=not unstable,
        unstable=unstable,
        changes=changes,
        enough=bool(lasts(replace(problem, rank=changed), state, concept)[0]),
        total=None if concept in CREDIBLE else sum(change.pairs for change in changes.values()),
        measures=measures(problem, state, concept) if unstable else (),
    )


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
    passed = np.flatnonzero((rank > rank[state]) & (rank <= levels[low]))
    best_first = passed[np.argsort(-rank[passed], kind="stable")]
    tied = int((rank == rank[state]).sum()) - 1 if low else 0
    share = share_of_orders(problem, party, state, concept)
    return Change(
        lowered=tuple(State(one) for one in best_first),
        pairs=passed.size + tied,
        share=share,
        share_drawn=share is not None and math.factorial(min(problem.states, 20)) > ALL_ORDERS,
        party=Party(party),
    )


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


def changed_rank(problem: Problem, change: Change, state: int) -> NDArray[np.int32]:
    """rank[state] of the party after the change."""
    rank = problem.rank[0, change.party]
    return raised_rank(rank, state, int(rank[change.lowered[0] if change.lowered else state]))


def stable_with(
    problem: Problem, party: int, ranks: NDArray[np.int32], state: int, concept: str
) -> Mask:
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
    states = problem.states
    if concept == "nash":
        return 1 / (1 + problem.moves.own(party, state).size)
    if ALL_ORDERS * problem.rank[0].size > MOST_CELLS:
        return None
    if math.factorial(min(states, 20)) <= ALL_ORDERS:
        orders = np.array(list(itertools.permutations(range(states))), dtype=np.int32)
    else:
        every = np.tile(np.arange(states, dtype=np.int32), (ALL_ORDERS, 1))
        orders = generator(0).permuted(every, axis=1)
    return float(stable_with(problem, party, orders, state, concept).mean())


def measures(problem: Problem, state: int, concept: str) -> tuple[tuple[Measure, ...], ...]:
    """The fewest options (one, else two) to forbid, require or bind so that the state holds.

    Forbidding or requiring an option removes the states that differ from the desired one in it;
    binding makes it irreversible as it is in the desired state. All such sets of as few measures.
    """
    if not problem.option_form:
        return ()
    code = int(problem.codes[state])
    single = [
        Measure(measure, ".".join(option), bit)
        for bit, option in enumerate(problem.options)
        for measure in ("require" if code >> bit & 1 else "forbid", "bind")
    ]
    for count in (1, 2):
        found = tuple(
            chosen
            for chosen in itertools.combinations(single, count)
            if len({measure.bit for measure in chosen}) == count
            and _holds_after(problem, code, concept, chosen)
        )
        if found:
            return found
    return ()


def _holds_after(problem: Problem, code: int, concept: str, chosen: Sequence[Measure]) -> bool:
    kept, layout = np.ones(problem.states, dtype=np.bool_), problem.layout.copy()
    for measure in chosen:
        taken = code >> measure.bit & 1
        if measure.measure == "bind":
            owner = problem.parties.index(problem.options[measure.bit][0])
            layout[owner, 2 if taken else 3] |= 1 << measure.bit
        else:
            kind = problem.codes.dtype.type
            kept &= (problem.codes >> kind(measure.bit) & kind(1)) == taken
    left = replace(problem, layout=layout, rank=problem.rank[:1]).within(kept)
    return bool(lasts(left, left.place_of(code), concept)[0])
