"""Which deals the bargaining solutions choose, all ties included.

All work on `gain[deal, party]`, utility above the reservation value in whole units, so comparisons
between sums, shares and products are made in whole numbers; floating point only narrows the field.

- Nash (1950): the largest product of gains, each to the power of its party. Where no deal leaves
  all parties a gain, most parties with a gain come first, then the product of their gains.
- Kalai & Smorodinsky (1975), on a finite set: gains as shares of the largest gain that the party
  can have in the set; the smallest share as large as possible, then the second smallest and so on
  (leximin), so that the answer is efficient. A party with no positive gain in the set is left out.
- Egalitarian (Kalai 1977), on a finite set: the same with the gains themselves, in points.
- Utilitarian: the largest sum of utilities.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.space import Integers

Rows = NDArray[np.intp]
Exact = NDArray[Any]

NARROW = 1e-9
LARGEST = 2**62


def nash(gain: Integers, unit: Integers, power: tuple[Fraction, ...] | None = None) -> Rows:
    """Rows with the largest product of gains to the parties' powers (all 1 where absent).

    >>> nash(np.array([[1, 5], [3, 3], [6, 1]]), np.array([1, 1])).tolist()
    [1]
    """
    if len(gain) == 0:
        return np.empty(0, np.intp)
    power = power or (Fraction(1),) * gain.shape[1]
    some = (gain > 0).sum(axis=1)
    rows: Rows = np.flatnonzero(some == some.max())
    points = gain[rows] / unit
    logarithm = np.where(points > 0, np.log(np.where(points > 0, points, 1.0)), 0.0)
    score = logarithm @ np.array([float(p) for p in power])
    rows = rows[score >= score.max() - NARROW]
    scale = math.lcm(*(p.denominator for p in power))
    if len(rows) == 1 or scale > 100 or max(power) * scale > 100:
        return rows
    products = [_product(gain[row], unit, power, scale) for row in rows]
    best: Rows = rows[[k for k, product in enumerate(products) if product == max(products)]]
    return best


def _product(gain: Integers, unit: Integers, power: tuple[Fraction, ...], scale: int) -> Fraction:
    return math.prod(
        (
            Fraction(int(g), int(u)) ** int(p * scale)
            for g, u, p in zip(gain, unit, power, strict=True)
            if g > 0
        ),
        start=Fraction(1),
    )


def egalitarian(gain: Integers, unit: Integers) -> Rows:
    """Rows whose gains, sorted from the smallest, are lexicographically largest.

    >>> egalitarian(np.array([[1, 5], [3, 4], [4, 3]]), np.array([1, 1])).tolist()
    [1, 2]
    """
    return _leximin(gain, unit)


def kalai_smorodinsky(gain: Integers, ideal: Integers) -> Rows:
    """Rows whose shares of the ideal gains, smallest first, are lexicographically largest.

    >>> gain = np.array([[1, 10], [2, 8], [4, 2]])
    >>> kalai_smorodinsky(gain, gain.max(axis=0)).tolist()
    [1]
    """
    counted = ideal > 0
    if not counted.any():
        return np.arange(len(gain))
    return _leximin(gain[:, counted], ideal[counted])


def utilitarian(utility: Integers, unit: Integers) -> Rows:
    """Rows with the largest sum of utilities."""
    if len(utility) == 0:
        return np.empty(0, np.intp)
    total = (utility / unit).sum(axis=1)
    rows = np.flatnonzero(total >= total.max() - NARROW * (1 + abs(total.max())))
    exact = common(utility[rows], unit).sum(axis=1)
    return rows[np.flatnonzero(exact == exact.max())]


def common(amount: Integers, unit: Integers) -> Exact:
    """Amounts in units of their own brought to one unit, in whole numbers of whatever size."""
    scale = math.lcm(*(int(u) for u in unit))
    factors = [scale // int(u) for u in unit]
    largest = max(int(np.abs(amount).max(initial=0)), 1) * max(factors) * len(factors)
    if largest < LARGEST:
        return amount * np.array(factors, dtype=np.int64)
    found: Exact = amount.astype(object) * np.array(factors, dtype=object)
    return found


def _leximin(gain: Integers, unit: Integers) -> Rows:
    if len(gain) == 0:
        return np.empty(0, np.intp)
    smallest = (gain / unit).min(axis=1)
    rows = np.flatnonzero(smallest >= smallest.max() - NARROW * (1 + abs(smallest.max())))
    ranked = np.sort(common(gain[rows], unit), axis=1)
    for place in range(ranked.shape[1]):
        best = ranked[:, place] == ranked[:, place].max()
        rows, ranked = rows[best], ranked[best]
    return rows
