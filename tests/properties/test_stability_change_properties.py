"""What holds for every conflict about edits of priorities, new options and open comparisons."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.stability.counter_options import additions
from detente.analyses.stability.fewest_edits import fewest_edits
from detente.analyses.stability.joint_edits import joint_edits
from detente.analyses.stability.possible import Budget, possible_equilibria
from detente.analyses.stability.problem import build_problem
from detente.analyses.stability.unknown import bounds
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
@given(conflicts, st.integers(0, 63))
def test_the_more_a_concept_asks_the_more_edits_it_takes(conflict, at) -> None:
    scenario, problem = built(conflict)
    state = at % problem.states
    for party in range(len(problem.parties)):
        least = {
            concept: fewest_edits(scenario, problem, party, state, concept).least
            for concept in ("nash", "gmr", "smr", "seq", "sseq")
        }
        assert least["gmr"] <= min(least["smr"], least["seq"])
        assert max(least["smr"], least["seq"]) <= least["sseq"] <= least["nash"]


@settings(max_examples=15, deadline=None)
@given(conflicts, st.integers(0, 63), st.sampled_from([("seq", "gmr"), ("sseq", "smr")]))
def test_together_lies_between_the_weaker_concept_and_nash(conflict, at, concepts) -> None:
    scenario, problem = built(conflict)
    state = at % problem.states
    found = joint_edits(scenario, problem, state, concepts[0])
    low, high = (
        sum(
            fewest_edits(scenario, problem, party, state, concept).least
            for party in range(len(problem.parties))
        )
        for concept in (concepts[1], "nash")
    )
    assert found.possible
    assert low <= found.least <= found.most <= high


@settings(max_examples=25, deadline=None)
@given(conflicts, st.integers(0, 63), st.sampled_from(["gmr", "smr", "seq", "sseq"]))
def test_one_guarantor_from_outside_is_always_enough(conflict, at, concept) -> None:
    _, problem = built(conflict)
    found = additions(problem, at % problem.states, concept)
    if found is None:
        return
    assert len(found.outside.options) == 1
    unstable = {party for party, _ in found.missing}
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
        wider, unsettled = possible_equilibria(problem, doubts, concept, each, Budget())
        assert not unsettled.any()
        assert (lasting <= wider).all()
        lasting = wider
        one, two = chance.choice(8, size=2, replace=False)
        doubt = doubts[chance.integers(parties)]
        doubt[one, two] = doubt[two, one] = True
