"""A range held with little confidence has wider tails: moments by formula and by the draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.scenario import draw, loads
from detente.scenario.judgements.forms import read_judgement
from detente.scenario.judgements.quantiles import quantiles

UNIT = (np.arange(100_000) + 0.5) / 100_000


def drawn(raw: Any, confidence: str, limits: tuple[float, float] = (-np.inf, np.inf)) -> Any:
    judgement = read_judgement({"value": raw, "confidence": confidence})
    return quantiles(judgement.limited(*limits), UNIT)


@pytest.mark.parametrize(
    ("raw", "limits", "means", "variances"),
    [
        ("20..40", (0, 100), (30, 30), (43.3333, 58.3333)),
        ("0..20", (0, 100), (10.5, 11.25), (39.75, 48.4375)),
        ("85..100", (0, 100), (92.125, 91.5625), (22.3594, 27.2461)),
        ("very high", (0, np.inf), (92.125, 91.5625), (22.3594, 27.2461)),
        ({"low": 20, "best": 30, "high": 50}, (0, 100), (31.8333, 32.0833), (39.9722, 53.9931)),
        ({"low": 5, "best": 10, "high": 40}, (0, 100), (14.5833, 15.2083), (45.5407, 62.4566)),
    ],
)
def test_moments_of_widened_ranges(
    raw: Any, limits: tuple[float, float], means: Any, variances: Any
) -> None:
    for confidence, mean, variance in zip(("moderate", "low"), means, variances, strict=True):
        values = drawn(raw, confidence, limits)
        assert values.mean() == pytest.approx(mean, abs=2e-3)
        assert values.var() == pytest.approx(variance, abs=2e-2)


@pytest.mark.parametrize("confidence", ["low", "moderate", "high"])
def test_a_single_number_is_never_widened(confidence: str) -> None:
    assert set(drawn(30, confidence)) == {30.0}


def test_high_confidence_keeps_the_range() -> None:
    values = drawn("20..40", "high")
    assert (values.min() >= 20, values.max() <= 40) == (True, True)
    assert values.var() == pytest.approx(400 / 12, abs=1e-3)


def test_draws_of_a_file_are_cut_to_the_scale_of_the_field() -> None:
    scenario = loads("""
title: t
parties: {a: {power: {value: 90..100, confidence: low}}, b: {}}
issues: {x: {values: [l, h]}}
preferences:
  a: {weights: {x: {value: 0..2, confidence: low}}, values: {x: rising},
      reservation: {value: 0..10, confidence: low}}
  b: {weights: {x: 1}, values: {x: falling}}
""")
    draws = draw(scenario, 2000, seed=0)
    for path, low, high in (
        (("parties", "a", "power"), 85, 100),
        (("preferences", "a", "weights", "x"), 0, 3),
        (("preferences", "a", "reservation"), 0, 15),
    ):
        values = draws.of(path)
        assert values.min() == pytest.approx(low, abs=0.1)
        assert values.max() == pytest.approx(high, abs=0.1)
