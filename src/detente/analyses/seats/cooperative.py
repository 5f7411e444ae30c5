"""What a coalition can secure, where worth can be transferred: Shapley value, core, nucleolus.

A game is `worth[coalition]`, shape [2 ** n], indexed by bit codes: party k is in the coalition when
bit k is set; `worth[0]` is 0.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from detente.errors import InternalError

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

_CLOSE = 1e-8


def shapley(worth: Floats) -> Floats:
    """The Shapley value: each party's average contribution over all orders of joining, [party].

    The glove game: one left glove, two right ones.

    >>> shapley(np.array([0.0, 0, 0, 1, 0, 1, 0, 1])).round(4).tolist()
    [0.6667, 0.1667, 0.1667]
    """
    n = _parties(worth)
    codes = np.arange(1 << n)
    size = np.array([int(code).bit_count() for code in codes])
    orders = np.array([factorial(s) * factorial(n - 1 - s) / factorial(n) for s in range(n)])
    value = np.zeros(n)
    for party in range(n):
        without = codes[(codes >> party & 1) == 0]
        gained = worth[without | 1 << party] - worth[without]
        value[party] = (orders[size[without]] * gained).sum()
    return value


def _parties(worth: Floats) -> int:
    return len(worth).bit_length() - 1


def memberships(parties: int) -> Floats:
    """1 where a party belongs to a coalition, shape [coalition, party]."""
    codes = np.arange(1 << parties)
    return ((codes[:, None] >> np.arange(parties)) & 1).astype(np.float64)


def core_ranges(worth: Floats) -> Floats | None:
    """The least and the most that the core gives each party, shape [party, 2]; None when empty."""
    from scipy.optimize import linprog

    n = _parties(worth)
    rows = memberships(n)
    held = {
        "A_ub": -rows[1:-1],
        "b_ub": -worth[1:-1],
        "A_eq": rows[-1:],
        "b_eq": worth[-1:],
        "bounds": [(None, None)] * n,
    }
    ends = np.empty((n, 2))
    for party in range(n):
        aim = np.zeros(n)
        aim[party] = 1.0
        for place, sign in enumerate((1.0, -1.0)):
            found = linprog(sign * aim, **(held if n > 1 else held | {"A_ub": None, "b_ub": None}))
            if not found.success:
                return None
            ends[party, place] = sign * found.fun
    return ends


def nucleolus(worth: Floats) -> Floats:
    """The nucleolus over all efficient shares (the prenucleolus of Schmeidler 1969), shape [party].

    It leaves the least satisfied coalition as content as can be, by Maschler's scheme of linear
    programmes (Maschler, Peleg & Shapley 1979): raise the least excess of all coalitions that are
    still free; those that hold the rest back in every solution are fixed, until the shares are
    determined. Where the game is superadditive no party gets less than it has alone.

    >>> (nucleolus(np.array([0.0, 0, 0, 1, 0, 1, 0, 1])).round(6) + 0).tolist()
    [1.0, 0.0, 0.0]
    """
    n = _parties(worth)
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
