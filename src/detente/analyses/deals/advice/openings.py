"""What would open a deal, each as something one could say to a party; and what no deal is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import Package, Part, Seats
from detente.analyses.deals.solve.bargain import nash_deal, with_limit
from detente.analyses.deals.solve.settle import Settled, settle
from detente.analyses.no_deal.worth import Fallback
from detente.analyses.spaces.consent import unanimity
from detente.exhibits import Cell, Column, Note, Table
from detente.phrases import Phrases

MOST = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """A change after which a deal passes: lower reservation values, or red lines given up.

    `lower[party]` are points; `lines` are (party, text); `kind` says what is least about it.
    """

    kind: str
    lower: Mapping[str, float]
    lines: tuple[tuple[str, str], ...]
    package: Package


@dataclass(frozen=True, eq=False)
class Openings(Part):
    """The cheapest openings where nothing passes."""

    seats: Seats
    found: tuple[Opening, ...]

    key = "openings"

    @classmethod
    def of(cls, seats: Seats, settled: Settled) -> Openings:
        """From the nearest misses and the smallest sets of red lines."""
        found = []
        for miss in settled.misses:
            lower = {n: p for n, p in seats.gains(miss.lack).items() if p > 0}
            lines = tuple(seats.naming.line(number) for number in miss.lines)
            found += [
                Opening(sense, lower, lines, seats.package(miss.deal)) for sense in miss.least
            ]
        for lifted in settled.lines[:MOST]:
            deal = _deal_without(settled, lifted)
            if deal is not None:
                lines = tuple(seats.naming.line(number) for number in sorted(lifted))
                found.append(Opening("red_lines", {}, lines, seats.package(deal)))
        return cls(seats, tuple(found))

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        return [
            {
                "least": opening.kind,
                "lower_reservation": dict(opening.lower),
                "lift": [{"party": p, "red_line": text} for p, text in opening.lines],
                **opening.package.as_dict(),
            }
            for opening in self.found
        ]

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """What one could say to each party."""
        said = []
        for opening in self.found[:MOST]:
            deal = self.seats.naming.deal(opening.package.deal, words)
            for party, points in opening.lower.items():
                have = opening.package.utility[party]
                said.append(
                    words(
                        "deals.say_lower",
                        party=self.seats.naming.party(party, words),
                        points=words.number(points, 1),
                        have=words.number(have, 1),
                        deal=deal,
                    )
                )
            for party, text in opening.lines:
                said.append(
                    words(
                        "deals.say_lift",
                        party=self.seats.naming.party(party, words),
                        text=self.seats.naming.line_text(text, words),
                        have=words.number(opening.package.utility[party], 1),
                        deal=deal,
                    )
                )
        return tuple(Note(text, "finding") for text in dict.fromkeys(said))

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """All openings."""
        if not self.found:
            return ()
        columns = (
            Column(words("deals.opens")),
            Column(words("deals.lower_by")),
            Column(words("deals.lift")),
            Column(words("deals.deal")),
        )
        kinds = {
            "total": words("deals.least_total"),
            "largest": words("deals.least_largest"),
            "red_lines": words("deals.least_lines"),
        }
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                kinds[opening.kind],
                self.seats.signed({p: -v for p, v in opening.lower.items()}, words) or None,
                "; ".join(
                    words(
                        "deals.red_line_of",
                        party=self.seats.naming.party(p, words),
                        text=self.seats.naming.line_text(text, words),
                    )
                    for p, text in opening.lines
                )
                or None,
                self.seats.naming.deal(opening.package.deal, words),
            )
            for opening in self.found
        )
        return (Table(words("deals.openings_title"), columns, rows),)


def _deal_without(settled: Settled, lifted: frozenset[int]) -> NDArray[np.intp] | None:
    """The Nash deal among those that pass once red lines are lifted."""
    return nash_deal(settled.space.lifting(lifted), consent=settled.consent)


@dataclass(frozen=True, slots=True)
class LastingState:
    """A state that can last without a deal: its worth, and what could be agreed against it."""

    state: str
    worth: Mapping[str, float]
    acceptable: int | None
    nash: Package | None


@dataclass(frozen=True, eq=False)
class Fallbacks(Part):
    """What follows if talks fail, and what each such state would mean for the deal."""

    seats: Seats
    states: tuple[LastingState, ...]

    key = "no_deal"

    @classmethod
    def of(cls, seats: Seats, failing: Fallback, settled: Settled) -> Fallbacks:
        """One entry for each state that can last, up to `MOST`."""
        found = []
        problem = seats.naming.problem
        for state in np.flatnonzero(failing.stable[0])[:MOST]:
            worth = {party: float(points[0, state]) for party, points in failing.worth.items()}
            space = settled.space
            for party, points in worth.items():
                if party in seats.names:
                    place = problem.parties.index(party)
                    more = problem.limit[0, place] - failing.value[party][0]
                    space = with_limit(space, seats.names.index(party), points + float(more))
            other = settle(space, settled.consent)
            chosen = other.chosen["nash"]
            count = None
            if other.census is not None:
                count = other.census.passing * problem.copies
            package = seats.package(chosen[0]) if len(chosen) else None
            found.append(LastingState(failing.states[state], worth, count, package))
        return cls(seats, tuple(found))

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        return [
            {
                "state": item.state,
                "worth": dict(item.worth),
                "acceptable": item.acceptable,
                "nash": None if item.nash is None else item.nash.as_dict(),
            }
            for item in self.states
        ]

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """How many states can last, and what follows."""
        if not self.states:
            return ()
        without = sum(item.nash is None for item in self.states)
        text = words.count("deals.lasting", len(self.states))
        if without:
            text += " " + words.count("deals.lasting_without", without)
        return (Note(text, "finding"),)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Every state that can last: its worth, and the Nash deal against it."""
        if not self.states:
            return ()
        parties = tuple(self.states[0].worth)
        columns = [Column(words("deals.state"))]
        columns += [Column(self.seats.naming.party(p, words), "right", 0) for p in parties]
        columns += [
            Column(words("deals.accepts"), "right", 0),
            Column(words("deals.nash_against_it")),
        ]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                item.state,
                *(item.worth[party] for party in parties),
                item.acceptable,
                None if item.nash is None else self.seats.naming.deal(item.nash.deal, words),
            )
            for item in self.states
        )
        return (Table(words("deals.fallback_title"), tuple(columns), rows),)


