"""Who negotiates, by which rules and tactics, and over which packages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.laid_out import POINTS
from detente.errors import MissingSection, SettingError, sentence
from detente.randomness import generator
from detente.validation import fitting_draws, one_of

if TYPE_CHECKING:
    from detente.scenario import Scenario

EXPONENTS = {"boulware": 0.2, "linear": 1.0, "conceder": 5.0, "hardliner": 0.0, "tit_for_tat": -1.0}
"""`e` of each tactic: the share conceded after a share `t` of the time is `t ** (1 / e)`.

Below 1 it holds out (Boulware), above 1 it gives way early (Faratin, Sierra & Jennings 1998). 0
asks for its best deal to the end; -1 concedes as much as the other side's last offer improved,
after a gesture of its own.
"""
TOLERANCES = {
    "boulware": 5.0,
    "linear": 10.0,
    "conceder": 20.0,
    "hardliner": 0.0,
    "tit_for_tat": -1.0,
}
"""Points that a party is at first ready to lose in one change of a mediator's text."""
TACTICS = ("boulware", "conceder", "tit_for_tat", "hardliner")
"""The tactics that play against each other where none is chosen."""
PROTOCOLS = ("offers", "mediator")
LARGEST = 100_000
"""Packages times parties that are laid out in a draw; of larger spaces a sample."""
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


def seating(
    scenario: Scenario, protocol: str | None = None, parties: Sequence[str] = ()
) -> Seating:
    """Who negotiates and by which protocol, the default ones where none is asked for.

    Of two that make offers the first one opens: the one named first, else as the first stage says,
    else as listed. The first table's parties, else all at the table; two make offers, more have a
    mediator, who speaks with the parties of all stages. Raises SettingError where settings do not
    fit, MissingSection where fewer than two negotiate.
    """
    if protocol is not None:
        one_of("protocol", protocol, PROTOCOLS)
    for party in parties:
        one_of("parties", party, tuple(scenario.preferences))
    if parties and (len(parties) < 2 or len(set(parties)) < len(parties)):
        raise SettingError("parties", ", ".join(parties), "name at least two different ones")
    seated = tuple(parties) or _seated(scenario, protocol)
    if len(seated) < 2:
        raise MissingSection("simulate", "preferences of two parties at the table", EXAMPLE)
    chosen = protocol or ("offers" if len(seated) == 2 else "mediator")
    if chosen == "offers" and len(seated) != 2:
        raise SettingError("parties", ", ".join(seated), "alternating offers are for two: name two")
    return Seating(chosen, seated)


def _seated(scenario: Scenario, protocol: str | None) -> tuple[str, ...]:
    wanted = set(scenario.stages[0].table if scenario.stages else scenario.at_table)
    able = tuple(p for p in scenario.parties if p in scenario.preferences)
    first = tuple(p for p in able if p in wanted)
    if scenario.stages and scenario.stages[0].first is not None:
        first = tuple(sorted(first, key=lambda party: party != scenario.stages[0].first))
    if not scenario.stages or protocol == "offers" or (protocol is None and len(first) == 2):
        return first
    everybody = {party for stage in scenario.stages for party in stage.table}
    return tuple(p for p in able if p in everybody)


def packages(scenario: Scenario, parties: int, seed: int) -> NDArray[np.int64]:
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
    if not tactics:
        alike = tuple((name,) * parties for name in TACTICS)
        return tuple(product(TACTICS, repeat=2)) if parties == 2 else alike
    chosen = tuple(one_of("tactics", name, tuple(EXPONENTS)) for name in tactics)
    if len(chosen) != parties:
        remedy = sentence(
            "{count} parties negotiate: name {same} tactics, one a party, or none",
            count=parties,
            same=parties,
        )
        raise SettingError("tactics", ", ".join(chosen), remedy)
    return (chosen,)
