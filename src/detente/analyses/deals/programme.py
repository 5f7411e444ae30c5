"""The deal space with continuous scales as a mixed-integer linear programme.

Every issue chooses one of its values. A continuous issue chooses a bend or an open segment between
two bends, where each party's worth runs in a straight line and no statement changes, and a place on
it. A segment's ends belong to it as limits. Interactions, red lines and rules are linear in the
choices.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.consent import Group
from detente.analyses.deals.problem import Problem
from detente.analyses.deals.space import RULE, Truth

Floats = NDArray[np.float64]

LARGEST_ROWS = 20_000
CLOSE = 1e-9
WHOLE = 1e-9
MOST_STARTS = 27


class TooManyRows(Exception):
    """Statements join so many values that the programme would be too large."""


@dataclass
class Budget:
    """Linear programmes that may still be solved."""

    left: int


@dataclass(frozen=True, eq=False)
class Programme:
    """Variables: a choice for each value of each issue, a place for each segment, statements.

    `utility[party, variable]` of the parties at the table; `rows @ x` lies in `low..high`.
    `choice[issue]` is where its choices begin, `place[issue]` where its places do, -1 if it has
    none. The first `binary` variables are whole numbers; all lie between 0 and 1.
    """

    utility: Floats
    rows: Floats
    low: Floats
    high: Floats
    choice: tuple[int, ...]
    place: tuple[int, ...]
    sizes: tuple[int, ...]
    binary: int
    budget: Budget


@dataclass(frozen=True, eq=False)
class Optimum:
    """The variables of a best answer, its value, and what no answer exceeds."""

    x: Floats
    value: float
    bound: float


def programme(problem: Problem, group: Group, budget: Budget) -> Programme:
    """The programme of deals that a group of the table accepts.

    `problem` has its continuous scales cut at `segment_nodes`; `group` counts in places at the
    table. Raises TooManyRows where statements join too many values.
    """
    table = list(problem.table)
    starts = np.cumsum([0, *problem.sizes])
    segments = [size // 2 if k in problem.cut else 0 for k, size in enumerate(problem.sizes)]
    ends = int(starts[-1]) + np.cumsum([0, *segments])
    joint = [term for term in problem.terms if len(term.scope) > 1]
    width = int(ends[-1]) + len(joint)
    place = tuple(int(e) if s else -1 for e, s in zip(ends, segments, strict=False))
    found = _Rows(width, tuple(int(s) for s in starts[:-1]), problem.sizes)
    utility = np.zeros((len(table), width))
    for issue, size in enumerate(problem.sizes):
        worth = problem.weight[0, table, issue, np.newaxis] * problem.worth[issue][0, table]
        at = found.choice[issue]
        utility[:, at : at + size] = worth
        found.add({at + k: 1.0 for k in range(size)}, 1.0, 1.0)
        for k in range(segments[issue]):
            left, right = worth[:, 2 * k], worth[:, 2 * k + 2]
            utility[:, at + 2 * k + 1] = left
            utility[:, place[issue] + k] = right - left
            found.add({place[issue] + k: 1.0, at + 2 * k + 1: -1.0}, -np.inf, 0.0)
    at = int(ends[-1])
    for term in problem.terms:
        row = table.index(term.party) if term.party in table else None
        if len(term.scope) == 1:
            start = found.choice[term.scope[0]]
            if row is not None:
                utility[row, start : start + len(term.holds)] += term.holds * term.points[0]
            continue
        if row is not None:
            utility[row, at] += term.points[0]
        found.equal(at, term.scope, term.holds)
        at += 1
    members = {table[k] for k in group} | {RULE}
    for line in problem.lines:
        if line.party in members:
            found.bar(line.scope, line.broken)
    for k in sorted(group):
        found.lists.append(utility[k])
        found.low.append(float(problem.reservation[0, table[k]]))
        found.high.append(np.inf)
    return Programme(
        utility,
        np.array(found.lists),
        np.array(found.low),
        np.array(found.high),
        found.choice,
        place,
        problem.sizes,
        int(starts[-1]),
        budget,
    )


class _Rows:
    def __init__(self, width: int, choice: tuple[int, ...], sizes: tuple[int, ...]) -> None:
        self.width, self.choice, self.sizes = width, choice, sizes
        self.lists: list[Floats] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, entries: dict[int, float], low: float, high: float) -> None:
        """One row."""
        if len(self.lists) >= LARGEST_ROWS:
            raise TooManyRows
        row = np.zeros(self.width)
        row[list(entries)] = list(entries.values())
        self.lists.append(row)
        self.low.append(low)
        self.high.append(high)

    def bar(self, scope: tuple[int, ...], broken: Truth) -> None:
        """Joint values that may not be chosen together."""
        for settled, last, chosen in self._cases(scope, broken):
            if chosen.any():
                entries = dict.fromkeys(settled, 1.0) | {
                    last + int(k): 1.0 for k in chosen.nonzero()[0]
                }
                self.add(entries, -np.inf, float(len(settled)))

    def equal(self, variable: int, scope: tuple[int, ...], holds: Truth) -> None:
        """A variable is 1 where a statement holds and 0 elsewhere."""
        for settled, last, chosen in self._cases(scope, holds):
            entries = {last + int(k): -1.0 for k in chosen.nonzero()[0]} | {variable: 1.0}
            self.add(entries | dict.fromkeys(settled, 1.0), -np.inf, float(len(settled)))
            self.add(entries | dict.fromkeys(settled, -1.0), -float(len(settled)), np.inf)

    def _cases(
        self, scope: tuple[int, ...], table: Truth
    ) -> Iterator[tuple[list[int], int, Truth]]:
        """For joint values of all issues but the largest: their choices, and the table's row."""
        last = max(range(len(scope)), key=lambda axis: table.shape[axis])
        turned = np.moveaxis(table, last, -1)
        others = [issue for axis, issue in enumerate(scope) if axis != last]
        if math.prod(turned.shape[:-1]) > LARGEST_ROWS:
            raise TooManyRows
        for cell in product(*(range(size) for size in turned.shape[:-1])):
            settled = [self.choice[i] + v for i, v in zip(others, cell, strict=True)]
            yield settled, self.choice[scope[last]], turned[cell]


