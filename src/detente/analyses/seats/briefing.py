"""What a brief says of seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.seats.exhibits import charts, tables
from detente.analyses.seats.statements import absent_statements, statements
from detente.exhibits import Note, Section

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.phrases import Phrases


def brief(result: SeatsResult, words: Phrases) -> BriefPart:
    """Absent parties on the front, all else behind."""
    said = absent_statements(result, words)[:3]
    front = Section("seats", words("seats.front"), tuple(Note(t, "finding") for t in said))
    annex = Section(
        "seats",
        words("seats.annex"),
        (*statements(result, words), *tables(result, words), *charts(result, words)),
    )
    return BriefPart(front=(front,) if said else (), annexes=(annex,))
