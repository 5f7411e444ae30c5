"""Morris screening: which inputs matter at all, at a cost that grows with their number only.

Trajectories on a grid of four levels change one input after the other; the mean size of the
effects, mu*, ranks the inputs, their spread sigma tells of interactions and bends.

Reference: Morris (1991); mu* and groups: Campolongo, Cariboni & Saltelli (2007).

>>> import numpy as np
>>> found = morris(lambda unit: 3 * unit[:, 0] + unit[:, 1], (1, 1, 1), seed=0)
>>> found.mu_star[:, 0].round(6).tolist()
[3.0, 1.0, 0.0]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.randomness import generator

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]
"""Points of the unit cube, [point, column], to answers, [point] or [point, conclusion]."""

LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))


@dataclass(frozen=True, eq=False)
class Morris:
    """mu[factor, conclusion], mu_star and sigma likewise; `trajectories` of them were averaged.

    mu of a factor with several columns is NaN, since its effects have no sign.
    """

    mu: Floats
    mu_star: Floats
    sigma: Floats
    trajectories: int

    @property
    def error(self) -> Floats:
        """Standard error of mu_star, not more than sigma / sqrt(trajectories)."""
        return np.asarray(self.sigma / np.sqrt(self.trajectories))


def morris(
    function: Function, columns: Sequence[int], *, seed: int, trajectories: int = 20
) -> Morris:
    """Screen factors; `columns` says how many columns of the cube each of them owns."""
    points, moved, up = design(columns, seed=seed, trajectories=trajectories)
    found = function(points)
    found = found.reshape(len(found), -1)
    return effects(found, moved, up, columns)


def design(
    columns: Sequence[int], *, seed: int, trajectories: int
) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Points [trajectory x (factors + 1), column]; the factor moved by each step, and its sign."""
    rng = generator(seed)
    factors, width = len(columns), int(sum(columns))
    owner = np.repeat(np.arange(factors), columns)
    points = np.empty((trajectories, factors + 1, width))
    moved = np.empty((trajectories, factors), dtype=np.intp)
    signs = np.empty((trajectories, factors))
    for place in range(trajectories):
        point = rng.integers(LEVELS, size=width) / (LEVELS - 1)
        moved[place] = rng.permutation(factors)
        points[place, 0] = point
        for step, factor in enumerate(moved[place]):
            own = owner == factor
            change = np.where(point[own] < 0.5, STEP, -STEP)
            point = point.copy()
            point[own] += change
            points[place, step + 1] = point
            signs[place, step] = np.sign(change[0]) if change.size == 1 else np.nan
    return points.reshape(-1, width), moved, signs


def effects(found: Floats, moved: NDArray[np.intp], up: Floats, columns: Sequence[int]) -> Morris:
    """Elementary effects of a design's answers found[point, conclusion]."""
    trajectories, factors = moved.shape
    answers = found.reshape(trajectories, factors + 1, -1)
    raw = np.diff(answers, axis=1) / STEP
    sizes = np.empty_like(raw)
    signed = np.empty_like(raw)
    for place in range(trajectories):
        sizes[place, moved[place]] = np.abs(raw[place])
        signed[place, moved[place]] = raw[place] * up[place][:, np.newaxis]
    spread = np.where(np.array(columns)[:, np.newaxis] == 1, 1.0, np.nan)
    with np.errstate(invalid="ignore"):
        usual = signed.std(axis=0, ddof=1) if trajectories > 1 else np.zeros(signed.shape[1:])
        sigma = np.where(np.isnan(spread), sizes.std(axis=0, ddof=min(1, trajectories - 1)), usual)
    return Morris(signed.mean(axis=0), sizes.mean(axis=0), sigma, trajectories)
