"""What may come of an issue: past errors around the forecast, and the parties' own positions.

Issues are often decided exactly where some party stands. So the outcomes that may come are a
mixture: a share of the chance lies on the parties' positions (half of it by capability times
salience, half of it alike), the rest on the forecast plus the errors that the same method made on
settled issues, cut at the ends of the line. Errors are kept as quantiles of residuals (outcome
minus forecast, in points of 0..100) by method and kind of issue in `calibration.json`; `detente
backtest DATA --calibration FILE` rebuilds it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVELS = tuple(k / 40 for k in range(41))
"""Probabilities at which residual quantiles are kept."""


class Outcomes(NamedTuple):
    """What may come: `place[k]` on 0..100, ascending, each once, and the `chance[k]` of each."""

    place: Array
    chance: Array


class Stands(NamedTuple):
    """Where the parties stand on one issue's line, 0..100, and their weight: [draw, party]."""

    position: Array
    weight: Array


@dataclass(frozen=True, eq=False)
class Calibration:
    """What was fitted on settled issues.

    `residuals[method][kind]` are quantiles at `LEVELS`, `share` is that of the chance on the
    parties' positions, `on_a_position` the share of the settled issues that ended exactly there.
    """

    residuals: Mapping[str, Mapping[str, Array]]
    share: float
    on_a_position: float
    provenance: Mapping[str, Any]


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
    mixture = raw["positions"]
    return Calibration(residuals, mixture["share"], mixture["ended_there"], raw["provenance"])


def residual_quantiles(residuals: Array) -> Array:
    """Quantiles of past residuals at `LEVELS`, alike on both sides of the forecast.

    Which end of an issue's line is 0 has no meaning elsewhere, so only the size of a residual
    counts: above one half the quantile at p is that of the sizes at 2p - 1, below it the same with
    a minus. Of n sizes the k-th is the quantile at k/(n + 1), since a new case is as likely to fall
    into each of the n + 1 gaps; the ends are the largest size.
    """
    sizes = np.concatenate(([0.0], np.sort(np.abs(residuals))))
    at = np.arange(len(sizes)) / len(sizes)
    levels = np.array(LEVELS)
    found: Array = np.sign(levels - 0.5) * np.interp(np.abs(2 * levels - 1), at, sizes)
    return found


def possible(forecast: Array, residuals: Array, stands: Stands, share: float) -> Outcomes:
    """Mix errors around `forecast[draw]`, 0..100, with the parties' positions in the same draws."""
    middles = (residuals[1:] + residuals[:-1]) / 2
    around = np.clip(forecast[:, None] + middles[None, :], 0.0, 100.0)
    total = stands.weight.sum(axis=1, keepdims=True)
    weighted = stands.weight / np.where(total > 0, total, 1.0)
    there = (weighted + 1 / stands.weight.shape[1]) / 2
    place = np.concatenate([around.ravel(), stands.position.ravel()])
    of_errors = np.full(around.size, (1 - share) / around.size)
    return merged(place, np.concatenate([of_errors, share * (there / len(there)).ravel()]))


def merged(place: Array, chance: Array) -> Outcomes:
    """Places, each once and ascending, with the chances that were on them."""
    places, at = np.unique(place.round(9), return_inverse=True)
    chances = np.bincount(at, chance)
    return Outcomes(places, chances / chances.sum())


def quantile(outcomes: Outcomes, levels: Array | list[float]) -> Array:
    """Quantiles in between: half of the chance of a place counts as below it.

    A place that holds much of the chance would otherwise lie inside every interval that touches it.
    """
    below = np.cumsum(outcomes.chance) - outcomes.chance / 2
    return np.interp(levels, below, outcomes.place)


def central(outcomes: Outcomes, level: float) -> tuple[float, float]:
    """The central interval of a level."""
    low, high = quantile(outcomes, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def crps(outcomes: Outcomes, truth: float) -> float:
    """Continuous ranked probability score; 0 is perfect.

    Mean distance to the truth less half the mean distance between two outcomes (Gneiting & Raftery
    2007, eq. 21).
    """
    place, chance = outcomes
    spread = float(((2 * np.cumsum(chance) - chance - 1) * chance * place).sum())
    return float((chance * np.abs(place - truth)).sum()) - spread
