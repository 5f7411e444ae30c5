"""The best coverage against a noisy adversary where duties are joint.

As a function of the logarithms of the adversary's weights the trial problem of `noisy` is concave
and every coverage that can be delivered stays so when parts are left out, so a coverage that no
small step improves is the best one. Steps are whole duty patterns: the gradient says what each
target is worth, the best pattern for that is priced in, and the lottery over all known patterns
is improved until no pattern helps (fully corrective conditional gradient).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from detente.analyses.security.game import Flags, Floats, Payoffs, Supply
from detente.analyses.security.joint import Lottery, best_pattern
from detente.analyses.security.response import Noise, chances

MOST_ROUNDS = 200
ENOUGH = 1e-9


def cover_noisy_jointly(payoffs: Payoffs, noise: Noise, supply: Supply) -> Lottery:
    """Solve for the lottery over duty patterns that is best against a noisy adversary."""
    patterns = np.zeros((1, supply.targets), dtype=bool)
    chance = np.ones(1)
    scale = float(np.ptp([payoffs.ours_open, payoffs.ours_covered])) or 1.0
    for _ in range(MOST_ROUNDS):
        coverage = chance @ patterns
        _, slope = _value_and_slope(payoffs, noise, coverage)
        fresh = best_pattern(supply, slope / scale)
        if float(slope @ (fresh - coverage)) <= ENOUGH * scale:
            break
        if (patterns == fresh).all(axis=1).any():
            break
        patterns = np.vstack([patterns, fresh])
        chance = _best_lottery(payoffs, noise, patterns, np.append(chance, 0.0), scale)
    used = chance > 0
    return Lottery(patterns[used], chance[used])


def _value_and_slope(payoffs: Payoffs, noise: Noise, coverage: Floats) -> tuple[float, Floats]:
    """Our value, and its derivative by the coverage of each target."""
    strikes, ours = chances(noise, coverage), payoffs.ours(coverage)
    value = float(strikes @ ours)
    gain = payoffs.ours_covered - payoffs.ours_open
    return value, strikes * (gain - noise.rate * (ours - value))


def _best_lottery(
    payoffs: Payoffs, noise: Noise, patterns: Flags, start: Floats, scale: float
) -> Floats:
    """Improve the chances of known patterns, which sum to one."""
    rows = patterns.astype(float)

    def lost(chance: Floats) -> tuple[float, Floats]:
        value, slope = _value_and_slope(payoffs, noise, chance @ rows)
        return -value / scale, -(rows @ slope) / scale

    best = start
    for begin in (start, np.full(start.size, 1.0 / start.size)):
        found = minimize(
            lost,
            begin,
            jac=True,
            bounds=[(0.0, 1.0)] * start.size,
            constraints={"type": "eq", "fun": _surplus, "jac": np.ones_like},
            method="SLSQP",
            options={"ftol": 1e-15, "maxiter": 500},
        )
        chance = np.maximum(found.x, 0.0)
        chance = chance / chance.sum()
        if lost(chance)[0] < lost(best)[0]:
            best = chance
    return best


def _surplus(chance: Floats) -> float:
    return float(chance.sum()) - 1.0
