"""A roster as a table, a calendar (RFC 5545), comma-separated values."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator

from detente.analyses.security.report.labels import Labels
from detente.analyses.security.rosters.draw import Duty, DutyShift, Roster
from detente.exhibits import Cell, Column, Document, Exhibit, Note, Section, Table
from detente.phrases import Phrases
from detente.phrases.directions import unisolated
from detente.scenario import Scenario

LINE = 75
"""Most octets in a line of a calendar file."""


def document(roster: Roster, scenario: Scenario, words: Phrases) -> Document:
    """The roster as a page to print."""
    title = scenario.translated(scenario.title, "title", language=words.language)
    shown = exhibits(roster, scenario, words)
    section = Section("roster", words("security.roster_section"), shown)
    return Document(words("security.roster_title"), title, words.language, (section,))


def exhibits(roster: Roster, scenario: Scenario, words: Phrases) -> tuple[Exhibit, ...]:
    """How the roster was drawn, its shifts, and its shares."""
    return (note(roster, words), *tables(roster, scenario, words))


def note(roster: Roster, words: Phrases) -> Note:
    """How the roster was drawn."""
    text = words(
        "security.roster_drawn",
        seed=roster.seed,
        shifts=len(roster.shifts),
        postings=words.number(roster.postings),
    )
    return Note(text, "text")


def tables(roster: Roster, scenario: Scenario, words: Phrases) -> tuple[Table, ...]:
    """Shifts with their duties, and the shares served beside the long-run ones."""
    labels = Labels(scenario, words)
    rows = tuple(row for shift in roster.shifts for row in _rows(shift, labels, words))
    columns = (
        Column(words("security.roster_shift")),
        Column(words("security.roster_unit")),
        Column(words("security.roster_targets")),
        Column(words("security.roster_chance"), "right", 1, "%"),
    )
    shares = tuple(
        (labels.node(_node(key)), 100 * roster.served[key], 100 * share)
        for key, share in roster.coverage.items()
    )
    share_columns = (
        Column(words("security.target")),
        Column(words("security.roster_here"), "right", 1, "%"),
        Column(words("security.roster_long_run"), "right", 1, "%"),
    )
    return (
        Table(words("security.roster_posts"), columns, rows),
        Table(words("security.roster_shares"), share_columns, shares),
    )


def _rows(shift: DutyShift, labels: Labels, words: Phrases) -> Iterator[tuple[Cell, ...]]:
    """One row a duty; the shift and its chance stand in the first."""
    name, chance = _shift_name(shift, labels), 100 * shift.chance
    if not shift.duties:
        yield name, "", words("security.roster_idle"), chance
    for place, duty in enumerate(shift.duties):
        targets = words.join(map(labels.target, duty.targets))
        first = place == 0
        yield name if first else "", _unit(duty, labels), targets, chance if first else ""


def _unit(duty: Duty, labels: Labels) -> str:
    return f"{labels.resource(duty.resource)} {duty.unit}"


def as_csv(
    roster: Roster,
    scenario: Scenario,
    words: Phrases,
    *,
    start: datetime.datetime | None,
    hours: float,
) -> str:
    """One line a duty; begin and end where the start of the first shift is known."""
    labels = Labels(scenario, words)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["shift", "name", "begin", "end", "unit", "number", "targets", "chance"])
    for shift in roster.shifts:
        begin = "" if start is None else _begin(start, hours, shift).isoformat()
        end = "" if start is None else _begin(start, hours, shift, 1).isoformat()
        for duty in shift.duties:
            targets = "; ".join(map(labels.target, duty.targets))
            unit = labels.resource(duty.resource)
            writer.writerow(
                [
                    shift.number,
                    shift.name,
                    begin,
                    end,
                    _plain(unit),
                    duty.unit,
                    _plain(targets),
                    f"{shift.chance:.12g}",
                ]
            )
    return out.getvalue()


def _plain(text: str) -> str:
    """Text as the file has it, that no spreadsheet takes for a formula."""
    text = unisolated(text)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def as_calendar(
    roster: Roster, scenario: Scenario, words: Phrases, *, start: datetime.datetime, hours: float
) -> str:
    """One event a duty, in local time; the same roster gives the same file."""
    labels = Labels(scenario, words)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//detente//roster//EN",
        "CALSCALE:GREGORIAN",
    ]
    for shift in roster.shifts:
        for duty in shift.duties:
            lines += _event(roster, shift, duty, labels, words, start, hours)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(
    roster: Roster,
    shift: DutyShift,
    duty: Duty,
    labels: Labels,
    words: Phrases,
    start: datetime.datetime,
    hours: float,
) -> Iterator[str]:
    stamp = "%Y%m%dT%H%M%S"
    key = f"{roster.origin.digest[:12]}-{roster.seed}-{shift.number}-{duty.resource}-{duty.unit}"
    unit = _unit(duty, labels)
    targets = ", ".join(map(labels.target, duty.targets))
    chance = words.number(100 * shift.chance, 1)
    about = f"{words('security.roster_chance')}: {chance} %"
    yield "BEGIN:VEVENT"
    yield f"UID:{key}@detente"
    yield f"DTSTAMP:{start.strftime(stamp)}Z"
    yield f"DTSTART:{_begin(start, hours, shift).strftime(stamp)}"
    yield f"DTEND:{_begin(start, hours, shift, 1).strftime(stamp)}"
    yield f"SUMMARY:{_escaped(words('security.roster_tour', unit=unit, targets=targets))}"
    yield f"LOCATION:{_escaped(targets)}"
    yield f"DESCRIPTION:{_escaped(about)}"
    yield "END:VEVENT"


def _begin(
    start: datetime.datetime, hours: float, shift: DutyShift, later: int = 0
) -> datetime.datetime:
    return start + datetime.timedelta(hours=hours * (shift.number - 1 + later))


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line after at most 75 octets, never inside a character."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > LINE:
            yield part
            part = " "
        part += sign
    yield part


def _shift_name(shift: DutyShift, labels: Labels) -> str:
    return f"{shift.number} · {labels.shift(shift.name)}" if shift.name else str(shift.number)


def _node(key: str) -> tuple[str, str]:
    target, _, shift = key.partition("@")
    return target, shift
