"""Published and closed-form values of the methods that ensembles rest on."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from detente.ensembles.information import evpi, evppi, first_order
from detente.ensembles.regions import find_region
from detente.ensembles.sensitivity import (
    design,
    effects,
    estimate,
    morris,
    pick_freeze,
    sobol_indices,
)
from detente.forecast_log import brier
from detente.randomness import generator
from detente.scenario.judgements import read_ranks
from detente.scenario.sampling import sobol_points


def ishigami(unit: np.ndarray) -> np.ndarray:
    """Ishigami & Homma (1990) with a = 7, b = 0.1, on (-pi, pi)^3."""
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def test_sobol_indices_of_ishigami() -> None:
    found = sobol_indices(ishigami, (1, 1, 1), seed=0, base=2**13)
    np.testing.assert_allclose(found.first[:, 0], FIRST, atol=0.005)
    np.testing.assert_allclose(found.total[:, 0], TOTAL, atol=0.005)
    for k in range(3):
        assert found.first_ends[k, 0, 0] <= FIRST[k] <= found.first_ends[k, 0, 1]
        assert found.total_ends[k, 0, 0] <= TOTAL[k] <= found.total_ends[k, 0, 1]


def test_a_group_of_columns_counts_as_one_factor() -> None:
    found = sobol_indices(ishigami, (2, 1), seed=0, base=2**12)
    np.testing.assert_allclose(found.total[:, 0], (1.0, 0.2437), atol=0.01)


def test_first_order_from_draws_alone() -> None:
    unit = sobol_points(3, 2**13, seed=1)
    answer = ishigami(unit)[:, np.newaxis]
    found = [first_order(answer, unit[:, k])[0] for k in range(3)]
    np.testing.assert_allclose(found, FIRST, atol=0.02)


def test_indices_agree_with_an_independent_program() -> None:
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    a, b, mixed = pick_freeze((1, 1, 1), seed=4, base=1024)
    of_a, of_b = ishigami(a), ishigami(b)
    of_mixed = np.stack([ishigami(part) for part in mixed])
    rows = np.column_stack([of_a, *of_mixed, of_b]).ravel()
    theirs = analyze(problem, rows, calc_second_order=False, num_resamples=2)
    ours = estimate(
        of_a[:, None], of_b[:, None], of_mixed[:, :, None], np.zeros((2, 1024), dtype=int)
    )
    np.testing.assert_allclose(ours.first[:, 0], theirs["S1"], atol=0.01)
    np.testing.assert_allclose(ours.total[:, 0], theirs["ST"], atol=0.01)


def test_screening_agrees_with_an_independent_program() -> None:
    analyze = pytest.importorskip("SALib.analyze.morris").analyze
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    points, moved, signs = design((1, 1, 1), seed=2, trajectories=40)
    answer = ishigami(points)
    theirs = analyze(problem, points, answer, num_levels=4, num_resamples=2)
    ours = effects(answer[:, None], moved, signs, (1, 1, 1))
    np.testing.assert_allclose(ours.mu_star[:, 0], theirs["mu_star"], atol=1e-9)
    np.testing.assert_allclose(ours.mu[:, 0], theirs["mu"], atol=1e-9)
    np.testing.assert_allclose(ours.sigma[:, 0], theirs["sigma"], atol=1e-9)


def test_screening_of_a_group_has_no_sign() -> None:
    found = morris(lambda unit: unit.sum(axis=1), (2, 1), seed=0)
    assert np.isnan(found.mu[0, 0])
    assert found.mu[1, 0] == pytest.approx(1)


def test_region_of_two_thresholds() -> None:
    """y = x1 < .3 and x3 > .6: coverage .987, density .982 in the reference."""
    x = sobol_points(5, 2**13, seed=0)
    found = find_region(x, (x[:, 0] < 0.3) & (x[:, 2] > 0.6))
    assert found is not None
    assert [side.column for side in found.sides] == [0, 2]
    assert found.coverage >= 0.987
    assert found.density >= 0.982
    assert found.sides[0].high == pytest.approx(0.3, abs=0.005)
    assert found.sides[1].low == pytest.approx(0.6, abs=0.005)
    assert max(found.p_values) < 1e-6


def test_no_region_in_noise() -> None:
    x = sobol_points(4, 2048, seed=0)
    noise = generator(9).random(2048) < 0.3
    assert find_region(x, noise) is None
    assert find_region(x, np.ones(2048, dtype=bool)) is None


def test_worth_of_information_of_a_normal_gain() -> None:
    """N(.3, 1) against 0, in parts of standard deviation .8 and .6."""
    z = ndtri(sobol_points(2, 2**16, seed=0))
    gain = 0.3 + 0.8 * z[:, 0] + 0.6 * z[:, 1]
    benefit = np.stack([gain, np.zeros_like(gain)], axis=1)
    assert evpi(benefit) == pytest.approx(0.266761, abs=2e-4)
    assert evppi(benefit, z[:, 0]) == pytest.approx(0.1913, abs=5e-4)
    assert evppi(benefit, z[:, 1]) == pytest.approx(0.1187, abs=5e-4)
    assert evppi(benefit, generator(8).random(2**16)) < 0.001


def test_knowing_one_input_is_worth_no_more_than_knowing_all() -> None:
    """A step that never falls below 0 is always chosen, however a polynomial swings about it."""
    x = np.linspace(-1, 1, 1001)
    benefit = np.stack([x > 0, np.zeros_like(x)], axis=1).astype(float)
    assert evpi(benefit) == evppi(benefit, x) == 0


def test_brier_score_and_its_parts() -> None:
    came = [True, True, False, False, True, False, True, False]
    found = brier([0.9, 0.9, 0.1, 0.1, 0.5, 0.5, 0.7, 0.3], came)
    assert found.score == pytest.approx(0.09)
    assert found.reliability == pytest.approx(0.0275)
    assert found.resolution == pytest.approx(0.1875)
    assert found.uncertainty == pytest.approx(0.25)


def test_rank_order_centroid() -> None:
    """Barron & Barrett (1996): .6111, .2778, .1111 for three."""
    weights = read_ranks(["a", "b", "c"])
    found = [weight.best for weight in weights.values()]
    np.testing.assert_allclose(found, [61.111, 27.778, 11.111], atol=1e-3)
    tied = read_ranks([["a", "b"], "c"])
    assert tied["a"].best == pytest.approx((61.111 + 27.778) / 2, abs=1e-3)
