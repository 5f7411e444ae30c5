"""A duty roster as a file: comma-separated values, a calendar, a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.security.rosters.draw import Roster
from detente.analyses.security.rosters.files import Clock, as_calendar, as_csv, as_rows
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.sheets.book import Head, Page, write_book

ENDINGS = (".csv", ".ics", ".xlsx")
WIDTHS = (0, 8, 14, 20, 20, 36, 10, 60, 12)


def roster_file(
    roster: Roster, scenario: Scenario, words: Phrases, ending: str, clock: Clock | None
) -> str | bytes:
    """The roster as a file of one of the `ENDINGS`.

    Raises SettingError for a calendar without a clock, and for a workbook without openpyxl.
    """
    if ending == ".ics":
        return as_calendar(roster, scenario, words, clock)
    if ending == ".csv":
        return as_csv(roster, scenario, words, clock)
    heads, *rows = as_rows(roster, scenario, words, clock)
    shown: list[Sequence[object]] = [["", *map(Head, map(str, heads))]]
    shown += [["", *row] for row in rows]
    return write_book([Page(words("security.roster_section"), shown, WIDTHS, "A2")])
