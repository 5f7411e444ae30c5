"""The arrays of a security game: what is at stake, and what can stand guard.

Axis orders: payoffs are `[target]`, a supply's permissions `[type, target]`. Both sides' payoffs
follow the sign of utility: the adversary's are higher where a strike succeeds, ours are lower.

>>> import numpy as np
>>> stakes = Payoffs.of(loss=np.array([10.0, 20.0]), gain=np.array([10.0, 20.0]))
>>> stakes.ours(np.array([0.5, 0.0])).tolist(), stakes.theirs(np.array([0.5, 0.0])).tolist()
([-5.0, -20.0], [5.0, 20.0])
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Node = tuple[str, str]
"""A target or resource in a shift; the shift is "" where there are none."""


def node_key(node: Node) -> str:
    """Stable key of a target, or of a target in a shift.

    >>> node_key(("hall", "")), node_key(("hall", "night"))
    ('hall', 'hall@night')
    """
    name, shift = node
    return f"{name}@{shift}" if shift else name


@dataclass(frozen=True, eq=False, slots=True)
class Payoffs:
    """Utilities per target: ours and the adversary's, while unprotected and while protected.

    All four arrays are `float64[target]`, or `[draw, target]`; `ours_open <= ours_covered` and
    `theirs_covered <= theirs_open`, which the scenario has checked.
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
        return cls(
            ours_open=-loss,
            ours_covered=-(np.zeros_like(loss) + loss_covered),
            theirs_open=gain,
            theirs_covered=-(np.zeros_like(gain) + cost),
        )

    def at(self, draw: int) -> Payoffs:
        """The payoffs of one draw, where the arrays have a leading draw axis."""
        return Payoffs(
            self.ours_open[draw],
            self.ours_covered[draw],
            self.theirs_open[draw],
            self.theirs_covered[draw],
        )

    def on(self, targets: Flags) -> Payoffs:
        """The payoffs of the targets in bool[target] alone."""
        return Payoffs(
            self.ours_open[..., targets],
            self.ours_covered[..., targets],
            self.theirs_open[..., targets],
            self.theirs_covered[..., targets],
        )

    def ours(self, coverage: Floats) -> Floats:
        """Our utility of a strike on each target, given `coverage[..., target]`."""
        return self.ours_open + coverage * (self.ours_covered - self.ours_open)

    def theirs(self, coverage: Floats) -> Floats:
        """The adversary's utility of a strike on each target, given `coverage[..., target]`."""
        return self.theirs_open + coverage * (self.theirs_covered - self.theirs_open)

    def cautious(self, caution: float) -> Payoffs:
        """Payoffs as an adversary sees them who counts the chance of being met `caution`-fold."""
        seen = self.theirs_open + caution * (self.theirs_covered - self.theirs_open)
        return Payoffs(self.ours_open, self.ours_covered, self.theirs_open, seen)

    @property
    def reversed(self) -> Payoffs:
        """The same stakes with an adversary who only wants our loss."""
        return Payoffs(self.ours_open, self.ours_covered, -self.ours_open, -self.ours_covered)


@dataclass(frozen=True, eq=False, slots=True)
class Tour:
    """A duty on which one unit of a type covers several targets at once."""

    unit: int
    targets: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Supply:
    """Units on duty at the same time.

    number[type]           units that can be on duty in one shift
    protects[type, target] whether a unit of the type can be posted at the target alone
    tours                  duties that cover several targets with one unit
    needs[target]          how many units must be there for the target to count as covered
    """

    number: NDArray[np.int64]
    protects: Flags
    tours: tuple[Tour, ...] = ()
    needs: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @classmethod
    def equal(cls, units: int, targets: int) -> Supply:
        """Make a supply of equal units, each of which can guard any target."""
        return cls(np.array([units]), np.ones((1, targets), dtype=bool))

    @property
    def targets(self) -> int:
        return int(self.protects.shape[1])

    @property
    def guarded(self) -> Flags:
        """Targets that some unit can protect, on a tour or alone: bool[target]."""
        found = np.asarray(self.protects.any(axis=0))
        for tour in self.tours:
            found[list(tour.targets)] = True
        return found

    @property
    def types(self) -> int:
        return int(self.protects.shape[0])

    @cached_property
    def needed(self) -> NDArray[np.int64]:
        """Units needed per target; one where nothing is said."""
        return self.needs if self.needs.size else np.ones(self.targets, dtype=np.int64)

    @cached_property
    def is_joint(self) -> bool:
        """Whether units must be planned jointly: tours, or targets that need several units."""
        return bool(self.tours) or bool((self.needed > 1).any())

    @cached_property
    def is_equal(self) -> bool:
        """Whether every unit can guard every target, so that only the number matters."""
        present = self.number > 0
        return not self.is_joint and bool(self.protects[present].all())

    @cached_property
    def guards(self) -> NDArray[np.int64]:
        """The set of types that can guard each target, as a bit mask: int64[target]."""
        return np.asarray((1 << np.arange(self.types)) @ self.protects)

    @cached_property
    def units_of_sets(self) -> Floats:
        """Units of each set of types, by bit mask: float64[set]."""
        units = np.zeros(1)
        for number in self.number:
            units = np.concatenate([units, units + number])
        return units

    def with_units(self, kind: int, extra: int = 1) -> Supply:
        """The same supply with `extra` more units of one type (fewer when negative)."""
        number = self.number.copy()
        number[kind] = max(0, number[kind] + extra)
        return Supply(number, self.protects, self.tours, self.needs)
