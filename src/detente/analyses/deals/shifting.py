"""Bounds on a sum of tables, tightened by moving worth between tables (cost shifting).

Every deal's total stays the same when an amount that depends on one issue's value is taken from one
table and added to another. The sum of the tables' largest entries bounds the total; moving worth so
that tables agree on each issue's best values lowers it (max-product linear programming, Globerson &
Jaakkola 2007; soft arc consistency, Cooper et al. 2010). All of it in floating point, whose
rounding stays far below the slack of the search.
"""

from __future__ import annotations

import numpy as np

from detente.kernels import kernel


@kernel
def reduce_to(table, start, size, inner, width, best):  # type: ignore[no-untyped-def]
    """`best[value]`: the largest entry of a table for each value of one of its axes.

    The table has `size` entries from `start` on; along the axis, values are `inner` apart.
    """
    best[:width] = -np.inf
    block = inner * width
    for base in range(start, start + size, block):
        for value in range(width):
            top = best[value]
            at = base + value * inner
            for k in range(inner):
                if table[at + k] > top:
                    top = table[at + k]
            best[value] = top


@kernel
def add_along(table, start, size, inner, width, amount):  # type: ignore[no-untyped-def]
    """Add `amount[value]` to the entries of a table along one of its axes."""
    block = inner * width
    for base in range(start, start + size, block):
        for value in range(width):
            at = base + value * inner
            more = amount[value]
            for k in range(inner):
                table[at + k] += more


@kernel
def agree_on(group, table, starts, ends, links, inner, width, home, best):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Spread the best worth of each of a group's values evenly over the tables that hold it."""
    count = 0
    for slot in range(links.shape[1]):
        k = links[group, slot]
        if k < 0:
            break
        size = ends[k] - starts[k]
        reduce_to(table, starts[k], size, inner[group, slot], width, best[slot])
        count += 1
    for value in range(width):
        pooled = table[home + value]
        for slot in range(count):
            pooled += best[slot, value]
        even = pooled / (count + 1)
        table[home + value] = even
        for slot in range(count):
            best[slot, value] = even - best[slot, value]
    for slot in range(count):
        k = links[group, slot]
        size = ends[k] - starts[k]
        add_along(table, starts[k], size, inner[group, slot], width, best[slot])


@kernel
def shift(table, starts, ends, links, inner, widths, own, rounds, enough):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Lower the sum of the tables' largest entries; changes `table` and returns the sum.

    Table k has entries `starts[k]:ends[k]`. `links[group, slot]` are the tables of two or more
    groups that hold a group, -1 after the last; along it, entries are `inner[group, slot]` apart.
    `own[group]` is its own table. Ends after `rounds` or when a round gains less than `enough`.
    """
    best = np.empty((max(1, links.shape[1]), widths.max()))
    last = total = np.inf
    for _ in range(rounds):
        for group in range(len(widths)):
            home = starts[own[group]]
            agree_on(group, table, starts, ends, links, inner, widths[group], home, best)
        total = 0.0
        for k in range(len(starts)):
            total += table[starts[k] : ends[k]].max()
        if last - total < enough:
            break
        last = total
    return total
