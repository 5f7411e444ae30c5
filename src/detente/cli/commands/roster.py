"""`detente roster`: duty rosters that nobody can foresee, and those beside `detente security`."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import typer

from detente.cli.arguments import (
    NEEDED,
    SHOWN,
    File,
    Force,
    Parameters,
    add_command,
    option,
)
from detente.cli.sources import opened
from detente.errors import SettingError, sentence
from detente.validation import check_extra, checked_ending, one_of
from detente.writing import check_target, write_whole

if TYPE_CHECKING:
    from detente.analyses.security.rosters.draw import Roster
    from detente.phrases import Phrases
    from detente.scenario import Scenario

FORMATS = ("table", "ics", "csv", "html")
_ENDINGS = {".txt": "table", ".ics": "ics", ".csv": "csv", ".html": "html"}
_TIMES: Parameters = {
    "start": option(str | None, "--start", "Begin of the first shift.", metavar="YYYY-MM-DDTHH:MM"),
    "hours": option(float | None, "--hours", "Length of a shift.", min=0.1, max=168),
}
PARAMETERS: Parameters = {
    "file": (File, NEEDED),
    "shifts": option(int, "--shifts", "How many shifts.", NEEDED, min=1, max=100_000),
    "seed": option(int, "--seed", "Start of the random numbers.", NEEDED, min=0),
    "form": option(str | None, "--format", "What to write; as -o ends.", metavar="|".join(FORMATS)),
    "output": option(Path | None, "--output", "A file, not stdout.", short="-o", metavar="PATH"),
    **_TIMES,
    "method": option(str, "--method", "As of `detente security`.", "auto"),
    "use_spare": option(bool, "--use-spare", "Post units that cannot improve the plan too.", False),
    **SHOWN,
    "force": (Force, False),
}
BESIDE: Parameters = {
    "roster": option(
        Path | None, "--roster", "Draw a duty roster: .csv, .ics or .xlsx.", metavar="PATH"
    ),
    "shifts": option(
        int | None, "--shifts", "Of the roster; a week where absent.", min=1, max=100_000
    ),
    **_TIMES,
}
"""What `detente security` takes besides."""

HELP = "Draw duty rosters whose long-run shares equal the coverage exactly, rest kept."


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "roster", HELP, PARAMETERS, _roster)


def _roster(given: SimpleNamespace) -> None:
    """Load, draw, print or write."""
    from detente.analyses.security import draw_roster
    from detente.cli.printing import print_document, print_json

    given.form = _form(given)
    scenario, words = opened(given.file, given.language)
    drawn = draw_roster(scenario, shifts=given.shifts, **_settings(given))
    if given.json:
        print_json(drawn.to_dict())
        return
    text = _text(drawn, scenario, words, given)
    if given.output is not None:
        write_whole(given.output, text, force=given.force)
        print(f"{given.output}: written")
    elif given.form in ("ics", "html"):
        print_document(text)
    else:
        print(text, end="")


def _form(given: SimpleNamespace) -> str:
    """What to write: as asked for, else as the file ends, else a table; SettingError at odds."""
    asked = one_of("--format", given.form or "table", FORMATS)
    if given.output is None:
        return asked
    if given.json:
        raise SettingError("--json", sentence("it is given"), "leave it out where -o is given")
    ending = given.output.suffix.lower()
    endings = [end for end, form in _ENDINGS.items() if given.form in (None, form)]
    checked_ending("--output", given.output, endings)
    check_target(given.output, force=given.force)
    return _ENDINGS[ending]


def _settings(given: SimpleNamespace) -> dict[str, Any]:
    names = ("seed", "method", "seconds", "use_spare")
    return {name: getattr(given, name) for name in names if hasattr(given, name)}


def _text(drawn: Roster, scenario: Scenario, words: Phrases, given: SimpleNamespace) -> str:
    from detente import render
    from detente.analyses.security.rosters import files

    if given.form in ("csv", "ics"):
        clock = files.Clock.of(scenario, given.start, given.hours)
        write = files.as_csv if given.form == "csv" else files.as_calendar
        return write(drawn, scenario, words, clock)
    if given.form == "html":
        return render.html_page(files.document(drawn, scenario, words))
    exhibits = files.exhibits(drawn, scenario, words)
    shown = (render.text(exhibit, language=words.language, width=80) for exhibit in exhibits)
    return "\n\n".join(part.rstrip("\n") for part in shown) + "\n"


def check_roster(given: SimpleNamespace) -> None:
    """Refuse a roster that could not be written, before any work is done."""
    from detente.sheets.rosters import ENDINGS

    checked_ending("--roster", given.roster, ENDINGS)
    if given.roster.suffix.lower() == ".xlsx":
        check_extra("--roster", "excel", "openpyxl")
    check_target(given.roster, force=given.force)


def write_roster(scenario: Scenario, words: Phrases, given: SimpleNamespace) -> None:
    """Draw a roster and write it."""
    from detente.sheets.rosters import drawn_file

    asked = {"shifts": given.shifts, "times": (given.start, given.hours), **_settings(given)}
    content = drawn_file(scenario, words, given.roster.suffix.lower(), **asked)
    write_whole(given.roster, content, force=given.force)
    print(f"{given.roster}: written")
