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

    first, last[draw, party, issue]: where the parties stood after the first turn and at the end.
    turns[draw]: number of turns played. at_rest[draw]: it stopped by itself.
    position[draw, turn, party, issue]: the whole way, turn 0 being the start, and
    target[draw, turn, party]: whom the party challenged in that turn, -1 for nobody; both have no
    turns where the way was not kept.
    """

    first: Array
    last: Array
    turns: NDArray[np.int64]
    at_rest: NDArray[np.bool_]
    position: Array
    target: NDArray[np.int64]


def play(
    position: Array,
    *,
    salience: Array,
    capability: Array,
    turns: int = TURNS,
    keep_path: bool = True,
) -> SpatialPath:
    """Play the model in every draw, on all cores.

    >>> start = np.array([[[0.2], [0.8]]])
    >>> path = play(start, salience=np.full((1, 2, 1), 0.5), capability=np.ones((1, 2)))
    >>> bool(path.at_rest[0]), path.position[0, 0, :, 0].tolist()
    (True, [0.2, 0.8])
    """
    draws, parties, issues = position.shape
    kept = turns if keep_path else 0
    where = np.zeros((draws, kept + 1, parties, issues))
    target = np.full((draws, kept, parties), -1, dtype=np.int64)
    first, last = np.empty((2, draws, parties, issues))
    played = np.zeros(draws, dtype=np.int64)
    rest = np.zeros(draws, dtype=np.bool_)
    inputs = [np.ascontiguousarray(part, float) for part in (position, salience, capability)]

    def run(span: slice) -> None:
        parts = (*inputs, where, target, first, last, played, rest)
        _play_draws(turns, *(part[span] for part in parts))

    _in_threads(run, draws)
    most = int(played.max(initial=0)) if keep_path else 0
    return SpatialPath(first, last, played, rest, where[:, : most + 1], target[:, :most])


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
def _play_draws(limit, position, salience, capability, where, target, first, last, played, rest):
    """Play draw after draw into the given arrays."""
    for d in range(position.shape[0]):
        played[d], rest[d] = _play_draw(
            limit, position[d], salience[d], capability[d], where[d], target[d], first[d], last[d]
        )


@njit(cache=True, nogil=True)
def _play_draw(limit, position, salience, capability, where, target, first, last):
    """Play one draw; returns the number of turns and whether the parties came to rest."""
    kept = target.shape[0]
    where[0] = position
    first[:] = position
    last[:] = position
    after = np.empty_like(position)
    aim = np.empty(position.shape[0], np.int64)
    opening, turn, at_rest = 0.0, 0, False
    while turn < limit and not at_rest:
        _turn(last, salience, capability, after, aim)
        moved = _distance_moved(last, after)
        last[:] = after
        if turn < kept:
            target[turn] = aim
            where[turn + 1] = after
        turn += 1
        if turn == 1:
            opening = moved
            first[:] = after
        else:
            at_rest = moved < REST * (opening + 1e-4)
    for later in range(turn + 1, kept + 1):
        where[later] = last
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
    share = _shares(salience)
    distance = _distances(x, share)
    risk = _risk(distance, capability)
    weight = capability * salience.sum(axis=1)
    offers = np.empty((parties, 2, x.shape[1]))
    worth, votes = np.empty((parties, parties)), np.empty(parties)
    for i in range(parties):
        j, chance = _best_target(i, distance, risk, salience, weight, worth, votes)
        target[i] = j
        if j >= 0:
            _bargain(x[i], x[j], salience[i], salience[j], chance, offers[i])
    _elect(x, share, distance, capability, risk, target, offers, after)


@njit(cache=True, nogil=True, error_model="numpy")
def _shares(salience):
    """share[party, issue]: squared saliences, adding up to 1 for each party that has any."""
    share = salience**2
    for n in range(share.shape[0]):
        total = share[n].sum()
        if total > 0:
            share[n] /= total
    return share


@njit(cache=True, nogil=True, error_model="numpy")
def _distances(x, share):
    """distance[m, n]: how far from its own position party n feels the position of m to be."""
    parties, issues = x.shape
    distance = np.zeros((parties, parties))
    for m in range(parties):
        for n in range(parties):
            square = 0.0
            for k in range(issues):
                square += share[n, k] * (x[n, k] - x[m, k]) ** 2
            distance[m, n] = np.sqrt(square)
    return distance


@njit(cache=True, nogil=True, error_model="numpy")
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
                ahead += max(vote, 0.0)
                behind += max(-vote, 0.0)
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
    _election(1.0 - distance.T, capability, chance)
    low, high = chance.min(), chance.max()
    risk = np.zeros(parties)
    if high > low:
        for i in range(parties):
            risk[i] = (3 * chance[i] - (high + 2 * low)) / (2 * (high - low))
    return risk


@njit(cache=True, nogil=True, error_model="numpy")
def _best_target(i, distance, risk, salience, weight, worth, votes):
    """Party i's most promising target and its chance against it, or -1.

    worth[m, n] is what party n makes of m's position, as i sees it; both buffers are overwritten.
    """
    parties = distance.shape[0]
    for m in range(parties):
        for n in range(parties):
            gap = distance[m, n]
            worth[m, n] = (1 - gap) * (1 + gap * ((2 * risk[i] + risk[n]) / 3))
    best, found, odds = GAIN, -1, 0.0
    for j in range(parties):
        if j == i:
            continue
        chance = _chance(i, j, worth, weight, votes)
        resolve = salience[j].sum()
        own, other = worth[i, i], worth[j, i]
        fight = chance * 2 * own + (1 - chance) * 2 * other
        gain = (1 - resolve) * 2 * own + resolve * fight - (own + other)
        if gain > best:
            best, found, odds = gain, j, chance
    return found, odds


@njit(cache=True, nogil=True, error_model="numpy")
def _chance(i, j, worth, weight, votes):
    """The chance of i against j, third parties being semi-committed."""
    first = weight[i] * (worth[i, i] - worth[j, i])
    second = weight[j] * (worth[i, j] - worth[j, j])
    ahead = 1e-10 + max(first, 0.0) + max(second, 0.0)
    behind = 1e-10 + max(-first, 0.0) + max(-second, 0.0)
    for n in range(weight.shape[0]):
        with_i, with_j, own = worth[i, n], worth[j, n], worth[n, n]
        vote = weight[n] * (with_i - with_j)
        up = ahead + max(vote, 0.0)
        odds = up / (up + behind + max(-vote, 0.0))
        side_i = odds * (2 * with_i + own) + (1 - odds) * 3 * with_j
        side_j = odds * 3 * with_i + (1 - odds) * (2 * with_j + own)
        votes[n] = weight[n] * (side_i - side_j)
    votes[i] = 0.0
    votes[j] = 0.0
    for n in range(weight.shape[0]):
        ahead += max(votes[n], 0.0)
        behind += max(-votes[n], 0.0)
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
def _elect(x, share, distance, capability, risk, target, offers, after):
    """Every party takes its side of the most probable bargain in its queue."""
    parties = x.shape[0]
    worth = _worth(x, share, distance, risk, target, offers)
    utility = np.empty((parties, parties + 1))
    queue = np.empty(parties + 1, np.int64)
    chance = np.empty(parties + 1)
    for a in range(parties):
        size = 1
        queue[0] = -1
        for i in range(parties):
            if target[i] >= 0 and (a == i or a == target[i]):
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


@njit(cache=True, nogil=True, error_model="numpy")
def _worth(x, share, distance, risk, target, offers):
    """worth[party, bargain]: 0 is the status quo, i + 1 the bargain that party i starts."""
    parties = x.shape[0]
    worth = np.empty((parties, parties + 1))
    single = np.empty(parties)
    for n in range(parties):
        total = 0.0
        for m in range(parties):
            single[m] = (1 - distance[m, n]) * (1 + distance[m, n] * risk[n])
            total += single[m]
        worth[n, 0] = total / parties
        for i in range(parties):
            j = target[i]
            if j < 0:
                continue
            change = _felt(x[n], offers[i, 0], share[n], risk[n]) - single[i]
            change += _felt(x[n], offers[i, 1], share[n], risk[n]) - single[j]
            worth[n, i + 1] = (total + change) / parties
    return worth


@njit(cache=True, nogil=True, error_model="numpy")
def _felt(x_n, y, share_n, risk_n):
    square = 0.0
    for k in range(x_n.shape[0]):
        square += share_n[k] * (x_n[k] - y[k]) ** 2
    gap = np.sqrt(square)
    return (1 - gap) * (1 + gap * risk_n)
