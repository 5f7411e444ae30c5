"""A scenario as arrays: where each party stands on each issue's line, and its weight there.

Axis order: position[draw, issue, party] on 0..1 of the issue's line, salience[draw, issue, party]
on 0..1, capability[draw, issue, party] in any unit. Absent parties (`present[issue, party]` False)
have salience and capability 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.scenario.draws import best_draws
from detente.scenario.sections.positions import Stand, line_ends, place_of, value_named
from detente.scenario.valuations import worths

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Array = NDArray[np.float64]

POWER = 50.0
"""Capability of a party for which neither a capability nor a power is stated."""

FIELDS = ("position", "salience", "capability")


@dataclass(frozen=True, eq=False)
class ForecastProblem:
    """The arrays of a forecast, with the names of issues and parties on their axes.

    status_quo[issue] is on 0..1 (NaN where none); ends[issue] are those of the line in its unit;
    `binary[issue]` says that only the two ends can be wanted. `derived` holds (issue, party, field)
    that were not stated under `positions`; `guessed` the parties whose capability is a default;
    `support[issue][value]` the share of the weight behind each value of issues without an order.
    """

    issues: tuple[str, ...]
    parties: tuple[str, ...]
    position: Array
    salience: Array
    capability: Array
    present: NDArray[np.bool_]
    status_quo: Array
    ends: tuple[tuple[float, float], ...]
    binary: NDArray[np.bool_]
    derived: frozenset[tuple[str, str, str]] = frozenset()
    guessed: tuple[str, ...] = ()
    support: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.position)

    @property
    def weight(self) -> Array:
        """Capability times salience."""
        return self.capability * self.salience

    def span(self, first: int, last: int) -> ForecastProblem:
        """The draws first..last - 1 alone."""
        part = slice(first, last)
        return replace(
            self,
            position=self.position[part],
            salience=self.salience[part],
            capability=self.capability[part],
        )

    @property
    def certain(self) -> bool:
        """Whether all draws are the same."""
        return all(self.same_in_all_draws(issue) for issue in range(len(self.issues)))

    def same_in_all_draws(self, issue: int) -> bool:
        """Whether an issue's arrays are the same in all draws."""
        arrays = (self.position, self.salience, self.capability)
        return all(bool((array[:, issue] == array[:1, issue]).all()) for array in arrays)

    def in_unit(self, issue: int, place: float) -> float:
        """A place on 0..1 as a value in the issue's unit (0..100 for named values)."""
        low, high = self.ends[issue]
        return float(low + place * (high - low))

    def who(self, issue: int) -> NDArray[np.intp]:
        """The parties that take part in an issue with some weight in every draw."""
        there = self.present[issue] & (self.weight[:, issue] > 0).all(axis=0)
        return np.flatnonzero(there)


def build_problem(scenario: Scenario, draws: Draws) -> ForecastProblem:
    """Put positions into arrays; what is not stated is derived from preferences and power.

    Issues on which fewer than two parties stand are left out, and those whose values have no order.
    """
    parties = tuple(scenario.parties)
    standing = [name for name in scenario.issues if len(_standing(scenario, name)) > 1]
    wanted = [name for name in standing if _is_ordered(scenario, name)]
    shape = (draws.count, len(wanted), len(parties))
    arrays = {name: np.zeros(shape) for name in FIELDS}
    present = np.zeros(shape[1:], dtype=bool)
    derived = set()
    for row, issue in enumerate(wanted):
        for party in _standing(scenario, issue):
            column = parties.index(party)
            present[row, column] = True
            for name, values, stated in _fields(scenario, draws, issue, party):
                arrays[name][:, row, column] = values
                if not stated:
                    derived.add((issue, party, name))
    there = tuple(parties.index(p) for p in parties if present[:, parties.index(p)].any())
    keep = np.array(there, dtype=int)
    return ForecastProblem(
        issues=tuple(wanted),
        parties=tuple(parties[k] for k in there),
        position=arrays["position"][:, :, keep],
        salience=arrays["salience"][:, :, keep],
        capability=arrays["capability"][:, :, keep],
        present=present[:, keep],
        status_quo=np.array([_status_quo(scenario, issue) for issue in wanted]),
        ends=tuple(line_ends(scenario.issues[issue]) for issue in wanted),
        binary=np.array([len(scenario.issues[issue].values or "...") == 2 for issue in wanted]),
        derived=frozenset(derived),
        guessed=_guessed(scenario, derived),
        support={name: _support(scenario, name) for name in standing if name not in wanted},
    )


def _standing(scenario: Scenario, issue: str) -> tuple[str, ...]:
    """The parties that stand on an issue's line: stated, or with preferences on it.

    A party without a seat at the table counts where its power or its position is stated; one whose
    salience or capability is 0 does not count.
    """
    stated = scenario.positions.get(issue, {})
    found = []
    for party, about in scenario.parties.items():
        wants = scenario.preferences.get(party)
        derivable = wants is not None and issue in wants.values and issue in wants.weights
        derivable = derivable and wants is not None and wants.weights[issue].high > 0
        if party in stated:
            if _weighs(stated[party]) and (stated[party].position is not None or derivable):
                found.append(party)
        elif derivable and (about.at_table or about.power is not None):
            found.append(party)
    return tuple(found)


