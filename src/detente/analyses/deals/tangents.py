"""The largest product of gains over deals with continuous scales, by tangents.

The logarithm of a gain lies below its tangents, so a linear programme with tangents bounds the sum
of logarithms; each answer adds the tangents where it lies (outer approximation, Duran & Grossmann
1986).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.programme import Optimum, Programme, maximise

Floats = NDArray[np.float64]

TANGENTS = 60
CLOSE = 1e-9
LEAST = 1e-6
INSIDE = 1e-6


def largest_product(
    stated: Programme, limit: Floats, power: Floats, ideal: Floats, starts: list[Floats]
) -> tuple[float | None, Floats | None]:
    """What no product of gains to their powers exceeds, and the best answer; None for neither.

    Tangents to the logarithm of each gain are added until answer and bound meet. Further variables:
    a logarithm for each party.
    """
    width, parties = stated.utility.shape[1], len(limit)
    objective = np.r_[np.zeros(width), power]
    rows, low = [], []

    def touch(party: int, gain: float) -> None:
        row = np.zeros(width + parties)
        row[:width], row[width + party] = stated.utility[party] / gain, -1.0
        rows.append(row)
        low.append(1.0 - math.log(gain) + float(limit[party] / gain))

    for party in range(parties):
        for gain in np.geomspace(max(1e-3, ideal[party] / 200), ideal[party], 8):
            touch(party, float(gain))
    bound, best, chosen = math.inf, -math.inf, None
    for _ in range(TANGENTS):
        found = maximise(stated, objective, rows=np.array(rows), low=np.array(low), starts=starts)
        if found is None:
            break
        bound = min(bound, found.bound)
        for at in _answers(stated, objective, found, rows, low):
            gains = stated.utility @ at[:width] - limit
            if (gains <= 0).any():
                continue
            if float(power @ np.log(gains)) > best:
                best, chosen = float(power @ np.log(gains)), at
            for party in range(parties):
                touch(party, float(gains[party]))
        if bound - best <= CLOSE or stated.budget.left <= 0:
            break
    product = None if math.isinf(bound) else math.exp(bound)
    return product, None if chosen is None else _refined(stated, chosen, limit, power)


def _refined(stated: Programme, x: Floats, limit: Floats, power: Floats) -> Floats:
    """The places on the chosen segments once more, by sequential quadratic programming.

    Tangents meet the product long before its place is known to many digits.
    """
    from scipy.optimize import minimize

    free = [
        place + k
        for start, place, size in zip(stated.choice, stated.place, stated.sizes, strict=True)
        for k in range(size // 2 if place >= 0 else 0)
        if x[start + 2 * k + 1] > 1.0 - INSIDE
    ]
    slope = stated.utility[:, free]
    fixed = stated.utility @ x[: stated.utility.shape[1]] - slope @ x[free] - limit

    def loss(at: Floats) -> tuple[float, Floats]:
        gains = np.maximum(fixed + slope @ at, LEAST)
        return -float(power @ np.log(gains)), -(slope.T @ (power / gains))

    if not free:
        return x
    found = minimize(
        loss, x[free], jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * len(free), tol=1e-15
    )
    if found.fun <= loss(x[free])[0]:
        x = x.copy()
        x[free] = found.x
    return x


def _answers(
    stated: Programme, objective: Floats, found: Optimum, rows: list[Floats], low: list[float]
) -> Iterator[Floats]:
    yield found.x
    fixed = np.round(found.x[: stated.binary])
    again = maximise(stated, objective, rows=np.array(rows), low=np.array(low), fixed=fixed)
    if again is not None:
        yield again.x
