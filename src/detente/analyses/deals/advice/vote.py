"""How the Nash deal stands where not everybody must agree: who backs it, who could undo it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import Package, Part, Seats, signed
from detente.analyses.deals.advice.solve.audit import beaten_by
from detente.analyses.deals.advice.solve.leverage import vetoes
from detente.analyses.deals.solve.bargain import accepted
from detente.analyses.deals.solve.settle import Settled
from detente.exhibits import Cell, Column, Note, Table
from detente.phrases import Phrases


@dataclass(frozen=True, eq=False)
class Vote(Part):
    """The first Nash deal under a vote.

    `outvoted` are those at the table who do not accept it; `beaten` holds groups that can decide
    without the others, each with a deal that all its members accept and prefer. `veto[party]` is
    what the Nash solution would change for everybody, in points, if that party had a veto; None
    where no deal would be left. Parties that have one are left out.
    """

    seats: Seats
    package: Package
    outvoted: tuple[str, ...]
    beaten: tuple[tuple[tuple[str, ...], Package], ...]
    veto: Mapping[str, Mapping[str, float] | None]

    key = "vote"

    @classmethod
    def of(cls, seats: Seats, settled: Settled, power: NDArray[np.float64] | None) -> Vote:
        """From a deal space in which some deal passes."""
        row = settled.chosen["nash"][:1]
        against = np.flatnonzero(~accepted(settled.space, row)[0])
        groups = beaten_by(settled.space, row[0], settled.consent)
        return cls(
            seats,
            seats.package(row[0]),
            seats.named(against.tolist()),
            tuple((seats.named(group), seats.package(deal)) for group, deal in groups),
            {
                seats.names[party]: seats.by_party(change)
                for party, change in vetoes(settled.space, settled.consent, row[0], power).items()
            },
        )

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            **self.package.as_dict(),
            "outvoted": list(self.outvoted),
            "beaten_by": [
                {"parties": list(names), **package.as_dict()} for names, package in self.beaten
            ],
            "veto": {
                party: None if change is None else dict(change)
                for party, change in self.veto.items()
            },
        }

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """Who would be outvoted, and whether the deal would last."""
        naming = self.seats.naming
        said = []
        if self.outvoted:
            said.append(words("deals.nash_outvotes", parties=naming.parties(self.outvoted, words)))
        if self.beaten:
            names, package = self.beaten[0]
            group, deal = naming.parties(names, words), naming.deal(package.deal, words)
            said.append(words("deals.nash_beaten", parties=group, deal=deal))
        else:
            said.append(words("deals.nash_unbeaten"))
        return tuple(Note(text, "finding") for text in said)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """What a veto of each party would change."""
        naming = self.seats.naming
        columns = [Column(words("deals.veto_of"))]
        columns += self.seats.columns(words, 1)
        rows: list[tuple[Cell, ...]] = [
            (
                naming.party(party, words),
                *(None if change is None else signed(change[n], words) for n in self.seats.names),
            )
            for party, change in self.veto.items()
        ]
        if not rows:
            return ()
        note = words("deals.veto_note")
        return (Table(words("deals.veto_title"), tuple(columns), tuple(rows), note),)
