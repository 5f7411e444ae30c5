"""Words for probabilities, by the scale of US Intelligence Community Directive 203 (2015).

The bins are [5, 20), [20, 45) and so on; a probability whose error bar spans two bins is said with
both words. Nothing is ever 0 or 100 %.

>>> from detente.phrases import phrases
>>> likelihood(Share.of(870, 1000), phrases("en"))
'very likely'
>>> likelihood(Share.of(540, 1000), phrases("en"))
'roughly even chance to likely'
>>> percent(1.0, phrases("en"))
'over 99 %'
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.phrases import Phrases

EDGES = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)
WORDS = (
    "almost_no_chance",
    "very_unlikely",
    "unlikely",
    "roughly_even",
    "likely",
    "very_likely",
    "almost_certain",
)
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
        """
        share = hits / draws
        square = _SIGMAS**2 / draws
        centre = (share + square / 2) / (1 + square)
        half = (
            _SIGMAS * math.sqrt(share * (1 - share) / draws + square / (4 * draws)) / (1 + square)
        )
        low, high = max(0.0, centre - half), min(1.0, centre + half)
        return cls(share, min(low, share), max(high, share), draws)

    @property
    def error(self) -> float:
        """Standard error of the share."""
        return math.sqrt(self.value * (1 - self.value) / self.draws)


def bin_of(probability: float) -> int:
    """Place of a probability on the scale, 0 (almost no chance) to 6 (almost certain)."""
    return sum(probability >= edge for edge in EDGES)


def likelihood(share: Share, words: Phrases) -> str:
    """The word for a probability, or the outer two where its error bar spans several bins."""
    first, last = bin_of(share.low), bin_of(share.high)
    low, high = words(f"ensembles.word.{WORDS[first]}"), words(f"ensembles.word.{WORDS[last]}")
    return low if first == last else words("ensembles.two_words", low=low, high=high)


def percent(probability: float, words: Phrases) -> str:
    """A probability in percent, never 0 or 100."""
    return words.share(probability)


def error_bar(share: Share, words: Phrases) -> str:
    """The error bar of a probability in percent, which includes the probability as it is printed.

    >>> from detente.phrases import phrases
    >>> error_bar(Share.of(870, 1000), phrases("en")), error_bar(Share.of(20, 20), phrases("en"))
    ('85 to 89 %', '84 to over 99 %')
    """
    return words.shares(share.low, share.high)
