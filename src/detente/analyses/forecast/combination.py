"""A combination of views, fitted on settled negotiations: a regularised correction of the default.

The combined forecast is the compromise plus a linear correction by what the other views say, the
spread of the positions, the kind of issue and the status quo where it is known. Coefficients are
least squares with a ridge penalty (Hoerl & Kennard 1970); the penalty is chosen among `PENALTIES`
by the mean absolute error in an inner cross-validation by proposal. Nothing of the proposal that
is forecast enters either step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.randomness import generator
from detente.scenario.settled import SettledIssue

Array = NDArray[np.float64]

PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
FOLDS = 5
VIEWS = ("median", "mode", "mean", "midpoint", "exchange", "spatial_first")
"""Views whose distance from the compromise enters, where they were computed."""


def features(issues: Sequence[SettledIssue], forecasts: Mapping[str, Array]) -> Array:
    """What the correction looks at, shape [issue, feature], each of the size of one."""
    centre = forecasts["compromise"]
    status_quo = np.array([np.nan if i.status_quo is None else i.status_quo for i in issues])
    known = np.isfinite(status_quo)
    binary = np.array([issue.kind == "yes_no" for issue in issues])
    columns = [np.ones(len(issues)), (centre - 50) / 30, binary * (centre - 50) / 30]
    columns.append(np.array([_spread(issue) for issue in issues]) / 20 - 1)
    columns += [known, np.where(known, status_quo - centre, 0.0) / 50]
    columns += [_gap(forecasts[view], centre) / 20 for view in VIEWS if view in forecasts]
    return np.column_stack([np.asarray(column, dtype=float) for column in columns])


def _gap(view: Array, centre: Array) -> Array:
    return np.where(np.isfinite(view), view - centre, 0.0)


def _spread(issue: SettledIssue) -> float:
    weight = issue.capability * issue.salience
    centre = np.average(issue.position, weights=weight)
    return float(np.sqrt(np.average((issue.position - centre) ** 2, weights=weight)))


def fit(x: Array, y: Array, penalty: float) -> Array:
    """Ridge coefficients; the first feature, a constant, is not shrunk.

    >>> fit(np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([1.0, 3.0]), 1.0).round(2).tolist()
    [2.0, 0.5]
    """
    shrink = penalty * len(y) * np.eye(x.shape[1])
    shrink[0, 0] = 0.0
    return np.asarray(np.linalg.solve(x.T @ x + shrink, x.T @ y))


def choose_penalty(x: Array, y: Array, proposal: NDArray[np.intp], *, seed: int) -> float:
    """The penalty with the least mean absolute error in cross-validation by proposal."""
    groups = np.unique(proposal)
    fold_of = dict(zip(groups, generator(seed).permutation(len(groups)) % FOLDS, strict=True))
    fold = np.array([fold_of[group] for group in proposal])
    errors = []
    for penalty in PENALTIES:
        total = 0.0
        for k in np.unique(fold):
            out = fold == k
            total += float(np.abs(y[out] - x[out] @ fit(x[~out], y[~out], penalty)).sum())
        errors.append(total)
    return PENALTIES[int(np.argmin(errors))]


def combine_held_out(
    issues: Sequence[SettledIssue],
    forecasts: Mapping[str, Array],
    proposal: NDArray[np.intp],
    *,
    seed: int,
) -> Array:
    """Combined forecasts[issue] on 0..100; each proposal is left out of the fit of its own."""
    x = features(issues, forecasts)
    truth = np.array([issue.outcome for issue in issues])
    centre = forecasts["compromise"]
    combined = centre.copy()
    for group in np.unique(proposal):
        out = proposal == group
        if len(np.unique(proposal[~out])) < FOLDS:
            continue
        y = (truth - centre)[~out]
        penalty = choose_penalty(x[~out], y, proposal[~out], seed=seed)
        combined[out] += x[out] @ fit(x[~out], y, penalty)
    return np.clip(combined, 0.0, 100.0)
