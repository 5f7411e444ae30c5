"""The best coverage against a noisy adversary (quantal response, SUQR).

The adversary strikes t with weight w_t = exp(b_t - r_t c_t), and we maximise the mean of our
utilities u_t + g_t c_t under those weights. As a function of the weights the weighted sum is
concave, and the coverages below a deliverable one are deliverable, so the mean is pseudo-concave:
a coverage that no small step improves is the best one (Yang, Ordóñez & Tambe 2012 solve the same
problem). Steps go to whole duty plans: the slope says what each target is worth, the best plan for
that is taken in, and the mixture of all plans taken in is improved until no other one would help
(fully corrective conditional gradient, Holloway 1974). Of many targets that separate units guard
the first plan is the best coverage within Hall's conditions, so that few others are taken in.
Where improving it gains next to nothing, equal shares of all plans are tried as another start.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, minimize

from detente.analyses.security.game import Floats, Payoffs
from detente.analyses.security.response import Noise, chances
from detente.analyses.security.supply import Supply, least

MOST_ROUNDS = 200
MOST_FROM_NOTHING = 24
"""Targets of which the first plan is to protect none; of more it is found by steps in all."""
ENOUGH = 1e-11
"""Of what the best target is worth, what another plan has to gain to be taken in."""


def cover_noisy(payoffs: Payoffs, noise: Noise, supply: Supply) -> Floats:
    """Solve for the coverage[target] that is best against a noisy adversary."""
    scale = float(np.ptp([payoffs.ours_open, payoffs.ours_covered])) or 1.0
    gain = payoffs.ours_covered - payoffs.ours_open
    before = -np.inf

    def value_and_slope(coverage: Floats) -> tuple[float, Floats]:
        strikes, ours = chances(noise, coverage), payoffs.ours(coverage)
        value = float(strikes @ ours)
        return value / scale, strikes * (gain - noise.rate * (ours - value)) / scale

    def lost(share: Floats, plans: Floats) -> tuple[float, Floats]:
        value, slope = value_and_slope(share @ plans)
        return -value, -(plans @ slope)

    def whole(coverage: Floats) -> tuple[float, Floats]:
        value, slope = value_and_slope(coverage)
        return -value, -slope

    plans, share = np.zeros((1, supply.targets)), np.ones(1)
    if supply.pools is not None and supply.targets > MOST_FROM_NOTHING:
        plans = _steps(whole, plans, supply)
    for _ in range(MOST_ROUNDS):
        coverage = np.asarray(share @ plans)
        value, slope = value_and_slope(coverage)
        if not supply.kind.size or slope.max() <= 0 or value <= before + 1e-14:
            break
        before = value
        best = _best_plan(slope / slope.max(), supply)
        if slope @ (best - coverage) <= ENOUGH * slope.max():
            break
        plans, share = np.vstack([plans, best]), np.r_[share, 0.0]
        for begin in (share, np.full(share.size, 1 / share.size)):
            found = minimize(
                lost,
                begin,
                args=(plans,),
                jac=True,
                bounds=[(0.0, 1.0)] * share.size,
                constraints=LinearConstraint(np.ones((1, share.size)), 1.0, 1.0),
                method="SLSQP",
                options={"ftol": 1e-15, "maxiter": 500},
            )
            tried = np.maximum(found.x, 0.0) / np.maximum(found.x, 0.0).sum()
            if lost(tried, plans)[0] < lost(share, plans)[0]:
                share = tried
            if lost(share, plans)[0] < -before - 1e-9:
                break
        used = share > 1e-12
        plans, share = plans[used], share[used] / share[used].sum()
    return np.asarray(share @ plans)


def _steps(lost: Callable[[Floats], tuple[float, Floats]], start: Floats, supply: Supply) -> Floats:
    """A coverage of separate units with next to the least loss, [1, target]."""
    pools = supply.pools
    if pools is None:
        return start
    guards, units = pools
    block, own = np.divmod(guards, units.shape[1])
    sets = np.arange(1, units.shape[1])
    within = (own & ~sets[:, None] == 0) & (block == np.arange(len(units))[:, None, None])
    found = minimize(
        lost,
        start[0],
        jac=True,
        bounds=[(0.0, 1.0)] * supply.targets,
        constraints=LinearConstraint(
            within.reshape(-1, supply.targets).astype(float), -np.inf, units[:, 1:].reshape(-1)
        ),
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    coverage = np.clip(found.x, 0.0, 1.0) * (1 - 1e-12)
    return coverage[None] if supply.fits(coverage * (1 - 1e-9)) else start


def _best_plan(worth: Floats, supply: Supply) -> Floats:
    """The coverage[target] of most worth; targets that are worth nothing are left out."""
    (shared, units), useful = supply.shared, np.maximum(worth, 0.0)
    rows = sparse.vstack([shared, supply.helped])
    limits = np.r_[units, np.ones(supply.targets)]
    helpers = least(-(useful @ supply.helped), rows, limits, [(0.0, None)] * rows.shape[1])
    return np.where(worth > 0, np.minimum(supply.helped @ helpers, 1.0), 0.0)
