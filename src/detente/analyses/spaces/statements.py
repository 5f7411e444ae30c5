"""Statements about deals as tables of truth over the issues that they speak of."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.space import Truth
from detente.errors import SettingError
from detente.scenario import Scenario
from detente.scenario.statements import Atom, Comparison, Expression, atoms, evaluate

Floats = NDArray[np.float64]

LARGEST_STATEMENT = 20_000_000


def statement_table(scenario: Scenario, expression: Expression) -> tuple[tuple[int, ...], Truth]:
    """The issues that a statement speaks of, and its truth over their joint values.

    Raises SettingError when there are more joint values than can be laid out.
    """
    names = list(scenario.issues)
    atomic = [atom for atom in atoms(expression) if isinstance(atom, Comparison)]
    scope = tuple(sorted({names.index(atom.issue) for atom in atomic}))
    shape = tuple(len(scenario.issues[names[i]].labels()) for i in scope)
    if math.prod(shape) > LARGEST_STATEMENT:
        remedy = "split it, or give its numeric issues fewer steps"
        raise SettingError("statement over too many joint values", str(expression), remedy)

    rows: dict[Atom, Truth] = {}
    for atom in atomic:
        place = scope.index(names.index(atom.issue))
        along = [-1 if k == place else 1 for k in range(len(shape))]
        rows[atom] = np.broadcast_to(_compared(scenario, atom).reshape(along), shape)
    return scope, np.array(evaluate(expression, rows.__getitem__))


_RELATIONS: dict[str, Callable[[Floats, float], Truth]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
}


def _compared(scenario: Scenario, atom: Comparison) -> Truth:
    """Truth of a comparison for each value: numbers by size, labels by their declared order."""
    issue = scenario.issues[atom.issue]
    if issue.scale is not None:
        return _RELATIONS[atom.relation](np.array(issue.numbers()), float(atom.value))
    places = np.arange(len(issue.labels()), dtype=np.float64)
    return _RELATIONS[atom.relation](places, float(issue.labels().index(str(atom.value))))