def maximise(
    stated: Programme,
    objective: Floats,
    *,
    rows: Floats | None = None,
    low: Floats | None = None,
    fixed: Floats | None = None,
    starts: Sequence[Floats] = (),
) -> Optimum | None:
    """The largest `objective @ x`; further variables beyond the programme's are free.

    `rows @ x >= low` are further demands. `fixed` holds values of the binary variables, `starts`
    some to begin with. None where nothing is possible, or nothing was found before the budget was
    spent. Branch and bound on the choices, the most promising branch first; a branch settles the
    issue whose choice is least clear.
    """
    relaxed = _relaxed(stated, objective, rows, low)
    if fixed is not None:
        answer = relaxed(fixed, fixed)
        return None if answer is None else Optimum(*answer, answer[1])
    ends = np.zeros(stated.binary), np.ones(stated.binary)
    order = count()
    first = relaxed(*ends)
    heap = [] if first is None else [(-first[1], next(order), *ends, first[0])]
    best: Optimum | None = None
    for start in starts:
        answer = relaxed(start, start)
        if answer is not None and (best is None or answer[1] > best.value):
            best = Optimum(*answer, answer[1])
    bound = -math.inf
    while heap:
        value, _, lower, upper, x = heapq.heappop(heap)
        bound = -value
        if (
            best is not None and bound <= best.value + CLOSE * max(1.0, abs(bound))
        ) or stated.budget.left <= 0:
            break
        wanted = _clearest(stated, x, upper)
        answer = relaxed(wanted, wanted)
        if answer is not None and (best is None or answer[1] > best.value):
            best = Optimum(*answer, answer[1])
        for branch in _branches(stated, x, lower, upper):
            answer = relaxed(*branch)
            if answer is not None and (best is None or answer[1] > best.value):
                heapq.heappush(heap, (-answer[1], next(order), *branch, answer[0]))
    else:
        bound = -math.inf
    return None if best is None else Optimum(best.x, best.value, max(best.value, bound))


