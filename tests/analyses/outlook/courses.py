"""Talks written straight as arrays, for the cases whose outcomes are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from detente.analyses.outlook.course import Course
from detente.analyses.outlook.outcomes import Chances, Masses, masses, visits
from detente.analyses.outlook.solve import plan
from detente.analyses.talks.consent import Consent
from detente.analyses.talks.stage import Stage

PARTS = ("attend", "agree", "fail", "adjourn")


def stage_of(parties: Sequence[str], spec: Mapping[str, Any], goes_on: bool) -> Stage:
    """A stage from a table and points by party; `adjourn` as stated, else 0 or `fail`."""
    points = {
        part: np.array([[float(spec.get(part, {}).get(name, 0.0)) for name in parties]])
        for part in PARTS
    }
    if not goes_on:
        stated = spec.get("adjourn", {})
        for place, name in enumerate(parties):
            if name not in stated:
                points["adjourn"][0, place] = points["fail"][0, place]
    kept = spec.get("kept")
    return Stage(
        kind=spec.get("kind", "bargain"),
        consent=Consent(
            veto=np.array([name in spec["table"] for name in parties]),
            votes=np.zeros(len(parties), dtype=np.int64),
            quota=0,
            bodies=((),) * len(parties),
        ),
        **points,
        breakdown=np.array([float(spec.get("breakdown", 0.0))]),
        held=np.array([float(spec.get("held", 1.0))]),
        settles=spec.get("settles"),
        reopens=tuple(spec.get("reopens", ())),
        kept=None if kept is None else np.array([[float(kept[name]) for name in parties]]),
        tied=spec.get("tied"),
    )


def course_of(
    sizes: Sequence[int],
    worth: Mapping[str, Any],
    no_deal: Mapping[str, float],
    stages: Sequence[Mapping[str, Any]],
    **more: Any,
) -> Course:
    """A course of talks with one draw; `worth[party]` is a function of a package's places."""
    parties = tuple(worth)
    deals = list(product(*(range(size) for size in sizes)))
    tied = {spec["tied"][0] for spec in stages if "tied" in spec}
    kinds = [spec.get("kind", "bargain") for spec in stages]
    return Course(
        sizes=tuple(sizes),
        utility=np.array([[[float(worth[p](*deal)) for deal in deals] for p in parties]]),
        no_deal=np.array([[float(no_deal[p]) for p in parties]]),
        status_quo=more.get("status_quo", (0,) * len(sizes)),
        crossed=more.get("crossed", np.zeros((len(parties), len(deals)), dtype=np.bool_)),
        excluded=more.get("excluded", np.zeros(len(deals), dtype=np.bool_)),
        stages=tuple(
            stage_of(parties, spec, "bargain" in kinds[k + 1 :]) for k, spec in enumerate(stages)
        ),
        matter=frozenset(more.get("matter", set(range(len(sizes))) - tied)),
        level=more.get("level", 0.0),
    )


def outcomes_of(course: Course, level: float = 0.0) -> Masses:
    """All probabilities of a course with one draw."""
    ways = visits(course, plan(course))
    own = [stage.breakdown for stage in course.stages], [stage.held for stage in course.stages]
    return masses(ways, Chances(level, 4.0, *own))
