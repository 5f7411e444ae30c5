"""The deals analysis over draws where deals are too many to lay out.

The deals that come near the solutions at best values and in a few pilot draws are laid out, and
each draw's solutions are chosen among these. Whether a deal passes is told exactly: a draw in which
none of them passes is settled by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.deals.draws.judged import (
    Asked,
    Floats,
    Indices,
    Packages,
    Truth,
    solutions_of,
    utilities_at,
)
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.best import feasible
from detente.analyses.deals.solve.memory import kept_by_digest
from detente.analyses.deals.solve.settle import solutions
from detente.analyses.spaces.exact import whole_space
from detente.scenario import best_draws, draw

if TYPE_CHECKING:
    from detente.scenario import Scenario

PILOT = 8
NEAR = 100
"""Deals taken from each pilot draw for each yardstick."""
SHORT = 1e-6
"""Points in sum below which a shortfall may be rounding."""


def in_a_large_space(
    scenario: Scenario, packages: Packages, asked: Asked, only: str | None = None
) -> dict[str, Floats]:
    """`zopa` and, unless only that is wanted, `utility.<party>.<solution>` by draw."""
    some = replace(packages, deals=_candidates(scenario, asked))
    parts = []
    for judged in some.judged():
        more = {} if only == "zopa" else utilities_at(some, judged, solutions_of(judged))
        parts.append({"zopa": np.asarray(judged.possible, np.float64)} | more)
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    open_ = (found["zopa"] == 0) & ~_surely_none(packages)
    for number in np.flatnonzero(open_).tolist():
        _settle(packages, number, found)
    return found


def _surely_none(packages: Packages) -> Truth:
    """Draws in which no group that can decide reaches its limits even in sum, [draw].

    The sum over a group's members is at most that of its largest entry for each issue.
    """
    problem = packages.problem
    none = np.ones(problem.draws, np.bool_)
    for group in packages.consent.groups:
        seats = [problem.table[seat] for seat in sorted(group)]
        total = -problem.limit[:, seats].sum(axis=1)
        for worth in problem.weighed:
            total += worth[:, seats].sum(axis=1).max(axis=1)
        for term in problem.terms:
            if term.party in seats:
                total += np.maximum(term.points, 0.0)
        none &= total < -SHORT
    return none


def _settle(packages: Packages, number: int, found: dict[str, Floats]) -> None:
    """Settle one draw by itself, and enter what follows where a deal passes."""
    problem, consent = packages.problem, packages.consent
    space = whole_space(problem, consent, number)
    seated = space.of(problem.table)
    if not any(feasible(seated.asking(group)) for group in consent.groups):
        return
    found["zopa"][number] = 1.0
    if len(found) == 1:
        return
    for solution, deals in solutions(seated, consent, exponents(packages.power)).items():
        for utility in space.points(space.utility(deals[:1])):
            for place, party in enumerate(problem.parties):
                found[f"utility.{party}.{solution}"][number] = utility[place]


@kept_by_digest
def _candidates(scenario: Scenario, asked: Asked) -> Indices:
    rows = [
        _near(packages, number)
        for draws in (best_draws(scenario), draw(scenario, PILOT, seed=0))
        for packages in [Packages.of(scenario, draws, asked)]
        for number in range(draws.count)
    ]
    return np.unique(np.concatenate(rows), axis=0)


def _near(packages: Packages, number: int) -> Indices:
    """The deals of one draw that come nearest to the solutions, by four yardsticks."""
    problem, consent = packages.problem, packages.consent
    space = whole_space(problem, consent, number).of(problem.table)
    agreement = agree(space, consent.groups, epsilon=0.0)
    if len(agreement.points) == 0:
        return np.zeros((1, len(space.sizes)), np.intp)
    gain = (agreement.points - space.limit) / space.unit
    share = gain / np.maximum(gain.max(axis=0), 1e-9)
    product = np.log(np.maximum(gain, 1e-6)) @ packages.power
    taken = [
        np.argsort(-score, kind="stable")[:NEAR]
        for score in (product, share.min(axis=1), gain.min(axis=1), gain.sum(axis=1))
    ]
    points = agreement.points[np.unique(np.concatenate(taken))]
    return agreement.deals_at(points, most=1)[1]
