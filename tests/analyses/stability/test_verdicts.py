"""Every verdict agrees with the definitions, by every way of computing it."""

from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from detente.analyses.stability import moves as moves_module
from detente.analyses.stability import solve
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.moves import Moves, from_edges, from_options
from detente.analyses.stability.proofs import ways
from detente.analyses.stability.solve import judge, judge_problem
from oracles import stability as oracle
from oracles.stability_arrays import made, tracking, varied


def expected(conflict: oracle.Conflict) -> np.ndarray:
    verdicts = np.zeros((len(conflict.parties), len(conflict.states)), dtype=np.uint8)
    for place, concept in enumerate(BASIC):
        for party, state in itertools.product(conflict.parties, conflict.states):
            verdicts[party, state] |= oracle.BASIC[concept](conflict, party, state) << place
    return verdicts


def listed(moves: Moves) -> Moves:
    """The same moves, one by one."""
    edges = [moves.edges(party) for party in range(moves.parties)]
    return from_edges(edges, moves.states)


@pytest.mark.parametrize("block", range(8))
def test_verdicts_follow_the_definitions(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        problem, conflict = varied(seed, options=6)
        truth = expected(conflict)
        np.testing.assert_array_equal(judge_problem(problem, BASIC)[0], truth)
        for tracked in (False, True):
            for moves in (problem.moves, listed(problem.moves)):
                again = replace(problem, moves=tracking(moves, tracked))
                np.testing.assert_array_equal(judge_problem(again, BASIC)[0], truth)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_larger_conflicts_follow_the_definitions(block: int) -> None:
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        problem, conflict = varied(seed, options=7)
        np.testing.assert_array_equal(judge_problem(problem, BASIC)[0], expected(conflict))


def test_threads_by_party_agree_with_threads_by_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "LARGE", 1)
    for seed in range(60):
        problem, conflict = varied(seed, options=6)
        np.testing.assert_array_equal(judge_problem(problem, BASIC)[0], expected(conflict))


def test_parties_with_many_options_agree_with_moves_one_by_one() -> None:
    for seed, one_way in ((0, False), (2, True)):
        problem, _ = made(seed, parties=2, options=11, holes=seed == 2, one_way=one_way, ties=True)
        again = replace(problem, moves=listed(problem.moves))
        np.testing.assert_array_equal(judge_problem(problem, BASIC), judge_problem(again, BASIC))


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
    found = [judge(rank, m, concepts=BASIC, judged=judged) for m in (moves, listed(moves))]
    np.testing.assert_array_equal(*found)
    end = int(np.argmax(along))
    start = [s for s in states if own[s] == 1 and own[s ^ 1] == 2]
    assert (found[0][0, 0, start] >> 3 & 1 == 1).all()
    assert own[end] == 0


def test_many_draws_are_judged_like_one() -> None:
    problems = [
        made(s, parties=3, options=5, holes=False, one_way=False, ties=True)[0] for s in range(20)
    ]
    base = problems[0]
    rank = np.concatenate([p.rank for p in problems] * 3)
    joint = judge(rank, base.moves, concepts=BASIC, judged=base.judged)
    for draw, ranks in enumerate(rank):
        alone = judge(ranks[None], base.moves, concepts=BASIC, judged=base.judged)
        np.testing.assert_array_equal(joint[draw], alone[0])


def test_parties_not_judged_still_sanction() -> None:
    problem, _ = made(3, parties=3, options=6, holes=False, one_way=False, ties=False)
    everyone = judge_problem(problem, BASIC)[0]
    some = replace(problem, judged=np.array([True, False, True]))
    verdicts = judge_problem(some, BASIC)[0]
    np.testing.assert_array_equal(verdicts[[0, 2]], everyone[[0, 2]])
    assert not verdicts[1].any()


