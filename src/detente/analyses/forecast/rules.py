"""Forecasts from where the parties stand now, in closed form: means, median, mode, midpoint, Nash.

The answers are [draw, issue]. An issue on which nobody has any weight has the answer NaN.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEPS = 60
"""Bisection steps of the Nash solution: it is exact to 2^-60 of the line."""


class Stances(NamedTuple):
    """Where the parties stand: position, salience, capability[draw, issue, party].

    `present[issue, party]` is False for a party that takes no part in an issue; its position is not
    looked at, its salience and capability are 0.
    """

    position: Array
    salience: Array
    capability: Array
    present: NDArray[np.bool_]

    @property
    def weight(self) -> Array:
        """Capability times salience of those that take part."""
        return np.where(self.present, self.capability * self.salience, 0.0)

    @classmethod
    def absent(cls, draws: int, issues: int, parties: int) -> Stances:
        """Arrays to be filled: nobody takes part in anything."""
        position, salience, capability = np.zeros((3, draws, issues, parties))
        return cls(position, salience, capability, np.zeros((issues, parties), dtype=bool))

    def span(self, first: int, last: int) -> Stances:
        """The draws first..last - 1 alone."""
        position, salience, capability = (array[first:last] for array in self[:3])
        return Stances(position, salience, capability, self.present)


def compromise(stances: Stances) -> Array:
    """Mean of the positions, weighted by capability times salience (van den Bos 1991).

    The same number is the first-order Nash bargaining solution when failure is far worse for
    everybody than any outcome (Achen 2006).
    """
    return weighted_mean(np.where(stances.present, stances.position, 0.0), stances.weight)


def weighted_mean(position: Array, weight: Array) -> Array:
    """Mean position over the last axis; NaN where there is no weight."""
    total = weight.sum(axis=-1)
    found: Array = (weight * position).sum(axis=-1) / np.where(total > 0, total, np.nan)
    return found


def mean(stances: Stances) -> Array:
    """Plain mean of the positions of the parties that take part."""
    position, there = np.where(stances.present, stances.position, 0.0), stances.present
    return weighted_mean(position, np.broadcast_to(there, position.shape).astype(float))


def half_weighted(stances: Stances) -> Array:
    """Half-way between the compromise and the plain mean."""
    return (compromise(stances) + mean(stances)) / 2


def midpoint(stances: Stances) -> Array:
    """Half-way between the two outermost positions."""
    low = np.where(stances.present, stances.position, np.inf).min(axis=2)
    high = np.where(stances.present, stances.position, -np.inf).max(axis=2)
    return np.where(np.isfinite(low), (low + high) / 2, np.nan)


def median(stances: Stances) -> Array:
    """Weighted median: the first position at which the cumulated weight passes one half.

    Where the cumulated weight is exactly one half (within 1e-12 of the total), the answer is
    half-way between that position and the next.
    """
    return weighted_median(stances.position, stances.weight)


def weighted_median(position: Array, weight: Array) -> Array:
    """The weighted median over the last axis."""
    order = np.argsort(np.where(weight > 0, position, np.inf), axis=-1, kind="stable")
    x = np.take_along_axis(position, order, axis=-1)
    share = np.take_along_axis(weight, order, axis=-1).cumsum(axis=-1)
    half, slack = share[..., -1:] / 2, 1e-12 * share[..., -1:]
    first = np.argmax(share >= half - slack, axis=-1)[..., None]
    second = np.argmax(share > half + slack, axis=-1)[..., None]
    pair = np.take_along_axis(x, first, axis=-1) + np.take_along_axis(x, second, axis=-1)
    return np.where(half[..., 0] > 0, pair[..., 0] / 2, np.nan)


def mode(stances: Stances) -> Array:
    """The position that most weight stands on; of several, the one nearest the weighted mean.

    If two are equally near, the lower one. Positions within 1e-9 of one another are one position.
    """
    weight, x = stances.weight, np.where(stances.present, stances.position, np.nan)
    same = np.abs(x[..., :, None] - x[..., None, :]) <= 1e-9
    support = np.where(same, weight[..., None, :], 0.0).sum(axis=3)
    leading = stances.present & (support >= support.max(axis=2, keepdims=True) * (1 - 1e-12))
    gap = np.round(np.abs(x - compromise(stances)[..., None]), 9)
    away = np.where(leading, gap, np.inf)
    nearest = leading & (away == away.min(axis=2, keepdims=True))
    return np.where(weight.sum(axis=2) > 0, np.where(nearest, x, np.inf).min(axis=2), np.nan)


def nash(stances: Stances, loss: Array) -> Array:
    """Nash bargaining over one issue when failure is bad, but not infinitely so.

    A party's gain over failure from the outcome x, everything being on 0..1, is

        gain_i(x) = loss_i - salience_i (x - position_i)^2

    with loss[draw, issue, party] what failure costs it. The solution maximises the sum of
    capability_i log gain_i(x) over the outcomes that leave every party a gain; if there are none,
    no agreement is in reach and the answer is NaN. With an ever larger loss the solution tends to
    the weighted mean (Achen 2006).
    """
    weight, position, salience = stances.weight, stances.position, stances.salience
    counts = weight > 0
    reach = np.sqrt(np.maximum(loss, 0.0) / np.where(counts, salience, 1.0))
    low = np.where(counts, position - reach, 0.0).max(axis=2, initial=0.0)
    high = np.where(counts, position + reach, 1.0).min(axis=2, initial=1.0)
    possible = counts.any(axis=2) & (low <= high)
    for _ in range(STEPS):
        middle = (low + high) / 2
        away = position - middle[..., None]
        gain = np.maximum(loss - salience * away**2, 1e-300)
        rising = np.where(counts, weight * away / gain, 0.0).sum(axis=2) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return np.where(possible, (low + high) / 2, np.nan)
