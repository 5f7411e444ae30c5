"""Commitment in a general two-sided game: one linear programme per answer of the observer.

Conitzer & Sandholm (2006): for each column, the mixture over rows that makes the observer
prefer it and is best for the one who commits; the best of these is the strong Stackelberg
equilibrium. The peer against which the faster methods of this package are checked.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from detente.analyses.security.game import Floats


def commit(leader: Floats, observer: Floats) -> tuple[float, Floats, int]:
    """Solve for (value, mixture[row], column) of the side that commits first.

    leader, observer  float64[row, column], utilities of both sides

    >>> import numpy as np
    >>> value, mixture, answer = commit(np.array([[2.0, 4], [1, 3]]), np.array([[1.0, 0], [0, 2]]))
    >>> round(value, 6), mixture.round(6).tolist(), answer
    (3.666667, [0.666667, 0.333333], 1)
    """
    rows, columns = leader.shape
    best: tuple[float, Floats, int] | None = None
    for column in range(columns):
        found = linprog(
            -leader[:, column],
            A_ub=(observer - observer[:, [column]]).T,
            b_ub=np.zeros(columns),
            A_eq=np.ones((1, rows)),
            b_eq=[1.0],
            bounds=(0, 1),
            method="highs-ds",
        )
        if found.status == 0 and (best is None or -found.fun > best[0] + 1e-12):
            best = (-float(found.fun), found.x, column)
    if best is None:
        raise ValueError("a game needs at least one row and one column")
    return best
