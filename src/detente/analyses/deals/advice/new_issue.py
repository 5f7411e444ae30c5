"""What a further issue, whatever it is, would have to be worth to whom, with names.

To open a deal it must make up for what the nearest miss leaves somebody short of; to move the Nash
solution it must be worth enough to one party for another deal to overtake.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.naming import DIGITS, Package, Part, Seats
from detente.analyses.deals.advice.solve.new_issue import shifts
from detente.analyses.deals.solve.settle import Settled
from detente.exhibits import Cell, Column, Note, Table
from detente.phrases import Phrases

MOST = 3


@dataclass(frozen=True, slots=True)
class Stake:
    """What an issue is worth to a party: points of the file, and the same as a weight.

    The weight is on the scale of the party's own, for an issue that goes from worth 0 to 100;
    `share` is that weight as a share of all, this one included. No weight is given where it would
    be too large a number.
    """

    points: float
    weight: float | None
    share: float

    @classmethod
    def of(cls, points: float, total: float) -> Stake:
        """From points and the sum of the party's weights."""
        weight = points / 100 * total
        return cls(
            round(points, DIGITS),
            round(weight, DIGITS) if math.isfinite(weight) else None,
            round(points / (100 + points), DIGITS),
        )

    def as_dict(self) -> dict[str, float | None]:
        """Plain JSON values."""
        return {"points": self.points, "weight": self.weight, "share": self.share}


@dataclass(frozen=True, slots=True)
class Bridge:
    """What a further issue must give whom for a group to accept a package, and may cost others."""

    parties: tuple[str, ...]
    package: Package
    needs: Mapping[str, Stake]
    spare: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Move:
    """How much a further issue must be worth to a party to move the Nash solution, and where to.

    `stake` and `package` are None where nothing moves it; `known` is False where that is not known.
    """

    party: str
    stake: Stake | None
    package: Package | None
    change: Mapping[str, float]
    known: bool


@dataclass(frozen=True, eq=False)
class NewIssue(Part):
    """The least that a further issue must be worth to open a deal, or to move the solution."""

    seats: Seats
    possible: bool
    bridges: tuple[Bridge, ...]
    moves: tuple[Move, ...]

    key = "new_issue"

    @classmethod
    def of(cls, seats: Seats, settled: Settled, power: NDArray[np.float64] | None) -> NewIssue:
        """What opens a deal where none passes, else what moves the Nash solution."""
        if settled.possible:
            return cls(seats, True, (), _moves(seats, settled, power))
        return cls(seats, False, _bridges(seats, settled), ())

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        if not self.possible:
            return {
                "to_open": [
                    {
                        "parties": list(bridge.parties),
                        **bridge.package.as_dict(),
                        "needs": {p: stake.as_dict() for p, stake in bridge.needs.items()},
                        "may_cost": dict(bridge.spare),
                    }
                    for bridge in self.bridges
                ]
            }
        return {
            "to_move": [
                {
                    "party": move.party,
                    "worth": None if move.stake is None else move.stake.as_dict(),
                    "known": move.known,
                    "to": None if move.package is None else move.package.as_dict(),
                    "change": dict(move.change),
                }
                for move in self.moves
            ]
        }

    def statements(self, words: Phrases) -> tuple[Note, ...]:
        """As sentences that could be said at the table."""
        if self.possible:
            said = self._said_move(words)
        elif not self.bridges:
            said = [words("new_issue.lines_stand")]
        else:
            said = [self._said_open(bridge, words) for bridge in self.bridges]
        return tuple(Note(text, "finding") for text in said)

    def _said_open(self, bridge: Bridge, words: Phrases) -> str:
        naming = self.seats.naming
        needs = words.join(
            words(
                "new_issue.need",
                party=naming.party(party, words),
                points=words.number(stake.points, 1),
                weight=_weight_text(stake, words),
            )
            for party, stake in bridge.needs.items()
        )
        text = words("new_issue.opens", needs=needs, deal=naming.deal(bridge.package.deal, words))
        if not bridge.spare:
            return text
        spare = words.join(
            words(
                "new_issue.spare",
                party=naming.party(party, words),
                points=words.number(points, 1),
            )
            for party, points in bridge.spare.items()
        )
        return text + " " + words("new_issue.may_cost", spare=spare)

    def _said_move(self, words: Phrases) -> list[str]:
        known = [move for move in self.moves if move.stake is not None]
        if not known:
            unknown = any(not move.known for move in self.moves)
            return [words("new_issue.unknown" if unknown else "new_issue.unmoved")]
        move = min(known, key=lambda move: move.stake.points if move.stake else 0.0)
        points = move.stake.points if move.stake else 0.0
        text = words(
            "new_issue.moves",
            party=self.seats.naming.party(move.party, words),
            points=words.number(points, 1),
            deal="" if move.package is None else self._deal(move.package, words),
            gains=self.seats.signed(move.change, words),
        )
        if points > 100:
            text += " " + words("new_issue.beyond")
        return [text]

    def _deal(self, package: Package, words: Phrases) -> str:
        return self.seats.naming.deal(package.deal, words)

    def tables(self, words: Phrases) -> tuple[Table, ...]:
        """How much an issue must be worth to each party to move the solution."""
        rows: list[tuple[Cell, ...]] = [
            (
                self.seats.naming.party(move.party, words),
                move.stake.points,
                move.stake.weight,
                self._deal(move.package, words),
                self.seats.signed(move.change, words),
            )
            for move in self.moves
            if move.stake is not None and move.package is not None
        ]
        if not rows:
            return ()
        columns = (
            Column(words("new_issue.to_whom")),
            Column(words("new_issue.more_than"), "right", 1),
            Column(words("new_issue.as_weight"), "right", 1),
            Column(words("new_issue.moves_to")),
            Column(words("new_issue.without_it")),
        )
        return (Table(words("new_issue.title"), columns, tuple(rows), words("new_issue.note")),)


