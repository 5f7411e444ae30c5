"""Shares of the cases computed, with the error bar of counting.

Such a share says how much an answer hangs on what is not known exactly; it is no probability of an
event, so it is told in words of its own ("in most of our calculations"), see `Phrases.how_many`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_SIGMAS = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws with its 95 % error bar."""

    value: float
    low: float
    high: float
    draws: int

    @classmethod
    def of(cls, hits: float, draws: int) -> Share:
        """The share of hits with Wilson's interval (1927), which is sound at 0 and 1 as well.

        Stratified points cover each range evenly, so the true error is mostly smaller.

        >>> share = Share.of(870, 1000)
        >>> round(share.low, 3), share.value, round(share.high, 3)
        (0.848, 0.87, 0.889)
        """
        share = hits / draws
        square = _SIGMAS**2 / draws
        centre = (share + square / 2) / (1 + square)
        half = (
            _SIGMAS * math.sqrt(share * (1 - share) / draws + square / (4 * draws)) / (1 + square)
        )
        low, high = max(0.0, centre - half), min(1.0, centre + half)
        return cls(share, min(low, share), max(high, share), draws)
