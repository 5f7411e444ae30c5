"""Shares of all strict orders, against sums over all sets of states below the desired one."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from detente.analyses.stability import counting
from detente.analyses.stability.counting import Clause, clauses_of, share_of_orders
from detente.analyses.stability.engine import BASIC
from oracles.stability_arrays import made


def by_sets(states: int, state: int, clauses: frozenset[Clause]) -> Fraction:
    """Each set of states below: how many orders put exactly these below."""
    others = [s for s in range(states) if s != state]
    orders = 0
    for size in range(states):
        ways = math.factorial(size) * math.factorial(states - 1 - size)
        for below in itertools.combinations(others, size):
            chosen = {*below, state}
            orders += ways * all(any(one <= chosen for one in sets) for sets in clauses)
    return Fraction(orders, math.factorial(states))


@pytest.mark.parametrize("block", range(4))
def test_shares_of_orders(block: int) -> None:
    for seed in range(12 * block, 12 * block + 12):
        problem, _ = made(
            seed,
            parties=2 + seed % 3,
            options=4,
            holes=bool(seed & 4),
            one_way=bool(seed & 8) or bool(seed & 1),
            ties=bool(seed & 2),
        )
        if problem.states > 11:
            continue
        for concept, state in itertools.product(BASIC, range(0, problem.states, 3)):
            clauses = clauses_of(problem, 0, state, concept)
            expected = by_sets(problem.states, state, clauses)
            assert share_of_orders(problem, 0, state, concept) == expected


def test_clauses_that_overlap_in_every_way() -> None:
    chance = np.random.default_rng(5)
    for _ in range(200):
        clauses = frozenset(
            frozenset(
                frozenset(chance.choice(np.arange(1, 8), size=chance.integers(1, 4)).tolist())
                for _ in range(chance.integers(1, 4))
            )
            for _ in range(chance.integers(1, 5))
        )
        found = counting.integral(counting.Counter().chance(clauses))
        assert found == by_sets(8, 0, clauses)


def test_orders_of_many_states_by_hand() -> None:
    """Nash: above its 3 others; GMR: for each of 3 moves above one of 16; SMR: above 4 of a row."""
    problem, _ = made(2, parties=2, options=6, holes=False, one_way=False, ties=False)
    (_, own, _, _), (_, other, _, _) = problem.layout.tolist()
    moves, rows = (1 << own) - 1, 1 << other
    assert share_of_orders(problem, 0, 5, "nash") == Fraction(1, moves + 1)
    chance = [
        Fraction(math.comb(moves, k) * (-1) ** k, 1 + k * rows) for k in range(moves + 1)
    ]  # integral of (1 - (1-p)^rows)^moves
    assert share_of_orders(problem, 0, 5, "gmr") == sum(chance)
    width = moves + 1
    missed = [
        (sign * math.comb(rows - 1, k) * (-1) ** k, k * width + (moves if sign < 0 else 0))
        for k in range(rows)
        for sign in (1, -1)
    ]  # integral of 1 - (1 - p^width)^(rows - 1) (1 - p^moves)
    share = 1 - sum(Fraction(factor, 1 + power) for factor, power in missed)
    assert share_of_orders(problem, 0, 5, "smr") == share


def test_what_is_too_intricate_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, _ = made(1, parties=3, options=6, holes=True, one_way=True, ties=False)
    monkeypatch.setattr(counting, "MOST_WORK", 1)
    assert any(share_of_orders(problem, 0, state, "smr") is None for state in range(problem.states))
    monkeypatch.setattr(counting, "MOST_STATES", 4)
    assert share_of_orders(problem, 0, 0, "gmr") is None
