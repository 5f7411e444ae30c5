"""Forecasts from where the parties stand now, in closed form: means, median, mode, midpoint.

Axis order: position[draw, issue, party], salience and capability alike; the answers are
[draw, issue]. A party that takes no part in an issue has `present[issue, party]` False; its
position is not looked at. Weight is capability times salience. An issue on which nobody has any
weight has the answer NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CHUNK = 512
"""Draws worked on at once, so that they stay in the processor's cache."""


def compromise(position: Array, *, salience: Array, capability: Array, present: Mask) -> Array:
    """Mean of the positions, weighted by capability times salience (van den Bos 1991).

    The same number is the first-order Nash bargaining solution when failure is far worse for
    everybody than any outcome (Achen 2006).

    >>> x = np.array([[[0.0, 100.0]]])
    >>> s = np.array([[[0.5, 1.0]]])
    >>> everyone = np.ones((1, 2), dtype=bool)
    >>> compromise(x, salience=s, capability=np.ones_like(x), present=everyone).round(2).tolist()
    [[66.67]]
    """
    total, pulled = np.empty((2, *position.shape[:2]))
    for start in range(0, len(position), CHUNK):
        some = slice(start, start + CHUNK)
        weight = capability[some] * salience[some]
        weight *= present
        total[some] = weight.sum(axis=2)
        weight *= np.where(present, position[some], 0.0)
        pulled[some] = weight.sum(axis=2)
    return _ratio(pulled, total)


def mean(position: Array, *, present: Mask) -> Array:
    """Plain mean of the positions of the parties that take part."""
    total = np.where(present, position, 0.0).sum(axis=2)
    return _ratio(total, np.broadcast_to(present.sum(axis=1).astype(float), total.shape))


def midpoint(position: Array, *, present: Mask) -> Array:
    """Half-way between the two outermost positions."""
    low = np.where(present, position, np.inf).min(axis=2)
    high = np.where(present, position, -np.inf).max(axis=2)
    return np.where(np.isfinite(low), (low + high) / 2, np.nan)


def median(position: Array, *, weight: Array, present: Mask) -> Array:
    """Weighted median: the first position at which the cumulated weight passes one half.

    Where the cumulated weight is exactly one half (within 1e-12 of the total), the answer is
    half-way between that position and the next.

    >>> x = np.array([[[0.0, 10.0, 50.0, 90.0]]])
    >>> everyone = np.ones((1, 4), dtype=bool)
    >>> median(x, weight=np.ones_like(x), present=everyone).tolist()
    [[30.0]]
    """
    used = np.where(present, weight, 0.0)
    order = np.argsort(np.where(used > 0, position, np.inf), axis=2, kind="stable")
    x = np.take_along_axis(position, order, axis=2)
    share = np.take_along_axis(used, order, axis=2).cumsum(axis=2)
    half = share[..., -1:] / 2
    slack = 1e-12 * share[..., -1:]
    first = np.argmax(share >= half - slack, axis=2)[..., None]
    second = np.argmax(share > half + slack, axis=2)[..., None]
    pair = np.take_along_axis(x, first, axis=2) + np.take_along_axis(x, second, axis=2)
    return np.where(half[..., 0] > 0, pair[..., 0] / 2, np.nan)


def mode(position: Array, *, weight: Array, present: Mask) -> Array:
    """The position that most weight stands on; of several, the one nearest the weighted mean.

    If two are equally near, the lower one. Positions within 1e-9 of one another are one position.

    >>> x = np.array([[[0.0, 40.0, 40.0, 100.0]]])
    >>> everyone = np.ones((1, 4), dtype=bool)
    >>> mode(x, weight=np.array([[[1.0, 0.6, 0.6, 1.0]]]), present=everyone).tolist()
    [[40.0]]
    """
    used = np.where(present, weight, 0.0)
    x = np.where(present, position, np.nan)
    same = np.abs(x[..., :, None] - x[..., None, :]) <= 1e-9
    support = np.where(same, used[..., None, :], 0.0).sum(axis=3)
    total = used.sum(axis=2)
    centre = _ratio((used * np.where(present, position, 0.0)).sum(axis=2), total)
    most = support.max(axis=2, keepdims=True)
    leading = present & (support >= most * (1 - 1e-12))
    away = np.where(leading, np.round(np.abs(x - centre[..., None]), 9), np.inf)
    nearest = away == away.min(axis=2, keepdims=True)
    chosen = np.where(nearest & leading, x, np.inf).min(axis=2)
    return np.where(total > 0, chosen, np.nan)


def _ratio(top: Array, bottom: Array) -> Array:
    answer: Array = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=answer, where=bottom > 0)
    return answer
