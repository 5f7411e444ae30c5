"""Votes on a draft: what a consent rule asks for, and how likely independent voters pass it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError

Floats = NDArray[np.float64]


def passing_chance(
    chances: Sequence[float],
    *,
    votes: Sequence[int] | None = None,
    quota: int,
    vetoes: Sequence[int] = (),
) -> float:
    """Chance that independent voters reach a quota, each in favour with its own chance.

    `votes` are whole numbers, one a voter (1 each by default); `vetoes` lists the voters, by place,
    without whom nothing passes.

    >>> round(passing_chance([0.5] * 5, quota=3), 6), round(passing_chance([0.6] * 3, quota=2), 6)
    (0.5, 0.648)
    """
    counts = [1] * len(chances) if votes is None else list(votes)
    if len(counts) != len(chances) or any(count < 0 for count in counts):
        raise SettingError("votes", votes, "give one whole number of at least 0 a voter")
    if any(not 0 <= chance <= 1 for chance in chances):
        raise SettingError("chances", list(chances), "a chance lies between 0 and 1")
    reached = np.zeros(sum(counts) + 1)
    reached[0] = 1.0
    for voter, (chance, count) in enumerate(zip(chances, counts, strict=True)):
        against = 0.0 if voter in vetoes else 1 - chance
        moved = np.zeros_like(reached)
        moved[count:] = reached[: reached.size - count]
        reached = against * reached + chance * moved
    return float(reached[max(quota, 0) :].sum())
