"""How good forecasts of settled issues were: errors, intervals, bootstrap by proposal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.intervals import crps, interval_of, possible, residual_quantiles
from detente.randomness import generator

Array = NDArray[np.float64]

RESAMPLES = 10_000
NEAR = 10.0
"""A forecast within so many points of the outcome counts as near."""


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one method over all issues, in points of 0..100.

    `ci95` is the bootstrap interval of the mean absolute error; `against` the mean difference of
    absolute error to the reference method (negative: better) and `against95` its interval.
    """

    n: int
    mae: float
    ci95: tuple[float, float]
    median: float
    within10: float
    crps: float
    coverage80: float
    width80: float
    against: float
    against95: tuple[float, float]


def held_out_intervals(
    forecast: Array, truth: Array, proposal: NDArray[np.intp], kind: NDArray[np.intp], level: float
) -> tuple[Array, Array]:
    """interval[issue, end] and crps[issue], from the residuals of other proposals' like issues.

    An issue without forecast has NaN; so has one of a kind that no other proposal has.
    """
    bounds, scores = np.full((len(truth), 2), np.nan), np.full(len(truth), np.nan)
    usable = np.isfinite(forecast)
    for at in np.flatnonzero(usable):
        others = usable & (proposal != proposal[at]) & (kind == kind[at])
        if others.sum() < 5:
            continue
        residuals = residual_quantiles((truth - forecast)[others])
        bounds[at] = interval_of(float(forecast[at]), residuals, level)
        scores[at] = crps(possible(forecast[[at]], residuals), float(truth[at]))
    return bounds, scores


class Bootstrap:
    """Resamples whole proposals, since the issues of one are alike; the same for every method."""

    def __init__(
        self, proposal: NDArray[np.intp], *, seed: int, resamples: int = RESAMPLES
    ) -> None:
        self.groups, self.member = np.unique(proposal, return_inverse=True)
        size = (resamples, len(self.groups))
        self.picked = generator(seed).integers(0, len(self.groups), size)

    def interval(self, values: Array, level: float = 0.95) -> tuple[float, float]:
        """Percentile interval of the mean of values[issue]; NaN values do not count."""
        usable = np.isfinite(values)
        n = len(self.groups)
        total = np.bincount(self.member[usable], values[usable], n)[self.picked].sum(axis=1)
        count = np.bincount(self.member[usable], minlength=n)[self.picked].sum(axis=1)
        means = total[count > 0] / count[count > 0]
        low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


def score(
    forecast: Array,
    truth: Array,
    reference: Array,
    proposal: NDArray[np.intp],
    kind: NDArray[np.intp],
    bootstrap: Bootstrap,
) -> Score:
    """Score one method; `reference` is the forecast it is compared with, issue by issue."""
    error = np.abs(forecast - truth)
    usable = np.isfinite(error)
    bounds, scores = held_out_intervals(forecast, truth, proposal, kind, 0.8)
    tested = np.isfinite(scores)
    inside = (truth >= bounds[:, 0] - 1e-9) & (truth <= bounds[:, 1] + 1e-9)
    gap = error - np.abs(reference - truth)
    return Score(
        n=int(usable.sum()),
        mae=float(error[usable].mean()),
        ci95=bootstrap.interval(error),
        median=float(np.median(error[usable])),
        within10=float((error[usable] <= NEAR + 1e-9).mean()),
        crps=_mean(scores[tested]),
        coverage80=_mean(inside[tested].astype(float)),
        width80=_mean((bounds[:, 1] - bounds[:, 0])[tested]),
        against=float(gap[np.isfinite(gap)].mean()),
        against95=bootstrap.interval(gap),
    )


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else float("nan")
