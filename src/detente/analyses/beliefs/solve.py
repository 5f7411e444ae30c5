"""Beliefs about one party: prior, after each signal, at face value, and what to watch for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.posterior.bayes import information, likelihood_ratio, posterior_path
from detente.analyses.posterior.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Belief:
    """What is believed of one party.

    `path[draw, 1 + signal, type]` by signals that can be believed, `naive` with every signal at
    face value; `ratio[draw, signal]` of the likelihoods that count, `stated_ratio` of those
    written, each of the likeliest type to all others; `bits[draw, future signal]`;
    `if_seen[draw, future signal, type]`.
    """

    problem: Problem
    path: Floats
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


def update(problem: Problem) -> Belief:
    """Update the prior by each signal in turn, and weigh the signals still to come."""
    seen = problem.seen
    path = posterior_path(problem.prior, problem.counted[:, :seen])
    last = path[:, -1]
    coming = problem.counted[:, seen:]
    joint = last[:, None, :] * coming
    missed = last[:, None, :] * (1 - coming)
    bits = [information(last, coming[:, k]) for k in range(coming.shape[1])]
    return Belief(
        problem=problem,
        path=path,
        naive=posterior_path(problem.prior, problem.stated[:, :seen]),
        ratio=likelihood_ratio(problem.prior, problem.counted),
        stated_ratio=likelihood_ratio(problem.prior, problem.stated),
        bits=np.stack(bits, axis=1) if bits else np.zeros((len(last), 0)),
        if_seen=joint / joint.sum(axis=2, keepdims=True),
        if_not=missed / missed.sum(axis=2, keepdims=True),
    )
