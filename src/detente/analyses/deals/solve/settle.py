"""From a space and a rule of consent to everything the deals analysis reports, without names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve import solutions
from detente.analyses.deals.solve.agreement import Agreement, agree
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.best import Found, best, best_for
from detente.analyses.deals.solve.census import LARGEST_CENSUS, Census, take_census
from detente.analyses.deals.solve.maxima import efficient
from detente.analyses.deals.solve.obstacles import (
    Miss,
    Possible,
    blocking_lines,
    blocking_parties,
    nearest_misses,
)
from detente.analyses.spaces.consent import Consent, Group
from detente.analyses.spaces.listing import LARGEST_LISTING, Block, blocks, deals_of
from detente.analyses.spaces.listing import chosen as choose
from detente.analyses.spaces.space import Integers, Space, Truth

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
Bounds = tuple[float, float]
SolutionName = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
Searched = tuple[dict[SolutionName, Indices], Integers | None, bool, dict[SolutionName, Bounds]]
"""Deals by solution, the most each party gets, whether that is proven, bounds where it is not."""

SOLUTIONS: tuple[SolutionName, ...] = (
    "nash",
    "kalai_smorodinsky",
    "egalitarian",
    "utilitarian",
)
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
) -> Settled:
    """Solve a deal space for the parties in it, all of which compare deals.

    Deals are counted unless there are more than `LARGEST_CENSUS` allows or `counted` is False.
    """
    small = counted and space.count * space.parties <= LARGEST_CENSUS
    census = take_census(space, consent.winning) if small else None
    agreement = agree(space, consent.groups, epsilon=epsilon)
    bounds: dict[SolutionName, Bounds] = {}
    if not agreement.exact:
        many = len(consent.groups) > 1 and space.count <= LARGEST_LISTING
        search = _listed if many else _searched
        chosen, ideal, proven, bounds = search(space, consent, power)
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
        name: agreement.first_deals(points[picked], MOST_TIES) for name, picked in rows.items()
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


def passing_in(space: Space, consent: Consent) -> Callable[[Block], Truth]:
    """Which deals of a block pass a rule of consent, [deal]."""
    seats = np.arange(space.parties)[:, np.newaxis]

    def passing(block: Block) -> Truth:
        good = (block.utility >= space.limit[:, np.newaxis]) & ((block.barred >> seats) & 1 == 0)
        masks = (good.astype(np.int64) << seats).sum(axis=0)
        return np.asarray(consent.winning[masks] & (block.barred >> space.parties == 0))

    return passing


def _listed(space: Space, consent: Consent, power: tuple[Fraction, ...] | None) -> Searched:
    """The solutions by going through all deals, where many groups can carry one."""
    passing = passing_in(space, consent)
    tops = [
        block.utility[:, rows].max(axis=1)
        for block in blocks(space)
        if (rows := passing(block)).any()
    ]
    if not tops:
        nothing = np.empty((0, len(space.sizes)), np.intp)
        return dict.fromkeys(SOLUTIONS, nothing), None, True, {}
    ideal = np.max(tops, axis=0)
    found: dict[SolutionName, Indices] = {}
    for name, tried in _aims(space, ideal, power).items():
        for aim in tried:
            points, places = choose(space, aim.rows, passing)
            if len(places):
                break
        found[name] = _undominated(deals_of(space, places), points)[:MOST_TIES]
    return found, ideal, True, {}


def _searched(space: Space, consent: Consent, power: tuple[Fraction, ...] | None) -> Searched:
    """The solutions one by one, where the exact frontier is too large to list."""
    asked = [space.asking(group) for group in consent.groups]
    tops = [[best_for(part, party) for party in range(space.parties)] for part in asked]
    passing = [k for k, row in enumerate(tops) if all(len(found.deals) for found in row)]
    nothing = np.empty((0, len(space.sizes)), np.intp)
    if not passing:
        ended = all(found.bound == -math.inf for row in tops for found in row)
        return dict.fromkeys(SOLUTIONS, nothing), None, ended, {}
    asked, tops = [asked[k] for k in passing], [tops[k] for k in passing]
    rows = [[space.utility(f.deals)[0, p] for p, f in enumerate(row)] for row in tops]
    ideal = np.array(rows).max(axis=0)
    chosen, bounds = {}, {}
    for name, tried in _aims(space, ideal, power).items():
        for aim in tried:
            found = [best(part, aim, most=MOST_TIES) for part in asked]
            if any(len(part.deals) for part in found):
                break
        deals = np.unique(np.concatenate([part.deals for part in found]), axis=0)
        points = space.utility(deals)
        kept = aim.rows(points)
        chosen[name] = _undominated(deals[kept], points[kept])[:MOST_TIES]
        if not all(part.proven for part in found):
            bounds[name] = _bounds(found, aim)
    proven = not bounds and all(found.proven for row in tops for found in row)
    return chosen, ideal, proven, bounds


def _aims(
    space: Space, ideal: Integers, power: tuple[Fraction, ...] | None
) -> dict[SolutionName, list[Aim]]:
    """What each solution aims at; the next where nothing serves the first."""
    everybody = np.ones(space.parties, np.bool_)
    gaining = ideal > space.limit
    shares = np.maximum(1, ideal - space.limit)
    return {
        "nash": _products(space, gaining, power),
        "kalai_smorodinsky": [
            Aim("smallest", space.limit, shares, gaining if gaining.any() else everybody)
        ],
        "egalitarian": [Aim("smallest", space.limit, space.unit, everybody)],
        "utilitarian": [Aim("sum", space.limit, space.unit, everybody)],
    }


def _products(
    space: Space, gaining: NDArray[np.bool_], power: tuple[Fraction, ...] | None
) -> list[Aim]:
    """Products over everybody who can gain, then over all but one of them, then anything."""
    sets = [gaining, *(gaining & (np.arange(space.parties) != p) for p in np.flatnonzero(gaining))]
    found = [Aim("product", space.limit, space.unit, some, power) for some in sets if some.any()]
    everybody = np.ones(space.parties, np.bool_)
    return [*found, Aim("smallest", space.limit, space.unit, everybody)]


def _bounds(found: list[Found], aim: Aim) -> Bounds:
    """Value and bound of a solution whose search was given up."""
    value, bound = max(p.value for p in found), max(p.bound for p in found)
    if aim.kind == "product":
        return math.exp(value), math.exp(min(bound, LARGEST_EXPONENT))
    return value, bound


def _undominated(deals: Indices, points: Integers) -> Indices:
    """The deals that no other deal of the list dominates: those outvoted tell ties apart."""
    front = {tuple(point) for point in efficient(points).tolist()}
    return deals[[tuple(point) in front for point in points.tolist()]]
