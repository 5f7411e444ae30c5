"""Simulated negotiations: the contract, plain implementations, who negotiates, tactics."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.simulate.kernels import alternate
from detente.analyses.simulate.problem import Wants
from detente.analyses.simulate.solve import ground_of, mediate, play_offers
from detente.analyses.simulate.tactics import EXPONENTS, TACTICS, TOLERANCES
from detente.errors import SettingError
from detente.randomness import generator
from detente.scenario import load, loads
from oracles.simulate import most_left, plain_offers, plain_text


class TestSimulate(AnalysisContract):
    name = "simulate"

    def test_brief_part_is_short_and_ordered(self, result) -> None:
        """A simulation is no finding on the case: it has annexes only."""
        part = result.brief()
        assert not part.bottom_line
        assert not part.front
        assert part.annexes


def seeds_of(seed: int, draws: int) -> np.ndarray:
    return generator(seed).integers(0, 2**63, size=draws).astype("uint64")


def random_wants(seed: int, draws: int = 20, parties: int = 2) -> Wants:
    random = generator(seed)
    sizes = (3, 4, 5, 1)
    parts = tuple(random.uniform(0, 30, (draws, parties, size)) for size in sizes)
    return Wants(parts, (), (), random.uniform(0, 40, (draws, parties)), (1, 1, 1, 0))


def every(wants: Wants) -> np.ndarray:
    return np.array(list(product(*map(range, wants.sizes))))


@pytest.mark.parametrize("first", EXPONENTS)
@pytest.mark.parametrize("second", TACTICS)
def test_offers_as_the_plain_implementation_plays_them(first, second):
    wants, seeds = random_wants(1), seeds_of(5, 20)
    utility = wants.worth(every(wants), slice(None))
    barred = generator(7).random((2, utility.shape[2])) < 0.1
    ground = ground_of(utility, wants.floor, barred)
    exponents = np.array([EXPONENTS[first], EXPONENTS[second]])
    deals, ended = alternate(ground, seeds, exponents, 12, np.empty((0, 24, 2)))
    expected = plain_offers(ground, (first, second), rounds=12, seeds=seeds.tolist())
    assert list(zip(deals.tolist(), ended.tolist(), strict=True)) == expected


@pytest.mark.parametrize("parties", [2, 4])
@pytest.mark.parametrize("tactic", TOLERANCES)
def test_a_single_text_as_the_plain_implementation_changes_it(parties, tactic):
    wants, seeds = random_wants(parties, parties=parties), seeds_of(3, 20)
    tactics = (tactic, *(["conceder"] * (parties - 1)))
    (run,) = mediate(wants, every(wants), [tactics], rounds=60, seeds=seeds)
    for draw, state in enumerate(seeds.tolist()):
        ended, worth = plain_text(wants, draw, tactics, rounds=60, state=state)
        assert (run.rounds[draw], run.agreed[draw]) == (ended, ended > 0)
        assert run.worth[draw] == pytest.approx(worth)
        if ended:
            assert run.waste[draw] == pytest.approx(most_left(wants, draw, worth))


def test_the_same_seed_gives_the_same_and_zero_is_a_seed():
    wants = random_wants(2)
    games = [("boulware", "conceder")]
    runs = [
        play_offers(wants, every(wants), games, rounds=20, seeds=seeds_of(seed, 20))[0].worth
        for seed in (0, 0, 1)
    ]
    assert runs[0].tolist() == runs[1].tolist() != runs[2].tolist()


@pytest.mark.parametrize("play", [play_offers, mediate])
def test_nobody_agrees_below_the_floor_or_across_a_red_line(play):
    wants = random_wants(3)
    lines = ((0, lambda places: places[:, 0] == 2), (1, lambda places: places[:, 1] == 0))
    wants = replace(wants, lines=lines)
    (run,) = play(wants, every(wants), [("conceder",) * 2], rounds=30, seeds=seeds_of(0, 20))
    assert run.agreed.any()
    assert (run.worth >= wants.floor - 1e-9).all()
    fine = wants.worth(every(wants), slice(None))[:, :, ~wants.barred(every(wants)).any(axis=0)]
    for draw in np.flatnonzero(run.agreed):
        assert np.isclose(fine[draw], run.worth[draw][:, None]).all(axis=0).any()


@pytest.mark.parametrize("protocol", ["offers", "mediator"])
def test_a_game_does_not_depend_on_how_draws_are_laid_out(monkeypatch, protocol):
    scenario = load("anchorage")
    settings = {"parties": ("russia", "ukraine"), "protocol": protocol, "draws": 9}
    whole = detente.simulate_talks(scenario, **settings).answer()
    monkeypatch.setattr("detente.analyses.simulate.solve.ROOM", 1)
    assert detente.simulate_talks(scenario, **settings).answer() == whole


def test_holding_out_pays_against_one_who_gives_way():
    wants = random_wants(5, draws=200)
    games = [("boulware", "conceder")]
    (run,) = play_offers(wants, every(wants), games, rounds=50, seeds=seeds_of(0, 200))
    assert run.worth[:, 0].mean() > run.worth[:, 1].mean()


THREE = """
title: Three towns
parties: {a: {}, b: {}, c: {}}
issues: {i: {values: [p, q]}}
preferences:
  a: {weights: {i: 1}, values: {i: rising}}
  b: {weights: {i: 1}, values: {i: falling}}
  c: {weights: {i: 1}, values: {i: rising}}
"""


def test_three_at_the_table_have_a_mediator_where_nothing_is_asked_for():
    result = detente.simulate_talks(loads(THREE), draws=4)
    assert result.settings["protocol"] == "mediator"
    assert result.parties == ("a", "b", "c")
    drafting = loads(THREE + "stages: [{table: [a, b]}, {table: [a, b, c]}]\n")
    assert detente.simulate_talks(drafting, draws=4).settings["protocol"] == "offers"
    alone = loads(THREE + "stages: [{table: [a]}, {table: [a, b, c]}]\n")
    assert detente.simulate_talks(alone, draws=4).parties == ("a", "b", "c")
    with pytest.raises(SettingError):
        detente.simulate_talks(loads(THREE), protocol="offers")


@pytest.mark.parametrize("out", ["{}", "{at_table: false}"])
def test_a_brief_has_no_caution_on_talks_that_nobody_asked_to_simulate(out):
    text = THREE.replace("b: {}, c: {}", f"b: {out}, c: {out}")
    said = [part for section in detente.write_brief(loads(text)).front for part in section.exhibits]
    assert not any("simulate" in str(part) for part in said)


def test_a_large_space_is_sampled_and_says_so(monkeypatch):
    monkeypatch.setattr("detente.analyses.simulate.problem.LARGEST", 400)
    scenario = load("anchorage")
    for settings in ({"parties": ("russia", "ukraine")}, {"protocol": "mediator"}):
        result = detente.simulate_talks(scenario, draws=8, **settings)
        for language in ("en", "de"):
            said = " ".join(note.text for note in result.remarks(language))
            assert f"{400 // len(result.parties)} " in said
            assert "2,187" in said or "2.187" in said


def test_settings_that_do_not_fit_are_refused():
    scenario = load("anchorage")
    for settings in (
        {"protocol": "lottery"},
        {"parties": ("russia",)},
        {"parties": ("russia", "mars")},
        {"tactics": ("boulware",)},
        {"tactics": ("boulware", "shouting")},
        {"rounds": 1},
        {"parties": ("russia", "ukraine", "europeans"), "protocol": "offers"},
    ):
        with pytest.raises(SettingError):
            detente.simulate_talks(scenario, draws=2, **settings)
