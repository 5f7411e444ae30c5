"""Lotteries over whole duty patterns, and patterns as numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.security.game import Flags, Floats

MOST_KEY = 2**62


class Lottery(NamedTuple):
    """Duty patterns `covered[pattern, target]` and the chance of each, `chance[pattern]`."""

    covered: Flags
    chance: Floats

    @property
    def coverage(self) -> Floats:
        """The share that each target is covered: [target]."""
        return np.asarray(self.chance @ self.covered)


def leave_out(lottery: Lottery, coverage: Floats) -> Lottery:
    """Turn a lottery that covers too much into one that covers at most `coverage`.

    Targets are left out of patterns, the last one only for a part of its chance.
    """
    covered, chance = lottery
    for target in np.flatnonzero(covered.any(axis=0)):
        excess = float(chance @ covered[:, target]) - float(coverage[target])
        for pattern in np.flatnonzero(covered[:, target]).tolist():
            if excess <= 0:
                break
            part = min(float(chance[pattern]), excess)
            excess -= part
            if part < chance[pattern]:
                covered, chance = np.vstack([covered, covered[pattern]]), np.r_[chance, part]
                chance[pattern] -= part
                pattern = -1
            covered[pattern, target] = False
    return Lottery(covered, chance)


def distinct(counts: NDArray[np.int8], most: NDArray[np.int8]) -> NDArray[np.int8]:
    """The rows of `counts[row, target]` that differ, each where it is met first.

    A row is one number with a digit a target, 0..`most[target]`; rows are numbered anew wherever
    more digits would not fit.

    >>> distinct(np.array([[1, 0], [0, 2], [1, 0]], np.int8), np.array([1, 2], np.int8)).tolist()
    [[1, 0], [0, 2]]
    """
    key, high = np.zeros(len(counts), dtype=np.int64), 1
    for digit, base in zip(counts.T, (most.astype(int) + 1).tolist(), strict=True):
        if high * base > MOST_KEY:
            key, high = np.unique(key, return_inverse=True)[1], len(counts)
        key, high = key * base + digit, high * base
    return counts[np.sort(np.unique(key, return_index=True)[1])]
