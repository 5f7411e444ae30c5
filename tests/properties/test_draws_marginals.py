"""Draws of every kind of judgement have the distribution that is stated."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import chain, pairwise, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detente.scenario import Scenario, best_draws, draw
from detente.scenario.judgements import read_judgement
from detente.scenario.judgements.quantiles import quantiles
from detente.scenario.judgements.ranks import read_ranks
from detente.scenario.sampling import (
    draws_at,
    factors,
    hypercube_points,
    ordered_weights,
    sobol_points,
)

STREAMS = tuple("abcdefg")
POWER = ("parties", "a", "power")
UNIT = (np.arange(20_000) + 0.5) / 20_000

MARGINALS: list[tuple[Any, Any]] = [
    ("high", stats.uniform(65, 20)),
    ("low..high", stats.uniform(15, 70)),
    ("20..40", stats.uniform(20, 20)),
    ({"low": 20, "best": 30, "high": 70}, stats.beta(1.8, 4.2, 20, 50)),
    ({"distribution": "uniform", "low": 1, "high": 3}, stats.uniform(1, 2)),
    ({"distribution": "pert", "low": 20, "best": 30, "high": 70}, stats.beta(1.8, 4.2, 20, 50)),
    ({"distribution": "triangular", "low": 0, "best": 2, "high": 10}, stats.triang(0.2, 0, 10)),
    ({"distribution": "normal", "mean": 40, "sd": 5}, stats.truncnorm(-4, 4, 40, 5)),
    (
        {"distribution": "normal", "mean": 40, "sd": 20, "low": 30, "high": 90},
        stats.truncnorm(-0.5, 2.5, 40, 20),
    ),
    ({"distribution": "beta", "a": 2, "b": 5, "low": 10, "high": 60}, stats.beta(2, 5, 10, 50)),
    ({"distribution": "lognormal", "median": 20, "spread": 1.2}, stats.lognorm(np.log(1.2), 0, 20)),
]


@pytest.mark.parametrize(("given", "expected"), MARGINALS)
def test_quantiles_follow_the_distribution(given: Any, expected: Any) -> None:
    values = quantiles(read_judgement(given), UNIT)
    tolerance = (
        2e-4 if isinstance(given, dict) and given.get("distribution") == "lognormal" else 1e-9
    )
    np.testing.assert_allclose(expected.cdf(values), UNIT, atol=tolerance)


def test_discrete_values_come_with_their_shares() -> None:
    spread = {"distribution": "discrete", "values": {20: "30%", 50: 0.5, 80: "20%"}}
    judgement = read_judgement(spread)
    values, counts = np.unique(quantiles(judgement, UNIT), return_counts=True)
    assert dict(zip(values.tolist(), (counts / UNIT.size).round(3).tolist(), strict=True)) == {
        20: 0.3, 50: 0.5, 80: 0.2,
    }  # fmt: skip
    assert judgement.best == 50


def test_a_pool_is_the_mixture_of_its_experts() -> None:
    pool = read_judgement({"experts": {"anna": "20..40", "ben": {"value": 60, "weight": 3}}})
    values = quantiles(pool, UNIT)
    assert (values == 60).mean() == pytest.approx(0.75, abs=1e-4)
    hers = values[values < 50]
    assert stats.kstest(hers, stats.uniform(20, 20).cdf).statistic < 1e-3
    assert pool.best == pytest.approx(0.25 * 30 + 0.75 * 60)


def test_experts_are_drawn_from_the_lowest_best_value_to_the_highest() -> None:
    pool = read_judgement({"experts": {"anna": 60, "ben": {"value": 30, "weight": 2}, "cora": 40}})
    assert quantiles(pool, np.array([0.0, 0.49, 0.51, 0.74, 0.76])).tolist() == [30, 30, 40, 40, 60]


@pytest.mark.parametrize("order", [["a", "b", "c"], ["a", ["b", "c"]], [["a", "b"], "c"], ["a"]])
def test_the_ends_of_a_weight_known_by_its_order_are_those_of_all_weights_so_ordered(
    order: list[Any],
) -> None:
    """The weights in one order are mixtures of 1; 1/2, 1/2; 1/3, 1/3, 1/3."""
    rungs = [[rung] if isinstance(rung, str) else rung for rung in order]
    orders = [list(chain(*each)) for each in product(*map(permutations, rungs))]
    count = len(orders[0])
    for name, weight in read_ranks(order).items():
        places = [each.index(name) for each in orders]
        ends = [100 / k * (place < k) for place in places for k in range(1, count + 1)]
        assert (weight.low, weight.high) == pytest.approx((min(ends), max(ends)))


@given(st.integers(1, 7), st.integers(0, 2**31 - 1))
def test_ordered_weights_are_ordered_shares(count: int, seed: int) -> None:
    weights = ordered_weights(hypercube_points(STREAMS[:count], 64, seed=seed))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert (np.diff(weights, axis=1) <= 1e-12).all()
    assert (weights >= 0).all()


def test_ordered_weights_are_uniform_on_the_ordered_simplex() -> None:
    weights = ordered_weights(sobol_points(3, 2**14, seed=3))
    flat = np.sort(stats.dirichlet([1, 1, 1]).rvs(2**14, random_state=1), axis=1)[:, ::-1]
    for rank in range(3):
        assert stats.ks_2samp(weights[:, rank], flat[:, rank]).pvalue > 0.01


RANKED = {
    "title": "t",
    "parties": {"a": {}},
    "issues": {name: {"values": ["no", "yes"]} for name in "xyz"},
    "preferences": {
        "a": {"weights": ["y", ["x", "z"]], "values": dict.fromkeys("xyz", "rising")}
    },
}  # fmt: skip


def test_ranks_keep_their_order_and_ties_take_both() -> None:
    drawn = draw(Scenario.model_validate(RANKED), 4096, seed=0)
    x, y, z = (drawn.of(("preferences", "a", "weights", name)) for name in "xyz")
    assert (y >= np.maximum(x, z)).all()
    np.testing.assert_allclose(x + y + z, 100)
    assert (x > z).mean() == pytest.approx(0.5, abs=0.03)
    assert y.mean() == pytest.approx(100 * 11 / 18, abs=0.3)


PRIORITIES = {
    "title": "t",
    "parties": {"a": {}},
    "options": {"a": ["p", "q", "r"]},
    "priorities": {
        "a": [["a.p", "a.q", "a.r"], {"maybe": "not a.p", "held": "60%"},
              {"maybe": "not a.q", "held": "20..40%"}, {"maybe": "not a.r", "held": "100%"}]
    },
}  # fmt: skip


def test_orders_of_a_group_are_equally_likely() -> None:
    orders = draw(Scenario.model_validate(PRIORITIES), 6 * 1024, seed=5).order(
        ("priorities", "a", "0"), 3
    )
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(("place", "share"), [(1, 0.6), (2, 0.3), (3, 1.0)])
def test_a_priority_is_held_in_its_share_of_draws(place: int, share: float) -> None:
    path = ("priorities", "a", str(place), "statements", "0", "held")
    held = draw(Scenario.model_validate(PRIORITIES), 8192, seed=2).of(path)
    assert set(np.unique(held)) <= {0.0, 1.0}
    assert held.mean() == pytest.approx(share, abs=0.01)


def scenario_of(powers: dict[str, Any]) -> Scenario:
    parties = {name: {"power": power} for name, power in powers.items()}
    return Scenario.model_validate({"title": "t", "parties": parties})


@given(
    st.integers(0, 2**32 - 1), st.integers(0, 300), st.integers(1, 300),
    st.sampled_from(["sobol", "lhs"]),
)  # fmt: skip
def test_draws_continue_without_repeating(seed: int, start: int, n: int, method: Any) -> None:
    scenario = scenario_of({"a": "20..40", "b": "low", "c": {"low": 1, "best": 2, "high": 9}})
    whole = draw(scenario, start + n, seed=seed, method=method)
    rest = draw(scenario, n, seed=seed, start=start, method=method)
    for party in "abc":
        path = ("parties", party, "power")
        np.testing.assert_array_equal(rest.of(path), whole.of(path)[start:])
    assert len(np.unique(whole.of(POWER))) == start + n


def test_the_order_of_parties_changes_nothing() -> None:
    powers = {"a": "20..40", "b": "low", "c": 5}
    first = draw(scenario_of(powers), 100, seed=1)
    second = draw(scenario_of(dict(reversed(powers.items()))), 100, seed=1)
    for party in powers:
        path = ("parties", party, "power")
        np.testing.assert_array_equal(first.of(path), second.of(path))


def test_zero_is_a_seed() -> None:
    scenario = scenario_of({"a": "20..40"})
    zero, again, one = (draw(scenario, 32, seed=seed).of(POWER) for seed in (0, 0, 1))
    np.testing.assert_array_equal(zero, again)
    assert not np.array_equal(zero, one)


def test_another_process_draws_the_same() -> None:
    scenario = scenario_of({"a": "20..40"})
    code = (
        "from detente.scenario import Scenario, draw; "
        "s = Scenario.model_validate({'title': 't', 'parties': {'a': {'power': '20..40'}}}); "
        "print(draw(s, 8, seed=0).of(('parties', 'a', 'power')).tobytes().hex())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == draw(scenario, 8, seed=0).of(POWER).tobytes().hex()


@pytest.mark.parametrize(("start", "stop"), [(0, 64), (64, 128), (128, 256), (1024, 2048)])
def test_each_latin_hypercube_has_one_draw_in_each_slice(start: int, stop: int) -> None:
    size = stop - start
    unit = hypercube_points(STREAMS[:3], size, seed=0, start=start)
    for column in unit.T:
        assert sorted((column * size).astype(int)) == list(range(size))


@pytest.mark.parametrize(
    "points", [partial(hypercube_points, STREAMS[:4]), partial(sobol_points, 4)]
)
def test_a_sequence_is_the_same_however_it_is_cut(points: Callable[..., Any]) -> None:
    whole = points(3000, seed=5)
    cuts = [0, 1, 63, 64, 200, 1024, 2500, 3000]
    parts = [points(stop - start, seed=5, start=start) for start, stop in pairwise(cuts)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert len(np.unique(whole[:, 0])) == 3000


def test_streams_are_independent_of_one_another() -> None:
    ranks = hypercube_points([f"parties/{k}/power" for k in range(40)], 4096, seed=1)
    found = np.corrcoef(ranks, rowvar=False)[np.triu_indices(40, 1)]
    assert np.abs(found).max() < 4.5 / 64  # of 780 normal values of standard deviation 1/64
    assert found.std() == pytest.approx(1 / 64, rel=0.15)


def test_a_certain_scenario_has_no_factors() -> None:
    scenario = scenario_of({"a": 40})
    assert factors(scenario) == ()
    assert draw(scenario, 3, seed=0).of(POWER).tolist() == [40, 40, 40]
    assert draws_at(scenario, np.zeros((0, 0))).count == 0


@pytest.mark.parametrize(("given", "_"), MARGINALS)
def test_best_values_lie_within_the_range(given: Any, _: Any) -> None:
    judgement = read_judgement(given)
    assert judgement.low <= judgement.best <= judgement.high
    values = quantiles(judgement, UNIT)
    assert values.min() >= judgement.low
    assert values.max() <= judgement.high


@pytest.mark.parametrize(
    "given",
    [
        {"distribution": "normal", "mean": 40},
        {"distribution": "normal", "mean": 40, "sd": 0},
        {"distribution": "gauss", "mean": 40, "sd": 1},
        {"distribution": "discrete", "values": {1: 0.5, 2: 0.6}},
        {"distribution": "triangular", "low": 5, "best": 2, "high": 9},
        {"distribution": "lognormal", "median": -1, "spread": 2},
        {"experts": {}},
        {"experts": {"anna": {"value": 3, "weight": 0}}},
        {"experts": {"anna": {"experts": {"ben": 3}}}},
        {"value": 3, "experts": {"anna": 3}},
        {"distribution": "uniform", "low": 1, "high": 2, "mode": 3},
    ],
)
def test_what_is_no_judgement_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_judgement(given)


def test_best_draws_take_a_priority_as_held_from_one_half_on() -> None:
    best = best_draws(Scenario.model_validate(PRIORITIES))
    held = [best.of(("priorities", "a", str(k), "statements", "0", "held"))[0] for k in (1, 2, 3)]
    assert held == [1.0, 0.0, 1.0]
