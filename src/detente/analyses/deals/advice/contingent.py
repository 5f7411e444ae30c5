"""A package that depends on an event, with names: one deal if it happens, another if not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.analyses.deals.advice.audit import DealAudit
from detente.analyses.deals.advice.naming import Package, Part, Seats
from detente.exhibits import Axis, Cell, Chart, Column, Guide, LineChart, Note, Point, Table
from detente.phrases import Phrases

_PASSING = {
    (True, True): "deals.contingent_passes",
    (True, False): "deals.contingent_first",
    (False, True): "deals.contingent_second",
    (False, False): "deals.contingent_fails",
}


@dataclass(frozen=True, eq=False)
class Contingent(Part):
    """Two deals, one if an event happens and one if it does not.

    `even[party]` is the probability of the event at which the party is indifferent between the
    package and no deal; None where it prefers the same of the two at every probability.
    """

    seats: Seats
    happens: Package
    otherwise: Package
    accepts: Mapping[str, tuple[bool, bool]]
    passes: tuple[bool, bool]
    vote: bool
    reservation: Mapping[str, float]

    key = "contingent"

    @classmethod
    def of(cls, happens: DealAudit, otherwise: DealAudit) -> Contingent:
        """From the audits of the two deals."""
        accepts = {
            party: (happens.accepts[party], otherwise.accepts[party]) for party in happens.accepts
        }
        passes = (happens.passes, otherwise.passes)
        packages = (happens.package, otherwise.package)
        vote = happens.beaten is not None
        return cls(happens.seats, *packages, accepts, passes, vote, happens.reservation)

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
            "passes": {"if_it_happens": self.passes[0], "otherwise": self.passes[1]},
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
        if self.vote:
            said.append(words(_PASSING[self.passes]))
        return tuple(Note(text, "finding") for text in said)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """Worth under each contingency."""
        columns = (
            Column(words("deals.party")),
            Column(words("deals.reservation"), "right", 0),
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
