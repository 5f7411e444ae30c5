"""Reservation values that follow from a contest of force."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.errors import ScenarioError
from detente.scenario import Judgement, loads
from detente.scenario.sections.failure import ruin

FILE = """
title: A contest
parties: {{a: {{}}, b: {{}}}}
sources: {{s: {{title: t}}}}
evidence: {{e1: {{source: s, says: something}}}}
issues: {{land: {{values: [none, half, all]}}}}
preferences:
  a: {{weights: {{land: 1}}, values: {{land: rising}}, reservation: {a}}}
  b: {{weights: {{land: 1}}, values: {{land: falling}}, reservation: {b}}}
"""


def reservation(text: str) -> Judgement:
    stated = loads(FILE.format(a=text, b="0")).preferences["a"].reservation
    assert stated is not None
    return stated


def test_the_peace_range_of_fearon() -> None:
    """Fearon (1995): p = .6, costs .1 and .2 leave the range from .5 to .8."""
    a = "{from: contest, win: 60%, cost: 10}"
    b = "{from: contest, win: 40%, cost: 20}"
    scenario = loads(FILE.format(a=a, b=b))
    worth = [scenario.preferences[party].reservation for party in "ab"]
    assert [w.best for w in worth if w] == [50, 20]
    deals = detente.map_deals(scenario).answer()
    assert deals["acceptable"] == 1
    assert deals["frontier"][0]["deal"] == {"land": "half"}


def test_ranges_and_sources_are_kept() -> None:
    found = reservation("{from: contest, win: 50..70%, cost: 10..20, because: e1, confidence: low}")
    assert (found.low, found.best, found.high) == (30, 45, 60)
    assert found.because == ("e1",)
    assert found.confidence == "low"


def test_a_war_of_steps() -> None:
    """Slantchev (2003), gambler's ruin: p = .6, N = 10, k = 5 gives .883636."""
    found = reservation("{from: contest, win: {battles: 60%, steps: 10, held: 5}, cost: 0}")
    assert found.best == pytest.approx(88.3636, abs=1e-4)


def test_worth_stays_within_the_scale() -> None:
    assert reservation("{from: contest, win: 10%, cost: 40}").best == 0


@given(st.floats(0, 1), st.integers(1, 400), st.data())
def test_ruin_is_a_chance_and_zero_sum(battle: float, steps: int, data: st.DataObject) -> None:
    held = data.draw(st.integers(0, steps))
    chance = ruin(battle, steps, held)
    assert 0 <= chance <= 1
    if 0 < battle < 1:
        assert chance + ruin(1 - battle, steps, steps - held) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{from: contest, win: 60%}", "a contest needs cost"),
        ("{from: contest, win: 60, cost: 10}", "a chance of a contest is a number from 0 to 1"),
        ("{from: contest, win: 60%, cost: 110}", "a cost of a contest is a number from 0 to 100"),
        ("{from: contest, win: 60%, cost: 1, odds: 2}", "a contest has no such key"),
        ("{from: contest, win: {battles: 1, steps: 2, held: 3}, cost: 1}", "held from 0 to steps"),
        ("{from: contest, win: maybe, cost: 1}", "this is not a judgement"),
        ("{from: war, win: 60%, cost: 1}", "from"),
    ],
)
def test_wrong_contests_are_explained(text: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(said)) as found:
        reservation(text)
    assert found.value.problems[0].line == 8
