"""A scenario as arrays: where each party stands on each issue's line, and its weight there.

Positions are on 0..1 of the issue's line, saliences on 0..1, capabilities in any unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.rules import Stances
from detente.errors import SettingError, sentence
from detente.scenario.draws import best_draws
from detente.scenario.sections.positions import Stand, line_ends, place_of, value_named
from detente.scenario.settled_talks import Kind
from detente.scenario.valuations import worths

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.sections.issues import Issue

Array = NDArray[np.float64]

POWER = 50.0
"""Capability of a party for which neither a capability nor a power is stated."""

FIELDS = ("position", "salience", "capability")


@dataclass(frozen=True, eq=False)
class ForecastProblem:
    """The arrays of a forecast, with the names of issues and parties on their axes.

    status_quo[issue] is on 0..1 (NaN where none); ends[issue] are those of the line in its unit;
    kinds[issue] is `yes_no` where only the two ends can be wanted, else `scale`. `derived` holds
    (issue, party, field) that were not stated under `positions`; `guessed` the parties whose
    capability is a default; `support[issue][value]` the share of the weight behind each value of
    issues without an order.
    """

    issues: tuple[str, ...]
    parties: tuple[str, ...]
    stances: Stances
    status_quo: Array
    ends: tuple[tuple[float, float], ...]
    kinds: tuple[Kind, ...]
    derived: frozenset[tuple[str, str, str]] = frozenset()
    guessed: tuple[str, ...] = ()
    support: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        """Whether all draws are the same."""
        return all(bool((array == array[:1]).all()) for array in self.stances[:3])

    def span(self, issue: int, *places: float) -> tuple[float, ...]:
        """Places on 0..1 as values in the issue's unit (0..100 for named values)."""
        low, high = self.ends[issue]
        return tuple(float(low + place * (high - low)) for place in places)

    def in_unit(self, issue: int, place: float) -> float | None:
        """A place on 0..1 as a value in the issue's unit; None for NaN."""
        return self.span(issue, place)[0] if np.isfinite(place) else None


def build_problem(scenario: Scenario, draws: Draws) -> ForecastProblem:
    """Put positions into arrays; what is not stated is derived from preferences and power.

    Issues on which fewer than two parties stand are left out, and those whose values have no order.
    """
    standing = {issue: _standing(scenario, issue) for issue in scenario.issues}
    standing = {issue: who for issue, who in standing.items() if len(who) > 1}
    issues = tuple(name for name, who in standing.items() if _is_ordered(scenario, name, who))
    parties = tuple(p for p in scenario.parties if any(p in standing[i] for i in issues))
    stances = Stances.absent(draws.count, len(issues), len(parties))
    derived = set()
    for row, issue in enumerate(issues):
        for party in standing[issue]:
            column, stand = parties.index(party), _stated(scenario, issue, party)
            stances.present[row, column] = True
            stance = _stance(scenario, draws, issue, party)
            for array, values in zip(stances[:3], stance, strict=True):
                array[:, row, column] = values
            derived |= {(issue, party, f) for f in FIELDS if getattr(stand, f) is None}
    with np.errstate(over="ignore"):
        total = stances.capability.sum(axis=(1, 2))
    if not np.isfinite(total).all():
        rule, remedy = "their sum is too large", "only their ratios count: write smaller numbers"
        raise SettingError("capability", sentence(rule), remedy)
    lacking = {party for _, party, name in derived if name == "capability"}
    stated = [scenario.issues[name] for name in issues]
    return ForecastProblem(
        issues=issues,
        parties=parties,
        stances=stances,
        status_quo=np.array([_status_quo(issue) for issue in stated]),
        ends=tuple(line_ends(issue) for issue in stated),
        kinds=tuple("yes_no" if len(i.values or "...") == 2 else "scale" for i in stated),
        derived=frozenset(derived),
        guessed=tuple(p for p in parties if p in lacking and scenario.parties[p].power is None),
        support={i: _support(scenario, i, who) for i, who in standing.items() if i not in issues},
    )


