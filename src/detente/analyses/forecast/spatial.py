"""The spatial model of politics: who challenges whom, what they settle on, turn after turn.

A deterministic model of bargaining in one or several dimensions, in the default form of the KAPSARC
toolkit for behavioural analysis (Wise, Lester & Efird 2015). Everything is on 0..1 here: positions,
saliences (a party's saliences add up to at most 1) and distances.

Axis order: position[draw, party, issue], salience[draw, party, issue], capability[draw, party].
The path is position[draw, turn, party, issue]; behind the last turn of a draw it repeats the rest.

Ties are settled by order: a party with several equally good targets takes the first party, and of
several equally probable bargains the first in its queue (status quo first, then by initiator).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

TURNS = 100
"""The most turns that are played."""

REST = 0.02
"""Parties are at rest when a turn moves them less than this share of the first turn's move."""

GAIN = 1e-5
"""The least expected gain for which a party challenges another."""


@dataclass(frozen=True, eq=False)
class SpatialPath:
    """What happened in every draw.

    position[draw, turn, party, issue]: where the parties stood, turn 0 being the start.
    target[draw, turn, party]: whom the party challenged in that turn, -1 for nobody.
    turns[draw]: number of turns played. at_rest[draw]: it stopped by itself.
    """

    position: Array
    target: NDArray[np.int64]
    turns: NDArray[np.int64]
    at_rest: NDArray[np.bool_]


def play(position: Array, *, salience: Array, capability: Array, turns: int = TURNS) -> SpatialPath:
    """Play the model in every draw, on all cores.

    >>> start = np.array([[[0.2], [0.8]]])
    >>> path = play(start, salience=np.full((1, 2, 1), 0.5), capability=np.ones((1, 2)))
    >>> bool(path.at_rest[0]), path.position[0, 0, :, 0].tolist()
    (True, [0.2, 0.8])
    """
    draws, parties, issues = position.shape
    where = np.empty((draws, turns + 1, parties, issues))
    target = np.full((draws, turns, parties), -1, dtype=np.int64)
    played = np.zeros(draws, dtype=np.int64)
    rest = np.zeros(draws, dtype=np.bool_)
    inputs = [np.ascontiguousarray(part, float) for part in (position, salience, capability)]

    def run(span: slice) -> None:
        start, weight, power = (part[span] for part in inputs)
        _play_draws(start, weight, power, where[span], target[span], played[span], rest[span])

    _in_threads(run, draws)
    last = int(played.max(initial=0))
    return SpatialPath(where[:, : last + 1], target[:, :last], played, rest)


