"""How many of all strict orders of the states make a state stable for a party, exactly.

Draw a number between 0 and 1 for each state: all strict orders are then equally likely. Given that
the state in question drew p, each other state is below it with chance p, independently. So the
share of orders is the integral over p of the chance that all clauses of the state are met, which is
a polynomial in p with whole coefficients. A clause belongs to a move of the party: it is met if one
of its sets of states is below the state (the move's target, or all states of a sanction).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.alliances import reach_of
from detente.analyses.stability.listing import listed
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.relations import credible

Clause = frozenset[frozenset[int]]
Polynomial = NDArray[np.object_]
"""Coefficients of 1, p, p^2 and so on, whole numbers of any size."""
MOST_STATES = 512
MOST_WORK = 200_000
"""Pairs of sets compared at most, summed over all cases told apart."""
DEEPEST = 100
"""Cases told apart inside one another at most."""


class _TooClose(Exception):
    """The clauses hang together too closely to be counted."""


def share_of_orders(problem: Problem, party: int, state: int, concept: str) -> Fraction | None:
    """The share of strict orders of all states under which the state is stable for the party.

    The others' order is that of the first draw. Exact; None where it is not computed: beyond
    `MOST_STATES` states (but for `nash`), or where the clauses hang together too closely.
    """
    if concept == "nash":
        return Fraction(1, 1 + own_moves(problem, party, state).size)
    if problem.states > MOST_STATES:
        return None
    clauses = clauses_of(problem, party, state, concept)
    try:
        return integral(Counter().chance(_given(clauses, frozenset())))
    except _TooClose:
        return None


def integral(polynomial: Polynomial) -> Fraction:
    """The integral from 0 to 1.

    >>> integral(np.array([1, 2, 3], dtype=object))
    Fraction(3, 1)
    """
    return sum((Fraction(int(c), k + 1) for k, c in enumerate(polynomial)), Fraction(0))


def own_moves(problem: Problem, party: int, state: int) -> NDArray[np.intp]:
    """States that the party can move to from a state."""
    if problem.moves is not None:
        return problem.moves.of(party, state).astype(np.intp)
    low, width, take, drop = problem.layout[party].tolist()
    own = ((1 << width) - 1) << low
    codes = problem.codes.astype(np.int64)
    here = int(codes[state])
    legal = ((codes ^ here) & ~own == 0) & (~codes & here & take == 0) & (codes & ~here & drop == 0)
    legal[state] = False
    return np.flatnonzero(legal)


def clauses_of(problem: Problem, party: int, state: int, concept: str) -> frozenset[Clause]:
    """One clause for each move of the party from the state: sets of which one is to lie below it.

    Sets that hold the state itself are met by the rest of their members.
    """
    moves = listed(problem)
    answers, symmetric = moves, concept in ("smr", "sseq")
    if concept in ("seq", "sseq"):
        better = [rank[None, :] > rank[:, None] for rank in problem.rank[0]]
        answers = credible(moves, better, transitive=True)
    others = np.arange(moves.parties) != party
    found = set()
    for target in moves.of(party, state).tolist():
        sets = {frozenset([target])}
        if concept != "nash":
            for end in reach_of(answers, target, others).tolist():
                after = moves.of(party, end).tolist() if symmetric else []
                sets.add(frozenset([end, *after]) - {state})
        found.add(_smallest(sets))
    return frozenset(found)


def _smallest(sets: set[frozenset[int]] | Clause) -> Clause:
    """The sets that contain no other one."""
    kept: list[frozenset[int]] = []
    for one in sorted(sets, key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return frozenset(kept)


class Counter:
    """Chances that clauses are met, each set of clauses worked out once."""

    def __init__(self) -> None:
        self._known: dict[frozenset[Clause], Polynomial] = {}
        self._work = 0
        self._depth = 0

    def chance(self, clauses: frozenset[Clause]) -> Polynomial:
        """The chance that all clauses are met, as a polynomial."""
        if clauses not in self._known:
            self._work += sum(len(sets) ** 2 for sets in clauses)
            if self._work > MOST_WORK or self._depth > DEEPEST:
                raise _TooClose
            self._depth += 1
            product = _polynomial(1)
            for part in _apart(clauses):
                product = np.convolve(product, self._connected(part))
            self._depth -= 1
            self._known[clauses] = product
        return self._known[clauses]

    def _connected(self, clauses: frozenset[Clause]) -> Polynomial:
        """Sets that serve all clauses and stand apart are taken out, then cases told apart."""
        shared = _standing_apart(clauses)
        if shared:
            missed = _plus(_polynomial(1), -_one_of(shared))
            rest = frozenset(sets - shared for sets in clauses)
            if frozenset() in rest:
                return _one_of(shared)
            other = _plus(_polynomial(1), -self.chance(rest))
            return _plus(_polynomial(1), -np.convolve(missed, other))
        return self._split(clauses, _commonest(clauses))

    def _split(self, clauses: frozenset[Clause], one: frozenset[int]) -> Polynomial:
        """Either all of the set is below, or not and then it serves no clause."""
        below = _power(len(one))
        total = np.convolve(below, self.chance(_given(clauses, one)))
        rest = frozenset(sets - {one} for sets in clauses)
        if frozenset() in rest:
            return total
        missed = _plus(self.chance(rest), -np.convolve(below, self.chance(_given(rest, one))))
        return _plus(total, missed)


def _standing_apart(clauses: frozenset[Clause]) -> Clause:
    """Sets that occur in every clause and share no state with any other set."""
    used: dict[int, int] = {}
    every = frozenset().union(*clauses)
    for one in every:
        for state in one:
            used[state] = used.get(state, 0) + 1
    common = frozenset.intersection(*clauses)
    return frozenset(one for one in common if all(used[state] == 1 for state in one))


def _apart(clauses: frozenset[Clause]) -> list[frozenset[Clause]]:
    """Groups of clauses that share no states."""
    groups: list[tuple[set[int], set[Clause]]] = []
    for clause in clauses:
        states: set[int] = set().union(*clause)
        joined = {clause}
        separate = []
        for others, members in groups:
            if others & states:
                states |= others
                joined |= members
            else:
                separate.append((others, members))
        groups = [*separate, (states, joined)]
    return [frozenset(members) for _, members in groups]


def _given(clauses: frozenset[Clause], below: frozenset[int]) -> frozenset[Clause]:
    """What is left of the clauses once these states are below."""
    left = (_smallest(frozenset(one - below for one in sets)) for sets in clauses)
    return frozenset(sets for sets in left if frozenset() not in sets)


def _commonest(clauses: frozenset[Clause]) -> frozenset[int]:
    counts: dict[frozenset[int], int] = {}
    for sets in clauses:
        for one in sets:
            counts[one] = counts.get(one, 0) + 1
    return max(counts, key=lambda one: (counts[one], -len(one), sorted(one)))


def _one_of(sets: Clause) -> Polynomial:
    """The chance that one of several sets without common states is below."""
    none = _polynomial(1)
    for one in sets:
        none = np.convolve(none, _plus(_polynomial(1), -_power(len(one))))
    return _plus(_polynomial(1), -none)


def _polynomial(*coefficients: int) -> Polynomial:
    return np.array(coefficients, dtype=object)


def _power(exponent: int) -> Polynomial:
    return _polynomial(*[0] * exponent, 1)


def _plus(left: Polynomial, right: Polynomial) -> Polynomial:
    total = _polynomial(*[0] * max(left.size, right.size))
    total[: left.size] += left
    total[: right.size] += right
    return total
