"""How often the talks take each way: the outcomes of each stage, first stage first.

A stage ends in one of four ways: an agreement that binds on the matter, a text for show (a side
agreement is counted here and shown apart), nothing yet, broken off. The ways that the talks can
take are a tree of a few branches, the same in all draws; only what happens on them differs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import chance
from detente.analyses.outlook.course import (
    Branch,
    Course,
    Integers,
    Pattern,
    Truth,
    chance_held,
    idle,
    leads_on,
    leads_to,
    projected,
)
from detente.analyses.outlook.solve import Bargain, Plan, Ratify

Floats = NDArray[np.float64]
Step = Literal["bargain", "ratify", "passed over", "end"]
BINDING, FOR_SHOW, NOTHING, BROKEN_OFF = range(4)


@dataclass(frozen=True, eq=False)
class Visit:
    """A stage (or the end of the talks) as it is reached on one way through them, [draw].

    `branch` of the visit `before` leads here. `kind` is what an agreement here is, `side` whether
    it is a side agreement, `settled` whether everything is settled on arrival, `settles` whether
    it is after an agreement; `awaits` are the stages that are still to ratify, this one included.
    `agreed` is whether this stage ratifies, or the later ones that may refuse do, what is struck.
    `certain` is the chance that the stage is held where that follows from what was settled, None
    where it is the stage's own.
    """

    place: int
    before: int | None
    branch: Branch
    step: Step
    kind: int
    side: bool
    settled: bool
    settles: bool
    awaits: tuple[int, ...]
    certain: Floats | None
    room: Floats
    leaving: Truth
    for_show: Truth
    agreed: Truth


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


class Ends(NamedTuple):
    """How a visit ends: whether it is `held`, the two branches that go on once it is, outcomes.

    `outcomes[outcome, ..., draw]`; None where nothing happens.
    """

    held: Floats | float
    agreed: Floats | float
    going_on: Floats | float
    outcomes: Floats | None


class Masses(NamedTuple):
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
    count = len(course.utility)
    rows, never = np.arange(count), np.zeros(count, dtype=np.bool_)
    arrivals = [_Arrival(0, None, "open", (), np.zeros(count, dtype=np.int64))]
    ratifying = [k for k, stage in enumerate(course.stages) if stage.kind == "ratify"]
    found = []
    for here, (place, before, branch, pattern, state) in enumerate(arrivals):
        met = made.get((place, pattern))
        step: Step = "passed over" if place < len(course.stages) else "end"
        about, after, room, agreed = pattern, pattern, np.zeros(count), ~never
        leaving = for_show = never
        struck, rest = state, np.zeros(count, dtype=np.int64)
        if isinstance(met, Ratify):
            step, agreed = "ratify", met.agreed[rows, state]
            leaving = never if leads_on(course, place) else ~never
        elif isinstance(met, Bargain):
            rest = projected(course, pattern, met.pattern)[state]
            step, about, after, for_show = "bargain", met.agenda, met.after, met.for_show
            room, leaving = met.room[rows, rest], met.leaving[rows, rest]
            struck = met.struck[rows, rest]
            for later in (k for k in ratifying if k > place and leads_on(course, k)):
                asked = made.get((later, after))
                agreed = (
                    agreed & asked.agreed[rows, struck] if isinstance(asked, Ratify) else agreed
                )
        kind, side = _kind(course, about)
        awaits = tuple(k for k in ratifying if k > place or (k == place and step != "bargain"))
        visit = Visit(
            place, before, branch, step, kind, side, course.whole(pattern), course.whole(after),
            awaits, _certain(course, place, pattern, state), room, leaving, for_show, agreed,
        )  # fmt: skip
        found.append(visit)
        onward = leads_to(course, place, pattern) if step != "end" else {}
        states: dict[Branch, Integers] = {"agreed": struck, "open": rest}
        arrivals += [_Arrival(place + 1, here, b, then, states[b]) for b, then in onward.items()]
    return tuple(found)


def joined_visits(parts: Sequence[tuple[Visit, ...]]) -> tuple[Visit, ...]:
    """The same ways over several parts of the draws, as one."""
    found = []
    for same in zip(*parts, strict=True):
        arrays = {
            field.name: np.concatenate([getattr(visit, field.name) for visit in same])
            for field in fields(Visit)
            if isinstance(getattr(same[0], field.name), np.ndarray)
        }
        found.append(replace(same[0], **arrays))
    return tuple(found)


def masses(ways: Sequence[Visit], chances: Chances, ends: Sequence[Ends] = ()) -> Masses:
    """The probabilities of all outcomes in each draw; `ends` where they are known."""
    stages, shape = len(chances.held), chances.shape(len(ways[0].room))
    outcomes = np.zeros((stages, 4, *shape))
    side, reached = np.zeros((stages, *shape)), np.zeros((stages, *shape))
    settled = np.zeros(shape)
    for visit, end, came in _arrivals(ways, ends or ends_of(ways, chances)):
        if visit.settled and not visit.awaits:
            settled += came * (1 - end.held)
        if end.outcomes is not None:
            mass = came * end.held
            reached[visit.place] += mass
            outcomes[visit.place] += mass * end.outcomes
            if visit.side:
                side[visit.place] += mass * end.agreed
    return Masses(outcomes, side, reached, settled)


def settlement(
    ways: Sequence[Visit], chances: Chances, ends: Sequence[Ends], factors: Floats
) -> Floats:
    """The chance that every issue is settled in the end, of the shape of the chances.

    `factors[stage, outcome, ..., draw]` weigh what follows an outcome: how much likelier it is than
    the rooms alone say, because of the outside view or the allowance.
    """
    settled = np.zeros(chances.shape(len(ways[0].room)))
    for visit, end, came in _arrivals(ways, ends, factors):
        if visit.settled and not visit.awaits:
            settled += came * (1 - end.held)
    return settled


def _arrivals(
    ways: Sequence[Visit], ends: Sequence[Ends], factors: Floats | None = None
) -> Iterator[tuple[Visit, Ends, Floats | float]]:
    """Each visit, how it ends, and the chance that the talks come to it, weighed by `factors`."""
    left: list[dict[Branch, Floats | float]] = []
    for visit, end in zip(ways, ends, strict=True):
        came = 1.0 if visit.before is None else left[visit.before][visit.branch]
        yield visit, end, came
        mass = came * end.held
        agreed, going_on = mass * end.agreed, mass * end.going_on
        if factors is not None and end.outcomes is not None:
            agreed = agreed * factors[visit.place, visit.kind]
            show, nothing = factors[visit.place, FOR_SHOW], factors[visit.place, NOTHING]
            going_on = going_on * np.where(visit.for_show, show, nothing)
        left.append({"agreed": agreed, "open": going_on})


def ends_of(ways: Sequence[Visit], chances: Chances) -> tuple[Ends, ...]:
    """How each visit ends."""
    return tuple(_ends(visit, chances) for visit in ways)


def settled_from(ways: Sequence[Visit], chances: Chances) -> list[Floats]:
    """The chance that everything is settled in the end, seen from before each visit, [..., draw].

    Whether the stage is held counts in it.
    """
    shape = chances.shape(len(ways[0].room))
    found: list[Floats] = [np.zeros(shape) for _ in ways]
    after: list[dict[Branch, Floats]] = [{} for _ in ways]
    for here in reversed(range(len(ways))):
        visit, ends = ways[here], _ends(ways[here], chances)
        agreed, going_on = (after[here].get(branch, 0.0) for branch in ("agreed", "open"))
        done = float(visit.settled and not visit.awaits)
        on = ends.agreed * agreed + ends.going_on * going_on
        found[here] = np.broadcast_to(ends.held * on + (1 - ends.held) * done, shape)
        if visit.before is not None:
            after[visit.before][visit.branch] = found[here]
    return found


def _ends(visit: Visit, chances: Chances) -> Ends:
    if visit.step == "end":
        return Ends(0.0, 0.0, 0.0, None)
    held = chances.held[visit.place] if visit.place else 1.0
    held = held if visit.certain is None else visit.certain
    if visit.step == "passed over":
        return Ends(held, 1.0, 0.0, None)
    goes_well = 1 - chances.breakdown[visit.place]
    if visit.step == "ratify":
        outcomes = np.zeros((4, *chances.shape(len(visit.room))))
        agreed = goes_well * visit.agreed
        refused = goes_well * (~visit.agreed & ~visit.leaving)
        outcomes[visit.kind], outcomes[NOTHING] = agreed, refused
        outcomes[BROKEN_OFF] = 1 - agreed - refused
        return Ends(held, agreed, refused, outcomes)
    p = chance(visit.room, level=chances.level, slope=chances.slope)
    agreed, none = goes_well * p, goes_well * (1 - p)
    outcomes = np.zeros((4, *agreed.shape))
    outcomes[BROKEN_OFF] = 1 - goes_well + none * visit.leaving
    outcomes[FOR_SHOW] = none * (visit.for_show & ~visit.leaving)
    later: Floats | float = 1.0
    if visit.kind == BINDING:
        broken = (chances.breakdown[place] for place in visit.awaits)
        later = math.prod((1 - each for each in broken), start=visit.agreed.astype(np.float64))
    outcomes[visit.kind] += agreed * later
    outcomes[NOTHING] = 1 - outcomes[[BINDING, FOR_SHOW, BROKEN_OFF]].sum(axis=0)
    return Ends(held, agreed, none * ~visit.leaving, outcomes)


class _Arrival(NamedTuple):
    """How a stage is reached: its place, from where, the issues settled, the state, [draw]."""

    place: int
    before: int | None
    branch: Branch
    pattern: Pattern
    state: Integers


def _kind(course: Course, settled: Pattern) -> tuple[int, bool]:
    """What an agreement on some issues is, and whether it is a side agreement."""
    if course.matter & {*settled}:
        return BINDING, False
    tied = {stage.tied[0] for stage in course.stages if stage.tied is not None}
    return (FOR_SHOW, True) if {*settled} - tied else (NOTHING, False)


def _certain(course: Course, place: int, pattern: Pattern, state: Integers) -> Floats | None:
    """The chance that a stage is held, where that follows from what was settled, [draw]."""
    if place == len(course.stages):
        return np.ones(len(state))
    tied = course.stages[place].tied
    if idle(course, place, pattern) or (tied is not None and tied[0] in pattern):
        return np.asarray(chance_held(course, place, pattern)[np.arange(len(state)), state])
    return None
