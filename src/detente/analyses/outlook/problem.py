"""A scenario's talks as arrays, once for every combination of types.

Talks without stages are one stage of those at the table. More than `MOST_COMBINATIONS` combinations
of types are drawn by their mean probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import PastCases, level_of
from detente.analyses.outlook.course import Course
from detente.analyses.outlook.estimate import Setting, World
from detente.analyses.outlook.outcomes import Visit, joined_visits, visits
from detente.analyses.outlook.solve import plan
from detente.analyses.posterior.mixture import weighted_types
from detente.analyses.spaces.laid_out import (
    issue_values,
    status_quo_places,
)
from detente.analyses.talks.tables import build_talks
from detente.errors import SettingError, sentence
from detente.randomness import generator
from detente.scenario.judgements.forms import Judgement
from detente.scenario.judgements.quantiles import quantiles
from detente.scenario.party_types import draws_of_types, with_types
from detente.scenario.sections.outlook import OUTCOMES
from detente.scenario.sections.stages import Stage as StagedRound

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]

MOST_COMBINATIONS = 32
AT_ONCE = 1 << 20
"""Entries of the largest array, which bounds how many draws are laid out at once."""
DEFAULT_FRICTION = "1..47"
"""As in two recorded settings of lay people."""


def in_stages(scenario: Scenario) -> Scenario:
    """The scenario, with one stage of those at the table where it states none."""
    if scenario.stages:
        return scenario
    seated = tuple(party for party in scenario.at_table if party in scenario.preferences)
    if not seated:
        rule = sentence("nobody with preferences is at the table")
        remedy = "leave out at_table: false for those whose consent a deal needs"
        raise SettingError("parties", rule, remedy)
    one = StagedRound.model_construct(table=seated, consent=scenario.consent)
    return scenario.model_copy(update={"stages": (one,)})


def setting_of(scenario: Scenario) -> Setting:
    """Friction and past cases as stated, or by default."""
    stated = scenario.outlook
    classes: dict[int, list[PastCases]] = {}
    for past in stated.classes.values():
        event = OUTCOMES.index(past.event)
        known = PastCases(past.counts, event, whole=len(past.counts) == len(OUTCOMES))
        classes.setdefault(past.stage - 1, []).append(known)
    weight = 0.5 if stated.weight is None else stated.weight.best
    friction = stated.friction or Judgement.model_validate(DEFAULT_FRICTION)
    return Setting(
        lambda shares: quantiles(friction, shares),
        (friction.low, friction.best, friction.high),
        classes,
        weight,
    )


def worlds_of(
    scenario: Scenario, draws: Draws, *, seed: int = 0, held: tuple[int, float] | None = None
) -> tuple[World, ...]:
    """The talks of a scenario with stages for every combination of types.

    `held` is a stage and the chance, in place of the stated one, that it is held.
    """
    level = float(level_of(setting_of(scenario).ends[1]))
    found = []
    for chosen, weight in _combinations(scenario, draws, seed):
        typed = with_types(scenario, chosen)
        many = draws_of_types(scenario, draws, chosen)
        parts: list[tuple[Visit, ...]] = []
        hazards: list[list[tuple[Floats, Floats]]] = []
        for part in _chunks(typed, many):
            course = course_of(typed, part, level)
            if held is not None:
                course = _with_held(course, *held)
            parts.append(visits(course, plan(course)))
            hazards.append([(stage.breakdown, stage.held) for stage in course.stages])
        by_stage = [np.concatenate(part, axis=1) for part in zip(*hazards, strict=True)]
        breakdown, certain = zip(*by_stage, strict=True)
        found.append(World(chosen, weight, joined_visits(parts), breakdown, certain))
    return tuple(found)


def course_of(scenario: Scenario, draws: Draws, level: float) -> Course:
    """The talks of a scenario with stages, over draws."""
    talks = build_talks(scenario, draws)
    space = talks.space
    tied = {table.tied[0] for table in talks.tables if table.tied is not None}
    matter = frozenset(space.issues.index(name) for name in scenario.matter)
    return Course(
        sizes=space.sizes,
        utility=talks.worth,
        no_deal=talks.no_deal,
        status_quo=status_quo_places(scenario),
        crossed=space.barred,
        excluded=~space.possible,
        stages=talks.tables,
        matter=matter or frozenset({*range(len(space.sizes))} - tied),
        level=level,
        guarded=tuple(zip(talks.guarded, talks.fronts, strict=True)),
    )


def _with_held(course: Course, place: int, chance: float) -> Course:
    stages = list(course.stages)
    stages[place] = replace(stages[place], held=np.full_like(stages[place].held, chance))
    return replace(course, stages=tuple(stages))


def _combinations(
    scenario: Scenario, draws: Draws, seed: int
) -> Iterator[tuple[Mapping[str, str], Floats]]:
    """Combinations of types with their weights [draw], which add up to 1 on average."""
    found = list(weighted_types(scenario, draws))
    if len(found) <= MOST_COMBINATIONS:
        yield from found
        return
    means = np.array([weight.mean() for _, weight in found])
    drawn = generator(seed).choice(len(found), MOST_COMBINATIONS, p=means / means.sum())
    for place, times in zip(*np.unique(drawn, return_counts=True), strict=True):
        chosen, weight = found[place]
        yield chosen, weight / means[place] * times / MOST_COMBINATIONS


def _chunks(scenario: Scenario, draws: Draws) -> Iterator[Draws]:
    deals = math.prod(len(labels) for labels in issue_values(scenario))
    step = max(1, AT_ONCE // (deals * len(scenario.preferences)))
    for start in range(0, draws.count, step):
        yield draws.part(start, min(start + step, draws.count))
