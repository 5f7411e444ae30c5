"""Several kinds of adversary: one mixed-integer programme (DOBSS, Paruchuri et al. 2008).

Kind l comes with prior p_l and attacks the target that is best for it. With q_lt in {0, 1}
saying which, d_l our value and v_l its own:

    maximise sum_l p_l d_l   subject to   sum_t q_lt = 1,
        d_l <= D-_t + (D+_t - D-_t) c_t + M (1 - q_lt),
        0 <= v_l - A+_lt + (A+_lt - A-_lt) c_t <= M (1 - q_lt),   c deliverable.

Targets that kind l would not attack even under the coverage worst for it are ruled out before. If
it attacks t, its value is at least that lowest level x_l, so c_t is at most (A+_lt - x_l) /
(A+_lt - A-_lt): that bounds d_l by the sum of q_lt times our value there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from detente.analyses.security.game import Floats, Payoffs
from detente.analyses.security.linear import lowest_level
from detente.analyses.security.supply import Supply
from detente.errors import SettingError

EXACT = 1e-9


def cover_kinds(
    kinds: Sequence[Payoffs], prior: Floats, supply: Supply, *, seconds: float
) -> tuple[Floats, float | None]:
    """Solve for the coverage[target] that is best against `kinds` with chances `prior`.

    Where the time was too short, what no coverage exceeds is given beside it. Raises SettingError
    where it was too short for any coverage. Variables are [coverage, helpers, (q, d, v) by kind].
    """
    count, helpers, many = supply.targets, supply.helped.shape[1], len(kinds)
    scale = max(float(np.abs([k.ours_open, k.ours_covered]).max()) for k in kinds) or 1.0
    made = [_rows_of_kind(kind, scale, supply) for kind in kinds]
    shared, units = supply.shared
    rows = sparse.block_array(
        [
            [sparse.eye_array(count), -supply.helped, None],
            [None, shared, None],
            [
                sparse.vstack([on_coverage for on_coverage, *_ in made]),
                None,
                sparse.block_diag([on_own for _, on_own, *_ in made]),
            ],
        ]
    )
    limits = np.concatenate([np.zeros(count), units, *(limit for *_, limit, _ in made)])
    one_choice = sparse.block_diag([[np.r_[np.ones(count), 0.0, 0.0]]] * many)
    chosen = sparse.hstack([sparse.csr_array((many, count + helpers)), one_choice])
    constraints = [LinearConstraint(rows.tocsr(), -np.inf, limits), LinearConstraint(chosen, 1, 1)]
    cost = np.zeros(rows.shape[1])
    low = np.zeros(rows.shape[1])
    high = np.r_[np.ones(count), np.full(helpers, np.inf), *(most for *_, most in made)]
    choices = count + helpers + np.arange(many)[:, None] * (count + 2) + np.arange(count)
    ours, theirs = choices[:, -1] + 1, choices[:, -1] + 2
    cost[ours], low[ours], low[theirs] = -prior, -np.inf, -np.inf
    whole = np.zeros(rows.shape[1])
    whole[choices] = 1.0
    found = milp(
        cost,
        constraints=constraints,
        integrality=whole,
        bounds=Bounds(low, high),
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    if found.x is None:
        raise SettingError("seconds", seconds, "no coverage was found in that time; allow more")
    low[choices] = high[choices] = np.round(found.x[choices])
    exact = linprog(
        cost,
        A_ub=rows.tocsr(),
        b_ub=limits,
        A_eq=chosen,
        b_eq=np.ones(many),
        bounds=np.c_[low, high],
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-10},
    )
    x = found.x if exact.x is None else exact.x
    bound = None if found.status == 0 else -float(found.mip_dual_bound) * scale
    return np.clip(x[:count], 0.0, 1.0), bound


def _rows_of_kind(
    payoffs: Payoffs, scale: float, supply: Supply
) -> tuple[sparse.sparray, sparse.sparray, Floats, Floats]:
    """Rows of one kind over coverage and over its own (q, d, v), limits, and bounds of these."""
    low, width = float(payoffs.theirs_covered.min()), float(payoffs.span) or 1.0
    lowest = lowest_level(payoffs, supply)
    at_most = payoffs.ours(payoffs.holding(lowest - EXACT * width)) / scale
    high, base = (payoffs.theirs_open - low) / width, (payoffs.theirs_covered - low) / width
    allowed = high >= (lowest - low) / width - EXACT
    ours, gain = payoffs.ours_open / scale, (payoffs.ours_covered - payoffs.ours_open) / scale
    slack_ours, slack_theirs = float(at_most[allowed].max()) - ours, float(high.max()) - base
    diagonal, one = sparse.diags_array, np.ones((high.size, 1))
    on_coverage = sparse.vstack(
        [
            diagonal(-gain),
            diagonal(base - high),
            diagonal(high - base),
            sparse.csr_array((2, high.size)),
        ]
    )
    on_own = sparse.block_array(
        [
            [diagonal(slack_ours), one, None],
            [None, None, -one],
            [diagonal(slack_theirs), None, one],
            [-at_most[None, :], np.ones((1, 1)), None],
            [-high[None, :], None, np.ones((1, 1))],
        ]
    )
    limits = np.r_[ours + slack_ours, -high, high + slack_theirs, 0.0, 0.0]
    return on_coverage, on_own, limits, np.r_[allowed.astype(float), np.inf, np.inf]
