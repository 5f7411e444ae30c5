"""How good stated probabilities turned out to be.

Reference: Brier (1950); decomposition by Murphy (1973).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.errors import SettingError


@dataclass(frozen=True, slots=True)
class Brier:
    """Mean squared error of probabilities: `score` = reliability - resolution + uncertainty.

    0 is perfect; always saying one half gives 0.25. The parts add up exactly, since forecasts are
    grouped by equal value.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float


def brier(probabilities: Sequence[float], outcomes: Sequence[float]) -> Brier:
    """Score forecasts against what happened (1) or did not (0).

    Raises SettingError when the two differ in length, are empty, or leave 0..1.

    >>> found = brier([.9, .9, .1, .1, .5, .5, .7, .3], [1, 1, 0, 0, 1, 0, 1, 0])
    >>> [round(part, 4) for part in (found.score, found.reliability, found.resolution)]
    [0.09, 0.0275, 0.1875]
    """
    said, came = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    if said.shape != came.shape or said.size == 0:
        raise SettingError("outcomes", len(came), "give one outcome for each probability")
    if not ((said >= 0) & (said <= 1)).all() or not np.isin(came, (0, 1)).all():
        raise SettingError(
            "probabilities", "outside 0..1", "probabilities are 0..1, outcomes 0 or 1"
        )
    base = came.mean()
    reliability = resolution = 0.0
    for value in np.unique(said):
        here = came[said == value]
        reliability += here.size * (value - here.mean()) ** 2 / said.size
        resolution += here.size * (here.mean() - base) ** 2 / said.size
    score = float(((said - came) ** 2).mean())
    return Brier(score, float(reliability), float(resolution), float(base * (1 - base)))
