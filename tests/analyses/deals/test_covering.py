"""Searches with close bounds and covered frontiers, against lists of all deals."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

import detente
from analyses.deals.spaces import random_space
from detente.analyses.deals import agreement as agreements
from detente.analyses.deals import frontier as frontiers
from detente.analyses.deals import map_deals
from detente.analyses.deals import search as searches
from detente.analyses.deals import solve as solving
from detente.analyses.deals.aims import AIMS, Aim
from detente.analyses.deals.consent import by_votes, majority, unanimity
from detente.analyses.deals.covering import covering
from detente.analyses.deals.descent import value_of
from detente.analyses.deals.maxima import efficient
from detente.analyses.deals.merged import merged
from detente.analyses.deals.search import search
from detente.analyses.deals.solve import SOLUTIONS, settle
from detente.analyses.deals.space import Factor, Integers, Space
from detente.analyses.deals.tight import Tight
from detente.randomness import generator

Listed = tuple[NDArray[np.intp], Integers]


def listed(space: Space, minimum: Integers) -> Listed:
    """All deals that break no ban and reach a minimum, and their utilities."""
    deals = np.array(list(itertools.product(*map(range, space.sizes))), np.intp)
    utility = space.utility(deals)
    kept = (utility >= minimum).all(axis=1) & ~space.broken(deals).any(axis=1)
    return deals[kept], utility[kept]


def tied_space(issues: int, parties: int, values: int, seed: int) -> Space:
    """A space in which every pair of issues interacts."""
    chance = generator(seed)
    single = [Factor((i,), chance.integers(0, 80, (values, parties))) for i in range(issues)]
    pairs = [
        Factor(pair, chance.integers(-30, 30, (values, values, parties)))
        for pair in itertools.combinations(range(issues), 2)
    ]
    limit = np.full(parties, 30 * issues)
    return Space((values,) * issues, np.full(parties, 10), limit, (*single, *pairs))


@pytest.mark.parametrize("seed", range(60))
def test_merged_tables_give_every_deal_its_utility(seed: int) -> None:
    space = random_space(generator(seed), most=150)
    found = merged(space, largest=20)
    rows = np.array(list(itertools.product(*map(range, found.sizes))), np.int64)
    deals = found.deals(rows)
    assert len(np.unique(deals, axis=0)) == space.count
    places = [tuple(rows[:, k] for k in table.scope) for table in found.tables]
    parts = zip(found.tables, places, strict=True)
    assert (sum(t.gain[place] for t, place in parts) == space.utility(deals)).all()
    allowed = [t.allowed[place] for t, place in zip(found.tables, places, strict=True)]
    assert (np.all(allowed, axis=0) == ~space.broken(deals).any(axis=1)).all()


@pytest.mark.parametrize("aim", list(AIMS))
@pytest.mark.parametrize("seed", range(50))
def test_close_search_finds_what_a_list_of_all_deals_does(seed: int, aim: Aim) -> None:
    rng = generator(seed)
    space = random_space(rng, most=150)
    minimum = space.floor() if aim == "shortfall" else space.limit
    power = rng.choice([0.0, 0.5, 1.0, 2.0], space.parties)
    power[rng.integers(space.parties)] = 1.0
    scale = space.unit.astype(np.float64)
    deals, utility = listed(space, minimum)
    gains = (utility - space.limit) / scale
    values = np.array([value_of(AIMS[aim], gain, power) for gain in gains])
    found = Tight(space).search(
        aim, origin=space.limit, scale=scale, power=power, minimum=minimum, room=10_000
    )
    assert found.ended
    best = values.max(initial=-math.inf)
    if best == -math.inf:
        assert len(found.deals) == 0
        return
    assert found.value == pytest.approx(best, abs=1e-9)
    assert found.bound >= best - 1e-9
    expected = {tuple(deal) for deal in deals[values >= best - 1e-9].tolist()}
    assert {tuple(deal) for deal in found.deals.tolist()} == expected


@pytest.mark.parametrize("seed", range(40))
def test_a_search_given_up_still_bounds_every_deal(seed: int) -> None:
    space = tied_space(5, 3, 4, seed)
    scale = space.unit.astype(np.float64)
    _, utility = listed(space, space.limit)
    for aim in ("sum", "product", "smallest"):
        gains = (utility - space.limit) / scale
        values = [value_of(AIMS[aim], gain, np.ones(3)) for gain in gains]
        found = Tight(space).search(
            aim,
            origin=space.limit,
            scale=scale,
            power=np.ones(3),
            minimum=space.limit,
            patience=seed % 7,
        )
        assert found.value <= max(values) + 1e-9
        assert found.bound >= max(values) - 1e-9


@pytest.mark.parametrize("seed", range(60))
def test_covering_without_tolerance_is_the_frontier(seed: int) -> None:
    space = random_space(generator(seed), parties=1 + seed % 4, most=150)
    found = covering(space)
    _, utility = listed(space, space.limit)
    assert found.tolerance == 0.0
    assert found.all_efficient
    assert found.utility.tolist() == efficient(utility).tolist()
    assert (space.utility(found.deals) == found.utility).all()


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("work", [20, 400, 10**8])
def test_every_acceptable_deal_is_within_the_tolerance_of_one_listed(seed: int, work: int) -> None:
    space = random_space(generator(1000 + seed), parties=2 + seed % 3, issues=5, most=600)
    epsilon = (0.0, 0.3, 5.0)[seed % 3]
    found = covering(space, epsilon=epsilon, work=work)
    _, utility = listed(space, space.limit)
    if work == 10**8:
        assert found.tolerance <= epsilon + 1e-9
    if math.isinf(found.tolerance) or len(utility) == 0:
        assert len(found.deals) == 0
        return
    lacks = (utility[:, np.newaxis] - found.utility) / space.unit
    assert lacks.max(axis=2).min(axis=1).max() <= found.tolerance + 1e-9
    if found.all_efficient:
        front = {tuple(point) for point in efficient(utility).tolist()}
        assert all(tuple(point) in front for point in found.utility.tolist())


@pytest.mark.parametrize("seed", range(20))
def test_tied_spaces_are_settled_as_by_elimination(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = random_space(generator(seed), parties=3, issues=5, most=400)
    rules = (unanimity(3), majority(3), by_votes([1, 1, 1], 1, frozenset({0})))  # type: ignore[list-item]
    consent = rules[seed % 3]
    plain = settle(space, consent)
    monkeypatch.setattr(frontiers, "LARGEST_TABLE", 0)
    monkeypatch.setattr(agreements, "LARGEST_STREAM", 0)
    monkeypatch.setattr(searches, "FIRST_TRY", 5)
    covered = settle(space, consent)
    assert covered.agreement.method == "covering"
    assert covered.proven
    assert covered.bounds == {}
    assert (covered.agreement.slack == 0).all()
    assert covered.agreement.points.tolist() == plain.agreement.points.tolist()
    for name in SOLUTIONS:
        assert sorted(covered.chosen[name].tolist()) == sorted(plain.chosen[name].tolist())
    assert covered.possible == plain.possible


def test_solutions_given_up_state_value_and_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    space = tied_space(6, 3, 4, 3)
    monkeypatch.setattr(frontiers, "LARGEST_TABLE", 0)
    monkeypatch.setattr(agreements, "LARGEST_STREAM", 0)
    exact = settle(space, unanimity(3), covered=False)
    original = search

    def hasty(*given, **named):  # type: ignore[no-untyped-def]
        return original(*given, **{**named, "patience": 40})

    monkeypatch.setattr(solving, "search", hasty)
    settled = settle(space, unanimity(3), covered=False)
    assert not settled.proven
    assert settled.bounds
    for name, (value, bound) in settled.bounds.items():
        assert value < bound
        gain = space.points(space.utility(exact.chosen[name][:1]) - space.limit)[0]
        best = {"nash": gain.prod(), "egalitarian": gain.min(), "utilitarian": gain.sum()}
        assert best.get(name, 0.0) <= bound + 1e-9


def test_sampled_deals_of_a_dense_space_keep_within_the_tolerance() -> None:
    space = replace(tied_space(9, 3, 8, 1), limit=np.full(3, 200))
    found = covering(space, epsilon=2.0)
    assert 0 < found.tolerance <= 2.0
    sample = generator(2).integers(0, 8, (20_000, 9)).astype(np.intp)
    for deal in found.deals:
        near = np.repeat(deal[np.newaxis], 72, axis=0)
        near[np.arange(72), np.arange(72) // 8] = np.arange(72) % 8
        sample = np.concatenate([sample, near])
    utility = space.utility(sample)
    utility = utility[(utility >= space.limit).all(axis=1)]
    lacks = (utility[:, np.newaxis] - found.utility) / space.unit
    assert lacks.max(axis=2).min(axis=1).max() <= found.tolerance + 1e-9


@pytest.mark.parametrize(("language", "said"), [("en", "proven"), ("de", "Bewiesen")])
def test_the_answer_says_how_close_a_covered_frontier_is(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontiers, "LARGEST_TABLE", 0)
    monkeypatch.setattr(agreements, "LARGEST_STREAM", 0)
    result = map_deals(detente.load("logrolling"), epsilon=10.0)
    method = result.answer()["method"]
    assert method["name"] == "covering"
    assert 0 < method["tolerance"] <= 10.0
    assert method["solutions_proven"]
    assert method["solution_bounds"] == {}
    assert any(said in note.text for note in result.statements(language))
    assert result.solutions["nash"][0].utility == {"finance": 80.0, "interior": 80.0}
