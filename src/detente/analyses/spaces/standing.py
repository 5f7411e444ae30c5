"""Where given packages stand with each party, and what all acceptable ones have in common.

>>> from detente.scenario import best_draws, loads
>>> file = loads('''
... title: A sale
... parties: {seller: {}, buyer: {}}
... issues: {price: {values: [low, mid, high]}}
... preferences:
...   seller: {weights: {price: 1}, values: {price: rising}, reservation: 20}
...   buyer: {weights: {price: 1}, values: {price: falling}, reservation: 20}
... ''')
>>> standing(file, [{"price": "mid"}], best_draws(file)).gain.tolist()
[[[30.0], [30.0]]]
>>> common(file, ["seller", "buyer"])
(1, {'price': ('mid',)})
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.problem import Problem, deal_problem
from detente.scenario import Draws, Scenario, best_draws

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Integers = NDArray[np.intp]

RULE = -1
EQUAL = 1e-9
MOST_LISTED = 1_000_000
"""Packages up to which all are looked at."""


class Standing(NamedTuple):
    """`gain[draw, party, deal]` over the least that each accepts, and the red lines crossed.

    `crossed[deal, line]` is by the place of the lines in the file; `owner[line]` is a party.
    """

    parties: tuple[str, ...]
    gain: Floats
    crossed: Truth
    owner: tuple[str, ...]

    def lines(self, party: str, deal: int) -> tuple[int, ...]:
        """Which of a party's red lines a deal crosses, by their places among its own."""
        own = [place for place, name in enumerate(self.owner) if name == party]
        return tuple(k for k, place in enumerate(own) if self.crossed[deal, place])

    def refuses(self, party: str, deal: int) -> Truth:
        """In which draws a party refuses a deal."""
        worse = self.gain[:, self.parties.index(party), deal] < -EQUAL
        return np.asarray(worse | bool(self.lines(party, deal)))


def standing(scenario: Scenario, deals: Sequence[Mapping[str, str]], draws: Draws) -> Standing:
    """What packages given by names are worth to each party with preferences, over draws."""
    problem = deal_problem(scenario, draws)
    places = np.array([_places(problem, deal) for deal in deals], np.intp)
    places = places.reshape(len(deals), len(problem.issues))
    owner = tuple(problem.parties[party] for party, _ in problem.red_lines)
    return Standing(problem.parties, _gain(problem, places), _crossed(problem, places), owner)


def common(
    scenario: Scenario, needed: Sequence[str]
) -> tuple[int, dict[str, tuple[str, ...]]] | None:
    """How many packages suit all who are needed at best values, and each issue's values in them.

    None where there are too many packages to look at.
    """
    problem = deal_problem(scenario, best_draws(scenario))
    if math.prod(problem.sizes) > MOST_LISTED:
        return None
    places = np.indices(problem.sizes).reshape(len(problem.sizes), -1).T
    ruled_out = np.zeros(len(places), np.bool_)
    for line in problem.lines:
        if line.party == RULE or problem.parties[line.party] in needed:
            ruled_out |= line.broken[tuple(places[:, issue] for issue in line.scope)]
    seats = [place for place, party in enumerate(problem.parties) if party in needed]
    good = (_gain(problem, places)[0, seats] >= -EQUAL).all(axis=0) & ~ruled_out
    held = places[good]
    terms = {
        issue: tuple(labels[at] for at in np.unique(held[:, place]))
        for place, (issue, labels) in enumerate(zip(problem.issues, problem.labels, strict=True))
        if place not in problem.free
    }
    return len(held) * problem.copies, terms


def _gain(problem: Problem, places: Integers) -> Floats:
    total = np.repeat(-problem.limit[:, :, np.newaxis], len(places), axis=2)
    for issue, worth in enumerate(problem.worth):
        total += problem.weight[:, :, issue, np.newaxis] * worth[:, :, places[:, issue]]
    for term in problem.terms:
        holds = term.holds[tuple(places[:, issue] for issue in term.scope)]
        total[:, term.party] += term.points[:, np.newaxis] * holds
    return np.asarray(total)


def _crossed(problem: Problem, places: Integers) -> Truth:
    """Which red lines each deal crosses, [deal, line]; the bans of one line count as one."""
    crossed = np.zeros((len(places), len(problem.red_lines)), np.bool_)
    for line in problem.lines:
        if line.party != RULE:
            broken = line.broken[tuple(places[:, issue] for issue in line.scope)]
            crossed[:, line.number] |= broken
    return crossed


def _places(problem: Problem, deal: Mapping[str, str]) -> list[int]:
    """A deal as value places; a number that the scale is not cut at counts as the nearest."""
    found = []
    for place, (issue, labels) in enumerate(zip(problem.issues, problem.labels, strict=True)):
        value = deal[issue]
        if place in problem.free:
            found.append(0)
        elif value in labels:
            found.append(labels.index(value))
        else:
            numbers = np.array([float(label) for label in labels])
            found.append(int(np.abs(numbers - float(value)).argmin()))
    return found
