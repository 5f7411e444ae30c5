"""Leverage and the worth of the agenda, with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import Part, Seats, signed
from detente.analyses.deals.advice.solve.leverage import Item, Lever, agenda, levers
from detente.analyses.spaces.consent import Consent
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Note, Table
from detente.phrases import Phrases

SHOWN = 12


@dataclass(frozen=True, eq=False)
class Leverage(Part):
    """How the Nash deal moves per point of a reservation value, per cent of a power or weight."""

    seats: Seats
    levers: tuple[Lever, ...]

    key = "leverage"

    @classmethod
    def of(
        cls,
        seats: Seats,
        weight: NDArray[np.float64],
        power: NDArray[np.float64] | None,
        consent: Consent,
    ) -> Leverage:
        """`weight[party, issue]` of the parties at the table."""
        return cls(seats, levers(seats.space, weight, power, consent))

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        issues = self.seats.naming.problem.issues
        return [
            {
                "of": lever.kind,
                "party": self.seats.names[lever.party],
                "issue": None if lever.issue is None else issues[lever.issue],
                "change": self.seats.by_party(lever.change),
            }
            for lever in self.levers
        ]

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """The reservation value whose change moves the deal most."""
        known = [lever for lever in self.levers if lever.kind == "reservation" and lever.largest]
        if not known:
            still = not any(lever.largest for lever in self.levers)
            text = words("deals.nothing_moves" if still else "deals.no_reservation_moves")
            return (Note(text, "finding"),)
        top = max(known, key=lambda lever: lever.largest)
        gains = dict(zip(self.seats.names, top.points, strict=True))
        party = self.seats.naming.party(self.seats.names[top.party], words)
        text = words("deals.top_lever", party=party, gains=self._signed(gains, words))
        return (Note(text, "finding"),)

    def _signed(self, gains: dict[str, float], words: Phrases) -> str:
        return words.join(
            f"{self.seats.naming.party(party, words)} {signed(value, words, 2)}"
            for party, value in gains.items()
        )

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """All levers that move anything, strongest first."""
        moved = sorted(self.levers, key=lambda lever: -lever.largest)
        columns = [Column(words("deals.lever"))]
        columns += self.seats.columns(words, 2)
        rows: list[tuple[Cell, ...]] = [
            (self._name(lever, words), *lever.points) for lever in moved[:SHOWN] if lever.largest
        ]
        if not rows:
            return ()
        note = words("deals.leverage_note")
        return (Table(words("deals.leverage_title"), tuple(columns), tuple(rows), note),)

    def _name(self, lever: Lever, words: Phrases) -> str:
        party = self.seats.naming.party(self.seats.names[lever.party], words)
        if lever.kind == "reservation":
            return words("deals.lever_reservation", party=party)
        if lever.kind == "power":
            return words("deals.lever_power", party=party)
        issue = self.seats.naming.problem.issues[lever.issue or 0]
        return words("deals.lever_weight", party=party, issue=self.seats.naming.issue(issue, words))

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """What a point of each reservation value does to everybody."""
        rows = [lever for lever in self.levers if lever.kind == "reservation" and lever.points]
        if not rows:
            return ()
        series = tuple(self.seats.naming.party(name, words) for name in self.seats.names)
        bars = [
            Bar(self._name(lever, words), value, name)
            for lever in rows
            for name, value in zip(series, lever.points, strict=True)
        ]
        return (
            BarChart(
                words("deals.leverage_title"),
                Axis(words("deals.per_point")),
                tuple(bars),
                series,
                summary=words("deals.leverage_summary"),
            ),
        )


@dataclass(frozen=True, eq=False)
class Agenda(Part):
    """What it is worth to have each issue open, and each of its values available."""

    seats: Seats
    items: tuple[Item, ...]

    key = "agenda"

    @classmethod
    def of(cls, seats: Seats, power: NDArray[np.float64] | None, consent: Consent) -> Agenda:
        """From the space of the parties at the table."""
        return cls(seats, agenda(seats.space, power, consent))

    def answer(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        problem = self.seats.naming.problem
        return [
            {
                "issue": problem.issues[item.issue],
                "value": problem.labels[item.issue][item.value],
                "settled_so": self.seats.by_party(item.settled),
                "not_available": self.seats.by_party(item.missing),
            }
            for item in self.items
        ]

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """Values whose absence would close the deal, or cost most."""
        said = []
        for item in self.items:
            if item.missing is None and len(self._values(item)) > 1:
                said.append(words("deals.value_needed", value=self._name(item, words)))
        lost = {
            item: item.missing
            for item in self.items
            if item.missing is not None and item.missing.any()
        }
        if lost:
            worst, missing = min(lost.items(), key=lambda pair: float(pair[1].sum()))
            gains = self.seats.by_party(missing) or {}
            name = self._name(worst, words)
            text = words("deals.value_missed", value=name, gains=self.seats.signed(gains, words))
            said.append(text)
        return tuple(Note(text, "finding") for text in said)

    def _values(self, item: Item) -> tuple[str, ...]:
        return self.seats.naming.problem.labels[item.issue]

    def _name(self, item: Item, words: Phrases) -> str:
        issue = self.seats.naming.problem.issues[item.issue]
        value = self.seats.naming.value(issue, self._values(item)[item.value], words)
        return f"{self.seats.naming.issue(issue, words)}: {value}"

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """All values: settled beforehand, and not available."""
        columns = (
            Column(words("deals.value")),
            Column(words("deals.settled_so")),
            Column(words("deals.not_available")),
        )
        rows = tuple(
            (
                self._name(item, words),
                self._change(item.settled, words),
                self._change(item.missing, words),
            )
            for item in self.items
        )
        note = words("deals.agenda_note")
        return (Table(words("deals.agenda_title"), columns, rows, note),)

    def _change(self, change: NDArray[np.float64] | None, words: Phrases) -> str:
        if change is None:
            return words("deals.no_deal_left")
        return self.seats.signed(self.seats.by_party(change) or {}, words)
