"""Payoffs known only as ranges: the coverage with the best guarantee.

The adversary's payoffs may lie anywhere in their ranges, so it may attack any target whose
highest utility reaches the largest of the lowest utilities (the potential attack set of
Kiekintveld, Islam & Kreinovich 2013). The guarantee of a coverage is our lowest utility over
that set, with our own payoffs at their low end; ties are broken in our favour.

A guarantee d can be kept at least budget as follows. Let a_t be the coverage that gives us d at
target t, and R the largest of the adversary's lowest utilities under a. A target is safe when
it has a_t, or b_t, which brings its highest utility down to R. The need min(a_t, b_t) rises
with d, so d is found by bisection, exactly for any supply whose `fits` is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.analyses.security.game import Flags, Floats, Payoffs
from detente.analyses.security.response import TIE
from detente.analyses.security.waterfill import clip_to

HALVINGS = 100


@dataclass(frozen=True, eq=False, slots=True)
class Ranges:
    """Payoffs at both ends of what is known; our own count at their low end only.

    low   adversary's utilities at their low end, ours at their low end
    high  adversary's utilities at their high end (its `ours_*` are not used)
    """

    low: Payoffs
    high: Payoffs

    @classmethod
    def around(cls, payoffs: Payoffs) -> Ranges:
        """Ranges of width zero."""
        return cls(payoffs, payoffs)


def potential_attack_set(ranges: Ranges, coverage: Floats) -> Flags:
    """Targets that some payoffs within the ranges make the adversary's best: bool[target]."""
    reference, others = _sure_and_possible(ranges, coverage)
    return reference | others


def guarantee(ranges: Ranges, coverage: Floats) -> float:
    """Our utility at worst over all payoffs within the ranges, ties broken in our favour."""
    reference, others = _sure_and_possible(ranges, coverage)
    ours = ranges.low.ours(coverage)
    return float(min(ours[reference].max(), ours[others].min(initial=np.inf)))


def _sure_and_possible(ranges: Ranges, coverage: Floats) -> tuple[Flags, Flags]:
    lowest, highest = ranges.low.theirs(coverage), ranges.high.theirs(coverage)
    width = float(ranges.high.theirs_open.max() - ranges.low.theirs_covered.min())
    tie = TIE * width
    return lowest >= lowest.max() - tie, highest > lowest.max() + tie


def need(ranges: Ranges, value: float) -> Floats | None:
    """Least coverage[target] that guarantees `value`, or None if no coverage can."""
    low, high = ranges.low, ranges.high
    gain = low.ours_covered - low.ours_open
    within = value <= low.ours_covered
    if not within.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(gain > 0, (value - low.ours_open) / gain, 0.0)
    own = np.clip(own, 0.0, 1.0)
    reference = float(low.theirs(own)[within].max())
    if (high.theirs_covered[~within] > reference).any():
        return None
    pushed = clip_to(reference, high.theirs_open, high.theirs_covered)
    enough = high.theirs_covered <= reference
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
