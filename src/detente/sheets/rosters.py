"""A duty roster as a file: comma-separated values, a calendar, a workbook.

>>> from detente.phrases import phrases
>>> from detente.scenario import load
>>> text = drawn_file(load("anchorage"), phrases("en"), ".csv", shifts=3, seed=7)
>>> str(text).splitlines()[0]
'shift,name,begin,end,unit,number,targets,chance'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.analyses.security import draw_roster
from detente.analyses.security.rosters.draw import Roster
from detente.analyses.security.rosters.files import Clock, as_calendar, as_csv, as_rows
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.sheets.book import Head, Page, write_book

ENDINGS = (".csv", ".ics", ".xlsx")
DAYS = 7
"""Days of a roster whose length is not said."""

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


def drawn_file(
    scenario: Scenario,
    words: Phrases,
    ending: str,
    *,
    shifts: int | None = None,
    times: tuple[str | None, float | None] = (None, None),
    **settings: Any,
) -> str | bytes:
    """Draw a roster of so many shifts, a week where not said, and give it as a file.

    `times` are the begin of the first shift and the hours of each. Settings and errors are those of
    `draw_roster` and `roster_file`, and SettingError for a begin that is none.
    """
    cycle = len(scenario.security.shifts) if scenario.security else 0
    clock = Clock.of(scenario, *times)
    roster = draw_roster(scenario, shifts=shifts or DAYS * (cycle or 3), **settings)
    return roster_file(roster, scenario, words, ending, clock)
