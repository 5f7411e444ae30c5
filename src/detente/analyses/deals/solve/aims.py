"""What a best package is best at, and which rows of a list of packages are: all ties included.

Rows are told apart in whole numbers; floating point only narrows the field. The bargaining
solutions are such aims, of gains over the reservation values:

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
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.space import Integers

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Exact = NDArray[Any]
"""Whole numbers or fractions of any size."""

NARROW = 1e-9
LARGEST = 2**62
MOST_POWERS = 100
"""Up to which whole power products are told apart exactly."""


@dataclass(frozen=True, eq=False)
class Found:
    """The efficient deals that reach the best value of an aim; none where no deal counts.

    No deal exceeds `bound`; where that is above `value` the search was given up.
    """

    value: float
    deals: NDArray[np.intp]
    bound: float

    @property
    def proven(self) -> bool:
        """Whether no deal is better, so far as figures are shown."""
        close = self.bound - self.value <= 1e-6 * max(1.0, abs(self.value))
        return self.bound <= self.value or close


@dataclass(frozen=True, eq=False)
class Aim:
    """What is to be large, of the gains `(utility - origin) / scale` of the parties counted.

    Their `sum`; the `product` of their gains to their powers, most parties with a gain first; the
    `smallest`, with all ties or, with `even`, told apart by the second smallest and so on; or the
    `shortfall`, what they lack in sum, which is to be small.

    >>> gain = np.array([[1, 10], [2, 8], [4, 2]])
    >>> nothing, both = np.zeros(2, np.int64), np.array([True, True])
    >>> [Aim(kind, nothing, nothing + 1, both).rows(gain).tolist() for kind in ("sum", "product")]
    [[0], [1]]
    """

    kind: Literal["sum", "product", "smallest", "shortfall"]
    origin: Integers
    scale: Integers
    counted: NDArray[np.bool_]
    exponents: tuple[Fraction, ...] | None = None
    even: bool = True

    @property
    def powers(self) -> tuple[Fraction, ...]:
        """The exponents of the product, of all parties."""
        return self.exponents or (Fraction(1),) * len(self.scale)

    def rows(self, utility: Integers) -> Rows:
        """The best rows of `utility[deal, party]`."""
        near: Rows = np.arange(len(utility))
        if self.kind == "product" and len(near):
            some = ((utility - self.origin)[:, self.counted] > 0).sum(axis=1)
            near = np.flatnonzero(some == some.max())
        value = self.value(utility[near])
        top = value.max(initial=-math.inf)
        near = near[value >= top - NARROW * (1 + abs(top))]
        ranked = self._ranked(utility[near] - self.origin) if len(near) > 1 else np.empty((1, 0))
        for place in range(ranked.shape[1]):
            best = ranked[:, place] == ranked[:, place].max()
            near, ranked = near[best], ranked[best]
        return near

    def may_reach(self, ceiling: Integers, best: Integers) -> NDArray[np.bool_]:
        """Whether deals worth at most `ceiling[box, party]` may be as good as a row `best`, if any.

        A product that some party has no part in is not bounded.
        """
        if len(best) == 0:
            return np.ones(len(ceiling), np.bool_)
        least = float(self.value(best)[0])
        close = self.value(ceiling) >= least - NARROW * (1 + abs(least))
        if self.kind != "product":
            return close
        if not (best[0] > self.origin)[self.counted].all():
            return np.ones(len(ceiling), np.bool_)
        return close & ((ceiling - self.origin)[:, self.counted] > 0).all(axis=1)

    def _ranked(self, gain: Integers) -> Exact:
        """Numbers that tell rows of gains apart, the first before the second: [deal, place]."""
        if self.kind == "product":
            return np.array([[self._product(row)] for row in gain], object)
        exact: Exact = common(gain[:, self.counted], self.scale[self.counted])
        if self.kind == "sum":
            exact = exact.sum(axis=1, keepdims=True)
        elif self.kind == "shortfall":
            exact = np.minimum(exact, 0).sum(axis=1, keepdims=True)
        else:
            exact = np.sort(exact, axis=1)[:, : None if self.even else 1]
        return exact

    def _product(self, gain: Integers) -> Fraction:
        """The product of positive gains, to a whole power; 1 where powers are too large."""
        scale = math.lcm(*(power.denominator for power in self.powers))
        if scale > MOST_POWERS or max(self.powers) * scale > MOST_POWERS:
            return Fraction(1)
        factors = zip(gain, self.scale, self.powers, self.counted, strict=True)
        return math.prod(
            (Fraction(int(g), int(s)) ** int(p * scale) for g, s, p, c in factors if c and g > 0),
            start=Fraction(1),
        )

    def value(self, utility: Integers) -> Floats:
        """What is to be large, of `utility[deal, party]`; of a product the logarithm."""
        some = self.counted
        gain = (utility[:, some] - self.origin[some]) / self.scale[some]
        if self.kind == "sum":
            return np.asarray(gain.sum(axis=1))
        if self.kind == "smallest":
            return np.asarray(gain.min(axis=1))
        if self.kind == "shortfall":
            return np.asarray(np.minimum(gain, 0.0).sum(axis=1))
        power = np.array([float(each) for each in self.powers])[some]
        return np.asarray(np.log(np.where(gain > 0, gain, 1.0)) @ power)


def common(amount: Integers, unit: Integers) -> Exact:
    """Amounts in units of their own brought to one unit, in whole numbers of whatever size."""
    scale = math.lcm(*(int(u) for u in unit))
    factors = [scale // int(u) for u in unit]
    largest = max(int(np.abs(amount).max(initial=0)), 1) * max(factors) * len(factors)
    if largest < LARGEST:
        return amount * np.array(factors, dtype=np.int64)
    found: Exact = amount.astype(object) * np.array(factors, dtype=object)
    return found
