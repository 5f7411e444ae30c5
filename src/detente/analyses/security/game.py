"""What is at stake in a security game.

Payoffs are `[target]` or `[draw, target]`. Both sides' payoffs follow the sign of utility: the
adversary's are higher where a strike succeeds, ours are lower.

>>> import numpy as np
>>> stakes = Payoffs.of(loss=np.array([10.0, 20.0]), gain=np.array([10.0, 20.0]))
>>> stakes.ours(np.array([0.5, 0.0])).tolist(), stakes.theirs(np.array([0.5, 0.0])).tolist()
([-5.0, -20.0], [5.0, 20.0])
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Payoffs(NamedTuple):
    """Utilities per target: ours and the adversary's, while unprotected and while protected.

    `ours_open <= ours_covered` and `theirs_covered < theirs_open`, which the scenario has checked.
    """

    ours_open: Floats
    ours_covered: Floats
    theirs_open: Floats
    theirs_covered: Floats

    @classmethod
    def of(
        cls,
        *,
        loss: Floats,
        gain: Floats,
        loss_covered: Floats | float = 0.0,
        cost: Floats | float = 0.0,
    ) -> Payoffs:
        """Build from magnitudes: what we lose, what the adversary gains, and pays if met."""
        nothing = np.zeros_like(loss)
        return cls(-loss, -(nothing + loss_covered), gain, -(nothing + cost))

    def at(self, draw: int) -> Payoffs:
        """The payoffs of one draw, where the arrays have a leading draw axis."""
        return Payoffs(*(each[draw] for each in self))

    def on(self, targets: Flags) -> Payoffs:
        """The payoffs of the targets in bool[target] alone."""
        return Payoffs(*(each[..., targets] for each in self))

    def ours(self, coverage: Floats) -> Floats:
        """Our utility of a strike on each target, given `coverage[..., target]`."""
        return self.ours_open + coverage * (self.ours_covered - self.ours_open)

    def theirs(self, coverage: Floats) -> Floats:
        """The adversary's utility of a strike on each target, given `coverage[..., target]`."""
        return self.theirs_open + coverage * (self.theirs_covered - self.theirs_open)

    def holding(self, level: float) -> Floats:
        """The coverage, 0..1, that brings the adversary's utility down to `level`: [target]."""
        span = self.theirs_open - self.theirs_covered
        short = self.theirs_open - level
        return np.clip(np.divide(short, span, np.zeros_like(span), where=span > 0), 0.0, 1.0)

    @property
    def reversed(self) -> Payoffs:
        """The same stakes with an adversary who only wants our loss."""
        return Payoffs(self.ours_open, self.ours_covered, -self.ours_open, -self.ours_covered)

    @property
    def span(self) -> Floats:
        """From the adversary's lowest utility to its highest: [...]."""
        return np.asarray(self.theirs_open.max(axis=-1) - self.theirs_covered.min(axis=-1))


class Ranges(NamedTuple):
    """Payoffs at both ends of what is known of the adversary; ours at their low end in both."""

    low: Payoffs
    high: Payoffs

    @property
    def span(self) -> float:
        """From the adversary's lowest utility to its highest."""
        return float(self.high.theirs_open.max() - self.low.theirs_covered.min())
