"""Compiled loops over negotiations. No names here: arrays in, arrays out.

Negotiation k uses draw `which[k]` of the arrays and its own stream of random numbers (splitmix64,
Steele, Lea & Flood 2014), started from `seeds[k]`, so that no result depends on how many run.
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
    """`utility`, `allowed`, `barred`, `order` and `ranked` [draw, party, deal]; best deals first.

    `floor` and `usable` [draw, party]: reservation values, and how many deals a party may offer.
    """

    utility: Floats
    floor: Floats
    allowed: Truth
    barred: Truth
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
    ground: Ground, which: Integers, seeds: Seeds, exponents: Floats, rounds: int, trace: Floats
) -> tuple[Integers, Integers]:
    """Alternating offers of two parties: agreed deal (-1 for none) and round, [negotiation].

    `trace[negotiation, offer, party]` receives what each offer of the first few is worth. A party
    accepts what is worth at least its next own target, in the last round its reservation value.
    """
    deals = np.full(which.size, -1, np.int64)
    ended = np.full(which.size, rounds, np.int64)
    nothing = np.empty((0, 2))
    for k in range(which.size):
        draw = which[k]
        if ground.usable[draw, 0] > 0 and ground.usable[draw, 1] > 0:
            kept = trace[k] if k < trace.shape[0] else nothing
            deals[k], ended[k] = _offers(ground, draw, seeds[k], exponents, rounds, kept)
    return deals, ended


@kernel
def _bearable(tolerances: Floats, party: int, left: float, lost: Floats) -> float:
    """Points that a party is ready to lose in one change; in kind: what others lost last."""
    if tolerances[party] >= 0:
        return tolerances[party] * left
    most = 0.0
    for other in range(lost.size):
        if other != party:
            most = max(most, lost[other])
    return most


@kernel
def _say_yes(
    ground: Ground,
    draw: int,
    text: int,
    changed: int,
    tolerances: Floats,
    left: float,
    lost: Floats,
) -> bool:
    """Whether all agree to a change of the text; a new breach of a red line is refused."""
    for party in range(lost.size):
        loss = ground.utility[draw, party, text] - ground.utility[draw, party, changed]
        if loss > _bearable(tolerances, party, left, lost) + 1e-9:
            return False
        if ground.barred[draw, party, changed] and not ground.barred[draw, party, text]:
            return False
    return True


@kernel
def _acceptable(ground: Ground, draw: int, text: int) -> bool:
    return bool(ground.allowed[draw, :, text].all())


@kernel
def _changed(text: int, sizes: Integers, state: np.uint64) -> tuple[int, np.uint64]:
    """The text with one issue, chosen at random, set to another value at random."""
    state = state + GOLDEN
    issue = int(_mixed(state) % np.uint64(sizes.size))
    stride = 1
    for later in range(issue + 1, sizes.size):
        stride *= sizes[later]
    if sizes[issue] == 1:
        return text, state
    state = state + GOLDEN
    now = (text // stride) % sizes[issue]
    shift = 1 + int(_mixed(state) % np.uint64(sizes[issue] - 1))
    return text + ((now + shift) % sizes[issue] - now) * stride, state


@kernel
def mediate(
    ground: Ground,
    sizes: Integers,
    start: int,
    which: Integers,
    seeds: Seeds,
    tolerances: Floats,
    rounds: int,
    trace: Floats,
) -> tuple[Integers, Integers]:
    """A single negotiating text: the text agreed in the end (-1 for none) and the last change.

    Each round the mediator changes one issue at random; a party agrees when it loses no more than
    its tolerance, which falls to 0 over the rounds. In the end the last text that all prefer to no
    deal stands.
    """
    parties = ground.utility.shape[1]
    deals = np.full(which.size, -1, np.int64)
    ended = np.zeros(which.size, np.int64)
    for k in range(which.size):
        draw, text, state = which[k], start, seeds[k]
        lost = np.zeros(parties)
        for step in range(rounds):
            changed, state = _changed(text, sizes, state)
            left = 1.0 - step / rounds
            if _say_yes(ground, draw, text, changed, tolerances, left, lost):
                for party in range(parties):
                    loss = ground.utility[draw, party, text] - ground.utility[draw, party, changed]
                    lost[party] = max(0.0, loss)
                text = changed
                if _acceptable(ground, draw, text):
                    deals[k], ended[k] = text, step + 1
            if k < trace.shape[0]:
                trace[k, step] = ground.utility[draw, :, text]
    return deals, ended


@kernel
def left_on_table(utility: Floats, which: Integers, deals: Integers) -> Floats:
    """Points by which all parties at once could do better than the agreed deal, [negotiation].

    0 where the deal is efficient, NaN where there is none.
    """
    found = np.full(which.size, np.nan)
    for k in range(which.size):
        if deals[k] < 0:
            continue
        draw, best = which[k], 0.0
        for deal in range(utility.shape[2]):
            least = np.inf
            for party in range(utility.shape[1]):
                gain = utility[draw, party, deal] - utility[draw, party, deals[k]]
                least = min(least, gain)
                if least <= best:
                    break
            best = max(best, least)
        found[k] = best
    return found
