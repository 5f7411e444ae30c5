"""How likely an agreement is where one is possible, and what a class of past cases adds.

The chance rises with the room for an agreement: odds = e^c (2s)^k. The slope k was fitted on the
4,217 talks of `deal_or_no_deal` (Lewis et al. 2017); the level c is a property of the setting and
is stated as friction. The rate of a class of past cases has a Jeffreys prior; inside and outside
view are pooled by their logarithms.

>>> round(float(chance(0.375, level=0.0)), 4)
0.2404
>>> [round(float(level_of(degree)), 2) for degree in (1, 47)]
[4.41, 0.27]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SLOPE, SLOPE_ERROR = 4.0, 0.2
"""Of the log-odds over the logarithm of room, and its standard error."""
ALLOWANCE = 0.04
"""Chance that the model is wrong and the four outcomes are even."""
OUTCOMES = ("binding", "for_show", "nothing", "broken_off")
HIGHEST_LEVEL, LEVEL_PER_DEGREE = 4.5, 0.09


def level_of(friction: ArrayLike) -> Floats:
    """The log-odds at half room that a friction of 0..100 stands for."""
    return np.asarray(HIGHEST_LEVEL - LEVEL_PER_DEGREE * np.asarray(friction, dtype=np.float64))


def friction_of(level: ArrayLike) -> Floats:
    """The friction that stands for log-odds at half room; outside 0..100 where none does."""
    return np.asarray((HIGHEST_LEVEL - np.asarray(level, dtype=np.float64)) / LEVEL_PER_DEGREE)


def chance(room: ArrayLike, *, level: ArrayLike, slope: ArrayLike = SLOPE) -> Floats:
    """The chance of an agreement by room 0..1, of the shape of all three together; 0 at no room."""
    s = np.asarray(room, dtype=np.float64)
    with np.errstate(divide="ignore"):
        log_odds = np.asarray(level) + np.asarray(slope) * np.log(2 * np.maximum(s, 0.0))
    return np.asarray(1 / (1 + np.exp(-np.maximum(log_odds, -700.0))) * (s > 0))


def level_between(room: float, probability: float) -> float:
    """The level at which a room gives a probability."""
    return float(np.log(probability / (1 - probability)) - SLOPE * np.log(2 * room))


def allowed(inside: Floats, allowance: float = ALLOWANCE) -> Floats:
    """Outcomes with the allowance for a wrong model, shape [..., outcome]."""
    return np.asarray((1 - allowance) * inside + allowance / len(OUTCOMES))


class PastCases(NamedTuple):
    """A class of past cases: how often each outcome came, [outcome], or one `event` alone.

    With an event alone `counts` says how often it came and how often it did not.
    """

    counts: tuple[int, ...]
    event: int = 0
    whole: bool = False

    def mean(self) -> Floats:
        """The mean rate: of the event, and the parts of the rest where all four are counted."""
        return self._rates(lambda weights: weights / weights.sum())

    def sample(self, random: np.random.Generator, n: int) -> Floats:
        """Samples of the same, shape [sample, 1 or 4]."""
        return self._rates(lambda weights: random.dirichlet(weights, n))

    def _rates(self, drawn: Callable[[Floats], Floats]) -> Floats:
        """The event by Beta(k + 1/2, n - k + 1/2), the rest of four outcomes by Dirichlet."""
        counts = np.asarray(self.counts, dtype=np.float64)
        came = counts[self.event if self.whole else 0]
        event = drawn(np.array([came, counts.sum() - came]) + 0.5)[..., :1]
        if not self.whole:
            return event
        rest = (1 - event) * drawn(np.delete(counts, self.event) + 0.5)
        before, after = np.split(rest, [self.event], axis=-1)
        return np.concatenate([before, event, after], axis=-1)


def joined(rates: Sequence[Floats]) -> Floats:
    """Several classes as one: the mean of their logarithms, since they overlap.

    >>> classes = [PastCases((1, 6)).mean(), PastCases((3, 7)).mean()]
    >>> joined(classes).round(4).tolist()
    [0.2471]
    """
    if len(rates) == 1:
        return rates[0]
    if rates[0].shape[-1] > 1:
        product = np.exp(np.mean(np.log(rates), axis=0))
        return np.asarray(product / product.sum(axis=-1, keepdims=True))
    odds = np.exp(np.mean([np.log(rate / (1 - rate)) for rate in rates], axis=0))
    return np.asarray(odds / (1 + odds))


def pooled(inside: Floats, rate: Floats, weight: float, event: int = 0) -> Floats:
    """Inside and outside view as one, [..., outcome]: q ~ inside^(1-w) outside^w.

    Where the outside view knows one event alone, the other outcomes keep their proportions.

    >>> pooled(np.array([0.02, 0.98, 0, 0]), np.array([0.1875]), 0.5).round(4).tolist()
    [0.0642, 0.9358, 0.0, 0.0]
    """
    outside = rate
    if rate.shape[-1] == 1:
        others = np.delete(inside, event, axis=-1)
        whole = others.sum(axis=-1, keepdims=True)
        parts = np.divide(others, whole, out=np.full_like(others, 1 / 3), where=whole > 0)
        spread = (1 - rate) * parts
        before, after = np.split(spread, [event], axis=-1)
        came = np.broadcast_to(rate, (*spread.shape[:-1], 1))
        outside = np.concatenate([before, came, after], axis=-1)
    product = inside ** (1 - weight) * outside**weight
    return np.asarray(product / product.sum(axis=-1, keepdims=True))
