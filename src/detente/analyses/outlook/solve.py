"""What each stage of the talks ends in: the course of the talks, last stage first.

A *state* gives values to the issues settled so far; the issues settled are its *pattern*. States of
a pattern are numbered like deals, the last issue fastest. Worths are points of each party's own
scale and are never compared between parties. Every array has a leading draw axis. A stage settles
an agreement with the chance that belongs to the room for one; going on is a choice whose worth is
that of what follows. An indifferent party consents (`TIE`).

Where a stage leaves issues open, red lines and excluded packages are read with the status quo on
them, as is the worth of what was settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import SLOPE, chance

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Integers = NDArray[np.int64]
Pattern = tuple[int, ...]
"""The places of the issues settled, rising."""

TIE = 1e-9


class Consent(NamedTuple):
    """Whose agreement a stage needs: `veto[party]`, and `quota` of `votes[party]`.

    `bodies[party]` are the places of those at home without whom the party cannot agree.
    """

    veto: Truth
    votes: Integers
    quota: int
    bodies: tuple[tuple[int, ...], ...]

    @property
    def needed(self) -> Truth:
        """Whose consent can matter, [party]; those at home left out."""
        return np.asarray(self.veto | ((self.votes > 0) & (self.quota > 0)))

    def passes(self, accepts: Truth, *, at_home: bool = True) -> Truth:
        """Whether enough accept: `accepts[draw, party, ...]` to `[draw, ...]`."""
        return np.asarray(self.room(np.where(accepts, 1.0, -1.0), at_home=at_home) > 0)

    def room(self, share: Floats, *, at_home: bool = True) -> Floats:
        """The smallest share of those needed, `share[draw, party, ...]` to `[draw, ...]`.

        With a quota the largest such minimum over the coalitions that carry it.
        """
        heard = share
        if at_home and any(self.bodies):
            heard = share.copy()
            for party, bodies in enumerate(self.bodies):
                for body in bodies:
                    np.minimum(heard[:, party], share[:, body], out=heard[:, party])
        least = np.full((share.shape[0], *share.shape[2:]), np.inf)
        for place in np.flatnonzero(self.veto):
            np.minimum(least, heard[:, place], out=least)
        if self.quota <= 0:
            return least
        order = np.argsort(-heard, axis=1)
        falling = np.take_along_axis(heard, order, axis=1)
        enough = self.votes[order].cumsum(axis=1) >= self.quota
        first = enough.argmax(axis=1)[:, np.newaxis]
        carried = np.take_along_axis(falling, first, axis=1)[:, 0]
        return np.where(enough.any(axis=1), np.minimum(least, carried), -np.inf)


@dataclass(frozen=True, eq=False)
class Stage:
    """One round: points `[draw, party]` by occasion, `breakdown` and `held` `[draw]` chances.

    `settles` are issues (None: all that are open), `reopens` are open again on arrival. `kept` is
    what the wait before leaves of a gain, None without a wait. `tied` is an issue, and the values
    of it with which the stage is held.
    """

    kind: Literal["bargain", "ratify"]
    consent: Consent
    attend: Floats
    agree: Floats
    fail: Floats
    adjourn: Floats
    breakdown: Floats
    held: Floats
    settles: Pattern | None = None
    reopens: Pattern = ()
    kept: Floats | None = None
    tied: tuple[int, Truth] | None = None


@dataclass(frozen=True, eq=False)
class Course:
    """The talks as arrays: `utility[draw, party, deal]`, `no_deal[draw, party]`.

    `crossed[party, deal]` are packages that cross a party's red line, `excluded[deal]` those that
    cannot be; `matter` are the issues an agreement on which binds. Parties plan with the chances
    of `level` at `SLOPE`.
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

    def states(self, pattern: Pattern) -> int:
        """How many states a pattern has."""
        return int(np.prod([self.sizes[issue] for issue in pattern], dtype=np.int64))

    def deals(self, pattern: Pattern) -> Integers:
        """The package of each state, with the status quo on what is open."""
        grid = [
            np.arange(size) if issue in pattern else np.array([self.status_quo[issue]])
            for issue, size in enumerate(self.sizes)
        ]
        places = np.meshgrid(*grid, indexing="ij")
        return np.ravel_multi_index(places, self.sizes).reshape(-1).astype(np.int64)

    def whole(self, pattern: Pattern) -> bool:
        """Whether every issue is settled."""
        return len(pattern) == len(self.sizes)

    def values(self, pattern: Pattern, issue: int) -> Integers:
        """The value of a settled issue in each state of a pattern."""
        shape = [self.sizes[k] for k in pattern]
        return np.asarray(np.indices(shape)[pattern.index(issue)].reshape(-1))

    def end(self, pattern: Pattern) -> Floats:
        """What the end of talks is worth in each state, [draw, party, state]."""
        worth = self.utility[:, :, self.deals(pattern)]
        if self.whole(pattern):
            return worth
        today = np.ravel_multi_index(self.status_quo, self.sizes)
        return self.no_deal[:, :, np.newaxis] + worth - self.utility[:, :, [today]]


