"""Continuous scales settled exactly: the numbers that single solutions choose, with bounds.

Each solution is a mixed-integer linear programme over the deals one winning group accepts
(`programme`). The smallest gains, one after the other, are settled by sums of the k smallest, which
are linear (Ogryczak & Sliwinski 2003); the product of gains by tangents to its logarithm, which lie
above it (`tangents`). The numbers found become nodes at which the scales are cut,
so that the exact methods for finite spaces find the solutions; the bounds say how close they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.consent import Consent, Group
from detente.analyses.deals.cut import Nodes, rounded, segment_nodes
from detente.analyses.deals.problem import Problem, deal_problem
from detente.analyses.deals.programme import (
    Budget,
    Optimum,
    Programme,
    TooManyRows,
    maximise,
    programme,
    starting_choices,
)
from detente.analyses.deals.tangents import largest_product
from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

CLOSE = 1e-9
LEAST = 1e-6
PROGRAMMES = 500
"""Linear programmes solved for one solution, after which bounds stay as they are."""
INSIDE = 1e-6


@dataclass(frozen=True, eq=False)
class Continuous:
    """What is known about the deals between the nodes.

    `nodes[issue]` are numbers that solutions choose. `bounds[solution]` is what no deal exceeds:
    the product of gains, the smallest share, the smallest gain, the sum of gains above the
    reservation values. Solutions that were not settled are left out, as are all but the last where
    not all need agree. `possible` is None where the programme was too large or work ran out;
    `power` holds the exponents of the product, `ideal[party]` the largest gain of each party, where
    all need agree.
    """

    nodes: Nodes
    bounds: dict[str, float]
    possible: bool | None
    power: tuple[float, ...] = ()
    ideal: tuple[float, ...] = ()


@dataclass
class _Seen:
    scenario: Scenario
    problem: Problem
    guesses: Mapping[str, Mapping[str, str]]
    numbers: dict[str, set[float]] = field(default_factory=dict)
    ideal: tuple[float, ...] = ()

    def starts(self, name: str, stated: Programme) -> list[Floats]:
        """Choices around the deal that a solution chooses on the grid; a fresh budget."""
        stated.budget.left = PROGRAMMES
        guess = self.guesses.get(name)
        return [] if guess is None else starting_choices(self.problem, stated, guess)

    def note(self, x: Floats, stated: Programme) -> None:
        """Remember the numbers of an answer, rounded to both sides; at an end, one just inside."""
        for issue in self.problem.cut:
            start, size = stated.choice[issue], stated.sizes[issue]
            value = int(x[start : start + size].argmax())
            name = self.problem.issues[issue]
            numbers = [float(label) for label in self.problem.labels[issue]]
            if value % 2 == 0:
                continue
            share = float(np.clip(x[stated.place[issue] + value // 2], 0.0, 1.0))
            left, right = numbers[value - 1], numbers[value + 1]
            for at in {share, min(max(share, INSIDE), 1.0 - INSIDE)}:
                number = left + at * (right - left)
                found = rounded(self.scenario.issues[name], number)
                self.numbers.setdefault(name, set()).update(found)


def settle_continuous(
    scenario: Scenario,
    draws: Draws,
    table: tuple[int, ...],
    consent: Consent,
    *,
    power: Floats | None = None,
    guesses: Mapping[str, Mapping[str, str]] | None = None,
) -> Continuous:
    """The numbers that solutions choose on continuous scales, for the parties at the table.

    `guesses[solution]` is a deal that a solution chooses among the points, to start from.
    """
    problem = replace(deal_problem(scenario, draws, nodes=segment_nodes(scenario)), table=table)
    seen = _Seen(scenario, problem, guesses or {})
    limit = problem.reservation[0, list(table)]
    exponents = np.ones(len(table)) if power is None else power
    budget = Budget(PROGRAMMES)
    try:
        found = [
            _of_group(problem, group, limit, exponents, seen, budget) for group in consent.groups
        ]
    except TooManyRows:
        return Continuous({}, {}, None)
    nodes = {name: tuple(sorted(numbers)) for name, numbers in seen.numbers.items()}
    settled = [part for part in found if part]
    if not settled:
        return Continuous(nodes, {}, False if budget.left > 0 else None)
    bounds = settled[0]
    if not consent.unanimous:
        bounds = {"utilitarian": max(part["utilitarian"] for part in settled)}
    ideal = seen.ideal if consent.unanimous else ()
    return Continuous(nodes, bounds, True, tuple(exponents.tolist()), ideal)


def _of_group(
    problem: Problem, group: Group, limit: Floats, power: Floats, seen: _Seen, budget: Budget
) -> dict[str, float]:
    """Bounds of the solutions over the deals that one group accepts; empty where there are none."""
    stated = programme(problem, group, budget)
    bounds: dict[str, float] = {}
    starts = seen.starts("utilitarian", stated)
    total = maximise(stated, stated.utility.sum(axis=0), starts=starts)
    if total is None:
        return bounds
    seen.note(_polished(stated, stated.utility.sum(axis=0), total), stated)
    bounds["utilitarian"] = total.bound - float(limit.sum())
    seen.starts("ideal", stated)
    ideal = np.array([_top(stated, row, seen) for row in stated.utility]) - limit
    seen.ideal = tuple(ideal.tolist())
    gaining = ideal > LEAST
    if not gaining.any():
        return bounds
    everybody, some = np.arange(len(limit)), np.flatnonzero(gaining)
    for name, kept, scale in (
        ("egalitarian", everybody, np.ones(len(limit))),
        ("kalai_smorodinsky", some, ideal),
    ):
        starts = seen.starts(name, stated)
        bound = _leximin(stated, kept, limit[kept], scale[kept], seen, starts)
        if bound is not None:
            bounds[name] = bound
    if bounds.get("egalitarian", 0.0) > LEAST and gaining.all():
        product, best = largest_product(stated, limit, power, ideal, seen.starts("nash", stated))
        if best is not None:
            seen.note(best, stated)
        if product is not None:
            bounds["nash"] = product
    return bounds


def _top(stated: Programme, row: Floats, seen: _Seen) -> float:
    found = maximise(stated, row)
    if found is None:
        return -math.inf
    seen.note(_polished(stated, row, found), stated)
    return found.bound


def _polished(stated: Programme, objective: Floats, found: Optimum) -> Floats:
    """The answer again with its choices made whole: free of the solver's tolerance on them."""
    fixed = np.round(found.x[: stated.binary])
    again = maximise(stated, objective, fixed=fixed)
    return found.x if again is None else again.x


