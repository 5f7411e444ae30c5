"""What holds for every conflict: containments and invariances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.stability.change.wishes import (
    changed_rank,
    least_change,
    raised_rank,
    stable_with,
)
from detente.analyses.stability.coalitions import Coalitions, groups_of
from detente.analyses.stability.concept_names import BASIC, COALITIONAL
from detente.analyses.stability.concepts import simultaneous
from detente.analyses.stability.moves import from_options
from detente.analyses.stability.solve import judge_problem
from oracles.stability_arrays import made

NASH, GMR, SMR, SEQ, SSEQ = (1 << place for place in range(5))

conflicts = st.builds(
    lambda seed, parties, extra, holes, one_way, ties: made(
        seed, parties=parties, options=parties + extra, holes=holes, one_way=one_way, ties=ties
    )[0],
    st.integers(0, 10**6),
    st.integers(2, 5),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def changed_pairs(old: np.ndarray, new: np.ndarray) -> int:
    """Pairs of states that compare differently."""
    first, second = np.triu_indices(old.size, 1)
    before = np.sign(old[first].astype(int) - old[second])
    return int((before != np.sign(new[first].astype(int) - new[second])).sum())


def within(verdicts: np.ndarray, smaller: int, larger: int) -> bool:
    return not ((verdicts & smaller != 0) & (verdicts & larger == 0)).any()


@settings(max_examples=120, deadline=None)
@given(conflicts)
def test_containments(problem) -> None:
    verdicts = judge_problem(problem, BASIC)[0]
    pairs = [
        (NASH, SMR), (SMR, GMR), (NASH, SEQ), (SEQ, GMR), (NASH, SSEQ), (SSEQ, SMR), (SSEQ, SEQ),
    ]  # fmt: skip
    for smaller, larger in pairs:
        assert within(verdicts, smaller, larger)


@settings(max_examples=40, deadline=None)
@given(conflicts, st.sampled_from(BASIC), st.integers(0, 10**6))
def test_the_least_change_is_enough_and_no_lower_rise_is(problem, concept, pick) -> None:
    state = pick % problem.states
    party = pick % len(problem.parties)
    change = least_change(problem, party, state, concept)
    new = changed_rank(problem, change, state)
    rank = problem.rank[0, party]
    assert changed_pairs(rank, new) == change.pairs
    assert stable_with(problem, party, new[None], state, concept)[0]
    if change.lowered:
        top = rank[change.lowered[0]]
        lower = rank[(rank < top) & (rank >= rank[state])].max()
        less = raised_rank(rank, state, int(lower))
        assert not stable_with(problem, party, less[None], state, concept)[0]
        untied = rank.copy()
        untied[state] = lower
        assert not stable_with(problem, party, untied[None], state, concept)[0]


@settings(max_examples=60, deadline=None)
@given(conflicts)
def test_a_best_state_is_stable(problem) -> None:
    verdicts = judge_problem(problem, BASIC)[0]
    for party, rank in enumerate(problem.rank[0]):
        assert (verdicts[party][rank == rank.max()] & NASH).all()


@settings(max_examples=60, deadline=None)
@given(conflicts)
def test_a_party_that_cannot_move_changes_nothing(problem) -> None:
    layout = np.vstack([problem.layout, [[0, 0, 0, 0]]])
    idle = replace(
        problem,
        parties=(*problem.parties, "idle"),
        layout=layout,
        moves=from_options(problem.codes, layout),
        rank=np.concatenate([problem.rank, problem.rank[:, :1]], axis=1),
        judged=np.append(problem.judged, True),
    )
    verdicts = judge_problem(idle, BASIC)[0]
    np.testing.assert_array_equal(verdicts[:-1], judge_problem(problem, BASIC)[0])
    assert (verdicts[-1] == sum(1 << place for place in range(len(BASIC)))).all()


@settings(max_examples=60, deadline=None)
@given(conflicts, st.randoms(use_true_random=False))
def test_renaming_parties_renames_the_answer(problem, chance) -> None:
    order = list(range(len(problem.parties)))
    chance.shuffle(order)
    renamed = replace(
        problem,
        parties=tuple(problem.parties[k] for k in order),
        layout=problem.layout[order],
        moves=from_options(problem.codes, problem.layout[order]),
        rank=np.ascontiguousarray(problem.rank[:, order]),
    )
    np.testing.assert_array_equal(
        judge_problem(renamed, BASIC)[0], judge_problem(problem, BASIC)[0][order]
    )


@settings(max_examples=40, deadline=None)
@given(conflicts)
def test_coalition_containments(problem) -> None:
    groups = tuple(groups_of(list(range(len(problem.parties)))))[:12]
    if problem.states > 32:
        return
    alliances = Coalitions(problem, groups)
    for group in groups:
        stable = {kind: alliances.stable(group, kind) for kind in COALITIONAL}
        pairs = [("cnash", "csmr"), ("csmr", "cgmr"), ("cnash", "cseq"), ("cseq", "cgmr")]
        for smaller, larger in pairs:
            assert not (stable[smaller] & ~stable[larger]).any()


@settings(max_examples=40, deadline=None)
@given(conflicts)
def test_what_cannot_improve_is_stable_at_the_same_time(problem) -> None:
    nash = judge_problem(problem, ("nash",))[0] & NASH != 0
    assert not (nash & ~simultaneous(problem)).any()
