"""What deals are worth: weights and worths of values as arrays with a leading draw axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.scenario.draws import Draws

if TYPE_CHECKING:
    from detente.scenario.model import KeyPath, Scenario
    from detente.scenario.sections.conflict import Statement

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


def weights(scenario: Scenario, draws: Draws, party: str) -> Floats:
    """Weights of the scenario's issues for a party, normalised to 1, shape [draw, issue].

    An issue to which the party gives no weight has weight 0.
    """
    raw = stated_weights(scenario, draws, party)
    total = raw.sum(axis=1, keepdims=True)
    return raw / np.where(total > 0, total, 1.0)


def stated_weights(scenario: Scenario, draws: Draws, party: str) -> Floats:
    """Weights of the scenario's issues as the party states them, shape [draw, issue]."""
    given = scenario.preferences[party].weights
    raw = np.zeros((draws.count, len(scenario.issues)))
    for column, issue in enumerate(scenario.issues):
        if issue in given:
            raw[:, column] = draws.of(("preferences", party, "weights", issue))
    return raw


def worths(scenario: Scenario, draws: Draws, party: str, issue: str, points: int = 101) -> Floats:
    """Worth 0..100 of each value of an issue for a party, shape [draw, value].

    A shape is spread evenly over the values: `rising` from 0 to 100, `falling` from 100 to 0, and
    the ideal value gives 100 there, falling evenly to 0 at the value farthest from it. On a numeric
    scale the worth of the numbers given is joined by straight lines; a continuous scale is cut into
    `points`.
    """
    stated = scenario.issues[issue]
    labels = stated.labels(points)
    places = np.array(
        stated.numbers(points) if stated.values is None else range(len(labels)), float
    )
    given = scenario.preferences[party].values.get(issue)
    if given is None:
        return np.zeros((draws.count, len(labels)))
    if isinstance(given, str):
        return np.broadcast_to(_shaped(given, labels, places), (draws.count, len(labels)))
    path = ("preferences", party, "values", issue)
    stack = np.stack([draws.of((*path, label)) for label in given], axis=1)
    if stated.values is not None:
        return stack[:, [list(given).index(label) for label in labels]]
    known = np.array([float(label) for label in given])
    order = np.argsort(known)
    return np.stack([np.interp(places, known[order], row[order]) for row in stack])


def _shaped(shape: str, labels: tuple[str, ...], places: Floats) -> Floats:
    if len(places) == 1:
        return np.array([100.0])
    if shape in labels:
        ideal = places[labels.index(shape)]
    else:
        ends = {"rising": places[-1], "falling": places[0]}
        ideal = ends[shape] if shape in ends else float(shape)
    away = np.abs(places - ideal)
    return np.asarray(100.0 * (1.0 - away / away.max()))


def reservation(scenario: Scenario, draws: Draws, party: str) -> Floats:
    """Worth of no deal for a party, shape [draw]; 0 where none is stated."""
    if scenario.preferences[party].reservation is None:
        return np.zeros(draws.count)
    return draws.of(("preferences", party, "reservation"))


def carried_out(scenario: Scenario, draws: Draws, name: str) -> Truth:
    """Whether a threat costs its maker no more, once called, than to climb down, [draw]."""
    if scenario.commitments[name].own_cost is None:
        return np.ones(draws.count, dtype=np.bool_)
    own = draws.of(("commitments", name, "own_cost"))
    return np.asarray(own <= remembered_cost(scenario, draws, name))


def is_held(scenario: Scenario, draws: Draws, path: KeyPath, said: Statement) -> Truth:
    """Whether the party has the priority at a path, as stated or as its threat says, [draw]."""
    if said.threat is not None:
        return carried_out(scenario, draws, said.threat)
    if said.held is None:
        return np.ones(draws.count, dtype=np.bool_)
    return np.asarray(draws.of((*path, "held")) >= 0.5)


def remembered_cost(scenario: Scenario, draws: Draws, name: str) -> Floats:
    """What breaking a commitment costs its maker, [draw]: cost times the memory of a past one."""
    cost = draws.of(("commitments", name, "cost"))
    if scenario.commitments[name].memory is not None:
        cost = cost * draws.of(("commitments", name, "memory"))
    return np.asarray(cost)
