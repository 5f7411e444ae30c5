"""Two parties that make offers in turn: what patience and the right to propose are worth.

A discount factor `d` in (0, 1) is what one unit agreed
in the next round is worth now; 1 - d is the price of a round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError

Floats = NDArray[np.float64]


def exponents(discounts: Sequence[float] | Floats) -> Floats:
    """Nash exponents that stand for patience, shape as given, summing to 1 along the last axis.

    Binmore, Rubinstein & Wolinsky 1986: as rounds become short, alternating offers tend to the
    Nash solution with a_1 = ln d2 / (ln d1 + ln d2), that is a_i in proportion to 1 / -ln d_i; the
    same rule is used for more than two parties.

    >>> exponents([0.9, 0.8]).round(5).tolist()
    [0.67927, 0.32073]
    """
    given = np.asarray(discounts, dtype=np.float64)
    if np.any((given <= 0) | (given >= 1)):
        raise SettingError("discounts", discounts, "a discount factor lies between 0 and 1")
    raw = -1.0 / np.log(given)
    return np.asarray(raw / raw.sum(axis=-1, keepdims=True))


def finest_gap(first: Floats, second: Floats) -> float:
    """The largest step between neighbouring efficient deals, in either party's worth."""
    order = np.lexsort((second, first))[::-1]
    best = np.maximum.accumulate(second[order])
    efficient = np.concatenate(([True], second[order][1:] > best[:-1]))
    steps = [np.abs(np.diff(worth[order][efficient])) for worth in (first, second)]
    return float(max((step.max() for step in steps if step.size), default=math.inf))


SAFE_STEPS = 5
"""Backward induction is trusted when a round costs at least so many steps between deals."""


def fine_enough(first: Floats, second: Floats, discounts: tuple[float, float]) -> bool:
    """The resolution check: whether steps between efficient deals are far below 1 - d.

    Worth is measured in shares of the largest gain. On a coarser set the first mover takes all,
    whatever the patience, so plain backward induction would mislead.

    >>> grid = np.linspace(0, 1, 11)
    >>> fine_enough(grid, 1 - grid, (0.9, 0.9))
    False
    """
    gap = max(
        finest_gap(first, second) / max(float(first.max()), 1e-300),
        finest_gap(first, second) / max(float(second.max()), 1e-300),
    )
    return gap * SAFE_STEPS <= 1 - max(discounts)


def alternate(
    gains: Sequence[Floats],
    allowed: NDArray[np.bool_],
    discounts: Floats,
    order: NDArray[np.int64],
    *,
    rounds: int,
) -> NDArray[np.int64]:
    """Alternating offers on finite sets of deals by backward induction over so many rounds.

    The deal of the first round, [draw, group]: `order[group, option]` holds the deals of each
    group, `gains` [draw, deal] of the party that proposes first and of the other, over no deal,
    which is all that is left after the last round; `discounts[draw, party]`. Only deals that are
    `allowed[draw, deal]` and leave both no worse off count; a group without any gives its first.
    Ties: a party that is indifferent accepts, and a proposer takes, of the deals best for itself,
    the one best for the other, then the one listed first. No check of resolution is made here.

    >>> grid = np.linspace(0, 1, 10_001)[None]
    >>> found = alternate([grid, 1 - grid], grid >= 0, np.array([[0.9, 0.8]]),
    ...                   np.arange(10_001)[None], rounds=101)
    >>> round(float(grid[0, found[0, 0]]), 2)
    0.71
    """
    worth = np.stack([gain[:, order] for gain in gains])
    fit = allowed[:, order] & (worth >= -1e-12).all(axis=0)
    waiting = np.zeros((2, *worth.shape[1:3]))
    pick = np.zeros(worth.shape[1:3], dtype=np.int64)
    for number in reversed(range(rounds)):
        proposer, answerer = number % 2, 1 - number % 2
        fits = fit & (worth[answerer] >= waiting[answerer][:, :, None] - 1e-12)
        wanted = np.where(fits, worth[proposer], -np.inf)
        best = wanted.max(axis=2, keepdims=True)
        kind = np.where(fits & (wanted >= best - 1e-12), worth[answerer], -np.inf)
        pick = kind.argmax(axis=2)
        taken = np.take_along_axis(worth, pick[None, :, :, None], axis=3)[..., 0]
        waiting = taken * discounts.T[:, :, None]
    shown = np.broadcast_to(order, (*pick.shape, order.shape[1]))
    return np.asarray(np.take_along_axis(shown, pick[:, :, None], axis=2)[:, :, 0])