def _standing(scenario: Scenario, issue: str) -> tuple[str, ...]:
    """The parties that stand on an issue's line: stated, or with preferences on it.

    A party without a seat at the table counts where its power or its position is stated; one whose
    salience, capability or power is 0 does not count.
    """
    stated = scenario.positions.get(issue, {})
    found = []
    for party, about in scenario.parties.items():
        wants = scenario.preferences.get(party)
        derivable = wants is not None and issue in wants.values and issue in wants.weights
        derivable = derivable and wants is not None and wants.weights[issue].high > 0
        if party in stated:
            sizes = (stated[party].salience, stated[party].capability or about.power)
            weighs = all(judgement is None or judgement.high > 0 for judgement in sizes)
            if weighs and (stated[party].position is not None or derivable):
                found.append(party)
        elif derivable and (about.at_table if about.power is None else about.power.high > 0):
            found.append(party)
    return tuple(found)


def _is_ordered(scenario: Scenario, issue: str, standing: tuple[str, ...]) -> bool:
    """Whether the listed values lie on a line that fits what every party that stands wants.

    They do not where one between two others is worth less to a party than both. Stated positions
    say that they do.
    """
    values = scenario.issues[issue].values
    if values is None or len(values) < 3 or issue in scenario.positions:
        return True
    for party in standing:
        worth = worths(scenario, best_draws(scenario), party, issue)[0]
        before, after = np.maximum.accumulate(worth), np.maximum.accumulate(worth[::-1])[::-1]
        if (worth < np.minimum(before, after) - 1e-9).any():
            return False
    return True


def _support(scenario: Scenario, issue: str, standing: tuple[str, ...]) -> dict[str, float]:
    """The share of the weight of those who like each value best, at the best estimates."""
    best, values = best_draws(scenario), scenario.issues[issue].labels()
    behind = np.zeros(len(values))
    for party in standing:
        worth = worths(scenario, best, party, issue)[0]
        liked = worth >= worth.max() - 1e-9
        _, salience, capability = _stance(scenario, best, issue, party)
        behind += float(np.mean(salience) * np.mean(capability)) * liked / liked.sum()
    shares = behind / (behind.sum() or 1.0)
    return dict(zip(values, shares.tolist(), strict=True))


def _stance(scenario: Scenario, draws: Draws, issue: str, party: str) -> tuple[Array | float, ...]:
    """Position, salience and capability of a party on an issue, over the draws."""
    stand, path = _stated(scenario, issue, party), ("positions", issue, party)
    stated = scenario.issues[issue]
    low, high = line_ends(stated)
    position: Array | float
    if stand.position is None:
        position = _ideal(scenario, draws, issue, party)
    elif (value := value_named(stated, stand.position)) is not None:
        position = (place_of(stated, value) - low) / (high - low)
    else:
        position = (draws.of((*path, "position")) - low) / (high - low)
    salience: Array | float = 1.0
    if stand.salience is not None:
        salience = draws.of((*path, "salience")) / 100
    elif (wants := scenario.preferences.get(party)) is not None and issue in wants.weights:
        weights = {i: draws.of(("preferences", party, "weights", i)) for i in wants.weights}
        heaviest = np.max(list(weights.values()), axis=0)
        salience = weights[issue] / np.where(heaviest > 0, heaviest, 1.0)
    if stand.capability is not None:
        return position, salience, draws.of((*path, "capability"))
    stated_power = scenario.parties[party].power is not None
    return position, salience, draws.of(("parties", party, "power")) if stated_power else POWER


def _stated(scenario: Scenario, issue: str, party: str) -> Stand:
    return scenario.positions.get(issue, {}).get(party, Stand())


def _ideal(scenario: Scenario, draws: Draws, issue: str, party: str) -> Array:
    """Where the worth is largest on the line, 0..1; half-way between equally good values."""
    worth, places = worths(scenario, draws, party, issue), places_of(scenario.issues[issue])
    best = worth >= worth.max(axis=1, keepdims=True) - 1e-9
    lowest = np.where(best, places, np.inf).min(axis=1)
    found: Array = (lowest + np.where(best, places, -np.inf).max(axis=1)) / 2
    return found


def places_of(issue: Issue) -> Array:
    """Where the values of an issue stand on its line, 0..1."""
    if issue.values is not None:
        return np.linspace(0.0, 1.0, len(issue.values))
    low, high = line_ends(issue)
    return (np.array(issue.numbers()) - low) / (high - low)


def nearest_value(issue: Issue, place: float) -> str | None:
    """The named value nearest to a place on 0..1; None on numeric scales."""
    values = issue.values
    return None if values is None else values[int(np.floor(place * (len(values) - 1) + 0.5))]


def _status_quo(issue: Issue) -> float:
    low, high = line_ends(issue)
    value = issue.status_quo
    return float("nan") if value is None else (place_of(issue, value) - low) / (high - low)