def _weight_text(stake: Stake, words: Phrases) -> str:
    """A weight for reading; an infinite one where it would be too large a number."""
    if stake.weight is None:
        return "∞"
    return words.number(stake.weight, 1 if stake.weight >= 10 else 2)


def _totals(seats: Seats) -> dict[str, float]:
    """The sum of each party's weights as given."""
    stated = seats.naming.scenario.preferences
    return {
        name: sum(weight.best for weight in stated[name].weights.values()) for name in seats.names
    }


def _bridges(seats: Seats, settled: Settled) -> tuple[Bridge, ...]:
    """From the nearest misses in total that cross no red line of those whose consent they need."""
    totals = _totals(seats)
    found = []
    for miss in settled.misses:
        if miss.lines or "total" not in miss.least:
            continue
        package = seats.package(miss.deal)
        members = seats.named(miss.group)
        lack = seats.gains(miss.lack)
        above = seats.gains(settled.space.utility(miss.deal[np.newaxis])[0] - settled.space.limit)
        needs = {name: Stake.of(lack[name], totals[name]) for name in members if lack[name] > 0}
        spare = {name: above[name] for name in members if above[name] > 0}
        found.append(Bridge(members, package, needs, spare))
    return tuple(found[:MOST])


def _moves(seats: Seats, settled: Settled, power: NDArray[np.float64] | None) -> tuple[Move, ...]:
    """For each party at the table, from the first Nash deal."""
    totals = _totals(seats)
    solution = settled.chosen["nash"][0]
    here = settled.space.utility(solution[np.newaxis])[0]
    found = []
    for shift in shifts(settled.space, settled.consent, solution, power):
        name = seats.names[shift.party]
        if shift.points is None or shift.deal is None:
            found.append(Move(name, None, None, {}, shift.known))
            continue
        there = settled.space.utility(shift.deal[np.newaxis])[0]
        stake = Stake.of(shift.points, totals[name])
        change = seats.gains(there - here)
        found.append(Move(name, stake, seats.package(shift.deal), change, True))
    return tuple(found)
