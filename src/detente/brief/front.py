"""Keep the front part to two printed pages: what does not fit moves to the head of the annexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from detente.exhibits import Chart, Exhibit, Note, Section, Table

ORDER = (
    "bottom_line",
    "situation",
    "no_deal",
    "deals",
    "obstacles",
    "stages",
    "seats",
    "beliefs",
    "forecast",
    "security",
    "confidence",
    "change",
    "assumptions",
)
"""Keys of the front part's sections, in reading order."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many sentences, tables and charts a section of the front part may hold."""

    notes: int
    tables: int = 0
    charts: int = 0


ROOM = {
    "no_deal": Room(3),
    "deals": Room(3, 1, 1),
    "obstacles": Room(3),
    "stages": Room(1),
    "seats": Room(1),
    "beliefs": Room(1),
    "forecast": Room(1),
    "security": Room(1),
    "confidence": Room(1, 1),
    "change": Room(3),
}
USUAL_ROOM = Room(2)


def condensed(section: Section, said: tuple[str, ...] = ()) -> tuple[Section, Section | None]:
    """A section cut to its room, and what was cut (charts and tables too) as a section behind.

    Sentences in `said` stand in the bottom line already and are not repeated.
    """
    room = ROOM.get(section.key, USUAL_ROOM)
    left = {"note": room.notes, "table": room.tables, "chart": room.charts}
    kept: list[Exhibit] = []
    moved: list[Exhibit] = []
    for exhibit in section.exhibits:
        if isinstance(exhibit, Note) and exhibit.text in said:
            continue
        kind = _kind(exhibit)
        left[kind] -= 1
        (kept if left[kind] >= 0 else moved).append(exhibit)
    front = Section(section.key, section.title, tuple(kept))
    behind = Section(f"{section.key}_more", section.title, tuple(moved)) if moved else None
    return front, behind


def few_charts(exhibits: tuple[Exhibit, ...], most: int) -> tuple[tuple[Exhibit, ...], int]:
    """Exhibits with at most so many charts, the first ones, and the number of charts left out."""
    places = [place for place, exhibit in enumerate(exhibits) if is_chart(exhibit)]
    dropped = set(places[max(most, 0) :])
    kept = tuple(exhibit for place, exhibit in enumerate(exhibits) if place not in dropped)
    return kept, len(dropped)


def is_chart(exhibit: Exhibit) -> TypeGuard[Chart]:
    """Whether an exhibit is drawn."""
    return not isinstance(exhibit, Note | Table)


def _kind(exhibit: Exhibit) -> str:
    if is_chart(exhibit):
        return "chart"
    return "note" if isinstance(exhibit, Note) else "table"
