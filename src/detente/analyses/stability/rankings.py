"""Preferences over states as dense ranks: 0 is worst, equal ranks are indifferent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FAR = 4
"""Numbers below so many times their count are sorted by marking them."""
MANY = 4096


def dense(values: NDArray[np.generic]) -> NDArray[np.int32]:
    """Ranks 0, 1, 2, ... of values, the least first, equal values together.

    >>> dense(np.array([2.5, -1.0, 2.5, 7.0])).tolist()
    [1, 0, 1, 2]
    """
    places = np.unique(values, return_inverse=True)[1]
    found: NDArray[np.int32] = places.astype(np.int32).reshape(values.shape)
    return found


def numbered(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """`dense` for whole numbers from 0, in linear time where they are not far apart.

    >>> numbered(np.array([3, 0, 3, 7])).tolist()
    [1, 0, 1, 2]
    """
    most = int(values.max(initial=0)) + 1
    if most > FAR * values.size:
        return np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64)
    seen = np.zeros(most, dtype=np.int64)
    seen[values] = 1
    return np.asarray((np.cumsum(seen) - 1)[values])


def lexicographic(statements: Sequence[NDArray[np.bool_]], states: int) -> NDArray[np.int32]:
    """Ranks from statements, the most important first: a true one outweighs all later ones.

    Any number of statements: they are folded into the ranks some at a time, so that no number
    ever outgrows its type.

    >>> first, second = np.array([True, False, True]), np.array([False, True, True])
    >>> lexicographic([first, second], 3).tolist()
    [1, 0, 2]
    """
    ranks, top = np.zeros(states, dtype=np.int64), 1
    most = FAR * states if states >= MANY else 1 << 32
    for truth in statements:
        ranks, top = (ranks << 1) | truth, 2 * top
        if top > most:
            ranks = numbered(ranks)
            top = int(ranks.max(initial=0)) + 1
    return numbered(ranks).astype(np.int32)


def from_rungs(rungs: Sequence[Sequence[str]], codes: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Ranks from a list of all states by YN string, best first, with ties as inner lists.

    >>> from_rungs([["YN"], ["NN", "YY"], ["NY"]], np.arange(4, dtype=np.uint32)).tolist()
    [1, 2, 0, 1]
    """
    states = [state for rung in rungs for state in rung]
    letters = np.frombuffer("".join(states).encode("ascii"), dtype=np.uint8)
    taken = letters.reshape(len(states), -1) == ord("Y")
    listed = taken @ (1 << np.arange(taken.shape[1], dtype=np.int64))
    worth = np.repeat(np.arange(len(rungs))[::-1], [len(rung) for rung in rungs])
    ranks = np.full(codes.size, -1, dtype=np.int32)
    ranks[np.searchsorted(codes, listed.astype(codes.dtype))] = worth
    return ranks


def from_names(rungs: Sequence[Sequence[str]], states: Sequence[str]) -> NDArray[np.int32]:
    """Ranks from a list of all states by name, best first; zeros for an empty list.

    >>> from_names([["b"], ["a", "c"]], ["a", "b", "c"]).tolist()
    [0, 1, 0]
    """
    worth = {state: len(rungs) - 1 - place for place, rung in enumerate(rungs) for state in rung}
    return np.array([worth.get(state, 0) for state in states], dtype=np.int32)
