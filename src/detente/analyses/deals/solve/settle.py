"""From a space and a rule of consent to everything the deals analysis reports, without names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.agreement import Agreement, agree, exact_agreement
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.best import best_for_each, best_of_each
from detente.analyses.deals.solve.census import LARGEST_CENSUS, Census, take_census
from detente.analyses.deals.solve.obstacles import (
    Miss,
    blocking_lines,
    blocking_parties,
    nearest_misses,
)
from detente.analyses.spaces.consent import Consent, Group
from detente.analyses.spaces.listing import LARGEST_LISTING
from detente.analyses.spaces.space import Integers, Space

Indices = NDArray[np.intp]
Powers = tuple[Fraction, ...]
Bounds = tuple[float, float]
SolutionName = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
Searched = tuple[dict[SolutionName, Indices], bool, Integers | None, dict[SolutionName, Bounds]]
"""Deals by solution, whether they are proven, the most each party gets, bounds where not proven."""

SOLUTIONS: tuple[SolutionName, ...] = get_args(SolutionName)
MOST_TIES = 2000
LARGEST_EXPONENT = 700.0


@dataclass(frozen=True, eq=False)
class Settled:
    """The answer in arrays. `space` is that of the parties at the table.

    `agreement` is None in no case; its points are empty when nothing passes. `chosen[solution]`
    holds rows of value indices, `ideal[party]` the most each party gets among passing deals.
    `bounds[solution]` is there where a search was given up: the value found and what no deal
    exceeds, in the solution's own measure (product of gains, smallest share, smallest gain, sum).
    """

    space: Space
    consent: Consent
    agreement: Agreement
    census: Census | None
    chosen: Mapping[SolutionName, Indices]
    proven: bool
    ideal: Integers | None
    bounds: Mapping[SolutionName, Bounds]
    blockers: tuple[Group, ...] = ()
    lines: tuple[Group, ...] = ()
    misses: tuple[Miss, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether any deal passes."""
        return self.ideal is not None


def settle(
    space: Space,
    consent: Consent,
    *,
    power: Powers | None = None,
    epsilon: float | None = None,
    counted: bool = True,
) -> Settled:
    """Solve a deal space for the parties in it, all of which compare deals.

    Deals are counted unless there are more than `LARGEST_CENSUS` allows or `counted` is False.
    """
    small = counted and space.count * space.parties <= LARGEST_CENSUS
    census = take_census(space, consent.winning) if small else None
    agreement = agree(space, consent.groups, epsilon=epsilon)
    exact = agreement
    if epsilon is not None:
        exact = exact_agreement(space, consent.groups) or agreement
    search = _picked(space, exact, power) if exact.exact else _searched(space, consent, power)
    settled = Settled(space, consent, agreement, census, *search)
    if settled.possible:
        return settled
    return replace(
        settled,
        blockers=blocking_parties(space, consent, census),
        lines=blocking_lines(space, consent),
        misses=nearest_misses(space, consent),
    )


def landmarks(
    space: Space, consent: Consent, power: Powers | None, *, search: bool
) -> tuple[Indices, bool]:
    """A deal of each solution and the best of each party, or the nearest misses, [deal, issue].

    The best of the parties are left out, and the second part is False, where the exact frontier is
    too large to list; without `search` all are.
    """
    exact = exact_agreement(space, consent.groups)
    if exact is None and not search:
        return np.empty((0, len(space.sizes)), np.intp), False
    found = _searched(space, consent, power) if exact is None else _picked(space, exact, power)
    chosen, _, ideal, _ = found
    rows = [deals[:1] for deals in chosen.values()]
    if ideal is None:
        rows = [miss.deal[np.newaxis] for miss in nearest_misses(space, consent)[:4]]
    elif exact is not None:
        rows.append(exact.deals_at(exact.points[np.unique(exact.points.argmax(axis=0))], most=1)[1])
    return np.concatenate([np.empty((0, len(space.sizes)), np.intp), *rows]), exact is not None


def solutions(
    space: Space, consent: Consent, power: Powers | None
) -> Mapping[SolutionName, Indices]:
    """The deals of each solution alone; none of one whose search was given up."""
    few = space.count <= LARGEST_LISTING and not consent.unanimous
    exact = None if few else exact_agreement(space, consent.groups)
    return (_searched(space, consent, power) if exact is None else _picked(space, exact, power))[0]


def _picked(space: Space, agreement: Agreement, power: Powers | None) -> Searched:
    """The solutions, chosen among the points of an exact frontier: all of them are efficient."""
    points = agreement.points
    if len(points) == 0:
        return _nothing(space), True, None, {}
    ideal = points.max(axis=0)
    chosen = {
        name: agreement.first_deals(points[aim.rows(points)], MOST_TIES)
        for name, aim in solution_aims(space, ideal, power).items()
    }
    return chosen, True, ideal, {}


def _searched(space: Space, consent: Consent, power: Powers | None) -> Searched:
    """The solutions one by one, where the exact frontier is too large to list."""
    tops = best_for_each(space, consent)
    if not all(len(found.deals) for found in tops):
        return _nothing(space), all(found.bound == -math.inf for found in tops), None, {}
    ideal = np.array([space.utility(top.deals)[:, party].max() for party, top in enumerate(tops)])
    aims = solution_aims(space, ideal, power)
    chosen, bounds = {}, {}
    best = best_of_each(space, list(aims.values()), consent=consent, most=MOST_TIES)
    for (name, aim), found in zip(aims.items(), best, strict=True):
        chosen[name] = found.deals[:MOST_TIES]
        if not found.proven:
            bounds[name] = (found.value, found.bound)
            if aim.kind == "product":
                bounds[name] = (math.exp(found.value), math.exp(min(found.bound, LARGEST_EXPONENT)))
    proven = not bounds and all(found.proven for found in tops)
    return chosen, proven, ideal, bounds


def _nothing(space: Space) -> dict[SolutionName, Indices]:
    return dict.fromkeys(SOLUTIONS, np.empty((0, len(space.sizes)), np.intp))


def solution_aims(
    space: Space, ideal: Integers, power: Powers | None = None
) -> dict[SolutionName, Aim]:
    """What each solution aims at, where the parties get at most `ideal[party]`."""
    everybody = np.ones(space.parties, np.bool_)
    gaining = ideal > space.limit
    shares = np.maximum(1, ideal - space.limit)
    even = gaining if gaining.any() else everybody
    return {
        "nash": Aim("product", space.limit, space.unit, even, power),
        "kalai_smorodinsky": Aim("smallest", space.limit, shares, even),
        "egalitarian": Aim("smallest", space.limit, space.unit, everybody),
        "utilitarian": Aim("sum", space.limit, space.unit, everybody),
    }
