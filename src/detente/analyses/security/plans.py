"""Plans to compare with: what people do without a model, held against every kind of adversary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.analyses.security.game import Flags, Floats, Payoffs

HALVINGS = 40
LEAST_STEP = 1e-6


def largest(shape: Floats, fits: Callable[[Floats], bool]) -> Floats:
    """Largest coverage proportional to `shape[target]`, each at most 1, that the units deliver."""
    if not (shape > 0).any():
        return np.zeros(shape.size)
    low, high = 0.0, 1.0 / float(shape[shape > 0].min())
    if fits(np.clip(high * shape, 0.0, 1.0)):
        return np.clip(high * shape, 0.0, 1.0)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if fits(np.clip(middle * shape, 0.0, 1.0)):
            low = middle
        else:
            high = middle
    return np.clip(low * shape, 0.0, 1.0)


def uniform(guarded: np.ndarray, fits: Callable[[Floats], bool]) -> Floats:
    """The same share for every target that can be guarded at all."""
    return largest(guarded.astype(float), fits)


def proportional(payoffs: Payoffs, guarded: np.ndarray, fits: Callable[[Floats], bool]) -> Floats:
    """Shares in proportion to what we would lose."""
    return largest(np.where(guarded, np.maximum(-payoffs.ours_open, 0.0), 0.0), fits)


def on_the_worst(payoffs: Payoffs, fits: Callable[[Floats], bool]) -> Floats:
    """Full protection of the targets that we would miss most, in that order."""
    coverage = np.zeros(payoffs.ours_open.size)
    for target in np.argsort(payoffs.ours_open, kind="stable"):
        coverage[target] = 1.0
        if not fits(coverage):
            coverage[target] = 0.0
    return coverage


def top_up(coverage: Floats, guarded: Flags, fits: Callable[[Floats], bool]) -> Floats:
    """Use up idle units: raise all that can still be raised by the same share of what they lack."""
    filled, open_ = coverage.copy(), guarded.copy()
    while open_.any():
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            if fits(np.where(open_, filled + middle * (1.0 - filled), filled)):
                low = middle
            else:
                high = middle
        filled = np.where(open_, filled + low * (1.0 - filled), filled)
        for target in np.flatnonzero(open_):
            more = filled.copy()
            more[target] += LEAST_STEP
            open_[target] = more[target] <= 1.0 and fits(more)
        if low == 0.0:
            break
    return filled


def apart(coverages: list[Floats]) -> Floats:
    """What several forces cover that plan without one another: independent draws."""
    missed = np.ones(coverages[0].size)
    for coverage in coverages:
        missed *= 1.0 - coverage
    return 1.0 - missed
