"""The audit of a given deal, with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.analyses.deals.advice.filling import Filled
from detente.analyses.deals.advice.naming import Package, Part, Seats
from detente.analyses.deals.advice.solve.audit import audit, nearby
from detente.analyses.deals.solve.bargain import accepted
from detente.analyses.spaces.consent import Consent
from detente.exhibits import Cell, Column, Note, Table
from detente.phrases import Phrases


@dataclass(frozen=True, eq=False)
class DealAudit(Part):
    """What a given deal is worth, who accepts it, what it breaks, what beats it, what is near it.

    `accepts`, `broken` and `near` speak of all parties with preferences, at the table or not;
    `passes` says whether those at the table who accept can decide. A deal that `rules` exclude is
    accepted by nobody. `filling` says which values were not given. `beaten` holds groups that can
    decide without the others and a deal that all their members prefer; None where everybody must
    agree.
    """

    seats: Seats
    filling: Filled
    package: Package
    rules: tuple[str, ...]
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
        cls, seats: Seats, filling: Filled, reservation: Mapping[str, float], consent: Consent
    ) -> DealAudit:
        """Look at one deal; the parties at the table compare."""
        deal, naming = filling.deal, seats.naming
        parties = naming.problem.parties
        found = audit(seats.space, deal, consent)
        package = seats.package(deal)
        broken = {party: naming.broken_lines(party, package.deal) for party in parties}
        accepted_by = accepted(naming.space, deal[np.newaxis])[0]
        close = nearby(naming.space, naming.problem.table, deal, consent)
        near = {party: naming.packages(rows) for party, rows in zip(parties, close, strict=True)}
        better = naming.packages(found.better)
        beaten = tuple((seats.named(group), seats.package(rows)) for group, rows in found.beaten)
        return cls(
            seats,
            filling,
            package,
            naming.broken_rules(package.deal),
            {party: bool(good) for party, good in zip(parties, accepted_by, strict=True)},
            broken,
            better,
            near,
            reservation,
            found.passes,
            None if consent.unanimous else beaten,
        )

    @property
    def efficient(self) -> bool:
        """Whether no rule excludes the deal and none is better for those at the table."""
        return not (self.better or self.rules)

    @property
    def filled(self) -> dict[str, str]:
        """The values of the issues that were left open."""
        issues = self.seats.naming.problem.issues
        return {issues[k]: self.package.deal[issues[k]] for k in self.filling.open}

    def _in_the_way(self) -> list[tuple[str, str]]:
        """Red lines, as (party, text), of which no deal with the values given crosses fewer."""
        return [self.seats.naming.line(number) for number in self.filling.lines]

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        answer = {
            **self.package.as_dict(),
            "accepts": dict(self.accepts),
            "passes": self.passes,
            "breaks": {party: list(lines) for party, lines in self.broken.items() if lines},
            "excluded_by": list(self.rules),
            "efficient": self.efficient,
            "dominated_by": [package.as_dict() for package in self.better],
            "near": {party: [x.as_dict() for x in found] for party, found in self.near.items()},
            "filled": self.filled,
        }
        if self.filled:
            answer["filled_by"] = "nash" if self.filling.acceptable else "least_shortfall"
            answer["in_the_way"] = [
                {"party": party, "red_line": text} for party, text in self._in_the_way()
            ]
        if self.beaten is not None:
            answer["beaten_by"] = [
                {"parties": list(names), **package.as_dict()} for names, package in self.beaten
            ]
        return answer

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """Who can live with the deal, why not, and what would be better for all."""
        naming = self.seats.naming
        said = []
        for text in self.rules:
            said.append(words("deals.excluded", text=naming.line_text(text, words)))
        yes = tuple(party for party, good in self.accepts.items() if good)
        if yes:
            said.append(
                words.count("deals.accepted_by", len(yes), parties=naming.parties(yes, words))
            )
        for party, good in self.accepts.items():
            if good:
                continue
            name = naming.party(party, words)
            place = naming.problem.parties.index(party)
            lack = float(naming.problem.limit[0, place]) - self.package.utility[party]
            if lack > 0:
                said.append(words("deals.rejected_for", party=name, points=words.number(lack, 1)))
            for text in self.broken[party]:
                said.append(
                    words("deals.breaks_line", party=name, text=naming.line_text(text, words))
                )
        for text, members in naming.fronts_left(self.package.deal, self.accepts):
            held = naming.line_text(text, words)
            parties = naming.parties(members, words)
            said.append(words("deals.held_back", text=held, parties=parties))
        said += [*self._compared(words), *self._vote(words)]
        return (*self._filling(words), *(Note(text, "finding") for text in said))

    def _filling(self, words: Phrases) -> tuple[Note, ...]:
        """Which values were not given, and what stands in the way of those that were."""
        if not self.filled:
            return ()
        naming = self.seats.naming
        deal = naming.deal(self.filled, words)
        if self.filling.acceptable:
            return (Note(words("deals.filled", deal=deal), "caution"),)
        parties = naming.needed(words, unanimous=self.beaten is None)
        said = [words("deals.filled_short", deal=deal, parties=parties)]
        lines = [
            words(
                "deals.red_line_of",
                party=naming.party(party, words),
                text=naming.line_text(text, words),
            )
            for party, text in self._in_the_way()
        ]
        if lines:
            said.append(words.count("deals.in_the_way", len(lines), lines=words.join(lines)))
        return tuple(Note(text, "caution") for text in said)

    def _compared(self, words: Phrases) -> list[str]:
        """What would be better for all, or that nothing is; silent where a rule excludes it."""
        everyone = self.seats.naming.beyond_table
        if not self.better:
            key = "deals.undominated_everyone" if everyone else "deals.undominated"
            return [] if self.rules else [words(key)]
        best = self.better[0]
        change = self.seats.changes(self.package.deal, best.deal, words)
        gains = {name: best.utility[name] - self.package.utility[name] for name in self.seats.names}
        key = "deals.dominated_everyone" if everyone else "deals.dominated"
        return [words(key, change=change, gains=self.seats.signed(gains, words))]

    def _vote(self, words: Phrases) -> list[str]:
        """Whether the deal passes, and which group could undo it; nothing where all must agree."""
        if self.beaten is None:
            return []
        said = [words("deals.vote_passes" if self.passes else "deals.vote_fails")]
        if self.rules:
            said = []
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
                "; ".join(naming.line_text(text, words) for text in self.broken[party]) or None,
            )
            for party in naming.problem.parties
        )
        notes = [words("deals.audit_note", deal=naming.deal(self.package.deal, words))]
        if self.filled:
            issues = words.join(naming.issue(issue, words) for issue in self.filled)
            notes.append(words("deals.filled_note", issues=issues))
        title = words("deals.audit_title")
        return (Table(title, columns, rows, " ".join(notes)), *self._near(words))

    def _near(self, words: Phrases) -> tuple[Table, ...]:
        columns = [Column(words("deals.better_for")), Column(words("deals.changes"))]
        columns += [Column(self.seats.naming.party(name, words), "right", 1) for name in self.near]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.seats.naming.party(party, words),
                self.seats.changes(self.package.deal, package.deal, words),
                *(package.utility[name] - self.package.utility[name] for name in self.near),
            )
            for party, packages in self.near.items()
            for package in packages
        )
        if not rows:
            return ()
        key = "deals.near_note" if self.beaten is None else "deals.near_vote_note"
        if self.seats.naming.beyond_table:
            key = "deals.near_everyone_note"
        return (Table(words("deals.near_title"), tuple(columns), rows, words(key)),)
