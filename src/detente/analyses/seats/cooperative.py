"""What a coalition can secure, where worth can be transferred: Shapley value and core.

A game is `worth[coalition]`, shape [2 ** n], indexed by bit codes: party k is in the coalition when
bit k is set; `worth[0]` is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError

Floats = NDArray[np.float64]

MOST_PARTIES = 12
"""Parties of the largest game of transfers (4096 coalitions)."""


def tabulate(parties: int, worth: Callable[[frozenset[int]], float]) -> Floats:
    """A game as an array from a function of sets of places.

    >>> tabulate(2, lambda members: float(len(members)))
    array([0., 1., 1., 2.])
    """
    if not 1 <= parties <= MOST_PARTIES:
        raise SettingError("parties", parties, f"1 to {MOST_PARTIES} can be analysed")
    sets = [frozenset(k for k in range(parties) if code >> k & 1) for code in range(1 << parties)]
    return np.array([worth(members) for members in sets])


def players_of(worth: Floats) -> int:
    """The number of parties of a game; SettingError unless it has 2 ** n coalitions."""
    n = len(worth).bit_length() - 1
    if len(worth) != 1 << n or n < 1 or worth[0] != 0:
        raise SettingError("worth", len(worth), "give 2 ** n coalitions, the empty one worth 0")
    return n


def shapley(worth: Floats) -> Floats:
    """The Shapley value: each party's average contribution over all orders of joining, [party].

    The glove game: one left glove, two right ones.

    >>> glove = tabulate(3, lambda members: float(0 in members and len(members) > 1))
    >>> shapley(glove).round(4).tolist()
    [0.6667, 0.1667, 0.1667]
    """
    n = players_of(worth)
    codes = np.arange(1 << n)
    size = np.array([int(code).bit_count() for code in codes])
    orders = np.array([factorial(s) * factorial(n - 1 - s) / factorial(n) for s in range(n)])
    value = np.zeros(n)
    for party in range(n):
        without = codes[(codes >> party & 1) == 0]
        gained = worth[without | 1 << party] - worth[without]
        value[party] = (orders[size[without]] * gained).sum()
    return value


def memberships(parties: int) -> Floats:
    """1 where a party belongs to a coalition, shape [coalition, party]."""
    codes = np.arange(1 << parties)
    return ((codes[:, None] >> np.arange(parties)) & 1).astype(np.float64)


def in_core(worth: Floats, shares: Floats, *, tolerance: float = 1e-9) -> bool:
    """Whether no coalition can do better than its shares, which sum to the grand coalition's.

    >>> glove = tabulate(3, lambda members: float(0 in members and len(members) > 1))
    >>> in_core(glove, np.array([1.0, 0.0, 0.0])), in_core(glove, shapley(glove))
    (True, False)
    """
    n = players_of(worth)
    held = memberships(n) @ shares
    return bool(np.all(held >= worth - tolerance) and abs(held[-1] - worth[-1]) <= tolerance)


def core_ranges(worth: Floats) -> Floats | None:
    """The least and the most that the core gives each party, shape [party, 2]; None when empty."""
    from scipy.optimize import linprog

    n = players_of(worth)
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
