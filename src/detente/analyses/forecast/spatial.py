"""The spatial model of politics: who challenges whom, what they settle on, turn after turn.

A deterministic model of bargaining in one or several dimensions, in the default form of the KAPSARC
toolkit for behavioural analysis (Wise, Lester & Efird 2015). Everything is on 0..1 here: positions,
saliences (a party's saliences add up to at most 1) and distances.

Axis order: position[draw, party, issue], salience[draw, party, issue], capability[draw, party].
distance[draw, m, n] is how far from its own position party n feels the position of m to be.

Ties are settled by order: a party with several equally good targets takes the first party, and of
several equally probable bargains the first in its queue (status quo first, then by initiator).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

TURNS = 100
"""The most turns that are played."""

REST = 0.02
"""Parties are at rest when a turn moves them less than this share of the first turn's move."""

GAIN = 1e-5
"""The least expected gain for which a party challenges another."""

DIGITS = 12
"""Gains and chances that agree in so many digits are equal."""


class SpatialPath(NamedTuple):
    """What happened in every draw.

    position[draw, turn, party, issue]: the whole way, turn 0 being the start; behind the last turn
    of a draw it repeats the rest. target[draw, turn, party]: whom the party challenged in that
    turn, -1 for nobody. turns[draw]: number of turns played. at_rest[draw]: it stopped by itself.
    """

    position: Array
    target: Whole
    turns: Whole
    at_rest: NDArray[np.bool_]


def play(position: Array, *, salience: Array, capability: Array, turns: int = TURNS) -> SpatialPath:
    """Play the model in every draw."""
    places: list[Array] = [position]
    targets: list[Whole] = []
    at = np.arange(len(position))
    played, opening = np.zeros(len(position), np.int64), np.zeros(len(position))
    while at.size and len(targets) < turns:
        after, target = places[-1].copy(), np.full(position.shape[:2], -1, np.int64)
        after[at], target[at] = _turn(after[at], salience[at], capability[at])
        moved = np.sqrt(((after - places[-1]) ** 2).sum(axis=2)).sum(axis=1)
        places.append(after)
        targets.append(target)
        played[at] += 1
        if len(targets) == 1:
            opening = moved
        else:
            at = at[moved[at] >= REST * (opening[at] + 1e-4)]
    at_rest = np.ones(len(position), dtype=bool)
    at_rest[at] = False
    return SpatialPath(np.stack(places, axis=1), np.stack(targets, axis=1), played, at_rest)


def _turn(x: Array, salience: Array, capability: Array) -> tuple[Array, Whole]:
    """One turn: risk, targets, bargains, elections. Positions after it, and the targets."""
    square = salience**2
    total = square.sum(axis=2, keepdims=True)
    share = square / np.where(total > 0, total, 1.0)
    distance = _distance(x, x, share)
    risk = _risk(distance, capability)[:, None]
    resolve = salience.sum(axis=2)
    arrays = (distance, risk[:, 0], resolve, capability * resolve)
    target, chance = _targets(*map(np.ascontiguousarray, arrays))
    own, theirs = _bargains(x, salience, target, chance)
    single = _judged(distance, risk)
    worth = single.sum(axis=1, keepdims=True)
    bargains = worth - single - _at(single, target)
    bargains += _judged(_distance(own, x, share), risk) + _judged(_distance(theirs, x, share), risk)
    chosen = _elected(np.concatenate([worth, bargains], axis=1) / x.shape[1], capability, target)
    mine = (chosen == np.arange(x.shape[1]))[..., None]
    settled = np.where(mine, _at(own, chosen), _at(theirs, chosen))
    return np.where((chosen < 0)[..., None], x, settled), target


def _distance(places: Array, x: Array, share: Array) -> Array:
    """distance[draw, place, n] of places[draw, place, issue] from the own position of party n."""
    gap = x[:, None, :, :] - places[:, :, None, :]
    found: Array = np.sqrt((share[:, None] * gap**2).sum(axis=3))
    return found


def _judged(distance: Array, risk: Array) -> Array:
    """What a place at a distance is worth, by an attitude to risk."""
    return (1 - distance) * (1 + distance * risk)


def _at(values: Array, party: Whole) -> Array:
    """Rows of values[draw, party, ...], those of -1 being of no use."""
    found: Array = values[np.arange(len(values))[:, None], np.maximum(party, 0)]
    return found


@kernel
def _ahead(worth: Array, weight: Array) -> Array:
    """The votes for each option over each other, of worth[draw, option, party]."""
    draws, options, parties = worth.shape
    found = np.zeros((draws, options, options))
    for draw in range(draws):
        for one in range(options):
            for other in range(options):
                for party in range(parties):
                    vote = worth[draw, one, party] - worth[draw, other, party]
                    found[draw, one, other] += weight[draw, party] * max(vote, 0.0)
    return found


