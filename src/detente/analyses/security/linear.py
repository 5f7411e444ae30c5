"""Typed units: the coverage that leaves an observing adversary least, by one linear programme.

    minimise x   subject to   A+_t - (A+_t - A-_t) c_t <= x,   c_t = sum_k y_kt <= 1,
                              sum_t y_kt <= number_k,  y >= 0

A unit may leave its protection unused, so every target can be lifted back to the level x. All
targets worth at least x then tie, and no coverage with a higher x gives us more at any of them:
the lowest x is the strong Stackelberg equilibrium, and one programme replaces one per target.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from detente.analyses.security.game import Floats, Payoffs, Supply
from detente.analyses.security.supply import tidy
from detente.analyses.security.waterfill import clip_to
from detente.errors import InternalError


def cover_typed(payoffs: Payoffs, supply: Supply) -> tuple[Floats, Floats]:
    """Solve for (coverage[target], posts[type, target]) of typed units.

    The support of the posts is a forest (a vertex of the transport polytope).
    """
    low, width = float(payoffs.theirs_covered.min()), _width(payoffs)
    high = (payoffs.theirs_open - low) / width
    base = (payoffs.theirs_covered - low) / width
    kinds, targets = np.nonzero(supply.protects & (supply.number > 0)[:, None])
    posts = np.zeros(supply.protects.shape)
    if not kinds.size:
        return np.zeros(supply.targets), posts
    x, posts[kinds, targets] = _solve(high, base, kinds, targets, supply.number.astype(float))
    wanted = clip_to(x, high, base)
    have = posts.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(have > wanted, wanted / have, 1.0)
    posts = tidy(posts * share, supply.number)
    return posts.sum(axis=0), posts


def _width(payoffs: Payoffs) -> float:
    return float(payoffs.theirs_open.max() - payoffs.theirs_covered.min()) or 1.0


def _solve(
    high: Floats, base: Floats, kinds: np.ndarray, targets: np.ndarray, number: Floats
) -> tuple[float, Floats]:
    count, pairs = high.size, np.arange(kinds.size)
    span = high - base
    pushed = sparse.csr_array(
        (
            np.r_[-span[targets], -np.ones(count)],
            (np.r_[targets, np.arange(count)], np.r_[pairs, np.full(count, kinds.size)]),
        ),
        shape=(count, kinds.size + 1),
    )
    once = sparse.csr_array((np.ones(kinds.size), (targets, pairs)), shape=(count, kinds.size + 1))
    budget = sparse.csr_array(
        (np.ones(kinds.size), (kinds, pairs)), shape=(number.size, kinds.size + 1)
    )
    found = linprog(
        np.r_[np.zeros(kinds.size), 1.0],
        A_ub=sparse.vstack([pushed, once, budget]),
        b_ub=np.r_[-high, np.ones(count), number],
        bounds=np.c_[np.zeros(kinds.size + 1), np.full(kinds.size + 1, np.inf)],
        method="highs-ds",
    )
    if found.status != 0:
        raise InternalError(f"the linear programme of the coverage stopped: {found.message}")
    return float(found.x[-1]), found.x[:-1]
