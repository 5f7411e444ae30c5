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

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import SLOPE, chance
from detente.analyses.outlook.course import (
    Course,
    Floats,
    Integers,
    Pattern,
    Truth,
    agenda_of,
    chance_held,
    idle,
    leads_on,
    leads_to,
    projected,
    takes_up,
)

TIE = 1e-9


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
Later = dict[Pattern, Floats]
"""What the states of each pattern are worth on arrival at the next stage, [draw, party, state]."""


def plan(course: Course) -> Plan:
    """What each stage does in every state that can be reached, last stage first."""
    return _Planner(course).made()


class _Planner:
    """Worths are kept until those of the stage before are known.

    A worth is worked out only for parties whose view of it can matter at an earlier stage.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.met: Plan = {}
        self.ends: dict[Pattern, Floats] = {}
        at_front = {party for _, members in course.guarded for party in members}
        self.heard = [sorted({*stage.consent.concerned, *at_front}) for stage in course.stages]

    def made(self) -> Plan:
        course, later = self.course, Later()
        for place, patterns in reversed([*enumerate(arrivals(course))][:-1]):
            met = (pattern for pattern in patterns if not idle(course, place, pattern))
            later = {pattern: self._arrive(place, pattern, later) for pattern in met}
        return self.met

    def _watched(self, place: int) -> list[int]:
        """The parties whose worth on arrival at a stage is asked for."""
        return sorted({party for heard in self.heard[:place] for party in heard})

    def _end(self, pattern: Pattern) -> Floats:
        if pattern not in self.ends:
            self.ends[pattern] = self.course.end(pattern)
        return self.ends[pattern]

    def _going_on(self, place: int, pattern: Pattern, later: Later, party: int) -> Floats:
        """What each state is worth to a party after a stage, [draw, state]."""
        end = self._end(pattern)[:, party]
        if place + 1 == len(self.course.stages) or idle(self.course, place + 1, pattern):
            return end
        stage = self.course.stages[place + 1]
        held = chance_held(self.course, place + 1, pattern)
        kept = held if stage.kept is None else held * stage.kept[:, [party]]
        found: Floats = later[pattern][:, party] - end
        found *= kept
        found += end
        return found

    def _arrive(self, place: int, pattern: Pattern, later: Later) -> Floats:
        """What each state is worth on arrival at a stage, [draw, party, state]."""
        course, stage = self.course, self.course.stages[place]
        ratifies = stage.kind == "ratify" and not takes_up(course, place, pattern)
        if ratifies and pattern:
            return self._ratify(place, pattern, later)
        kept = tuple(issue for issue in pattern if issue not in stage.reopens)
        if ratifies or course.whole(kept):
            self.met[place, pattern] = None
            return self._by_party(place, pattern, lambda p: self._going_on(place, kept, later, p))
        worth = self._bargain(place, pattern, kept, later)
        return worth if kept == pattern else worth[:, :, projected(course, pattern, kept)]

    def _by_party(self, place: int, pattern: Pattern, of: Callable[[int], Floats]) -> Floats:
        """Worths on arrival at a stage for those who are asked, 0 for others."""
        shape = (*self.course.no_deal.shape, self.course.states(pattern))
        found = np.zeros(shape)
        for party in self._watched(place):
            found[:, party] = of(party)
        return found

    def _ratify(self, place: int, pattern: Pattern, later: Later) -> Floats:
        course, stage = self.course, self.course.stages[place]
        refused = course.no_deal.copy()
        for party in self.heard[place] + self._watched(place) if leads_on(course, place) else ():
            refused[:, party] = self._going_on(place, (), later, party)[:, 0]
        agreed = self._ratified(place, pattern, refused)
        self.met[place, pattern] = Ratify(pattern, agreed)
        broken = stage.breakdown[:, np.newaxis]

        def worth(party: int) -> Floats:
            failed, no = (w[:, [party]] + stage.fail[:, [party]] for w in (course.no_deal, refused))
            yes = self._going_on(place, pattern, later, party) + stage.agree[:, [party]]
            met = np.where(agreed, yes, no)
            met *= 1 - broken
            met += stage.attend[:, [party]] + broken * failed
            return met

        return self._by_party(place, pattern, worth)

    def _ratified(self, place: int, pattern: Pattern, refused: Floats) -> Truth:
        """Whether a stage ratifies each state, [draw, state]; a no is worth `refused`."""
        course, stage = self.course, self.course.stages[place]
        deals, end = course.deals(pattern), self._end(pattern)
        bar = refused + stage.fail - stage.agree - TIE
        willing = np.zeros(end.shape, dtype=np.bool_)
        for party in self.heard[place]:
            willing[:, party] = (end[:, party] >= bar[:, [party]]) & ~course.crossed[party, deals]
        heard = {party: willing[:, party] for party in self.heard[place]}
        return stage.consent.passes(willing) & _fronts_agree(course, heard, deals)

    def _bargain(self, place: int, pattern: Pattern, kept: Pattern, later: Later) -> Floats:
        course, stage = self.course, self.course.stages[place]
        agenda = agenda_of(course, stage, kept)
        after = tuple(sorted({*kept, *agenda}))
        index = _reached(course, kept, agenda)
        rest, leaving = self._fallback(place, kept, later)
        room = self._room(place, kept, after, later, rest)
        most = np.maximum(room.max(axis=2), 0.0)
        first = (room >= most[:, :, np.newaxis] - TIE).argmax(axis=2)
        struck = index[np.arange(len(index)), first]
        self.met[place, pattern] = Bargain(
            kept, after, agenda, most, struck, leaving, stage.for_show
        )
        p = chance(most, level=course.level, slope=SLOPE)
        broken = stage.breakdown[:, np.newaxis]
        rows = np.arange(len(struck))[:, np.newaxis]

        def worth(party: int) -> Floats:
            drafts = self._going_on(place, after, later, party)
            chosen = drafts[rows, struck] + stage.agree[:, [party]]
            failed = self._end(kept)[:, party] + stage.fail[:, [party]]
            met = p * chosen + (1 - p) * rest[:, party]
            return np.asarray(stage.attend[:, [party]] + broken * failed + (1 - broken) * met)

        return self._by_party(place, kept, worth)

    def _room(
        self, place: int, kept: Pattern, after: Pattern, later: Later, rest: Floats
    ) -> Floats:
        """The room of each draft that can stand, -1 of others, [draw, state, draft]."""
        course, stage = self.course, self.course.stages[place]
        agenda = tuple(issue for issue in after if issue not in kept)
        deals = course.deals(after)

        def drafted(values: NDArray[Any]) -> NDArray[Any]:
            return _by_draft(course, kept, agenda, values)

        candidate = drafted(_candidates(course, kept, agenda, after))
        never = 0.0 if candidate.all() else np.where(candidate, 0.0, -np.inf)
        share: dict[int, Floats] = {}
        for party in self.heard[place]:
            gain = best = drafted(self._going_on(place, after, later, party))
            if place + 1 < len(course.stages):
                best = np.maximum(gain, drafted(self._end(after)[:, party]))
            ideal = (best + never).max(axis=2)
            base = rest[:, party] - stage.agree[:, [party]]
            span = ideal - base
            scale = np.where(span > 0, 1 / np.where(span > 0, span, 1.0), 0.0)
            gain = gain - base[:, :, np.newaxis]
            refused = (gain < -TIE) | drafted(course.crossed[party, deals])
            np.maximum(gain, 0.0, out=gain)
            gain *= scale[:, :, np.newaxis]
            np.copyto(gain, -1.0, where=refused)
            share[party] = gain
        standing = candidate & drafted(self._survives(place, after))
        if course.guarded:
            willing = {party: gain >= 0 for party, gain in share.items()}
            standing &= _fronts_agree(course, willing, drafted(deals))
        room = stage.consent.room(share)
        return np.where(standing & (room >= 0), room, -1.0)

    def _survives(self, place: int, pattern: Pattern) -> Truth:
        """Whether every later ratifying stage agrees to each state, [draw, state]."""
        course = self.course
        found = np.ones((len(course.utility), course.states(pattern)), dtype=np.bool_)
        for later in range(place + 1, len(course.stages)):
            if course.stages[later].kind == "ratify" and not leads_on(course, later):
                known = self.met.get((later, pattern))
                again = known.agreed if isinstance(known, Ratify) else None
                if again is None:
                    again = self._ratified(later, pattern, course.no_deal)
                found &= again
        return found

    def _fallback(self, place: int, kept: Pattern, later: Later) -> tuple[Floats, Truth]:
        """What no agreement is worth, [draw, party, state]; where talks are left for it."""
        course, stage = self.course, self.course.stages[place]
        due = stage.due
        failed = self._end(kept) + stage.fail[:, :, np.newaxis]
        rest = np.zeros_like(failed)
        for party in {*self.heard[place], *self._watched(place)}:
            end = self._end(kept)[:, party]
            today = end if stage.ends else self._going_on(place, kept, later, party)
            rest[:, party] = today + due[:, [party]]
        coming = [] if stage.ends or stage.bound else course.stages[place + 1 :]
        leaving = np.zeros((rest.shape[0], rest.shape[2]), dtype=np.bool_)
        if any(each.kind == "bargain" for each in coming):
            leaving = ~stage.consent.passes(failed <= rest + TIE, at_home=False)
        return np.where(leaving[:, np.newaxis], failed, rest), leaving


def _fronts_agree(course: Course, accepts: Mapping[int, Truth], deals: Integers) -> Truth:
    """Whether no common front stands in the way of packages, by what each party accepts."""
    agree = np.ones(1, dtype=np.bool_)
    for packages, members in course.guarded:
        together = np.logical_and.reduce([accepts[party] for party in members])
        agree = agree & (together | ~packages[deals])
    return agree


def arrivals(course: Course) -> Iterator[dict[Pattern, int]]:
    """The patterns with which each stage is reached and in how many ways; last those at the end."""
    ways: dict[Pattern, int] = {(): 1}
    for place in range(len(course.stages)):
        yield ways
        onward: dict[Pattern, int] = {}
        for pattern, many in ways.items():
            for after in leads_to(course, place, pattern).values():
                onward[after] = onward.get(after, 0) + many
        ways = onward
    yield ways


def _reached(course: Course, kept: Pattern, agenda: Pattern) -> Integers:
    """The state that follows from each state and each draft on the agenda, [state, draft]."""
    states = course.states(tuple(sorted({*kept, *agenda})))
    return np.asarray(_by_draft(course, kept, agenda, np.arange(states)))


def _by_draft(course: Course, kept: Pattern, agenda: Pattern, values: NDArray[Any]) -> NDArray[Any]:
    """`values[..., state]` after an agreement as `[..., state before it, draft on the agenda]`."""
    ahead, after = values.shape[:-1], tuple(sorted({*kept, *agenda}))
    order = [len(ahead) + after.index(issue) for issue in (*kept, *agenda)]
    by_issue = values.reshape((*ahead, *(course.sizes[issue] for issue in after)))
    turned = by_issue.transpose((*range(len(ahead)), *order))
    return turned.reshape(*ahead, course.states(kept), -1)


def _candidates(course: Course, kept: Pattern, agenda: Pattern, after: Pattern) -> Truth:
    """Which states of a pattern are packages to bargain about, [state]."""
    found = ~course.excluded[course.deals(after)]
    if course.whole(after):
        return np.asarray(found)
    same = np.ones(course.states(after), dtype=np.bool_)
    for issue in agenda:
        same &= course.values(after, issue) == course.status_quo[issue]
    return np.asarray(found & ~same)
