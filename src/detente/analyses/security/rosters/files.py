"""A roster as a table, a calendar (RFC 5545), comma-separated values."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from detente.analyses.security.report.labels import Labels
from detente.analyses.security.rosters.draw import Duty, DutyShift, Roster
from detente.analyses.telling import table
from detente.errors import SettingError, sentence
from detente.exhibits import Cell, Document, Exhibit, Note, Section
from detente.phrases import Phrases
from detente.phrases.directions import unisolated
from detente.scenario import Scenario

FIRST_HOUR = 6
LINE = 75
"""Most octets in a line of a calendar file."""


class Clock(NamedTuple):
    """When the first shift begins, and how long each lasts."""

    start: datetime.datetime
    hours: float

    def begin(self, shift: DutyShift, later: int = 0) -> datetime.datetime:
        """When a shift begins, or the one `later` shifts after it."""
        return self.start + datetime.timedelta(hours=self.hours * (shift.number - 1 + later))

    @classmethod
    def of(cls, scenario: Scenario, start: str | None, hours: float | None) -> Clock | None:
        """As stated, else from `FIRST_HOUR` on the scenario's day; None where no begin is known.

        Raises SettingError for what is no time.
        """
        cycle = len(scenario.security.shifts) if scenario.security else 0
        hours = hours or 24 / (cycle or 3)
        if start is not None:
            try:
                return cls(datetime.datetime.fromisoformat(start).replace(tzinfo=None), hours)
            except ValueError:
                raise SettingError("--start", start, "write 2025-08-15T06:00") from None
        if scenario.as_of is None:
            return None
        first = datetime.datetime.combine(scenario.as_of, datetime.time(FIRST_HOUR))
        return cls(first, hours)


def document(roster: Roster, scenario: Scenario, words: Phrases) -> Document:
    """The roster as a page to print."""
    title = scenario.translated(scenario.title, "title", language=words.language)
    section = Section("roster", words("security.roster_section"), exhibits(roster, scenario, words))
    return Document(words("security.roster_title"), title, words.language, (section,))


def exhibits(roster: Roster, scenario: Scenario, words: Phrases) -> tuple[Exhibit, ...]:
    """How the roster was drawn, its shifts with their duties, shares here and in the long run."""
    labels = Labels(scenario, words.language)
    postings = words.number(roster.postings)
    drawn = {"seed": roster.seed, "shifts": len(roster.shifts), "postings": postings}
    duties = ["roster_shift", "roster_unit", "roster_targets", "roster_chance>1%"]
    rows = [row for shift in roster.shifts for row in _rows(shift, labels, words)]
    shares = [
        (labels("targets", key), 100 * roster.served[key], 100 * share)
        for key, share in roster.coverage.items()
    ]
    columns = ["target", "roster_here>1%", "roster_long_run>1%"]
    return (
        Note(words("security.roster_drawn", **drawn), "text"),
        table(words, "security.roster_posts", duties, rows),
        table(words, "security.roster_shares", columns, shares),
    )


def _rows(shift: DutyShift, labels: Labels, words: Phrases) -> Iterator[tuple[Cell, ...]]:
    """One row a duty; the shift and its chance stand in the first."""
    name, chance = str(shift.number), 100 * shift.chance
    if shift.name:
        name = f"{name} · {labels('shifts', shift.name)}"
    if not shift.duties:
        yield name, "", words("security.roster_idle"), chance
    for place, duty in enumerate(shift.duties):
        unit, targets = _said(duty, labels, words)
        yield ("", unit, targets, "") if place else (name, unit, targets, chance)


def _said(duty: Duty, labels: Labels, words: Phrases) -> tuple[str, str]:
    """A unit with its number, and where it is posted."""
    targets = words.join(labels("targets", target) for target in duty.targets)
    return f"{labels('resources', duty.resource)} {duty.unit}", targets


def as_rows(
    roster: Roster, scenario: Scenario, words: Phrases, clock: Clock | None
) -> Iterator[tuple[str | float, ...]]:
    """Headings, then one row a duty; begin and end where the start of the first shift is known."""
    labels = Labels(scenario, words.language)
    yield "shift", "name", "begin", "end", "unit", "number", "targets", "chance"
    for shift in roster.shifts:
        ends = ["", ""] if clock is None else [clock.begin(shift, n).isoformat() for n in (0, 1)]
        for duty in shift.duties:
            unit = unisolated(labels("resources", duty.resource))
            targets = unisolated("; ".join(labels("targets", target) for target in duty.targets))
            yield shift.number, shift.name, *ends, unit, duty.unit, targets, shift.chance


def as_csv(roster: Roster, scenario: Scenario, words: Phrases, clock: Clock | None) -> str:
    """One line a duty; no text is taken for a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(map(_plain, row) for row in as_rows(roster, scenario, words, clock))
    return out.getvalue()


def _plain(cell: str | float) -> str | float:
    if isinstance(cell, float):
        return f"{cell:.12g}"
    formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if formula else cell


def as_calendar(roster: Roster, scenario: Scenario, words: Phrases, clock: Clock | None) -> str:
    """One event a duty, in local time; the same roster gives the same file.

    Raises SettingError where no begin of the first shift is known.
    """
    if clock is None:
        remedy = "write the begin of the first shift: 2025-08-15T06:00"
        raise SettingError("--start", sentence("nothing is given"), remedy)
    labels = Labels(scenario, words.language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//detente//roster//EN",
        "CALSCALE:GREGORIAN",
        *(
            line
            for shift in roster.shifts
            for duty in shift.duties
            for line in _event(roster, (shift, duty), labels, words, clock)
        ),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(
    roster: Roster, posted: tuple[DutyShift, Duty], labels: Labels, words: Phrases, clock: Clock
) -> Iterator[str]:
    (shift, duty), stamp = posted, "%Y%m%dT%H%M%S"
    key = f"{roster.origin.digest[:12]}-{roster.seed}-{shift.number}-{duty.resource}-{duty.unit}"
    unit = _said(duty, labels, words)[0]
    targets = ", ".join(labels("targets", target) for target in duty.targets)
    tour = words("security.roster_tour", unit=unit, targets=targets)
    chance = f"{words('security.roster_chance')}: {words.number(100 * shift.chance, 1)} %"
    yield "BEGIN:VEVENT"
    yield f"UID:{key}@detente"
    yield f"DTSTAMP:{clock.start.strftime(stamp)}Z"
    yield f"DTSTART:{clock.begin(shift).strftime(stamp)}"
    yield f"DTEND:{clock.begin(shift, 1).strftime(stamp)}"
    yield f"SUMMARY:{_escaped(tour)}"
    yield f"LOCATION:{_escaped(targets)}"
    yield f"DESCRIPTION:{_escaped(chance)}"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", unisolated(text)).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line after at most 75 octets, never inside a character."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > LINE:
            yield part
            part = " "
        part += sign
    yield part
