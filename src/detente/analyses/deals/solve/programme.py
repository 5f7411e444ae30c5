"""Single solutions as mixed-integer programmes, where deals are too many to go through or list.

One variable a value of an issue, one of which is taken; tables over several issues have a variable
for each allowed joint value, tied to the values of their issues. HiGHS solves the programme; a
product is bounded by tangents of its logarithm, to which each answer adds its own. Deals are worth
what their whole numbers say; a bound is that of the solver.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim
from detente.analyses.spaces.space import Integers, Space, joint_tables

Floats = NDArray[np.float64]

NODES = 5_000
SECONDS = 1.0
"""Effort on one programme."""
ROUNDS = 4
"""Programmes for one product."""
TANGENTS = 24
CLOSE = 1e-7


@dataclass(frozen=True, eq=False)
class Optimum:
    """A deal, what it is worth under the aim, and what no deal exceeds; None and -inf: no deal."""

    deal: NDArray[np.intp] | None
    value: float
    bound: float


@dataclass(eq=False)
class _Programme:
    """Columns and rows: `utility[party, column]` in points, `low <= rows @ x <= high`."""

    space: Space
    utility: Floats
    whole: int
    upper: list[float]
    rows: list[tuple[list[int], list[float]]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns: list[int], entries: list[float], low: float, high: float) -> None:
        self.rows.append((columns, entries))
        self.low.append(low)
        self.high.append(high)


def solve(space: Space, aim: Aim, least: Integers) -> Optimum:
    """The best deal under an aim among those that reach `least` and break no ban."""
    if aim.kind != "product":
        return _solved(space, aim, least, [])
    gains = np.maximum(space.ceiling() - aim.origin, 1) / aim.scale
    shares = np.geomspace(1e-4, 1.0, TANGENTS)
    points = [gains * share for share in shares]
    best = Optimum(None, -math.inf, math.inf)
    least = np.where(aim.counted, np.maximum(least, aim.origin + 1), least)
    for _ in range(ROUNDS):
        found = _solved(space, aim, least, points)
        if found.deal is None:
            return found
        if found.value > best.value:
            best = Optimum(found.deal, found.value, best.bound)
        best = Optimum(best.deal, best.value, min(best.bound, found.bound))
        if best.bound - best.value <= CLOSE:
            break
        gain = (space.utility(found.deal[np.newaxis])[0] - aim.origin) / aim.scale
        points.append(np.maximum(gain, 1e-9))
    return best


def _solved(space: Space, aim: Aim, least: Integers, tangents: list[Floats]) -> Optimum:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    stated = _programme(space)
    width = len(stated.upper)
    weight = _objective(stated, aim, tangents)
    scale = space.unit
    for party, row in enumerate(stated.utility):
        taken = np.flatnonzero(row).tolist()
        limit = float(least[party] / scale[party])
        stated.add(taken, row[taken].tolist(), limit - CLOSE / 10, math.inf)
    columns = np.concatenate([np.array(c, np.int64) for c, _ in stated.rows])
    starts = np.cumsum([0, *(len(c) for c, _ in stated.rows)])
    entries = np.concatenate([np.array(e, np.float64) for _, e in stated.rows])
    total = len(stated.upper)
    matrix = csr_array((entries, columns, starts), shape=(len(stated.rows), total))
    lowest = np.zeros(total)
    lowest[width:] = -np.inf if aim.kind != "shortfall" else 0.0
    whole = np.zeros(total)
    whole[: stated.whole] = 1
    answer = milp(
        -weight,
        constraints=LinearConstraint(matrix, np.array(stated.low), np.array(stated.high)),
        integrality=whole,
        bounds=Bounds(lowest, np.array(stated.upper)),
        options={"node_limit": NODES, "time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return Optimum(None, -math.inf, -math.inf if answer.status == 2 else math.inf)
    deal = _deal(space, answer.x)
    utility = space.utility(deal[np.newaxis])
    bound = answer.mip_dual_bound
    bound = math.inf if bound is None else -float(bound)
    if (utility[0] < least).any() or space.broken(deal[np.newaxis]).any():
        return Optimum(None, -math.inf, bound)
    value = float(aim.value(utility)[0])
    return Optimum(deal, value, max(value, bound - float(aim.constant)))


def _programme(space: Space) -> _Programme:
    """Choices of values, and joint values where tables ask for them."""
    starts = np.cumsum([0, *space.sizes])
    width = int(starts[-1])
    utility = [np.zeros((space.parties, width))]
    stated = _Programme(space, utility[0], width, [1.0] * width)
    for issue, size in enumerate(space.sizes):
        taken = list(range(starts[issue], starts[issue] + size))
        stated.add(taken, [1.0] * size, 1.0, 1.0)
    for table in joint_tables(space):
        flat = table.gain.reshape(-1, space.parties).T / space.unit[:, np.newaxis]
        allowed = table.allowed.reshape(-1)
        if len(table.scope) == 1:
            start = starts[table.scope[0]]
            stop = start + allowed.size
            utility[0][:, start:stop] += flat
            for column in np.flatnonzero(~allowed).tolist():
                stated.upper[start + column] = 0.0
            continue
        first = len(stated.upper)
        stated.upper += allowed.astype(np.float64).tolist()
        utility.append(flat)
        cells = np.indices(table.allowed.shape).reshape(len(table.scope), -1)
        for axis, issue in enumerate(table.scope):
            for value in range(space.sizes[issue]):
                taken = (first + np.flatnonzero(cells[axis] == value)).tolist()
                entries = [1.0] * len(taken)
                stated.add([*taken, int(starts[issue]) + value], [*entries, -1.0], 0.0, 0.0)
    stated.utility = np.concatenate(utility, axis=1)
    return stated


def _objective(stated: _Programme, aim: Aim, tangents: list[Floats]) -> Floats:
    """What is made as large as possible; further columns and rows where the aim needs them."""
    unit = stated.space.unit
    points = stated.utility * (unit / aim.scale)[:, np.newaxis]
    start = aim.origin / aim.scale
    counted = np.flatnonzero(aim.counted).tolist()
    width = len(stated.upper)
    if aim.kind == "sum":
        return np.asarray(points[counted].sum(axis=0))
    if aim.kind == "smallest":
        stated.upper.append(math.inf)
        weight = np.zeros(width + 1)
        weight[-1] = 1.0
        for party in counted:
            _row(stated, points[party], [width], [-1.0], float(start[party]))
        return weight
    weight = np.zeros(width + len(counted))
    for place, party in enumerate(counted):
        stated.upper.append(math.inf)
        if aim.kind == "shortfall":
            weight[width + place] = -1.0
            _row(stated, points[party], [width + place], [1.0], float(start[party]))
            continue
        weight[width + place] = aim.power[party]
        for gains in tangents:
            at = float(gains[party])
            line = points[party] / at
            _row(stated, line, [width + place], [-1.0], float(start[party]) / at + 1 - math.log(at))
    return weight


def _row(
    stated: _Programme, line: Floats, more: list[int], entries: list[float], low: float
) -> None:
    taken = np.flatnonzero(line).tolist()
    stated.add([*taken, *more], [*line[taken].tolist(), *entries], low, math.inf)


def _deal(space: Space, x: Floats) -> NDArray[np.intp]:
    """The values taken."""
    starts = np.cumsum([0, *space.sizes])
    rows = [x[a:b].argmax() for a, b in itertools.pairwise(starts)]
    return np.array(rows, np.intp)
