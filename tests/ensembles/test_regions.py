"""Regions over many samples: the published figures, noise, ties, and what a fresh sample says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from detente.ensembles.regions import LEAST_DENSITY, SIGNIFICANT, find_region, measure
from detente.randomness import generator
from detente.scenario.sampling import sobol_points

COVERAGE, DENSITY = 0.987, 0.982
"""Of y = x1 < .3 and x3 > .6 in the reference example."""

Floats = NDArray[np.float64]


def sample(kind: str, size: int, seed: int) -> Floats:
    """Points of the unit cube in five dimensions."""
    if kind == "random":
        return generator(seed).random((size, 5))
    return sobol_points(5, size, seed=seed)


@pytest.mark.parametrize("kind", ["random", "sobol"])
@pytest.mark.parametrize("size", [1000, 2000, 8192])
@pytest.mark.parametrize("block", range(4))
def test_two_thresholds_reach_the_published_figures(kind: str, size: int, block: int) -> None:
    count = 8 if size < 8192 else 3
    for seed in range(block * count, (block + 1) * count):
        x = sample(kind, size, seed)
        found = find_region(x, (x[:, 0] < 0.3) & (x[:, 2] > 0.6))
        assert found is not None
        assert [side.column for side in found.sides] == [0, 2]
        assert found.coverage >= COVERAGE
        assert found.density >= DENSITY
        assert max(found.p_values) < 1e-6


@pytest.mark.parametrize(("share", "size"), [(0.2, 500), (0.3, 2048), (0.5, 1000)])
def test_noise_has_no_region(share: float, size: int) -> None:
    for seed in range(12):
        x = generator(seed, size).random((size, 5))
        assert find_region(x, generator(seed, size, 1).random(size) < share) is None


def test_a_region_of_a_noisy_answer_holds_in_a_fresh_sample() -> None:
    """One answer in ten is wrong: the sides stay near the truth and add none that is not there."""
    for seed in range(20):
        x, fresh = (generator(seed, part).random((2000, 5)) for part in (0, 1))
        hit, truth = (
            ((p[:, 0] < 0.4) & (p[:, 2] > 0.5)) ^ (generator(seed, 2 + k).random(2000) < 0.1)
            for k, p in enumerate((x, fresh))
        )
        found = find_region(x, hit)
        assert found is not None
        assert {0, 2} <= {side.column for side in found.sides}
        assert found.sides[0].high == pytest.approx(0.4, abs=0.05)
        again = measure(fresh, truth, found.sides)
        assert again.density > 0.82
        assert again.coverage > found.coverage - 0.1


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(40, 300))
def test_every_region_is_telling_and_its_sides_pass_the_test(
    seed: int, levels: int, size: int
) -> None:
    """Inputs with many ties: places, switches, grids."""
    random = generator(seed)
    x = random.integers(0, levels, (size, 3)).astype(np.float64)
    hit = (x[:, 0] + random.integers(0, 2, size)) > levels / 2
    found = find_region(x, hit)
    if found is None:
        return
    assert found.coverage >= 0.5
    assert found.density >= max(LEAST_DENSITY, float(hit.mean()))
    assert max(found.p_values) <= SIGNIFICANT
    inside = found.inside(x)
    assert found.coverage == pytest.approx(hit[inside].sum() / hit.sum())
    assert found.density == pytest.approx(hit[inside].mean())
    assert found.mass == pytest.approx(inside.mean())
