"""What single solutions aim at: the best rows of a list of deals, all ties."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve import solutions
from detente.analyses.spaces.space import Integers

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Aim:
    """What is to be large, of the gains `(utility - origin) / scale` of the parties counted.

    Their `sum`; the `product` of their gains to their powers, most parties with a gain first; the
    `smallest`, with all ties or, with `even`, told apart by the second smallest and so on; or the
    `shortfall`, what they lack in sum, which is to be small.
    """

    kind: Literal["sum", "product", "smallest", "shortfall"]
    origin: Integers
    scale: Integers
    counted: NDArray[np.bool_]
    exponents: tuple[Fraction, ...] | None = None
    even: bool = True

    @property
    def power(self) -> Floats:
        """The exponents of the product."""
        given = self.exponents or (Fraction(1),) * len(self.scale)
        return np.array([float(each) for each in given])

    @property
    def constant(self) -> float:
        """What a programme leaves out of a sum."""
        if self.kind != "sum":
            return 0.0
        return float((self.origin / self.scale)[self.counted].sum())

    def rows(self, utility: Integers) -> Rows:
        """The best rows of `utility[deal, party]`, in whole numbers."""
        gain = (utility - self.origin)[:, self.counted]
        scale = self.scale[self.counted]
        if self.kind == "sum":
            return solutions.utilitarian(gain, scale)
        if self.kind == "product":
            given = self.exponents
            power = given and tuple(e for e, c in zip(given, self.counted, strict=True) if c)
            return solutions.nash(gain, scale, power or None)
        if self.kind == "smallest" and self.even:
            return solutions.egalitarian(gain, scale)
        if len(gain) == 0:
            return np.empty(0, np.intp)
        exact = solutions.common(gain, scale)
        value = exact.min(axis=1) if self.kind == "smallest" else np.minimum(exact, 0).sum(axis=1)
        return np.flatnonzero(value == value.max())

    def value(self, utility: Integers) -> Floats:
        """What is to be large, of `utility[deal, party]`; of a product the logarithm."""
        gain = ((utility - self.origin) / self.scale)[:, self.counted]
        if self.kind == "sum":
            return np.asarray(gain.sum(axis=1))
        if self.kind == "product":
            with np.errstate(divide="ignore", invalid="ignore"):
                logarithm = np.log(np.maximum(gain, 0.0))
            return np.asarray(logarithm @ self.power[self.counted])
        if self.kind == "smallest":
            return np.asarray(gain.min(axis=1))
        return np.asarray(np.minimum(gain, 0.0).sum(axis=1))
