"""Bayes' rule over types of a party, signal by signal.

Arrays have a leading draw axis: `prior[draw, type]`, `likelihood[draw, signal, type]`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST = 0.01
"""Likelihoods are held between 1 and 99 %: no statement proves a type, and none rules it out."""


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
        path.append(np.where(total > 0, joint / np.where(total > 0, total, 1.0), path[-1]))
    return np.stack(path, axis=1)


def bounded(likelihood: Floats) -> Floats:
    """Likelihoods held away from 0 and 1 by `LEAST`."""
    return np.clip(likelihood, LEAST, 1 - LEAST)


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
    total = weight.sum(axis=-1)
    others = (weight * likelihood).sum(axis=-1)
    most = np.take_along_axis(likelihood, place, axis=-1)[..., 0]
    return np.where(total > 0, most * total / np.where(others > 0, others, 1.0), 1.0)


RATIO_WORDS = (
    (1.05, "none"),
    (2.0, "slight"),
    (3.2, "weak"),
    (10.0, "substantial"),
    (32.0, "strong"),
)
"""Upper ends of likelihood ratios and their words (steps of about half a power of ten)."""


def ratio_word(ratio: float) -> str:
    """The word for a likelihood ratio of at least 1.

    >>> [ratio_word(ratio) for ratio in (1.0, 4.0, 50.0)]
    ['none', 'substantial', 'decisive']
    """
    return next((word for end, word in RATIO_WORDS if ratio < end), "decisive")


def entropy(belief: Floats) -> Floats:
    """Uncertainty of a belief in bits, shape [...] for beliefs [..., type]."""
    safe = np.where(belief > 0, belief, 1.0)
    return np.asarray(-(belief * np.log2(safe)).sum(axis=-1))


def information(belief: Floats, likelihood: Floats) -> Floats:
    """Bits that it is expected to tell whether a signal comes or not, shape [draw].

    `belief[draw, type]`, `likelihood[draw, type]` of the signal.

    >>> round(float(information(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]]))[0]), 6)
    1.0
    """
    seen = (belief * likelihood).sum(axis=1)
    told = entropy(belief)
    for part, chance in ((likelihood, seen), (1 - likelihood, 1 - seen)):
        joint = belief * part
        after = joint / np.where(chance > 0, chance, 1.0)[:, None]
        told = told - chance * entropy(after)
    return np.maximum(told, 0.0)
