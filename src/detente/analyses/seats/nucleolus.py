"""The nucleolus: shares that leave the least satisfied coalition as content as can be.

Maschler's scheme of linear programmes (Maschler, Peleg & Shapley 1979): raise the least excess of
all coalitions that are still free; those that hold the rest back in every solution are fixed, until
the shares are determined.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.seats.cooperative import memberships, players_of
from detente.errors import InternalError

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

_CLOSE = 1e-8


def nucleolus(worth: Floats) -> Floats:
    """The nucleolus over all efficient shares (the prenucleolus of Schmeidler 1969), shape [party].

    Where the game is superadditive no party gets less than it has alone, and the two agree. The
    estate of 200 among claims of 100, 200 and 300 of the Talmud (Aumann & Maschler 1985):

    >>> from detente.analyses.seats.cooperative import tabulate
    >>> claims = (100, 200, 300)
    >>> def left(members):
    ...     return max(0.0, 200.0 - sum(c for k, c in enumerate(claims) if k not in members))
    >>> nucleolus(tabulate(3, left)).round(6).tolist()
    [50.0, 75.0, 75.0]
    """
    n = players_of(worth)
    rows = memberships(n)
    fixed_rows, fixed_sides = [rows[-1]], [worth[-1]]
    free = np.ones(1 << n, dtype=bool)
    free[[0, -1]] = False
    while np.linalg.matrix_rank(np.array(fixed_rows)) < n:
        free &= ~_spanned(rows, np.array(fixed_rows))
        level, binding = _raise_least(
            worth, rows, free, np.array(fixed_rows), np.array(fixed_sides)
        )
        for coalition in binding:
            fixed_rows.append(rows[coalition])
            fixed_sides.append(worth[coalition] + level)
        free[binding] = False
    shares, *_ = np.linalg.lstsq(np.array(fixed_rows), np.array(fixed_sides), rcond=None)
    return np.asarray(shares)


def _spanned(rows: Floats, fixed: Floats) -> Truth:
    """Coalitions whose worth follows from those already fixed, shape [coalition]."""
    _, sizes, basis = np.linalg.svd(fixed, full_matrices=False)
    basis = basis[sizes > _CLOSE]
    rest = rows - rows @ basis.T @ basis
    return np.asarray(np.abs(rest).max(axis=1) < _CLOSE)


def _raise_least(
    worth: Floats, rows: Floats, free: Truth, fixed: Floats, sides: Floats
) -> tuple[float, NDArray[np.intp]]:
    """The largest least excess of free coalitions, and those that bind in every solution."""
    from scipy.optimize import linprog

    n = rows.shape[1]
    places = np.flatnonzero(free)
    found = linprog(
        np.append(np.zeros(n), -1.0),
        A_ub=np.hstack([-rows[places], np.ones((len(places), 1))]),
        b_ub=-worth[places],
        A_eq=np.hstack([fixed, np.zeros((len(fixed), 1))]),
        b_eq=sides,
        bounds=[(None, None)] * (n + 1),
        method="highs",
    )
    if not found.success:
        raise InternalError(f"the nucleolus has no solution: {found.message}")
    binding = places[np.abs(found.ineqlin.marginals) > _CLOSE]
    if binding.size == 0:
        raise InternalError("no coalition holds the nucleolus back")
    return float(-found.fun), binding
