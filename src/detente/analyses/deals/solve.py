"""From a space and a rule of consent to everything the deals analysis reports, without names."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals import solutions
from detente.analyses.deals.agreement import INEXACT, Agreement, agree
from detente.analyses.deals.aims import SLACK, Found
from detente.analyses.deals.census import LARGEST_CENSUS, Census, take_census
from detente.analyses.deals.consent import Consent, Group
from detente.analyses.deals.maxima import efficient
from detente.analyses.deals.obstacles import (
    Miss,
    Possible,
    blocking_lines,
    blocking_parties,
    nearest_misses,
)
from detente.analyses.deals.search import best_for, search
from detente.analyses.deals.space import Integers, Space

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
SolutionName = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]

SOLUTIONS: tuple[SolutionName, ...] = (
    "nash",
    "kalai_smorodinsky",
    "egalitarian",
    "utilitarian",
)
MOST_TIES = 1000
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
    bounds: Mapping[SolutionName, tuple[float, float]]
    blockers: tuple[Group, ...] = ()
    lines: tuple[Group, ...] = ()
    lines_complete: bool = True
    misses: tuple[Miss, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether any deal passes."""
        return self.ideal is not None


def settle(
    space: Space,
    consent: Consent,
    *,
    power: tuple[Fraction, ...] | None = None,
    epsilon: float | None = None,
    counted: bool = True,
    covered: bool = True,
) -> Settled:
    """Solve a deal space for the parties in it, all of which compare deals.

    Deals are counted unless there are more than `LARGEST_CENSUS` or `counted` is False.
    With `covered` False no frontier is looked for where issues are tied too densely to list one.
    """
    small = counted and space.count <= LARGEST_CENSUS
    census = take_census(space, consent.winning) if small else None
    agreement = agree(space, consent.groups, epsilon=epsilon, covered=covered)
    bounds: dict[SolutionName, tuple[float, float]] = {}
    if agreement.method in INEXACT:
        chosen, ideal, proven, bounds = _searched(space, consent, power)
    else:
        chosen, ideal = _picked(space, agreement, power)
        proven = True
    if ideal is not None:
        return Settled(space, consent, agreement, census, chosen, proven, ideal, bounds)
    lines, complete = blocking_lines(space, consent)
    return Settled(
        space,
        consent,
        agreement,
        census,
        chosen,
        proven,
        None,
        bounds,
        blocking_parties(consent, Possible(space, census)),
        lines,
        complete,
        nearest_misses(space, consent),
    )


def _picked(
    space: Space, agreement: Agreement, power: tuple[Fraction, ...] | None
) -> tuple[dict[SolutionName, Indices], Integers | None]:
    """The solutions, chosen among the points of an exact frontier: all of them are efficient."""
    points = agreement.points
    nothing = np.empty((0, len(space.sizes)), np.intp)
    if len(points) == 0:
        return dict.fromkeys(SOLUTIONS, nothing), None
    rows = solution_rows(points, space, power)
    chosen = {
        name: agreement.deals_at(points[picked], most=MOST_TIES)[1] for name, picked in rows.items()
    }
    return chosen, points.max(axis=0)


def solution_rows(
    points: Integers, space: Space, power: tuple[Fraction, ...] | None = None
) -> dict[SolutionName, Indices]:
    """Which rows of `points[point, party]` each solution chooses."""
    gain = points - space.limit
    return {
        "nash": solutions.nash(gain, space.unit, power),
        "kalai_smorodinsky": solutions.kalai_smorodinsky(gain, gain.max(axis=0)),
        "egalitarian": solutions.egalitarian(gain, space.unit),
        "utilitarian": solutions.utilitarian(points, space.unit),
    }


