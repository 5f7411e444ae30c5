"""Beliefs about each party, and crises in reduced forms: over draws, the best estimates first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.crises import Forms, crisis_forms
from detente.analyses.posterior.bayes import information, likelihood_ratio, posterior_path
from detente.analyses.posterior.problem import PartyTypes
from detente.scenario import Draws, Scenario, best_draws

Floats = NDArray[np.float64]


class Belief(NamedTuple):
    """What is believed of one party.

    `path[draw, 1 + signal, type]` by signals that can be believed, `half[draw, type]` the belief
    in the end with each of them half as telling, `naive` the path with every signal at face value;
    `ratio[draw, signal]` of the likelihoods that count, `stated_ratio` of those written, each of
    the likeliest type to all others; `bits[draw, future signal]`;
    `if_seen[draw, future signal, type]`.
    """

    problem: PartyTypes
    path: Floats
    half: Floats
    naive: Floats
    ratio: Floats
    stated_ratio: Floats
    bits: Floats
    if_seen: Floats
    if_not: Floats

    @property
    def posterior(self) -> Floats:
        """The belief after all signals seen, [draw, type]."""
        return np.asarray(self.path[:, -1])

    @property
    def top(self) -> int:
        """Place of the type that is held likeliest after all signals seen."""
        return int(self.posterior[0].argmax())


def update(problem: PartyTypes) -> Belief:
    """Update the prior by each signal in turn, and weigh the signals still to come."""
    seen = problem.seen
    path = posterior_path(problem.prior, problem.counted[:, :seen])
    last, coming = path[:, -1], problem.counted[:, seen:]
    joint, missed = (last[:, None, :] * part for part in (coming, 1 - coming))
    return Belief(
        problem=problem,
        path=path,
        half=posterior_path(problem.prior, np.sqrt(problem.counted[:, :seen]))[:, -1],
        naive=posterior_path(problem.prior, problem.stated[:, :seen]),
        ratio=likelihood_ratio(problem.prior, problem.counted),
        stated_ratio=likelihood_ratio(problem.prior, problem.stated),
        bits=information(last, coming),
        if_seen=joint / joint.sum(axis=2, keepdims=True),
        if_not=missed / missed.sum(axis=2, keepdims=True),
    )


class CrisisFound(NamedTuple):
    """One crisis: the first party, the other, the reduced forms of what is stated."""

    name: str
    first: str
    second: str
    forms: Forms

    @property
    def sides(self) -> tuple[str, str]:
        """The party whose chance rises at the best estimates, and the other one."""
        shift = self.forms.shift
        falls = shift is not None and not shift.rises[0]
        return (self.second, self.first) if falls else (self.first, self.second)


def find_crises(scenario: Scenario, draws: Draws) -> tuple[CrisisFound, ...]:
    """All crises of a scenario."""
    return tuple(
        CrisisFound(name, first, second, crisis_forms(scenario, draws, name))
        for name, crisis in scenario.crises.items()
        for first, second in [crisis.between]
    )


def best_first(scenario: Scenario, draws: Draws) -> Draws:
    """The best values, and behind them all draws."""
    best = best_draws(scenario).values
    values = {path: np.r_[best[path], column] for path, column in draws.values.items()}
    return Draws(1 + draws.count, values, {})


def middle(values: Floats) -> tuple[Floats, Floats]:
    """From where to where the middle nine tenths of the draws lie; the first is the best."""
    low, high = np.quantile(values[1:], [0.05, 0.95], axis=0)
    return low, high
