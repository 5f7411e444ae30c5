"""Compiled loops over offers and over packages. No names here: arrays in, arrays out.

There is one negotiation a draw, with its own stream of random numbers (splitmix64, Steele, Lea &
Flood 2014), started from `seeds[draw]`, so that no result depends on how many run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truth = NDArray[np.bool_]
Seeds = NDArray[np.uint64]

NEAR = 5
"""An offer is drawn at random among so many deals that lie just above the target."""
GESTURE = 0.1
"""Share of its range that a party that answers in kind gives at the outset."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Ground(NamedTuple):
    """`utility`, `allowed`, `order` and `ranked` [draw, party, deal]; best deals first.

    `floor` and `usable` [draw, party]: reservation values, and how many deals a party may offer.
    """

    utility: Floats
    floor: Floats
    allowed: Truth
    order: Integers
    ranked: Floats
    usable: Integers


@kernel
def _mixed(state: np.uint64) -> np.uint64:
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def _lowest_at_least(values: Floats, usable: int, target: float) -> int:
    """The place of the least of `usable` descending values that reaches the target, at least 0."""
    low, high = 0, usable
    while low < high:
        middle = (low + high) // 2
        if values[middle] >= target:
            low = middle + 1
        else:
            high = middle
    return max(low - 1, 0)


@kernel
def _target(
    exponent: float, top: float, floor: float, time: float, last: float, given: float
) -> float:
    if exponent == 0.0:
        return top
    if exponent < 0.0:
        return max(floor, min(last, last - given))
    return float(top - (top - floor) * time ** (1.0 / exponent))


@kernel
def _gestures(ground: Ground, draw: int, exponents: Floats) -> Floats:
    given = np.zeros(2)
    for party in range(2):
        if exponents[party] < 0.0:
            span = ground.ranked[draw, party, 0] - ground.floor[draw, party]
            given[party] = GESTURE * span
    return given


@kernel
def _offers(
    ground: Ground, draw: int, state: np.uint64, exponents: Floats, rounds: int, trace: Floats
) -> tuple[int, int]:
    """One negotiation: the agreed deal (-1 for none) and its round."""
    last = np.array([ground.ranked[draw, 0, 0], ground.ranked[draw, 1, 0]])
    given = _gestures(ground, draw, exponents)
    heard = np.full(2, np.nan)
    for step in range(2 * rounds):
        mover, other = step % 2, 1 - step % 2
        time = (step // 2) / (rounds - 1)
        top, floor = ground.ranked[draw, mover, 0], ground.floor[draw, mover]
        last[mover] = _target(exponents[mover], top, floor, time, last[mover], given[mover])
        place = _lowest_at_least(
            ground.ranked[draw, mover], ground.usable[draw, mover], last[mover]
        )
        state = state + GOLDEN
        back = int(_mixed(state) % np.uint64(NEAR))
        deal = ground.order[draw, mover, max(place - back, 0)]
        worth = ground.utility[draw, other, deal]
        if step < trace.shape[0]:
            trace[step, 0] = ground.utility[draw, 0, deal]
            trace[step, 1] = ground.utility[draw, 1, deal]
        if not np.isnan(heard[other]):
            given[other] = max(0.0, worth - heard[other])
        heard[other] = worth
        top, floor = ground.ranked[draw, other, 0], ground.floor[draw, other]
        ahead = min(1.0, ((step + 1) // 2) / (rounds - 1))
        asked = _target(exponents[other], top, floor, ahead, last[other], given[other])
        if step >= 2 * rounds - 2 and exponents[other] != 0.0:
            asked = floor
        if ground.allowed[draw, other, deal] and worth >= asked - 1e-9:
            return deal, step // 2 + 1
    return -1, rounds


@kernel
def alternate(
    ground: Ground, seeds: Seeds, exponents: Floats, rounds: int, trace: Floats
) -> tuple[Integers, Integers]:
    """Alternating offers of two parties: agreed deal (-1 for none) and round, [draw].

    `trace[draw, offer, party]` receives what each offer of the first few is worth. A party accepts
    what is worth at least its next own target, in the last round its reservation value.
    """
    deals = np.full(seeds.size, -1, np.int64)
    ended = np.full(seeds.size, rounds, np.int64)
    nothing = np.empty((0, 2))
    for draw in range(seeds.size):
        if ground.usable[draw, 0] > 0 and ground.usable[draw, 1] > 0:
            kept = trace[draw] if draw < trace.shape[0] else nothing
            deals[draw], ended[draw] = _offers(ground, draw, seeds[draw], exponents, rounds, kept)
    return deals, ended


@kernel
def left_on_table(utility: Floats, possible: Truth, taken: Floats) -> Floats:
    """Points by which all parties at once could do better than what each draw agreed, [draw].

    `utility[draw, party, deal]`, `taken[draw, party]`; 0 where no possible deal is better for all.
    """
    found = np.zeros(len(taken))
    for draw in range(len(taken)):
        best = 0.0
        for deal in range(utility.shape[2]):
            if not possible[deal]:
                continue
            least = np.inf
            for party in range(utility.shape[1]):
                least = min(least, utility[draw, party, deal] - taken[draw, party])
                if least <= best:
                    break
            best = max(best, least)
        found[draw] = best
    return found
