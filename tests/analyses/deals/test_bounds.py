"""Bounds over boxes of judgements hold at every point of them, and are close at single points."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analyses.contract import Enclosed
from detente.analyses.deals import deal_bounds, deal_conclusions
from detente.randomness import generator
from detente.scenario import Draws, KeyPath, Scenario, loads
from detente.scenario.draws import changed_draws
from small_talks import random_talks

Columns = dict[KeyPath, NDArray[np.float64]]


def uncertain(scenario: Scenario) -> dict[KeyPath, tuple[float, float]]:
    found = scenario.judgements().items()
    return {path: (each.low, each.high) for path, each in found if each.low < each.high}


def random_boxes(scenario: Scenario, seed: int, count: int) -> tuple[Columns, Columns]:
    """Boxes within the ranges: some narrow, some of the whole range in a few judgements."""
    random = generator(seed, 5)
    low: Columns = {}
    high: Columns = {}
    for path, (least, most) in uncertain(scenario).items():
        middle = random.uniform(least, most, count)
        width = (most - least) * random.choice([0.0, 0.02, 0.3, 1.0], count)
        low[path] = np.maximum(least, middle - width / 2)
        high[path] = np.minimum(most, middle + width / 2)
    return low, high


def bounded(scenario: Scenario, low: Columns, high: Columns, name: str) -> Enclosed:
    ends = changed_draws(scenario, low), changed_draws(scenario, high)
    found = deal_bounds(scenario, *ends, name)
    assert found is not None
    return found


def conclusions(scenario: Scenario) -> list[str]:
    best = deal_conclusions(scenario, changed_draws(scenario, {}))
    return [name for name in best if name.startswith(("zopa", "acceptable"))]


@pytest.mark.parametrize("seed", range(30))
def test_no_point_of_a_box_is_outside_its_bounds(seed: int) -> None:
    scenario = random_talks(seed, uncertain=2 + seed % 7, parties=2 + seed % 2)
    low, high = random_boxes(scenario, seed, 40)
    random = generator(seed, 6)
    bounds = {name: bounded(scenario, low, high, name) for name in conclusions(scenario)}
    for _ in range(12):
        corner = random.random() < 0.5
        inside = {
            path: low[path]
            + (high[path] - low[path])
            * (random.integers(0, 2, 40) if corner else random.random(40))
            for path in low
        }
        told = deal_conclusions(scenario, changed_draws(scenario, inside))
        for name, found in bounds.items():
            assert (found.lower <= told[name]).all(), name
            assert (told[name] <= found.upper).all(), name


@pytest.mark.parametrize("seed", range(30))
def test_bounds_at_a_point_are_the_conclusion(seed: int) -> None:
    """Random points are never within rounding of the threshold."""
    scenario = random_talks(seed, uncertain=4, parties=2 + seed % 2)
    low, _ = random_boxes(scenario, seed, 50)
    told = deal_conclusions(scenario, changed_draws(scenario, low))
    for name in conclusions(scenario):
        found = bounded(scenario, low, low, name)
        np.testing.assert_array_equal(found.lower, told[name])
        np.testing.assert_array_equal(found.upper, told[name])


@pytest.mark.parametrize("seed", range(30))
def test_some_corner_reaches_the_bounds_of_one_deal(seed: int) -> None:
    """What one deal's acceptance can be is told exactly: a corner of the box shows it."""
    scenario = random_talks(seed, uncertain=4, parties=2 + seed % 2)
    low, high = random_boxes(scenario, seed, 10)
    corners = [
        {path: (high if bits >> k & 1 else low)[path] for k, path in enumerate(low)}
        for bits in range(1 << len(low))
    ]
    every = [deal_conclusions(scenario, changed_draws(scenario, corner)) for corner in corners]
    for name in conclusions(scenario):
        found = bounded(scenario, low, high, name)
        told = np.stack([each[name] for each in every])
        if name.startswith("acceptable"):
            np.testing.assert_array_equal(found.lower, told.min(axis=0))
        np.testing.assert_array_equal(found.upper, told.max(axis=0))