def _in_threads(run, draws: int) -> None:  # type: ignore[no-untyped-def]
    workers = min(cpu_count() or 1, max(1, draws // 16))
    if workers == 1:
        run(slice(0, draws))
        return
    size = -(-draws // (8 * workers))
    spans = [slice(first, min(first + size, draws)) for first in range(0, draws, size)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, spans))


@njit(cache=True, nogil=True)
def _play_draws(position, salience, capability, where, target, played, rest):
    """Play draw after draw into the given arrays."""
    for d in range(position.shape[0]):
        played[d], rest[d] = _play_draw(
            position[d], salience[d], capability[d], where[d], target[d]
        )


@njit(cache=True, nogil=True)
def _play_draw(position, salience, capability, where, target):
    """Play one draw; returns the number of turns and whether the parties came to rest."""
    limit = target.shape[0]
    where[0] = position
    first = 0.0
    turn = 0
    at_rest = False
    while turn < limit:
        _turn(where[turn], salience, capability, where[turn + 1], target[turn])
        moved = _distance_moved(where[turn], where[turn + 1])
        turn += 1
        if turn == 1:
            first = moved
        elif moved < REST * (first + 1e-4):
            at_rest = True
            break
    for later in range(turn + 1, limit + 1):
        where[later] = where[turn]
    return turn, at_rest


@njit(cache=True, nogil=True)
def _distance_moved(before, after):
    total = 0.0
    for i in range(before.shape[0]):
        square = 0.0
        for k in range(before.shape[1]):
            square += (before[i, k] - after[i, k]) ** 2
        total += np.sqrt(square)
    return total


@njit(cache=True, nogil=True)
def _turn(x, salience, capability, after, target):
    """One turn: risk, targets, bargains, elections. Writes `after` and `target`."""
    parties = x.shape[0]
    distance = _distances(x, salience)
    risk = _risk(distance, capability)
    offers = np.empty((parties, 2, x.shape[1]))
    for i in range(parties):
        j, chance = _best_target(i, distance, risk, salience, capability)
        target[i] = j
        if j >= 0:
            _bargain(x[i], x[j], salience[i], salience[j], chance, offers[i])
    _elect(x, salience, capability, risk, target, offers, after)


@njit(cache=True, nogil=True)
def _distances(x, salience):
    """Distance of the position of each party j, as party i feels it."""
    parties, issues = x.shape
    distance = np.zeros((parties, parties))
    for i in range(parties):
        norm = 0.0
        for k in range(issues):
            norm += salience[i, k] ** 2
        for j in range(parties):
            square = 0.0
            for k in range(issues):
                square += (salience[i, k] * (x[i, k] - x[j, k])) ** 2
            distance[i, j] = np.sqrt(square / norm) if norm > 0 else 0.0
    return distance


@njit(cache=True, nogil=True)
def _election(utility, weight, chance):
    """Probabilistic Condorcet election over utility[party, option], conditional rule."""
    parties, options = utility.shape
    for a in range(options):
        chance[a] = 1.0
    for a in range(options):
        for b in range(a):
            ahead, behind = 1e-8, 1e-8
            for n in range(parties):
                vote = weight[n] * (utility[n, a] - utility[n, b])
                if vote > 0:
                    ahead += vote
                else:
                    behind -= vote
            chance[a] *= ahead / (ahead + behind)
            chance[b] *= behind / (ahead + behind)
        biggest = 0.0
        for b in range(options):
            biggest = max(biggest, chance[b])
        for b in range(options):
            chance[b] /= biggest
    total = 0.0
    for a in range(options):
        total += chance[a]
    for a in range(options):
        chance[a] /= total


@njit(cache=True, nogil=True)
def _risk(distance, capability):
    """Risk attitude from how probable each party's position is as the outcome."""
    parties = distance.shape[0]
    chance = np.empty(parties)
    _election(1.0 - distance, capability, chance)
    low, high = chance.min(), chance.max()
    risk = np.zeros(parties)
    if high > low:
        for i in range(parties):
            risk[i] = (3 * chance[i] - (high + 2 * low)) / (2 * (high - low))
    return risk


@njit(cache=True, nogil=True)
def _best_target(i, distance, risk, salience, capability):
    """Party i's most promising target and its chance against it, or -1."""
    parties = distance.shape[0]
    weight = np.empty(parties)
    utility = np.empty((parties, parties))
    for n in range(parties):
        weight[n] = capability[n] * salience[n].sum()
        attitude = (2 * risk[i] + risk[n]) / 3
        for m in range(parties):
            gap = distance[n, m]
            utility[n, m] = (1 - gap) * (1 + gap * attitude)
    best, found, odds = GAIN, -1, 0.0
    for j in range(parties):
        if j == i:
            continue
        chance = _chance(i, j, utility, weight)
        resolve = salience[j].sum()
        own, other = utility[i, i], utility[i, j]
        fight = chance * 2 * own + (1 - chance) * 2 * other
        gain = (1 - resolve) * 2 * own + resolve * fight - (own + other)
        if gain > best:
            best, found, odds = gain, j, chance
    return found, odds


@njit(cache=True, nogil=True)
def _chance(i, j, utility, weight):
    """The chance of i against j, third parties being semi-committed."""
    ahead, behind = 1e-10, 1e-10
    for vote in (
        weight[i] * (utility[i, i] - utility[i, j]),
        weight[j] * (utility[j, i] - utility[j, j]),
    ):
        if vote > 0:
            ahead += vote
        else:
            behind -= vote
    start_ahead, start_behind = ahead, behind
    for n in range(utility.shape[0]):
        if n in (i, j):
            continue
        with_i, with_j, own = utility[n, i], utility[n, j], utility[n, n]
        vote = weight[n] * (with_i - with_j)
        up = start_ahead + max(vote, 0.0)
        down = start_behind + max(-vote, 0.0)
        odds = up / (up + down)
        side_i = odds * (2 * with_i + own) + (1 - odds) * 3 * with_j
        side_j = odds * 3 * with_i + (1 - odds) * (2 * with_j + own)
        vote = weight[n] * (side_i - side_j)
        if vote > 0:
            ahead += vote
        else:
            behind -= vote
    return ahead / (ahead + behind)


@njit(cache=True, nogil=True)
def _bargain(x_i, x_j, salience_i, salience_j, chance, offer):
    """What i and j would settle on, each on its side: offer[side, issue]."""
    small = 1e-6
    for k in range(x_i.shape[0]):
        push_i = (salience_i[k] * chance) ** 2
        push_j = (salience_j[k] * (1 - chance)) ** 2
        total = push_i + push_j + small
        near_i = ((push_i + small) * x_i[k] + push_j * x_j[k]) / total
        near_j = (push_i * x_i[k] + (push_j + small) * x_j[k]) / total
        offer[0, k] = np.floor(0.5 + 1e4 * near_i) / 1e4
        offer[1, k] = np.floor(0.5 + 1e4 * near_j) / 1e4


@njit(cache=True, nogil=True)
def _elect(x, salience, capability, risk, target, offers, after):
    """Every party takes its side of the most probable bargain in its queue."""
    parties = x.shape[0]
    worth = _worth(x, salience, risk, target, offers)
    utility = np.empty((parties, parties + 1))
    queue = np.empty(parties + 1, np.int64)
    chance = np.empty(parties + 1)
    for a in range(parties):
        size = 1
        queue[0] = -1
        for i in range(parties):
            if target[i] >= 0 and (a in (i, target[i])):
                queue[size] = i
                size += 1
        for n in range(parties):
            for option in range(size):
                utility[n, option] = worth[n, queue[option] + 1]
        _election(utility[:, :size], capability, chance[:size])
        chosen = queue[np.argmax(chance[:size])]
        if chosen < 0:
            after[a] = x[a]
        else:
            after[a] = offers[chosen, 0 if chosen == a else 1]


@njit(cache=True, nogil=True)
def _worth(x, salience, risk, target, offers):
    """worth[party, bargain]: 0 is the status quo, i + 1 the bargain that party i starts."""
    parties = x.shape[0]
    worth = np.empty((parties, parties + 1))
    single = np.empty(parties)
    for n in range(parties):
        total = 0.0
        for m in range(parties):
            single[m] = _felt(x[n], x[m], salience[n], risk[n])
            total += single[m]
        worth[n, 0] = total / parties
        for i in range(parties):
            j = target[i]
            if j < 0:
                continue
            change = _felt(x[n], offers[i, 0], salience[n], risk[n]) - single[i]
            change += _felt(x[n], offers[i, 1], salience[n], risk[n]) - single[j]
            worth[n, i + 1] = (total + change) / parties
    return worth


@njit(cache=True, nogil=True)
def _felt(x_n, y, salience_n, risk_n):
    square, norm = 0.0, 0.0
    for k in range(x_n.shape[0]):
        square += (salience_n[k] * (x_n[k] - y[k])) ** 2
        norm += salience_n[k] ** 2
    gap = np.sqrt(square / norm) if norm > 0 else 0.0
    return (1 - gap) * (1 + gap * risk_n)
