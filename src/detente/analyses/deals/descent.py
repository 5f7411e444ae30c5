"""Compiled depth-first search with bounds, for `search`.

Issues are settled in a fixed order. Each table over joint values is prepared for every number of
its issues already settled: the best entry still possible, for each party and for each direction
(a weighting of all parties). Their sum bounds what a partial deal can still become.
"""

from __future__ import annotations

import numpy as np

from detente.kernels import kernel

SUM, PRODUCT, SMALLEST, SHORTFALL = 0, 1, 2, 3
"""Aims: largest sum, product (as sum of logarithms), smallest gain; least total shortfall."""


@kernel
def value_of(aim, gain, power):  # type: ignore[no-untyped-def]
    """What an aim is worth at gains per party; power 0 leaves one out of product and smallest."""
    total = 0.0
    smallest = np.inf
    for party in range(len(gain)):
        if power[party] == 0.0 and aim in (PRODUCT, SMALLEST):
            continue
        if aim == PRODUCT:
            if gain[party] <= 0:
                return -np.inf
            total += power[party] * np.log(gain[party])
        elif aim == SHORTFALL:
            total += min(0.0, gain[party])
        else:
            total += gain[party]
        smallest = min(smallest, gain[party])
    return smallest if aim == SMALLEST else total


@kernel
def descend(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    sizes,
    ranked,
    first,
    table,
    level,
    starts,
    most,
    score,
    dead,
    minimum,
    origin,
    scale,
    power,
    constant,
    aim,
    best,
    slack,
    room,
    patience,
    stop,
):
    """Search all deals.

    Returns the best value, the deals within `slack` of it, the number of nodes, whether the search
    went to its end, and whether there was room for all ties.

    `ranked[depth, k]` are the values in the order tried; tables of depth d are `table[first[d] :
    first[d + 1]]` with `level` of their issues settled before it; `starts[table, level]` is where
    the best entries begin in `most[entry, party]`, `score[entry, direction]`, `dead[entry]`.
    """
    depth_end = len(sizes)
    parties, directions = most.shape[1], score.shape[1]
    place = np.zeros((starts.shape[0], starts.shape[1]), np.int64)
    reach = np.zeros((depth_end + 1, parties), np.int64)
    bound = np.zeros((depth_end + 1, directions))
    for k in range(starts.shape[0]):
        reach[0] += most[starts[k, 0]]
        bound[0] += score[starts[k, 0]]
    bound[0] += constant
    tried = np.zeros(depth_end + 1, np.int64)
    deal = np.zeros(depth_end, np.int64)
    found = np.zeros((room, depth_end), np.int64)
    values = np.zeros(room)
    gain = np.zeros(parties)
    count = nodes = depth = 0
    ended = roomy = True
    while depth >= 0:
        if tried[depth] >= sizes[depth]:
            depth -= 1
            continue
        value = ranked[depth, tried[depth]]
        tried[depth] += 1
        nodes += 1
        if nodes > patience:
            ended = False
            break
        deal[depth] = value
        reach[depth + 1] = reach[depth]
        bound[depth + 1] = bound[depth]
        alive = True
        for entry in range(first[depth], first[depth + 1]):
            k, settled = table[entry], level[entry]
            place[k, settled + 1] = place[k, settled] * sizes[depth] + value
            old = starts[k, settled] + place[k, settled]
            new = starts[k, settled + 1] + place[k, settled + 1]
            if dead[new]:
                alive = False
                break
            for party in range(parties):
                reach[depth + 1, party] += most[new, party] - most[old, party]
            for direction in range(directions):
                bound[depth + 1, direction] += score[new, direction] - score[old, direction]
        if not alive:
            continue
        for party in range(parties):
            if reach[depth + 1, party] < minimum[party]:
                alive = False
        for direction in range(directions):
            if bound[depth + 1, direction] < best - slack:
                alive = False
        if not alive:
            continue
        if depth + 1 < depth_end:
            depth += 1
            tried[depth] = 0
            continue
        for party in range(parties):
            gain[party] = (reach[depth_end, party] - origin[party]) / scale[party]
        worth = value_of(aim, gain, power)
        if worth < best - slack or worth == -np.inf:
            continue
        if worth > best + slack:
            count = 0
        best = max(best, worth)
        if count == room:
            kept = 0
            for k in range(count):
                if values[k] >= best - slack:
                    found[kept] = found[k]
                    values[kept] = values[k]
                    kept += 1
            count = kept
            if count == room:
                roomy = False
                continue
        found[count] = deal
        values[count] = worth
        count += 1
        if stop:
            break
    keep = values[:count] >= best - slack
    return best, found[:count][keep], nodes, ended, roomy


