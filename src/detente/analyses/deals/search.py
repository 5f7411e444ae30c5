"""Single solutions by branch and bound: exact where the space cannot be enumerated.

Every aim is a concave, increasing function of the gains, so it lies below many weighted sums of
them (for the product: log g <= log h + (g - h) / h), and a weighted sum is bounded table by table.
The weights whose bound is tightest at the root are found by mirror descent; they and a few around
them bound every partial deal. Ties are found as well: branches that could equal the best stay open.
Where issues are tied so densely that this takes long, the search is taken over by `tight`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import descent
from detente.analyses.deals.aims import AIMS, SLACK, Aim, Found
from detente.analyses.deals.space import Integers, Space, Table, joint_tables
from detente.analyses.deals.tight import tight

Floats = NDArray[np.float64]

ROUNDS = 400
PATIENCE = 10_000_000
FIRST_TRY = 500_000
"""Nodes after which a space with tied issues is searched with closer bounds."""
CLOSER = 4
"""How many times the work of a node is when bounds are closer."""
ROOM = 20_000


@dataclass(frozen=True, eq=False)
class _Flat:
    """Tables one after the other: `gain[entry, party]` as measured by the aim."""

    starts: Integers
    ends: Integers
    strides: Integers
    gain: Floats
    alive: NDArray[np.bool_]


def search(  # noqa: PLR0913
    space: Space,
    aim: Aim,
    *,
    origin: Integers | None = None,
    scale: Floats | None = None,
    power: Floats | None = None,
    minimum: Integers | None = None,
    best: float = -math.inf,
    first: bool = False,
    room: int = ROOM,
    patience: int = PATIENCE,
) -> Found:
    """The deals that serve an aim best among those that break no ban and reach `minimum`.

    Gains are `(utility - origin) / scale`; the origin is `space.limit`, the scale the parties'
    units and the minimum the limit where absent. With `first` the search ends at the first deal
    that reaches `best`; only values of at least `best` are looked for. `power` are exponents of a
    product; a party with power 0 is left out of a product and of the smallest gain.
    """
    origin = space.limit if origin is None else origin
    scale = space.unit.astype(np.float64) if scale is None else scale
    power = np.ones(space.parties) if power is None else power
    minimum = space.limit if minimum is None else minimum
    if aim == "sum" and (origin != minimum).any():
        # Weights above 1 bound a sum only where all that is weighted so is positive.
        shifted = float(((minimum - origin) / scale).sum())
        found = search(
            space,
            aim,
            origin=minimum,
            scale=scale,
            power=power,
            minimum=minimum,
            best=best - shifted,
            first=first,
            room=room,
            patience=patience,
        )
        return replace(found, value=found.value + shifted, bound=found.bound + shifted)
    tables = joint_tables(space)
    if not all(table.allowed.any() for table in tables):
        return Found(-math.inf, np.empty((0, len(space.sizes)), np.intp), 0, True, bound=best)
    flat = _flat(tables, scale, len(space.sizes))
    code, shift = AIMS[aim], origin / scale
    weights, bound = descent.tight_weights(
        flat.starts, flat.ends, flat.gain, flat.alive, shift, code, power, ROUNDS
    )
    height, climbed = -math.inf, np.empty(0, np.int64)
    if not first:
        least = (minimum - origin - 0.5) / scale
        height, climbed = _climbed(space, flat, weights, shift, code, power, least)
        best = max(best, height)
    if bound < best - SLACK:
        return Found(-math.inf, np.empty((0, len(space.sizes)), np.intp), 0, True, bound=best)
    directions = _directions(code, weights, power)
    constant = np.array(
        [descent.conjugate(code, row, power) - float(row @ shift) for row in directions]
    )
    order = _order(tables, weights, scale, len(space.sizes))
    prepared = _prepared(tables, order, directions / scale)
    ranked = _ranked(space.sizes, tables, order, weights / scale)
    sizes = np.array([space.sizes[issue] for issue in order], np.int64)
    value, found, nodes, ended, roomy = descent.descend(
        sizes,
        ranked,
        *prepared,
        minimum,
        origin.astype(np.float64),
        scale,
        power,
        constant,
        code,
        best,
        SLACK,
        1 if first else room,
        min(patience, FIRST_TRY) if any(len(table.scope) > 1 for table in tables) else patience,
        first,
    )
    deals = np.empty((len(found), len(order)), np.intp)
    deals[:, order] = found
    if not ended and len(deals) == 0 and -math.inf < height >= best:
        value, deals = height, climbed[np.newaxis].astype(np.intp)
    if ended or (first and len(deals)):
        value = value if len(deals) else -math.inf
        return Found(value, deals, int(nodes), bool(ended), bool(roomy), max(best, value))
    closer = tight(space).search(
        aim,
        origin=origin,
        scale=scale,
        power=power,
        minimum=minimum,
        best=max(best, value) if len(deals) else best,
        first=first,
        room=room,
        patience=max(0, patience - int(nodes)) // CLOSER,
    )
    if len(closer.deals) == 0 and len(deals):
        closer = replace(closer, value=value, deals=deals, bound=max(value, closer.bound))
    return replace(closer, nodes=int(nodes) + closer.nodes)


def best_for(space: Space, party: int) -> Found:
    """A deal that gives a party most, all limits reached."""
    scale = np.full(space.parties, 1e15)
    scale[party] = float(space.unit[party])
    return search(space, "sum", scale=scale, room=1)


def feasible(space: Space) -> bool:
    """Whether a deal reaches all limits and breaks no ban."""
    found = search(space, "smallest", best=0.0, first=True)
    return len(found.deals) > 0


def _flat(tables: list[Table], scale: Floats, issues: int) -> _Flat:
    ends = np.cumsum([table.allowed.size for table in tables])
    strides = np.zeros((len(tables), issues), np.int64)
    for k, table in enumerate(tables):
        steps = np.cumprod([1, *table.allowed.shape[:0:-1]])[::-1]
        strides[k, list(table.scope)] = steps
    return _Flat(
        ends - [table.allowed.size for table in tables],
        ends,
        strides,
        np.concatenate([t.gain.reshape(-1, len(scale)) for t in tables]) / scale,
        np.concatenate([t.allowed.reshape(-1) for t in tables]),
    )


def _climbed(
    space: Space,
    flat: _Flat,
    weights: Floats,
    shift: Floats,
    aim: int,
    power: Floats,
    least: Floats,
) -> tuple[float, Integers]:
    """A good deal and its value, found by climbing; -inf where the climb finds none."""
    deal = np.zeros(len(space.sizes), np.int64)
    for k, stride in enumerate(flat.strides):
        if (stride > 0).sum() == 1:
            worth = flat.gain[flat.starts[k] : flat.ends[k]] @ weights
            worth[~flat.alive[flat.starts[k] : flat.ends[k]]] = -np.inf
            deal[int(np.flatnonzero(stride)[0])] = int(worth.argmax())
    sizes = np.array(space.sizes, np.int64)
    parts = (flat.starts, flat.strides, flat.gain, flat.alive, shift)
    anything = np.full(space.parties, -np.inf)
    if aim != descent.SHORTFALL:
        descent.climb(sizes, deal, *parts, descent.SMALLEST, power, anything)
    return float(descent.climb(sizes, deal, *parts, aim, power, least)), deal


def _directions(aim: int, weights: Floats, power: Floats) -> Floats:
    """The tight weights and some around them, each of which bounds the aim."""
    rows = [weights]
    for party in range(len(weights)):
        for factor in (0.5, 0.8, 1.25, 2.0):
            row = weights.copy()
            row[party] *= factor
            if aim == descent.SMALLEST:
                row = row / row.sum()
            elif aim == descent.SHORTFALL:
                row = np.minimum(row, 1.0)
            elif aim == descent.SUM:
                row = np.maximum(row, 1.0)
            rows.append(row)
    return np.unique(np.array(rows), axis=0)


def _order(tables: list[Table], weights: Floats, scale: Floats, issues: int) -> list[int]:
    """Issues with the most at stake first."""
    stake = np.zeros(issues)
    for table in tables:
        worth = table.gain @ (weights / scale)
        stake[list(table.scope)] += (worth.max() - worth.min()) / len(table.scope)
    return [int(issue) for issue in np.argsort(-stake, kind="stable")]


def _ranked(
    sizes: tuple[int, ...], tables: list[Table], order: list[int], weights: Floats
) -> Integers:
    """`ranked[depth, k]`: an issue's values, most promising first."""
    ranked = np.zeros((len(order), max(sizes)), np.int64)
    for depth, issue in enumerate(order):
        promise = np.zeros(sizes[issue])
        for table in tables:
            if issue in table.scope:
                worth = np.where(table.allowed, table.gain @ weights, -np.inf)
                others = tuple(k for k, i in enumerate(table.scope) if i != issue)
                promise += worth.max(axis=others)
        ranked[depth, : sizes[issue]] = np.argsort(-promise, kind="stable")
    return ranked


