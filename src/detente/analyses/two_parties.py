"""Two parties divide one unit: what patience, outside options and the right to propose are worth.

Shares are of the gain over no deal, 0..1. A discount factor `d` in (0, 1) is what one unit agreed
in the next round is worth now; 1 - d is the price of a round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError

Floats = NDArray[np.float64]


def checked_discount(name: str, given: float) -> float:
    """The discount factor itself; SettingError unless it lies strictly between 0 and 1."""
    if not 0 < given < 1:
        raise SettingError(name, given, "a discount factor lies between 0 and 1, both excluded")
    return given


def alternating_shares(first: float, second: float, *, outside: float = 0.0) -> tuple[float, float]:
    """Shares of the party that proposes first and of the other, with discount factors given.

    Infinite alternating offers (Rubinstein 1982): the first takes (1 - d2) / (1 - d1 d2). `outside`
    is the second party's outside option, which it may take instead of answering: it counts only
    where it exceeds what the talks give (the outside option principle).

    >>> [round(share, 6) for share in alternating_shares(0.9, 0.8)]
    [0.714286, 0.285714]
    >>> [round(alternating_shares(0.9, 0.9, outside=r)[1], 6) for r in (0.4, 0.7)]
    [0.473684, 0.7]
    """
    checked_discount("first", first)
    checked_discount("second", second)
    share = (1 - second) / (1 - first * second)
    other = max(1 - share, outside)
    return 1 - other, other


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


def agenda_setter(setter: float, voter: float, status_quo: float) -> float:
    """The position that a setter proposes and a voter accepts over the status quo.

    Romer & Rosenthal 1978, one dimension, worth falling with distance: the voter accepts whatever
    is at least as near to its ideal as the status quo; the setter takes the nearest to its own.

    >>> [agenda_setter(10, 3, quo) for quo in (0, 1, 4, 11)]
    [6, 5, 4, 10]
    """
    reach = abs(status_quo - voter)
    return min(max(setter, voter - reach), voter + reach)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is agreed in round one: the place of the deal in the list, and each one's share."""

    deal: int
    first: float
    second: float


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
    first: Floats, second: Floats, discounts: tuple[float, float], *, rounds: int
) -> Offer | None:
    """Alternating offers on a finite set of deals by backward induction over so many rounds.

    `first` and `second` hold each deal's gain over no deal, shape [deal]; after the last round
    both are left with 0. Tie rule: a party that is indifferent accepts, and a proposer takes, of
    the deals best for itself, the one best for the other, then the one declared first. None when
    no deal leaves both at least as well off as no deal. No check of resolution is made here.

    >>> grid = np.linspace(0, 1, 10_001)
    >>> offer = alternate(grid, 1 - grid, (0.9, 0.8), rounds=101)
    >>> round(offer.first, 2)
    0.71
    """
    gains = np.stack([first, second])
    if not np.any((gains >= 0).all(axis=0)):
        return None
    waiting = np.zeros(2)
    chosen = -1
    for number in reversed(range(rounds)):
        proposer, answerer = number % 2, 1 - number % 2
        fits = (gains[answerer] >= waiting[answerer] - 1e-12) & (gains[proposer] >= 0)
        wanted = np.where(fits, gains[proposer], -np.inf)
        ties = np.flatnonzero(wanted >= wanted.max() - 1e-12)
        chosen = int(ties[np.argmax(gains[answerer][ties])])
        worth = gains[:, chosen]
        waiting = worth * np.asarray(discounts)
    return Offer(chosen, float(gains[0, chosen]), float(gains[1, chosen]))


def alternate_draws(
    gains: Sequence[Floats],
    allowed: NDArray[np.bool_],
    discounts: Floats,
    order: NDArray[np.int64],
    *,
    rounds: int,
) -> NDArray[np.int64]:
    """`alternate` over draws and groups of deals: the deal of the first round, [draw, group].

    `gains` holds [draw, deal] of the first and the second party, `order[group, option]` the deals
    of each group, `discounts[draw, party]`. A group without an allowed deal gives its first one.
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
