"""The exchange model with equal gains: pairs of parties trade positions on two issues.

Two parties who stand on opposite sides of the expected outcome on two issues, and for whom the two
issues do not matter in the same proportion, can both gain: each gives way on the issue that matters
relatively less to it (Stokman & Van Oosten 1994). The conventions here, since the literature leaves
them open:

- Expected outcome: the mean weighted by capability times salience. Loss: salience times distance
  of the outcome from the own position at the start of the trade.
- A trade goes as far as it can with equal gains: nobody moves past the partner's position and no
  outcome moves past it either.
- Largest equal gain first; outcomes and gains are worked out anew after every trade.
- A party that gave way on an issue takes no further part in trades on it in this round.
- Gains within `TIE` of the largest are a tie; a seeded random order settles it. The forecast can
  hang on this order, so one draw alone is no forecast: average over draws.

Axis order: position[draw, issue, party] on 0..1, salience and capability alike; absent parties have
salience 0. trades[draw, giver, partner, issue, other]: the giver gave way on `issue`, the partner
on `other`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel, unchecked_kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

State = tuple[Array, Array, Array, Array, Array, NDArray[np.bool_]]
"""Positions, saliences and weights[issue, party], total weight and outcome[issue], who gave way."""

TIE = 1e-6
"""Gains within this share of the largest gain are a tie."""

LEAST = 1e-9
"""The least equal gain for which anybody trades."""


@dataclass(frozen=True, eq=False)
class Exchanges:
    """Outcomes[draw, issue], final positions and how often each trade took place.

    count[giver, partner, issue, other]: number of draws with this trade; each trade appears once,
    listed under the party with the lower index. gain holds the summed equal gains of those trades.
    """

    outcome: Array
    position: Array
    count: NDArray[np.int64]
    gain: Array


def trade(
    position: Array, *, salience: Array, capability: Array, seed: int, rounds: int = 1
) -> Exchanges:
    """Let the parties trade in every draw.

    >>> x = np.array([[[0.0, 1.0], [1.0, 0.0]]])
    >>> s = np.array([[[0.9, 0.3], [0.3, 0.9]]])
    >>> done = trade(x, salience=s, capability=np.ones_like(x), seed=1)
    >>> done.outcome.round(3).tolist(), int(done.count.sum())
    ([[0.0, 0.0]], 1)
    """
    draws, issues, parties = position.shape
    moved = np.array(position, dtype=float, order="C")
    outcome = np.empty((draws, issues))
    count = np.zeros((parties, parties, issues, issues), dtype=np.int64)
    gain = np.zeros(count.shape)
    sizes = [np.ascontiguousarray(a, float) for a in (salience, capability)]
    _trade_draws(moved, *sizes, np.uint64(seed), rounds, outcome, count, gain)
    return Exchanges(outcome, moved, count, gain)


@kernel
def _trade_draws(
    x: Array,
    salience: Array,
    capability: Array,
    seed: np.uint64,
    rounds: int,
    outcome: Array,
    count: Whole,
    gain: Array,
) -> None:
    draws, issues, parties = x.shape
    pairs = parties * (parties - 1) // 2 * (issues * (issues - 1) // 2)
    gains = np.empty(pairs)
    for d in range(draws):
        order = _mix(seed + np.uint64(d) * np.uint64(0x9E3779B97F4A7C15))
        for _ in range(rounds):
            order = _mix(order)
            _round(x[d], salience[d], capability[d], order, outcome[d], gains, count, gain)


@kernel
def _mix(number: np.uint64) -> np.uint64:
    """Scramble a 64-bit number (the finaliser of SplitMix64; Steele, Lea & Flood 2014)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@kernel
def _round(
    x: Array,
    salience: Array,
    capability: Array,
    order: np.uint64,
    outcome: Array,
    gains: Array,
    count: Whole,
    gain: Array,
) -> None:
    """One round in one draw; moves x and leaves the expected outcomes in `outcome`."""
    issues, parties = x.shape
    weight = np.empty((issues, parties))
    total = np.zeros(issues)
    given = np.zeros((issues, parties), np.bool_)
    stale = np.ones(issues, np.bool_)
    for p in range(issues):
        for i in range(parties):
            weight[p, i] = capability[p, i] * salience[p, i]
            total[p] += weight[p, i]
        outcome[p] = _outcome(x[p], weight[p], total[p])
    state = (x, salience, weight, total, outcome, given)
    while True:
        _list_gains(state, stale, gains)
        chosen = _choose(gains, order)
        if chosen < 0:
            return
        i, j, p, q = _unfold(chosen, parties, issues)
        _carry_out(state, (i, j, p, q), count, gain)
        for k in range(issues):
            stale[k] = k in (p, q)


