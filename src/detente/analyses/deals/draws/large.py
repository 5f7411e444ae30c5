"""The deals analysis over draws where deals are too many to lay out.

The deals that come near the solutions at best values and in a few pilot draws are laid out, and
each draw's solutions are chosen among these. Whether a deal passes is told exactly: a draw in which
none of them passes is settled by itself.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.draws.laid_out import (
    Asked,
    Floats,
    Table,
    Truth,
    at_table,
    judge,
    lay_out,
)
from detente.analyses.deals.draws.laid_solutions import solutions_of, worth_at
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.best import feasible
from detente.analyses.deals.solve.settle import SOLUTIONS, settle
from detente.analyses.spaces.exact import whole_space
from detente.scenario import best_draws, draw

if TYPE_CHECKING:
    from detente.scenario import Scenario

PILOT = 8
NEAR = 100
"""Deals taken from each pilot draw for each yardstick."""
MOST_KEPT = 8
SHORT = 1e-6
"""Points in sum below which a shortfall may be rounding."""

_CANDIDATES: dict[tuple[str, Asked], NDArray[np.intp]] = {}
"""Deals by the scenario's digest: chunks of one run ask for them again and again."""


def in_a_large_space(scenario: Scenario, table: Table, asked: Asked) -> dict[str, Floats]:
    """`zopa` and `utility.<party>.<solution>` by draw."""
    problem = table.problem
    laid = lay_out(problem, _candidates(scenario, asked))
    parts = []
    for judged in judge(laid, table):
        possible = np.asarray(judged.passing.any(axis=1))
        found = {"zopa": possible.astype(np.float64)}
        for name, row in solutions_of(judged).items():
            found |= worth_at(laid, judged, name, row, possible)
        parts.append(found)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    open_ = (joined["zopa"] == 0) & ~_surely_none(table)
    for number in np.flatnonzero(open_).tolist():
        _settled(table, number, joined)
    return joined


def _surely_none(table: Table) -> Truth:
    """Draws in which no group that can decide reaches its limits even in sum, [draw].

    The sum over a group's members is at most that of its largest entry for each issue.
    """
    problem = table.problem
    none = np.ones(problem.draws, np.bool_)
    for group in table.consent.groups:
        seats = [problem.table[seat] for seat in sorted(group)]
        total = -problem.limit[:, seats].sum(axis=1)
        for issue, worth in enumerate(problem.worth):
            weighed = worth[:, seats] * problem.weight[:, seats, issue, np.newaxis]
            total += weighed.sum(axis=1).max(axis=1)
        for term in problem.terms:
            if term.party in seats:
                total += np.maximum(term.points, 0.0)
        none &= total < -SHORT
    return none


def _settled(table: Table, number: int, found: dict[str, Floats]) -> None:
    """Settle one draw by itself, and enter what follows where a deal passes."""
    problem = table.problem
    space = whole_space(problem, table.consent, number)
    seated = space.of(problem.table)
    if not any(feasible(seated.asking(group)) for group in table.consent.groups):
        return
    power = tuple(Fraction(float(each)).limit_denominator(100) for each in table.power)
    settled = settle(seated, table.consent, power=power, counted=False)
    found["zopa"][number] = settled.possible
    for solution in SOLUTIONS if settled.possible else ():
        utility = space.points(space.utility(settled.chosen[solution][:1]))[0]
        for place, party in enumerate(problem.parties):
            found[f"utility.{party}.{solution}"][number] = utility[place]


def _candidates(scenario: Scenario, asked: Asked) -> NDArray[np.intp]:
    key = (scenario.digest, asked)
    if key not in _CANDIDATES:
        if len(_CANDIDATES) >= MOST_KEPT:
            _CANDIDATES.clear()
        tables = [
            at_table(scenario, draws, asked)
            for draws in (best_draws(scenario), draw(scenario, PILOT, seed=0))
        ]
        rows = [_near(table, number) for table in tables for number in range(table.problem.draws)]
        _CANDIDATES[key] = np.unique(np.concatenate(rows), axis=0)
    return _CANDIDATES[key]


def _near(table: Table, number: int) -> NDArray[np.intp]:
    """The deals of one draw that come nearest to the solutions, by four yardsticks."""
    space = whole_space(table.problem, table.consent, number).of(table.problem.table)
    agreement = agree(space, table.consent.groups)
    if len(agreement.points) == 0:
        return np.zeros((1, len(space.sizes)), np.intp)
    gain = (agreement.points - space.limit) / space.unit
    share = gain / np.maximum(gain.max(axis=0), 1e-9)
    product = np.log(np.maximum(gain, 1e-6)) @ table.power
    taken = [
        np.argsort(-score, kind="stable")[:NEAR]
        for score in (product, share.min(axis=1), gain.min(axis=1), gain.sum(axis=1))
    ]
    points = agreement.points[np.unique(np.concatenate(taken))]
    return agreement.deals_at(points, most=1)[1]
