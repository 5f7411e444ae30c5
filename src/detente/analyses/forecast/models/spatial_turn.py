"""One turn of the spatial model of politics: risk, targets, bargains, elections.

Axis order: x[party, issue], salience[party, issue], capability[party]; see `spatial` for units.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels import kernel, unchecked_kernel

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

GAIN = 1e-5
"""The least expected gain for which a party challenges another."""


@kernel
def play_turn(x: Array, salience: Array, capability: Array, after: Array, target: Whole) -> None:
    """One turn: risk, targets, bargains, elections. Writes `after` and `target`."""
    parties = x.shape[0]
    share = _shares(salience)
    distance = _distances(x, share)
    risk = _risk(distance, capability)
    resolve = np.zeros(parties)
    weight = np.empty(parties)
    for n in range(parties):
        for k in range(x.shape[1]):
            resolve[n] += salience[n, k]
        weight[n] = capability[n] * resolve[n]
    offers = np.empty((parties, 2, x.shape[1]))
    worth, votes = np.empty((parties, parties)), np.empty(parties)
    for i in range(parties):
        j, chance = _best_target(i, distance, risk, resolve, weight, worth, votes)
        target[i] = j
        if j >= 0:
            _bargain(x[i], x[j], salience[i], salience[j], chance, offers[i])
    _elect(x, share, distance, capability, risk, target, offers, after)


@unchecked_kernel
def _shares(salience: Array) -> Array:
    """share[party, issue]: squared saliences, adding up to 1 for each party that has any."""
    share = np.zeros_like(salience)
    for n in range(salience.shape[0]):
        total = 0.0
        for k in range(salience.shape[1]):
            total += salience[n, k] ** 2
        for k in range(salience.shape[1]):
            if total > 0:
                share[n, k] = salience[n, k] ** 2 / total
    return share


@unchecked_kernel
def _distances(x: Array, share: Array) -> Array:
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


@unchecked_kernel
def _election(utility: Array, weight: Array, chance: Array, options: int) -> None:
    """Probabilistic Condorcet election over utility[party, option], conditional rule."""
    for a in range(options):
        chance[a] = 1.0
    for a in range(options):
        for b in range(a):
            ahead, behind = 1e-8, 1e-8
            for n in range(utility.shape[0]):
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


@kernel
def _risk(distance: Array, capability: Array) -> Array:
    """Risk attitude from how probable each party's position is as the outcome."""
    parties = distance.shape[0]
    chance = np.empty(parties)
    utility = np.empty((parties, parties))
    for n in range(parties):
        for m in range(parties):
            utility[n, m] = 1.0 - distance[m, n]
    _election(utility, capability, chance, parties)
    low, high = 1.0, 0.0
    for i in range(parties):
        low, high = min(low, chance[i]), max(high, chance[i])
    risk = np.zeros(parties)
    if high > low:
        for i in range(parties):
            risk[i] = (3 * chance[i] - (high + 2 * low)) / (2 * (high - low))
    return risk


@unchecked_kernel
def _best_target(
    i: int,
    distance: Array,
    risk: Array,
    resolve: Array,
    weight: Array,
    worth: Array,
    votes: Array,
) -> tuple[int, float]:
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
        own, other = worth[i, i], worth[j, i]
        fight = chance * 2 * own + (1 - chance) * 2 * other
        gain = (1 - resolve[j]) * 2 * own + resolve[j] * fight - (own + other)
        if gain > best:
            best, found, odds = gain, j, chance
    return found, odds


@unchecked_kernel
def _chance(i: int, j: int, worth: Array, weight: Array, votes: Array) -> float:
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
    return float(ahead / (ahead + behind))


@kernel
def _bargain(
    x_i: Array, x_j: Array, salience_i: Array, salience_j: Array, chance: float, offer: Array
) -> None:
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


@kernel
def _elect(
    x: Array,
    share: Array,
    distance: Array,
    capability: Array,
    risk: Array,
    target: Whole,
    offers: Array,
    after: Array,
) -> None:
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
                utility[n, option] = worth[queue[option] + 1, n]
        _election(utility, capability, chance, size)
        best = 0
        for option in range(1, size):
            if chance[option] > chance[best]:
                best = option
        chosen = queue[best]
        for k in range(x.shape[1]):
            after[a, k] = x[a, k] if chosen < 0 else offers[chosen, 0 if chosen == a else 1, k]


@unchecked_kernel
def _worth(
    x: Array, share: Array, distance: Array, risk: Array, target: Whole, offers: Array
) -> Array:
    """worth[bargain, party]: 0 is the status quo, i + 1 the bargain that party i starts."""
    parties = x.shape[0]
    worth = np.zeros((parties + 1, parties))
    single = np.empty((parties, parties))
    for m in range(parties):
        for n in range(parties):
            single[m, n] = (1 - distance[m, n]) * (1 + distance[m, n] * risk[n]) / parties
            worth[0, n] += single[m, n]
    along, part = _turned(x), _turned(share)
    square = np.empty(parties)
    for i in range(parties):
        j = target[i]
        if j >= 0:
            for n in range(parties):
                worth[i + 1, n] = worth[0, n] - single[i, n] - single[j, n]
            _add_felt(offers[i, 0], along, part, risk, square, worth[i + 1])
            _add_felt(offers[i, 1], along, part, risk, square, worth[i + 1])
    return worth


@unchecked_kernel
def _turned(matrix: Array) -> Array:
    """The matrix with its axes exchanged, in memory too."""
    turned = np.empty((matrix.shape[1], matrix.shape[0]))
    for i in range(matrix.shape[0]):
        for k in range(matrix.shape[1]):
            turned[k, i] = matrix[i, k]
    return turned


@unchecked_kernel
def _add_felt(
    place: Array, along: Array, part: Array, risk: Array, square: Array, worth: Array
) -> None:
    """Add to worth[party] what each makes of somebody at a place, as a share of all parties."""
    parties = square.shape[0]
    for n in range(parties):
        square[n] = 0.0
    for k in range(place.shape[0]):
        for n in range(parties):
            square[n] += part[k, n] * (along[k, n] - place[k]) ** 2
    for n in range(parties):
        gap = np.sqrt(square[n])
        worth[n] += (1 - gap) * (1 + gap * risk[n]) / parties
