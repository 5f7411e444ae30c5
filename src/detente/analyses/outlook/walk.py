"""How often the talks take each way: the outcomes of each stage, first stage first.

A stage ends in one of four ways: an agreement that binds on the matter, a text for show (a side
agreement is counted here and shown apart), nothing yet, broken off. The ways that the talks can
take are a tree of a few branches, the same in all draws; only the states in it differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import chance
from detente.analyses.outlook.solve import (
    Bargain,
    Course,
    Integers,
    Met,
    Pattern,
    Plan,
    Ratify,
    chance_held,
    idle,
    projected,
)

Floats = NDArray[np.float64]
Branch = Literal["agreed", "open"]
BINDING, FOR_SHOW, NOTHING, BROKEN_OFF = range(4)


@dataclass(frozen=True, eq=False)
class Visit:
    """A stage (or the end of the talks) as it is reached on one way through them.

    `branch` of the visit `before` leads here. `certain[draw]` is the chance that the stage is held
    where that follows from what was settled, None where it is the stage's own; `state[draw]` is the
    state on arrival.
    """

    place: int
    before: int | None
    branch: Branch
    pattern: Pattern
    state: Integers
    met: Met
    certain: Floats | None


class Chances(NamedTuple):
    """What turns rooms into probabilities: `[..., draw]` or numbers, the last two by stage."""

    level: Floats | float
    slope: Floats | float
    breakdown: Sequence[Floats]
    held: Sequence[Floats]

    def shape(self, draws: int) -> tuple[int, ...]:
        """The shape of all of them together, draws last."""
        parts = (self.level, self.slope, *self.breakdown, *self.held)
        return np.broadcast_shapes(*(np.shape(part) for part in parts), (draws,))


@dataclass(frozen=True, eq=False)
class Masses:
    """Probabilities: `outcomes[stage, outcome, ..., draw]` add up to `reached[stage, ..., draw]`.

    `side` is the part of texts for show that is a side agreement, `settlement[..., draw]` the
    chance that every issue is settled in the end.
    """

    outcomes: Floats
    side: Floats
    reached: Floats
    settlement: Floats


def visits(course: Course, made: Plan) -> tuple[Visit, ...]:
    """All ways through the talks, each visit after the one that leads to it."""
    start = np.zeros(len(course.utility), dtype=np.int64)
    found = [Visit(0, None, "open", (), start, made[0, ()], None)]
    for here, visit in enumerate(found):
        if visit.place == len(course.stages):
            continue
        for branch, pattern, state in _branches(course, visit):
            place = visit.place + 1
            certain = _certain(course, place, pattern, state)
            met = made.get((place, pattern))
            found.append(Visit(place, here, branch, pattern, state, met, certain))
    return tuple(found)


def masses(
    course: Course, ways: Sequence[Visit], chances: Chances, factors: Floats | None = None
) -> Masses:
    """The probabilities of all outcomes in each draw.

    `factors[stage, outcome, ..., draw]` weigh what follows an outcome: how much likelier it is than
    the rooms alone say, because of the outside view or the allowance.
    """
    stages, shape = len(course.stages), chances.shape(len(course.utility))
    outcomes = np.zeros((stages, 4, *shape))
    side, reached = np.zeros((stages, *shape)), np.zeros((stages, *shape))
    settlement = np.zeros(shape)
    left: list[dict[Branch, Floats]] = []
    for visit in ways:
        came = np.ones(shape) if visit.before is None else left[visit.before][visit.branch]
        held = _held(visit, chances)
        if course.whole(visit.pattern) and not _ratified_from(course, visit.place):
            settlement += came * (1 - held)
        mass = came * held
        if visit.met is None:
            left.append({"agreed": mass, "open": mass})
            settlement += mass * (visit.place == stages and course.whole(visit.pattern))
            continue
        ends = _ends(course, visit, chances)
        agreed, going_on = mass * ends.agreed, mass * ends.going_on
        if factors is not None:
            agreed, going_on = _weighed(course, visit, factors[visit.place], agreed, going_on)
        left.append({"agreed": agreed, "open": going_on})
        reached[visit.place] += mass
        outcomes[visit.place] += mass * ends.outcomes
        side[visit.place] += mass * ends.side
    return Masses(outcomes, side, reached, settlement)


def _weighed(
    course: Course, visit: Visit, factors: Floats, agreed: Floats, going_on: Floats
) -> tuple[Floats, Floats]:
    kind, _ = _kind(course, _settled(visit))
    if not isinstance(visit.met, Bargain):
        return agreed * factors[kind], going_on
    unsettled = np.where(visit.met.for_show, factors[FOR_SHOW], factors[NOTHING])
    return agreed * factors[kind], going_on * unsettled


def _settled(visit: Visit) -> Pattern:
    """The issues that an agreement at a visit is about."""
    return visit.met.agenda if isinstance(visit.met, Bargain) else visit.pattern


def after_agreement(visit: Visit) -> Pattern:
    """The issues that are settled once a visit ends in agreement."""
    return visit.met.after if isinstance(visit.met, Bargain) else visit.pattern


class _Ends(NamedTuple):
    """How one visit ends: the two branches that go on, and `outcomes[outcome, ..., draw]`."""

    agreed: Floats
    going_on: Floats
    outcomes: Floats
    side: Floats


def _ends(course: Course, visit: Visit, chances: Chances) -> _Ends:
    if isinstance(visit.met, Ratify):
        return _ratified(course, visit, visit.met, chances)
    if isinstance(visit.met, Bargain):
        return _bargained(course, visit, visit.met, chances)
    raise TypeError(visit.met)


def _ratified(course: Course, visit: Visit, met: Ratify, chances: Chances) -> _Ends:
    draws = np.arange(len(visit.state))
    agreed = (1 - chances.breakdown[visit.place]) * met.agreed[draws, visit.state]
    kind, side = _kind(course, _settled(visit))
    outcomes = np.zeros((4, *agreed.shape))
    outcomes[kind] = agreed
    outcomes[BROKEN_OFF] = 1 - agreed
    return _Ends(agreed, np.zeros(len(draws)), outcomes, agreed * side)


def _bargained(course: Course, visit: Visit, met: Bargain, chances: Chances) -> _Ends:
    draws = np.arange(len(visit.state))
    state = projected(course, visit.pattern, met.pattern)[visit.state]
    goes_well = 1 - chances.breakdown[visit.place]
    p = chance(met.room[draws, state], level=chances.level, slope=chances.slope)
    leaving = met.leaving[draws, state]
    agreed, none = goes_well * p, goes_well * (1 - p)
    kind, side = _kind(course, _settled(visit))
    outcomes = np.zeros((4, *agreed.shape))
    outcomes[BROKEN_OFF] = 1 - goes_well + none * leaving
    outcomes[FOR_SHOW] = none * (met.for_show & ~leaving)
    outcomes[kind] += agreed * (_to_be_ratified(course, visit, chances) if kind == BINDING else 1)
    outcomes[NOTHING] = 1 - outcomes[[BINDING, FOR_SHOW, BROKEN_OFF]].sum(axis=0)
    return _Ends(agreed, none * ~leaving, outcomes, agreed * side)


def _kind(course: Course, settled: Pattern) -> tuple[int, bool]:
    """What an agreement on some issues is, and whether it is a side agreement."""
    if course.matter & {*settled}:
        return BINDING, False
    tied = {stage.tied[0] for stage in course.stages if stage.tied is not None}
    return (FOR_SHOW, True) if {*settled} - tied else (NOTHING, False)


def _to_be_ratified(course: Course, visit: Visit, chances: Chances) -> Floats:
    """The chance that no later ratifying stage breaks down for other reasons, [draw]."""
    found: Floats = np.ones(len(visit.state))
    for place in range(visit.place + 1, len(course.stages)):
        if course.stages[place].kind == "ratify":
            found = found * (1 - chances.breakdown[place])
    return found


def _branches(course: Course, visit: Visit) -> list[tuple[Branch, Pattern, Integers]]:
    if not isinstance(visit.met, Bargain):
        return [("agreed", visit.pattern, visit.state)]
    met = visit.met
    rest = projected(course, visit.pattern, met.pattern)[visit.state]
    struck = met.struck[np.arange(len(rest)), rest]
    return [("agreed", met.after, struck), ("open", met.pattern, rest)]


def _certain(course: Course, place: int, pattern: Pattern, state: Integers) -> Floats | None:
    if place == len(course.stages):
        return np.ones(len(state))
    tied = course.stages[place].tied
    if idle(course, place, pattern) or (tied is not None and tied[0] in pattern):
        return np.asarray(chance_held(course, place, pattern)[np.arange(len(state)), state])
    return None


def _held(visit: Visit, chances: Chances) -> Floats:
    if visit.certain is not None:
        return visit.certain
    return chances.held[visit.place] if visit.place else np.ones(len(visit.state))


def _ratified_from(course: Course, place: int) -> bool:
    return any(stage.kind == "ratify" for stage in course.stages[place:])