@kernel
def root_bound(starts, ends, gain, alive, weights, pick):  # type: ignore[no-untyped-def]
    """The sum over tables of the best weighted entry; fills `pick[table]` with the entry."""
    total = 0.0
    parties = gain.shape[1]
    for k in range(len(starts)):
        best = -np.inf
        for entry in range(starts[k], ends[k]):
            if not alive[entry]:
                continue
            worth = 0.0
            for party in range(parties):
                worth += weights[party] * gain[entry, party]
            if worth > best:
                best = worth
                pick[k] = entry
        total += best
    return total


@kernel
def tight_weights(  # type: ignore[no-untyped-def]  # noqa: C901
    starts, ends, gain, alive, shift, aim, power, rounds
):
    """Weights of the parties whose bound on an aim is small (mirror descent); also the bound.

    `gain[entry, party]` in the measure of the aim; `shift[party]` is what is subtracted from their
    sum. A bound is `constant + weights . gain` with the constant that `conjugate` gives.
    """
    parties = gain.shape[1]
    pick = np.zeros(len(starts), np.int64)
    weights = np.ones(parties)
    if aim in (SMALLEST, PRODUCT):
        for party in range(parties):
            if power[party] == 0.0:
                weights[party] = 0.0
    if aim == SMALLEST:
        weights /= weights.sum()
    if aim == SHORTFALL:
        weights *= 0.5
    best_weights = weights.copy()
    best = np.inf
    average = np.zeros(parties)
    spread = 0.0
    for k in range(len(starts)):
        low, high = np.inf, -np.inf
        for entry in range(starts[k], ends[k]):
            for party in range(parties):
                low = min(low, gain[entry, party])
                high = max(high, gain[entry, party])
        spread += high - low
    spread = max(spread, 1e-9)
    point = np.zeros(parties)
    for step in range(rounds):
        total = root_bound(starts, ends, gain, alive, weights, pick)
        for party in range(parties):
            point[party] = -shift[party]
            for k in range(len(starts)):
                point[party] += gain[pick[k], party]
            total -= weights[party] * shift[party]
        total += conjugate(aim, weights, power)
        if total < best:
            best = total
            best_weights = weights.copy()
        pace = 2.0 / (step + 2.0)
        for party in range(parties):
            average[party] += pace * (point[party] - average[party])
        if aim == PRODUCT:
            for party in range(parties):
                weights[party] = power[party] / max(average[party], 1e-6 * spread)
        elif aim == SMALLEST:
            size = 4.0 / (spread * np.sqrt(step + 1.0))
            for party in range(parties):
                weights[party] *= np.exp(-size * (point[party] - point.min()))
            weights /= weights.sum()
        elif aim == SHORTFALL:
            size = 1.0 / (spread * np.sqrt(step + 1.0))
            for party in range(parties):
                weights[party] = min(1.0, max(0.0, weights[party] - size * point[party]))
        else:
            size = 2.0 / (spread * np.sqrt(step + 1.0))
            for party in range(parties):
                weights[party] = max(1.0, weights[party] - size * point[party])
    return best_weights, best


@kernel
def conjugate(aim, weights, power):  # type: ignore[no-untyped-def]
    """The constant c with aim(gain) <= c + weights . gain for all gains that count."""
    if aim != PRODUCT:
        return 0.0
    total = 0.0
    for party in range(len(weights)):
        if power[party] > 0.0:
            total += power[party] * (np.log(power[party] / weights[party]) - 1.0)
    return total


@kernel
def climb(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    sizes, deal, starts, strides, gain, alive, shift, aim, power, minimum
):
    """Improve a deal by changing one or two values at a time; its value, -inf if not allowed."""
    tables, parties = len(starts), gain.shape[1]
    point = np.zeros(parties)
    best = -np.inf
    issues = len(sizes)
    improved = True
    rounds = 0
    while improved and rounds < 50:
        improved = False
        rounds += 1
        for i in range(issues):
            for j in range(i, issues):
                first, second = deal[i], deal[j]
                keep_first, keep_second = first, second
                for v in range(sizes[i]):
                    for w in range(sizes[j] if j > i else 1):
                        deal[i] = v
                        if j > i:
                            deal[j] = w
                        allowed = True
                        for party in range(parties):
                            point[party] = -shift[party]
                        for k in range(tables):
                            entry = starts[k]
                            for issue in range(issues):
                                entry += strides[k, issue] * deal[issue]
                            if not alive[entry]:
                                allowed = False
                                break
                            for party in range(parties):
                                point[party] += gain[entry, party]
                        if not allowed:
                            continue
                        for party in range(parties):
                            if point[party] < minimum[party]:
                                allowed = False
                        if not allowed:
                            continue
                        worth = value_of(aim, point, power)
                        if worth > best + 1e-12:
                            best = worth
                            keep_first, keep_second = v, w
                            improved = True
                deal[i] = keep_first
                if j > i:
                    deal[j] = keep_second
    return best
