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

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

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

    @property
    def concerned(self) -> list[int]:
        """The places of all whose judgement of a package is heard, those at home included."""
        at_home = {body for bodies in self.bodies for body in bodies}
        return sorted({*np.flatnonzero(self.needed).tolist(), *at_home})

    def passes(self, accepts: Truth, *, at_home: bool = True) -> Truth:
        """Whether enough accept: `accepts[draw, party, ...]` to `[draw, ...]`."""
        passed = np.ones((accepts.shape[0], *accepts.shape[2:]), dtype=np.bool_)
        cast = np.zeros(passed.shape, dtype=np.int64)
        for place in np.flatnonzero(self.needed):
            heard = accepts[:, place]
            for body in self.bodies[place] if at_home else ():
                heard = heard & accepts[:, body]
            if self.veto[place]:
                passed &= heard
            if self.quota > 0:
                cast += self.votes[place] * heard
        return passed if self.quota <= 0 else np.asarray(passed & (cast >= self.quota))

    def room(self, share: Floats) -> Floats:
        """The smallest share of those needed, `share[draw, party, ...]` to `[draw, ...]`.

        With a quota the largest such minimum over the coalitions that carry it.
        """
        heard = share
        if any(self.bodies):
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
    of it with which the stage is held. Where `ends`, talks are over without agreement.
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
    ends: bool = False


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

    def states(self, pattern: Pattern) -> int:
        """How many states a pattern has."""
        return int(np.prod([self.sizes[issue] for issue in pattern], dtype=np.int64))

    def deals(self, pattern: Pattern) -> Integers:
        """The package of each state, with the status quo on what is open."""
        if self.whole(pattern):
            return np.arange(self.states(pattern))
        found = np.zeros(1, dtype=np.int64)
        for issue, size in enumerate(self.sizes):
            places = np.arange(size) if issue in pattern else np.array([self.status_quo[issue]])
            found = (found[:, np.newaxis] * size + places).reshape(-1)
        return found

    def whole(self, pattern: Pattern) -> bool:
        """Whether every issue is settled."""
        return len(pattern) == len(self.sizes)

    def values(self, pattern: Pattern, issue: int) -> Integers:
        """The value of a settled issue in each state of a pattern."""
        shape = [self.sizes[k] for k in pattern]
        return np.asarray(np.indices(shape)[pattern.index(issue)].reshape(-1))

    def end(self, pattern: Pattern) -> Floats:
        """What the end of talks is worth in each state, [draw, party, state]."""
        if self.whole(pattern):
            return self.utility
        worth = self.utility[:, :, self.deals(pattern)]
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
        arrivals = list(_arrivals(self.course))
        later: Later = {}
        for place in reversed(range(len(arrivals))):
            later = {pattern: self._arrive(place, pattern, later) for pattern in arrivals[place]}
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
        if place + 1 == len(self.course.stages):
            return end
        stage = self.course.stages[place + 1]
        held = chance_held(self.course, place + 1, pattern)
        kept = held if stage.kept is None else held * stage.kept[:, [party]]
        return np.asarray(end + kept * (later[pattern][:, party] - end))

    def _arrive(self, place: int, pattern: Pattern, later: Later) -> Floats:
        """What each state is worth on arrival at a stage, [draw, party, state]."""
        course, stage = self.course, self.course.stages[place]
        if stage.kind == "ratify" and pattern:
            return self._ratify(place, pattern, later)
        kept = tuple(issue for issue in pattern if issue not in stage.reopens)
        if stage.kind == "ratify" or course.whole(kept):
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
        agreed = self._ratified(place, pattern)
        self.met[place, pattern] = Ratify(pattern, agreed)
        passes = agreed * (1 - stage.breakdown[:, np.newaxis])

        def worth(party: int) -> Floats:
            failed = (course.no_deal + stage.fail)[:, [party]]
            yes = self._going_on(place, pattern, later, party) + stage.agree[:, [party]]
            return np.asarray(stage.attend[:, [party]] + failed + passes * (yes - failed))

        return self._by_party(place, pattern, worth)

    def _ratified(self, place: int, pattern: Pattern) -> Truth:
        """Whether a ratifying stage agrees to each state, [draw, state]."""
        course, stage = self.course, self.course.stages[place]
        deals, end = course.deals(pattern), self._end(pattern)
        bar = course.no_deal + stage.fail - stage.agree - TIE
        willing = np.zeros(end.shape, dtype=np.bool_)
        for party in self.heard[place]:
            willing[:, party] = (end[:, party] >= bar[:, [party]]) & ~course.crossed[party, deals]
        return stage.consent.passes(willing) & _fronts_agree(course, willing, deals)

    def _bargain(self, place: int, pattern: Pattern, kept: Pattern, later: Later) -> Floats:
        course, stage = self.course, self.course.stages[place]
        agenda = _agenda(course, stage, kept)
        after = tuple(sorted({*kept, *agenda}))
        index = _reached(course, kept, agenda)
        rest, leaving, for_show = self._fallback(place, kept, later)
        room = self._room(place, kept, after, later, rest)
        most = np.maximum(room.max(axis=2), 0.0)
        first = (room >= most[:, :, np.newaxis] - TIE).argmax(axis=2)
        struck = index[np.arange(len(index)), first]
        self.met[place, pattern] = Bargain(kept, after, agenda, most, struck, leaving, for_show)
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
        candidate = _by_draft(course, kept, agenda, _candidates(course, kept, agenda, after))
        share = np.full((*course.no_deal.shape, *candidate.shape), -1.0)
        for party in self.heard[place]:
            drafts = self._going_on(place, after, later, party) + stage.agree[:, [party]]
            ideal = np.maximum(drafts, self._end(after)[:, party] + stage.agree[:, [party]])
            ideal = _by_draft(course, kept, agenda, ideal)
            best = ideal.max(axis=2, where=candidate, initial=-np.inf)
            gain = _by_draft(course, kept, agenda, drafts) - rest[:, party, :, np.newaxis]
            span = (best - rest[:, party])[:, :, np.newaxis]
            willing = gain >= -TIE
            willing &= ~_by_draft(course, kept, agenda, course.crossed[party, deals])
            np.maximum(gain, 0.0, out=gain)
            gain *= np.where(span > 0, 1 / np.where(span > 0, span, 1), 0)
            share[:, party] = np.where(willing, gain, -1.0)
        standing = candidate & _by_draft(course, kept, agenda, self._survives(place, after))
        if course.guarded:
            drafted = _by_draft(course, kept, agenda, deals)
            standing &= _fronts_agree(course, share >= 0, drafted)
        room = stage.consent.room(share)
        return np.where(standing & (room >= 0), room, -1.0)

    def _survives(self, place: int, pattern: Pattern) -> Truth:
        """Whether every later ratifying stage agrees to each state, [draw, state]."""
        course = self.course
        found = np.ones((len(course.utility), course.states(pattern)), dtype=np.bool_)
        for later in range(place + 1, len(course.stages)):
            if course.stages[later].kind == "ratify":
                known = self.met.get((later, pattern))
                again = known if isinstance(known, Ratify) else None
                found &= self._ratified(later, pattern) if again is None else again.agreed
        return found

    def _fallback(self, place: int, kept: Pattern, later: Later) -> tuple[Floats, Truth, Truth]:
        """What no agreement is worth, [draw, party, state]; who leaves; whether for show."""
        course, stage = self.course, self.course.stages[place]
        for_show = stage.consent.passes(stage.agree >= stage.adjourn, at_home=False)
        for_show &= (stage.agree > stage.adjourn)[:, stage.consent.needed].any(axis=1)
        due = np.where(for_show[:, np.newaxis], stage.agree, stage.adjourn)
        failed = self._end(kept) + stage.fail[:, :, np.newaxis]
        rest = np.zeros_like(failed)
        for party in {*self.heard[place], *self._watched(place)}:
            end = self._end(kept)[:, party]
            today = end if stage.ends else self._going_on(place, kept, later, party)
            rest[:, party] = today + due[:, [party]]
        coming = [] if stage.ends else course.stages[place + 1 :]
        leaving = np.zeros((rest.shape[0], rest.shape[2]), dtype=np.bool_)
        if any(each.kind == "bargain" for each in coming):
            leaving = ~stage.consent.passes(failed <= rest + TIE, at_home=False)
        return np.where(leaving[:, np.newaxis], failed, rest), leaving, for_show


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


def _fronts_agree(course: Course, accepts: Truth, deals: Integers) -> Truth:
    """Whether no common front stands in the way: `accepts[draw, party, ...]` to `[draw, ...]`."""
    agree = np.ones((accepts.shape[0], *accepts.shape[2:]), dtype=np.bool_)
    for packages, members in course.guarded:
        agree &= accepts[:, list(members)].all(axis=1) | ~packages[deals]
    return agree


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
