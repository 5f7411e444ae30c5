"""Weights of the parties under which a weighted sum bounds an aim closely (Lagrange multipliers).

An aim that is concave in the gains lies below `constant + weights . gains`; whatever is required of
a deal, utility of at least a minimum, may be added with a weight of its own, since it only raises
the value of deals that count. Weights are chosen so that the bound is least over known deals, a
linear programme with a column a party and a row a deal. Any weights give a valid bound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import descent

Floats = NDArray[np.float64]

HEAVIEST = 50.0
STEPS = 60
LEAST = 1e-3


def multipliers(
    aim: int, gains: Floats, excess: Floats, power: Floats
) -> tuple[Floats, Floats, float]:
    """Weights of gains, weights of what exceeds the minimum, and the bound over known deals.

    `gains[deal, party]` in the measure of the aim, `excess[deal, party]` in points above the
    minimum, `power[party]` as in `search`. The bound leaves out the constant of a product.
    """
    from scipy.optimize import linprog

    deals, parties = gains.shape
    fixed, low, high = _bounds(aim, gains, power)
    equal = np.r_[np.ones(parties), np.zeros(parties + 1)][np.newaxis]
    found = linprog(
        np.r_[np.zeros(2 * parties), 1.0],
        A_ub=np.c_[gains, np.maximum(excess, -1e6), -np.ones(deals)],
        b_ub=np.zeros(deals),
        A_eq=equal if aim == descent.SMALLEST else None,
        b_eq=[1.0] if aim == descent.SMALLEST else None,
        bounds=[
            *zip(low, high, strict=True),
            *[(0.0, HEAVIEST * max(1e-9, float(np.max(high))))] * parties,
            (None, None),
        ],
    )
    if found.x is None:
        return fixed, np.zeros(parties), float((gains @ fixed).max())
    return (
        np.clip(found.x[:parties], low, high),
        np.maximum(0.0, found.x[parties:-1]),
        float(found.x[-1]),
    )


def _bounds(aim: int, gains: Floats, power: Floats) -> tuple[Floats, Floats, Floats]:
    """Weights to fall back on, and the least and greatest weight of each party."""
    one = np.ones(gains.shape[1])
    if aim == descent.SUM:
        return one, one, one
    if aim == descent.SHORTFALL:
        return one, 0.0 * one, one
    counted = (power > 0).astype(np.float64)
    if aim == descent.SMALLEST:
        return counted / counted.sum(), 0.0 * one, counted
    tangent = _tangent(gains, power)
    return tangent, tangent, tangent


def _tangent(gains: Floats, power: Floats) -> Floats:
    """Slopes of the product of gains where it is largest over mixtures of known deals."""
    counted = power > 0
    inside, exponents = gains[:, counted], power[counted]
    start = int(inside.min(axis=1).argmax())
    at = inside[start].copy()
    shares = np.linspace(0.0, 1.0, 41)[:, np.newaxis]
    for _ in range(STEPS):
        target = inside[int((inside @ (exponents / np.maximum(at, LEAST))).argmax())]
        line = at + shares * (target - at)
        heights = (exponents * np.log(np.maximum(line, LEAST))).sum(axis=1)
        best = int(heights.argmax())
        if best == 0:
            break
        at = line[best]
    slopes = np.zeros(gains.shape[1])
    slopes[counted] = exponents / np.maximum(at, LEAST)
    return slopes
