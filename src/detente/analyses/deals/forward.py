"""Compiled depth-first search over groups of issues, looking ahead, for `tight`.

Groups are settled in a fixed order. A table over joint values is bounded by its best entry as long
as two or more of its groups are open; from then on its row is added to the outlook of the last one,
so that all tables on an open group are judged together, value by value.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.analyses.deals.descent import value_of


@njit(cache=True)
def settle_group(  # type: ignore[no-untyped-def]  # noqa: PLR0913
    depth, value, sizes, first, table, level, arity, ends_at, starts, rows, score, row, place,
    base, outlook,
):
    """Bounds once a group has a value: fills `base[depth + 1]`, `outlook[depth + 1]`, `place`."""
    directions = score.shape[0]
    count = len(sizes)
    for direction in range(directions):
        base[depth + 1, direction] = base[depth, direction] + outlook[depth, direction, depth, value]
        for group in range(depth + 1, count):
            for k in range(sizes[group]):
                outlook[depth + 1, direction, group, k] = outlook[depth, direction, group, k]
    for entry in range(first[depth], first[depth + 1]):
        k, settled = table[entry], level[entry]
        place[k, settled + 1] = place[k, settled] * sizes[depth] + value
        if settled + 1 == arity[k]:
            continue
        old = starts[k, settled] + place[k, settled]
        if settled + 2 < arity[k]:
            new = starts[k, settled + 1] + place[k, settled + 1]
            for direction in range(directions):
                base[depth + 1, direction] += score[direction, new] - score[direction, old]
            continue
        group = ends_at[k]
        at = rows[k] + place[k, settled + 1] * sizes[group]
        for direction in range(directions):
            base[depth + 1, direction] -= score[direction, old]
            for j in range(sizes[group]):
                outlook[depth + 1, direction, group, j] += row[direction, at + j]


@njit(cache=True)
def promise(depth, sizes, base, outlook, bound):  # type: ignore[no-untyped-def]
    """`bound[value]`: what the group at this depth still promises with each value."""
    bound[:] = -np.inf
    bound[: sizes[depth]] = np.inf
    for direction in range(base.shape[1]):
        rest = base[depth, direction]
        for group in range(depth + 1, len(sizes)):
            top = -np.inf
            for k in range(sizes[group]):
                top = max(top, outlook[depth, direction, group, k])
            rest += top
        for value in range(sizes[depth]):
            bound[value] = min(bound[value], rest + outlook[depth, direction, depth, value])


@njit(cache=True)
def gain_of(deal, strides, offsets, gain, origin, scale, point):  # type: ignore[no-untyped-def]
    """Fill `point[party]` with the gains of a deal; utilities in whole units come back in `total`."""
    parties = len(point)
    total = np.zeros(parties, np.int64)
    for k in range(len(offsets)):
        entry = offsets[k]
        for group in range(len(deal)):
            entry += strides[k, group] * deal[group]
        for party in range(parties):
            total[party] += gain[entry, party]
    for party in range(parties):
        point[party] = (total[party] - origin[party]) / scale[party]
    return total


@njit(cache=True)
def look_ahead(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    sizes, first, table, level, arity, ends_at, starts, rows, score, row, base0, outlook0,
    strides, offsets, gain, alive, minimum, origin, scale, power, aim, best, slack, room, patience,
    stop,
):
    """Search all joint values.

    Returns the best value, the deals within `slack` of it, the number of nodes, a bound on the
    value of all deals, whether the search went to its end, and whether there was room for all ties.
    """
    count = len(sizes)
    directions = score.shape[0]
    widest = sizes.max()
    base = np.zeros((count + 1, directions))
    outlook = np.zeros((count + 1, directions, count, widest))
    base[0] = base0
    outlook[0] = outlook0
    place = np.zeros((starts.shape[0], starts.shape[1] + 1), np.int64)
    bound = np.zeros((count, widest))
    ranked = np.zeros((count, widest), np.int64)
    tried = np.zeros(count + 1, np.int64)
    deal = np.zeros(count, np.int64)
    found = np.zeros((room, count), np.int64)
    values = np.zeros(room)
    point = np.zeros(len(origin))
    kept = nodes = depth = 0
    ended = roomy = True
    halted = False
    promise(0, sizes, base, outlook, bound[0])
    ranked[0] = np.argsort(-bound[0])
    ceiling = -np.inf
    while depth >= 0:
        if tried[depth] >= sizes[depth]:
            depth -= 1
            continue
        value = ranked[depth, tried[depth]]
        if not bound[depth, value] >= best - slack:
            depth -= 1
            continue
        if nodes >= patience:
            ended = False
            break
        tried[depth] += 1
        nodes += 1
        deal[depth] = value
        if depth + 1 < count:
            settle_group(
                depth, value, sizes, first, table, level, arity, ends_at, starts, rows, score, row,
                place, base, outlook,
            )
            depth += 1
            promise(depth, sizes, base, outlook, bound[depth])
            ranked[depth] = np.argsort(-bound[depth])
            tried[depth] = 0
            continue
        total = gain_of(deal, strides, offsets, gain, origin, scale, point)
        allowed = True
        for k in range(len(offsets)):
            entry = offsets[k]
            for group in range(count):
                entry += strides[k, group] * deal[group]
            allowed = allowed and alive[entry]
        for party in range(len(total)):
            allowed = allowed and total[party] >= minimum[party]
        if not allowed:
            continue
        worth = value_of(aim, point, power)
        if worth < best - slack or worth == -np.inf:
            continue
        if worth > best + slack:
            kept = 0
        best = max(best, worth)
        if kept == room:
            left = 0
            for k in range(kept):
                if values[k] >= best - slack:
                    found[left] = found[k]
                    values[left] = values[k]
                    left += 1
            kept = left
            if kept == room:
                roomy = False
                continue
        found[kept] = deal
        values[kept] = worth
        kept += 1
        if stop:
            halted = True
            break
    if halted or not ended:
        for d in range(depth + 1):
            if tried[d] < sizes[d]:
                ceiling = max(ceiling, bound[d, ranked[d, tried[d]]])
    keep = values[:kept] >= best - slack
    return best, found[:kept][keep], nodes, ceiling, ended, roomy
