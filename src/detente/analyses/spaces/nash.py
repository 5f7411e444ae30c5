"""The Nash solution on a finite set of packages: one rule for deals and for every table of talks.

First as many parties as can gain, then the product of their gains, each to the power of its party
(Nash 1950, applied to those who gain where not all can), then the least losses of the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

EQUAL = 1e-9
"""Points that count as no gain."""
_RANK = 40.0
"""Above the difference of the logarithms of any two gains in points."""
_DECIMALS = 9
"""To which logarithms of products are told apart; losses count below that."""
_LOSS = 1e-12


def nash_scores(gains: Sequence[Floats], power: Sequence[Floats]) -> Floats:
    """How packages rank, [package]: the highest is the Nash solution, the first of several.

    `gains` holds for each party its points over no deal in each package, `power` its exponent.

    >>> first, second = np.array([80.0, 20.0]), np.array([0.0, 20.0])
    >>> int(nash_scores([first, second], [np.array(0.9), np.array(0.1)]).argmax())
    1
    """
    whole = np.sum(np.broadcast_arrays(*power), axis=0)
    total, lost = np.zeros((2, len(gains[0])))
    for gain, weight in zip(gains, power, strict=True):
        better = gain > EQUAL
        total += weight / whole * np.log(np.where(better, gain, 1.0)) + _RANK * better
        lost += np.minimum(gain, 0.0)
    return np.asarray(np.round(total, _DECIMALS) + _LOSS * lost)


def first_best(scores: Floats, segment: Rows) -> tuple[Rows, Rows]:
    """The first row with the highest score of each segment, and the segments that there are.

    `segment` rises. Both answers have one entry a segment.

    >>> [part.tolist() for part in first_best(np.array([1.0, 2, 2, 5]), np.array([0, 0, 0, 3]))]
    [[1, 3], [0, 3]]
    """
    if not len(segment):
        return np.zeros(0, dtype=np.int64), segment
    starts = np.flatnonzero(np.diff(segment, prepend=segment[0] - 1))
    highest = np.maximum.reduceat(scores, starts)
    best = np.flatnonzero(scores == np.repeat(highest, np.diff(starts, append=len(segment))))
    found, first = np.unique(segment[best], return_index=True)
    return best[first], found
