"""How the Nash deal moves when a reservation value, a power or a weight does, or the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.bargain import (
    fixed,
    nash_deal,
    reweighted,
    shifted,
    without_value,
)
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import Space

Floats = NDArray[np.float64]
Kind = Literal["reservation", "power", "weight"]

POINTS = 5.0
SHARE = 0.25


@dataclass(frozen=True, eq=False)
class Lever:
    """What a change of one number does to the Nash deal.

    `change[party]`: points per point of a reservation value, or per per cent of a power or weight,
    taken over a span of `POINTS` points or `SHARE` to both sides, since a finite set of deals moves
    in steps. None where no deal is left on one of the two sides.
    """

    kind: Kind
    party: int
    issue: int | None
    change: Floats | None

    @property
    def points(self) -> list[float]:
        """The changes; none where no deal is left on one of the two sides."""
        return [] if self.change is None else [float(value) for value in self.change]

    @property
    def largest(self) -> float:
        """The largest change for any party, whatever its sign."""
        return max(map(abs, self.points), default=0.0)


@dataclass(frozen=True, eq=False)
class Item:
    """A value of the agenda: what it does to have it settled beforehand, and not to be had.

    `settled[party]` and `missing[party]` are changes of utility in points; None: no deal is left.
    """

    issue: int
    value: int
    settled: Floats | None
    missing: Floats | None


def levers(
    space: Space, weight: Floats, power: Floats | None = None, consent: Consent | None = None
) -> tuple[Lever, ...]:
    """All levers: every party's reservation value and power, and its weight of every issue.

    `weight[party, issue]`, each row summing to 1. The Nash deal is that of `nash_deal`, found anew
    under the rule of consent for each changed number.
    """
    exponents = np.ones(space.parties) if power is None else power
    found: list[Lever] = []
    for party in range(space.parties):
        sides = [_nash(shifted(space, party, sign * POINTS), power, consent) for sign in (-1, 1)]
        found.append(Lever("reservation", party, None, _slope(sides, 2 * POINTS)))
    for party in range(space.parties):
        sides = []
        for sign in (-1, 1):
            changed = exponents.copy()
            changed[party] *= 1 + sign * SHARE
            sides.append(_nash(space, changed, consent))
        found.append(Lever("power", party, None, _slope(sides, 200 * SHARE)))
    for party in range(space.parties):
        for issue in range(len(space.sizes)):
            sides = [
                _nash(
                    reweighted(space, weight, party, issue, 1 + sign * SHARE), power, consent, space
                )
                for sign in (-1, 1)
            ]
            found.append(Lever("weight", party, issue, _slope(sides, 200 * SHARE)))
    return tuple(found)


def agenda(
    space: Space, power: Floats | None = None, consent: Consent | None = None
) -> tuple[Item, ...]:
    """For each value what it is worth to have the issue open, and to have the value available."""
    base = _nash(space, power, consent)
    if base is None:
        base = space.points(space.limit)
    found = []
    for issue, size in enumerate(space.sizes):
        for value in range(size):
            settled = _nash(fixed(space, {issue: value}), power, consent)
            left = without_value(space, issue, value)
            missing = _nash(left, power, consent) if size > 1 else None
            found.append(
                Item(
                    issue,
                    value,
                    None if settled is None else settled - base,
                    None if missing is None else missing - base,
                )
            )
    return tuple(found)


def vetoes(
    space: Space, consent: Consent, solution: NDArray[np.intp], power: Floats | None = None
) -> dict[int, Floats | None]:
    """What a veto of each party that has none would change at the Nash deal, in points.

    Against the Nash deal `solution` under the rule as it is; None where no deal is left.
    """
    base = space.points(space.utility(solution[np.newaxis]))[0]
    found: dict[int, Floats | None] = {}
    for party in range(space.parties):
        rule = consent.with_veto(party)
        if not (rule.winning == consent.winning).all():
            with_it = _nash(space, power, rule)
            found[party] = None if with_it is None else with_it - base
    return found


def _nash(
    space: Space, power: Floats | None, consent: Consent | None, measure: Space | None = None
) -> Floats | None:
    """Utilities in points at the Nash deal; measured in another space where one is given."""
    deal = nash_deal(space, power, consent)
    if deal is None:
        return None
    used = measure or space
    found: Floats | None = used.points(used.utility(deal[np.newaxis]))[0]
    return found


def _slope(sides: list[Floats | None], span: float) -> Floats | None:
    low, high = sides
    return None if low is None or high is None else (high - low) / span
