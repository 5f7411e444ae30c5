"""Compiled depth-first search over groups of issues, looking ahead, for `tight`.

Groups are settled in a fixed order. A table over joint values is bounded by its best entry as long
as two or more of its groups are open; from then on its row is added to the outlook of the last one,
so that all tables on an open group are judged together, value by value.
"""

from __future__ import annotations

import numpy as np

from detente.analyses.deals.descent import value_of
from detente.kernels import kernel


@kernel
def settle_group(  # type: ignore[no-untyped-def]  # noqa: PLR0913
    depth,
    value,
    sizes,
    first,
    table,
    level,
    arity,
    ends_at,
    starts,
    rows,
    score,
    row,
    place,
    base,
    outlook,
    top,
    least,
):
    """Bounds once a group has a value; False as soon as they fall below `least`.

    Fills `base`, `outlook[group, value]` and `top[group]` of the next depth, and `place`.
    """
    count = len(sizes)
    now = base[depth] + outlook[depth, depth, value]
    for entry in range(first[depth], first[depth + 1]):
        k, settled = table[entry], level[entry]
        place[k, settled + 1] = place[k, settled] * sizes[depth] + value
        if settled + 1 < arity[k]:
            now -= score[starts[k, settled] + place[k, settled]]
            if settled + 2 < arity[k]:
                now += score[starts[k, settled + 1] + place[k, settled + 1]]
    base[depth + 1] = now
    ahead = outlook[depth + 1]
    for group in range(depth + 1, count):
        ahead[group] = outlook[depth, group]
        for entry in range(first[depth], first[depth + 1]):
            k = table[entry]
            if ends_at[k] == group and level[entry] + 2 == arity[k]:
                at = rows[k] + place[k, level[entry] + 1] * sizes[group]
                for j in range(sizes[group]):
                    ahead[group, j] += row[at + j]
        best = -np.inf
        for j in range(sizes[group]):
            best = max(best, ahead[group, j])
        top[depth + 1, group] = best
    total = now
    for group in range(depth + 1, count):
        total += top[depth + 1, group]
    return total >= least


@kernel
def promise(depth, sizes, base, outlook, top, bound):  # type: ignore[no-untyped-def]
    """`bound[value]`: what the group at this depth still promises with each value."""
    rest = base[depth]
    for group in range(depth + 1, len(sizes)):
        rest += top[depth, group]
    for value in range(sizes[depth]):
        bound[value] = rest + outlook[depth, depth, value]


@kernel
def rank(bound, size, least, ranked):  # type: ignore[no-untyped-def]
    """Values that still promise `least`, the best first; how many there are."""
    count = 0
    for value in range(size):
        worth = bound[value]
        if not worth >= least:
            continue
        at = count
        while at > 0 and bound[ranked[at - 1]] < worth:
            ranked[at] = ranked[at - 1]
            at -= 1
        ranked[at] = value
        count += 1
    return count


@kernel
def gain_of(deal, strides, offsets, gain, origin, scale, point):  # type: ignore[no-untyped-def]
    """Fill `point[party]` with the gains of a deal; its utilities, in units, come back."""
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


@kernel
def look_ahead(  # type: ignore[no-untyped-def]  # noqa: PLR0913, C901
    sizes,
    first,
    table,
    level,
    arity,
    ends_at,
    starts,
    rows,
    score,
    row,
    base0,
    outlook0,
    strides,
    offsets,
    gain,
    alive,
    minimum,
    origin,
    scale,
    power,
    aim,
    best,
    slack,
    room,
    patience,
    stop,
):
    """Search all joint values.

    Returns the best value, the deals within `slack` of it, the number of nodes, a bound on the
    value of all deals, whether the search went to its end, and whether there was room for all ties.
    """
    count = len(sizes)
    widest = sizes.max()
    base = np.zeros(count + 1)
    outlook = np.zeros((count + 1, count, widest))
    top = np.zeros((count + 1, count))
    base[0] = base0
    outlook[0] = outlook0
    for group in range(count):
        top[0, group] = outlook0[group, : sizes[group]].max()
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
    promise(0, sizes, base, outlook, top, bound[0])
    width = np.zeros(count + 1, np.int64)
    width[0] = rank(bound[0], sizes[0], best - slack, ranked[0])
    ceiling = -np.inf
    while depth >= 0:
        if tried[depth] >= width[depth]:
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
            if not settle_group(
                depth,
                value,
                sizes,
                first,
                table,
                level,
                arity,
                ends_at,
                starts,
                rows,
                score,
                row,
                place,
                base,
                outlook,
                top,
                best - slack,
            ):
                continue
            depth += 1
            promise(depth, sizes, base, outlook, top, bound[depth])
            width[depth] = rank(bound[depth], sizes[depth], best - slack, ranked[depth])
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
            if tried[d] < width[d]:
                ceiling = max(ceiling, bound[d, ranked[d, tried[d]]])
    keep = values[:kept] >= best - slack
    return best, found[:kept][keep], nodes, ceiling, ended, roomy
