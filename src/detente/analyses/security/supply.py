"""Which coverages a supply of typed units can deliver, and how to post the units for them.

Each unit guards one target per shift, so marginal posts y[type, target] >= 0 with
sum_t y <= number[type] and sum_k y <= 1 are all that matters: such a matrix is always a
lottery over whole postings (Birkhoff 1946; von Neumann 1953).

By Hall's theorem a coverage fits exactly when, for every set S of types, the coverage of the
targets that only S can guard does not exceed the units of S. Sets are enumerated by a subset
sum over bit masks while there are few types; a linear programme finds the tightest set
otherwise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from detente.analyses.security.game import Flags, Floats, Supply
from detente.errors import InternalError

MOST_MASKED_TYPES = 14
DUST = 1e-11


def shortage(supply: Supply, coverage: Floats) -> tuple[float, Flags]:
    """Find the set of types that falls shortest of `coverage`: (units short, bool[type]).

    Zero or negative means that the coverage fits.
    """
    if supply.types > MOST_MASKED_TYPES:
        return _shortage_by_programme(supply, coverage)
    wanted = np.bincount(supply.guards, weights=coverage, minlength=2**supply.types)
    for kind in range(supply.types):
        folded = wanted.reshape(-1, 2, 2**kind)
        folded[:, 1] += folded[:, 0]
    gap = wanted - supply.units_of_sets
    worst = int(np.argmax(gap))
    members = (worst >> np.arange(supply.types)) & 1 == 1
    return float(gap[worst]), members


def fits(supply: Supply, coverage: Floats, *, slack: float = 1e-9) -> bool:
    """Whether typed units can deliver `coverage[target]`."""
    if (coverage > 1 + slack).any():
        return False
    return shortage(supply, coverage)[0] <= slack


def only_for(supply: Supply, kinds: Flags) -> Flags:
    """Targets that no type outside `kinds[type]` can guard: bool[target]."""
    return np.asarray(~supply.protects[~kinds].any(axis=0))


def _shortage_by_programme(supply: Supply, coverage: Floats) -> tuple[float, Flags]:
    """Maximum closure: take target t (gain c_t) only together with all types that can guard it."""
    kinds, targets = np.nonzero(supply.protects)
    pairs, count = np.arange(kinds.size), supply.targets
    rows = sparse.csr_array(
        (
            np.r_[np.ones(kinds.size), -np.ones(kinds.size)],
            (np.r_[pairs, pairs], np.r_[targets, count + kinds]),
        ),
        shape=(kinds.size, count + supply.types),
    )
    found = linprog(
        np.r_[-coverage, supply.number.astype(float)],
        A_ub=rows,
        b_ub=np.zeros(kinds.size),
        bounds=(0, 1),
        method="highs-ds",
    )
    members = found.x[count:] > 0.5
    gap = float(coverage[only_for(supply, members)].sum() - supply.number[members].sum())
    return gap, members


def post(supply: Supply, coverage: Floats) -> Floats:
    """Find posts y[type, target] that deliver `coverage`, with a forest as their support.

    Raises InternalError if the coverage does not fit.
    """
    kinds, targets = np.nonzero(supply.protects & (coverage > 0) & (supply.number > 0)[:, None])
    if not kinds.size:
        return np.zeros(supply.protects.shape)
    pairs = np.arange(kinds.size)
    by_target = sparse.csr_array(
        (np.ones(kinds.size), (targets, pairs)), shape=(supply.targets, kinds.size)
    )
    by_kind = sparse.csr_array(
        (np.ones(kinds.size), (kinds, pairs)), shape=(supply.types, kinds.size)
    )
    found = linprog(
        -np.ones(kinds.size),
        A_ub=sparse.vstack([by_target, by_kind]),
        b_ub=np.r_[coverage, supply.number.astype(float)],
        method="highs-ds",
    )
    if found.status != 0 or -found.fun < coverage.sum() - 1e-6 * max(1.0, coverage.sum()):
        raise InternalError("the coverage cannot be delivered by the units at hand")
    posts = np.zeros(supply.protects.shape)
    posts[kinds, targets] = found.x
    return tidy(posts, supply.number)


def tidy(posts: Floats, number: NDArray[np.int64]) -> Floats:
    """Remove rounding dust so that no row exceeds its units and no column exceeds one."""
    clean = np.where(posts > DUST, posts, 0.0)
    clean /= np.maximum(clean.sum(axis=0), 1.0)
    rows = clean.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(rows > number[:, None], number[:, None] / rows, 1.0)
    return np.asarray(clean * scale)
