"""Forecasts of settled issues, by every method, as if they were still open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.problem import ForecastProblem
from detente.analyses.forecast.solve import solve
from detente.progress import Progress, quiet
from detente.scenario.settled import Past, SettledIssue

Array = NDArray[np.float64]


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
        outcomes, _ = solve(problem_of([past.issues[k] for k in at]), methods, seed=seed)
        for method in methods:
            found[method][at] = 100 * outcomes[method][0]
    return found


def problem_of(issues: Sequence[SettledIssue]) -> ForecastProblem:
    """The arrays of the issues of one proposal, one draw."""
    parties = tuple(dict.fromkeys(party for issue in issues for party in issue.parties))
    shape = (1, len(issues), len(parties))
    position, salience, capability = np.zeros((3, *shape))
    present = np.zeros(shape[1:], dtype=bool)
    for row, issue in enumerate(issues):
        at = [parties.index(party) for party in issue.parties]
        position[0, row, at] = issue.position / 100
        salience[0, row, at] = issue.salience
        capability[0, row, at] = issue.capability
        present[row, at] = True
    status_quo = [np.nan if i.status_quo is None else i.status_quo / 100 for i in issues]
    return ForecastProblem(
        issues=tuple(issue.issue for issue in issues),
        parties=parties,
        position=position,
        salience=salience,
        capability=capability,
        present=present,
        status_quo=np.array(status_quo),
        ends=((0.0, 100.0),) * len(issues),
        binary=np.array([issue.kind == "yes_no" for issue in issues]),
    )
