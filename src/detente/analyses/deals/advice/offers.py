"""What to offer from each party's seat, with names: packages and a path of concessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import Package, Part, Seats
from detente.analyses.deals.advice.solve.offers import (
    concessions,
    equivalent_packages,
    goal_of,
    opening,
    partners,
)
from detente.analyses.deals.solve.bargain import passing
from detente.analyses.deals.solve.settle import Settled
from detente.exhibits import Axis, Cell, Chart, Column, LineChart, Note, Point, Table
from detente.phrases import Phrases


@dataclass(frozen=True, slots=True)
class NamedStep:
    """One concession: the issue that changes, the deal after it, what it changes for whom.

    `passes` says whether the deal after it passes with the consent of the party that concedes.
    """

    issue: str
    package: Package
    change: Mapping[str, float]
    passes: bool


@dataclass(frozen=True, eq=False)
class Seat:
    """One party's offers: packages worth about the same to it, and its way to the goal.

    `goal` is None where no deal passes that the party accepts.
    """

    party: str
    goal: Package | None
    packages: tuple[Package, ...]
    opening: Package | None
    steps: tuple[NamedStep, ...]


@dataclass(frozen=True, eq=False)
class Offers(Part):
    """Offers from the seats asked for, towards one goal."""

    seats: Seats
    goal: Package
    by_seat: tuple[Seat, ...]

    key = "offers"

    @classmethod
    def of(
        cls,
        seats: Seats,
        settled: Settled,
        deal: NDArray[np.intp] | None,
        parties: tuple[str, ...],
        power: NDArray[np.float64] | None,
    ) -> Offers:
        """Towards the deal given, or else the Nash deal; from each seat one that it accepts."""
        goal = settled.chosen["nash"][0] if deal is None else deal
        found = []
        for name in parties:
            own: NDArray[np.intp] | None = goal
            if deal is None:
                seat = seats.names.index(name)
                own = goal_of(seats.space, seat, goal, settled.consent, power)
            found.append(_seat(seats, settled, name, own))
        return cls(seats, seats.package(goal), tuple(found))

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "goal": self.goal.as_dict(),
            "seats": {
                seat.party: {
                    "goal": None if seat.goal is None else seat.goal.as_dict(),
                    "packages": [package.as_dict() for package in seat.packages],
                    "opening": None if seat.opening is None else seat.opening.as_dict(),
                    "concessions": [
                        {
                            "issue": step.issue,
                            **step.package.as_dict(),
                            "change": dict(step.change),
                            "passes": step.passes,
                        }
                        for step in seat.steps
                    ],
                }
                for seat in self.by_seat
            },
        }

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """The first thing that each party could give, and what it costs."""
        said = []
        for seat in self.by_seat:
            if seat.goal != self.goal:
                said.append(self._own_goal(seat, words))
            if seat.opening is not None and seat.steps:
                step = seat.steps[0]
                said.append(
                    words(
                        "deals.first_concession",
                        party=self.seats.naming.party(seat.party, words),
                        change=self.seats.changes(seat.opening.deal, step.package.deal, words),
                        gains=self.seats.signed(step.change, words),
                    )
                )
        return tuple(Note(text, "finding") for text in said)

    def _own_goal(self, seat: Seat, words: Phrases) -> str:
        """What a party offers that would be outvoted."""
        party = self.seats.naming.party(seat.party, words)
        if seat.goal is None:
            return words("deals.no_offer", party=party)
        deal = self.seats.naming.deal(seat.goal.deal, words)
        return words("deals.own_goal", party=party, deal=deal)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Packages and concessions of each seat."""
        found = []
        for seat in self.by_seat:
            if seat.packages:
                found.append(self._packages(seat, words))
            if seat.opening is not None and seat.steps:
                found.append(self._path(seat, seat.opening, words))
        return tuple(found)

    def _packages(self, seat: Seat, words: Phrases) -> Table:
        columns = [Column(words("deals.package"))]
        columns += self.seats.columns(words)
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.seats.naming.deal(package.deal, words),
                *(package.utility[name] for name in self.seats.names),
            )
            for package in seat.packages
        )
        party = self.seats.naming.party(seat.party, words)
        return Table(words("deals.equivalent_title", party=party), tuple(columns), rows)

    def _path(self, seat: Seat, start: Package, words: Phrases) -> Table:
        columns = [Column(words("deals.step"))]
        columns += self.seats.columns(words, 1)
        before = start.deal
        rows: list[tuple[Cell, ...]] = []
        for step in seat.steps:
            text = self.seats.changes(before, step.package.deal, words)
            rows.append((text, *(step.change[name] for name in self.seats.names)))
            before = step.package.deal
        party = self.seats.naming.party(seat.party, words)
        note = words("deals.path_note", start=self.seats.naming.deal(start.deal, words))
        first = next((k for k, step in enumerate(seat.steps, 1) if step.passes), None)
        if first is not None:
            note += " " + words("deals.path_passes", step=words.number(first))
        title = words("deals.path_title", party=party)
        return Table(title, tuple(columns), tuple(rows), note)

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """Each seat's concession path: what everybody has after each step."""
        return tuple(
            self._chart(seat, seat.opening, words)
            for seat in self.by_seat
            if seat.opening is not None and seat.steps
        )

    def _chart(self, seat: Seat, start: Package, words: Phrases) -> LineChart:
        names = [self.seats.naming.party(name, words) for name in self.seats.names]
        points = []
        packages = [start, *(step.package for step in seat.steps)]
        labels = [words("deals.opening")]
        for before, after in pairwise(packages):
            labels.append(self.seats.changes(before.deal, after.deal, words))
        for name, shown in zip(self.seats.names, names, strict=True):
            points += [
                Point(float(place), package.utility[name], shown, label)
                for place, (package, label) in enumerate(zip(packages, labels, strict=True))
            ]
        party = self.seats.naming.party(seat.party, words)
        return LineChart(
            words("deals.path_title", party=party),
            Axis(words("deals.step"), "", 0.0, float(len(seat.steps))),
            Axis(words("deals.points"), "", 0.0, 100.0),
            tuple(points),
            tuple(names),
            step=True,
            summary=words("deals.path_summary"),
        )


def _seat(seats: Seats, settled: Settled, name: str, goal: NDArray[np.intp] | None) -> Seat:
    """A party's offers towards a goal."""
    space, consent, party = seats.space, settled.consent, seats.names.index(name)
    start = opening(space, party)
    first = None if start is None else seats.package(start)
    if goal is None:
        return Seat(name, None, (), first, ())
    rows = equivalent_packages(space, settled.agreement, party, goal, consent=consent)
    meant = partners(space, party, goal, consent)
    steps = () if start is None else concessions(space, party, start, goal, meant)
    issues = seats.naming.problem.issues
    named = []
    for step in steps:
        passes = bool(passing(space, consent.with_veto(party), step.deal[np.newaxis])[0])
        package = seats.package(step.deal)
        named.append(NamedStep(issues[step.issue], package, seats.gains(step.change), passes))
    return Seat(name, seats.package(goal), seats.naming.packages(rows), first, tuple(named))
