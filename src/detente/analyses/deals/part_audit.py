"""The audit of a given deal, with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.audit import audit
from detente.analyses.deals.consent import Consent
from detente.analyses.deals.parts import Package, Seats
from detente.exhibits import Cell, Chart, Column, Note, Table
from detente.phrases import Phrases

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class DealAudit:
    """What a given deal is worth, who accepts it, what it breaks, what beats it, what is near it.

    `accepts` and `broken` speak of all parties with preferences, at the table or not; `passes` says
    whether those at the table who accept can decide. `beaten` holds groups that can decide without
    the others and a deal that all their members prefer; None where everybody must agree.
    """

    seats: Seats
    package: Package
    accepts: Mapping[str, bool]
    broken: Mapping[str, tuple[str, ...]]
    better: tuple[Package, ...]
    near: Mapping[str, tuple[Package, ...]]
    reservation: Mapping[str, float]
    passes: bool
    beaten: tuple[tuple[tuple[str, ...], Package], ...] | None

    key = "audit"

    @classmethod
    def of(
        cls, seats: Seats, deal: Indices, reservation: Mapping[str, float], consent: Consent
    ) -> DealAudit:
        """Look at one deal; the parties at the table compare."""
        found = audit(seats.space, deal, consent)
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
        beaten = tuple((seats.named(group), seats.package(rows)) for group, rows in found.beaten)
        return cls(
            seats,
            package,
            accepts,
            broken,
            better,
            near,
            reservation,
            found.passes,
            None if consent.unanimous else beaten,
        )

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        answer = {
            **self.package.as_dict(),
            "accepts": dict(self.accepts),
            "passes": self.passes,
            "breaks": {party: list(lines) for party, lines in self.broken.items() if lines},
            "efficient": not self.better,
            "dominated_by": [package.as_dict() for package in self.better],
            "near": {party: [x.as_dict() for x in found] for party, found in self.near.items()},
        }
        if self.beaten is not None:
            answer["beaten_by"] = [
                {"parties": list(names), **package.as_dict()} for names, package in self.beaten
            ]
        return answer

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
        said += self._vote(words)
        return tuple(Note(text, "finding") for text in said)

    def _vote(self, words: Phrases) -> list[str]:
        """Whether the deal passes, and which group could undo it; nothing where all must agree."""
        if self.beaten is None:
            return []
        said = [words("deals.vote_passes" if self.passes else "deals.vote_fails")]
        if not self.beaten:
            return [*said, words("deals.unbeaten")] if self.passes else said
        names, package = self.beaten[0]
        group = self.seats.naming.parties(names, words)
        deal = self.seats.naming.deal(package.deal, words)
        if not self.passes:
            return [*said, words("deals.preferred", parties=group, deal=deal)]
        return [*said, words("deals.beaten", parties=group, deal=deal)]

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
        note = words("deals.near_note" if self.beaten is None else "deals.near_vote_note")
        return (Table(words("deals.near_title"), tuple(columns), rows, note),)

    def charts(self, words: Phrases) -> tuple[Chart, ...]:
        """None."""
        return ()
