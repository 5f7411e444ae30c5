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

Axis order: position[draw, party] of one issue, weight = capability times salience.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ROUNDS = 25
LEAST = 0.01
SAME = 1e-6
"""Positions within this share of the initial range are the same."""


@dataclass(frozen=True, eq=False)
class Challenges:
    """What happened in every draw.

    position[draw, round, party] with the start as round 0; median[draw, round]; forecast[draw];
    period[draw]: 0 no end was found, 1 at rest, else the length of the cycle; rounds[draw]: the
    last round that was played. Behind it the last positions are repeated.
    """

    position: Array
    median: Array
    forecast: Array
    period: NDArray[np.int64]
    rounds: NDArray[np.int64]


def challenge(
    position: Array,
    *,
    salience: Array,
    capability: Array,
    all_pairs: bool,
    rounds: int = ROUNDS,
) -> Challenges:
    """Play the model in every draw; all arrays have the shape [draw, party].

    >>> x = np.array([[0.0, 100.0]])
    >>> one = np.ones_like(x)
    >>> played = challenge(x, salience=one, capability=one, all_pairs=False)
    >>> played.forecast.tolist(), played.period.tolist()
    ([50.0], [1])
    """
    draws, parties = position.shape
    where = np.empty((draws, rounds + 1, parties))
    median = np.empty((draws, rounds + 1))
    forecast = np.empty(draws)
    period = np.zeros(draws, np.int64)
    played = np.zeros(draws, np.int64)
    given = tuple(np.ascontiguousarray(a, float) for a in (position, salience, capability))
    _play(given, all_pairs, where, median, (forecast, period, played))
    return Challenges(where, median, forecast, period, played)


@kernel
def _play(
    given: tuple[Array, Array, Array],
    all_pairs: bool,
    where: Array,
    median: Array,
    ends: tuple[Array, Whole, Whole],
) -> None:
    position, salience, capability = given
    forecast, period, played = ends
    for d in range(position.shape[0]):
        weight = np.empty(position.shape[1])
        for i in range(position.shape[1]):
            weight[i] = capability[d, i] * salience[d, i]
        forecast[d], period[d], played[d] = _play_draw(
            position[d], salience[d], weight, all_pairs, where[d], median[d]
        )


@kernel
def _play_draw(
    start: Array, salience: Array, weight: Array, all_pairs: bool, where: Array, median: Array
) -> tuple[float, int, int]:
    rounds = where.shape[0] - 1
    spread = _spread(start)
    _copy(start, where[0])
    median[0] = _median(start, weight)
    last, period = rounds, 0
    for t in range(1, rounds + 1):
        if spread > 0:
            _round(where[t - 1], salience, weight, median[t - 1], spread, all_pairs, where[t])
        else:
            _copy(where[t - 1], where[t])
        median[t] = _median(where[t], weight)
        period = _returned(where, t, spread)
        if period > 0:
            last = t
            break
    for t in range(last + 1, rounds + 1):
        _copy(where[last], where[t])
        median[t] = median[last]
    forecast = median[last]
    if period > 1:
        forecast = 0.0
        for t in range(last - period + 1, last + 1):
            forecast += median[t] / period
    return forecast, period, last


@kernel
def _copy(source: Array, goal: Array) -> None:
    for i in range(source.shape[0]):
        goal[i] = source[i]


@kernel
def _spread(values: Array) -> float:
    """Largest less smallest value."""
    low, high = values[0], values[0]
    for value in values:
        low, high = min(low, value), max(high, value)
    return float(high - low)


@kernel
def _order(values: Array) -> Whole:
    """Places of the values in rising order, by insertion."""
    order = np.empty(values.shape[0], np.int64)
    for i in range(values.shape[0]):
        at = i
        while at > 0 and values[order[at - 1]] > values[i]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = i
    return order


@kernel
def _returned(where: Array, t: int, spread: float) -> int:
    """How many rounds ago everybody stood as in round t; 0 if never."""
    for back in range(1, t + 1):
        same = True
        for i in range(where.shape[1]):
            same = same and abs(where[t, i] - where[t - back, i]) <= SAME * spread
        if same:
            return back
    return 0


