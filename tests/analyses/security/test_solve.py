"""The methods against one another and against games solved by their definition."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from analyses.security import games
from detente.analyses.security import lotteries, noisy, plans
from detente.analyses.security import supply as supplies
from detente.analyses.security.game import Payoffs, Ranges
from detente.analyses.security.intervals import cover_ranges, guarantee, potential_attack_set
from detente.analyses.security.response import (
    Noise,
    attack_set,
    chances,
    quantal,
    subjective,
    value_against_noise,
)
from detente.analyses.security.supply import Supply
from detente.errors import InternalError, SettingError
from detente.randomness import generator
from oracles import security as oracle

pytestmark = pytest.mark.few(8)


def plain_value(stakes: Payoffs, supply: Supply) -> float:
    patterns = oracle.deliverable_patterns(
        supply.number.tolist(), games.duties(supply), supply.needed.tolist()
    )
    return oracle.commitment_value([games.sides(stakes)], [1.0], patterns)


@pytest.mark.parametrize("seed", range(100))
def test_linear_and_mixed_agree_on_equal_units(seed: int) -> None:
    random = generator(seed)
    for _ in range(3):
        stakes = games.payoffs(random, int(random.integers(2, 9)))
        supply = games.equal(int(random.integers(0, 5)), stakes.ours_open.size)
        one = games.plan_one(stakes, supply).coverage
        two = games.plan_kinds([stakes], np.ones(1), supply).coverage
        value = games.reply(stakes, one).our_value
        assert games.reply(stakes, two).our_value == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("seed", range(60))
def test_typed_units_reach_the_value_of_one_programme_per_target(seed: int) -> None:
    random = generator(seed)
    stakes = games.payoffs(random, int(random.integers(2, 6)))
    supply = games.typed(random, stakes.ours_open.size, int(random.integers(1, 4)))
    expected = plain_value(stakes, supply)
    for plan in (
        games.plan_one(stakes, supply),
        games.plan_kinds([stakes], np.ones(1), supply),
    ):
        assert supply.fits(plan.coverage)
        assert games.reply(stakes, plan.coverage).our_value == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_joint_duties_reach_the_value_of_one_programme_per_target(seed: int) -> None:
    random = generator(seed)
    stakes = games.payoffs(random, int(random.integers(3, 6)))
    supply = games.joint(random, stakes.ours_open.size, int(random.integers(1, 3)))
    expected = plain_value(stakes, supply)
    for plan in (
        games.plan_one(stakes, supply),
        games.plan_kinds([stakes], np.ones(1), supply),
    ):
        assert games.reply(stakes, plan.coverage).our_value == pytest.approx(expected, abs=1e-5)
        covered = sum(lottery.coverage for lottery in plan.lotteries)
        assert covered == pytest.approx(plan.coverage, abs=1e-12)
        for lottery in plan.lotteries:
            assert lottery.chance.sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("seed", range(15))
def test_several_kinds_reach_the_value_of_every_combination_of_replies(seed: int) -> None:
    random = generator(seed)
    count = int(random.integers(2, 5))
    first = games.payoffs(random, count)
    other = games.payoffs(random, count)
    kinds = [
        first,
        Payoffs(first.ours_open, first.ours_covered, other.theirs_open, other.theirs_covered),
    ]
    supply = games.typed(random, count, 2)
    patterns = oracle.deliverable_patterns(
        supply.number.tolist(), games.duties(supply), [1] * count
    )
    expected = oracle.commitment_value([games.sides(k) for k in kinds], [0.3, 0.7], patterns)
    plan = games.plan_kinds(kinds, np.array([0.3, 0.7]), supply)
    value = 0.3 * games.reply(kinds[0], plan.coverage).our_value
    value += 0.7 * games.reply(kinds[1], plan.coverage).our_value
    assert value == pytest.approx(expected, abs=1e-5)
    assert plan.bound is None


def test_too_many_duty_patterns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    random = generator(3)
    stakes, supply = games.payoffs(random, 6), games.joint(random, 6, 2)
    monkeypatch.setattr(supplies, "MOST_PATTERNS", 1)
    with pytest.raises(SettingError, match="fewer tours"):
        games.plan_one(stakes, supply)


def test_duties_that_do_not_hang_together_are_planned_in_blocks() -> None:
    """Two shifts with the same tours: as many patterns as two times one shift, not its square."""
    random = generator(5)
    one = games.joint(random, 4, 2)
    nothing = np.zeros_like(one.covers)
    two = Supply(
        np.r_[one.number, one.number],
        np.r_[one.kind, one.kind + 2],
        np.block([[one.covers, nothing], [nothing, one.covers]]),
        np.r_[one.needed, one.needed],
    )
    counts = [sum(len(block) for block in supply.blocks) for supply in (one, two)]
    assert counts[1] == 2 * counts[0]
    stakes = games.payoffs(random, 4)
    twice = Payoffs(*(np.r_[each, each] for each in stakes))
    values = [
        games.reply(s, games.plan_one(s, supply).coverage).our_value
        for s, supply in ((stakes, one), (twice, two))
    ]
    assert values[1] == pytest.approx(values[0], abs=1e-7)


def test_a_search_that_stops_early_has_a_bound() -> None:
    random = generator(1)
    kinds = [games.payoffs(random, 30) for _ in range(4)]
    plan = games.plan_kinds(kinds, np.full(4, 1 / 4), games.equal(8, 30), seconds=1)
    value = np.mean([games.reply(kind, plan.coverage).our_value for kind in kinds])
    assert plan.bound is None or plan.bound >= value - 1e-6


def test_no_time_at_all_is_an_error() -> None:
    random = generator(1)
    kinds = [games.payoffs(random, 40) for _ in range(6)]
    with pytest.raises(SettingError, match="allow more"):
        games.plan_kinds(kinds, np.full(6, 1 / 6), games.equal(8, 40), seconds=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_ranges_are_judged_by_all_their_corners(seed: int) -> None:
    random = generator(seed)
    ranges = random_ranges(random, int(random.integers(2, 7)))
    coverage = random.random(ranges.low.ours_open.size)
    expected = oracle.guarantee(
        games.sides(ranges.low)[0],
        games.sides(ranges.low)[1],
        games.sides(ranges.high)[1],
        coverage,
    )
    assert guarantee(ranges, coverage) == pytest.approx(expected)
    assert potential_attack_set(ranges, coverage).any()


def with_margin(ranges: Ranges, coverage: np.ndarray, *, steps: int = 2) -> float:
    """The guarantee by brute force where a target within 0.1 % of the span counts as tied."""
    high = ranges.high
    span = float(high.theirs_open.max() - ranges.low.theirs_covered.min())
    own, low = games.sides(ranges.low)
    near = 0.001 * span - 1e-7 * span
    return oracle.guarantee(own, low, games.sides(high)[1], coverage, steps=steps, near=near)


@pytest.mark.parametrize("seed", range(40))
def test_the_guarantee_of_a_plan_holds_on_a_grid_of_payoffs_with_ties_against_us(seed: int) -> None:
    random = generator(seed)
    count = int(random.integers(2, 6))
    ranges = random_ranges(random, count)
    supply = games.typed(random, count, 2) if seed % 2 else games.equal(seed % 3 + 1, count)
    coverage = games.plan_ranges(ranges, supply).coverage
    stated = guarantee(ranges, coverage)
    assert with_margin(ranges, coverage, steps=4) >= stated - 1e-7
    assert with_margin(ranges, coverage) == pytest.approx(stated, abs=1e-7)


@pytest.mark.parametrize("seed", range(30))
def test_no_random_coverage_that_keeps_the_margin_beats_the_guarantee(seed: int) -> None:
    random = generator(seed)
    count = int(random.integers(2, 6))
    ranges = random_ranges(random, count)
    supply = games.typed(random, count, 2) if seed % 2 else games.equal(seed % 3 + 1, count)
    plan = games.plan_ranges(ranges, supply)
    best = guarantee(ranges, plan.coverage)
    assert supply.fits(plan.coverage)
    for _ in range(60):
        coverage = plans.largest(random.random(count), supply)
        assert with_margin(ranges, coverage) <= best + 1e-7
        near = np.clip(plan.coverage + 0.02 * random.normal(size=count), 0, 1)
        if supply.fits(near):
            assert with_margin(ranges, near) <= best + 1e-7


def random_ranges(random: np.random.Generator, count: int) -> Ranges:
    stakes = games.payoffs(random, count)
    width = 3 * random.random((2, count))
    fall = np.minimum(width[1], 0.9 * (stakes.theirs_open - stakes.theirs_covered))
    low = Payoffs(
        stakes.ours_open, stakes.ours_covered, stakes.theirs_open, stakes.theirs_covered - fall
    )
    high = Payoffs(
        stakes.ours_open, stakes.ours_covered, stakes.theirs_open + width[0], stakes.theirs_covered
    )
    return Ranges(low, high)


@pytest.mark.parametrize("seed", range(25))
def test_noisy_plan_is_never_below_a_many_start_search(seed: int) -> None:
    random = generator(seed)
    count, types = int(random.integers(2, 6)), int(random.integers(1, 4))
    stakes = games.payoffs(random, count)
    supply = games.typed(random, count, types, most=3)
    for noise in (
        quantal(stakes, precision=float(random.choice([0.1, 0.76, 3.0]))),
        subjective(stakes),
    ):
        plan = games.plan_noisy(stakes, noise, supply)
        value = value_against_noise(stakes, noise, plan.coverage)
        searched = oracle.noisy_value_by_search(
            lambda c, noise=noise: float(value_against_noise(stakes, noise, c)),
            supply.number,
            games.protects(supply),
            random,
            starts=6,
        )
        assert supply.fits(plan.coverage)
        assert value >= searched - 1e-7


def as_joint(supply: Supply) -> Supply:
    """The same units, and nobody who could go on a tour over two targets."""
    number = np.r_[supply.number, 0]
    nothing = np.zeros((1, supply.targets), dtype=bool)
    return Supply.of(
        number, np.vstack([games.protects(supply), nothing]), [(number.size - 1, (0, 1))]
    )


@pytest.mark.parametrize("seed", range(10))
def test_noisy_plans_for_joint_and_separate_duties_agree(seed: int) -> None:
    random = generator(seed)
    stakes, supply = games.payoffs(random, 5), games.typed(random, 5, 2)
    for noise in (quantal(stakes, precision=0.76), subjective(stakes)):
        values = [
            value_against_noise(stakes, noise, coverage)
            for coverage in (
                games.plan_noisy(stakes, noise, supply).coverage,
                games.plan_noisy(stakes, noise, as_joint(supply)).coverage,
            )
        ]
        assert values[1] == pytest.approx(values[0], abs=1e-5)


@pytest.mark.parametrize("seed", range(10))
def test_a_noisy_plan_is_the_same_from_whatever_plan_it_sets_out(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = generator(seed)
    stakes, supply = games.payoffs(random, 9), games.typed(random, 9, 3)
    noise = quantal(stakes, precision=0.76)
    plain = games.plan_noisy(stakes, noise, supply).coverage
    monkeypatch.setattr(noisy, "MOST_FROM_NOTHING", 0)
    ahead = games.plan_noisy(stakes, noise, supply).coverage
    assert supply.fits(ahead * (1 - 1e-9))
    assert value_against_noise(stakes, noise, ahead) == pytest.approx(
        float(value_against_noise(stakes, noise, plain)), abs=1e-8
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_random_lottery_beats_the_noisy_plan_for_joint_duties(seed: int) -> None:
    random = generator(seed)
    stakes, supply = games.payoffs(random, 4), games.joint(random, 4, 2)
    noise = quantal(stakes, precision=0.76)
    plan = games.plan_noisy(stakes, noise, supply)
    best = value_against_noise(stakes, noise, plan.coverage)
    patterns = np.array(
        oracle.deliverable_patterns(
            supply.number.tolist(), games.duties(supply), supply.needed.tolist()
        )
    )
    for _ in range(200):
        coverage = random.dirichlet(np.full(len(patterns), 0.3)) @ patterns
        left_out = coverage * random.choice([0.0, 0.5, 1.0], size=4)
        for tried in (coverage, left_out):
            assert value_against_noise(stakes, noise, tried) <= best + 1e-7


def test_noisy_plan_where_protection_changes_nothing_for_us() -> None:
    stakes = Payoffs(
        np.array([-5.0, -3]), np.array([-5.0, 0]), np.array([5.0, 3]), np.array([0.0, 0])
    )
    noise = quantal(stakes, precision=0.76)
    plan = games.plan_noisy(stakes, noise, games.equal(1, 2))
    value = value_against_noise(stakes, noise, plan.coverage)
    grid = np.linspace(0, 1, 201)
    tried = [
        value_against_noise(stakes, noise, np.array([a, b]))
        for a in grid
        for b in grid
        if a + b <= 1
    ]
    assert value >= max(tried) - 1e-9


def test_noise_at_its_ends() -> None:
    stakes = games.payoffs(generator(2), 5)
    coverage = np.full(5, 0.3)
    assert chances(quantal(stakes, precision=0), coverage) == pytest.approx(np.full(5, 0.2))
    sharp = chances(quantal(stakes, precision=5000), coverage)
    assert sharp[games.reply(stakes, coverage).target] == pytest.approx(1)


def test_weights_of_noise_do_not_overflow() -> None:
    noise = Noise(base=np.array([1e4, 0.0]), rate=np.array([1.0, 1.0]))
    assert chances(noise, np.zeros(2)).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("seed", range(20))
def test_maximin_is_the_best_worst_case(seed: int) -> None:
    random = generator(seed)
    stakes = games.payoffs(random, 5)
    supply = games.typed(random, 5, 2)
    best = stakes.ours(games.plan_one(stakes.reversed, supply).coverage).min()
    for _ in range(100):
        coverage = plans.largest(random.random(5), supply)
        assert stakes.ours(coverage).min() <= best + 1e-8


@pytest.mark.parametrize("seed", range(20))
def test_posts_deliver_their_coverage(seed: int) -> None:
    random = generator(seed)
    supply = games.typed(random, 7, 3, most=3)
    coverage = plans.largest(random.random(7) * supply.guarded, supply)
    posts = supply.plan(coverage).posts
    assert posts is not None
    assert posts.sum(axis=0) == pytest.approx(coverage, abs=1e-8)
    assert (posts.sum(axis=1) <= supply.number + 1e-12).all()
    assert not posts[~games.protects(supply)].any()


def test_posts_of_too_much_are_refused() -> None:
    with pytest.raises(InternalError, match="cannot be delivered"):
        Supply.of(np.ones(2, dtype=int), np.ones((2, 3), dtype=bool)).plan(np.ones(3))


@pytest.mark.parametrize("seed", range(10))
def test_what_fits_is_what_the_programme_delivers_also_of_types_alike_or_apart(seed: int) -> None:
    random = generator(seed)
    small = games.typed(random, 8, 4)
    protects = games.protects(small)
    apart, half = np.zeros_like(protects), protects[:2]
    supply = Supply.of(
        np.r_[small.number, small.number, small.number[:2]],
        np.block([[protects, apart], [apart, protects], [half, apart[:2]]]),
    )
    assert supply.pools is not None
    edge = plans.largest(random.random(16) * supply.guarded, supply)
    for coverage in (0.999 * edge, 1.001 * edge):
        assert supply.fits(coverage) == (supply.delivered(coverage)[0] >= 1 - 1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_a_guarantee_is_the_same_where_there_are_too_many_sets_of_types(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = generator(seed)
    supply = games.typed(random, 8, 4)
    low, high = np.sort(random.integers(10, 90, (2, 8)).astype(float), axis=0)
    none = np.zeros(8)
    ranges = Ranges(Payoffs(-high, none, low, none), Payoffs(-low, none, high, none))
    halved = cover_ranges(ranges, supply)
    monkeypatch.setattr(supplies, "MOST_SETS", 0)
    alike = Supply(*(getattr(supply, f.name) for f in dataclasses.fields(supply)))
    assert alike.pools is None
    assert cover_ranges(ranges, alike) == pytest.approx(halved, abs=1e-7)


def test_all_tied_targets_are_in_the_attack_set() -> None:
    worth = np.array([10.0, 20, 30, 1])
    stakes = Payoffs.of(loss=worth, gain=worth, cost=worth)
    coverage = games.plan_one(stakes, games.equal(1, 4)).coverage
    assert attack_set(stakes, coverage).tolist() == [True, True, True, False]


def test_a_target_that_no_unit_can_protect_sets_the_level() -> None:
    stakes = Payoffs.of(loss=np.array([5.0, 50.0]), gain=np.array([50.0, 5.0]), cost=1.0)
    supply = Supply.of(np.array([3]), np.array([[False, True]]))
    plan = games.plan_one(stakes, supply)
    assert plan.coverage.tolist() == [0, 0]
    assert games.reply(stakes, plan.coverage).adversary_value == 50


def test_rules_of_thumb() -> None:
    stakes = Payoffs.of(loss=np.array([10.0, 30, 20]), gain=np.ones(3))
    supply = games.equal(1, 3)
    assert plans.uniform(supply) == pytest.approx([1 / 3] * 3)
    assert plans.proportional(stakes, supply) == pytest.approx([1 / 6, 1 / 2, 1 / 3])
    assert plans.on_the_worst(stakes, supply).tolist() == [0, 1, 0]


def test_idle_units_are_used_up() -> None:
    supply = Supply.of(np.array([1, 1]), np.array([[True, True, False], [False, False, True]]))
    filled = plans.top_up(np.array([0.4, 0.2, 0.1]), np.ones(3, dtype=bool), supply)
    assert filled == pytest.approx([0.4 + 0.6 * 2 / 7, 0.2 + 0.8 * 2 / 7, 1.0], abs=1e-5)


def test_idle_units_are_used_up_beside_targets_that_can_get_no_more() -> None:
    supply = Supply.of(np.array([1, 1]), np.array([[True, True, False], [False, False, True]]))
    filled = plans.top_up(np.array([0.5, 0.5, 0.1]), np.ones(3, dtype=bool), supply)
    assert filled == pytest.approx([0.5, 0.5, 1.0], abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_more_units_never_hurt_where_duties_are_joint_or_kinds_several(seed: int) -> None:
    random = generator(seed)
    stakes, other = games.payoffs(random, 4), games.payoffs(random, 4)
    kinds = [
        stakes,
        Payoffs(stakes.ours_open, stakes.ours_covered, other.theirs_open, other.theirs_covered),
    ]
    prior = np.array([0.5, 0.5])
    for supply in (games.joint(random, 4, 2), games.typed(random, 4, 2)):
        values = []
        for more in (supply, supply.with_units(0)):
            plan = games.plan_kinds(kinds, prior, more)
            values.append(np.mean([games.reply(kind, plan.coverage).our_value for kind in kinds]))
        assert values[1] >= values[0] - 1e-5


@pytest.mark.parametrize("seed", range(8))
def test_patterns_of_joint_duties_are_those_of_all_ways_to_send_the_units(seed: int) -> None:
    random = generator(seed)
    supply = games.joint(random, int(random.integers(2, 6)), 2)
    listed = oracle.deliverable_patterns(
        supply.number.tolist(), games.duties(supply), supply.needed.tolist()
    )
    whole = {tuple(pattern) for pattern in np.array(listed).astype(bool).tolist()}
    many = {(False,) * supply.targets}
    for block in supply.blocks:
        many = {tuple(np.logical_or(one, two).tolist()) for one in many for two in block}
    assert maximal(many) == maximal(whole)


def maximal(patterns: set[tuple[bool, ...]]) -> set[tuple[bool, ...]]:
    """The patterns that no other one contains."""
    return {
        one
        for one in patterns
        if not any(one != two and np.all(np.array(one) <= np.array(two)) for two in patterns)
    }


def test_units_beyond_all_that_is_needed_make_no_more_patterns() -> None:
    """Two types for four targets that need two: eight of a type can be of use, not a thousand."""
    everywhere, needed = np.ones((2, 4), dtype=bool), np.full(4, 2)
    few, many = (Supply.of(np.full(2, units), everywhere, (), needed) for units in (8, 1000))
    assert few.useful.tolist() == many.useful.tolist() == [8, 8]
    assert [len(block) for block in many.blocks] == [len(block) for block in few.blocks] == [16]


def test_rows_with_more_digits_than_one_number_holds_are_told_apart() -> None:
    random = generator(2)
    counts = random.integers(0, 21, (300, 40)).astype(np.int8)
    counts[:, 20:] = counts[:, :1]
    doubled = np.vstack([counts, counts[::-1]])
    most = np.full(40, 20, dtype=np.int8)
    assert (
        lotteries.distinct(doubled, most).tolist()
        == np.array(list(dict.fromkeys(map(tuple, doubled.tolist())))).tolist()
    )


@pytest.mark.parametrize("seed", range(20))
def test_some_targets_all_the_time_fit_where_the_programme_delivers_them(seed: int) -> None:
    random = generator(seed)
    supply = games.joint(random, int(random.integers(3, 7)), 2)
    for _ in range(6):
        coverage = random.integers(0, 2, supply.targets).astype(float)
        assert supply.fits(coverage) == (supply.delivered(coverage)[0] >= 1 - 1e-9)
