"""Bayes' rule over types of a party, signal by signal.

Arrays have a leading draw axis: `prior[draw, type]`, `likelihood[draw, signal, type]`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def posterior_path(prior: Floats, likelihood: Floats) -> Floats:
    """Beliefs before any signal and after each, shape [draw, 1 + signal, type].

    A signal that is impossible for all types (likelihood 0) leaves the belief as it is.

    >>> prior = np.array([[0.3, 0.7]])
    >>> bluff = np.array([[[1.0, 0.25]]])
    >>> posterior_path(prior, bluff)[0, -1].round(6).tolist()
    [0.631579, 0.368421]
    """
    path = [prior / prior.sum(axis=1, keepdims=True)]
    for signal in range(likelihood.shape[1]):
        joint = path[-1] * likelihood[:, signal]
        total = joint.sum(axis=1, keepdims=True)
        path.append(np.divide(joint, total, path[-1].copy(), where=total > 0))
    return np.stack(path, axis=1)


def likelihood_ratio(prior: Floats, likelihood: Floats) -> Floats:
    """How much likelier a signal is from its likeliest type than from the others: [draw, signal].

    The others count together, weighed by their `prior[draw, type]`, for `likelihood[draw, signal,
    type]`: the factor by which the signal alone moves the odds of that type against the rest.

    >>> prior, likelihood = np.array([[0.45, 0.40, 0.15]]), np.array([[[0.95, 0.85, 0.30]]])
    >>> round(likelihood_ratio(prior, likelihood).item(), 3)
    1.357
    """
    place = likelihood.argmax(axis=-1)[..., None]
    weight = np.broadcast_to(prior[:, None, :], likelihood.shape).copy()
    np.put_along_axis(weight, place, 0.0, axis=-1)
    total, others = weight.sum(axis=-1), (weight * likelihood).sum(axis=-1)
    most = np.take_along_axis(likelihood, place, axis=-1)[..., 0]
    return np.where(total > 0, most * total / np.where(others > 0, others, 1.0), 1.0)


def information(belief: Floats, likelihood: Floats) -> Floats:
    """Bits that it is expected to tell whether each signal comes or not: [draw, signal].

    `belief[draw, type]` before them, `likelihood[draw, signal, type]`.

    >>> round(information(np.array([[0.5, 0.5]]), np.array([[[1.0, 0.0]]])).item(), 6)
    1.0
    """
    told = entr(belief).sum(axis=-1)[:, None]
    for part in (likelihood, 1 - likelihood):
        joint = belief[:, None, :] * part
        chance = joint.sum(axis=-1)
        told = told - (entr(joint).sum(axis=-1) - entr(chance))
    return np.asarray(np.maximum(told, 0.0) / np.log(2))


def entr(chance: Floats) -> Floats:
    """-p log p, 0 at 0; scipy's takes a third of a second to import."""
    return np.asarray(-chance * np.log(np.where(chance > 0, chance, 1.0)))
