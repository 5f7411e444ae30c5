"""What a settlement cannot be: values that red lines of needed parties, or the rules, exclude.

A party is needed where no settlement comes about without its consent: at a stage that all must
pass, or at the table where no stages are stated. A value of an issue is accepted if some deal has
it that breaks no red line of a needed party and no rule of the scenario.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.scenario.agendas import enough
from detente.scenario.sections.positions import line_ends
from detente.scenario.statements import Comparison, Expression, Not, atoms, evaluate, parse
from detente.scenario.wording import relation_truth

if TYPE_CHECKING:
    from detente.scenario import Scenario
    from detente.scenario.statements import Atom

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

MOST_JOINT = 1_000_000
"""Values of issues that conditions tie together, up to which all combinations are looked at."""


@dataclass(frozen=True, eq=False)
class Accepted:
    """What is left of one issue's line: `spans[k]` from low to high on 0..1, and by whom the rest
    is ruled out. No spans: nothing is left.
    """

    spans: Array
    by: tuple[str, ...]

    def nearest(self, places: Array) -> Array:
        """The nearest accepted places on 0..1, of the same shape; NaN where nothing is left.

        >>> left = Accepted(np.array([[0.0, 0.2], [0.8, 1.0]]), ())
        >>> left.nearest(np.array([0.1, 0.4, 0.7])).tolist()
        [0.1, 0.2, 0.8]
        """
        if not len(self.spans):
            return np.full(np.shape(places), np.nan)
        there = np.clip(places[..., None], self.spans[:, 0], self.spans[:, 1])
        away = np.abs(there - places[..., None])
        away = np.where(np.isnan(away), np.inf, away)
        best = np.argmin(away, axis=-1)[..., None]
        return np.asarray(np.take_along_axis(there, best, axis=-1)[..., 0])


@dataclass(frozen=True, eq=False)
class _Conditions:
    """What every settlement fulfils, and which needed parties have a red line on an issue."""

    fulfilled: list[Expression] = field(default_factory=list)
    by: dict[str, list[str]] = field(default_factory=dict)


def needed_parties(scenario: Scenario) -> tuple[str, ...]:
    """The parties without whose consent no settlement comes about, in the order of the file."""
    if not scenario.stages:
        return tuple(name for name, about in scenario.parties.items() if about.at_table)
    found = set()
    for place, stage in enumerate(scenario.stages):
        passable = stage.if_fails == "next" and place + 1 < len(scenario.stages)
        if passable or stage.kind == "announce":
            continue
        for party in stage.table:
            if not enough(stage, [other for other in stage.table if other != party]):
                found |= {party, *stage.ratifiers.get(party, ())}
    return tuple(name for name in scenario.parties if name in found)


def accepted_values(scenario: Scenario, issues: tuple[str, ...]) -> Mapping[str, Accepted]:
    """What is left of the lines of `issues`; only those of which something is ruled out."""
    conditions = _conditions(scenario)
    left = _left(scenario, conditions.fulfilled)
    found = {}
    for issue in issues:
        if issue in left and not left[issue].all():
            by = tuple(dict.fromkeys(conditions.by.get(issue, ())))
            found[issue] = Accepted(_spans(scenario, issue, left[issue]), by)
    return found


def _conditions(scenario: Scenario) -> _Conditions:
    names, found = scenario.issue_vocabulary, _Conditions()
    for text in scenario.rules:
        found.fulfilled.append(parse(text, names))
    for party in needed_parties(scenario):
        wants = scenario.preferences.get(party)
        for text in wants.red_lines if wants is not None else ():
            line = parse(text, names)
            found.fulfilled.append(Not(line))
            for issue in _named(line):
                found.by.setdefault(issue, []).append(party)
    return found


def _named(expression: Expression) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(atom.issue for atom in atoms(expression) if isinstance(atom, Comparison))
    )


def _left(scenario: Scenario, conditions: list[Expression]) -> dict[str, Truth]:
    """The values of each issue that some deal has which fulfils all conditions, bool[value].

    Issues that one condition names are looked at together; where that is too much, each alone.
    """
    left: dict[str, Truth] = {}
    for issues, own in _blocks(conditions):
        sizes = [len(scenario.issues[issue].labels()) for issue in issues]
        if math.prod(sizes) > MOST_JOINT:
            alone = [condition for condition in own if len(_named(condition)) == 1]
            if len(alone) < len(own):
                left |= _left(scenario, alone)
                continue
        truth = np.ones(sizes, dtype=bool)
        for condition in own:
            truth &= evaluate(condition, partial(_compared, scenario, issues))
        for axis, issue in enumerate(issues):
            others = tuple(k for k in range(len(issues)) if k != axis)
            left[issue] = np.asarray(truth.any(axis=others))
    return left


def _blocks(conditions: list[Expression]) -> Iterator[tuple[tuple[str, ...], list[Expression]]]:
    """Issues that conditions tie together, with these conditions."""
    blocks: list[tuple[tuple[str, ...], list[Expression]]] = []
    for condition in conditions:
        names, own = _named(condition), [condition]
        for block in [block for block in blocks if set(block[0]) & set(names)]:
            blocks.remove(block)
            names, own = tuple(dict.fromkeys((*block[0], *names))), [*block[1], *own]
        blocks.append((names, own))
    yield from blocks


def _compared(scenario: Scenario, issues: tuple[str, ...], atom: Atom) -> Truth:
    if not isinstance(atom, Comparison):
        raise TypeError(f"{atom} is no statement about deals")
    issue, axis = scenario.issues[atom.issue], issues.index(atom.issue)
    if issue.values is None:
        line = relation_truth(atom.relation, np.array(issue.numbers()), float(atom.value))
    else:
        places = np.arange(len(issue.values))
        line = relation_truth(atom.relation, places, issue.values.index(str(atom.value)))
    shape = [1] * len(issues)
    shape[axis] = line.size
    return line.reshape(shape)


def _spans(scenario: Scenario, issue: str, left: Truth) -> Array:
    """Runs of accepted values as parts of the line, float64[span, end] on 0..1."""
    stated = scenario.issues[issue]
    places = np.linspace(0.0, 1.0, left.size)
    if stated.values is None:
        low, high = line_ends(stated)
        places = (np.array(stated.numbers()) - low) / (high - low)
    edges = np.diff(np.concatenate([[0], left.astype(int), [0]]))
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return np.stack([places[first], places[last]], axis=1)
