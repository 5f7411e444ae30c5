"""A priority that rests on a threat is held where carrying the threat out costs no more."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analyses.catalogue import find_analysis
from detente.analyses.no_deal.states import lasting_states
from detente.analyses.no_deal.threats import threats_of
from detente.errors import ScenarioError
from detente.scenario import draw, loads

TEXT = """
title: t
parties: {a: {}, b: {}}
options: {a: {punish: {}}, b: {yield: {}}}
status_quo: NN
priorities:
  a: [b.yield, {maybe: not b.yield -> a.punish, THREAT}, not a.punish]
  b: [not a.punish, not b.yield]
commitments:
  word: {by: a, against: b, harm: 10, own_cost: 0..20, cost: 5..10, memory: 1..1.5}
  other: {by: b, against: a, cost: 3}
"""


def test_the_priority_is_held_exactly_where_the_threat_is_carried_out() -> None:
    scenario = loads(TEXT.replace("THREAT", "threat: word"))
    draws = draw(scenario, 200, seed=0)
    own, cost, memory = (
        draws.of(("commitments", "word", part)) for part in ("own_cost", "cost", "memory")
    )
    expected = own <= cost * memory
    assert 0 < expected.mean() < 1
    (word, *_) = threats_of(scenario, draws, ("a", "b"))
    assert np.array_equal(word.carried_out, expected)
    stable = find_analysis("stability").conclusions(scenario, draws)
    assert np.array_equal(stable["equilibrium.nash.NN"] == 0, expected)
    found = lasting_states(scenario, draws)
    assert found.codes[0] == 0
    lasts = np.array([found.stable(k)[0] for k in range(draws.count)])
    assert np.array_equal(~lasts, expected)


@pytest.mark.parametrize("named", ["threat: wrod", "threat: other", "held: 60%, threat: word"])
def test_a_threat_is_named_that_the_party_has_made_and_in_place_of_held(named: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(TEXT.replace("THREAT", named))
    (problem,) = caught.value.problems
    assert problem.given in ("wrod", "other", "")
    assert problem.line == 7
