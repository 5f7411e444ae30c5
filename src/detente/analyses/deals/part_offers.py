"""What to offer from each party's seat, with names: packages and a path of concessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.agreement import Agreement
from detente.analyses.deals.offers import concessions, equivalent_packages, opening
from detente.analyses.deals.parts import Package, Seats
from detente.exhibits import Axis, Cell, Chart, Column, LineChart, Note, Point, Table
from detente.phrases import Phrases


@dataclass(frozen=True, slots=True)
class NamedStep:
    """One concession: the issue that changes, the deal after it, what it changes for whom."""

    issue: str
    package: Package
    change: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Seat:
    """One party's offers: packages worth about the same to it, and its way to the goal."""

    party: str
    packages: tuple[Package, ...]
    opening: Package | None
    steps: tuple[NamedStep, ...]


@dataclass(frozen=True, eq=False)
class Offers:
    """Offers from the seats asked for, towards one goal."""

    seats: Seats
    goal: Package
    by_seat: tuple[Seat, ...]

    key = "offers"

    @classmethod
    def of(
        cls,
        seats: Seats,
        agreement: Agreement,
        goal: NDArray[np.intp],
        parties: tuple[str, ...],
    ) -> Offers:
        """`goal` is the deal that packages are compared with and concessions lead to."""
        issues = seats.naming.problem.issues
        found = []
        for name in parties:
            party = seats.names.index(name)
            rows = equivalent_packages(seats.space, agreement, party, goal)
            start = opening(seats.space, party)
            steps = () if start is None else concessions(seats.space, party, start, goal)
            found.append(
                Seat(
                    name,
                    seats.naming.packages(rows),
                    None if start is None else seats.package(start),
                    tuple(
                        NamedStep(issues[s.issue], seats.package(s.deal), seats.gains(s.change))
                        for s in steps
                    ),
                )
            )
        return cls(seats, seats.package(goal), tuple(found))

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "goal": self.goal.as_dict(),
            "seats": {
                seat.party: {
                    "packages": [package.as_dict() for package in seat.packages],
                    "opening": None if seat.opening is None else seat.opening.as_dict(),
                    "concessions": [
                        {
                            "issue": step.issue,
                            **step.package.as_dict(),
                            "change": dict(step.change),
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
        columns += [
            Column(self.seats.naming.party(name, words), "right", 0) for name in self.seats.names
        ]
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
        columns += [
            Column(self.seats.naming.party(name, words), "right", 1) for name in self.seats.names
        ]
        before = start.deal
        rows: list[tuple[Cell, ...]] = []
        for step in seat.steps:
            text = self.seats.changes(before, step.package.deal, words)
            rows.append((text, *(step.change[name] for name in self.seats.names)))
            before = step.package.deal
        party = self.seats.naming.party(seat.party, words)
        note = words("deals.path_note", start=self.seats.naming.deal(start.deal, words))
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
