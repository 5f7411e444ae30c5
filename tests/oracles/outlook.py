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


def outcomes(talks: Talks, level: float) -> tuple[list[list[float]], list[float], float]:
    """Binding, for show, nothing, broken off by stage; reached by stage; settlement."""
    found = [[0.0] * 4 for _ in talks.stages]
    reached = [0.0] * len(talks.stages)
    tied = {stage["tied"][0] for stage in talks.stages if "tied" in stage}

    def kind(settled: set[int]) -> int:
        return 0 if settled & talks.matter else 1 if settled - tied else 2

    def ends(state: State, place: int) -> float:
        """What counts as settled where the talks end before stage `place`."""
        pending = any(s.get("kind") == "ratify" for s in talks.stages[place:])
        return float(len(state) == len(talks.sizes) and not pending)

    def go(place: int, state: State, mass: float) -> float:
        if place == len(talks.stages) or mass == 0:
            return mass * ends(state, place)
        stage = talks.stages[place]
        h = stage.get("breakdown", 0.0)
        settled = 0.0

        def on(after: State, part: float) -> float:
            e = talks.held(place + 1, after) if place + 1 < len(talks.stages) else 1.0
            return part * (1 - e) * ends(after, place + 1) + go(place + 1, after, part * e)

        if stage.get("kind") == "ratify":
            if not state:
                return on(state, mass)
            reached[place] += mass
            yes = mass * (1 - h) * talks.ratified(place, state)
            found[place][kind({k for k, _ in state})] += yes
            found[place][3] += mass - yes
            return on(state, yes)
        if len(state) == len(talks.sizes):
            return on(state, mass)
        reached[place] += mass
        _, leaves, show = talks.fallback(place, state)
        room, struck = talks.best(place, state)
        p = chance(room, level)
        found[place][3] += mass * h
        found[place][3 if leaves else 1 if show else 2] += mass * (1 - h) * (1 - p)
        if struck is not None:
            agreed = mass * (1 - h) * p
            what = kind({k for k, _ in struck} - {k for k, _ in state})
            passes = 1.0
            if what == 0:
                for later in talks.stages[place + 1 :]:
                    if later.get("kind") == "ratify":
                        passes *= 1 - later.get("breakdown", 0.0)
            found[place][what] += agreed * passes
            found[place][2] += agreed * (1 - passes)
            settled += on(struck, agreed)
        if not leaves:
            settled += on(state, mass * (1 - h) * (1 - p))
        return settled

    total = go(0, (), 1.0)
    return found, reached, total
