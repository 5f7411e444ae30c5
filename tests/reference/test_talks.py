"""Published and cross-checked figures on bargaining, votes, coalitions, signals and crises."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import detente
from detente.analyses.posterior.bayes import posterior_path
from detente.analyses.seats.cooperative import core_ranges, nucleolus, shapley
from detente.analyses.seats.voting import voting_power
from detente.analyses.talks.offers import alternate, exponents, fine_enough
from oracles.crises import (
    military_track,
    peace_range,
    risk_return,
    separating_audience_cost,
    shift_means_war,
)


def first_share(grid, allowed, discounts, rounds):
    """The share of the party that proposes first, of one unit divided on a grid."""
    here = grid[allowed]
    patience = np.tile(discounts, (len(here), 1))
    segment = np.zeros(len(here), dtype=np.int64)
    rows, _ = alternate([here, 1 - here], segment, patience, rounds=rounds)
    return here[rows[0]]


def test_rubinstein_1982():
    grid = np.linspace(0, 1, 10_001)
    assert first_share(grid, grid >= 0, (0.9, 0.8), 101) == pytest.approx(5 / 7, abs=5e-4)


def test_patience_as_exponents_binmore_rubinstein_wolinsky_1986():
    expected = np.log(0.8) / (np.log(0.9) + np.log(0.8))
    assert exponents([0.9, 0.8])[0] == pytest.approx(expected)


@pytest.mark.parametrize(("reservation", "outcome"), [(0, 0.506), (0.7, 0.525), (0.9, 0.715)])
def test_two_bargain_and_a_third_ratifies(reservation, outcome):
    grid = np.linspace(0, 1, 1001)
    ratified = 1 - np.abs(grid - 0.8) >= reservation - 1e-12
    assert fine_enough(grid, 1 - grid, (0.95, 0.95))
    assert first_share(grid, ratified, (0.95, 0.95), 100) == pytest.approx(outcome, abs=5e-4)


def test_a_coarse_set_of_deals_gives_the_first_mover_all():
    grid = np.linspace(0, 1, 6)
    assert first_share(grid, grid >= 0, (0.9, 0.9), 101) == 1.0
    assert not fine_enough(grid, 1 - grid, (0.9, 0.9))


def test_fearon_1995_bargaining_range():
    span = peace_range(0.6, 0.1, 0.2)
    assert (span.low, span.high) == pytest.approx((0.5, 0.8))


def test_powell_1999_risk_and_return():
    found = risk_return(0.5, 0.1, 0.0, 0.4)
    assert (found.demand, found.war) == pytest.approx((0.65, 0.375))


def test_power_shift_reduced_form():
    assert shift_means_war(0.2, 0.8, 0.1, 0.9) is (0.9 * 0.6 > 0.2 + 0.1 * 0.1)
    assert shift_means_war(0.4, 0.6, 0.1, 0.9) is False


def test_audience_cost_that_separates():
    assert separating_audience_cost(1, 0.6) == pytest.approx(1.5)


def test_military_track_slantchev_2003():
    track = military_track(0.6, 10, 5)
    assert (track.a_wins, track.battles) == pytest.approx((0.883636, 19.181818), abs=1e-6)


@pytest.mark.parametrize("how", ["weights", "vetoes"])
def test_security_council_shapley_shubik(how):
    if how == "weights":
        power = voting_power([7] * 5 + [1] * 10, 39)
    else:
        power = voting_power([1] * 15, 9, vetoes=range(5))
    assert power.shapley == (Fraction(421, 2145),) * 5 + (Fraction(4, 2145),) * 10


def test_european_economic_community_1958():
    power = voting_power([4, 4, 4, 2, 2, 1], 12)
    assert power.shapley == (Fraction(7, 30),) * 3 + (Fraction(3, 20),) * 2 + (Fraction(0),)
    assert power.swings == (10, 10, 10, 6, 6, 0)


@pytest.mark.parametrize(
    ("estate", "shares"),
    [(100, (100 / 3,) * 3), (200, (50, 75, 75)), (300, (50, 100, 150))],
)
def test_talmud_estates(estate, shares):
    claims = (100, 200, 300)
    left = [
        max(0.0, estate - sum(c for k, c in enumerate(claims) if not code >> k & 1))
        for code in range(8)
    ]
    assert nucleolus(np.array(left)) == pytest.approx(shares)


def test_glove_game():
    glove = np.array([0.0, 0, 0, 1, 0, 1, 0, 1])  # a left one and two right ones, by bit codes
    assert shapley(glove) == pytest.approx((2 / 3, 1 / 6, 1 / 6))
    assert nucleolus(glove) == pytest.approx((1, 0, 0), abs=1e-9)
    assert core_ranges(glove) == pytest.approx(np.array([[1, 1], [0, 0], [0, 0]]), abs=1e-9)


@pytest.mark.parametrize(
    ("sincere", "bluff", "after"), [(1.0, 1.0, 0.3), (1.0, 0.25, 0.631579), (1.0, 0.0, 1.0)]
)
def test_cheap_talk_bluffing_and_separating_signals(sincere, bluff, after):
    path = posterior_path(np.array([[0.3, 0.7]]), np.array([[[sincere, bluff]]]))
    assert path[0, -1, 0] == pytest.approx(after, abs=1e-6)


def test_bundled_signal_has_the_textbook_figures():
    result = detente.update_beliefs(detente.load("ratified_share"), draws=0)
    assert result.belief("bela")["resolved"] == pytest.approx(0.631579, abs=1e-6)
