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

GOLDEN = 0x9E3779B97F4A7C15
"""From the seed of one draw, or of one trade, to that of the next (SplitMix64)."""


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
    """Positions, saliences and weights[issue, party], total weight and outcome[issue].

    side[issue, party] is 1 above the outcome, -1 below it, 0 for whoever cannot trade on the issue.
    """

    x: Array
    salience: Array
    weight: Array
    total: Array
    outcome: Array
    given: NDArray[np.bool_]
    side: Whole


def trade(
    position: Array, *, salience: Array, capability: Array, seed: int, rounds: int = 1
) -> Exchanges:
    """Let the parties trade in every draw."""
    draws, issues, parties = position.shape
    x, sizes = np.array(position, float, order="C"), np.ascontiguousarray(salience, float)
    weight = np.ascontiguousarray(capability * salience, float)
    times = np.zeros((parties, parties, issues, issues), dtype=np.int64)
    done = Exchanges(np.empty((draws, issues)), times, np.zeros(times.shape))
    i, j = np.triu_indices(parties, 1)
    p, q = np.triu_indices(issues, 1)
    sides = (np.repeat(i, len(p)), np.repeat(j, len(p)))
    trades = np.stack([*sides, np.tile(p, len(i)), np.tile(q, len(i))], axis=1)
    total, given = weight.sum(axis=2), np.zeros((issues, parties), dtype=bool)
    for d in range(draws):
        order = np.uint64((seed + d * GOLDEN) % 2**64)
        table = Table(
            x[d], sizes[d], weight[d], total[d], done.outcome[d], given, given.astype(int)
        )
        _trade(table, trades, order, rounds, done)
    return done


@kernel
def _mix(number: np.uint64) -> np.uint64:
    """Scramble a 64-bit number (the finaliser of SplitMix64; Steele, Lea & Flood 2014)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@unchecked_kernel
def _trade(table: Table, trades: Whole, order: np.uint64, rounds: int, done: Exchanges) -> None:
    """The rounds of one draw; moves x and leaves the expected outcomes in `outcome`."""
    gains, stale = np.empty(len(trades)), np.empty(len(table.total), np.bool_)
    order = _mix(order)
    for _ in range(rounds):
        order = _mix(order)
        _begin(table)
        stale[:] = True
        while True:
            best = LEAST
            for at in range(len(trades)):
                i, j, p, q = trades[at]
                if stale[p] or stale[q]:
                    opposed = table.side[p, i] * table.side[p, j] < 0
                    opposed = opposed and table.side[q, i] * table.side[q, j] < 0
                    gains[at] = _terms(table, i, j, p, q)[0] if opposed else 0.0
                best = max(best, gains[at])
            if best <= LEAST:
                break
            chosen = trades[_first_of_equals(gains, best * (1 - TIE), order)]
            _carry_out(table, chosen, done)
            stale[:] = False
            stale[chosen[2]] = stale[chosen[3]] = True


@unchecked_kernel
def _begin(table: Table) -> None:
    """Nobody has given way yet; outcomes are expected from where the parties stand."""
    for k in range(len(table.total)):
        pulled = 0.0
        for i in range(table.x.shape[1]):
            table.given[k, i] = table.weight[k, i] <= 0
            pulled += table.weight[k, i] * table.x[k, i]
        table.outcome[k] = pulled / table.total[k] if table.total[k] > 0 else np.nan
        _take_sides(table, k)


@unchecked_kernel
def _take_sides(table: Table, k: int) -> None:
    for i in range(table.x.shape[1]):
        away = table.x[k, i] - table.outcome[k]
        # a trade may put the outcome onto a party's position, up to rounding
        apart = abs(away) > LEAST and not table.given[k, i]
        table.side[k, i] = 0 if not apart else 1 if away > 0 else -1


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
def _first_of_equals(gains: Array, least: float, order: np.uint64) -> int:
    """Of the trades that gain so much, the first by the seeded order."""
    lowest, chosen = np.uint64(0xFFFFFFFFFFFFFFFF), 0
    for at in range(len(gains)):
        if gains[at] >= least:
            rank = _mix(order + np.uint64(at) * np.uint64(GOLDEN))
            if rank <= lowest:
                lowest, chosen = rank, at
    return chosen


@unchecked_kernel
def _carry_out(table: Table, trade: Whole, done: Exchanges) -> None:
    i, j, p, q = trade
    won, shift_p, shift_q, i_on_p = _terms(table, i, j, p, q)
    on_p, on_q = (i, j) if i_on_p else (j, i)
    for k, giver, taker, shift in ((p, on_p, on_q, shift_p), (q, on_q, on_p, shift_q)):
        way = 1.0 if table.x[k, taker] > table.x[k, giver] else -1.0
        table.x[k, giver] += way * shift * table.total[k] / table.weight[k, giver]
        table.outcome[k] += way * shift
        table.given[k, giver] = True
        _take_sides(table, k)
    first, second = (p, q) if i_on_p else (q, p)
    done.times[i, j, first, second] += 1
    done.gain[i, j, first, second] += won
