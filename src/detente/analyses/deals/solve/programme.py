"""A best package as a mixed-integer programme, where deals are too many to go through or list.

Values of an issue whose worths rise or fall evenly for everybody make a run: one variable says that
a value of it is taken, one which. Tables over several issues have a variable for each joint run
that is allowed, tied to the runs of their issues. An aim is a sum of pieces, each below lines of
the gains: a product is bounded by tangents of its logarithm, to which each answer adds its own.
HiGHS solves the programme. Deals are worth what their whole numbers say; a bound is that of the
solver.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.aims import Aim, Found
from detente.analyses.spaces.space import Integers, Space, Truth, edges

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Table = tuple[tuple[int, ...], Integers, Truth]
"""Of issues: what their joint values are worth, [value, ..., party], and which are allowed."""

NODES = 5_000
SECONDS = 0.4
"""Effort on one programme."""
ROUNDS = 8
"""Programmes for one product."""
TANGENTS = 24
CLOSE = 1e-7
SHORTEST = 4
"""Values that are taken together as a run."""
EVEN = 1e-7
"""Points by which worths of a run may miss the line between its ends."""


class _Choices(NamedTuple):
    """`worth[party, column]` in units, of columns up to `upper`; `least <= ties @ columns <= most`.

    Issue after issue has a column a run of values, 1 where one of it is taken, then a column a run,
    the place in it. `runs[issue]` are the first values of its runs and the end of the last.
    """

    worth: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    ties: csr_array
    least: Floats
    most: Floats
    runs: list[Indices]

    def deal(self, columns: Floats) -> Indices:
        """The values that are taken."""
        starts = np.cumsum([0, *(len(first) - 1 for first in self.runs)])
        run = [columns[start:end].argmax() for start, end in itertools.pairwise(starts)]
        place = np.rint(columns[starts[-1] + starts[:-1] + run]).astype(np.intp)
        first = [firsts[k] for firsts, k in zip(self.runs, run, strict=True)]
        found: Indices = np.array(first, np.intp) + place
        return found


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
            choices.least,
            space.limit / space.unit - CLOSE / 10,
            (aim.origin / aim.scale)[aim.counted],
            [-line.start for line in lines],
        ]
    )
    high = np.full(len(low), np.inf)
    high[: len(choices.most)] = choices.most
    free, top = np.full(gains + pieces, np.inf), np.full(gains + pieces, np.inf)
    if aim.kind == "shortfall":
        top[gains:] = 0.0
    weight = np.zeros(columns + gains + pieces)
    powers = [float(p) for p, c in zip(aim.powers, aim.counted, strict=True) if c]
    weight[columns + gains :] = powers if aim.kind == "product" else 1.0
    answer = milp(
        -weight,
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        integrality=np.append(choices.whole, np.zeros(gains + pieces)),
        bounds=Bounds(np.r_[np.zeros(columns), -free], np.r_[choices.upper, top]),
        options={
            "node_limit": NODES,
            "time_limit": SECONDS,
            "mip_rel_gap": 0.0,
            "presolve": True,
        },
    )
    bound = -math.inf if answer.status == 2 else math.inf
    if answer.x is not None and answer.mip_dual_bound is not None:
        bound = -float(answer.mip_dual_bound)
    deals = np.empty((0, len(space.sizes)), np.intp)
    if answer.x is not None:
        deals = choices.deal(answer.x)[np.newaxis]
    return _checked(space, aim, deals, bound)


def _checked(space: Space, aim: Aim, deals: Indices, bound: float) -> Found:
    """The deal that a programme gives, if whole numbers bear it out."""
    utility = space.utility(deals)
    good = (utility >= space.limit).all(axis=1) & ~space.broken(deals).any(axis=1)
    value = float(aim.value(utility[good]).max(initial=-math.inf))
    return Found(value, deals[good], max(value, bound))


def _lines(aim: Aim, tangents: list[Floats]) -> Iterator[_Line]:
    """The pieces of an aim: one of all parties counted, or one of each."""
    for place, party in enumerate(np.flatnonzero(aim.counted).tolist()):
        piece = 0 if aim.kind == "smallest" else place
        if aim.kind != "product":
            yield _Line(piece, place, 1.0, 0.0)
        for gains in tangents:
            yield _Line(piece, place, 1.0 / gains[party], math.log(gains[party]) - 1)


def _choices(space: Space) -> _Choices:
    """Choices of runs of values, and of joint runs where tables over several issues ask for it."""
    from scipy.sparse import csr_array

    issues = len(space.sizes)
    tables = [(f.scope, f.gain, np.ones(f.gain.shape[:-1], np.bool_)) for f in space.factors]
    tables += [
        (b.scope, np.zeros((*b.broken.shape, space.parties), np.int64), ~b.broken)
        for b in space.bans
    ]
    gains, allowed = space.alone(), [np.ones(size, np.bool_) for size in space.sizes]
    for ban in space.bans:
        if len(ban.scope) == 1:
            allowed[ban.scope[0]] &= ~ban.broken
    joint = [table for table in tables if len(table[0]) > 1]
    runs = [
        _runs(part / space.unit, free, _steps(joint, k, space.sizes[k]))
        for k, (part, free) in enumerate(zip(gains, allowed, strict=True))
    ]
    counts = [len(starts) - 1 for starts in runs]
    starts = np.cumsum([0, *counts])
    first = [part[cut[:-1]] for part, cut in zip(gains, runs, strict=True)]
    rise = [part[cut[1:] - 1] - begin for part, cut, begin in zip(gains, runs, first, strict=True)]
    length = np.concatenate([np.diff(cut) - 1 for cut in runs])
    slope = np.concatenate(rise) / np.maximum(length, 1)[:, np.newaxis]
    free = np.concatenate([part[cut[:-1]] for part, cut in zip(allowed, runs, strict=True)])
    values = int(starts[-1])
    worth = [np.concatenate(first).T, slope.T]
    upper = [free.astype(np.float64), length * free.astype(np.float64)]
    each = np.arange(values)
    rows = [np.repeat(np.arange(issues), counts), issues + each, issues + each]
    columns, entries = [each, each, values + each], [np.ones(values), -length, np.ones(values)]
    count, width = issues + values, 2 * values
    for scope, gain, open_ in joint:
        cut = np.ix_(*(_steps([(scope, gain, open_)], k, space.sizes[k])[:-1] for k in scope))
        gain, open_ = gain[cut], open_[cut]
        cells = open_.size
        worth.append(gain.reshape(-1, space.parties).T)
        upper.append(open_.reshape(-1).astype(np.float64))
        for axis, (issue, cell) in enumerate(zip(scope, np.indices(open_.shape), strict=True)):
            steps = cut[axis].reshape(-1)
            member = np.searchsorted(steps, runs[issue][:-1], side="right") - 1
            rows += [count + cell.reshape(-1), count + member]
            columns += [width + np.arange(cells), starts[issue] + np.arange(counts[issue])]
            entries += [np.ones(cells), np.full(counts[issue], -1.0)]
            count += len(steps)
        width += cells
    placed = (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns)))
    place = np.arange(count)
    within = (issues <= place) & (place < issues + values)
    return _Choices(
        np.concatenate(worth, axis=1),
        np.concatenate(upper),
        np.arange(width) < 2 * values,
        csr_array(placed, shape=(count, width)),
        np.where(within, -np.inf, place < issues),
        (place < issues).astype(np.float64),
        runs,
    )


def _steps(tables: Sequence[Table], issue: int, size: int) -> Indices:
    """The values of an issue at which a table of it changes, the first and the end of the last."""
    parts = [(scope, part) for scope, *both in tables for part in both]
    found: Indices = np.r_[0, np.flatnonzero(edges(parts, issue, size)), size]
    return found


def _runs(points: Floats, allowed: Truth, steps: Indices) -> Indices:
    """The first values of the runs of an issue, and the end of the last.

    A run lies between two `steps`, and all of it is allowed or nothing.
    """
    ends = np.unique(np.concatenate([steps, 1 + np.flatnonzero(np.diff(allowed)), [len(points)]]))
    waiting, found = list(itertools.pairwise(ends.tolist())), [len(points)]
    while waiting:
        start, end = waiting.pop()
        line = np.linspace(points[start], points[end - 1], end - start)
        miss = np.abs(points[start:end] - line).max(axis=1)
        if end - start < SHORTEST:
            found += range(start, end)
        elif miss.max() <= EVEN:
            found.append(start)
        else:
            middle = start + min(max(1, int(miss.argmax())), end - start - 1)
            waiting += [(middle, end), (start, middle)]
    return np.unique(found)
