"""Trades across issues, and what is left on the table by settling each issue by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.bargain import neighbours
from detente.analyses.deals.search import search
from detente.analyses.deals.solutions import common
from detente.analyses.deals.space import RULE, Integers, Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]

MOST_TRADES = 10


@dataclass(frozen=True, eq=False)
class Trade:
    """A change of two issues at once that harms nobody, though either change alone would.

    `gain[party]` in units against the starting deal, `joint` their sum in points; `givers[party]`
    is the issue on which a party gives way, -1 where it gives way on neither.
    """

    issues: tuple[int, int]
    deal: Indices
    gain: Integers
    joint: float
    givers: tuple[int, ...]


def compromise(space: Space, worth: list[Floats]) -> Indices:
    """Every issue settled by itself: the value whose worth to the worst-off party is largest.

    `worth[issue][party, value]`, 0..100; ties go to the larger sum, then to the first value.
    """
    deal = []
    for table in worth:
        order = np.lexsort((-table.sum(axis=0), -table.min(axis=0)))
        deal.append(int(order[0]))
    return np.array(deal, np.intp)


def improvement(space: Space, deal: Indices) -> Indices | None:
    """The deal that raises all parties most evenly above a given one (max-min of the gains).

    Red lines and rules that hold are kept; None where nothing is better for everybody or for
    somebody at nobody's cost.
    """
    start = space.utility(deal[np.newaxis])[0]
    found = search(space, "smallest", origin=start, minimum=start, best=0.0, room=2000)
    if len(found.deals) == 0:
        return None
    utility = space.utility(found.deals)
    gain = common(utility - start, space.unit)
    ranked = np.sort(gain, axis=1)
    keys = [*gain.T[::-1], *ranked.T[::-1]]
    best = int(np.lexsort([np.asarray(k, dtype=np.float64) for k in keys])[-1])
    return found.deals[best] if (utility[best] > start).any() else None


def trades(space: Space, start: Indices, *, most: int = MOST_TRADES) -> tuple[Trade, ...]:
    """The best trade of each pair of issues from a starting deal, largest joint gain first."""
    deals = neighbours(space, start, 2)
    changed = deals != start
    deals, changed = deals[changed.sum(axis=1) == 2], changed[changed.sum(axis=1) == 2]
    if len(deals) == 0:
        return ()
    base = space.utility(start[np.newaxis])[0]
    gain = space.utility(deals) - base
    before = _lines(space, start[np.newaxis])[0]
    harmless = (gain >= 0).all(axis=1) & (gain > 0).any(axis=1)
    harmless &= ~(_lines(space, deals) & ~before).any(axis=1)
    deals, changed, gain = deals[harmless], changed[harmless], gain[harmless]
    joint = (gain / space.unit).sum(axis=1)
    best: dict[tuple[int, int], Trade] = {}
    for k in np.argsort(-joint, kind="stable"):
        first, second = (int(i) for i in np.flatnonzero(changed[k]))
        givers = _givers(space, start, deals[k], base, (first, second))
        if (first, second) in best or len({g for g in givers if g >= 0}) < 2:
            continue
        best[first, second] = Trade((first, second), deals[k], gain[k], float(joint[k]), givers)
    return tuple(best.values())[:most]


def _lines(space: Space, deals: Indices) -> NDArray[np.bool_]:
    """Which bans deals break; rules count as well."""
    return space.broken(deals)


def _givers(
    space: Space, start: Indices, deal: Indices, base: Integers, issues: tuple[int, int]
) -> tuple[int, ...]:
    """For each party the one issue whose change alone would harm it, or -1."""
    alone = np.repeat(start[np.newaxis], 2, axis=0)
    for row, issue in enumerate(issues):
        alone[row, issue] = deal[issue]
    harmed = space.utility(alone) < base
    return tuple(
        issues[0] if a and not b else issues[1] if b and not a else RULE
        for a, b in zip(harmed[0], harmed[1], strict=True)
    )
