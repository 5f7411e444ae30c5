"""Equal units: the coverage that leaves an observing adversary least, in closed form.

The adversary attacks where its utility is highest, so the best coverage pushes the highest
utilities down to one common level, as water finds its level (algorithm ORIGAMI of Kiekintveld,
Jain, Tsai, Pita, Ordóñez & Tambe 2009, solved here by Newton steps instead of a sorted scan).
With levels x the coverage is c_t = clip((A+ - x) / (A+ - A-), 0, 1), and

    x* = max(level at which the budget is used up, largest utility of a covered target).

Arrays are `[target]`.

>>> import numpy as np
>>> worth = np.array([10.0, 20.0, 30.0, 40.0])
>>> x = level(worth, -worth, 1.0)
>>> round(x, 12), clip_to(x, worth, -worth).round(12).tolist()
(9.6, [0.02, 0.26, 0.34, 0.38])
"""

from __future__ import annotations

import numpy as np

from detente.analyses.security.game import Floats


def level(
    open_value: Floats, covered_value: Floats, budget: float, *, weight: Floats | None = None
) -> float:
    """Find the lowest value to which `budget` can push the adversary's best choice.

    open_value, covered_value  float64[target], in the adversary's units; open >= covered
    weight                     float64[target], budget used by a full coverage (default 1)

    The need for budget is convex, falling and piecewise linear in the level, so Newton steps
    from below never overshoot and stop at the exact level after finitely many steps.
    """
    x = float(covered_value.max())
    reach = open_value > x
    high = open_value[reach]
    rate = (1.0 if weight is None else weight[reach]) / (high - covered_value[reach])
    while high.size:
        slope = float(rate.sum())
        step = (float(rate @ (high - x)) - budget) / slope
        if step <= 0:
            break
        x += step
        still = high > x
        if still.all():
            break
        high, rate = high[still], rate[still]
    return x


def clip_to(x: float | Floats, open_value: Floats, covered_value: Floats) -> Floats:
    """Coverage that brings each target's value down to `x`: float64[target] in 0..1."""
    span = open_value - covered_value
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(span > 0, (open_value - x) / span, 0.0)
    return np.clip(share, 0.0, 1.0)


def cover_equally(open_value: Floats, covered_value: Floats, budget: float) -> Floats:
    """Coverage float64[target] by `budget` equal units that leaves the adversary least."""
    return clip_to(level(open_value, covered_value, budget), open_value, covered_value)
