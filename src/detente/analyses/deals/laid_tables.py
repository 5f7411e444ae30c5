"""Merged tables laid one after the other, as the kernels of `tight` read them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.merged import Merged
from detente.analyses.deals.space import Integers

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LaidTables:
    """Merged tables one after the other, as `shift` and `look_ahead` read them.

    Table k has entries `starts[k]:ends[k]`; `links[group, slot]` are the tables of two or more
    groups that hold a group, entries `inner[group, slot]` apart along it; `own[group]` its own
    table. `first`, `table`, `level` list for each depth the tables that hold the group settled
    there; bounds of table k with so many groups settled begin at `marks[k, settled]`.
    """

    starts: Integers
    ends: Integers
    links: Integers
    inner: Integers
    sizes: Integers
    own: Integers
    strides: Integers
    gain: Integers
    alive: NDArray[np.bool_]
    first: Integers
    table: Integers
    level: Integers
    arity: Integers
    ends_at: Integers
    marks: Integers


def laid_tables(found: Merged) -> LaidTables:
    """Lay the tables out."""
    tables, groups = found.tables, len(found.sizes)
    ends = np.cumsum([table.allowed.size for table in tables])
    strides = np.zeros((len(tables), groups), np.int64)
    own = np.zeros(groups, np.int64)
    marks = np.zeros((len(tables), max(len(table.scope) for table in tables) + 1), np.int64)
    held: list[list[tuple[int, int]]] = [[] for _ in range(groups)]
    at = 0
    for k, table in enumerate(tables):
        strides[k, list(table.scope)] = np.cumprod([1, *table.allowed.shape[:0:-1]])[::-1]
        if len(table.scope) == 1:
            own[table.scope[0]] = k
            continue
        for settled, group in enumerate(table.scope):
            held[group].append((k, settled))
            if settled < len(table.scope) - 1:
                marks[k, settled] = at
                at += math.prod(table.allowed.shape[:settled])
    most = max(len(pairs) for pairs in held)
    links, inner = np.full((groups, most), -1, np.int64), np.ones((groups, most), np.int64)
    for group, pairs in enumerate(held):
        for slot, (k, _) in enumerate(pairs):
            links[group, slot], inner[group, slot] = k, strides[k, group]
    listed = np.array([pair for pairs in held for pair in pairs], np.int64).reshape(-1, 2)
    return LaidTables(
        ends - [table.allowed.size for table in tables],
        ends,
        links,
        inner,
        np.array(found.sizes, np.int64),
        own,
        strides,
        np.concatenate([t.gain.reshape(-1, t.gain.shape[-1]) for t in tables]),
        np.concatenate([table.allowed.reshape(-1) for table in tables]),
        np.cumsum([0, *(len(pairs) for pairs in held)]),
        np.ascontiguousarray(listed[:, 0]),
        np.ascontiguousarray(listed[:, 1]),
        np.array([len(table.scope) for table in tables], np.int64),
        np.array([table.scope[-1] for table in tables], np.int64),
        marks,
    )


def first_bounds(found: Merged, laid: LaidTables, table: Floats) -> tuple[float, Floats, Floats]:
    """The sum of best entries of joint tables, `outlook[depth 0, group, value]`, and `score`."""
    groups = len(found.sizes)
    outlook = np.zeros((groups, max(found.sizes)))
    base, score = 0.0, [np.zeros(0)]
    for k, item in enumerate(found.tables):
        entries = table[laid.starts[k] : laid.ends[k]].reshape(item.allowed.shape)
        if len(item.scope) == 1:
            outlook[item.scope[0], : len(entries)] += entries
            continue
        base += float(entries.max())
        for settled in range(len(item.scope) - 1):
            open_axes = tuple(range(settled, len(item.scope)))
            score.append(np.asarray(entries.max(axis=open_axes)).reshape(-1))
    return base, outlook, np.concatenate(score)
