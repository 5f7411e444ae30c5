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
    if judgement.low == judgement.high:
        return np.full(unit.shape, judgement.low)
    doubt = WIDENED.get(judgement.confidence or "", 0.0)
    if not doubt or judgement.form not in ("word", "range", "estimate"):
        return _as_stated(judgement, unit)
    wide = unit < doubt
    found = _as_stated(judgement, np.where(wide, 0.0, (unit - doubt) / (1 - doubt)))
    low, high = judgement.doubled
    found[wide] = _shaped(judgement, low, high, unit[wide] / doubt)
    return found


def _as_stated(judgement: Judgement, unit: Floats) -> Floats:
    if judgement.experts:
        return _pooled(judgement.experts, unit)
    if judgement.spread is not None:
        return _spread(judgement.spread, unit)
    return _shaped(judgement, judgement.low, judgement.high, unit)


def _shaped(judgement: Judgement, low: float, high: float, unit: Floats) -> Floats:
    if judgement.form == "estimate":
        return _pert(low, judgement.best, high, unit)
    return _flat(low, high, unit)


def expert_of(judgement: Judgement, unit: Floats) -> NDArray[np.intp]:
    """Which expert of a pool, in the order of `ordered_experts`, each probability falls to."""
    edges = list(accumulate(expert.share for expert in ordered_experts(judgement)))
    return np.searchsorted(np.array(edges[:-1]), unit, side="right")


def ordered_experts(judgement: Judgement) -> tuple[Expert, ...]:
    """The experts of a pool, lowest best value first."""
    return tuple(sorted(judgement.experts, key=lambda e: (e.judgement.best, e.name)))


def _pooled(experts: tuple[Expert, ...], unit: Floats) -> Floats:
    drawn = np.empty(unit.shape)
    start = 0.0
    ordered = sorted(experts, key=lambda e: (e.judgement.best, e.name))
    edges = list(accumulate(expert.share for expert in ordered))
    place = np.searchsorted(np.array(edges[:-1]), unit, side="right")
    for number, expert in enumerate(ordered):
        hers = place == number
        within = np.clip((unit[hers] - start) / expert.share, 0.0, 1.0)
        drawn[hers] = quantiles(expert.judgement, within)
        start = edges[number]
    return drawn


def _flat(low: float, high: float, unit: Floats) -> Floats:
    return low + (high - low) * unit


def _pert(low: float, best: float, high: float, unit: Floats) -> Floats:
    span = high - low
    a = 1 + PERT_PEAK * (best - low) / span
    b = 1 + PERT_PEAK * (high - best) / span
    return _beta(low, high, a, b, unit)


def _beta(low: float, high: float, a: float, b: float, unit: Floats) -> Floats:
    from scipy.special import betaincinv

    return np.asarray(low + (high - low) * betaincinv(a, b, unit))


def _spread(spread: Spread, unit: Floats) -> Floats:
    low, best, high = spread.low, spread.best, spread.high
    if spread.family == "discrete":
        values = np.array([value for value, _ in spread.points])
        edges = np.cumsum([share for _, share in spread.points])[:-1]
        return values[np.searchsorted(edges, unit, side="right")]
    if spread.family == "lognormal":
        logs = _cut_normal(_log(low), _log(high), *spread.shape, unit)
        return np.clip(np.exp(logs), low, high)
    if spread.family == "normal":
        return _cut_normal(low, high, *spread.shape, unit)
    if spread.family == "beta":
        return _beta(low, high, *spread.shape, unit)
    if spread.family == "uniform":
        return _flat(low, high, unit)
    shape = _pert if spread.family == "pert" else _triangular
    return shape(low, best, high, unit)


def _triangular(low: float, best: float, high: float, unit: Floats) -> Floats:
    span = high - low
    peak = (best - low) / span
    rising = low + np.sqrt(unit * span * (best - low))
    falling = high - np.sqrt((1 - unit) * span * (high - best))
    return np.where(unit < peak, rising, falling)


def _cut_normal(low: float, high: float, mean: float, sd: float, unit: Floats) -> Floats:
    from scipy.special import ndtr, ndtri

    below, above = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    drawn = mean + sd * ndtri(below + unit * (above - below))
    return np.asarray(np.clip(drawn, low, high))


def _log(value: float) -> float:
    return float(np.log(value)) if value > 0 else -np.inf