@unchecked_kernel
def _outcome(x: Array, weight: Array, total: float) -> float:
    if total <= 0:
        return np.nan
    pulled = 0.0
    for i in range(x.shape[0]):
        if weight[i] > 0:
            pulled += weight[i] * x[i]
    return pulled / total


@unchecked_kernel
def _list_gains(state: State, stale: NDArray[np.bool_], gains: Array) -> None:
    """Equal gain of every pair of parties and issues in which something changed."""
    x, _, weight, _, outcome, given = state
    issues, parties = x.shape
    opposed = np.empty(issues, np.bool_)
    at = 0
    for i in range(parties):
        for j in range(i + 1, parties):
            for p in range(issues):
                free = not (given[p, i] or given[p, j])
                heavy = weight[p, i] > 0 and weight[p, j] > 0
                left, right = x[p, i] - outcome[p], x[p, j] - outcome[p]
                # a trade may put the outcome onto a party's position, up to rounding
                apart = left * right < 0 and min(abs(left), abs(right)) > LEAST
                opposed[p] = free and heavy and apart
            for p in range(issues):
                for q in range(p + 1, issues):
                    if stale[p] or stale[q]:
                        both = opposed[p] and opposed[q]
                        gains[at] = _terms(state, i, j, p, q)[0] if both else 0.0
                    at += 1


@unchecked_kernel
def _terms(state: State, i: int, j: int, p: int, q: int) -> tuple[float, float, float, bool]:
    """Equal gain, shift of the outcome on p and on q, and whether i gives way on p.

    The two are opposed on both issues.
    """
    salience = state[1]
    edge = salience[q, i] * salience[p, j] - salience[p, i] * salience[q, j]
    if edge == 0:
        return 0.0, 0.0, 0.0, True
    i_on_p = edge > 0
    on_p, on_q = (i, j) if i_on_p else (j, i)
    reach_p = _reach(state, p, on_p, on_q)
    reach_q = _reach(state, q, on_q, on_p)
    rate = (salience[p, i] + salience[p, j]) / (salience[q, i] + salience[q, j])
    shift_p = min(reach_p, reach_q / rate)
    gain = shift_p * abs(edge) / (salience[q, i] + salience[q, j])
    return gain, shift_p, shift_p * rate, i_on_p


@unchecked_kernel
def _reach(state: State, k: int, giver: int, taker: int) -> float:
    """How far the giver can move the outcome of k towards the taker, at most onto its position."""
    x, _, weight, total, outcome, _ = state
    whole = weight[k, giver] * abs(x[k, giver] - x[k, taker]) / total[k]
    return float(min(whole, abs(x[k, taker] - outcome[k])))


@unchecked_kernel
def _choose(gains: Array, order: np.uint64) -> int:
    """Index of the largest gain, ties settled by the seeded order; -1 if nobody gains."""
    best = LEAST
    for at in range(gains.shape[0]):
        best = max(best, gains[at])
    chosen, lowest = -1, np.uint64(0)
    if best <= LEAST:
        return chosen
    for at in range(gains.shape[0]):
        if gains[at] >= best * (1 - TIE):
            rank = _mix(order + np.uint64(at) * np.uint64(0x9E3779B97F4A7C15))
            if chosen < 0 or rank < lowest:
                chosen, lowest = at, rank
    return chosen


@kernel
def _unfold(at: int, parties: int, issues: int) -> tuple[int, int, int, int]:
    """The parties i < j and issues p < q behind an index of the list of gains."""
    per_pair = issues * (issues - 1) // 2
    pair, rest = at // per_pair, at % per_pair
    i = 0
    while pair >= parties - 1 - i:
        pair -= parties - 1 - i
        i += 1
    p = 0
    while rest >= issues - 1 - p:
        rest -= issues - 1 - p
        p += 1
    return i, i + 1 + pair, p, p + 1 + rest


@kernel
def _carry_out(state: State, deal: tuple[int, int, int, int], count: Whole, gain: Array) -> None:
    x, _, weight, total, outcome, given = state
    i, j, p, q = deal
    won, shift_p, shift_q, i_on_p = _terms(state, i, j, p, q)
    on_p, on_q = (i, j) if i_on_p else (j, i)
    for k, giver, taker, shift in ((p, on_p, on_q, shift_p), (q, on_q, on_p, shift_q)):
        way = 1.0 if x[k, taker] > x[k, giver] else -1.0
        x[k, giver] += way * shift * total[k] / weight[k, giver]
        outcome[k] += way * shift
        given[k, giver] = True
    if i_on_p:
        count[i, j, p, q] += 1
        gain[i, j, p, q] += won
    else:
        count[i, j, q, p] += 1
        gain[i, j, q, p] += won
