"""The outlook of talks by the definitions: a recursion over states, one package at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

TIE = 1e-9
State = tuple[tuple[int, int], ...]
"""Pairs of issue and value, sorted."""


@dataclass(frozen=True)
class Talks:
    """`worth(party, deal)` in points; stages as mappings (see `tests/analyses/outlook`)."""

    sizes: tuple[int, ...]
    parties: tuple[str, ...]
    worth: Any
    no_deal: Mapping[str, float]
    today: tuple[int, ...]
    stages: tuple[Mapping[str, Any], ...]
    crosses: Any = field(default=lambda party, deal: False)
    excluded: Any = field(default=lambda deal: False)
    matter: frozenset[int] = frozenset()
    planning: float = 0.0

    @cached_property
    def course(self) -> dict[tuple[int, State], dict[str, float]]:
        return {}

    def deal(self, state: State) -> tuple[int, ...]:
        given = dict(state)
        return tuple(given.get(k, self.today[k]) for k in range(len(self.sizes)))

    def end(self, party: str, state: State) -> float:
        worth = self.worth(party, self.deal(state))
        if len(state) == len(self.sizes):
            return worth
        return self.no_deal[party] + worth - self.worth(party, self.today)

    def held(self, place: int, state: State, own: float | None = None) -> float:
        """The chance that stage `place` is held after a state."""
        stage = self.stages[place]
        ratified = any(later.get("kind") == "ratify" for later in self.stages[place:])
        if stage.get("kind") == "ratify" and not state:
            return 0.0
        if stage.get("kind") != "ratify" and len(state) == len(self.sizes) and not ratified:
            return 0.0
        if "tied" in stage and stage["tied"][0] in dict(state):
            return float(stage["tied"][1][dict(state)[stage["tied"][0]]])
        return stage.get("held", 1.0) if own is None else own

    def after(self, place: int, party: str, state: State) -> float:
        """C: what a state is worth once stage `place` is over."""
        end = self.end(party, state)
        if place + 1 == len(self.stages):
            return end
        kept = self.stages[place + 1].get("kept", {}).get(party, 1.0)
        e = self.held(place + 1, state)
        return (1 - e) * end + e * (end + kept * (self.arrival(place + 1, state)[party] - end))

    def arrival(self, place: int, state: State) -> dict[str, float]:
        """V: what a state is worth on arrival at a stage."""
        key = (place, state)
        if key not in self.course:
            self.course[key] = {p: self._arrival(place, p, state) for p in self.parties}
        return self.course[key]

    def _arrival(self, place: int, party: str, state: State) -> float:
        stage = self.stages[place]
        h, attend = stage.get("breakdown", 0.0), self.points(place, "attend", party)
        fail, agree = self.points(place, "fail", party), self.points(place, "agree", party)
        if stage.get("kind") == "ratify":
            if not state:
                return self.after(place, party, state)
            failed = self.no_deal[party] + fail
            yes = self.after(place, party, state) + agree
            return attend + h * failed + (1 - h) * (yes if self.ratified(place, state) else failed)
        if len(state) == len(self.sizes):
            return self.after(place, party, state)
        fallback, _, _ = self.fallback(place, state)
        room, struck = self.best(place, state)
        p = chance(room, self.planning)
        met = fallback[party]
        if struck is not None:
            met = p * (self.after(place, party, struck) + agree) + (1 - p) * met
        return attend + h * (self.end(party, state) + fail) + (1 - h) * met

    def points(self, place: int, part: str, party: str) -> float:
        stage = self.stages[place]
        if part == "adjourn" and party not in stage.get("adjourn", {}):
            goes_on = any(s.get("kind") != "ratify" for s in self.stages[place + 1 :])
            return 0.0 if goes_on else self.points(place, "fail", party)
        return stage.get(part, {}).get(party, 0.0)

    def fallback(self, place: int, state: State) -> tuple[dict[str, float], bool, bool]:
        """f, whether somebody leaves, whether an empty text would be signed."""
        table = self.stages[place]["table"]
        agree = {p: self.points(place, "agree", p) for p in self.parties}
        adjourn = {p: self.points(place, "adjourn", p) for p in self.parties}
        on = all(agree[p] >= adjourn[p] for p in table) and any(
            agree[p] > adjourn[p] for p in table
        )
        rest = {
            p: self.after(place, p, state) + (agree[p] if on else adjourn[p]) for p in self.parties
        }
        failed = {p: self.end(p, state) + self.points(place, "fail", p) for p in self.parties}
        goes_on = any(s.get("kind") != "ratify" for s in self.stages[place + 1 :])
        leaves = goes_on and any(failed[p] > rest[p] + TIE for p in table)
        return (failed if leaves else rest), leaves, on

    def candidates(self, place: int, state: State) -> Iterator[State]:
        settled = dict(state)
        wanted = self.stages[place].get("settles")
        agenda = [
            k
            for k in range(len(self.sizes))
            if k not in settled and (wanted is None or k in wanted)
        ]
        for values in product(*(range(self.sizes[k]) for k in agenda)):
            draft = tuple(sorted({**settled, **dict(zip(agenda, values, strict=True))}.items()))
            empty = all(self.today[k] == v for k, v in zip(agenda, values, strict=True))
            if self.excluded(self.deal(draft)) or (empty and len(draft) < len(self.sizes)):
                continue
            yield draft

    def ratified(self, place: int, state: State) -> bool:
        return all(
            self.end(p, state) + self.points(place, "agree", p)
            >= self.no_deal[p] + self.points(place, "fail", p) - TIE
            and not self.crosses(p, self.deal(state))
            for p in self.stages[place]["table"]
        )

    def best(self, place: int, state: State) -> tuple[float, State | None]:
        """The largest room, and the first draft that has it."""
        table = self.stages[place]["table"]
        fallback, _, _ = self.fallback(place, state)
        drafts = list(self.candidates(place, state))
        agree = {p: self.points(place, "agree", p) for p in self.parties}
        ideal = {
            p: max(
                (max(self.after(place, p, y), self.end(p, y)) + agree[p] for y in drafts),
                default=-math.inf,
            )
            for p in table
        }
        rooms = []
        for draft in drafts:
            later = range(place + 1, len(self.stages))
            if any(
                self.stages[k].get("kind") == "ratify" and not self.ratified(k, draft)
                for k in later
            ):
                continue
            worth = {p: self.after(place, p, draft) + agree[p] for p in table}
            if any(
                worth[p] < fallback[p] - TIE or self.crosses(p, self.deal(draft)) for p in table
            ):
                continue
            shares = [
                (worth[p] - fallback[p]) / (ideal[p] - fallback[p])
                if ideal[p] > fallback[p]
                else 0.0
                for p in table
            ]
            rooms.append((max(min(shares), 0.0), draft))
        if not rooms:
            return 0.0, None
        most = max(room for room, _ in rooms)
        return next((room, draft) for room, draft in rooms if room >= most - TIE)


def chance(room: float, level: float, slope: float = 4.0) -> float:
    """odds = e^c (2s)^k."""
    if room <= 0:
        return 0.0
    odds = math.exp(level) * (2 * room) ** slope
    return odds / (1 + odds)


class _Walk:
    """Follows all ways through the talks from the first stage on."""

    def __init__(self, talks: Talks, level: float) -> None:
        self.talks, self.level = talks, level
        self.found = [[0.0] * 4 for _ in talks.stages]
        self.reached = [0.0] * len(talks.stages)
        self.tied = {stage["tied"][0] for stage in talks.stages if "tied" in stage}

    def kind(self, settled: set[int]) -> int:
        return 0 if settled & self.talks.matter else 1 if settled - self.tied else 2

    def ends(self, state: State, place: int) -> float:
        """What counts as settled where the talks end before stage `place`."""
        pending = any(s.get("kind") == "ratify" for s in self.talks.stages[place:])
        return float(len(state) == len(self.talks.sizes) and not pending)

    def on(self, place: int, after: State, part: float) -> float:
        """What is settled in the end once stage `place` has left a state."""
        if place + 1 == len(self.talks.stages):
            return part * self.ends(after, place + 1)
        e = self.talks.held(place + 1, after)
        return part * (1 - e) * self.ends(after, place + 1) + self.go(place + 1, after, part * e)

    def go(self, place: int, state: State, mass: float) -> float:
        stage = self.talks.stages[place]
        if mass == 0:
            return 0.0
        if stage.get("kind") == "ratify":
            return self.ratify(place, state, mass) if state else self.on(place, state, mass)
        if len(state) == len(self.talks.sizes):
            return self.on(place, state, mass)
        return self.bargain(place, state, mass)

    def ratify(self, place: int, state: State, mass: float) -> float:
        h = self.talks.stages[place].get("breakdown", 0.0)
        self.reached[place] += mass
        yes = mass * (1 - h) * self.talks.ratified(place, state)
        self.found[place][self.kind({k for k, _ in state})] += yes
        self.found[place][3] += mass - yes
        return self.on(place, state, yes)

    def bargain(self, place: int, state: State, mass: float) -> float:
        h = self.talks.stages[place].get("breakdown", 0.0)
        self.reached[place] += mass
        _, leaves, show = self.talks.fallback(place, state)
        room, struck = self.talks.best(place, state)
        p = chance(room, self.level)
        self.found[place][3] += mass * h
        self.found[place][3 if leaves else 1 if show else 2] += mass * (1 - h) * (1 - p)
        settled = 0.0
        if struck is not None:
            settled += self.agreed(place, state, struck, mass * (1 - h) * p)
        if not leaves:
            settled += self.on(place, state, mass * (1 - h) * (1 - p))
        return settled

    def agreed(self, place: int, state: State, struck: State, mass: float) -> float:
        what = self.kind({k for k, _ in struck} - {k for k, _ in state})
        passes = 1.0
        if what == 0:
            for later in self.talks.stages[place + 1 :]:
                passes *= 1 - later.get("breakdown", 0.0) * (later.get("kind") == "ratify")
        self.found[place][what] += mass * passes
        self.found[place][2] += mass * (1 - passes)
        return self.on(place, struck, mass)


def outcomes(talks: Talks, level: float) -> tuple[list[list[float]], list[float], float]:
    """Binding, for show, nothing, broken off by stage; reached by stage; settlement."""
    walk = _Walk(talks, level)
    settlement = walk.go(0, (), 1.0)
    return walk.found, walk.reached, settlement