@kernel
def _median(x: Array, weight: Array) -> float:
    """Weighted median; half-way between two positions where the weight is split exactly."""
    order = _order(x)
    total = 0.0
    for i in range(weight.shape[0]):
        total += weight[i]
    slack = 1e-12 * total
    passed, first, found = 0.0, 0.0, False
    for at in order:
        if weight[at] <= 0:
            continue
        passed += weight[at]
        if not found and passed >= total / 2 - slack:
            first, found = x[at], True
        if passed > total / 2 + slack:
            return float((first + x[at]) / 2)
    return np.nan


@kernel
def _round(
    x: Array,
    salience: Array,
    weight: Array,
    median: float,
    spread: float,
    all_pairs: bool,
    after: Array,
) -> None:
    """One round: risk attitudes, mutual estimates, demands, moves."""
    parties = x.shape[0]
    neutral = np.ones(parties)
    odds = _odds(x, weight, spread, neutral, all_pairs)
    security = np.zeros(parties)
    for j in range(parties):
        for i in range(parties):
            if i != j:
                security[i] += _gain(x, j, i, 1.0, spread, salience, odds)
    risk = _exponents(security)
    odds = _odds(x, weight, spread, risk, all_pairs)
    for j in range(parties):
        after[j] = _answer(j, x, risk[j], spread, salience, odds)


@kernel
def _exponents(security: Array) -> Array:
    """Risk exponents from security: between 1/2 (the least secure) and 2."""
    spread = _spread(security)
    low = security[_order(security)[0]]
    risk = np.ones(security.shape[0])
    if spread > 0:
        for i in range(security.shape[0]):
            attitude = (2 * (security[i] - low) - spread) / spread
            risk[i] = (1 - attitude / 3) / (1 + attitude / 3)
    return risk


@kernel
def _odds(x: Array, weight: Array, spread: float, risk: Array, all_pairs: bool) -> Array:
    """odds[i, j]: the chance that i wins against j."""
    parties = x.shape[0]
    odds = np.zeros((parties, parties))
    pull = np.empty((parties, parties))
    for k in range(parties):
        for i in range(parties):
            pull[k, i] = weight[k] * (np.abs(x[k] - x[i]) / spread) ** risk[k]
    everything = 0.0
    for i in range(parties):
        for j in range(parties):
            ahead, cast = 0.0, 0.0
            for k in range(parties):
                vote = pull[k, j] - pull[k, i]
                cast += abs(vote)
                if vote > 0:
                    ahead += vote
            everything += cast
            odds[i, j] = ahead
            if not all_pairs and cast > 0:
                odds[i, j] = ahead / cast
    if all_pairs and everything > 0:
        for i in range(parties):
            for j in range(parties):
                odds[i, j] /= everything
    return odds


@kernel
def _gain(
    x: Array, i: int, j: int, exponent: float, spread: float, salience: Array, odds: Array
) -> float:
    """What i expects from challenging j, judged with a risk exponent (Q = 1)."""
    gap = abs(x[i] - x[j]) / spread
    success = 2 - 4 * max(0.5 - 0.5 * gap, 0.0) ** exponent
    failure = 2 - 4 * (0.5 + 0.5 * gap) ** exponent
    still = 2 - 4 * 0.5**exponent
    resistance = salience[j]
    fight = odds[i, j] * success + (1 - odds[i, j]) * failure
    return float(resistance * fight + (1 - resistance) * success - still)


@kernel
def _answer(
    j: int, x: Array, exponent: float, spread: float, salience: Array, odds: Array
) -> float:
    """Where j goes: it meets the least demanding of the demands that it believes in."""
    kind, least, goal = 3, np.inf, x[j]
    for i in range(x.shape[0]):
        if i == j or x[i] == x[j]:
            continue
        theirs = _gain(x, i, j, exponent, spread, salience, odds)
        mine = _gain(x, j, i, exponent, spread, salience, odds)
        if theirs <= 0:
            continue
        move = x[i] - x[j]
        if mine > 0:
            if theirs <= mine:
                continue
            sort = 0
        elif theirs > -mine:
            sort = 1
            move *= -mine / theirs
        else:
            sort = 2
        if abs(move) < LEAST * spread:
            continue
        if sort < kind or (sort == kind and abs(move) < least):
            kind, least, goal = sort, abs(move), x[j] + move
    return float(goal)
