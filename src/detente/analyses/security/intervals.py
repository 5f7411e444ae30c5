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
rises with d, so d is found by bisection, exactly for any supply whose `fits` is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.analyses.security.game import Flags, Floats, Payoffs
from detente.analyses.security.response import TIE
from detente.analyses.security.waterfill import clip_to

HALVINGS = 100

MARGIN = 0.001
"""Share of the span by which the adversary is worse off at a target that is out of question."""


@dataclass(frozen=True, eq=False, slots=True)
class Ranges:
    """Payoffs at both ends of what is known; our own count at their low end only.

    low   adversary's utilities at their low end, ours at their low end
    high  adversary's utilities at their high end (its `ours_*` are not used)
    """

    low: Payoffs
    high: Payoffs

    @property
    def span(self) -> float:
        """From the adversary's lowest utility to its highest."""
        return float(self.high.theirs_open.max() - self.low.theirs_covered.min())

    @classmethod
    def around(cls, payoffs: Payoffs) -> Ranges:
        """Ranges of width zero."""
        return cls(payoffs, payoffs)


def potential_attack_set(ranges: Ranges, coverage: Floats) -> Flags:
    """Targets that some payoffs within the ranges make the adversary's best: bool[target]."""
    lowest, highest = ranges.low.theirs(coverage), ranges.high.theirs(coverage)
    return np.asarray(highest >= lowest.max() - TIE * ranges.span)


def guarantee(ranges: Ranges, coverage: Floats) -> float:
    """Our utility at worst over all payoffs within the ranges, ties broken against us."""
    return float(ranges.low.ours(coverage)[potential_attack_set(ranges, coverage)].min())


def need(ranges: Ranges, value: float) -> Floats | None:
    """Least coverage[target] that guarantees `value` with the margin, or None if none can."""
    low, high = ranges.low, ranges.high
    gain = low.ours_covered - low.ours_open
    within = value <= low.ours_covered
    if not within.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(gain > 0, (value - low.ours_open) / gain, 0.0)
    own = np.clip(own, 0.0, 1.0)
    edge = float(low.theirs(own)[within].max()) - MARGIN * ranges.span
    enough = high.theirs_covered <= edge
    if not enough[~within].all():
        return None
    pushed = clip_to(edge, high.theirs_open, high.theirs_covered)
    return np.where(within, np.where(enough, np.minimum(own, pushed), own), pushed)


def cover_ranges(
    ranges: Ranges, fits: Callable[[Floats], bool], *, tolerance: float = 0.0
) -> Floats:
    """Solve for the coverage[target] with the best guarantee among those that fit.

    `fits` says whether the units can deliver a coverage; it must be monotone. `tolerance` is a
    share of our payoffs' range; 0 goes on to the last digit.
    """
    low, high = float(ranges.low.ours_open.min()), float(ranges.low.ours_covered.max())
    close = tolerance * (high - low)

    def found(value: float) -> Floats | None:
        wanted = need(ranges, value)
        return wanted if wanted is not None and fits(wanted) else None

    best, most = found(low), found(high)
    if most is not None:
        return most
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if not low < middle < high or high - low <= close:
            break
        wanted = found(middle)
        if wanted is None:
            high = middle
        else:
            low, best = middle, wanted
    return np.zeros(ranges.low.ours_open.size) if best is None else best
