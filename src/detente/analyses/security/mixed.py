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
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from detente.analyses.security.deliver import Deliverable
from detente.analyses.security.game import Floats, Payoffs
from detente.analyses.security.waterfill import clip_to, level
from detente.errors import SettingError

EXACT = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Solved:
    """Outcome of the programme; `bound` limits what any coverage could be worth to us."""

    coverage: Floats
    value: float
    bound: float
    finished: bool


@dataclass(frozen=True, eq=False, slots=True)
class _Programme:
    """The whole programme; variables are [coverage, helpers, q, d, v]."""

    cost: Floats
    limits: LinearConstraint
    one_choice: LinearConstraint
    low: Floats
    high: Floats
    choices: slice
    scale: float

    @property
    def integral(self) -> Floats:
        whole = np.zeros(self.cost.size)
        whole[self.choices] = 1.0
        return whole


def cover_kinds(
    kinds: Sequence[Payoffs], prior: Floats, deliverable: Deliverable, *, seconds: float
) -> Solved:
    """Solve for the coverage[target] that is best against `kinds` with chances `prior`."""
    programme = _programme(kinds, prior, deliverable)
    found = _run(programme, seconds)
    if found.x is None:
        raise SettingError("seconds", seconds, "no coverage was found in that time; allow more")
    count = kinds[0].ours_open.size
    chosen = found.x[programme.choices].reshape(len(kinds), count)
    attacked = np.argmax(chosen, axis=1)
    x = _given_attacks(kinds, prior, attacked, deliverable)
    x = found.x if x is None else x
    coverage = np.clip(x[:count], 0.0, 1.0)
    places = np.arange(len(kinds))
    return Solved(
        coverage=coverage,
        value=float(prior @ np.array([k.ours(coverage) for k in kinds])[places, attacked]),
        bound=-float(found.mip_dual_bound) * programme.scale,
        finished=found.status == 0,
    )


def _given_attacks(
    kinds: Sequence[Payoffs], prior: Floats, attacked: NDArray[np.intp], deliverable: Deliverable
) -> Floats | None:
    """Best [coverage, helpers] under which each kind attacks its target, None if there is none.

    A vertex of a plain linear programme: ties between targets hold to the last digits.
    """
    count = kinds[0].ours_open.size
    cost = np.zeros(count + deliverable.helped.shape[0])
    rows, limits = [deliverable.rows], [deliverable.limits]
    for payoffs, share, target in zip(kinds, prior, attacked, strict=True):
        width = float(np.ptp([payoffs.theirs_open, payoffs.theirs_covered])) or 1.0
        fall = (payoffs.theirs_open - payoffs.theirs_covered) / width
        cost[target] -= share * (payoffs.ours_covered[target] - payoffs.ours_open[target])
        draw = sparse.lil_array((count, cost.size))
        draw.setdiag(-fall)
        draw[:, [target]] = fall[target]
        draw[target, target] = 0.0
        rows.append(draw.tocsr())
        limits.append((payoffs.theirs_open[target] - payoffs.theirs_open) / width)
    bounds = [(0.0, 1.0)] * count + [(0.0, None)] * deliverable.helped.shape[0]
    scale = float(np.abs(cost).max()) or 1.0
    found = linprog(
        cost / scale,
        A_ub=sparse.vstack(rows).tocsr(),
        b_ub=np.concatenate(limits),
        bounds=bounds,
        method="highs-ds",
    )
    return found.x if found.status == 0 else None


def _run(programme: _Programme, seconds: float) -> OptimizeResult:
    return milp(
        programme.cost,
        constraints=[programme.limits, programme.one_choice],
        integrality=programme.integral,
        bounds=Bounds(programme.low, programme.high),
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )


def _programme(kinds: Sequence[Payoffs], prior: Floats, deliverable: Deliverable) -> _Programme:
    scale = max(float(np.abs([k.ours_open, k.ours_covered]).max()) for k in kinds) or 1.0
    count, many = kinds[0].ours_open.size, len(kinds)
    made = [_rows_of_kind(k, scale, deliverable, place, many) for place, k in enumerate(kinds)]
    width = count + deliverable.helped.shape[0]
    own = sparse.hstack(
        [
            deliverable.rows,
            sparse.csr_array((deliverable.rows.shape[0], many * (count + 2))),
        ]
    )
    one_choice = sparse.hstack(
        [
            sparse.csr_array((many, width)),
            sparse.kron(sparse.eye_array(many), np.ones((1, count))),
            sparse.csr_array((many, 2 * many)),
        ]
    )
    rows = sparse.vstack([own, *(rows for rows, _, _ in made)]).tocsr()
    limits = np.concatenate([deliverable.limits, *(limit for _, limit, _ in made)])
    free = np.full(2 * many, np.inf)
    return _Programme(
        cost=np.r_[np.zeros(width + many * count), -prior, np.zeros(many)],
        limits=LinearConstraint(rows, -np.inf, limits),
        one_choice=LinearConstraint(one_choice.tocsr(), 1.0, 1.0),
        low=np.r_[np.zeros(width + many * count), -free],
        high=np.concatenate(
            [
                np.ones(count),
                np.full(deliverable.helped.shape[0], np.inf),
                *(most for _, _, most in made),
                free,
            ]
        ),
        choices=slice(width, width + many * count),
        scale=scale,
    )


def _rows_of_kind(
    payoffs: Payoffs, scale: float, deliverable: Deliverable, place: int, many: int
) -> tuple[sparse.csr_array, Floats, Floats]:
    """Rows of one kind over [coverage, helpers, q, d, v], their limits and the bounds of q."""
    count = payoffs.ours_open.size
    low = float(payoffs.theirs_covered.min())
    width = float(payoffs.theirs_open.max()) - low or 1.0
    high, base = (payoffs.theirs_open - low) / width, (payoffs.theirs_covered - low) / width
    ours, gain = payoffs.ours_open / scale, (payoffs.ours_covered - payoffs.ours_open) / scale
    lowest = level(high, base, deliverable.most)
    allowed = high >= lowest - EXACT
    at_most = ours + gain * clip_to(lowest - EXACT, high, base)
    slack_ours = float(at_most[allowed].max()) - ours
    slack_theirs = float(high.max()) - base
    unit = sparse.csr_array(([1.0], ([0], [place])), shape=(1, many))
    column = sparse.kron(unit, np.ones((count, 1)))
    nothing = sparse.csr_array((count, deliverable.helped.shape[0]))
    blank = sparse.csr_array((count, many))
    none = sparse.csr_array((1, count + deliverable.helped.shape[0]))

    def chosen(slack: Floats) -> sparse.csr_array:
        return sparse.kron(unit, sparse.diags_array(slack)).tocsr()

    rows = sparse.vstack(
        [
            sparse.hstack([sparse.diags_array(-gain), nothing, chosen(slack_ours), column, blank]),
            sparse.hstack(
                [sparse.diags_array(base - high), nothing, chosen(0 * base), blank, -column]
            ),
            sparse.hstack(
                [sparse.diags_array(high - base), nothing, chosen(slack_theirs), blank, column]
            ),
            sparse.hstack([none, sparse.kron(unit, -at_most[None, :]), unit, 0 * unit]),
            sparse.hstack([none, sparse.kron(unit, -high[None, :]), 0 * unit, unit]),
        ]
    )
    limits = np.r_[ours + slack_ours, -high, high + slack_theirs, 0.0, 0.0]
    return rows.tocsr(), limits, allowed.astype(float)
