"""The audit of a given deal, with names; and of a package that depends on an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.audit import audit
from detente.analyses.deals.parts import Package, Seats
from detente.exhibits import Axis, Cell, Chart, Column, Guide, LineChart, Note, Point, Table
from detente.phrases import Phrases

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class DealAudit:
    """What a given deal is worth, who accepts it, what it breaks, what beats it, what is near it.

    `accepts` and `broken` speak of all parties with preferences, at the table or not.
    """

    seats: Seats
    package: Package
    accepts: Mapping[str, bool]
    broken: Mapping[str, tuple[str, ...]]
    better: tuple[Package, ...]
    near: Mapping[str, tuple[Package, ...]]
    reservation: Mapping[str, float]

    key = "audit"

    @classmethod
    def of(cls, seats: Seats, deal: Indices, reservation: Mapping[str, float]) -> DealAudit:
        """Look at one deal; the parties at the table compare."""
        found = audit(seats.space, deal)
        package = seats.package(deal)
        broken = {
            party: seats.naming.broken_lines(party, package.deal)
            for party in seats.naming.problem.parties
        }
        whole = seats.naming.space
        reached = whole.utility(deal[np.newaxis])[0] >= whole.limit
        accepts = {
            party: bool(enough) and not broken[party]
            for party, enough in zip(seats.naming.problem.parties, reached, strict=True)
        }
        near = {
            party: seats.naming.packages(rows)
            for party, rows in zip(seats.names, found.near, strict=True)
        }
        better = seats.naming.packages(found.better)
        return cls(seats, package, accepts, broken, better, near, reservation)

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            **self.package.as_dict(),
            "accepts": dict(self.accepts),
            "breaks": {party: list(lines) for party, lines in self.broken.items() if lines},
            "efficient": not self.better,
            "dominated_by": [package.as_dict() for package in self.better],
            "near": {party: [x.as_dict() for x in found] for party, found in self.near.items()},
        }

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """Who can live with the deal, why not, and what would be better for all."""
        naming = self.seats.naming
        said = []
        yes = tuple(party for party, good in self.accepts.items() if good)
        if yes:
            said.append(
                words.count("deals.accepted_by", len(yes), parties=naming.parties(yes, words))
            )
        for party, good in self.accepts.items():
            if good:
                continue
            name = naming.party(party, words)
            lack = self.reservation[party] - self.package.utility[party]
            if lack > 0:
                said.append(words("deals.rejected_for", party=name, points=words.number(lack, 1)))
            for text in self.broken[party]:
                said.append(
                    words("deals.breaks_line", party=name, text=naming.line_text(text, words))
                )
        if self.better:
            change = self.seats.changes(self.package.deal, self.better[0].deal, words)
            gains = {
                name: self.better[0].utility[name] - self.package.utility[name]
                for name in self.seats.names
            }
            signed = self.seats.signed(gains, words)
            said.append(words("deals.dominated", change=change, gains=signed))
        else:
            said.append(words("deals.undominated"))
        return tuple(Note(text, "finding") for text in said)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """What the deal is worth to each party, and packages near it."""
        naming = self.seats.naming
        columns = (
            Column(words("deals.party")),
            Column(words("deals.reservation"), "right"),
            Column(words("deals.worth"), "right", 0),
            Column(words("deals.acceptable"), "centre"),
            Column(words("deals.broken_lines")),
        )
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                naming.party(party, words),
                self.reservation[party],
                self.package.utility[party],
                self.accepts[party],
                "; ".join(self.broken[party]) or None,
            )
            for party in naming.problem.parties
        )
        deal = naming.deal(self.package.deal, words)
        return (
            Table(words("deals.audit_title"), columns, rows, words("deals.audit_note", deal=deal)),
            *self._near(words),
        )

    def _near(self, words: Phrases) -> tuple[Table, ...]:
        columns = [Column(words("deals.better_for")), Column(words("deals.changes"))]
        columns += [
            Column(self.seats.naming.party(name, words), "right", 1) for name in self.seats.names
        ]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.seats.naming.party(party, words),
                self.seats.changes(self.package.deal, package.deal, words),
                *(package.utility[name] - self.package.utility[name] for name in self.seats.names),
            )
            for party, packages in self.near.items()
            for package in packages
        )
        if not rows:
            return ()
        return (Table(words("deals.near_title"), tuple(columns), rows, words("deals.near_note")),)

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """None."""
        return ()


@dataclass(frozen=True, eq=False)
class Contingent:
    """Two deals, one if an event happens and one if it does not.

    `even[party]` is the probability of the event at which the party is indifferent between the
    package and no deal; None where it prefers the same of the two at every probability.
    """

    seats: Seats
    happens: Package
    otherwise: Package
    accepts: Mapping[str, tuple[bool, bool]]
    reservation: Mapping[str, float]

    key = "contingent"

    @classmethod
    def of(cls, happens: DealAudit, otherwise: DealAudit) -> Contingent:
        """From the audits of the two deals."""
        accepts = {
            party: (happens.accepts[party], otherwise.accepts[party]) for party in happens.accepts
        }
        return cls(happens.seats, happens.package, otherwise.package, accepts, happens.reservation)

    def even(self, party: str) -> float | None:
        """The probability at which a party is indifferent between the package and no deal."""
        high, low = self.happens.utility[party], self.otherwise.utility[party]
        limit = self.reservation[party]
        if high == low or not min(high, low) <= limit <= max(high, low):
            return None
        return (limit - low) / (high - low)

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "if_it_happens": self.happens.as_dict(),
            "otherwise": self.otherwise.as_dict(),
            "accepts": {
                party: {"if_it_happens": both[0], "otherwise": both[1]}
                for party, both in self.accepts.items()
            },
            "even_at": {party: self.even(party) for party in self.accepts},
        }

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """At which likelihood each party would take the package."""
        said = []
        for party in self.accepts:
            name = self.seats.naming.party(party, words)
            even = self.even(party)
            if even is None:
                both = min(self.happens.utility[party], self.otherwise.utility[party])
                if both >= self.reservation[party]:
                    said.append(words("deals.contingent_always", party=name))
                else:
                    said.append(words("deals.contingent_never", party=name))
                continue
            share = words.number(100 * even)
            if self.happens.utility[party] > self.otherwise.utility[party]:
                said.append(words("deals.contingent_above", party=name, share=share))
            else:
                said.append(words("deals.contingent_below", party=name, share=share))
        return tuple(Note(text, "finding") for text in said)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Worth under each contingency."""
        columns = (
            Column(words("deals.party")),
            Column(words("deals.reservation"), "right"),
            Column(words("deals.if_it_happens"), "right", 0),
            Column(words("deals.otherwise"), "right", 0),
            Column(words("deals.even_at"), "right", 0, "%"),
        )
        rows: list[tuple[Cell, ...]] = []
        for party in self.accepts:
            even = self.even(party)
            rows.append(
                (
                    self.seats.naming.party(party, words),
                    self.reservation[party],
                    self.happens.utility[party],
                    self.otherwise.utility[party],
                    None if even is None else 100 * even,
                )
            )
        change = self.seats.changes(self.otherwise.deal, self.happens.deal, words)
        note = words("deals.contingent_note", change=change)
        return (Table(words("deals.contingent_title"), columns, tuple(rows), note),)

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """Expected worth of the package by the likelihood of the event."""
        names = tuple(self.seats.naming.party(party, words) for party in self.accepts)
        points = [
            Point(x, end.utility[party], name)
            for party, name in zip(self.accepts, names, strict=True)
            for x, end in ((0.0, self.otherwise), (100.0, self.happens))
        ]
        guides = tuple(
            Guide("y", self.reservation[party], words("deals.reservation_of", party=name))
            for party, name in zip(self.accepts, names, strict=True)
        )
        return (
            LineChart(
                words("deals.contingent_title"),
                Axis(words("deals.likelihood_of_event"), "%", 0.0, 100.0),
                Axis(words("deals.points"), "", 0.0, 100.0),
                tuple(points),
                names,
                guides,
                summary=words("deals.contingent_summary"),
            ),
        )
