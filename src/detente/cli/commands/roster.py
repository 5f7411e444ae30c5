"""`detente roster`: duty rosters that nobody can foresee."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

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
from detente.errors import SettingError
from detente.validation import one_of
from detente.writing import check_target, write_whole

if TYPE_CHECKING:
    from detente.analyses.security.rosters.draw import Roster
    from detente.analyses.security.rosters.files import Clock
    from detente.phrases import Phrases
    from detente.scenario import Scenario

FORMATS = ("table", "ics", "csv", "html")
FIRST_HOUR = 6


PARAMETERS: Parameters = {
    "file": (File, NEEDED),
    "shifts": option(int, "--shifts", "How many shifts.", NEEDED, min=1, max=100_000),
    "seed": option(int, "--seed", "Start of the random numbers.", NEEDED, min=0),
    "form": option(str, "--format", "What to write.", "table", metavar="|".join(FORMATS)),
    "output": option(Path | None, "--output", "A file, not stdout.", short="-o", metavar="PATH"),
    "start": option(str | None, "--start", "Begin of the first shift.", metavar="YYYY-MM-DDTHH:MM"),
    "hours": option(float | None, "--hours", "Length of a shift.", min=0.1, max=168),
    "method": option(str, "--method", "As of `detente security`.", "auto"),
    "use_spare": option(bool, "--use-spare", "Post units that cannot improve the plan too.", False),
    **SHOWN,
    "force": (Force, False),
}

HELP = "Draw duty rosters whose long-run shares equal the coverage exactly, rest kept."


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "roster", HELP, PARAMETERS, _roster)


def _roster(given: SimpleNamespace) -> None:
    """Load, draw, print or write."""
    from detente.analyses.security import draw_roster
    from detente.cli.printing import print_document, print_json

    form = one_of("--format", given.form, FORMATS)
    if given.output is not None:
        check_target(given.output, force=given.force)
    scenario, words = opened(given.file, given.language)
    drawn = draw_roster(
        scenario,
        shifts=given.shifts,
        seed=given.seed,
        method=given.method,
        use_spare=given.use_spare,
    )
    if given.json:
        print_json(drawn.to_dict())
        return
    text = _text(drawn, scenario, words, form, _clock(given, scenario))
    if given.output is not None:
        write_whole(given.output, text, force=given.force)
        typer.echo(f"{given.output}: written")
    elif form in ("ics", "html"):
        print_document(text)
    else:
        print(text, end="")


def _clock(given: SimpleNamespace, scenario: Scenario) -> Clock | None:
    """When the first shift begins and how long each lasts; None where no begin is known."""
    from detente.analyses.security.rosters.files import Clock

    cycle = len(scenario.security.shifts) if scenario.security else 0
    hours = given.hours or 24 / (cycle or 3)
    if given.start is not None:
        try:
            start = datetime.datetime.fromisoformat(given.start).replace(tzinfo=None)
        except ValueError:
            raise SettingError("--start", given.start, "write 2025-08-15T06:00") from None
        return Clock(start, hours)
    if scenario.as_of is not None:
        return Clock(datetime.datetime.combine(scenario.as_of, datetime.time(FIRST_HOUR)), hours)
    if given.form == "ics":
        remedy = "write the begin of the first shift: 2025-08-15T06:00"
        raise SettingError("--start", "nothing", remedy)
    return None


def _text(
    drawn: Roster, scenario: Scenario, words: Phrases, format_: str, clock: Clock | None
) -> str:
    from detente import render
    from detente.analyses.security.rosters import files

    if format_ == "csv":
        return files.as_csv(drawn, scenario, words, clock)
    if format_ == "ics" and clock is not None:
        return files.as_calendar(drawn, scenario, words, clock)
    if format_ == "html":
        return render.html_page(files.document(drawn, scenario, words))
    exhibits = files.exhibits(drawn, scenario, words)
    shown = (render.text(exhibit, language=words.language, width=80) for exhibit in exhibits)
    return "\n\n".join(part.rstrip("\n") for part in shown) + "\n"
