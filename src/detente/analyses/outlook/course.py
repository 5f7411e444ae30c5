"""The talks as arrays: stages, whose consent they need, packages and the states on the way.

A *state* gives values to the issues settled so far; the issues settled are its *pattern*. States of
a pattern are numbered like deals, the last issue fastest. Every array has a leading draw axis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.talks.stage import Stage

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Integers = NDArray[np.int64]
Pattern = tuple[int, ...]
"""The places of the issues settled, rising."""
Branch = Literal["agreed", "open"]


@dataclass(frozen=True, eq=False)
class Course:
    """The talks as arrays: `utility[draw, party, deal]`, `no_deal[draw, party]`.

    `crossed[party, deal]` are packages that cross a party's red line, `excluded[deal]` those that
    cannot be, `guarded` those that need the members of a common front, at the table or not, one
    pair of packages and members a front; `matter` are the issues an agreement on which binds.
    Parties plan with the chances of `level` at `SLOPE`.
    """

    sizes: tuple[int, ...]
    utility: Floats
    no_deal: Floats
    status_quo: tuple[int, ...]
    crossed: Truth
    excluded: Truth
    stages: tuple[Stage, ...]
    matter: frozenset[int]
    level: float
    guarded: tuple[tuple[Truth, tuple[int, ...]], ...] = ()
    numbered: dict[Pattern, Integers] = field(default_factory=dict)

    def states(self, pattern: Pattern) -> int:
        """How many states a pattern has."""
        return int(np.prod([self.sizes[issue] for issue in pattern], dtype=np.int64))

    def deals(self, pattern: Pattern) -> Integers:
        """The package of each state, with the status quo on what is open."""
        if pattern not in self.numbered:
            strides = [int(np.prod(self.sizes[k + 1 :], dtype=np.int64)) for k in self.issues]
            unsettled = [k for k in self.issues if k not in pattern]
            found = np.array([sum(strides[k] * self.status_quo[k] for k in unsettled)])
            for k in pattern:
                found = np.add.outer(found, strides[k] * np.arange(self.sizes[k])).reshape(-1)
            self.numbered[pattern] = found.astype(np.int64)
        return self.numbered[pattern]

    @property
    def issues(self) -> range:
        """The places of the issues."""
        return range(len(self.sizes))

    def whole(self, pattern: Pattern) -> bool:
        """Whether every issue is settled."""
        return len(pattern) == len(self.sizes)

    def values(self, pattern: Pattern, issue: int) -> Integers:
        """The value of a settled issue in each state of a pattern."""
        place = pattern.index(issue)
        inner = self.states(pattern[place + 1 :])
        return np.tile(np.repeat(np.arange(self.sizes[issue]), inner), self.states(pattern[:place]))

    def end(self, pattern: Pattern) -> Floats:
        """What the end of talks is worth in each state, [draw, party, state]."""
        if self.whole(pattern):
            return self.utility
        worth = self.utility[:, :, self.deals(pattern)]
        today = np.ravel_multi_index(self.status_quo, self.sizes)
        return self.no_deal[:, :, np.newaxis] + worth - self.utility[:, :, [today]]


def takes_up(course: Course, place: int, pattern: Pattern) -> bool:
    """Whether a stage that would ratify bargains, as the one before failed and leads on here."""
    stage, before = course.stages[place], course.stages[place - 1]
    if not place or stage.kind != "ratify" or not before.bound:
        return False
    if before.kind == "bargain" or takes_up(course, place - 1, pattern):
        return not set(course.issues if before.settles is None else before.settles) <= {*pattern}
    return before.kind == "ratify" and not pattern


def leads_on(course: Course, place: int) -> bool:
    """Whether a stage that ratifies hands what it refuses to a next one."""
    stage = course.stages[place]
    return stage.kind == "ratify" and stage.bound and place + 1 < len(course.stages)


def chance_held(course: Course, place: int, pattern: Pattern) -> Floats:
    """The chance that a stage is held after each state, [draw, state].

    The last axis is of length 1 where that does not hang on what was settled.
    """
    stage = course.stages[place]
    states = course.states(pattern)
    if idle(course, place, pattern):
        return np.zeros((len(course.utility), states))
    if stage.tied is not None and stage.tied[0] in pattern:
        held = stage.tied[1][course.values(pattern, stage.tied[0])]
        return np.broadcast_to(held.astype(np.float64), (len(course.utility), states))
    return stage.held[:, np.newaxis]


def idle(course: Course, place: int, pattern: Pattern) -> bool:
    """Whether nothing is left to settle or to ratify, so that the stage is not held."""
    if course.stages[place].kind == "ratify":
        return not pattern and not takes_up(course, place, pattern)
    reopened = {*course.stages[place].reopens} & {*pattern}
    ratified_later = any(later.kind == "ratify" for later in course.stages[place:])
    return course.whole(pattern) and not reopened and not ratified_later


def agenda_of(course: Course, stage: Stage, kept: Pattern) -> Pattern:
    """The open issues that a stage may settle."""
    wanted = course.issues if stage.settles is None else stage.settles
    return tuple(issue for issue in sorted({*wanted, *stage.reopens}) if issue not in kept)


def leads_to(course: Course, place: int, pattern: Pattern) -> dict[Branch, Pattern]:
    """The pattern with which the talks go on from a stage, by branch.

    None where the stage is not held; nothing is agreed where nothing is on its agenda.
    """
    stage = course.stages[place]
    if idle(course, place, pattern):
        return {}
    if stage.kind == "ratify" and not takes_up(course, place, pattern):
        return {"agreed": pattern, "open": ()} if leads_on(course, place) else {"agreed": pattern}
    kept = tuple(issue for issue in pattern if issue not in stage.reopens)
    agenda = agenda_of(course, stage, kept)
    found: dict[Branch, Pattern] = {}
    if agenda or stage.ends or course.whole(kept):
        found["agreed"] = tuple(sorted({*kept, *agenda}))
    if not course.whole(kept) and not stage.ends:
        found["open"] = kept
    return found


def projected(course: Course, pattern: Pattern, kept: Pattern) -> Integers:
    """The state of a smaller pattern that each state of a larger one becomes."""
    if kept == pattern:
        return np.arange(course.states(pattern))
    if not kept:
        return np.zeros(course.states(pattern), dtype=np.int64)
    values = [course.values(pattern, issue) for issue in kept]
    return np.asarray(np.ravel_multi_index(values, [course.sizes[issue] for issue in kept]))
