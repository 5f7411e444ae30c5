"""Plans to compare with: what people do without a model, held against every kind of adversary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.analyses.security.game import Flags, Floats, Payoffs
from detente.analyses.security.supply import Supply

HALVINGS = 40
LEAST_STEP = 1e-6


def _most(fits: Callable[[float], bool]) -> float:
    """The largest share, 0..1, that fits, where every smaller one does."""
    if fits(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def largest(shape: Floats, supply: Supply) -> Floats:
    """Largest coverage proportional to `shape[target]`, each at most 1, that the units deliver."""
    if not (shape > 0).any():
        return np.zeros(shape.size)
    whole = shape / float(shape[shape > 0].min())

    def scaled(share: float) -> Floats:
        return np.clip(share * whole, 0.0, 1.0)

    return scaled(_most(lambda share: supply.fits(scaled(share))))


def uniform(supply: Supply) -> Floats:
    """The same share for every target that can be guarded at all."""
    return largest(supply.guarded.astype(float), supply)


def proportional(payoffs: Payoffs, supply: Supply) -> Floats:
    """Shares in proportion to what we would lose."""
    return largest(np.where(supply.guarded, np.maximum(-payoffs.ours_open, 0.0), 0.0), supply)


def on_the_worst(payoffs: Payoffs, supply: Supply) -> Floats:
    """Full protection of the targets that we would miss most, in that order."""
    coverage = np.zeros(supply.targets)
    for target in np.argsort(payoffs.ours_open, kind="stable"):
        coverage[target] = 1.0
        coverage[target] = float(supply.fits(coverage))
    return coverage


def top_up(coverage: Floats, raised: Flags, supply: Supply) -> Floats:
    """Use up idle units: raise all that can still be raised by the same share of what they lack."""
    filled, still = coverage.copy(), raised.copy()

    def nearer(share: float) -> Floats:
        return np.where(still, filled + share * (1.0 - filled), filled)

    while still.any():
        filled = nearer(_most(lambda share: supply.fits(nearer(share))))
        full = [
            place
            for place in np.flatnonzero(still).tolist()
            if not _can_rise(filled, place, supply)
        ]
        if not full:
            break
        still[full] = False
    return filled


def _can_rise(coverage: Floats, target: int, supply: Supply) -> bool:
    more = coverage.copy()
    more[target] += LEAST_STEP
    return supply.fits(more)
