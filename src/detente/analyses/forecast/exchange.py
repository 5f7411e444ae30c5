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
salience 0. In the kernels i < j are parties and p < q issues.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel, unchecked_kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

TIE = 1e-6
"""Gains within this share of the largest gain are a tie."""

LEAST = 1e-9
"""The least equal gain for which anybody trades."""


class Exchanges(NamedTuple):
    """Outcomes[draw, issue], and what was traded over all draws.

    times[giver, partner, issue, other]: number of draws in which the giver gave way on `issue`, the
    partner on `other`; each trade appears once, under the party with the lower index. gain holds
    the summed equal gains of those trades.
    """

    outcome: Array
    times: Whole
    gain: Array


class Table(NamedTuple):
    """Positions, saliences and weights[issue, party], total weight, outcome, who gave way."""

    x: Array
    salience: Array
    weight: Array
    total: Array
    outcome: Array
    given: NDArray[np.bool_]


def trade(
    position: Array, *, salience: Array, capability: Array, seed: int, rounds: int = 1
) -> Exchanges:
    """Let the parties trade in every draw.

    >>> x = np.array([[[0.0, 1.0], [1.0, 0.0]]])
    >>> s = np.array([[[0.9, 0.3], [0.3, 0.9]]])
    >>> done = trade(x, salience=s, capability=np.ones_like(x), seed=1)
    >>> done.outcome.round(3).tolist(), int(done.times.sum())
    ([[0.0, 0.0]], 1)
    """
    draws, issues, parties = position.shape
    weight = np.ascontiguousarray(capability * salience, float)
    times = np.zeros((parties, parties, issues, issues), dtype=np.int64)
    done = Exchanges(np.empty((draws, issues)), times, np.zeros(times.shape))
    x, sizes = np.array(position, float, order="C"), np.ascontiguousarray(salience, float)
    _trade_draws(x, sizes, weight, np.uint64(seed), rounds, done)
    return done


@kernel
def _trade_draws(
    x: Array, salience: Array, weight: Array, seed: np.uint64, rounds: int, done: Exchanges
) -> None:
    draws, issues, parties = x.shape
    gains = np.empty(parties * (parties - 1) // 2 * (issues * (issues - 1) // 2))
    for d in range(draws):
        order = _mix(seed + np.uint64(d) * np.uint64(0x9E3779B97F4A7C15))
        total = np.zeros(issues)
        for p in range(issues):
            for i in range(parties):
                total[p] += weight[d, p, i]
        for _ in range(rounds):
            order = _mix(order)
            given = np.zeros((issues, parties), np.bool_)
            table = Table(x[d], salience[d], weight[d], total, done.outcome[d], given)
            _round(table, order, gains, done)


@kernel
def _mix(number: np.uint64) -> np.uint64:
    """Scramble a 64-bit number (the finaliser of SplitMix64; Steele, Lea & Flood 2014)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@unchecked_kernel
def _round(table: Table, order: np.uint64, gains: Array, done: Exchanges) -> None:
    """One round in one draw; moves x and leaves the expected outcomes in `outcome`."""
    issues, parties = table.x.shape
    for p in range(issues):
        pulled = 0.0
        for i in range(parties):
            if table.weight[p, i] > 0:
                pulled += table.weight[p, i] * table.x[p, i]
        table.outcome[p] = pulled / table.total[p] if table.total[p] > 0 else np.nan
    stale = np.ones(issues, np.bool_)
    while True:
        best = _list_gains(table, stale, gains)
        if best <= LEAST:
            return
        i, j, p, q = _first_of_equals(gains, best * (1 - TIE), order, parties, issues)
        _carry_out(table, i, j, p, q, done)
        for k in range(issues):
            stale[k] = k in (p, q)


@unchecked_kernel
def _list_gains(table: Table, stale: NDArray[np.bool_], gains: Array) -> float:
    """Equal gain of every trade on which something changed; the largest of all trades."""
    issues, parties = table.x.shape
    at, best, opposed = 0, LEAST, np.empty(issues, np.bool_)
    for i in range(parties):
        for j in range(i + 1, parties):
            for p in range(issues):
                opposed[p] = _opposed(table, i, j, p)
            for p in range(issues):
                for q in range(p + 1, issues):
                    if stale[p] or stale[q]:
                        both = opposed[p] and opposed[q]
                        gains[at] = _terms(table, i, j, p, q)[0] if both else 0.0
                    best = max(best, gains[at])
                    at += 1
    return best


@unchecked_kernel
def _opposed(table: Table, i: int, j: int, k: int) -> bool:
    """Whether i and j can trade on k: both have weight, and stand on either side of the outcome."""
    left, right = table.x[k, i] - table.outcome[k], table.x[k, j] - table.outcome[k]
    free = not (table.given[k, i] or table.given[k, j])
    heavy = table.weight[k, i] > 0 and table.weight[k, j] > 0
    # a trade may put the outcome onto a party's position, up to rounding
    return free and heavy and left * right < 0 and min(abs(left), abs(right)) > LEAST


@unchecked_kernel
def _terms(table: Table, i: int, j: int, p: int, q: int) -> tuple[float, float, float, bool]:
    """Equal gain, shift of the outcomes of p and q, and whether i gives way on p."""
    s = table.salience
    edge = s[q, i] * s[p, j] - s[p, i] * s[q, j]
    on_p, on_q = (i, j) if edge > 0 else (j, i)
    rate = (s[p, i] + s[p, j]) / (s[q, i] + s[q, j])
    shift = min(_reach(table, p, on_p, on_q), _reach(table, q, on_q, on_p) / rate)
    return shift * abs(edge) / (s[q, i] + s[q, j]), shift, shift * rate, edge > 0


@unchecked_kernel
def _reach(table: Table, k: int, giver: int, taker: int) -> float:
    """How far the giver can move the outcome of k towards the taker, at most onto its position."""
    way = abs(table.x[k, giver] - table.x[k, taker])
    whole = table.weight[k, giver] * way / table.total[k]
    return float(min(whole, abs(table.x[k, taker] - table.outcome[k])))


@unchecked_kernel
def _first_of_equals(
    gains: Array, least: float, order: np.uint64, parties: int, issues: int
) -> tuple[int, int, int, int]:
    """Of the trades that gain so much, the first by the seeded order."""
    at, lowest, chosen = 0, np.uint64(0xFFFFFFFFFFFFFFFF), (0, 0, 0, 0)
    for i in range(parties):
        for j in range(i + 1, parties):
            for p in range(issues):
                for q in range(p + 1, issues):
                    if gains[at] >= least:
                        rank = _mix(order + np.uint64(at) * np.uint64(0x9E3779B97F4A7C15))
                        if rank <= lowest:
                            lowest, chosen = rank, (i, j, p, q)
                    at += 1
    return chosen


@unchecked_kernel
def _carry_out(table: Table, i: int, j: int, p: int, q: int, done: Exchanges) -> None:
    won, shift_p, shift_q, i_on_p = _terms(table, i, j, p, q)
    on_p, on_q = (i, j) if i_on_p else (j, i)
    for k, giver, taker, shift in ((p, on_p, on_q, shift_p), (q, on_q, on_p, shift_q)):
        way = 1.0 if table.x[k, taker] > table.x[k, giver] else -1.0
        table.x[k, giver] += way * shift * table.total[k] / table.weight[k, giver]
        table.outcome[k] += way * shift
        table.given[k, giver] = True
    first, second = (p, q) if i_on_p else (q, p)
    done.times[i, j, first, second] += 1
    done.gain[i, j, first, second] += won