@pytest.mark.parametrize("one_way", [False, True])
def test_a_party_with_sixteen_options(one_way: bool) -> None:
    """Against sorting by hand."""
    width, states = 16, 1 << 17
    take = ((1 << 2) - 1) << 1 if one_way else 0
    rank = np.random.default_rng(5).integers(0, 1000, (1, 2, states)).astype(np.int32)
    layout = np.array([[0, 1, 0, 0], [1, width, take, 0]])
    moves = from_options(np.arange(states, dtype=np.uint32), layout)
    judged = np.array([True, False])
    stable = judge(rank, moves, concepts=("seq",), judged=judged)[0, 0] >> 3 & 1
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


def test_many_one_way_options_are_listed_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves_module, "MOST_BITS", 1)
    for seed in range(20):
        problem, conflict = made(
            seed, parties=3, options=6, holes=bool(seed & 1), one_way=True, ties=True
        )
        again = replace(problem, moves=from_options(problem.codes, problem.layout))
        np.testing.assert_array_equal(judge_problem(again, BASIC)[0], expected(conflict))
        for party, state in itertools.product(conflict.parties, conflict.states):
            assert set(again.moves.own(party, state).tolist()) == conflict.moves[party][state]
        edges = [
            set(zip(*(e.tolist() for e in again.moves.edges(p)), strict=True)) for p in range(3)
        ]
        assert edges == [{(s, t) for s in own for t in own[s]} for own in conflict.moves]


def test_options_held_as_bits_lead_where_moves_one_by_one_lead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Moves, and the shortest ways by them, with whoever moves first and to the first state."""
    for seed in range(24):
        problem, conflict = varied(seed, options=7)
        with monkeypatch.context() as patched:
            patched.setattr(moves_module, "MOST_FLIPS", 0)
            again = replace(problem, moves=from_options(problem.codes, problem.layout))
        assert (again.moves.lists.column[problem.layout[:, 1] > 0] >= 0).all()
        for party, state in itertools.product(conflict.parties, conflict.states):
            after = problem.moves.own(party, state).tolist()
            assert after == again.moves.own(party, state).tolist()
            assert after == sorted(conflict.moves[party][state])
        for improving in (False, True):
            found = [ways(p, 0, improving=improving) for p in (problem, again)]
            np.testing.assert_array_equal(found[0].parent, found[1].parent)
            np.testing.assert_array_equal(found[0].mover, found[1].mover)
        np.testing.assert_array_equal(judge_problem(problem, BASIC), judge_problem(again, BASIC))


def single_options(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Codes and layout of so many parties with one option each."""
    layout = np.array([[bit, 1, 0, 0] for bit in range(count)], dtype=np.int64)
    return np.arange(1 << count, dtype=np.uint32), layout


def test_a_chain_of_improvements_may_run_through_all_states() -> None:
    """Seventeen movers lead one after the other along a Gray code, whose end is the worst."""
    count = 18
    codes, layout = single_options(count)
    along = np.empty(codes.size >> 1, dtype=np.int32)
    along[np.arange(along.size) ^ (np.arange(along.size) >> 1)] = np.arange(along.size)
    along = np.repeat(along, 2)
    own = np.where(along == along.max(), 0, 1 + (codes & 1)).astype(np.int32)
    rank = np.stack([own, *[along] * (count - 1)])[None]
    judged = np.arange(count) == 0
    found = judge(rank, from_options(codes, layout), concepts=("seq",), judged=judged)
    stable = found[0, 0] >> BASIC.index("seq") & 1
    assert stable.all()


def test_memory_of_many_parties_grows_by_a_few_bytes_a_state_and_party() -> None:
    """Beyond the rankings: no list of moves, and no copy of a ranking for each party."""
    count = 14
    codes, layout = single_options(count)
    rank = np.random.default_rng(1).integers(0, 5, (1, count, codes.size)).astype(np.int32)
    judged = np.ones(count, dtype=bool)
    judge(rank, from_options(codes, layout), concepts=BASIC, judged=judged)
    tracemalloc.start()
    try:
        moves = from_options(codes, layout)
        judge(rank, moves, concepts=BASIC, judged=judged)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert moves.lists.to.size == moves.lists.home.size == 0
    assert most < 8 * rank.size
