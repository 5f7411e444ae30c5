"""The Nash solution on a finite set of packages: one rule for deals and for every table of talks.

First as many parties as can gain, then the product of their gains, each to the power of its party
(Nash 1950, applied to those who gain where not all can), then the least losses of the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

EQUAL = 1e-9
"""Points that count as no gain."""
_RANK = 40.0
"""Above the difference of the logarithms of any two gains in points."""
_DECIMALS = 9
"""To which logarithms of products are told apart; losses count below that."""
_LOSS = 1e-12


def nash_scores(gains: Sequence[Floats], power: Floats, allowed: Truth) -> Floats:
    """How packages rank, [draw, deal]: the highest is the Nash solution, the first of several.

    `gains` holds [draw, deal] in points for each party, `power[draw, party]` its exponent. A
    package that is not `allowed[draw, deal]` gets minus infinity.

    >>> first, second = np.array([[80.0, 20.0, -20.0]]), np.array([[0.0, 20.0, -30.0]])
    >>> nash_scores([first, second], np.array([[0.9, 0.1]]), first >= 0).argmax(axis=1).tolist()
    [1]
    """
    draw = np.repeat(np.arange(len(allowed)), np.count_nonzero(allowed, axis=1))
    share = power / power.sum(axis=1, keepdims=True)
    total, lost = np.zeros((2, len(draw)))
    for seat, gain in enumerate(gains):
        here = gain[allowed]
        better = here > EQUAL
        total += share[draw, seat] * np.log(np.where(better, here, 1.0)) + _RANK * better
        lost += np.minimum(here, 0.0)
    scores = np.full(allowed.shape, -np.inf)
    scores[allowed] = np.round(total, _DECIMALS) + _LOSS * lost
    return scores
