"""The concepts beyond the basic five, against their definitions."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from detente.analyses.stability.coalitions import Coalitions, groups_of
from detente.analyses.stability.concept_names import BASIC, COALITIONAL
from detente.analyses.stability.concepts import limited_move, non_myopic, simultaneous, stackelberg
from detente.analyses.stability.moves import from_options
from detente.analyses.stability.solve import judge_problem
from detente.analyses.stability.unknown import bounds
from detente.errors import SettingError
from oracles import stability as oracle
from oracles.stability_arrays import made, tracking, varied


@pytest.mark.parametrize("block", range(6))
def test_simultaneous_improvements(block: int) -> None:
    for seed in range(60 * block, 60 * block + 60):
        problem, conflict = varied(seed, options=5 + seed % 2)
        masks = [((1 << w) - 1) << low for low, w, _, _ in problem.layout.tolist()]
        found = simultaneous(problem)
        coded = _by_code(problem, conflict)
        for party, state in itertools.product(conflict.parties, conflict.states):
            truth = oracle.sim(coded, party, int(problem.codes[state]), masks)
            assert found[party, state] == truth


def _by_code(problem, conflict: oracle.Conflict) -> oracle.Conflict:
    code = problem.codes.tolist()
    return oracle.Conflict(
        tuple(
            {code[s]: frozenset(code[t] for t in a) for s, a in m.items()} for m in conflict.moves
        ),
        tuple({code[s]: r for s, r in rank.items()} for rank in conflict.rank),
    )


@pytest.mark.parametrize("block", range(4))
def test_limited_moves_leader_and_no_limit(block: int) -> None:
    for seed in range(80 * block, 80 * block + 80):
        problem, conflict = made(
            seed,
            parties=2,
            options=2 + seed % 3,
            holes=bool(seed & 1),
            one_way=bool(seed & 2),
            ties=False,
        )
        by_horizon = {h: limited_move(problem, h) for h in range(1, 6)}
        for h, (party, state) in itertools.product(
            range(1, 4 if problem.states > 8 else 5), itertools.product(range(2), conflict.states)
        ):
            assert by_horizon[h][party, state] == oracle.limited(conflict, party, state, h)
        leader = stackelberg(problem)
        for party, state in itertools.product(range(2), conflict.states):
            assert leader[party, state] == (
                oracle.limited(conflict, party, state, 2)
                and oracle.nash(conflict, 1 - party, state)
            )
        late = [limited_move(problem, h) for h in range(40, 40 + 2 * problem.states)]
        np.testing.assert_array_equal(non_myopic(problem), np.logical_and.reduce(late))


def test_limited_moves_of_horizon_one_are_nash() -> None:
    for seed in range(60):
        problem, _ = made(seed, parties=2, options=5, holes=True, one_way=True, ties=False)
        np.testing.assert_array_equal(
            limited_move(problem, 1), judge_problem(problem, ("nash",))[0] == 1
        )


def test_what_is_not_well_defined_is_refused() -> None:
    three, _ = made(1, parties=3, options=4, holes=False, one_way=False, ties=False)
    tied, _ = made(1, parties=2, options=4, holes=False, one_way=False, ties=True)
    for judge in (non_myopic, stackelberg, lambda problem: limited_move(problem, 3)):
        with pytest.raises(SettingError, match="two parties, not for 3"):
            judge(three)
        with pytest.raises(SettingError, match="without ties"):
            judge(tied)


@pytest.mark.parametrize("block", range(6))
def test_coalitions(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        problem, conflict = varied(seed, options=4 + (seed % 5 == 0), parties=(2, 4))
        if seed % 3 == 0:
            moves = from_options(problem.codes, problem.layout)
            problem = replace(problem, moves=tracking(moves, seed % 2 == 0))
        groups = tuple(groups_of(list(conflict.parties)))
        coalitions = Coalitions(problem, groups)
        for kind, group in itertools.product(COALITIONAL, groups):
            stable = coalitions.stable(group, kind)
            upset = {found.state for found in coalitions.upsets(group, kind)}
            for state in conflict.states:
                truth = oracle.coalition_stable(conflict, group, state, kind)
                assert stable[state] == truth
                assert (state in upset) != truth


def test_a_party_alone_is_the_smallest_coalition() -> None:
    """Of single parties, CNash, CGMR and CSMR say what Nash, GMR and SMR say."""
    for seed in range(60):
        problem, conflict = varied(seed, options=6)
        verdicts = judge_problem(problem, BASIC)[0]
        singles = Coalitions(problem, tuple((party,) for party in conflict.parties))
        for place, kind in enumerate(COALITIONAL[:3]):
            for party in conflict.parties:
                np.testing.assert_array_equal(
                    singles.stable((party,), kind), verdicts[party] >> place & 1 == 1
                )


@pytest.mark.parametrize("block", range(5))
def test_unknown_comparisons(block: int) -> None:
    for seed in range(24 * block, 24 * block + 24):
        problem, conflict = varied(seed, options=4)
        unknown = _doubts(problem, seed)
        necessarily, possibly = bounds(problem, unknown, BASIC)
        better, wide = _relations(conflict, unknown)
        for concept, party, state in itertools.product(BASIC, conflict.parties, conflict.states):
            everything = set(itertools.product(conflict.states, conflict.states))
            sure = oracle.stable_by_relation(
                conflict, party, state, concept, wide, better, everything - wide[party]
            )
            may = oracle.stable_by_relation(
                conflict, party, state, concept, better, wide, everything - better[party]
            )
            assert necessarily[concept][party, state] == sure
            assert possibly[concept][party, state] == may


def _doubts(problem, seed: int) -> list[np.ndarray]:
    chance = np.random.default_rng(seed)
    found = []
    for _ in problem.parties:
        half = np.triu(chance.random((problem.states, problem.states)) < 0.25, 1)
        found.append(half | half.T)
    return found


def _relations(conflict: oracle.Conflict, unknown: list[np.ndarray]):
    better, wide = [], []
    for party in conflict.parties:
        rank = conflict.rank[party]
        pairs = set(itertools.product(conflict.states, conflict.states))
        open_pairs = {(s, t) for s, t in pairs if unknown[party][s, t]}
        known = {(s, t) for s, t in pairs if rank[t] > rank[s]} - open_pairs
        better.append(known)
        wide.append(known | open_pairs)
    return better, wide


def test_bounds_are_those_over_all_complete_comparisons() -> None:
    """Nash, GMR, SMR exactly; SEQ and SSEQ: necessity exactly, possibility from above."""
    for seed in range(40):
        problem, conflict = made(
            seed, parties=2, options=2, holes=False, one_way=bool(seed & 1), ties=bool(seed & 2)
        )
        chance = random.Random(seed)
        pairs = chance.sample(list(itertools.combinations(conflict.states, 2)), 3)
        unknown = [np.zeros((4, 4), dtype=bool) for _ in range(2)]
        owners = [chance.randrange(2) for _ in pairs]
        for owner, (one, two) in zip(owners, pairs, strict=True):
            unknown[owner][one, two] = unknown[owner][two, one] = True
        necessarily, possibly = bounds(problem, unknown, BASIC)
        better, _ = _relations(conflict, unknown)
        everything = set(itertools.product(conflict.states, conflict.states))
        for concept, party, state in itertools.product(BASIC, range(2), conflict.states):
            told = []
            for choice in itertools.product((0, 1, 2), repeat=len(pairs)):
                gains = [set(known) for known in better]
                for owner, (one, two), pick in zip(owners, pairs, choice, strict=True):
                    if pick:
                        gains[owner].add((one, two) if pick == 1 else (two, one))
                told.append(
                    oracle.stable_by_relation(
                        conflict, party, state, concept, gains, gains, everything - gains[party]
                    )
                )
            assert necessarily[concept][party, state] == all(told)
            if concept in ("nash", "gmr", "smr"):
                assert possibly[concept][party, state] == any(told)
            else:
                assert possibly[concept][party, state] >= any(told)


def test_nothing_unknown_is_plain_stability() -> None:
    for seed in range(40):
        problem, _ = varied(seed, options=6)
        none = [np.zeros((problem.states, problem.states), dtype=bool) for _ in problem.parties]
        verdicts = judge_problem(problem, BASIC)[0]
        for found in bounds(problem, none, BASIC):
            for place, concept in enumerate(BASIC):
                np.testing.assert_array_equal(found[concept], verdicts >> place & 1 == 1)
