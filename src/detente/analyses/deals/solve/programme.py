"""A best package as a mixed-integer programme, where deals are too many to go through or list.

One variable a value of an issue, one of which is taken; tables over several issues have a variable
for each allowed joint value, tied to the values of their issues. An aim is a sum of pieces, each
below lines of the gains: a product is bounded by tangents of its logarithm, to which each answer
adds its own. HiGHS solves the programme. Deals are worth what their whole numbers say; a bound is
that of the solver.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, Found
from detente.analyses.spaces.space import Integers, Space

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]

NODES = 5_000
SECONDS = 0.4
"""Effort on one programme."""
ROUNDS = 3
"""Programmes for one product."""
TANGENTS = 24
CLOSE = 1e-7


class _Choices(NamedTuple):
    """`worth[party, column]` in units, of columns up to `upper`; `ties @ columns = taken`."""

    worth: Integers
    upper: Floats
    ties: csr_array
    taken: Floats


class _Line(NamedTuple):
    """A piece of an aim is at most `slope` times the gain of a party plus `start`."""

    piece: int
    gain: int
    slope: float
    start: float


def solve(space: Space, aim: Aim) -> Found:
    """A best deal under an aim among those that reach all limits and break no ban, and a bound.

    A product is one of all parties counted or, where no deal leaves each of them a gain, of all but
    one; where that cannot be either, the deal is the most even one.
    """
    if aim.kind != "product":
        return _solved(space, aim, [])
    for without in (-1, *np.flatnonzero(aim.counted)):
        counted = aim.counted & (np.arange(space.parties) != without)
        if counted.any() and len((found := _product(space, replace(aim, counted=counted))).deals):
            return found
    everybody = np.ones(space.parties, np.bool_)
    found = _solved(space, replace(aim, kind="smallest", counted=everybody), [])
    value = float(aim.value(space.utility(found.deals)).max(initial=-math.inf))
    bound = value + found.bound - found.value if len(found.deals) else found.bound
    return Found(value, found.deals, bound)


def _product(space: Space, aim: Aim) -> Found:
    """The largest product of gains of all parties counted, in a few programmes."""
    most = np.maximum(space.ceiling() - aim.origin, 1) / aim.scale
    tangents = [most * share for share in np.geomspace(1e-4, 1.0, TANGENTS)]
    least = np.where(aim.counted, np.maximum(space.limit, aim.origin + 1), space.limit)
    space = replace(space, limit=least)
    best = found = _solved(space, aim, tangents)
    for _ in range(ROUNDS - 1):
        if not len(found.deals) or best.bound - best.value <= CLOSE:
            break
        gain = (space.utility(found.deals)[0] - aim.origin) / aim.scale
        tangents.append(np.maximum(gain, 1e-9))
        found = _solved(space, aim, tangents)
        top = max(best, found, key=lambda each: each.value)
        best = Found(top.value, top.deals, min(best.bound, found.bound))
    return best


def _solved(space: Space, aim: Aim, tangents: list[Floats]) -> Found:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csr_array

    choices = _choices(space)
    lines = list(_lines(aim, tangents))
    columns = len(choices.upper)
    pieces = 1 + max((line.piece for line in lines), default=0)
    worth = choices.worth[aim.counted] / aim.scale[aim.counted, np.newaxis]
    gains = len(worth)
    below = np.zeros((len(lines), gains + pieces))
    for row, line in zip(below, lines, strict=True):
        row[[line.gain, gains + line.piece]] = line.slope, -1.0
    matrix = block_array(
        [
            [choices.ties, None],
            [csr_array(choices.worth / space.unit[:, np.newaxis]), None],
            [csr_array(worth), csr_array(-np.eye(gains, gains + pieces))],
            [None, csr_array(below)],
        ]
    )
    low = np.concatenate(
        [
            choices.taken,
            space.limit / space.unit - CLOSE / 10,
            (aim.origin / aim.scale)[aim.counted],
            [-line.start for line in lines],
        ]
    )
    high = np.full(len(low), np.inf)
    high[: len(choices.taken)] = choices.taken
    free, top = np.full(gains + pieces, np.inf), np.full(gains + pieces, np.inf)
    if aim.kind == "shortfall":
        top[gains:] = 0.0
    weight = np.zeros(columns + gains + pieces)
    powers = [float(p) for p, c in zip(aim.powers, aim.counted, strict=True) if c]
    weight[columns + gains :] = powers if aim.kind == "product" else 1.0
    answer = milp(
        -weight,
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        integrality=np.arange(len(weight)) < sum(space.sizes),
        bounds=Bounds(np.r_[np.zeros(columns), -free], np.r_[choices.upper, top]),
        options={
            "node_limit": NODES,
            "time_limit": SECONDS,
            "mip_rel_gap": 0.0,
            "presolve": False,
        },
    )
    nothing = np.empty((0, len(space.sizes)), np.intp)
    if answer.x is None:
        return Found(-math.inf, nothing, -math.inf if answer.status == 2 else math.inf)
    ends = itertools.pairwise(np.cumsum([0, *space.sizes]))
    deals = np.array([[answer.x[start:end].argmax() for start, end in ends]], np.intp)
    utility = space.utility(deals)
    bound = math.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    if (utility < space.limit).any() or space.broken(deals).any():
        return Found(-math.inf, nothing, bound)
    value = float(aim.value(utility)[0])
    return Found(value, deals, max(value, bound))


def _lines(aim: Aim, tangents: list[Floats]) -> Iterator[_Line]:
    """The pieces of an aim: one of all parties counted, or one of each."""
    for place, party in enumerate(np.flatnonzero(aim.counted).tolist()):
        piece = 0 if aim.kind == "smallest" else place
        if aim.kind != "product":
            yield _Line(piece, place, 1.0, 0.0)
        for gains in tangents:
            yield _Line(piece, place, 1.0 / gains[party], math.log(gains[party]) - 1)


def _choices(space: Space) -> _Choices:
    """Choices of values, and of joint values where a table over several issues asks for them."""
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *space.sizes])
    values, issues = int(starts[-1]), len(space.sizes)
    worth, upper = [np.zeros((space.parties, values), np.int64)], [np.ones(values)]
    rows = [np.repeat(np.arange(issues), space.sizes)]
    columns, entries = [np.arange(values)], [np.ones(values)]
    count, width = issues, values
    everything = [np.ones(factor.gain.shape[:-1], np.bool_) for factor in space.factors]
    nothing = [np.zeros((*ban.broken.shape, space.parties), np.int64) for ban in space.bans]
    tables = [(f.scope, f.gain, free) for f, free in zip(space.factors, everything, strict=True)]
    tables += [(b.scope, gain, ~b.broken) for b, gain in zip(space.bans, nothing, strict=True)]
    for scope, table, allowed in tables:
        gain, free, cells = table.reshape(-1, space.parties).T, allowed.reshape(-1), allowed.size
        if len(scope) == 1:
            here = slice(starts[scope[0]], starts[scope[0] + 1])
            worth[0][:, here] += gain
            upper[0][here] *= free
            continue
        worth.append(gain)
        upper.append(free.astype(np.float64))
        for issue, cell in zip(scope, np.indices(allowed.shape), strict=True):
            size = space.sizes[issue]
            rows += [count + cell.reshape(-1), count + np.arange(size)]
            columns += [width + np.arange(cells), starts[issue] + np.arange(size)]
            entries += [np.ones(cells), np.full(size, -1.0)]
            count += size
        width += cells
    placed = (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns)))
    ties = csr_array(placed, shape=(count, width))
    taken = (np.arange(count) < issues).astype(np.float64)
    return _Choices(np.concatenate(worth, axis=1), np.concatenate(upper), ties, taken)
