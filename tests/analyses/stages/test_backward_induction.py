"""The solver against the definitions on small random talks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from analyses.stages.games import as_talks, random_game
from detente.analyses.talks.choices import DEAD
from detente.analyses.talks.courses import far_sighted, short_sighted
from detente.analyses.talks.offers import alternate
from detente.randomness import generator
from oracles import talks as oracle


@pytest.mark.parametrize("seed", range(300))
def test_far_sighted_as_the_recursion_says(seed):
    game = random_game(generator(seed))
    course = far_sighted(as_talks(game))
    worth, deal = oracle.far_sighted(game)
    assert course.value[0] == pytest.approx(worth)
    found = int(course.deal[0])
    sizes = game.sizes
    named = None if found == DEAD else tuple(int(k) for k in np.unravel_index(found, sizes))
    assert named == deal


@pytest.mark.parametrize("seed", range(300))
def test_short_sighted_as_stage_after_stage_says(seed):
    game = random_game(generator(1000 + seed))
    course = short_sighted(as_talks(game))
    worth, deal = oracle.short_sighted(game)
    found = int(course.deal[0])
    named = None if found == DEAD else tuple(int(k) for k in np.unravel_index(found, game.sizes))
    assert named == deal
    assert course.value[0] == pytest.approx(worth)


@pytest.mark.parametrize("course", ["far_sighted", "short_sighted"])
@pytest.mark.parametrize("seed", range(200))
def test_long_talks_that_go_on_after_a_failure(seed, course):
    random = generator(2000 + seed)
    game = random_game(random)
    while len(game.rounds) < 4:
        game.rounds += random_game(random).rounds
    game.sizes, game.worth = (
        (2, 2),
        {deal: game.worth[deal] for deal in product(range(2), repeat=2)},
    )
    for stage in game.rounds[:-1]:
        stage.goes_on = bool(random.random() < 0.8)
        if random.random() < 0.4:  # hard to please, so that some stages do fail
            stage.fail = tuple(random.uniform(0, 60, 3))
    solved = {"far_sighted": far_sighted, "short_sighted": short_sighted}[course](as_talks(game))
    worth, deal = getattr(oracle, course)(game)
    found = int(solved.deal[0])
    named = None if found == DEAD else tuple(int(k) for k in np.unravel_index(found, game.sizes))
    assert named == deal
    assert solved.value[0] == pytest.approx(worth)


@pytest.mark.parametrize("seed", range(40))
def test_proposal_and_ratification_over_all_strategies(seed):
    random = generator(seed)
    worth = [tuple(random.uniform(0, 100, 3)) for _ in range(4)]
    no_deal = (0.0, *random.uniform(20, 80, 2))
    ratifiers = (1, 2) if seed % 2 else (2,)
    stages = [oracle.Round("bargain", (0,), (True,), (1.0,), *([(0.0,) * 3] * 3))]
    stages += [
        oracle.Round("ratify", (party,), (False,), (1.0,), *([(0.0,) * 3] * 3))
        for party in ratifiers
    ]
    game = oracle.Game(
        (2, 2),
        dict(zip([(0, 0), (0, 1), (1, 0), (1, 1)], worth, strict=True)),
        no_deal,
        stages,
        (0, 0),
    )
    for stage in stages:
        stage.free = (stage.kind == "bargain",) * 2
    expected = {
        tuple(np.round(p, 9)) for p in oracle.equilibria_of_proposal(worth, no_deal, ratifiers)
    }
    value = far_sighted(as_talks(game)).value[0]
    assert {tuple(np.round(value, 9))} == expected


@pytest.mark.parametrize("seed", range(60))
def test_proposal_and_late_ratification_over_all_strategies(seed):
    random = generator(seed)
    worth = [tuple(random.uniform(0, 100, 3)) for _ in range(4)]
    no_deal = tuple(random.uniform(20, 60, 3))
    ratifiers = (1, 2) if seed % 2 else (2,)
    none = (0.0,) * 3
    stages = [oracle.Round("bargain", (0,), (True, True), (1.0,), none, none, none)]
    waits = [tuple(random.uniform(0.2, 1.0, 3)) for _ in ratifiers]
    stages += [
        oracle.Round("ratify", (party,), (False, False), (1.0,), none, none, none, kept=kept)
        for party, kept in zip(ratifiers, waits, strict=True)
    ]
    deals = [(0, 0), (0, 1), (1, 0), (1, 1)]
    game = oracle.Game((2, 2), dict(zip(deals, worth, strict=True)), no_deal, stages, (0, 0))
    seen = [
        tuple(d + np.prod([k[p] for k in waits]) * (u[p] - d) for p, d in enumerate(no_deal))
        for u in worth
    ]
    expected = {
        tuple(np.round(p, 9)) for p in oracle.equilibria_of_proposal(seen, no_deal, ratifiers)
    }
    value = far_sighted(as_talks(game)).value[0]
    if all(seen[k][0] < no_deal[0] for k in range(4)):
        assert value == pytest.approx(no_deal)  # the proposer stays silent rather than lose
    elif max(payoff[0] for payoff in expected) >= no_deal[0]:
        assert tuple(np.round(value, 9)) in expected


@pytest.mark.parametrize("seed", range(40))
def test_alternating_offers_over_all_strategies(seed):
    random = generator(seed)
    gains = [tuple(random.integers(0, 6, 2) / 5) for _ in range(3)]
    discounts = tuple(random.uniform(0.5, 0.95, 2))
    expected = set(oracle.equilibria_of_offers(gains, discounts, 2))
    first, second = (np.array([g[k] for g in gains], dtype=float) for k in (0, 1))
    segment = np.zeros(3, dtype=np.int64)
    rows, _ = alternate([first, second], segment, np.tile(discounts, (3, 1)), rounds=2)
    assert {(first[rows[0]], second[rows[0]])} == expected
