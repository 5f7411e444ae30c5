"""Nash bargaining over one issue when failure is bad, but not infinitely so.

A party's gain from the outcome x over failure is

    gain_i(x) = loss_i - salience_i (x - position_i)^2

with everything on 0..1: loss_i is what failure costs party i. Where a status quo is known, failure
means the status quo and, on top of it, a cost that is the same for all; otherwise only that cost.
The solution maximises the sum of capability_i log gain_i(x) over the outcomes that leave every
party a gain; if there are none, no agreement is in reach and the answer is NaN. With an ever larger
loss the solution tends to the weighted mean (Achen 2006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Array = NDArray[np.float64]

STEPS = 60
"""Bisection steps: the answer is exact to 2^-60 of the interval."""


def disagreement(
    position: Array, *, salience: Array, status_quo: NDArray[np.float64], cost: float
) -> Array:
    """What failure costs each party: loss[draw, issue, party], on 0..1.

    `status_quo[issue]` is on 0..1 as well; NaN where there is none.
    """
    gap = position - status_quo[:, None]
    known = np.isfinite(status_quo)[:, None]
    return np.where(known, salience * gap**2, 0.0) + cost


def solve(
    position: Array,
    *,
    salience: Array,
    capability: Array,
    loss: Array,
    present: NDArray[np.bool_],
) -> Array:
    """The Nash outcome[draw, issue] on 0..1, NaN where no outcome leaves every party a gain.

    >>> x = np.array([[[0.2, 0.8]]])
    >>> one = np.ones_like(x)
    >>> everyone = np.ones((1, 2), dtype=bool)
    >>> solve(x, salience=one, capability=one, loss=one, present=everyone).round(6).tolist()
    [[0.5]]
    """
    answer = np.empty(position.shape[:2])
    weight = np.where(present, capability, 0.0)
    inputs = [np.ascontiguousarray(a, float) for a in (position, salience, weight, loss)]
    _solve(*inputs, answer)
    return answer


@kernel
def _solve(position: Array, salience: Array, capability: Array, loss: Array, answer: Array) -> None:
    for d in range(position.shape[0]):
        for k in range(position.shape[1]):
            answer[d, k] = _solve_one(position[d, k], salience[d, k], capability[d, k], loss[d, k])


@kernel
def _solve_one(x: Array, salience: Array, capability: Array, loss: Array) -> float:
    low, high = 0.0, 1.0
    someone = False
    for i in range(x.shape[0]):
        if capability[i] <= 0 or salience[i] <= 0:
            continue
        someone = True
        reach = np.sqrt(max(loss[i], 0.0) / salience[i])
        low = max(low, x[i] - reach)
        high = min(high, x[i] + reach)
    if not someone or low > high:
        return np.nan
    for _ in range(STEPS):
        middle = (low + high) / 2
        slope = 0.0
        for i in range(x.shape[0]):
            if capability[i] > 0 and salience[i] > 0:
                gain = loss[i] - salience[i] * (middle - x[i]) ** 2
                slope += 2 * capability[i] * salience[i] * (x[i] - middle) / max(gain, 1e-300)
        if slope > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
