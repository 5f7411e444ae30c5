"""What it would be worth to know an input before deciding.

A decision is a choice among actions, each with a benefit in every draw. Knowing everything before
is worth EVPI = E(max_a b_a) - max_a E(b_a); knowing the input x only, EVPPI = E(max_a E(b_a | x)) -
max_a E(b_a) (Raiffa & Schlaifer 1961). E(b_a | x) is found by regression on the draws (Strong,
Oakley & Brennan 2014): a polynomial in x, or group means where x has few values.

>>> import numpy as np
>>> x = np.linspace(-1, 1, 1001)
>>> round(evppi(np.stack([x, np.zeros_like(x)], axis=1), x), 3)
0.25
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DEGREE = 8
FEW_VALUES = 24


def evpi(benefit: Floats) -> float:
    """Worth of perfect information; benefit[draw, action]."""
    return float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max())


def evppi(benefit: Floats, known: Floats) -> float:
    """Worth of knowing one input, known[draw], or several jointly stated ones, known[draw, input].

    Lies between 0 and `evpi`.
    """
    expected = conditional_mean(benefit, known)
    gain = float(expected.max(axis=1).mean() - benefit.mean(axis=0).max())
    return min(max(gain, 0.0), evpi(benefit))


def conditional_mean(answers: Floats, known: Floats) -> Floats:
    """E(answer | known) in each draw, shape of `answers` [draw, conclusion]."""
    columns = known.reshape(len(known), -1)
    if columns.shape[1] == 1:
        values, place = np.unique(columns[:, 0], return_inverse=True)
        if len(values) <= FEW_VALUES:
            return _group_means(answers, place, len(values))
    basis = _basis(columns)
    # The basis is near to orthogonal, so the normal equations, which are small, lose nothing.
    weights, *_ = np.linalg.lstsq(basis.T @ basis, basis.T @ answers, rcond=None)
    return np.asarray(basis @ weights)


def first_order(answers: Floats, known: Floats) -> Floats:
    """Share of each conclusion's variance that knowing an input explains, shape [conclusion].

    The first-order Sobol index, estimated from draws that are there already. What chance alone
    would explain (the number of terms over the number of draws) is taken off.
    """
    variance = answers.var(axis=0)
    explained = conditional_mean(answers, known).var(axis=0)
    terms = min(len(np.unique(known)) - 1, DEGREE * known.reshape(len(known), -1).shape[1])
    spare = max(1, len(answers) - terms - 1)
    unexplained = np.maximum(variance - explained, 0.0) * terms / spare
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(variance > 0, (explained - unexplained) / variance, 0.0)
    return np.asarray(np.clip(share, 0.0, 1.0))


def _group_means(answers: Floats, place: NDArray[np.intp], groups: int) -> Floats:
    counts = np.bincount(place, minlength=groups)
    sums = np.stack([np.bincount(place, column, groups) for column in answers.T], axis=1)
    return np.asarray((sums / counts[:, np.newaxis])[place])


def _basis(columns: Floats) -> Floats:
    """Powers of each column, scaled to -1..1 (Legendre polynomials, for a steady fit)."""
    low, high = columns.min(axis=0), columns.max(axis=0)
    scaled = 2 * (columns - low) / np.where(high > low, high - low, 1.0) - 1
    powers = [
        np.polynomial.legendre.legval(scaled, [0.0] * degree + [1.0])
        for degree in range(1, DEGREE + 1)
    ]
    return np.column_stack([np.ones(len(columns)), *powers])
