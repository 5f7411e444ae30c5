"""Simulated negotiations: the contract, a plain implementation beside the kernel, tactics."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.simulate.solve import Arena, arena, play_mediated, play_offers
from detente.analyses.simulate.tactics import EXPONENTS, TACTICS
from detente.errors import SettingError
from detente.randomness import generator
from detente.scenario import load
from oracles.simulate import plain_offers


class TestSimulate(AnalysisContract):
    name = "simulate"

    def test_brief_part_is_short_and_ordered(self, result) -> None:
        """A simulation is no finding on the case: it has annexes only."""
        part = result.brief()
        assert not part.bottom_line
        assert not part.front
        assert part.annexes


def random_arena(seed: int, draws: int = 20, parties: int = 2) -> tuple[Arena, np.ndarray]:
    random = generator(seed)
    utility = random.uniform(0, 100, (draws, parties, 60))
    floor = random.uniform(0, 40, (draws, parties))
    banned = random.random((parties, 60)) < 0.1
    return arena(utility, floor, banned, (3, 4, 5)), utility


@pytest.mark.parametrize("first", EXPONENTS)
@pytest.mark.parametrize("second", TACTICS)
def test_offers_as_the_plain_implementation_plays_them(first, second):
    place, _ = random_arena(1)
    runs = play_offers(place, (first, second), rounds=12, seed=5)
    expected = plain_offers(place, (first, second), rounds=12, seed=5)
    assert list(zip(runs.deals.tolist(), runs.rounds.tolist(), strict=True)) == expected


def test_the_same_seed_gives_the_same_and_zero_is_a_seed():
    place, _ = random_arena(2)
    one, two = (play_offers(place, ("boulware", "conceder"), rounds=20, seed=0) for _ in range(2))
    other = play_offers(place, ("boulware", "conceder"), rounds=20, seed=1)
    assert one.deals.tolist() == two.deals.tolist()
    assert one.deals.tolist() != other.deals.tolist()


@pytest.mark.parametrize("protocol", [play_offers, play_mediated])
def test_nobody_agrees_below_the_floor_or_across_a_red_line(protocol):
    place, utility = random_arena(3)
    runs = protocol(place, ("conceder", "conceder"), rounds=30, seed=0, repeats=3)
    which = np.repeat(np.arange(20), 3)[runs.agreed]
    assert runs.agreed.any()
    for draw, deal in zip(which, runs.deals[runs.agreed], strict=True):
        assert place.ground.allowed[draw, :, deal].all()
        assert (utility[draw, :, deal] >= place.ground.floor[draw]).all()


def test_a_mediator_serves_more_than_two():
    place, _ = random_arena(4, parties=4)
    runs = play_mediated(place, ("conceder",) * 4, rounds=200, seed=0)
    assert runs.worth.shape == (20, 4)
    assert runs.agreed.mean() > 0


def test_holding_out_pays_against_one_who_gives_way():
    place, _ = random_arena(5, draws=200)
    runs = play_offers(place, ("boulware", "conceder"), rounds=50, seed=0)
    assert runs.worth[:, 0].mean() > runs.worth[:, 1].mean()


def test_settings_that_do_not_fit_are_refused():
    scenario = load("anchorage")
    for settings in (
        {"protocol": "lottery"},
        {"parties": ("russia",)},
        {"parties": ("russia", "mars")},
        {"tactics": ("boulware",)},
        {"tactics": ("boulware", "shouting")},
        {"rounds": 1},
        {"parties": ("russia", "ukraine", "europeans")},
    ):
        with pytest.raises(SettingError):
            detente.simulate_talks(scenario, draws=2, **settings)
