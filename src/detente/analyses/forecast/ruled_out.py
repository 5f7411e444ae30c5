"""What a settlement cannot be: values that red lines of needed parties, or the rules, exclude.

A party is needed where no settlement comes about without its consent: at a stage that all must
pass, or at the one table where no stages are stated. A value of an issue is accepted if some deal
has it that breaks no red line of a needed party and no rule of the scenario.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.forecast.problem import places_of
from detente.analyses.spaces.statements import statement_table
from detente.scenario.agendas import Agenda, agendas, enough
from detente.scenario.sections.stages import Stage
from detente.scenario.statements import Comparison, Expression, Not, atoms, parse

if TYPE_CHECKING:
    from detente.scenario import Scenario

Array = NDArray[np.float64]

MOST_JOINT = 1_000_000
"""Values of issues that conditions tie together, up to which all combinations are looked at."""


@dataclass(frozen=True, eq=False)
class Accepted:
    """What is left of one issue's line: `spans[k]` from low to high on 0..1, and by whom the rest
    is ruled out. No spans: nothing is left.
    """

    spans: Array
    by: tuple[str, ...]

    @property
    def only_one(self) -> bool:
        """Whether a single place of the line is left."""
        return len(self.spans) == 1 and not np.ptp(self.spans)

    def nearest(self, places: Array) -> Array:
        """The nearest accepted places on 0..1, of the same shape; NaN where nothing is left."""
        if not len(self.spans):
            return np.full(np.shape(places), np.nan)
        there = np.clip(places[..., None], self.spans[:, 0], self.spans[:, 1])
        away = np.abs(there - places[..., None])
        away = np.where(np.isnan(away), np.inf, away)
        best = np.argmin(away, axis=-1)[..., None]
        return np.asarray(np.take_along_axis(there, best, axis=-1)[..., 0])


EVERYTHING = Accepted(np.array([[-np.inf, np.inf]]), ())


def needed_parties(scenario: Scenario) -> tuple[str, ...]:
    """The parties without whose consent no settlement comes about, in the order of the file."""
    one = Stage.model_construct(table=scenario.at_table, consent=scenario.consent)
    stages, found = scenario.stages or (one,), set()
    plan = agendas(stages, tuple(scenario.issues))
    for stage, agenda, following in zip(stages, plan, (*plan[1:], None), strict=True):
        if agenda.kind == "announce" or _passed_over(agenda, following):
            continue
        for party in stage.table:
            if not enough(stage, [other for other in stage.table if other != party]):
                found |= {party, *stage.ratifiers.get(party, ())}
    return tuple(name for name in scenario.parties if name in found)


def _passed_over(agenda: Agenda, following: Agenda | None) -> bool:
    """Whether the next stage can settle all that one does not."""
    if following is None or following.kind == "announce":
        return False
    if agenda.if_fails == "adjourn":
        return agenda.hands_on or set(agenda.settles) <= set(following.settles)
    return agenda.if_fails == "next"


def accepted_values(scenario: Scenario, issues: tuple[str, ...]) -> Mapping[str, Accepted]:
    """What is left of the lines of `issues`; only those of which something is ruled out."""
    names = scenario.issue_vocabulary
    conditions = [parse(text, names) for text in scenario.rules]
    by: dict[str, list[str]] = {}
    for party in needed_parties(scenario):
        wants = scenario.preferences.get(party)
        for text in wants.red_lines if wants is not None else ():
            line = parse(text, names)
            conditions.append(Not(line))
            for issue in _scope(line):
                by.setdefault(issue, []).append(party)
    found = {}
    left = _left(scenario, conditions)
    for issue in issues:
        if issue in left and not left[issue].all():
            places = places_of(scenario.issues[issue])
            edges = np.diff(np.concatenate([[0], left[issue].astype(int), [0]]))
            first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
            spans = np.stack([places[first], places[last]], axis=1)
            found[issue] = Accepted(spans, tuple(dict.fromkeys(by.get(issue, ()))))
    return found


def _scope(expression: Expression) -> set[str]:
    return {atom.issue for atom in atoms(expression) if isinstance(atom, Comparison)}


def _left(scenario: Scenario, conditions: list[Expression]) -> dict[str, NDArray[np.bool_]]:
    """The values of each issue that some deal has which fulfils all conditions, bool[value].

    Issues that one condition names are looked at together; where that is too much, each alone.
    """
    left: dict[str, NDArray[np.bool_]] = {}
    names = list(scenario.issues)
    for tied in _tied(conditions):
        scope = sorted(set().union(*map(_scope, tied)), key=names.index)
        sizes = [len(scenario.issues[issue].labels()) for issue in scope]
        if math.prod(sizes) > MOST_JOINT and len(scope) > 1:
            left |= _left(scenario, [one for one in tied if len(_scope(one)) == 1])
            continue
        truth = np.ones(sizes, dtype=bool)
        for condition in tied:
            _, holds = statement_table(scenario, condition)
            own = _scope(condition)
            truth &= holds.reshape(
                [n if i in own else 1 for i, n in zip(scope, sizes, strict=True)]
            )
        for axis, issue in enumerate(scope):
            others = tuple(k for k in range(len(scope)) if k != axis)
            left[issue] = np.asarray(truth.any(axis=others))
    return left


def _tied(conditions: list[Expression]) -> list[list[Expression]]:
    """Conditions that are tied by the issues that they name."""
    groups: list[list[Expression]] = []
    for condition in conditions:
        own = [g for g in groups if any(_scope(one) & _scope(condition) for one in g)]
        groups = [g for g in groups if g not in own]
        groups.append([*(one for g in own for one in g), condition])
    return groups
