"""Keep the front part to two printed pages: what does not fit moves to the head of the annexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import ceil
from typing import TypeGuard

from detente.analyses.catalogue import catalogue
from detente.analyses.contract import Analysis, Room
from detente.exhibits import Chart, Exhibit, Note, Section, Table

OPENING = {"bottom_line": Room(), "situation": Room()}
CLOSING = {"confidence": Room(1, 1), "change": Room(3), "assumptions": Room()}
"""The sections before and behind those of the analyses, with their room."""

LINES = 155.0
"""Printed lines on two pages, with headings, the title and the space between paragraphs."""
HEADING, CHART = 2.2, 19.0
LETTERS, ROW_LETTERS = 125, 115
"""Of a printed line of text, and of a row of a table."""


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


def fitting(
    fixed: Sequence[Section], others: Sequence[Section], said: tuple[str, ...]
) -> dict[str, Room]:
    """The room of each section with which the front part is about two printed pages long.

    `fixed` sections stay as they are; of the others the longest gives up a sentence at a time, of
    equal ones the last in reading order.
    """
    found = dict(rooms())
    while True:
        cut = [condensed(section, found, said)[0] for section in others]
        if sum(map(_lines, (*fixed, *(section for section in cut if section.exhibits)))) <= LINES:
            return found
        long = {
            section.key: count
            for section in cut
            if (count := sum(isinstance(exhibit, Note) for exhibit in section.exhibits)) > 1
        }
        if not long:
            return found
        most = max(long.values())
        key = [key for key in found if long.get(key) == most][-1]
        found[key] = replace(found[key], notes=most - 1)


def _lines(section: Section) -> float:
    """About how many printed lines a section takes, its heading included."""
    return HEADING + sum(_lines_of(exhibit) for exhibit in section.exhibits)


def _lines_of(exhibit: Exhibit) -> float:
    if isinstance(exhibit, Note):
        return ceil(len(exhibit.text) / LETTERS) + 0.5
    if isinstance(exhibit, Table):
        rows = (sum(len(str(cell or "")) for cell in row) for row in exhibit.rows)
        body = sum(max(1.25, 1.1 * ceil(letters / ROW_LETTERS) + 0.2) for letters in rows)
        return HEADING + body + ceil(len(exhibit.note) / LETTERS)
    return CHART


def condensed(
    section: Section, places: Mapping[str, Room], said: tuple[str, ...] = ()
) -> tuple[Section, Section | None]:
    """A section cut to its room, and what was cut (charts and tables too) as a section behind.

    Sentences in `said` stand in the bottom line already and are not repeated.
    """
    room = places.get(section.key, Room(0))
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
