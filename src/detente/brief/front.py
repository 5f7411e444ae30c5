"""Keep the front part to two printed pages: what does not fit moves to the head of the annexes."""

from __future__ import annotations

from functools import cache
from typing import TypeGuard

from detente.analyses.catalogue import catalogue
from detente.analyses.contract import Analysis, Room
from detente.exhibits import Chart, Exhibit, Note, Section, Table

OPENING = {"bottom_line": Room(), "situation": Room()}
CLOSING = {"confidence": Room(1, 1), "change": Room(3), "assumptions": Room()}
"""The sections before and behind those of the analyses, with their room."""


@cache
def rooms() -> dict[str, Room]:
    """The sections of the front part in reading order, each with its room."""
    own = {key: room for analysis in catalogue() for key, room in analysis.brief.sections}
    return {**OPENING, **own, **CLOSING}


def over_draws() -> tuple[str, ...]:
    """The analyses whose conclusions a brief counts over draws, as they come in it."""
    counted = [analysis for analysis in catalogue() if analysis.brief.counted]
    return tuple(analysis.name for analysis in sorted(counted, key=_lead))


def leading() -> tuple[str, ...]:
    """In which order the analyses speak in the bottom line: what to aim for first."""
    return tuple(analysis.name for analysis in sorted(catalogue(), key=_lead))


def _lead(analysis: Analysis) -> int:
    return analysis.brief.lead


def condensed(section: Section, said: tuple[str, ...] = ()) -> tuple[Section, Section | None]:
    """A section cut to its room, and what was cut (charts and tables too) as a section behind.

    Sentences in `said` stand in the bottom line already and are not repeated.
    """
    room = rooms().get(section.key, Room(0))
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
