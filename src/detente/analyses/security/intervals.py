"""Payoffs known only as ranges: the coverage with the best guarantee.

The adversary's payoffs may lie anywhere in their ranges, so it may attack any target whose highest
utility reaches the largest of the lowest utilities (the potential attack set of Kiekintveld, Islam
& Kreinovich 2013). The guarantee of a coverage is our lowest utility over that set, with our own
payoffs at their low end; ties go against us.

The best coverage would put targets exactly on the edge of that set, where a guarantee hangs on the
last digit. So a target counts as out of the set only where it stays below the largest of the lowest
utilities by `MARGIN` of the span of the adversary's payoffs.

A guarantee d can be kept with a margin as follows. Let a_t be the coverage that gives us d at
target t, and R the largest of the adversary's lowest utilities under a. A target is safe when it
has a_t, or b_t, which brings its highest utility down to R less the margin. The need min(a_t, b_t)
rises with d, so d is found by bisection.
"""

from __future__ import annotations

import numpy as np

from detente.analyses.security.game import Flags, Floats, Ranges
from detente.analyses.security.response import TIE
from detente.analyses.security.supply import Supply

HALVINGS = 100

JOINT_TOLERANCE = 1e-8
"""Share of our payoffs' range to which the guarantee of joint duties is found."""

CLOSE = 1e-12
"""Part of what units deliver by which a coverage may exceed it."""

MARGIN = 0.001
"""Share of the span by which the adversary is worse off at a target that is out of question."""


def potential_attack_set(ranges: Ranges, coverage: Floats) -> Flags:
    """Targets that some payoffs within the ranges make the adversary's best: bool[target]."""
    lowest, highest = ranges.low.theirs(coverage), ranges.high.theirs(coverage)
    return np.asarray(highest >= lowest.max() - TIE * ranges.span)


def guarantee(ranges: Ranges, coverage: Floats) -> float:
    """Our utility at worst over all payoffs within the ranges, ties broken against us."""
    return float(ranges.low.ours(coverage)[potential_attack_set(ranges, coverage)].min())


def need(ranges: Ranges, value: float) -> Floats | None:
    """Least coverage[target] that guarantees `value` with the margin, or None if none can."""
    low, high = ranges
    within = value <= low.ours_covered
    if not within.any():
        return None
    gain, short = low.ours_covered - low.ours_open, value - low.ours_open
    own = np.clip(np.divide(short, gain, np.zeros_like(gain), where=gain > 0), 0.0, 1.0)
    edge = float(low.theirs(own)[within].max()) - MARGIN * ranges.span
    enough = high.theirs_covered <= edge
    if not enough[~within].all():
        return None
    pushed = high.holding(edge)
    return np.where(within, np.where(enough, np.minimum(own, pushed), own), pushed)


def cover_ranges(ranges: Ranges, supply: Supply) -> Floats:
    """Solve for the coverage[target] with the best guarantee among those that the units deliver."""
    low, high = float(ranges.low.ours_open.min()), float(ranges.low.ours_covered.max())
    close = JOINT_TOLERANCE * (high - low) if supply.is_joint else 0.0

    def found(value: float) -> Floats | None:
        wanted = need(ranges, value)
        return wanted if wanted is not None and supply.fits(wanted) else None

    def deliverable(value: float, wanted: Floats) -> float:
        """The highest guarantee below a value that does not break what breaks there."""
        weights, most = supply.cut(wanted)
        least = low
        for _ in range(HALVINGS):
            middle = 0.5 * (least + value)
            if not least < middle < value:
                break
            some = need(ranges, middle)
            fitting = some is not None and float(weights @ some) <= most * (1 + CLOSE)
            least, value = (middle, value) if fitting else (least, middle)
        return least

    best, most = found(low), found(high)
    if most is not None:
        return most
    by_cuts = supply.pools is None and not supply.is_joint
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if not low < middle < high or high - low <= close:
            break
        wanted = need(ranges, high) if by_cuts else None
        if wanted is not None and supply.fits(wanted):
            return wanted
        if wanted is not None:
            high = deliverable(high, wanted)
            continue
        wanted = found(middle)
        if wanted is None:
            high = middle
        else:
            low, best = middle, wanted
    return np.zeros(supply.targets) if best is None else best
