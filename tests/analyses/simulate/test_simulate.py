"""Simulated negotiations: the contract, plain implementations, who negotiates, tactics."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
import pytest

import detente
from analysis_contract import AnalysisContract
from detente.analyses.no_deal.worth import NoDeal
from detente.analyses.simulate.play import (
    alternate,
    barred_packages,
    ground_of,
    mediate,
    play_offers,
)
from detente.analyses.simulate.problem import EXPONENTS, TACTICS, TOLERANCES
from detente.analyses.spaces.problem import Problem
from detente.analyses.spaces.statements import Line
from detente.errors import SettingError
from detente.randomness import generator
from detente.scenario import load, loads
from oracles.simulate import most_left, plain_offers, plain_text


class TestSimulate(AnalysisContract):
    name = "simulate"


def seeds_of(seed: int, draws: int) -> np.ndarray:
    return generator(seed).integers(0, 2**63, size=draws).astype("uint64")


START = (1, 1, 1, 0)


def random_problem(seed: int, draws: int = 20, parties: int = 2) -> Problem:
    random = generator(seed)
    sizes = (3, 4, 5, 1)
    names = tuple("abcd"[:parties])
    worth = tuple(random.uniform(0, 30, (draws, parties, size)) for size in sizes)
    return Problem(
        parties=names,
        table=tuple(range(parties)),
        issues=("w", "x", "y", "z"),
        labels=tuple(tuple(map(str, range(size))) for size in sizes),
        weight=np.ones((draws, parties, 4)),
        worth=worth,
        no_deal=NoDeal(random.uniform(0, 40, (draws, parties))),
    )


def every(problem: Problem) -> np.ndarray:
    return np.array(list(product(*map(range, problem.sizes))))


@pytest.mark.parametrize("first", EXPONENTS)
@pytest.mark.parametrize("second", TACTICS)
def test_offers_as_the_plain_implementation_plays_them(first, second):
    problem, seeds = random_problem(1), seeds_of(5, 20)
    utility = problem.worths(slice(None), every(problem))
    barred = generator(7).random((2, utility.shape[2])) < 0.1
    ground = ground_of(utility, problem.reservation, barred)
    deals, ended = alternate(ground, seeds, (first, second), 12, np.empty((0, 24, 2)))
    expected = plain_offers(ground, (first, second), rounds=12, seeds=seeds.tolist())
    assert list(zip(deals.tolist(), ended.tolist(), strict=True)) == expected


@pytest.mark.parametrize("parties", [2, 4])
@pytest.mark.parametrize("tactic", TOLERANCES)
def test_a_single_text_as_the_plain_implementation_changes_it(parties, tactic):
    problem, seeds = random_problem(parties, parties=parties), seeds_of(3, 20)
    tactics = (tactic, *(["conceder"] * (parties - 1)))
    (run,) = mediate(problem, every(problem), [tactics], start=START, rounds=60, seeds=seeds)
    for draw, state in enumerate(seeds.tolist()):
        ended, worth = plain_text(problem, draw, tactics, start=START, rounds=60, state=state)
        assert (run.rounds[draw], run.agreed[draw]) == (ended, ended > 0)
        assert run.worth[draw] == pytest.approx(worth)
        if ended:
            assert run.waste[draw] == pytest.approx(most_left(problem, draw, worth))


def test_the_same_seed_gives_the_same_and_zero_is_a_seed():
    problem = random_problem(2)
    games = [("boulware", "conceder")]
    runs = [
        play_offers(problem, every(problem), games, rounds=20, seeds=seeds_of(seed, 20))[0].worth
        for seed in (0, 0, 1)
    ]
    assert runs[0].tolist() == runs[1].tolist() != runs[2].tolist()


@pytest.mark.parametrize("play", [play_offers, partial(mediate, start=START)])
def test_nobody_agrees_below_the_floor_or_across_a_red_line(play):
    problem = random_problem(3)
    lines = (
        Line(0, (0,), np.arange(3) == 2, 0, "w = 2"),
        Line(1, (1,), np.arange(4) == 0, 1, "x = 0"),
    )
    problem = replace(problem, lines=lines)
    (run,) = play(problem, every(problem), [("conceder",) * 2], rounds=30, seeds=seeds_of(0, 20))
    assert run.agreed.any()
    assert (run.worth >= problem.reservation - 1e-9).all()
    free = every(problem)[~barred_packages(problem, every(problem)).any(axis=0)]
    fine = problem.worths(slice(None), free)
    for draw in np.flatnonzero(run.agreed):
        assert np.isclose(fine[draw], run.worth[draw][:, None]).all(axis=0).any()


@pytest.mark.parametrize("protocol", ["offers", "mediator"])
def test_a_game_does_not_depend_on_how_draws_are_laid_out(monkeypatch, protocol):
    scenario = load("anchorage")
    settings = {"parties": ("russia", "ukraine"), "protocol": protocol, "draws": 9}
    whole = detente.simulate_talks(scenario, **settings).answer()
    monkeypatch.setattr("detente.analyses.simulate.play.ROOM", 1)
    assert detente.simulate_talks(scenario, **settings).answer() == whole


OPENING = """
title: Who opens
parties: {a: {name: Avia}, b: {name: Bela}}
issues: {price: {scale: 0..10, steps: 11}}
preferences:
  a: {weights: {price: 1}, values: {price: rising}}
  b: {weights: {price: 1}, values: {price: falling}}
"""


@pytest.mark.parametrize(
    ("settings", "stages", "opens"),
    [
        ({}, "", "Avia"),
        ({}, "stages: [{table: [a, b], protocol: offers, first: b}]", "Bela"),
        ({"parties": ("b", "a")}, "", "Bela"),
        ({"parties": ("a", "b")}, "stages: [{table: [a, b], first: b}]", "Avia"),
    ],
)
def test_it_is_said_who_opens(settings, stages, opens):
    result = detente.simulate_talks(loads(OPENING + stages), draws=4, **settings)
    assert result.parties[0] == opens[0].lower()
    words = result.words("en")
    said = [remark.text(words) for remark in result.assumptions]
    assert any(text.startswith(f"Alternating offers (first to offer: {opens}):") for text in said)


def test_holding_out_pays_against_one_who_gives_way():
    problem = random_problem(5, draws=200)
    games = [("boulware", "conceder")]
    (run,) = play_offers(problem, every(problem), games, rounds=50, seeds=seeds_of(0, 200))
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


@pytest.mark.parametrize("scale", [1.0, 1e12])
def test_packages_come_by_worth_and_those_of_equal_worth_as_listed(scale: float) -> None:
    random = generator(3)
    utility = scale * random.integers(0, 5, (4, 2, 50)).astype(float)
    floor = np.full((4, 2), scale)
    barred = random.random((2, 50)) < 0.3
    ground = ground_of(utility, floor, barred)
    for draw, party in np.ndindex(4, 2):
        allowed = (utility[draw, party] >= scale) & ~barred[party]
        slow = sorted(
            range(50), key=lambda k: (not allowed[k], -utility[draw, party, k] * allowed[k], k)
        )
        assert ground.order[draw, party].tolist() == slow
        assert ground.usable[draw, party] == allowed.sum()
