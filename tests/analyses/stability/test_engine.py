"""Every verdict agrees with the definitions, by every way of computing it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from detente.analyses.stability import engine
from detente.analyses.stability.moves import from_options
from detente.analyses.stability.solve import judge, judge_by_moves, judge_problem
from oracles import stability as oracle
from oracles.stability_arrays import made, varied


def expected(conflict: oracle.Conflict) -> np.ndarray:
    verdicts = np.zeros((len(conflict.parties), len(conflict.states)), dtype=np.uint8)
    for place, concept in enumerate(engine.BASIC):
        for party, state in itertools.product(conflict.parties, conflict.states):
            verdicts[party, state] |= oracle.BASIC[concept](conflict, party, state) << place
    return verdicts


def spread(problem) -> np.ndarray:
    dense = np.full((*problem.rank.shape[:2], 1 << len(problem.options)), -1, dtype=np.int32)
    dense[:, :, problem.codes] = problem.rank
    return dense


@pytest.mark.parametrize("block", range(8))
def test_verdicts_follow_the_definitions(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        problem, conflict = varied(seed, options=6)
        truth = expected(conflict)
        np.testing.assert_array_equal(judge_problem(problem, engine.BASIC)[0], truth)
        moves = from_options(problem.codes, problem.layout)
        for tracked in (False, True):
            listed = judge_by_moves(
                problem.rank,
                replace(moves, tracked=tracked),
                concepts=engine.BASIC,
                judged=problem.judged,
            )
            np.testing.assert_array_equal(listed[0], truth)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_larger_conflicts_follow_the_definitions(block: int) -> None:
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        problem, conflict = varied(seed, options=7)
        np.testing.assert_array_equal(judge_problem(problem, engine.BASIC)[0], expected(conflict))


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_threads_and_the_linear_search_agree(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "THREADED_FROM", 1)
    monkeypatch.setattr(engine, "ROUNDS", rounds)
    for seed in range(60):
        problem, conflict = varied(seed, options=6)
        verdicts = engine.judge_states(spread(problem), problem.layout)[0][:, problem.codes]
        np.testing.assert_array_equal(verdicts, expected(conflict))


def test_wide_fibres_agree_with_listed_moves() -> None:
    """A party with many options: radix sort and blocks instead of insertion sort and lines."""
    for seed, one_way in itertools.product(range(3), (False, True)):
        problem, _ = made(seed, parties=2, options=11, holes=seed == 2, one_way=one_way, ties=True)
        moves = from_options(problem.codes, problem.layout)
        listed = judge_by_moves(problem.rank, moves, concepts=engine.BASIC, judged=problem.judged)
        np.testing.assert_array_equal(judge_problem(problem, engine.BASIC), listed)


def test_long_chains_of_improvements_are_followed_to_their_end() -> None:
    """Eight movers with one option each lead the ninth along a Gray code through 2^8 states."""
    options = 9
    place = {n ^ (n >> 1): n for n in range(1 << (options - 1))}
    states = np.arange(1 << options)
    along = np.array([place[int(code) >> 1] for code in states], dtype=np.int32)
    own = np.where(along == along.max(), 0, 1 + (states & 1)).astype(np.int32)
    rank = np.stack([own, *[along] * (options - 1)])[None].astype(np.int32)
    layout = np.array([[bit, 1, 0, 0] for bit in range(options)])
    moves = from_options(states.astype(np.uint32), layout)
    judged = np.ones(options, dtype=bool)
    listed = judge_by_moves(rank, moves, concepts=engine.BASIC, judged=judged)
    np.testing.assert_array_equal(engine.judge_states(rank, layout), listed)


def test_many_draws_are_judged_like_one() -> None:
    problems = [
        made(s, parties=3, options=5, holes=False, one_way=False, ties=True)[0] for s in range(20)
    ]
    base = problems[0]
    rank = np.concatenate([p.rank for p in problems] * 3)
    joint = judge(
        rank, base.codes, base.layout, None, options=5, concepts=engine.BASIC, judged=base.judged
    )
    for draw, ranks in enumerate(rank):
        alone = engine.judge_states(ranks[None], base.layout)
        np.testing.assert_array_equal(joint[draw], alone[0])


def test_parties_not_judged_still_sanction() -> None:
    problem, _ = made(3, parties=3, options=6, holes=False, one_way=False, ties=False)
    everyone = judge_problem(problem, engine.BASIC)[0]
    some = replace(problem, judged=np.array([True, False, True]))
    verdicts = judge_problem(some, engine.BASIC)[0]
    np.testing.assert_array_equal(verdicts[[0, 2]], everyone[[0, 2]])
    assert not verdicts[1].any()


@pytest.mark.parametrize("one_way", [False, True])
def test_a_party_with_sixteen_options(one_way: bool) -> None:
    """Beyond 2^15 choices places are stored in four bytes; against sorting by hand."""
    width, states = 16, 1 << 17
    take = ((1 << 2) - 1) << 1 if one_way else 0
    rank = np.random.default_rng(5).integers(0, 1000, (1, 2, states)).astype(np.int32)
    layout = np.array([[0, 1, 0, 0], [1, width, take, 0]])
    stable = engine.judge_states(rank, layout, concepts=("seq",))[0, 0] >> 3 & 1
    own, other = rank[0]
    least = own.copy()
    for low in (0, 1):
        fibre = np.arange(low, states, 2)
        for allowed in range(4 if one_way else 1):
            here = fibre[(fibre >> 1 & 3) == allowed] if one_way else fibre
            there = fibre[(fibre >> 1 & 3 & allowed) == allowed] if one_way else fibre
            order = there[np.argsort(-other[there], kind="stable")]
            lowest = np.minimum.accumulate(own[order])
            better = np.searchsorted(-other[order], -other[here], side="left")
            reached = np.where(better > 0, lowest[np.maximum(better - 1, 0)], own[here])
            least[here] = np.minimum(own[here], reached)
    swapped = np.arange(states) ^ 1
    unstable = (own[swapped] > own) & (least[swapped] > own)
    np.testing.assert_array_equal(stable == 1, ~unstable)
