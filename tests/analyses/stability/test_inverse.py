"""The least change of an order, against all orders there are."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.inverse import changed_rank, least_change
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem
from oracles.stability_arrays import made


def with_orders(problem: Problem, party: int, orders: np.ndarray) -> Problem:
    rank = np.repeat(problem.rank, len(orders), axis=0)
    rank[:, party] = orders
    return replace(problem, rank=rank)


def distance(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Pairs of states that compare differently; old[state], new[order, state]."""
    first, second = np.triu_indices(old.size, 1)
    before = np.sign(old[first].astype(int) - old[second])
    after = np.sign(new[:, first].astype(int) - new[:, second])
    return (before != after).sum(axis=1)


def small(seed: int, *, ties: bool, most: int) -> Problem | None:
    problem, _ = made(
        seed,
        parties=2 + seed % 2,
        options=3,
        holes=bool(seed & 1),
        one_way=bool(seed & 2),
        ties=ties,
    )
    return problem if 2 <= problem.states <= most else None


@pytest.mark.parametrize("block", range(4))
def test_strict_orders(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        problem = small(seed, ties=False, most=6)
        if problem is not None:
            orders = np.array(list(itertools.permutations(range(problem.states))), dtype=np.int32)
            _compare(problem, orders, seed)


@pytest.mark.parametrize("block", range(4))
def test_orders_with_ties(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        problem = small(seed, ties=True, most=5)
        if problem is not None:
            raw = np.array(list(itertools.product(range(problem.states), repeat=problem.states)))
            dense = np.unique([np.unique(row, return_inverse=True)[1] for row in raw], axis=0)
            _compare(problem, dense.astype(np.int32), seed, counted=False)


def _compare(problem: Problem, orders: np.ndarray, seed: int, *, counted: bool = True) -> None:
    party = seed % len(problem.parties)
    verdicts = judge_problem(with_orders(problem, party, orders), BASIC)[:, party]
    far = distance(problem.rank[0, party], orders)
    for place, concept in enumerate(BASIC):
        for state in range(problem.states):
            stable = verdicts[:, state] >> place & 1 == 1
            change = least_change(problem, party, state, concept)
            assert change.pairs == far[stable].min()
            if counted:
                assert change.orders(problem.states) == stable.sum()
            new = changed_rank(problem, change, state)
            assert distance(problem.rank[0, party], new[None])[0] == change.pairs
            after = judge_problem(with_orders(problem, party, new[None]), BASIC)[0, party, state]
            assert after >> place & 1


def test_syria_may_release_water_under_so_many_of_its_720_orders() -> None:
    """The Euphrates conflict of 1975; a published handout prints another figure for SEQ."""
    from detente.analyses.stability import analyze_stability
    from detente.scenario import load

    result = analyze_stability(load("syria_iraq_1975"))
    state = result.problem.state("YNN", "desired")
    counts = {concept: least_change(result.problem, 0, state, concept).orders(6) for concept in BASIC}
    assert counts["nash"] == 240
    assert counts["gmr"] == counts["seq"] == 384
    assert counts["smr"] == 300


def test_larger_conflicts_are_solved_to_the_same_effect() -> None:
    for seed in range(3):
        problem, _ = made(
            seed, parties=3, options=6, holes=bool(seed & 1), one_way=False, ties=False
        )
        for concept, state in itertools.product(BASIC, range(0, problem.states, 23)):
            change = least_change(problem, 0, state, concept)
            new = with_orders(problem, 0, changed_rank(problem, change, state)[None])
            place = BASIC.index(concept)
            assert judge_problem(new, BASIC)[0, 0, state] >> place & 1
            assert (change.pairs == 0) == bool(
                judge_problem(problem, BASIC)[0, 0, state] >> place & 1
            )


@pytest.mark.parametrize("concept", BASIC)
def test_least_changes_of_all_parties_together(concept: str) -> None:
    """Two parties, four states: against all pairs of strict orders."""
    from detente.analyses.stability.desired import wish
    from detente.scenario import loads

    scenario = loads("title: t\nparties: {p0: {}, p1: {}}")
    orders = np.array(list(itertools.permutations(range(4))), dtype=np.int32)
    place = BASIC.index(concept)
    for seed in range(24):
        problem, _ = made(
            seed, parties=2, options=2, holes=False, one_way=bool(seed & 1), ties=False
        )
        far = [distance(problem.rank[0, party], orders) for party in range(2)]
        rank = np.array([[one, two] for one in orders for two in orders])
        verdicts = judge_problem(replace(problem, rank=rank), BASIC)
        lasting = (verdicts >> place & 1).all(axis=1).reshape(24, 24, 4)
        pairs = far[0][:, None] + far[1][None, :]
        for state in range(4):
            found = wish(scenario, problem, state, concept)
            assert found.total == pairs[lasting[:, :, state]].min()
            if found.equilibrium:
                continue
            kept = [np.flatnonzero(distance(problem.rank[0, p], orders) == 0)[0] for p in range(2)]
            rows = [lasting[:, kept[1], state], lasting[kept[0], :, state]]
            truth = {p: int(far[p][row].min()) for p, row in enumerate(rows) if row.any()}
            assert found.alone == truth


def test_both_ways_of_seeking_agree() -> None:
    from detente.analyses.stability import inverse

    for seed in range(40):
        problem, _ = made(
            seed, parties=2, options=4, holes=bool(seed & 1), one_way=False, ties=bool(seed & 2)
        )
        for concept, state in itertools.product(("nash", "gmr", "seq"), range(problem.states)):
            clauses = inverse.clauses_of(problem, 0, state, concept)
            rank = problem.rank[0, 0]
            above = np.flatnonzero(rank > rank[state])
            kept = [[members & frozenset(above.tolist()) for members in c] for c in clauses]
            kept = [clause for clause in kept if all(clause)]
            if not kept:
                continue
            pairs = []
            for seek in (inverse._lowest, inverse._cheapest):
                lowered = seek(rank, above, kept)
                rest = np.setdiff1d(above, lowered)
                crossed = (rank[rest][None, :] <= rank[lowered][:, None]).sum()
                pairs.append(int(lowered.size + crossed))
            assert pairs[0] == pairs[1]
