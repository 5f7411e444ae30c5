"""What holds for every conflict about edits of priorities, new options and open comparisons."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.stability.change.edits import needed_edits
from detente.analyses.stability.change.new_options import additions
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.problem import build_problem
from detente.analyses.stability.solve import judge_problem
from detente.analyses.stability.unknown import bounds, possible_equilibria
from detente.scenario import best_draws, loads
from oracles.stability_arrays import made
from oracles.stability_priorities import Prioritised

conflicts = st.builds(
    lambda seed, parties, extra: Prioritised(
        seed, parties=parties, options=parties + extra, most=4
    ),
    st.integers(0, 10**6),
    st.integers(2, 3),
    st.integers(0, 2),
)


def built(conflict: Prioritised):
    scenario = loads(conflict.text)
    return scenario, build_problem(scenario, best_draws(scenario), None)


@settings(max_examples=25, deadline=None)
@given(conflicts, st.integers(0, 63), st.sampled_from(BASIC))
def test_edits_that_are_found_are_proved_and_together_enough(conflict, at, concept) -> None:
    scenario, problem = built(conflict)
    state = at % problem.states
    found = needed_edits(scenario, problem, state, (concept,))
    stable = judge_problem(problem, (concept,))[0, :, state] >> BASIC.index(concept) & 1
    if stable.all():
        assert found is None
        return
    one = found.concepts[concept]
    assert set(one.alone) == set(np.flatnonzero(stable == 0).tolist())
    assert one.together is not None
    assert [proof.party for proof in one.together.certificates] == list(range(len(problem.parties)))
    assert all(proof.stable and proof.state == state for proof in one.together.certificates)


@settings(max_examples=25, deadline=None)
@given(conflicts, st.integers(0, 63), st.sampled_from(["gmr", "smr", "seq", "sseq"]))
def test_one_guarantor_from_outside_is_always_enough(conflict, at, concept) -> None:
    _, problem = built(conflict)
    found = additions(problem, at % problem.states, concept)
    if found is None:
        return
    assert len(found.by_guarantor.options) == 1
    unstable = {leave.party for leave in found.unanswered}
    assert all(len(group) <= len(problem.parties) for group in found.promises)
    if concept in ("gmr", "smr"):
        assert found.promises == (tuple(sorted(unstable)),)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 3), st.booleans(), st.sampled_from(["seq", "sseq"]))
def test_the_less_is_known_the_more_may_last(seed, parties, ties, concept) -> None:
    problem, _ = made(
        seed, parties=parties, options=3, holes=False, one_way=bool(seed & 1), ties=ties
    )
    chance = np.random.default_rng(seed)
    doubts = [np.zeros((8, 8), dtype=bool) for _ in problem.parties]
    lasting = np.zeros(8, dtype=bool)
    for _ in range(4):
        each = bounds(problem, doubts, (concept,))[1][concept]
        wider, unsettled = possible_equilibria(problem, doubts, concept, each, 729)
        assert not unsettled.any()
        assert (lasting <= wider).all()
        lasting = wider
        one, two = chance.choice(8, size=2, replace=False)
        doubt = doubts[chance.integers(parties)]
        doubt[one, two] = doubt[two, one] = True
