"""The least change of an order, against all orders there are."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from detente.analyses.stability.change.wishes import changed_rank, least_change
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.moves import from_options
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem
from oracles.stability_arrays import made, varied


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
                assert change.share == pytest.approx(stable.mean())
                assert not change.share_drawn
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
    counts = {
        concept: 720 * least_change(result.problem, 0, state, concept).share for concept in BASIC
    }
    assert counts["nash"] == pytest.approx(240)
    assert counts["gmr"] == counts["seq"] == pytest.approx(384)
    assert counts["smr"] == pytest.approx(300)


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


def test_the_state_rises_above_what_has_to_come_down_and_no_more() -> None:
    """Under Nash stability: above its best move, or where none pays not at all."""
    for seed in range(40):
        problem, _ = made(seed, parties=2, options=4, holes=True, one_way=True, ties=False)
        rank = problem.rank[0, 0]
        for state in range(problem.states):
            change = least_change(problem, 0, state, "nash")
            best = max((rank[s] for s in problem.moves.own(0, state).tolist()), default=0)
            assert change.pairs == max(0, int(best) - int(rank[state])) == len(change.lowered)
            assert list(change.lowered) == sorted(change.lowered, key=lambda s: -rank[s])


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 24), marks=pytest.mark.slow)])
def test_stronger_concepts_ask_for_larger_changes(seeds: range) -> None:
    for seed in seeds:
        problem, _ = varied(seed)
        verdicts = judge_problem(problem, BASIC)[0]
        for state in range(0, problem.states, 17):
            for party in range(len(problem.parties)):
                pairs = {c: least_change(problem, party, state, c).pairs for c in BASIC}
                assert pairs["nash"] >= pairs["sseq"] >= pairs["smr"] >= pairs["gmr"]
                assert pairs["sseq"] >= pairs["seq"] >= pairs["gmr"]
                for place, concept in enumerate(BASIC):
                    stable = bool(verdicts[party, state] >> place & 1)
                    assert (pairs[concept] == 0) == stable


def test_a_hundred_thousand_states() -> None:
    """Against the value of each sanction, taken from the ranking as a table of choices."""
    chance = np.random.default_rng(3)
    rank = chance.permutation(1 << 17).astype(np.int32)
    layout = np.array([[0, 6, 0, 0], [6, 11, 0, 0]], dtype=np.int64)
    problem = Problem(
        parties=("a", "b"),
        options=tuple(("a" if k < 6 else "b", f"o{k}") for k in range(17)),
        codes=np.arange(1 << 17, dtype=np.uint32),
        layout=layout,
        moves=from_options(np.arange(1 << 17, dtype=np.uint32), layout),
        rank=np.stack([rank, chance.permutation(1 << 17).astype(np.int32)])[None],
        judged=np.ones(2, dtype=bool),
        status_quo=0,
    )
    table = rank.reshape(1 << 11, 1 << 6)
    own = int(np.argmin(rank))
    row, column = divmod(own, 1 << 6)
    worst = np.delete(table.min(axis=0), column).max()
    assert least_change(problem, 0, own, "nash").pairs == table[row].max()
    assert least_change(problem, 0, own, "gmr").pairs == min(worst, table[row].max())
    change = least_change(problem, 0, own, "smr")
    assert change.pairs == table.max(axis=1).min()
    assert change.share is None
    assert least_change(problem, 0, own, "nash").share == 1 / 64


def test_a_share_of_drawn_orders_is_close_to_the_share_of_all() -> None:
    """Under GMR by hand: stable unless the state is below its move and all that may follow."""
    layout = np.array([[0, 1, 0, 0], [1, 2, 0, 0]], dtype=np.int64)
    codes = np.arange(8, dtype=np.uint32)
    chance = np.random.default_rng(1)
    rank = np.stack([chance.permutation(8), chance.permutation(8)]).astype(np.int32)
    problem = Problem(
        parties=("a", "b"),
        options=(("a", "x"), ("b", "y"), ("b", "z")),
        codes=codes,
        layout=layout,
        rank=rank[None],
        judged=np.ones(2, dtype=bool),
        moves=from_options(codes, layout),
    )
    change = least_change(problem, 0, 0, "gmr")
    assert change.share_drawn
    assert change.share == pytest.approx(4 / 5, abs=0.03)
    assert change == least_change(problem, 0, 0, "gmr")


def test_to_rise_above_a_state_changes_comparisons_with_those_as_good_as_well() -> None:
    """From 1, 2, 1, 0 the first state rises above the second, and so above the third."""
    layout = np.array([[0, 1, 0, 0], [1, 1, 0, 0]], dtype=np.int64)
    codes = np.arange(4, dtype=np.uint32)
    problem = Problem(
        parties=("a", "b"),
        options=(("a", "x"), ("b", "y")),
        codes=codes,
        layout=layout,
        rank=np.array([[[1, 2, 1, 0], [0, 0, 0, 0]]], dtype=np.int32),
        judged=np.ones(2, dtype=bool),
        moves=from_options(codes, layout),
    )
    change = least_change(problem, 0, 0, "nash")
    assert (change.lowered, change.pairs) == ((1,), 2)
