"""A whole deal space laid out as arrays: for analyses that follow single deals through talks.

Deals are numbered in the order of `itertools.product` over the issues' values, the last issue
fastest. Parties are those with preferences, in the order of `parties`. Spaces up to `MOST_WORTHS`
are laid out; larger ones are for the analysis of deals, which does not enumerate.

>>> from detente.scenario import best_draws, loads
>>> space = lay_out(loads('''
... title: t
... parties: {a: {}, b: {}}
... issues: {price: {values: [low, mid, high]}, date: {values: [soon, late]}}
... preferences:
...   a: {weights: {price: 3, date: 1}, values: {price: rising, date: falling}}
...   b: {weights: {price: 1, date: 1}, values: {price: falling, date: rising}}
... '''))
>>> space.labels(2), space.utility[0, :, 2].tolist()
(('mid', 'soon'), [62.5, 25.0])
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.worth import NoDeal
from detente.analyses.spaces.problem import even_problem
from detente.analyses.spaces.space import RULE
from detente.analyses.spaces.statements import over_deals, statement_table
from detente.errors import SettingError, sentence
from detente.scenario import best_draws

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

MOST_WORTHS = 1 << 24
"""Packages times parties that are laid out."""
POINTS = 21
"""Points that a continuous issue is cut into."""
AT_ONCE = 1 << 20
"""Entries of the largest array, which bounds how many draws are laid out at once."""


@dataclass(frozen=True, eq=False)
class BargainingSpace:
    """What every deal and no deal is worth: `utility[draw, party, deal]` counts broken promises.

    `red_lines[line, deal]` says which deals break a line, `owner[line]` whose it is (its place);
    what a rule of the scenario forbids is a line of everybody (`RULE`).
    """

    parties: tuple[str, ...]
    issues: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    utility: Floats
    no_deal: NoDeal
    red_lines: Truth
    owner: tuple[int, ...]

    @property
    def reservation(self) -> Floats:
        """What no deal is worth, threats counted, [draw, party]."""
        return self.no_deal.worth

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of each issue."""
        return tuple(len(labels) for labels in self.values)

    @property
    def deals(self) -> int:
        """Number of deals."""
        return int(self.utility.shape[2])

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.utility.shape[0])

    def labels(self, deal: int) -> tuple[str, ...]:
        """A deal as one value an issue."""
        places = np.unravel_index(deal, self.sizes)
        return tuple(labels[int(k)] for labels, k in zip(self.values, places, strict=True))

    def named(self, deal: int) -> dict[str, str]:
        """A deal as issue: value."""
        return dict(zip(self.issues, self.labels(deal), strict=True))

    @cached_property
    def barred(self) -> Truth:
        """Deals that break a rule or a red line of a party, [party, deal]."""
        found = np.tile(~self.possible, (len(self.parties), 1))
        for line, party in enumerate(self.owner):
            if party != RULE:
                found[party] |= self.red_lines[line]
        return found

    @cached_property
    def possible(self) -> Truth:
        """Deals that no rule forbids, [deal]."""
        rules = [k for k, party in enumerate(self.owner) if party == RULE]
        return np.asarray(~self.red_lines[rules].any(axis=0))


def lay_out(scenario: Scenario, draws: Draws | None = None) -> BargainingSpace:
    """The deal space of a scenario, at best values where no draws are given.

    Raises SettingError when there are no issues or preferences, or more than `MOST_WORTHS` worths.
    """
    draws = best_draws(scenario) if draws is None else draws
    values = issue_values(scenario)
    problem = even_problem(scenario, draws, POINTS)
    lines: dict[tuple[int, int], Truth] = {}
    for line in problem.lines:
        broken = over_deals(line.scope, line.broken, problem.sizes)
        key = (line.number, line.party)
        lines[key] = lines[key] | broken if key in lines else broken
    deals = math.prod(problem.sizes)
    return BargainingSpace(
        problem.parties,
        problem.issues,
        values,
        problem.worths(),
        problem.no_deal,
        np.array(list(lines.values()), np.bool_).reshape(len(lines), deals),
        tuple(party for _, party in lines),
    )


def issue_values(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """The values of each issue; SettingError where deals cannot be laid out."""
    values = tuple(issue.labels(POINTS) for issue in scenario.issues.values())
    if not values or not scenario.preferences:
        raise SettingError("issues", sentence("there are none"), "state issues and preferences")
    if (wrong := refusal(scenario)) is not None:
        raise wrong
    return values


def count_worths(scenario: Scenario) -> int:
    """How many worths there are to lay out in a draw: packages times parties."""
    values = (len(issue.labels(POINTS)) for issue in scenario.issues.values())
    return math.prod(values) * len(scenario.preferences)


def refusal(scenario: Scenario, worths: int = MOST_WORTHS) -> SettingError | None:
    """What a space with more than so many worths is refused with; None where it fits."""
    parties = max(1, len(scenario.preferences))
    packages, most = count_worths(scenario) // parties, worths // parties
    if packages <= most:
        return None
    remedy = sentence(
        "at most {most}: give scales fewer steps, or leave out issues or values", most=most
    )
    return SettingError("packages", packages, remedy)


def chunks(scenario: Scenario, draws: Draws) -> Iterator[Draws]:
    """The draws in parts whose arrays stay small."""
    step = max(1, AT_ONCE // max(1, count_worths(scenario)))
    for start in range(0, draws.count, step):
        yield draws.part(start, min(start + step, draws.count))


def deal_truth(scenario: Scenario, text: str) -> Truth:
    """In which deals a statement holds, [deal]."""
    sizes = tuple(len(issue.labels(POINTS)) for issue in scenario.issues.values())
    return over_deals(*statement_table(scenario, text, POINTS), sizes)


def status_quo_places(scenario: Scenario) -> tuple[int, ...]:
    """The deal in which nothing changes: each issue's status quo, its first value by default.

    A status quo between two values of a scale counts as the nearest of them.
    """
    places = []
    for issue in scenario.issues.values():
        labels, stated = issue.labels(POINTS), issue.status_quo
        if stated is None or stated in labels:
            places.append(0 if stated is None else labels.index(stated))
        else:
            numbers = np.array(issue.numbers(POINTS))
            places.append(int(np.abs(numbers - float(stated)).argmin()))
    return tuple(places)
