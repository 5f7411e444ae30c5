"""The challenge model: parties weigh whom to challenge, and give way to the cheapest demand.

The expected-utility model of Bueno de Mesquita (1994), as laid open by Scholz, Calbert & Smith
(2011). The published text and its replication differ in the chance of success: the votes for i
against j are divided by all votes cast on this pair (`own_pair`) or on all pairs (`all_pairs`).
That alone decides the outcome, so both variants are offered and neither is hidden. Conventions:

- Q = 1: a party that is not challenged stays where it is.
- Each party sees the others' expected utilities with its own attitude to risk, and judges the
  demands made on it by what it sees.
- Of the demands on it, a party first meets a confrontation that it would lose, then a compromise,
  then a capitulation; of several of a kind, the smallest move; of equal ones, the first party's.
  A demand for a move below `LEAST` of the initial range is no demand.
- All move at once. The outcome is the weighted median of the positions.

The model need not come to rest. A draw ends when the parties stand where they stood before (rest or
a cycle; the forecast is then the mean median of the cycle) or after the last round.

Axis order: position[draw, party] of one issue; pairs are [draw, challenger, challenged].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.rules import weighted_median
from detente.kernels import kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ROUNDS = 25
LEAST = 0.01
SAME = 1e-6
"""Positions within this share of the initial range are the same."""


class Challenges(NamedTuple):
    """What happened in every draw.

    position[draw, round, party] with the start as round 0; median[draw, round]; forecast[draw];
    period[draw]: 0 no end was found, 1 at rest, else the length of the cycle; rounds[draw]: the
    last round that was played. Behind it the last positions are repeated.
    """

    position: Array
    median: Array
    forecast: Array
    period: Whole
    rounds: Whole


def challenge(
    position: Array,
    *,
    salience: Array,
    capability: Array,
    all_pairs: bool,
    rounds: int = ROUNDS,
) -> Challenges:
    """Play the model in every draw; all arrays have the shape [draw, party]."""
    weight, spread = capability * salience, np.ptp(position, axis=1)
    places = [np.asarray(position, float)]
    period, last = np.zeros(len(position), np.int64), np.full(len(position), rounds)
    for played in range(1, rounds + 1):
        at = np.flatnonzero(period == 0)
        if not len(at):
            break
        after = places[-1].copy()
        wide = at[spread[at] > 0]
        after[wide] = _round(
            after[wide], salience[wide], weight[wide], spread[wide, None, None], all_pairs
        )
        for back, before in enumerate(reversed(places), start=1):
            same = (np.abs(after - before) <= SAME * spread[:, None]).all(axis=1)
            returned = at[same[at] & (period[at] == 0)]
            period[returned], last[returned] = back, played
        places.append(after)
    places += places[-1:] * (rounds + 1 - len(places))
    where = np.stack(places, axis=1)
    median = weighted_median(where, np.broadcast_to(weight[:, None], where.shape))
    forecast = [
        medians[end - max(length, 1) + 1 : end + 1].mean()
        for medians, end, length in zip(median, last, period, strict=True)
    ]
    return Challenges(where, median, np.array(forecast), period, last)


def _round(x: Array, salience: Array, weight: Array, spread: Array, all_pairs: bool) -> Array:
    """One round: risk attitudes from security, what each expects of each, demands, moves."""
    gap = np.abs(x[:, :, None] - x[:, None, :]) / spread
    themselves = np.eye(x.shape[1], dtype=bool)
    odds = _odds(gap, weight, np.ones_like(x), all_pairs)
    expected = _expected(gap, salience, odds, np.ones_like(spread))
    security = np.where(themselves, 0.0, expected).sum(axis=1)
    low, wide = security.min(axis=1, keepdims=True), np.ptp(security, axis=1, keepdims=True)
    attitude = np.divide(2 * (security - low) - wide, wide, out=np.zeros_like(x), where=wide > 0)
    risk = (1 - attitude / 3) / (1 + attitude / 3)
    odds = _odds(gap, weight, risk, all_pairs)
    theirs = _expected(gap, salience, odds, risk[:, None, :])
    mine = np.swapaxes(_expected(gap, salience, odds, risk[:, :, None]), 1, 2)
    compromises = (mine <= 0) & (theirs > -mine)
    part = np.divide(-mine, theirs, out=np.ones_like(mine), where=compromises)
    move = (x[:, :, None] - x[:, None, :]) * part
    kind = np.where(mine > 0, 0, np.where(compromises, 1, 2))
    idle = (theirs <= 0) | ((mine > 0) & (theirs <= mine)) | (np.abs(move) < LEAST * spread)
    kind = np.where(idle | (gap == 0), 3, kind)
    met = kind == kind.min(axis=1, keepdims=True)
    by = np.where(met, np.abs(move), np.inf).argmin(axis=1)[:, None]
    chosen: Array = np.take_along_axis(np.where(kind < 3, move, 0.0), by, axis=1)[:, 0]
    return x + chosen


def _odds(gap: Array, weight: Array, risk: Array, all_pairs: bool) -> Array:
    """The chance that i wins against j, from the votes of all."""
    pull = weight[:, :, None] * gap ** risk[:, :, None]
    ahead, cast = _votes(np.ascontiguousarray(pull))
    total = np.broadcast_to(cast.sum(axis=(1, 2), keepdims=True), cast.shape) if all_pairs else cast
    np.divide(ahead, total, out=ahead, where=total > 0)
    return ahead


@kernel
def _votes(pull: Array) -> tuple[Array, Array]:
    """The votes for i against j, and all that are cast on this pair, from pull[draw, voter, j]."""
    draws, parties, _ = pull.shape
    ahead, cast = np.zeros(pull.shape), np.zeros(pull.shape)
    for draw in range(draws):
        for voter in range(parties):
            for i in range(parties):
                for j in range(parties):
                    vote = pull[draw, voter, j] - pull[draw, voter, i]
                    ahead[draw, i, j] += max(vote, 0.0)
                    cast[draw, i, j] += abs(vote)
    return ahead, cast


def _expected(gap: Array, salience: Array, odds: Array, exponent: Array) -> Array:
    """What i expects from challenging j, judged with a risk exponent (Q = 1)."""
    success = 2 - 4 * np.maximum(0.5 - 0.5 * gap, 0.0) ** exponent
    failure = 2 - 4 * (0.5 + 0.5 * gap) ** exponent
    still = 2 - 4 * 0.5**exponent
    resistance = salience[:, None, :]
    fight = odds * success + (1 - odds) * failure
    found: Array = resistance * fight + (1 - resistance) * success - still
    return found