def _searched(
    space: Space, consent: Consent, power: tuple[Fraction, ...] | None
) -> tuple[
    dict[SolutionName, Indices], Integers | None, bool, dict[SolutionName, tuple[float, float]]
]:
    """The solutions by branch and bound, where the exact frontier is too large to list."""
    asked = [space.asking(group) for group in consent.groups]
    tops = [[best_for(part, party) for party in range(space.parties)] for part in asked]
    passing = [k for k, row in enumerate(tops) if all(len(found.deals) for found in row)]
    nothing = np.empty((0, len(space.sizes)), np.intp)
    if not passing:
        ended = all(found.ended for row in tops for found in row)
        return dict.fromkeys(SOLUTIONS, nothing), None, ended, {}
    asked, tops = [asked[k] for k in passing], [tops[k] for k in passing]
    proven = all(found.ended for row in tops for found in row)
    ideal = np.array(
        [
            [part.utility(f.deals)[0, p] for p, f in enumerate(row)]
            for part, row in zip(asked, tops, strict=True)
        ]
    ).max(axis=0)
    share = np.maximum(1, ideal - space.limit).astype(np.float64)
    gaining = (ideal > space.limit).astype(np.float64)
    outvoted = [any(p not in group for group in consent.groups) for p in range(space.parties)]
    counted = np.where(outvoted, 1.0, gaining)
    gaining = gaining if gaining.any() else np.ones(space.parties)
    counted = counted if counted.any() else np.ones(space.parties)
    exponents = np.array([float(p) for p in power]) if power else np.ones(space.parties)
    found: dict[SolutionName, list[Found]] = {
        "nash": most_gaining(asked, space, exponents),
        "kalai_smorodinsky": [
            search(p, "smallest", origin=space.limit, scale=share, power=gaining) for p in asked
        ],
        "egalitarian": [search(p, "smallest", origin=space.limit, power=counted) for p in asked],
        "utilitarian": [search(p, "sum", origin=space.limit) for p in asked],
    }
    proven = proven and all(part.ended and part.roomy for parts in found.values() for part in parts)
    chosen = {}
    for name, parts in found.items():
        deals = np.unique(np.concatenate([part.deals for part in parts]), axis=0)
        points = space.utility(deals)
        gain = points - space.limit
        rows = {
            "nash": lambda gain=gain: solutions.nash(gain, space.unit, power),
            "kalai_smorodinsky": lambda gain=gain: solutions.kalai_smorodinsky(
                gain, ideal - space.limit
            ),
            "egalitarian": lambda gain=gain: solutions.egalitarian(gain, space.unit),
            "utilitarian": lambda points=points: solutions.utilitarian(points, space.unit),
        }[name]()
        chosen[name] = _undominated(deals[rows], points[rows])[:MOST_TIES]
    return chosen, ideal, proven, _bounds(found)


def _bounds(found: Mapping[SolutionName, list[Found]]) -> dict[SolutionName, tuple[float, float]]:
    """Value and bound of each solution whose search was given up."""
    bounds: dict[SolutionName, tuple[float, float]] = {}
    for name, parts in found.items():
        value, bound = max(p.value for p in parts), max(p.bound for p in parts)
        if all(part.ended for part in parts) or bound <= value + SLACK or math.isinf(bound):
            continue
        if name == "nash":
            value, bound = math.exp(value), math.exp(min(bound, LARGEST_EXPONENT))
        bounds[name] = (value, bound)
    return bounds


def _undominated(deals: Indices, points: Integers) -> Indices:
    """The deals that no other deal of the list dominates: those outvoted tell ties apart."""
    front = {tuple(point) for point in efficient(points).tolist()}
    return deals[[tuple(point) in front for point in points.tolist()]]


def most_gaining(asked: list[Space], space: Space, power: Floats) -> list[Found]:
    """The largest product of gains for the largest sets of parties that can all gain."""
    for size in range(space.parties, 0, -1):
        found = []
        for members in itertools.combinations(range(space.parties), size):
            counted = np.where(np.isin(np.arange(space.parties), members), power, 0.0)
            found += [search(p, "product", origin=space.limit, power=counted) for p in asked]
        found = [part for part in found if len(part.deals)]
        if found:
            return found
    return [search(part, "smallest", origin=space.limit) for part in asked]
