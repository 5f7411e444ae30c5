"""Sobol indices: which share of an answer's variance each input carries, alone and in all.

First order S_i = V(E(Y | x_i)) / V(Y), total ST_i = E(V(Y | all but x_i)) / V(Y). Two independent
samples A and B, and A with the columns of one factor taken from B, give both: S by Saltelli et al.
(2010), table 2 (b), ST by Jansen (1999), table 2 (f). Intervals come from resampling the rows.

>>> import numpy as np
>>> found = sobol_indices(lambda unit: 2 * unit[:, 0] + unit[:, 1], (1, 1), seed=0, base=4096)
>>> found.first[:, 0].round(2).tolist(), found.total[:, 0].round(2).tolist()
([0.8, 0.2], [0.8, 0.2])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.sensitivity.morris import Floats, Function
from detente.randomness import generator
from detente.scenario.sampling import sobol_points

RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class Indices:
    """first[factor, conclusion] and total likewise; `*_ends[factor, conclusion, (low, high)]`.

    Ends are those of 95 % intervals. A conclusion that does not vary has NaN everywhere.
    """

    first: Floats
    total: Floats
    first_ends: Floats
    total_ends: Floats
    variance: Floats


def sobol_indices(
    function: Function, columns: Sequence[int], *, seed: int, base: int = 1024
) -> Indices:
    """Indices of factors that own `columns` columns each; `base` x (factors + 2) evaluations.

    Choose a power of two for `base`.
    """
    a, b, mixed = pick_freeze(columns, seed=seed, base=base)
    answers = function(np.concatenate([a, b, mixed.reshape(-1, a.shape[1])]))
    found = answers.reshape(len(columns) + 2, base, -1)
    rows = generator(seed).integers(base, size=(RESAMPLES, base))
    return estimate(found[0], found[1], found[2:], rows)


def pick_freeze(columns: Sequence[int], *, seed: int, base: int) -> tuple[Floats, Floats, Floats]:
    """Samples A and B [row, column], and A with one factor from B: mixed[factor, row, column]."""
    width = int(sum(columns))
    both = sobol_points(2 * width, base, seed=seed)
    a, b = both[:, :width], both[:, width:]
    owner = np.repeat(np.arange(len(columns)), columns)
    swap = owner[np.newaxis, :] == np.arange(len(columns))[:, np.newaxis]
    return a, b, np.where(swap[:, np.newaxis, :], b[np.newaxis], a[np.newaxis])


def estimate(of_a: Floats, of_b: Floats, of_mixed: Floats, rows: NDArray[np.integer]) -> Indices:
    """Indices from answers of_a[row, conclusion], of_b, of_mixed[factor, row, conclusion].

    `rows[resample, row]` are the rows of each bootstrap sample.
    """
    centre = np.concatenate([of_a, of_b]).mean(axis=0)
    of_a, of_b, of_mixed = of_a - centre, of_b - centre, of_mixed - centre
    base = len(of_a)
    counts = np.stack([np.bincount(row, minlength=base) for row in rows]) / base
    every = np.full((1, base), 1 / base)
    (first, total), (firsts, totals) = (
        _ratios(weights, of_a, of_b, of_mixed) for weights in (every, counts)
    )
    variance = np.concatenate([of_a, of_b]).var(axis=0)
    return Indices(first[0], total[0], _ends(firsts), _ends(totals), variance)


def _ratios(weights: Floats, of_a: Floats, of_b: Floats, of_mixed: Floats) -> tuple[Floats, Floats]:
    """Both indices [sample, factor, conclusion] where rows have weights[sample, row]."""
    both = np.stack([of_a, of_b], axis=1)
    means = np.tensordot(weights, both, 1).mean(axis=1)
    variance = np.tensordot(weights, both**2, 1).mean(axis=1) - means**2
    variance = np.where(variance > 1e-14 * (1 + means**2), variance, np.nan)[:, np.newaxis]
    alone = np.tensordot(weights, of_b * (of_mixed - of_a), (1, 1))
    in_all = np.tensordot(weights, (of_a - of_mixed) ** 2, (1, 1)) / 2
    return alone / variance, in_all / variance


def _ends(found: Floats) -> Floats:
    """Ends of 95 % intervals over samples, [factor, conclusion, (low, high)]."""
    if not np.isfinite(found).any():
        return np.full((*found.shape[1:], 2), np.nan)
    return np.moveaxis(np.nanpercentile(found, (2.5, 97.5), axis=0), 0, -1)