@pytest.mark.parametrize("seed", range(30))
def test_directions_hold(seed: int) -> None:
    scenario = random_talks(seed, uncertain=6, parties=2 + seed % 2)
    low, high = random_boxes(scenario, seed, 40)
    for name in conclusions(scenario):
        found = bounded(scenario, low, high, name)
        before = deal_conclusions(scenario, changed_draws(scenario, low))[name]
        for path in low:
            raised = deal_conclusions(scenario, changed_draws(scenario, {**low, path: high[path]}))
            if path in found.rising:
                assert (raised[name] >= before).all()
            if path in found.falling:
                assert (raised[name] <= before).all()


@pytest.mark.parametrize("seed", range(12))
def test_of_weights_only_the_ratios_count(seed: int) -> None:
    scenario = random_talks(seed, uncertain=3, parties=2 + seed % 2)
    random = generator(seed, 8)
    best = changed_draws(scenario, {})
    for name in conclusions(scenario):
        told = bounded(scenario, {}, {}, name).ratios
        for group in told:
            weights = {path: random.uniform(1, 60, 30) for path in group}
            scale = random.uniform(0.2, 5, 30)
            scaled = {path: values * scale for path, values in weights.items()}
            one, other = (
                deal_conclusions(scenario, changed_draws(scenario, given))[name]
                for given in (weights, scaled)
            )
            np.testing.assert_array_equal(one, other)
    assert {path for group in told for path in group} == {
        path for path in best.values if "weights" in path
    }


FALLBACK = """
title: No deal follows from what each can do
parties: {a: {}, b: {}}
issues: {x: {values: [u, v]}}
preferences:
  a:
    weights: {x: 1}
    values: {x: {u: 30..60, v: 0}}
    reservation: {from: stability, range: 20..60}
  b: {weights: {x: 1}, values: {x: {u: 40, v: 90}}, reservation: 30}
options: {a: [leave], b: [strike]}
priorities:
  a: [{maybe: not b.strike, held: 60%}, a.leave]
  b: [[b.strike, not a.leave]]
"""


def test_an_open_priority_leaves_what_follows_from_it_open() -> None:
    scenario = loads(FALLBACK)
    held: KeyPath = ("priorities", "a", "0", "statements", "0", "held")
    worth: KeyPath = ("preferences", "a", "values", "x", "u")
    low = {held: np.array([0.0, 1.0, 0.0]), worth: np.array([30.0, 30.0, 60.0])}
    high = {held: np.array([1.0, 1.0, 0.0]), worth: np.array([60.0, 60.0, 60.0])}
    found = bounded(scenario, low, high, "zopa")
    assert (found.lower[0], found.upper[0]) == (0.0, 1.0)
    for values in (low, high):
        told = deal_conclusions(scenario, changed_draws(scenario, values))["zopa"]
        assert (found.lower <= told).all()
        assert (told <= found.upper).all()
    assert found.lower[2] == found.upper[2]


def test_weights_that_may_all_be_nothing() -> None:
    scenario = loads(
        "title: t\nparties: {a: {}}\nissues: {x: {values: [u, v]}, y: {values: [u, v]}}\n"
        "preferences: {a: {weights: {x: 0..10, y: 0..10}, reservation: 20, "
        "values: {x: {u: 50, v: 0}, y: {u: 40, v: 10}}}}\n"
    )
    paths = [("preferences", "a", "weights", issue) for issue in ("x", "y")]
    ends: list[Draws] = [
        changed_draws(scenario, {path: [value] for path in paths}) for value in (0.0, 10.0)
    ]
    sure = deal_bounds(scenario, ends[1], ends[1], "acceptable.u / u.a")
    loose = deal_bounds(scenario, ends[0], ends[1], "acceptable.u / u.a")
    never = deal_bounds(scenario, ends[0], ends[1], "acceptable.v / v.a")
    assert sure is not None
    assert loose is not None
    assert never is not None
    assert sure.lower[0] == 1
    assert (loose.lower[0], loose.upper[0]) == (0, 1)
    assert never.upper[0] == 0


@pytest.mark.parametrize("name", ["efficient.v0 / v0", "utility.a.nash", "acceptable.none.a", "x"])
def test_other_conclusions_have_no_bounds(name: str) -> None:
    scenario = random_talks(1)
    best = changed_draws(scenario, {})
    assert deal_bounds(scenario, best, best, name) is None