def _is_ordered(scenario: Scenario, issue: str) -> bool:
    """Whether the listed values lie on a line that fits what every party that stands wants.

    They do not where one between two others is worth less to a party than both. Stated positions
    say that they do.
    """
    values = scenario.issues[issue].values
    if values is None or len(values) < 3 or issue in scenario.positions:
        return True
    best = best_draws(scenario)
    for party in _standing(scenario, issue):
        worth = worths(scenario, best, party, issue)[0]
        before, after = np.maximum.accumulate(worth), np.maximum.accumulate(worth[::-1])[::-1]
        if (worth < np.minimum(before, after) - 1e-9).any():
            return False
    return True


def _support(scenario: Scenario, issue: str) -> dict[str, float]:
    """The share of the weight of those who like each value best, at the best estimates."""
    best, values = best_draws(scenario), scenario.issues[issue].labels()
    behind = np.zeros(len(values))
    for party in _standing(scenario, issue):
        worth = worths(scenario, best, party, issue)[0]
        liked = worth >= worth.max() - 1e-9
        sizes = {name: size for name, size, _ in _fields(scenario, best, issue, party)}
        weight = float(np.mean(sizes["salience"]) * np.mean(sizes["capability"]))
        behind += weight * liked / liked.sum()
    shares = behind / (behind.sum() or 1.0)
    return dict(zip(values, shares.tolist(), strict=True))


def _weighs(stand: Stand) -> bool:
    given = (stand.salience, stand.capability)
    return all(judgement is None or judgement.high > 0 for judgement in given)


def _fields(
    scenario: Scenario, draws: Draws, issue: str, party: str
) -> Iterator[tuple[str, Array | float, bool]]:
    """Each field with its values over the draws, and whether it is stated."""
    stand = scenario.positions.get(issue, {}).get(party, Stand())
    path = ("positions", issue, party)
    if stand.position is None:
        yield "position", _ideal(scenario, draws, issue, party), False
    else:
        yield "position", _stated_position(scenario, draws, issue, party), True
    if stand.salience is None:
        yield "salience", _salience(scenario, draws, issue, party), False
    else:
        yield "salience", draws.of((*path, "salience")) / 100, True
    if stand.capability is not None:
        yield "capability", draws.of((*path, "capability")), True
    elif scenario.parties[party].power is not None:
        yield "capability", draws.of(("parties", party, "power")), False
    else:
        yield "capability", POWER, False


def _stated_position(scenario: Scenario, draws: Draws, issue: str, party: str) -> Array | float:
    stated = scenario.issues[issue]
    position = scenario.positions[issue][party].position
    low, high = line_ends(stated)
    value = None if position is None else value_named(stated, position)
    if value is not None:
        return place_of(stated, value) / 100
    return (draws.of(("positions", issue, party, "position")) - low) / (high - low)


def _ideal(scenario: Scenario, draws: Draws, issue: str, party: str) -> Array:
    """Where the worth is largest on the line, 0..1; half-way between equally good values."""
    worth = worths(scenario, draws, party, issue)
    places = np.linspace(0.0, 1.0, worth.shape[1])
    if scenario.issues[issue].scale is not None:
        low, high = line_ends(scenario.issues[issue])
        places = (np.array(scenario.issues[issue].numbers()) - low) / (high - low)
    best = worth >= worth.max(axis=1, keepdims=True) - 1e-9
    lowest = np.where(best, places, np.inf).min(axis=1)
    found: Array = (lowest + np.where(best, places, -np.inf).max(axis=1)) / 2
    return found


def _salience(scenario: Scenario, draws: Draws, issue: str, party: str) -> Array | float:
    """The issue's weight, the party's heaviest issue having salience 1."""
    wants = scenario.preferences.get(party)
    if wants is None or issue not in wants.weights:
        return 1.0
    paths = [("preferences", party, "weights", name) for name in wants.weights]
    heaviest = np.max([draws.of(path) for path in paths], axis=0)
    own = draws.of(("preferences", party, "weights", issue))
    return own / np.where(heaviest > 0, heaviest, 1.0)


def _status_quo(scenario: Scenario, issue: str) -> float:
    stated = scenario.issues[issue]
    if stated.status_quo is None:
        return float("nan")
    low, high = line_ends(stated)
    return (place_of(stated, stated.status_quo) - low) / (high - low)


def _guessed(scenario: Scenario, derived: set[tuple[str, str, str]]) -> tuple[str, ...]:
    lacking = {party for _, party, field in derived if field == "capability"}
    return tuple(p for p in scenario.parties if p in lacking and scenario.parties[p].power is None)