def _prepared(tables: list[Table], order: list[int], directions: Floats) -> tuple[Integers, ...]:
    """What `descend` reads, from `first` to `dead`."""
    depth = {issue: k for k, issue in enumerate(order)}
    entries: list[list[tuple[int, int]]] = [[] for _ in order]
    deepest = max(len(table.scope) for table in tables)
    starts = np.zeros((len(tables), deepest + 1), np.int64)
    most, score, dead = [], [], []
    at = 0
    for k, table in enumerate(tables):
        axes = sorted(range(len(table.scope)), key=lambda axis: depth[table.scope[axis]])
        parties = len(axes)
        gain = table.gain.transpose([*axes, parties])
        allowed = table.allowed.transpose(axes)
        worth = np.where(allowed[..., np.newaxis], gain @ directions.T, -np.inf)
        lowest = gain.reshape(-1, gain.shape[-1]).min(axis=0)
        reach = np.where(allowed[..., np.newaxis], gain, lowest)
        for settled in range(len(axes) + 1):
            open_axes = tuple(range(settled, len(axes)))
            starts[k, settled] = at
            none = np.asarray(~allowed.any(axis=open_axes))
            best = worth.max(axis=open_axes)
            best = np.where(none[..., np.newaxis], 0.0, best)
            most.append(reach.max(axis=open_axes).reshape(-1, gain.shape[-1]))
            score.append(best.reshape(-1, len(directions)))
            dead.append(none.reshape(-1))
            at += none.size
            if settled < len(axes):
                entries[depth[table.scope[axes[settled]]]].append((k, settled))
    first = np.cumsum([0, *(len(row) for row in entries)])
    listed = np.array([pair for row in entries for pair in row], np.int64).reshape(-1, 2)
    return (
        first,
        np.ascontiguousarray(listed[:, 0]),
        np.ascontiguousarray(listed[:, 1]),
        starts,
        np.concatenate(most),
        np.concatenate(score),
        np.concatenate(dead),
    )
