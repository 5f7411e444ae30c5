"""The value below which a judgement lies with a given probability.

A word, a range and `uniform` are flat; `{low, best, high}` is a PERT distribution, a beta with
a = 1 + 4 (best - low) / (high - low) and b = 1 + 4 (high - best) / (high - low) (Malcolm et al.
1959). A pool of experts is the mixture of their judgements: no opinion is averaged into another.

>>> import numpy as np
>>> from detente.scenario.judgements.forms import read_judgement
>>> quantiles(read_judgement("20..40"), np.array([0.0, 0.25, 0.5])).tolist()
[20.0, 25.0, 30.0]
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from detente.scenario.judgements.forms import Expert, Judgement
from detente.scenario.judgements.spreads import Spread

Floats = NDArray[np.float64]

PERT_PEAK = 4.0

WIDENED = {"low": 0.25, "moderate": 0.1}
"""With which chance a range held with little confidence is too narrow by half."""


def quantiles(judgement: Judgement, unit: Floats) -> Floats:
    """Values of a judgement at probabilities `unit`, any shape, each in [0, 1].

    A pool of experts gives each its share of [0, 1], the lowest best value first, so it rises
    inside every expert's share only. A word, a range or an estimate of low or moderate confidence
    is doubled with the chance of `WIDENED`, below which it rises as the doubled one does.

    >>> quantiles(Judgement.model_validate({"value": "20..40", "confidence": "low"}),
    ...           np.array([0.0, 0.2, 0.25, 1.0])).tolist()
    [10.0, 42.0, 20.0, 40.0]
    """
    if judgement.certain:
        return np.full(unit.shape, judgement.low)
    if judgement.experts:
        return _pooled(judgement, unit)
    if judgement.spread is not None:
        return _spread(judgement.spread, unit)
    doubt = WIDENED.get(judgement.confidence or "", 0.0)
    if not doubt or judgement.form == "rank":
        return _between(judgement, judgement.low, judgement.high, unit)
    wide = unit < doubt
    stated = np.where(wide, 0.0, (unit - doubt) / (1 - doubt))
    found = _between(judgement, judgement.low, judgement.high, stated)
    found[wide] = _between(judgement, *judgement.doubled, unit[wide] / doubt)
    return found


def _between(judgement: Judgement, low: float, high: float, unit: Floats) -> Floats:
    if judgement.form == "estimate":
        return _pert(low, judgement.best, high, unit)
    return low + (high - low) * unit


def expert_of(judgement: Judgement, unit: Floats) -> NDArray[np.intp]:
    """Which expert of a pool, in the order of `ordered_experts`, each probability falls to."""
    edges = list(accumulate(expert.share for expert in ordered_experts(judgement)))
    return np.searchsorted(np.array(edges[:-1]), unit, side="right")


def ordered_experts(judgement: Judgement) -> tuple[Expert, ...]:
    """The experts of a pool, lowest best value first."""
    return tuple(sorted(judgement.experts, key=lambda e: (e.judgement.best, e.name)))


def _pooled(judgement: Judgement, unit: Floats) -> Floats:
    drawn = np.empty(unit.shape)
    whose = expert_of(judgement, unit)
    start = 0.0
    for place, expert in enumerate(ordered_experts(judgement)):
        hers = whose == place
        within = np.clip((unit[hers] - start) / expert.share, 0.0, 1.0)
        drawn[hers] = quantiles(expert.judgement, within)
        start += expert.share
    return drawn


def _pert(low: float, best: float, high: float, unit: Floats) -> Floats:
    a = 1 + PERT_PEAK * (best - low) / (high - low)
    b = 1 + PERT_PEAK * (high - best) / (high - low)
    return _beta(low, high, a, b, unit)


def _beta(low: float, high: float, a: float, b: float, unit: Floats) -> Floats:
    from scipy.special import betaincinv

    return np.asarray(low + (high - low) * betaincinv(a, b, unit))


def _spread(spread: Spread, unit: Floats) -> Floats:
    low, best, high = spread.low, spread.best, spread.high
    match spread.family:
        case "uniform":
            drawn = low + (high - low) * unit
        case "triangular":
            rising = low + np.sqrt(unit * (high - low) * (best - low))
            falling = high - np.sqrt((1 - unit) * (high - low) * (high - best))
            drawn = np.where(unit < (best - low) / (high - low), rising, falling)
        case "pert":
            drawn = _pert(low, best, high, unit)
        case "beta":
            drawn = _beta(low, high, *spread.shape, unit)
        case "normal":
            drawn = _cut_normal(low, high, spread.shape, unit)
        case "lognormal":
            logs = [float(np.log(end)) if end > 0 else -np.inf for end in (low, high)]
            drawn = np.clip(np.exp(_cut_normal(logs[0], logs[1], spread.shape, unit)), low, high)
        case "discrete":
            values = np.array([value for value, _ in spread.points])
            edges = np.cumsum([share for _, share in spread.points])[:-1]
            drawn = values[np.searchsorted(edges, unit, side="right")]
    return drawn


def _cut_normal(low: float, high: float, shape: tuple[float, float], unit: Floats) -> Floats:
    from scipy.special import ndtr, ndtri

    mean, sd = shape
    below, above = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    drawn = mean + sd * ndtri(below + unit * (above - below))
    return np.asarray(np.clip(drawn, low, high))