@dataclass(frozen=True, eq=False)
class Coalitions(Part):
    """What each smallest group that can decide would agree on by itself."""

    seats: Seats
    groups: tuple[tuple[tuple[str, ...], Package | None], ...]

    key = "coalitions"

    @classmethod
    def of(cls, seats: Seats, settled: Settled) -> Coalitions:
        """The Nash deal of every smallest winning group."""
        found = []
        for group in settled.consent.groups:
            members = tuple(sorted(group))
            part = settled.space.asking(group).of(members)
            chosen = settle(part, unanimity(len(members)), counted=False).chosen["nash"]
            package = seats.package(chosen[0]) if len(chosen) else None
            found.append((tuple(seats.names[p] for p in members), package))
        return cls(seats, tuple(found))

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        return [
            {"parties": list(names), "nash": None if package is None else package.as_dict()}
            for names, package in self.groups
        ]

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """Which groups find a deal among themselves."""
        able = [names for names, package in self.groups if package is not None]
        text = words(
            "deals.groups_able",
            able=words.number(len(able)),
            all=words.number(len(self.groups)),
        )
        return (Note(text, "finding"),)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Groups and their deals."""
        columns = [Column(words("deals.group")), Column(words("deals.nash_deal"))]
        columns += self.seats.columns(words)
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.seats.naming.parties(names, words),
                None if package is None else self.seats.naming.deal(package.deal, words),
                *(None if package is None else package.utility[n] for n in self.seats.names),
            )
            for names, package in self.groups
        )
        return (Table(words("deals.groups_title"), tuple(columns), rows),)
