"""Intervals from how far forecasts were off in the past, with the uncertainty of the inputs on top.

The residuals (outcome minus forecast, in points of 0..100) of settled negotiations are kept as
quantiles, by method and kind of issue, in `calibration.json`; `detente backtest DATA --calibration
FILE` rebuilds it. What may come is the forecast of each draw plus each residual, cut at the ends of
the line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVELS = tuple(k / 40 for k in range(41))
"""Probabilities at which residual quantiles are kept."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """Residual quantiles[method][kind] at `LEVELS`, and where they come from."""

    residuals: Mapping[str, Mapping[str, Array]]
    provenance: Mapping[str, Any]

    def known(self, method: str) -> bool:
        """Whether the method was tested on the past."""
        return method in self.residuals


@cache
def calibration() -> Calibration:
    """The constants that ship with the package."""
    return read_calibration((files(__package__) / "calibration.json").read_text(encoding="utf-8"))


def read_calibration(text: str) -> Calibration:
    """Read the constants from their JSON text."""
    raw = json.loads(text)
    residuals = {
        method: {kind: np.array(values) for kind, values in kinds.items()}
        for method, kinds in raw["residuals"].items()
    }
    return Calibration(residuals, raw["provenance"])


def residual_quantiles(residuals: Array) -> Array:
    """Quantiles of past residuals at `LEVELS`, alike on both sides of the forecast.

    Which end of an issue's line is 0 has no meaning elsewhere, so only the size of a residual
    counts: above one half the quantile at p is that of the sizes at 2p - 1, below it the same with
    a minus. Of n sizes the k-th is the quantile at k/(n + 1), since a new case is as likely to fall
    into each of the n + 1 gaps; the ends are the largest size.

    >>> residual_quantiles(np.array([-10.0, 5.0, 20.0]))[[0, 10, 20, 25, 30, 40]].tolist()
    [-20.0, -10.0, 0.0, 5.0, 10.0, 20.0]
    """
    sizes = np.concatenate(([0.0], np.sort(np.abs(residuals))))
    at = np.arange(len(sizes)) / len(sizes)
    levels = np.array(LEVELS)
    return np.sign(levels - 0.5) * np.interp(np.abs(2 * levels - 1), at, sizes)


def possible(forecast: Array, residuals: Array) -> Array:
    """Equally likely outcomes on 0..100, sorted: forecasts[draw] plus the middles of the residuals.

    >>> possible(np.array([5.0]), np.array([-20.0, 0.0, 20.0])).tolist()
    [0.0, 15.0]
    """
    middles = (residuals[1:] + residuals[:-1]) / 2
    outcomes = forecast[:, None] + middles[None, :]
    return np.sort(np.clip(outcomes, 0.0, 100.0), axis=None)


def central(outcomes: Array, level: float) -> tuple[float, float]:
    """The central interval of a level from sorted, equally likely outcomes."""
    low, high = np.quantile(outcomes, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def interval_of(forecast: float, residuals: Array, level: float) -> tuple[float, float]:
    """The central interval around one forecast on 0..100, from residual quantiles.

    >>> interval_of(95.0, np.linspace(-40.0, 40.0, 41), 0.8)
    (63.0, 100.0)
    """
    tails = np.interp([(1 - level) / 2, (1 + level) / 2], LEVELS, residuals)
    low, high = np.clip(forecast + tails, 0.0, 100.0)
    return float(low), float(high)


def crps(outcomes: Array, truth: float) -> float:
    """Continuous ranked probability score of sorted, equally likely outcomes; 0 is perfect.

    Mean distance to the truth less half the mean distance between two outcomes (Gneiting & Raftery
    2007, eq. 21).

    >>> crps(np.array([0.0, 10.0]), 0.0)
    2.5
    """
    n = len(outcomes)
    spread = float(np.sum((2 * np.arange(1, n + 1) - n - 1) * outcomes)) / n**2
    return math.fsum(np.abs(outcomes - truth)) / n - spread
