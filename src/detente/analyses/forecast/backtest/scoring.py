"""How good forecasts of settled issues were: errors, intervals, bootstrap by proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.intervals import (
    Outcomes,
    Stands,
    central,
    crps,
    possible,
    residual_quantiles,
)
from detente.randomness import generator
from detente.scenario.settled_talks import KINDS, Past

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

RESAMPLES = 10_000
NEAR = 10.0
"""A forecast within so many points of the outcome counts as near."""

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
"""Shares of the chance on the parties' positions, of which the best is taken."""

FOLDS = 5

FEW = 5
"""Fewer residuals than these say nothing about a kind of issue."""

TESTED_LEVELS = (0.5, 0.8, 0.95)


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
    coverage50: float
    coverage80: float
    coverage95: float
    width80: float
    against: float
    against95: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Settled:
    """Settled issues as arrays: `truth[issue]`, place of the proposal and kind, and the stands."""

    truth: Array
    proposal: NDArray[np.intp]
    kind: NDArray[np.intp]
    stands: tuple[Stands, ...]

    @classmethod
    def of(cls, past: Past) -> Settled:
        """The arrays of a file of settled issues."""
        places = {name: place for place, name in enumerate(past.proposals)}
        return cls(
            truth=np.array([issue.outcome for issue in past.issues]),
            proposal=np.array([places[issue.proposal] for issue in past.issues]),
            kind=np.array([KINDS.index(issue.kind) for issue in past.issues]),
            stands=tuple(
                Stands(issue.position[None, :], (issue.capability * issue.salience)[None, :])
                for issue in past.issues
            ),
        )

    @property
    def on_a_position(self) -> float:
        """The share of the issues that ended exactly at some party's position."""
        pairs = zip(self.truth, self.stands, strict=True)
        return float(np.mean([(abs(at.position - end) < 1e-6).any() for end, at in pairs]))


Laws = Sequence[Outcomes | None]
"""What may come of each issue; None where a method gives none."""


def residuals_of(off: Array, alike: Truth) -> Array | None:
    """Residual quantiles of like issues; of all where these are few, None where all are."""
    usable = np.isfinite(off)
    chosen = usable & alike if (usable & alike).sum() >= FEW else usable
    return residual_quantiles(off[chosen]) if chosen.sum() >= FEW else None


def held_out_residuals(settled: Settled, forecast: Array) -> list[Array | None]:
    """Residual quantiles for each issue, from the issues of other proposals."""
    off = settled.truth - forecast
    return [
        residuals_of(np.where(settled.proposal == own, np.nan, off), settled.kind == kind)
        for own, kind in zip(settled.proposal, settled.kind, strict=True)
    ]


def outcomes(
    settled: Settled, forecast: Array, residuals: Sequence[Array | None], share: Array
) -> Laws:
    """What may come of each issue; `share[issue]` of the chance is on the parties' positions."""
    return [
        None
        if quantiles is None or not np.isfinite(forecast[at])
        else possible(forecast[[at]], quantiles, settled.stands[at], float(share[at]))
        for at, quantiles in enumerate(residuals)
    ]


def held_out_shares(settled: Settled, forecast: Array, *, seed: int) -> tuple[float, Array]:
    """The best share on positions over all issues, and `share[issue]` by other folds of proposals.

    The best is the one with the least mean CRPS, intervals being made without the proposal tested.
    """
    residuals = held_out_residuals(settled, forecast)
    shares = (np.full(len(forecast), share) for share in SHARES)
    laws = [outcomes(settled, forecast, residuals, each) for each in shares]
    losses = np.array([_crps(each, settled) for each in laws])
    fold = (generator(seed).permutation(settled.proposal.max() + 1) % FOLDS)[settled.proposal]
    total = np.nansum(losses, axis=1)
    left = [total - np.nansum(losses[:, fold == own], axis=1) for own in range(FOLDS)]
    best = np.array(SHARES)[np.argmin(left, axis=1)]
    return SHARES[int(np.argmin(total))], best[fold]


def _crps(laws: Laws, settled: Settled) -> Array:
    pairs = zip(laws, settled.truth, strict=True)
    return np.array([np.nan if law is None else crps(law, end) for law, end in pairs])


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
        if not means.size:
            return float("nan"), float("nan")
        low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


def score(
    settled: Settled, forecast: Array, laws: Laws, reference: Array, bootstrap: Bootstrap
) -> Score:
    """Score one method; `reference` is the forecast it is compared with, issue by issue."""
    error = np.abs(forecast - settled.truth)
    gap = error - np.abs(reference - settled.truth)
    nothing = np.full((len(TESTED_LEVELS), 2), np.nan)
    ends = [nothing if w is None else [central(w, level) for level in TESTED_LEVELS] for w in laws]
    low, high = np.array(ends).transpose()
    inside = (settled.truth >= low - 1e-9) & (settled.truth <= high + 1e-9)
    held = [_mean(row) for row in np.where(np.isfinite(low), inside, np.nan)]
    known = np.isfinite(error)
    return Score(
        n=int(known.sum()),
        mae=_mean(error),
        ci95=bootstrap.interval(error),
        median=float(np.median(error[known])) if known.any() else float("nan"),
        within10=_mean(np.where(known, error <= NEAR + 1e-9, np.nan)),
        crps=_mean(_crps(laws, settled)),
        coverage50=held[0],
        coverage80=held[1],
        coverage95=held[2],
        width80=_mean(high[1] - low[1]),
        against=_mean(gap),
        against95=bootstrap.interval(gap),
    )


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
