"""Schelling's trade-off: what more a party may ask for, and how much likelier that ends in nothing.

The risk of a demand is the share of draws in which somebody who must consent refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Demand:
    """A deal that a party could insist on, its worth to it, and the risk of no deal."""

    deal: int
    worth: float
    risk: float


def demands(worth: Floats, chance: Floats) -> tuple[Demand, ...]:
    """The demands that are worth considering, the safest first.

    `worth[deal]` to the party, `chance[deal]` that the deal survives. A demand is left out when
    another is worth at least as much at no more risk.

    >>> found = demands(np.array([10.0, 30.0, 20.0, 40.0]), np.array([1.0, 0.5, 0.4, 0.1]))
    >>> [demand.deal for demand in found]
    [0, 1, 3]
    """
    order = np.lexsort((np.arange(len(worth)), -worth, -chance))
    found: list[Demand] = []
    for deal in order:
        if chance[deal] <= 0:
            break
        if not found or worth[deal] > found[-1].worth + 1e-9:
            found.append(Demand(int(deal), float(worth[deal]), 1 - float(chance[deal])))
    return tuple(found)


def best_demand(found: tuple[Demand, ...], no_deal: float) -> Demand | None:
    """The demand with the largest expected worth, if any beats no deal."""
    if not found:
        return None
    best = max(found, key=lambda d: (1 - d.risk) * d.worth + d.risk * no_deal)
    return best if best.worth > no_deal else None
