"""What must hold for every game, not only for those with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.security import games
from detente.analyses.security import draw_roster, plans
from detente.analyses.security.game import Payoffs, Ranges
from detente.analyses.security.intervals import guarantee
from detente.analyses.security.response import quantal, value_against_noise
from detente.analyses.security.rosters.wheel import lay
from detente.randomness import generator
from detente.scenario import Scenario

seeds = st.integers(0, 2**32)


@given(seeds, st.integers(1, 12), st.integers(0, 6))
def test_value_never_falls_with_more_units(seed: int, targets: int, units: int) -> None:
    stakes = games.payoffs(generator(seed), targets)
    counts = (units, units + 1)
    less, more = (games.plan_one(stakes, games.equal(n, targets)).coverage for n in counts)
    before, after = games.reply(stakes, less), games.reply(stakes, more)
    assert after.our_value >= before.our_value - 1e-7
    assert after.adversary_value <= before.adversary_value + 1e-9


@given(seeds, st.integers(2, 8), st.integers(1, 3))
def test_value_of_typed_units_never_falls_with_more(seed: int, targets: int, types: int) -> None:
    random = generator(seed)
    stakes, supply = games.payoffs(random, targets), games.typed(random, targets, types)
    values = [
        games.reply(stakes, games.plan_one(stakes, s).coverage).our_value
        for s in (supply, supply.with_units(int(random.integers(types))))
    ]
    assert values[1] >= values[0] - 1e-6


@given(seeds, st.integers(1, 10), st.integers(0, 5), st.floats(0.01, 1e4), st.floats(-1e3, 1e3))
def test_scale_and_origin_of_the_adversary_do_not_matter(
    seed: int, targets: int, units: int, scale: float, origin: float
) -> None:
    stakes = games.payoffs(generator(seed), targets)
    other = Payoffs(
        stakes.ours_open,
        stakes.ours_covered,
        scale * stakes.theirs_open + origin,
        scale * stakes.theirs_covered + origin,
    )
    supply = games.equal(units, targets)
    one, two = (games.plan_one(s, supply).coverage for s in (stakes, other))
    assert two == pytest.approx(one, abs=1e-5)
    for noisy in (stakes, other):
        weights = quantal(noisy, precision=0.76)
        assert weights.rate == pytest.approx(quantal(stakes, precision=0.76).rate, rel=1e-6)


@given(seeds, st.integers(1, 15), st.integers(0, 6))
def test_coverage_keeps_to_the_budget(seed: int, targets: int, units: int) -> None:
    stakes = games.payoffs(generator(seed), targets)
    coverage = games.plan_one(stakes, games.equal(units, targets)).coverage
    assert ((coverage >= 0) & (coverage <= 1)).all()
    assert coverage.sum() <= units + 1e-9


@given(seeds, st.integers(2, 10), st.integers(1, 4))
def test_wider_ranges_never_raise_the_guarantee(seed: int, targets: int, units: int) -> None:
    random = generator(seed)
    stakes = games.payoffs(random, targets)
    wide = Payoffs(
        stakes.ours_open,
        stakes.ours_covered,
        stakes.theirs_open + random.random(targets),
        stakes.theirs_covered,
    )
    supply = games.equal(units, targets)
    values = [
        guarantee(ranges, games.plan_ranges(ranges, supply).coverage)
        for ranges in (Ranges(stakes, stakes), Ranges(stakes, wide))
    ]
    assert values[1] <= values[0] + 1e-7


@given(seeds, st.integers(2, 10), st.floats(0.01, 5))
def test_a_noisy_plan_beats_equal_shares(seed: int, targets: int, precision: float) -> None:
    stakes = games.payoffs(generator(seed), targets)
    noise = quantal(stakes, precision=precision)
    supply = games.equal(2, targets)
    even = plans.uniform(supply)
    best = games.plan_noisy(stakes, noise, supply).coverage
    assert best.sum() <= 2 + 1e-9
    value, plain = (value_against_noise(stakes, noise, c) for c in (best, even))
    assert value >= plain - 1e-6


@given(seeds, st.integers(2, 14), st.integers(1, 5))
def test_postings_reproduce_the_posts(seed: int, targets: int, types: int) -> None:
    random = generator(seed)
    supply = games.typed(random, targets, types, most=4)
    posts = games.plan_one(games.payoffs(random, targets), supply).posts
    assert posts is not None
    wheel = lay(posts, supply.number, random)
    assert np.abs(games.marginals(wheel, types) - posts).max(initial=0.0) < 1e-12


@given(st.data())
def test_rest_is_kept_whatever_the_shifts(data: st.DataObject) -> None:
    """Each unit has its shifts off, and there are always enough that have had them."""
    cycle = ["early", "late", "night"][: data.draw(st.integers(0, 3))]
    resources = {}
    for name in ("one", "two"):
        resources[name] = {
            "units": data.draw(st.integers(0, 7)),
            "protects": "all",
            "rest": data.draw(st.integers(0, 4)),
        }
        if cycle:
            resources[name]["shifts"] = data.draw(
                st.lists(st.sampled_from(cycle), min_size=1, unique=True)
            )
    scenario = Scenario.model_validate(
        {
            "title": "t",
            "parties": {"a": {}},
            "security": {
                "shifts": cycle,
                "targets": {"x": {"worth": 9}, "y": {"worth": 5}, "z": {"worth": 4}},
                "resources": resources,
            },
        }
    )
    last: dict[tuple[str, int], int] = {}
    for shift in draw_roster(scenario, shifts=15, seed=data.draw(st.integers(0, 99))).shifts:
        for duty in shift.duties:
            key = (duty.resource, duty.unit)
            assert shift.number - last.get(key, -99) > resources[duty.resource]["rest"]
            last[key] = shift.number
