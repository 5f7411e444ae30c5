"""Statements about deals as tables of truth over the issues that they speak of."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.errors import SettingError
from detente.scenario import Scenario
from detente.scenario.statements import Atom, Comparison, Expression, atoms, evaluate
from detente.scenario.wording import relation_truth

Truth = NDArray[np.bool_]

LARGEST_STATEMENT = 20_000_000


def statement_table(
    scenario: Scenario, expression: Expression, points: int = 101
) -> tuple[tuple[int, ...], Truth]:
    """The issues that a statement speaks of, and its truth over their joint values.

    A continuous scale has `points` values, or those at which the scenario's scales are cut. Raises
    SettingError when there are more joint values than can be laid out.
    """
    names = list(scenario.issues)
    atomic = [atom for atom in atoms(expression) if isinstance(atom, Comparison)]
    scope = tuple(sorted({names.index(atom.issue) for atom in atomic}))
    shape = tuple(len(scenario.issues[names[i]].labels(points)) for i in scope)
    if math.prod(shape) > LARGEST_STATEMENT:
        remedy = "split it, or give its numeric issues fewer steps"
        raise SettingError("statement over too many joint values", str(expression), remedy)

    def row(atom: Atom) -> Truth:
        if not isinstance(atom, Comparison):
            raise SettingError("statement", str(atom), "statements about deals name issues")
        place = scope.index(names.index(atom.issue))
        along = [-1 if k == place else 1 for k in range(len(shape))]
        return np.broadcast_to(_compared(scenario, atom, points).reshape(along), shape)

    return scope, np.array(evaluate(expression, row))


def over_all_deals(scope: tuple[int, ...], holds: Truth, sizes: tuple[int, ...]) -> Truth:
    """A table of truth over some issues as one over all deals, the last issue fastest, [deal]."""
    along = [1] * len(sizes)
    for axis, issue in enumerate(scope):
        along[issue] = holds.shape[axis]
    return np.ascontiguousarray(np.broadcast_to(holds.reshape(along), sizes)).reshape(-1)


def _compared(scenario: Scenario, atom: Comparison, points: int) -> Truth:
    """Truth of a comparison for each value: numbers by size, labels by their declared order."""
    issue = scenario.issues[atom.issue]
    if issue.scale is not None:
        return relation_truth(atom.relation, np.array(issue.numbers(points)), float(atom.value))
    labels = issue.labels(points)
    return relation_truth(atom.relation, np.arange(len(labels)), labels.index(str(atom.value)))
