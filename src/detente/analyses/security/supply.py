"""Whether separate units of several types can deliver a coverage, and which types fall short.

By Hall's theorem a coverage fits exactly when, for every set S of types, the coverage of the
targets that only S can guard does not exceed the units of S.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from detente.analyses.security.game import Flags, Floats, Supply

MOST_MASKED_TYPES = 14


def shortage(supply: Supply, coverage: Floats) -> tuple[float, Flags]:
    """Find the set of types that falls shortest of `coverage`: (units short, bool[type]).

    Zero or negative means that the coverage fits. Sets are enumerated by a subset sum over bit
    masks while there are few types; a linear programme finds the tightest set otherwise.
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
    """Whether separate units can deliver `coverage[target]`."""
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
    cost = np.r_[-coverage, supply.number.astype(float)]
    found = linprog(cost, A_ub=rows, b_ub=np.zeros(kinds.size), bounds=(0, 1), method="highs-ds")
    members = found.x[count:] > 0.5
    gap = float(coverage[only_for(supply, members)].sum() - supply.number[members].sum())
    return gap, members
