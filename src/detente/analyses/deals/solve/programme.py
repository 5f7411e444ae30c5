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
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim
from detente.analyses.spaces.space import Integers, Space, joint_tables

if TYPE_CHECKING:
    from scipy.sparse import csr_array

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


class _Choices(NamedTuple):
    """`worth[party, column]` in units, of columns up to `upper`; `ties @ columns = taken`."""

    worth: Integers
    upper: Floats
    ties: csr_array
    taken: Floats


class _Line(NamedTuple):
    """A piece of an aim is at most `slope` times the gain of a party plus `start`."""

    piece: int
    party: int
    slope: float
    start: float


def solve(space: Space, aim: Aim, least: Integers) -> Optimum:
    """The best deal under an aim among those that reach `least` and break no ban.

    A product is one of all parties counted or, where no deal leaves each of them a gain, of all but
    one; where that cannot be either, the deal is the most even one.
    """
    if aim.kind != "product":
        return _solved(space, aim, least, [])
    for without in (-1, *np.flatnonzero(aim.counted)):
        counted = aim.counted & (np.arange(space.parties) != without)
        found = _product(space, replace(aim, counted=counted), least)
        if found.deal is not None:
            return found
    everybody = np.ones(space.parties, np.bool_)
    found = _solved(space, replace(aim, kind="smallest", counted=everybody), least, [])
    if found.deal is None:
        return found
    value = float(aim.value(space.utility(found.deal[np.newaxis]))[0])
    return Optimum(found.deal, value, value + found.bound - found.value)


def _product(space: Space, aim: Aim, least: Integers) -> Optimum:
    """The largest product of gains of all parties counted, in a few programmes."""
    if not aim.counted.any():
        return Optimum(None, -math.inf, -math.inf)
    most = np.maximum(space.ceiling() - aim.origin, 1) / aim.scale
    tangents = [most * share for share in np.geomspace(1e-4, 1.0, TANGENTS)]
    least = np.where(aim.counted, np.maximum(least, aim.origin + 1), least)
    best = Optimum(None, -math.inf, math.inf)
    for _ in range(ROUNDS):
        found = _solved(space, aim, least, tangents)
        if found.deal is None:
            return found
        top = found if found.value > best.value else best
        best = Optimum(top.deal, top.value, min(best.bound, found.bound))
        if best.bound - best.value <= CLOSE:
            break
        gain = (space.utility(found.deal[np.newaxis])[0] - aim.origin) / aim.scale
        tangents.append(np.maximum(gain, 1e-9))
    return best


def _solved(space: Space, aim: Aim, least: Integers, tangents: list[Floats]) -> Optimum:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csr_array

    choices = _choices(space)
    lines = list(_lines(aim, tangents))
    pieces = 1 + max(line.piece for line in lines)
    gain, given = choices.worth / aim.scale[:, np.newaxis], aim.origin / aim.scale
    below = np.zeros((len(lines), pieces))
    below[np.arange(len(lines)), [line.piece for line in lines]] = -1.0
    matrix = block_array(
        [
            [choices.ties, None],
            [csr_array(choices.worth / space.unit[:, np.newaxis]), None],
            [csr_array([line.slope * gain[line.party] for line in lines]), csr_array(below)],
        ]
    )
    reached = least / space.unit - CLOSE / 10
    starts = [line.slope * given[line.party] - line.start for line in lines]
    low = np.concatenate([choices.taken, reached, starts])
    high = np.full(len(low), np.inf)
    high[: len(choices.taken)] = choices.taken
    columns, values = len(choices.upper), sum(space.sizes)
    weight = np.zeros(columns + pieces)
    powers = [float(p) for p, c in zip(aim.powers, aim.counted, strict=True) if c]
    weight[columns:] = powers if aim.kind == "product" else 1.0
    top = 0.0 if aim.kind == "shortfall" else np.inf
    answer = milp(
        -weight,
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        integrality=np.arange(columns + pieces) < values,
        bounds=Bounds(
            np.r_[np.zeros(columns), np.full(pieces, -np.inf)],
            np.r_[choices.upper, np.full(pieces, top)],
        ),
        options={"node_limit": NODES, "time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return Optimum(None, -math.inf, -math.inf if answer.status == 2 else math.inf)
    ends = itertools.pairwise(np.cumsum([0, *space.sizes]))
    deal = np.array([answer.x[start:end].argmax() for start, end in ends], np.intp)
    utility = space.utility(deal[np.newaxis])
    bound = math.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    if (utility[0] < least).any() or space.broken(deal[np.newaxis]).any():
        return Optimum(None, -math.inf, bound)
    value = float(aim.value(utility)[0])
    return Optimum(deal, value, max(value, bound))


def _lines(aim: Aim, tangents: list[Floats]) -> Iterator[_Line]:
    """The pieces of an aim: one of all parties counted, or one of each."""
    for place, party in enumerate(np.flatnonzero(aim.counted).tolist()):
        piece = 0 if aim.kind == "smallest" else place
        if aim.kind != "product":
            yield _Line(piece, party, 1.0, 0.0)
        for gains in tangents:
            yield _Line(piece, party, 1.0 / gains[party], math.log(gains[party]) - 1)


def _choices(space: Space) -> _Choices:
    """Choices of values, and joint values where tables ask for them."""
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *space.sizes])
    values, issues = int(starts[-1]), len(space.sizes)
    worth, upper = [np.zeros((space.parties, values), np.int64)], [np.ones(values)]
    rows = [np.repeat(np.arange(issues), space.sizes)]
    columns, entries = [np.arange(values)], [np.ones(values)]
    count, width = issues, values
    for table in joint_tables(space):
        gain = table.gain.reshape(-1, space.parties).T
        allowed = table.allowed.reshape(-1)
        if len(table.scope) == 1:
            here = slice(starts[table.scope[0]], starts[table.scope[0] + 1])
            worth[0][:, here] += gain
            upper[0][here] *= allowed
            continue
        worth.append(gain)
        upper.append(allowed.astype(np.float64))
        cells = np.indices(table.allowed.shape).reshape(len(table.scope), -1)
        for issue, cell in zip(table.scope, cells, strict=True):
            size = space.sizes[issue]
            rows += [count + cell, count + np.arange(size)]
            columns += [width + np.arange(len(cell)), starts[issue] + np.arange(size)]
            entries += [np.ones(len(cell)), np.full(size, -1.0)]
            count += size
        width += len(allowed)
    placed = (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns)))
    taken = np.zeros(count)
    taken[:issues] = 1.0
    ties = csr_array(placed, shape=(count, width))
    return _Choices(np.concatenate(worth, axis=1), np.concatenate(upper), ties, taken)
