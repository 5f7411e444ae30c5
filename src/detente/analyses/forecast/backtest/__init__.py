"""The back-test: every method against the same settled issues, with bootstrap by proposal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.backtest.result import REFERENCE, BacktestResult
from detente.analyses.forecast.backtest.scoring import (
    Bootstrap,
    Settled,
    held_out_residuals,
    held_out_shares,
    outcomes,
    score,
)
from detente.analyses.forecast.intervals import calibration
from detente.analyses.forecast.methods import DEFAULT, METHODS, chosen
from detente.analyses.forecast.rules import Stances
from detente.analyses.forecast.solve import Terms, solve
from detente.errors import SettingError, sentence
from detente.progress import Progress, quiet, within
from detente.scenario.settled_talks import KINDS, Past, SettledIssue

__all__ = ["TESTED", "BacktestResult", "backtest", "forecasts_of_past"]

Array = NDArray[np.float64]

TESTED = tuple(method for method in METHODS if method != "spatial_joint")
LEAST_PROPOSALS = 5

LARGEST = 1e100
"""Of any number in the data, so that sums and products stay finite."""


def backtest(
    past: Past,
    *,
    methods: Sequence[str] | None = None,
    seed: int = 0,
    shipped: bool = False,
    progress: Progress = quiet,
) -> BacktestResult:
    """Forecast settled issues by each method and compare with what was decided.

    `methods` are among `TESTED` (all for None or `["all"]`); the default and the plain mean are
    always there. Intervals are made without the proposal they are tested on; with `shipped` they
    come from the constants of the package instead, and nothing is fitted. `progress` is told how
    much is done, of how much, and the proposal or method at work.

    Raises SettingError for an unknown method, numbers that are not finite, and when there are fewer
    than five proposals to fit on.

    >>> def settled(k: int) -> SettledIssue:
    ...     wanted = np.array([0.0, 100.0, float(k)])
    ...     return SettledIssue(f"p{k // 2}", f"i{k}", ("a", "b", "c"), wanted,
    ...                         np.ones(3), np.ones(3), 50.0)
    >>> result = backtest(Past("t", "", tuple(settled(k) for k in range(20))), methods=["median"])
    >>> result.answer()["issues"], sorted(result.scores)
    (20, ['half_weighted', 'mean', 'median'])
    """
    _check(past, least=1 if shipped else LEAST_PROPOSALS)
    asked = None if methods is None or list(methods) == ["all"] else [*methods, REFERENCE]
    wanted = chosen(asked, TESTED)
    settled, constants = Settled.of(past), calibration()
    if shipped:
        wanted = tuple(method for method in wanted if method in constants.residuals)
    forecasts = forecasts_of_past(past, wanted, seed=seed, progress=within(progress, 0, 50, 100))
    share, shares = constants.share, np.full(len(past.issues), constants.share)
    if not shipped:
        share, shares = held_out_shares(settled, forecasts[DEFAULT], seed=seed)
    bootstrap = Bootstrap(settled.proposal, seed=seed)
    scores = {}
    for done, method in enumerate(wanted):
        progress(50 + 50 * done // len(wanted), 100, method)
        forecast = forecasts[method]
        residuals = (
            [constants.residuals[method][KINDS[kind]] for kind in settled.kind]
            if shipped
            else held_out_residuals(settled, forecast)
        )
        laws = outcomes(settled, forecast, residuals, shares)
        scores[method] = score(settled, forecast, laws, forecasts[REFERENCE], bootstrap)
    complete = [method for method in wanted if scores[method].n == len(past.issues)]
    best = min(complete, key=lambda method: (scores[method].mae, method != DEFAULT))
    return BacktestResult(past, settled, seed, forecasts, scores, best, share, shipped)


def forecasts_of_past(
    past: Past, methods: Sequence[str], *, seed: int, progress: Progress = quiet
) -> dict[str, Array]:
    """forecast[method][issue] on 0..100, in the order of the file.

    Issues of one proposal are forecast together, so that the exchange model finds its trades.
    """
    found = {method: np.full(len(past.issues), np.nan) for method in methods}
    for done, proposal in enumerate(past.proposals):
        progress(done, len(past.proposals), proposal)
        at = [k for k, issue in enumerate(past.issues) if issue.proposal == proposal]
        issues = [past.issues[k] for k in at]
        quo = np.array([np.nan if i.status_quo is None else i.status_quo / 100 for i in issues])
        answers, _ = solve(_stances(issues), quo, methods, Terms(seed))
        for method in methods:
            found[method][at] = 100 * answers[method][0]
    return found


def _stances(issues: Sequence[SettledIssue]) -> Stances:
    """The arrays of the issues of one proposal, one draw."""
    parties = tuple(dict.fromkeys(party for issue in issues for party in issue.parties))
    stances = Stances.absent(1, len(issues), len(parties))
    for row, issue in enumerate(issues):
        at = [parties.index(party) for party in issue.parties]
        stances.position[0, row, at] = issue.position / 100
        stances.salience[0, row, at] = issue.salience
        stances.capability[0, row, at] = issue.capability
        stances.present[row, at] = True
    return stances


def _check(past: Past, *, least: int) -> None:
    if len(past.proposals) < least:
        remedy = sentence("give at least {least} proposals with outcomes", least=least)
        raise SettingError("proposals", len(past.proposals), remedy)
    for issue in past.issues:
        for name in ("position", "salience", "capability", "outcome", "status_quo"):
            given = getattr(issue, name)
            values = np.atleast_1d(np.array(0.0 if given is None else given, dtype=float))
            wrong = ~np.isfinite(values) | (np.abs(values) > LARGEST)
            if wrong.any():
                pattern = "write a finite number for {issue} of {proposal}"
                remedy = sentence(pattern, issue=issue.issue, proposal=issue.proposal)
                raise SettingError(name, float(values[wrong][0]), remedy)
