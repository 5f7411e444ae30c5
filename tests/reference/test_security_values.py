"""Numbers that two independent programs computed, or that were printed."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.security import games
from detente.analyses.security.game import Payoffs, Ranges
from detente.analyses.security.intervals import guarantee
from detente.analyses.security.rosters.wheel import lay
from detente.analyses.security.supply import Plan, Supply
from detente.randomness import generator

FOUR = np.array([10.0, 20, 30, 40])
TEN = np.arange(1.0, 11)


def zero_sum(worth: np.ndarray) -> Payoffs:
    return Payoffs(ours_open=-worth, ours_covered=worth, theirs_open=worth, theirs_covered=-worth)


def all_methods(stakes: Payoffs, supply: Supply) -> dict[str, Plan]:
    return {
        "linear": games.plan_one(stakes, supply),
        "mixed": games.plan_kinds([stakes], np.ones(1), supply),
    }


@pytest.mark.parametrize(
    ("units", "level", "coverage"),
    [
        (1, 9.6, (0.02, 0.26, 0.34, 0.38)),
        (2, 0.0, (0.5, 0.5, 0.5, 0.5)),
        (3, -9.6, (0.98, 0.74, 0.66, 0.62)),
        (4, -10.0, (1, 0.75, 2 / 3, 0.625)),
    ],
)
def test_four_targets(units: int, level: float, coverage: tuple[float, ...]) -> None:
    stakes, supply = zero_sum(FOUR), games.equal(units, 4)
    plan = games.plan_one(stakes, supply)
    assert games.reply(stakes, plan.coverage).adversary_value == pytest.approx(level, abs=1e-9)
    assert plan.coverage == pytest.approx(coverage, abs=1e-9)


def test_four_targets_leave_a_unit_nearly_idle() -> None:
    assert games.plan_one(zero_sum(FOUR), games.equal(4, 4)).coverage.sum() == pytest.approx(
        3.0417, abs=1e-4
    )


@pytest.mark.parametrize(
    ("units", "level", "used"),
    [(1, 4.730174, 1), (3, 1.555236, 3), (5, 0.0, 5), (7, -1.0, 6.4645)],
)
def test_ten_targets(units: int, level: float, used: float) -> None:
    stakes = zero_sum(TEN)
    for method, plan in all_methods(stakes, games.equal(units, 10)).items():
        found = games.reply(stakes, plan.coverage)
        assert found.adversary_value == pytest.approx(level, abs=1e-5), method
        assert found.our_value == pytest.approx(-level, abs=1e-5), method
    plan = games.plan_one(stakes, games.equal(units, 10))
    assert plan.coverage.sum() == pytest.approx(used, abs=1e-4)


def test_five_targets_of_any_sign() -> None:
    stakes = Payoffs(
        ours_open=np.array([-10.0, -4, -1, -9, -9]),
        ours_covered=np.array([2.0, 7, 6, 9, 9]),
        theirs_open=np.array([4.0, 3, 5, 7, 3]),
        theirs_covered=np.array([-7.0, -1, -6, -3, -10]),
    )
    for method, plan in all_methods(stakes, games.equal(1, 5)).items():
        found = games.reply(stakes, plan.coverage)
        assert found.target == 2, method
        assert found.our_value == pytest.approx(0.614850, abs=1e-6), method
    plan = games.plan_one(stakes, games.equal(1, 5))
    assert games.reply(stakes, plan.coverage).adversary_value == pytest.approx(2.462378, abs=1e-6)
    assert plan.coverage == pytest.approx(
        (0.139784, 0.134406, 0.230693, 0.453762, 0.041356), abs=1e-6
    )


def test_ties_are_broken_in_our_favour() -> None:
    stakes = Payoffs(
        ours_open=np.array([0.0, -10]),
        ours_covered=np.array([10.0, 0]),
        theirs_open=np.ones(2),
        theirs_covered=-np.ones(2),
    )
    plan = games.plan_one(stakes, games.equal(1, 2))
    found = games.reply(stakes, plan.coverage)
    assert plan.coverage == pytest.approx([0.5, 0.5])
    assert (found.target, found.our_value, found.if_ties_go_against) == (0, 5.0, -5.0)


def test_typed_units_one_of_which_is_nearly_idle() -> None:
    worth = np.array([10.0, 6, 4])
    stakes = Payoffs.of(loss=worth, gain=worth)
    supply = Supply.of(np.array([1, 1]), np.array([[True, True, False], [False, False, True]]))
    plan = games.plan_one(stakes, supply)
    assert plan.coverage == pytest.approx((0.625, 0.375, 0.0625))
    assert games.reply(stakes, plan.coverage).adversary_value == pytest.approx(3.75)
    assert plan.posts is not None
    assert supply.number - plan.posts.sum(axis=1) == pytest.approx((0, 0.9375))


KNIFE_EDGE = Ranges(
    low=Payoffs(
        ours_open=-np.array([95.0, 67, 97]),
        ours_covered=np.zeros(3),
        theirs_open=np.array([94.0, 28, 21]),
        theirs_covered=-np.array([35.0, 14, 45]),
    ),
    high=Payoffs(
        ours_open=-np.array([95.0, 67, 97]),
        ours_covered=np.zeros(3),
        theirs_open=np.array([100.0, 97, 80]),
        theirs_covered=-np.array([16.0, 12, 30]),
    ),
)
"""Three targets whose best plan without a margin ties the third with the first at 38.48657."""


def test_a_plan_on_the_edge_of_a_tie_promises_what_it_holds_with_the_tie_against_us() -> None:
    edge = np.array([0.430337, 0.192268, 0.377395])
    assert guarantee(KNIFE_EDGE, edge - [0, 0, 1e-6]) == pytest.approx(-60.4, abs=0.01)
    plan = games.plan_ranges(KNIFE_EDGE, games.equal(1, 3)).coverage
    anchor = KNIFE_EDGE.low.theirs(plan).max()
    assert KNIFE_EDGE.high.theirs(plan)[2] == pytest.approx(anchor - 0.001 * 145, abs=1e-6)
    assert -54.25 < guarantee(KNIFE_EDGE, plan) < -54.1


def test_width_zero_gives_the_plain_guarantee() -> None:
    stakes = zero_sum(FOUR)
    plan = games.plan_ranges(Ranges(stakes, stakes), games.equal(1, 4))
    assert guarantee(Ranges(stakes, stakes), plan.coverage) == pytest.approx(-9.6, abs=1e-9)


def test_comb_of_four_targets_has_the_shares_of_the_coverage() -> None:
    plan = games.plan_one(zero_sum(FOUR), games.equal(1, 4))
    assert plan.posts is not None
    wheel = lay(plan.posts, np.array([1]), generator(0))
    assert (wheel.guards >= 0).sum(axis=1).tolist() == [1] * len(wheel.chance)
    assert np.abs(wheel.chance @ (wheel.guards >= 0) - plan.coverage).max() < 1e-12