def _leximin(
    stated: Programme,
    parties: NDArray[np.intp],
    limit: Floats,
    scale: Floats,
    seen: _Seen,
    starts: list[Floats],
) -> float | None:
    """Make the sum of the k smallest shares as large as possible, for k = 1, 2, ...

    Returns a bound on the smallest one. Further variables: for each k a level, and for each party
    by how much it falls short of it.
    """
    width, count = stated.utility.shape[1], len(parties)
    share = stated.utility[parties] / scale[:, np.newaxis]
    total = width + count * (1 + count)
    rows, low = [], []
    sums = []
    for k in range(count):
        level = width + k * (1 + count)
        sums.append(np.zeros(total))
        sums[k][level] = k + 1.0
        sums[k][level + 1 : level + 1 + count] = -1.0
        for p in range(count):
            row = np.zeros(total)
            row[:width] = share[p]
            row[level], row[level + 1 + p] = -1.0, 1.0
            rows.append(row)
            low.append(float(limit[p] / scale[p]))
            rows.append(np.eye(1, total, level + 1 + p)[0])
            low.append(0.0)
    smallest = None
    for k in range(count):
        found = maximise(stated, sums[k], rows=np.array(rows), low=np.array(low), starts=starts)
        if found is None:
            break
        smallest = found.bound if smallest is None else smallest
        fixed = np.round(found.x[: stated.binary])
        again = maximise(stated, sums[k], rows=np.array(rows), low=np.array(low), fixed=fixed)
        best = found if again is None else again
        seen.note(best.x, stated)
        rows.append(sums[k])
        low.append(best.value - CLOSE * max(1.0, abs(best.value)))
    return smallest