class Bargain(NamedTuple):
    """A bargaining stage in the states of a pattern, those reopened taken out (`pattern`).

    `room` and `struck` (a state of `after`) are [draw, state]; `leaving[draw, state]` where a
    needed party rather breaks off than goes on; `for_show[draw]` where an empty text is signed.
    """

    pattern: Pattern
    after: Pattern
    agenda: Pattern
    room: Floats
    struck: Integers
    leaving: Truth
    for_show: Truth


class Ratify(NamedTuple):
    """A ratifying stage in the states of a pattern: `agreed[draw, state]`."""

    pattern: Pattern
    agreed: Truth


Met = Bargain | Ratify | None
"""None where there is nothing to do and the stage is passed over."""
Plan = dict[tuple[int, Pattern], Met]


def plan(course: Course) -> Plan:
    """What each stage does in every state that can be reached, last stage first."""
    return _Planner(course).made()


class _Planner:
    """Worths are kept until those of the stage before are known."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.met: Plan = {}
        self.ends: dict[Pattern, Floats] = {}

    def made(self) -> Plan:
        arrivals = list(_arrivals(self.course))
        later: dict[Pattern, Floats] = {}
        for place in reversed(range(len(arrivals))):
            later = {pattern: self._arrive(place, pattern, later) for pattern in arrivals[place]}
        return self.met

    def _end(self, pattern: Pattern) -> Floats:
        if pattern not in self.ends:
            self.ends[pattern] = self.course.end(pattern)
        return self.ends[pattern]

    def _going_on(self, place: int, pattern: Pattern, later: dict[Pattern, Floats]) -> Floats:
        """What each state is worth after a stage, [draw, party, state]."""
        end = self._end(pattern)
        if place + 1 == len(self.course.stages):
            return end
        stage = self.course.stages[place + 1]
        held = chance_held(self.course, place + 1, pattern)[:, np.newaxis]
        kept = 1.0 if stage.kept is None else stage.kept[:, :, np.newaxis]
        return np.asarray(end + held * kept * (later[pattern] - end))

    def _arrive(self, place: int, pattern: Pattern, later: dict[Pattern, Floats]) -> Floats:
        """What each state is worth on arrival at a stage, [draw, party, state]."""
        course, stage = self.course, self.course.stages[place]
        if stage.kind == "ratify":
            return self._ratify(place, pattern, later)
        kept = tuple(issue for issue in pattern if issue not in stage.reopens)
        if course.whole(kept):
            self.met[place, pattern] = None
            return self._going_on(place, kept, later)
        worth = self._bargain(place, pattern, kept, later)
        return worth if kept == pattern else worth[:, :, projected(course, pattern, kept)]

    def _ratify(self, place: int, pattern: Pattern, later: dict[Pattern, Floats]) -> Floats:
        course, stage = self.course, self.course.stages[place]
        going_on = self._going_on(place, pattern, later)
        if not pattern:
            self.met[place, pattern] = None
            return going_on
        agreed = self._ratified(place, pattern)
        self.met[place, pattern] = Ratify(pattern, agreed)
        failed = (course.no_deal + stage.fail)[:, :, np.newaxis]
        broken = stage.breakdown[:, np.newaxis, np.newaxis]
        yes = going_on + stage.agree[:, :, np.newaxis]
        after = np.where(agreed[:, np.newaxis], yes, failed)
        return stage.attend[:, :, np.newaxis] + broken * failed + (1 - broken) * after

    def _ratified(self, place: int, pattern: Pattern) -> Truth:
        """Whether a ratifying stage agrees to each state, [draw, state]."""
        course, stage = self.course, self.course.stages[place]
        bar = (course.no_deal + stage.fail - stage.agree)[:, :, np.newaxis]
        willing = self._end(pattern) >= bar - TIE
        return stage.consent.passes(willing & ~course.crossed[:, course.deals(pattern)])

    def _bargain(
        self, place: int, pattern: Pattern, kept: Pattern, later: dict[Pattern, Floats]
    ) -> Floats:
        course, stage = self.course, self.course.stages[place]
        agenda = _agenda(course, stage, kept)
        after = tuple(sorted({*kept, *agenda}))
        index = _reached(course, kept, agenda)
        today, end = self._going_on(place, kept, later), self._end(kept)
        rest, leaving, for_show = _fallback(course, place, today, end)
        drafts = self._going_on(place, after, later)
        best = np.maximum(drafts, self._end(after)) + stage.agree[:, :, np.newaxis]
        worth = (drafts + stage.agree[:, :, np.newaxis])[:, :, index]
        candidate = _candidates(course, kept, agenda, after)[index]
        ideal = np.where(candidate, best[:, :, index], -np.inf).max(axis=3)
        gain = worth - rest[:, :, :, np.newaxis]
        span = (ideal - rest)[:, :, :, np.newaxis]
        share = np.divide(gain, span, out=np.zeros_like(gain), where=span > 0)
        accepts = (gain >= -TIE) & ~course.crossed[:, course.deals(after)][:, index]
        standing = candidate & self._survives(place, after)[:, index]
        standing &= stage.consent.passes(accepts)
        share = np.where(accepts, np.maximum(share, 0.0), -1.0)
        room = np.where(standing, stage.consent.room(share), -1.0)
        most = room.max(axis=2)
        first = (room >= most[:, :, np.newaxis] - TIE).argmax(axis=2)
        struck = index[np.arange(len(index)), first]
        self.met[place, pattern] = Bargain(
            kept, after, agenda, np.maximum(most, 0.0), struck, leaving, for_show
        )
        p = chance(np.maximum(most, 0.0), level=course.level, slope=SLOPE)[:, np.newaxis]
        chosen = np.take_along_axis(worth, first[:, np.newaxis, :, np.newaxis], axis=3)[..., 0]
        broken = stage.breakdown[:, np.newaxis, np.newaxis]
        failed = end + stage.fail[:, :, np.newaxis]
        met = p * chosen + (1 - p) * rest
        return stage.attend[:, :, np.newaxis] + broken * failed + (1 - broken) * met

    def _survives(self, place: int, pattern: Pattern) -> Truth:
        """Whether every later ratifying stage agrees to each state, [draw, state]."""
        course = self.course
        found = np.ones((len(course.utility), course.states(pattern)), dtype=np.bool_)
        for later in range(place + 1, len(course.stages)):
            if course.stages[later].kind == "ratify":
                found &= self._ratified(later, pattern)
        return found


def chance_held(course: Course, place: int, pattern: Pattern) -> Floats:
    """The chance that a stage is held after each state, [draw, state]."""
    stage = course.stages[place]
    states = course.states(pattern)
    if idle(course, place, pattern):
        return np.zeros((len(course.utility), states))
    if stage.tied is not None and stage.tied[0] in pattern:
        held = stage.tied[1][course.values(pattern, stage.tied[0])]
        return np.broadcast_to(held.astype(np.float64), (len(course.utility), states))
    return np.broadcast_to(stage.held[:, np.newaxis], (len(course.utility), states))


def idle(course: Course, place: int, pattern: Pattern) -> bool:
    """Whether nothing is left to settle or to ratify, so that the stage is not held."""
    if course.stages[place].kind == "ratify":
        return not pattern
    reopened = {*course.stages[place].reopens} & {*pattern}
    ratified_later = any(later.kind == "ratify" for later in course.stages[place:])
    return course.whole(pattern) and not reopened and not ratified_later


def projected(course: Course, pattern: Pattern, kept: Pattern) -> Integers:
    """The state of a smaller pattern that each state of a larger one becomes."""
    if not kept:
        return np.zeros(course.states(pattern), dtype=np.int64)
    values = [course.values(pattern, issue) for issue in kept]
    return np.asarray(np.ravel_multi_index(values, [course.sizes[issue] for issue in kept]))


def _fallback(
    course: Course, place: int, today: Floats, end: Floats
) -> tuple[Floats, Truth, Truth]:
    """What no agreement is worth, [draw, party, state]; who leaves; whether a text is for show."""
    stage = course.stages[place]
    needed = stage.consent.needed
    for_show = stage.consent.passes(stage.agree >= stage.adjourn, at_home=False)
    for_show &= (stage.agree > stage.adjourn)[:, needed].any(axis=1)
    due = np.where(for_show[:, np.newaxis], stage.agree, stage.adjourn)
    rest = today + due[:, :, np.newaxis]
    failed = end + stage.fail[:, :, np.newaxis]
    goes_on = any(later.kind == "bargain" for later in course.stages[place + 1 :])
    leaving = np.zeros((rest.shape[0], rest.shape[2]), dtype=np.bool_)
    if goes_on:
        leaving = ~stage.consent.passes(failed <= rest + TIE, at_home=False)
    return np.where(leaving[:, np.newaxis], failed, rest), leaving, for_show


def _agenda(course: Course, stage: Stage, kept: Pattern) -> Pattern:
    wanted = range(len(course.sizes)) if stage.settles is None else stage.settles
    return tuple(issue for issue in sorted({*wanted, *stage.reopens}) if issue not in kept)


def _arrivals(course: Course) -> Iterator[tuple[Pattern, ...]]:
    """The patterns with which each stage can be reached."""
    patterns: tuple[Pattern, ...] = ((),)
    for stage in course.stages:
        yield patterns
        if stage.kind == "ratify":
            continue
        left = [tuple(k for k in pattern if k not in stage.reopens) for pattern in patterns]
        agreed = [tuple(sorted({*kept, *_agenda(course, stage, kept)})) for kept in left]
        patterns = tuple(dict.fromkeys([*left, *agreed]))


def _reached(course: Course, kept: Pattern, agenda: Pattern) -> Integers:
    """The state that follows from each state and each draft on the agenda, [state, draft]."""
    after = tuple(sorted({*kept, *agenda}))
    numbers = np.arange(course.states(after)).reshape([course.sizes[k] for k in after])
    order = [after.index(issue) for issue in (*kept, *agenda)]
    return np.asarray(numbers.transpose(order).reshape(course.states(kept), -1))


def _candidates(course: Course, kept: Pattern, agenda: Pattern, after: Pattern) -> Truth:
    """Which states of a pattern are packages to bargain about, [state]."""
    found = ~course.excluded[course.deals(after)]
    if course.whole(after):
        return np.asarray(found)
    same = np.ones(course.states(after), dtype=np.bool_)
    for issue in agenda:
        same &= course.values(after, issue) == course.status_quo[issue]
    return np.asarray(found & ~same)
