"""What a brief says of seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.seats.exhibits import charts, tables
from detente.analyses.seats.statements import SMALL, absent_statements, name_of, statements
from detente.exhibits import Note, Section

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.phrases import Phrases


def brief(result: SeatsResult, words: Phrases) -> BriefPart:
    """Absent parties on the front, all else behind."""
    said = absent_statements(result, words, short=True)[:3]
    front = Section("seats", words("seats.front"), tuple(Note(t, "finding") for t in said))
    annex = Section(
        "seats",
        words("seats.annex"),
        (*statements(result, words), *tables(result, words), *charts(result, words)),
    )
    return BriefPart((bottom_line(result, words),), (front,) if said else (), (annex,))


def bottom_line(result: SeatsResult, words: Phrases) -> str:
    """Whose absence weighs most, or that nobody who counts is missing."""
    absent = [seat for seat in result.drawn if not seat.taken]
    if not absent:
        return words("seats.line_all")
    first = max(absent, key=lambda seat: float(seat.table[:, seat.party].mean()))
    gains = -first.table.mean(axis=0)
    gains[first.party] = 0.0
    winner = int(gains.argmax())
    values = {
        "party": name_of(result, first.party, words),
        "points": words.number(float(first.table[:, first.party].mean())),
    }
    if gains[winner] <= SMALL:
        return words("seats.line_absent", **values)
    other = name_of(result, winner, words)
    return words("seats.line_gains", other=other, gain=words.number(float(gains[winner])), **values)
