"""A party's order of the states as variables of a mixed-integer program.

`below[x, y]` says that the party ranks x strictly below y. It is `fixed[x, y]` plus `sign[x, y]`
times variable `place[x, y]`, which is 1 where the comparison differs from the party's present one
(-1 where the comparison is not to change). To reverse a comparison means to change another one for
each state that ranks in between or beside, so that with few changes allowed most pairs are fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class OrderVariables:
    """fixed, sign and place of each pair; the variables are first <= place < first + count."""

    fixed: NDArray[np.int8]
    sign: NDArray[np.int8]
    place: NDArray[np.int64]
    first: int
    count: int

    def ranks(self, values: NDArray[np.float64]) -> NDArray[np.int32]:
        """rank[state] for a solution: how many states are strictly below."""
        below = self.fixed + self.sign * np.where(self.place >= 0, values[self.place] > 0.5, 0)
        return np.unique(below.sum(axis=0), return_inverse=True)[1].astype(np.int32).reshape(-1)


def order_variables(rank: NDArray[np.int32], allowed: int, first: int) -> OrderVariables:
    """Variables for a party that may change `allowed` comparisons; 0: none."""
    order = np.sort(rank)
    low, high = np.minimum.outer(rank, rank), np.maximum.outer(rank, rank)
    between = np.searchsorted(order, high, "right") - np.searchsorted(order, low, "left") - 1
    free = between <= allowed
    np.fill_diagonal(free, False)
    worse, tied = rank[:, None] < rank[None, :], rank[:, None] == rank[None, :]
    place = np.full(free.shape, -1, dtype=np.int64)
    own = free & (worse | tied)
    place[own] = first + np.arange(int(own.sum()))
    place = np.where(worse.T & free, place.T, place)
    sign = np.where(free, np.where(worse, -1, 1), 0).astype(np.int8)
    return OrderVariables(worse.astype(np.int8), sign, place, first, int(own.sum()))


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a program: the sum of value[entry] x variable[entry] in row[entry] is <= bound."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.int64]
    bound: NDArray[np.int64]


def triples(rank: NDArray[np.int32], variables: OrderVariables) -> NDArray[np.int64]:
    """All (x, y, z), one a row, for which "x below z implies x below y or y below z" must be said.

    Where the three are told apart now, reading them both ways is enough.
    """
    order = np.argsort(rank, kind="stable")
    free = (variables.place >= 0)[np.ix_(order, order)]
    found = [np.empty((0, 3), dtype=np.int64)]
    for middle in range(order.size):
        lower = np.flatnonzero(free[:middle, middle])
        upper = middle + 1 + np.flatnonzero(free[middle, middle + 1 :])
        if lower.size and upper.size:
            left, right = np.meshgrid(lower, upper, indexing="ij")
            place = np.full(left.size, middle)
            found.append(np.stack([left.ravel(), place, right.ravel()], axis=1))
    three = order[np.concatenate(found)].astype(np.int64)
    ranks = rank[three]
    tied = three[(ranks[:, 0] == ranks[:, 1]) | (ranks[:, 1] == ranks[:, 2])]
    ways = [three, three[:, ::-1]]
    ways += [tied[:, turn] for turn in ([0, 2, 1], [1, 2, 0], [1, 0, 2], [2, 0, 1])]
    return np.concatenate(ways)


def most_rows(rank: NDArray[np.int32], variables: OrderVariables) -> int:
    """How many rows `order_rows` gives at most; known before they are listed."""
    order = np.argsort(rank, kind="stable")
    free = (variables.place >= 0)[np.ix_(order, order)]
    lower, upper = np.tril(free).sum(axis=1), np.triu(free).sum(axis=1)
    ways = 2 if np.unique(rank).size == rank.size else 6
    return ways * int((lower * upper).sum()) + variables.count


def order_rows(rank: NDArray[np.int32], variables: OrderVariables) -> Rows:
    """What makes the variables an order: no contradiction, and negative transitivity."""
    x, y, z = triples(rank, variables).T
    count = x.size
    pairs = ((x, z, 1), (x, y, -1), (y, z, -1))
    bound = np.zeros(count, dtype=np.int64)
    rows, columns, values = [], [], []
    for one, other, factor in pairs:
        bound -= factor * variables.fixed[one, other]
        kept = np.flatnonzero(variables.place[one, other] >= 0)
        rows.append(kept)
        columns.append(variables.place[one, other][kept])
        values.append(factor * variables.sign[one, other][kept].astype(np.int64))
    both = (variables.place >= 0) & (rank[:, None] == rank[None, :])
    one, other = np.nonzero(np.triu(both))
    extra = count + np.arange(one.size)
    rows += [extra, extra]
    columns += [variables.place[one, other], variables.place[other, one]]
    values += [np.ones(one.size, dtype=np.int64)] * 2
    return Rows(
        np.concatenate(rows),
        np.concatenate(columns),
        np.concatenate(values),
        np.concatenate([bound, np.ones(one.size, dtype=np.int64)]),
    )
