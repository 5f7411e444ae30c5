"""How far apart two orders of the states are."""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel


@kernel
def _inversions(values):
    """How many later values are strictly less than earlier ones; values from 0 to size - 1."""
    tree = np.zeros(values.size + 1, dtype=np.int64)
    total = 0
    for place in range(values.size):
        at = values[place] + 1
        earlier = 0
        while at > 0:
            earlier += tree[at]
            at -= at & -at
        total += place - earlier
        at = values[place] + 1
        while at <= values.size:
            tree[at] += 1
            at += at & -at
    return total


def changed_pairs(old: NDArray[np.int32], new: NDArray[np.int32]) -> int:
    """How many pairs of states compare differently; old[state], new[state], ties included.

    >>> changed_pairs(np.array([0, 1, 2]), np.array([2, 0, 1]))
    2
    >>> changed_pairs(np.array([0, 0, 1]), np.array([0, 1, 1]))
    2
    """
    before = np.unique(old, return_inverse=True)[1].reshape(-1).astype(np.int64)
    after = np.unique(new, return_inverse=True)[1].reshape(-1).astype(np.int64)
    reversed_pairs = int(_inversions(after[np.lexsort((after, before))]))
    tied = _tied(before) + _tied(after) - 2 * _tied(before * after.size + after)
    return reversed_pairs + tied


def _tied(values: NDArray[np.int64]) -> int:
    """Pairs of equal values."""
    counts = np.unique(values, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())