def _log_odds(worth: Array, weight: Array) -> Array:
    """Log of the chance that each option beats each other, of worth[draw, option, party]."""
    ahead = 1e-8 + _ahead(np.ascontiguousarray(worth), np.ascontiguousarray(weight))
    odds = ahead / (ahead + np.swapaxes(ahead, 1, 2))
    themselves = np.eye(worth.shape[1], dtype=bool)
    return np.where(themselves, 0.0, np.log(odds))


def _risk(distance: Array, capability: Array) -> Array:
    """Attitudes to risk from how probably each party's position wins an election, [draw, party]."""
    wins = _log_odds(1.0 - distance, capability).sum(axis=2)
    chance = np.exp(wins - wins.max(axis=1, keepdims=True))
    low, high = chance.min(axis=1, keepdims=True), chance.max(axis=1, keepdims=True)
    wide = high - low > 10.0**-DIGITS
    risk = (3 * chance - (high + 2 * low)) / np.where(wide, 2 * (high - low), 1.0)
    return np.where(wide, risk, 0.0)


@kernel
def _targets(distance: Array, risk: Array, resolve: Array, weight: Array) -> tuple[Whole, Array]:
    """The most promising target of each party (or -1), and its chance against it.

    worth[j, n] is what party n makes of j's position, as party i sees it. Third parties are
    semi-committed.
    """
    draws, parties = weight.shape
    target, chance = np.full((draws, parties), -1), np.zeros((draws, parties))
    for draw in range(draws):
        power = weight[draw]
        for i in range(parties):
            attitude = (2 * risk[draw, i] + risk[draw]) / 3
            worth = (1 - distance[draw]) * (1 + distance[draw] * attitude)
            first = -np.inf
            for j in range(parties):
                if j == i:
                    continue
                won = power[i] * (worth[i, i] - worth[j, i])
                lost = power[j] * (worth[j, j] - worth[i, j])
                ahead = 1e-10 + (max(won, 0.0) + max(-lost, 0.0))
                behind = 1e-10 + (max(-won, 0.0) + max(lost, 0.0))
                for_i = for_j = 0.0
                for n in range(parties):
                    if n in (i, j):
                        continue
                    vote = power[n] * (worth[i, n] - worth[j, n])
                    odds = ahead + max(vote, 0.0)
                    odds /= odds + behind + max(-vote, 0.0)
                    won = odds * (worth[n, n] - worth[i, n])
                    vote = power[n] * (won + (1 - odds) * (worth[j, n] - worth[n, n]))
                    for_i += max(vote, 0.0)
                    for_j += max(-vote, 0.0)
                wins = (ahead + for_i) / (ahead + for_i + behind + for_j)
                own, other = worth[i, i], worth[j, i]
                fight = 2 * (wins * own + (1 - wins) * other)
                gain = (1 - resolve[draw, j]) * 2 * own + resolve[draw, j] * fight - (own + other)
                if gain > GAIN and np.rint(gain * 10.0**DIGITS) > first:
                    first = np.rint(gain * 10.0**DIGITS)
                    target[draw, i], chance[draw, i] = j, wins
    return target, chance


def _bargains(x: Array, salience: Array, target: Whole, chance: Array) -> tuple[Array, Array]:
    """What each party and its target would settle on, on either side: [draw, party, issue]."""
    small, there = 1e-6, _at(x, target)
    push = (salience * chance[..., None]) ** 2
    back = (_at(salience, target) * (1 - chance[..., None])) ** 2
    total = push + back + small
    own = ((push + small) * x + back * there) / total
    theirs = (push * x + (back + small) * there) / total
    return np.floor(0.5 + 1e4 * own) / 1e4, np.floor(0.5 + 1e4 * theirs) / 1e4


def _elected(worth: Array, capability: Array, target: Whole) -> Whole:
    """Whose bargain each party takes, -1 for the status quo: the most probable of its queue.

    worth[draw, option, party]: the status quo, then the bargain that each party starts.
    """
    party = np.arange(target.shape[1])
    queued = (target[:, None] == party[:, None]) | (party == party[:, None])
    queued &= (target >= 0)[:, None]
    queued = np.concatenate([np.ones((*target.shape, 1), dtype=bool), queued], axis=2)
    wins = queued @ np.swapaxes(_log_odds(worth, capability), 1, 2)
    found: Whole = np.where(queued, wins, -np.inf).round(DIGITS).argmax(axis=2) - 1
    return found
