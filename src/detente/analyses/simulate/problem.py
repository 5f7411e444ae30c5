"""Who negotiates, over which packages, and what each package is worth to them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.worth import no_deal
from detente.analyses.simulate.tactics import EXPONENTS, TACTICS
from detente.analyses.spaces.laid_out import POINTS, status_quo_places, truth_at
from detente.errors import MissingSection, SettingError, sentence
from detente.randomness import generator
from detente.scenario import valuations
from detente.validation import fitting_draws, one_of, whole_number

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truth = NDArray[np.bool_]
Holds = Callable[[Integers], Truth]

PROTOCOLS = ("offers", "mediator")
LARGEST = 100_000
"""Packages times parties that are laid out in a draw; of larger spaces a sample."""
EVERYBODY = -1
MOST_GAMES = 16

EXAMPLE = """parties: {a: {}, b: {}}
issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: rising}, reservation: 20}
  b: {weights: {price: 1}, values: {price: falling}, reservation: 20}"""


class Seating(NamedTuple):
    """The parties that negotiate and how: alternating offers, or a mediator's single text."""

    protocol: str
    parties: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Wants:
    """What the parties at the table want: `parts[issue][draw, party, value]`, summed over issues.

    `terms` add points `[draw]` for a party where a statement on packages holds, `lines` bar
    packages for a party or for `EVERYBODY`. `floor[draw, party]` is the worth of no deal; `start`
    the package in which nothing changes, as places of values.
    """

    parts: tuple[Floats, ...]
    terms: tuple[tuple[int, Holds, Floats], ...]
    lines: tuple[tuple[int, Holds], ...]
    floor: Floats
    start: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of each issue."""
        return tuple(part.shape[2] for part in self.parts)

    def worth(self, places: Integers, draws: slice) -> Floats:
        """What packages are worth in some of the draws, [draw, party, package]."""
        total = np.zeros((*self.floor[draws].shape, len(places)))
        for issue, part in enumerate(self.parts):
            total += np.take(part[draws], places[:, issue], axis=2)
        for party, holds, points in self.terms:
            total[:, party] += points[draws, None] * holds(places)
        return total

    def worth_each(self, places: Integers) -> Floats:
        """What one package a draw is worth in that draw, [draw, party]."""
        rows = np.arange(len(places))
        total = np.zeros(self.floor.shape)
        for issue, part in enumerate(self.parts):
            total += part[rows, :, places[:, issue]]
        for party, holds, points in self.terms:
            total[:, party] += points * holds(places)
        return total

    def barred(self, places: Integers) -> Truth:
        """Which packages cross a red line of a party or break a rule, [party, package]."""
        found = np.zeros((self.floor.shape[1], len(places)), dtype=np.bool_)
        for party, holds in self.lines:
            found[slice(None) if party == EVERYBODY else party] |= holds(places)
        return found


def seating(scenario: Scenario, protocol: str | None, parties: Sequence[str]) -> Seating:
    """Who negotiates and by which protocol, the default ones where none is asked for.

    The first table's parties, else all at the table; two make offers, more have a mediator, who
    speaks with the parties of all stages. Raises SettingError where settings do not fit,
    MissingSection where fewer than two negotiate.
    """
    if protocol is not None:
        one_of("protocol", protocol, PROTOCOLS)
    able = tuple(scenario.preferences)
    if parties:
        for party in parties:
            one_of("parties", party, able)
        if len(parties) < 2 or len(set(parties)) < len(parties):
            raise SettingError("parties", list(parties), "name at least two different ones")
        seated = tuple(parties)
    else:
        seated = _seated(scenario, protocol)
    if len(seated) < 2:
        raise MissingSection("simulate", "preferences of two parties at the table", EXAMPLE)
    chosen = protocol or ("offers" if len(seated) == 2 else "mediator")
    if chosen == "offers" and len(seated) != 2:
        raise SettingError("parties", list(seated), "alternating offers are for two: name two")
    return Seating(chosen, seated)


def _seated(scenario: Scenario, protocol: str | None) -> tuple[str, ...]:
    wanted = set(scenario.stages[0].table if scenario.stages else scenario.at_table)
    first = tuple(p for p in scenario.parties if p in wanted and p in scenario.preferences)
    if not scenario.stages or protocol == "offers" or (protocol is None and len(first) == 2):
        return first
    everybody = {party for stage in scenario.stages for party in stage.table}
    return tuple(p for p in scenario.parties if p in everybody and p in scenario.preferences)


def wants(scenario: Scenario, draws: Draws, parties: tuple[str, ...]) -> Wants:
    """What those parties want in every draw."""
    able = [party for party in scenario.parties if party in scenario.preferences]
    weights = [valuations.weights(scenario, draws, party) for party in parties]
    terms: list[tuple[int, Holds, Floats]] = []
    lines: list[tuple[int, Holds]] = []
    for place, party in enumerate(parties):
        stated = scenario.preferences[party]
        for k, item in enumerate(stated.interactions):
            added = draws.of(("preferences", party, "interactions", str(k), "add"))
            terms.append((place, truth_at(scenario, item.condition), added))
        for name, said in scenario.commitments.items():
            if said.broken_if is not None and said.by == party:
                cost = valuations.remembered_cost(scenario, draws, name)
                terms.append((place, truth_at(scenario, said.broken_if), -cost))
        lines += [(place, truth_at(scenario, text)) for text in stated.red_lines]
    lines += [(EVERYBODY, truth_at(scenario, f"not ({text})")) for text in scenario.rules]
    return Wants(
        parts=tuple(
            np.stack(
                [
                    valuations.worths(scenario, draws, party, issue, POINTS) * weight[:, k, None]
                    for party, weight in zip(parties, weights, strict=True)
                ],
                axis=1,
            )
            for k, issue in enumerate(scenario.issues)
        ),
        terms=tuple(terms),
        lines=tuple(lines),
        floor=no_deal(scenario, draws).worth[:, [able.index(party) for party in parties]],
        start=status_quo_places(scenario),
    )


def packages(scenario: Scenario, parties: int, seed: int) -> Integers:
    """The packages that are laid out, as places of values, [package, issue].

    All of them, or where they are too many so many drawn at random, the same for every draw.
    """
    sizes = [len(issue.labels(POINTS)) for issue in scenario.issues.values()]
    most = LARGEST // parties
    if math.prod(sizes) <= most:
        return np.array(np.unravel_index(np.arange(math.prod(sizes)), sizes)).T
    return generator(seed).integers(0, sizes, size=(most, len(sizes)))


def all_packages(scenario: Scenario) -> int:
    """How many packages there are."""
    return math.prod(len(issue.labels(POINTS)) for issue in scenario.issues.values())


def check_draws(scenario: Scenario, draws: int, parties: int) -> None:
    """Refuse more draws than fit into memory: worths of values, and what each game came to."""
    values = sum(len(issue.labels(POINTS)) for issue in scenario.issues.values())
    fitting_draws("draws", draws, 8 * parties * values + MOST_GAMES * (24 + 8 * parties))


def pairings(tactics: Sequence[str], parties: int) -> tuple[tuple[str, ...], ...]:
    """The tactics to play: those given, or every combination that is of interest.

    >>> len(pairings((), 2)), pairings(("conceder", "hardliner"), 2)
    (16, (('conceder', 'hardliner'),))
    """
    if tactics:
        chosen = tuple(one_of("tactics", name, tuple(EXPONENTS)) for name in tactics)
        if len(chosen) != parties:
            remedy = sentence(
                "{count} parties negotiate: name {same} tactics, one a party, or none",
                count=parties,
                same=parties,
            )
            raise SettingError("tactics", ", ".join(chosen), remedy)
        return (chosen,)
    if parties == 2:
        return tuple(product(TACTICS, repeat=2))
    return tuple((name,) * parties for name in TACTICS)


def checked_rounds(rounds: object) -> int:
    """The number of rounds; SettingError where it does not fit."""
    return whole_number("rounds", rounds, least=2, most=10_000)