def starting_choices(problem: Problem, stated: Programme, deal: Mapping[str, str]) -> list[Floats]:
    """Choices around a deal: its values, and for its numbers the bend or segments they lie on."""
    sides: list[list[int]] = []
    for issue, labels, name in zip(
        range(len(problem.issues)), problem.labels, problem.issues, strict=True
    ):
        if issue not in problem.cut:
            sides.append([labels.index(deal[name])])
            continue
        bends = [float(label) for label in labels[::2]]
        number = float(deal[name])
        at = sum(bend <= number for bend in bends) - 1
        near = [2 * at - 1, 2 * at, 2 * at + 1] if bends[at] == number else [2 * at + 1]
        sides.append([value for value in near if 0 <= value < len(labels)])
    found = []
    for values in islice(product(*sides), MOST_STARTS):
        start = np.zeros(stated.binary)
        start[[a + v for a, v in zip(stated.choice, values, strict=True)]] = 1.0
        found.append(start)
    return found


Answer = tuple[Floats, float] | None


def _relaxed(
    stated: Programme, objective: Floats, rows: Floats | None, low: Floats | None
) -> Callable[[Floats, Floats], Answer]:
    """The linear programme whose choices lie between two ends: its variables and value, or None."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    width, extra = stated.utility.shape[1], len(objective) - stated.utility.shape[1]
    padded = csr_array(np.pad(stated.rows, ((0, 0), (0, extra))))
    demands: list[Any] = [LinearConstraint(padded, stated.low, stated.high)]
    if rows is not None and low is not None:
        demands.append(LinearConstraint(csr_array(rows), low, np.inf))
    least = np.r_[np.zeros(width), np.full(extra, -np.inf)]
    most = np.r_[np.ones(width), np.full(extra, np.inf)]

    def solved(lower: Floats, upper: Floats) -> Answer:
        stated.budget.left -= 1
        least[: stated.binary], most[: stated.binary] = lower, upper
        found = milp(-objective, constraints=demands, bounds=Bounds(least, most))
        return None if found.x is None else (np.asarray(found.x), -float(found.fun))

    return solved


def _clearest(stated: Programme, x: Floats, upper: Floats) -> Floats:
    """Each issue's choice made whole: the largest of those still open."""
    whole = np.zeros(stated.binary)
    for start, size in zip(stated.choice, stated.sizes, strict=True):
        shown = np.where(upper[start : start + size] > 0, x[start : start + size], -1.0)
        whole[start + int(shown.argmax())] = 1.0
    return whole


def _branches(
    stated: Programme, x: Floats, lower: Floats, upper: Floats
) -> list[tuple[Floats, Floats]]:
    """With and without the strongest choice of the issue that is least clear; [] if all are."""
    spans = list(zip(stated.choice, stated.sizes, strict=True))
    strongest = [int(x[a : a + n].argmax()) for a, n in spans]
    open_ = [float(upper[a : a + n].sum()) > 1 for a, n in spans]
    unclear = [
        1.0 - x[a + k] if free else -1.0
        for (a, _), k, free in zip(spans, strongest, open_, strict=True)
    ]
    issue = int(np.argmax(unclear))
    if unclear[issue] <= WHOLE:
        return []
    start, size = spans[issue]
    chosen = start + strongest[issue]
    with_it, without = (lower.copy(), upper.copy()), (lower.copy(), upper.copy())
    with_it[1][start : start + size] = 0.0
    with_it[1][chosen] = with_it[0][chosen] = 1.0
    without[1][chosen] = 0.0
    return [with_it, without]
