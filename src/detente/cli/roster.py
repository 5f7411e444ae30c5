"""`detente roster`: duty rosters that nobody can foresee."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.analysis_command import option_of, with_options
from detente.cli.arguments import File, Force, Json, Language
from detente.cli.spoken import speak
from detente.errors import SettingError
from detente.validation import one_of

if TYPE_CHECKING:
    from detente.analyses.security.rosters.draw import Roster
    from detente.analyses.security.rosters.files import Clock
    from detente.phrases import Phrases
    from detente.scenario import Scenario

FORMATS = ("table", "ics", "csv", "html")
FIRST_HOUR = 6


OPTIONS: dict[str, tuple[Any, ...]] = {
    "file": (File,),
    "shifts": (
        Annotated[int, typer.Option("--shifts", min=1, max=100_000, help="How many shifts.")],
    ),
    "seed": (Annotated[int, typer.Option("--seed", min=0, help="Start of the random numbers.")],),
    "format_": (
        Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to write.")],
        "table",
    ),
    "output": (
        Annotated[
            Path | None, typer.Option("--output", "-o", metavar="PATH", help="A file, not stdout.")
        ],
        None,
    ),
    "start": (
        Annotated[
            str | None,
            typer.Option("--start", metavar="YYYY-MM-DDTHH:MM", help="Begin of the first shift."),
        ],
        None,
    ),
    "hours": (
        Annotated[
            float | None, typer.Option("--hours", min=0.1, max=168, help="Length of a shift.")
        ],
        None,
    ),
    "method": (
        Annotated[str, typer.Option("--method", help="As of `detente security`.")],
        "auto",
    ),
    "use_spare": (
        Annotated[
            bool, typer.Option("--use-spare", help="Post units that cannot improve the plan too.")
        ],
        False,
    ),
    "json": (Json, False),
    "language": (Language, None),
    "force": (Force, False),
}
"""The type of each option, and its default where it has one."""

HELP = "Draw duty rosters whose long-run shares equal the coverage exactly, rest kept."


def register(app: typer.Typer) -> None:
    """Add the command."""

    def command(file: str, **given: Any) -> None:
        _roster(file, given)

    with_options(command, [option_of(name, *each) for name, each in OPTIONS.items()])
    app.command("roster", help=HELP)(command)


def _roster(file: str, given: dict[str, Any]) -> None:
    """Load, draw, print or write."""
    from detente.analyses.security import draw_roster
    from detente.cli.printing import print_document, print_json
    from detente.cli.sources import load
    from detente.phrases import phrases
    from detente.writing import check_target, write_whole

    format_, output = one_of("--format", given["format_"], FORMATS), given["output"]
    if output is not None:
        check_target(output, force=given["force"])
    scenario = load(file)
    words = phrases(given["language"] or scenario.language)
    speak(words.language)
    drawn = draw_roster(
        scenario, **{name: given[name] for name in ("shifts", "seed", "method", "use_spare")}
    )
    if given["json"]:
        print_json(drawn.to_dict())
        return
    text = _text(drawn, scenario, words, format_, _clock(given, scenario))
    if output is None:
        print_document(text) if format_ in ("ics", "html") else print(text, end="")
        return
    write_whole(output, text, force=given["force"])
    typer.echo(f"{output}: written")


def _clock(given: dict[str, Any], scenario: Scenario) -> Clock | None:
    """When the first shift begins and how long each lasts; None where no begin is known."""
    from detente.analyses.security.rosters.files import Clock

    cycle = len(scenario.security.shifts) if scenario.security else 0
    hours = given["hours"] or 24 / (cycle or 3)
    if given["start"] is not None:
        try:
            start = datetime.datetime.fromisoformat(given["start"]).replace(tzinfo=None)
        except ValueError:
            raise SettingError("--start", given["start"], "write 2025-08-15T06:00") from None
        return Clock(start, hours)
    if scenario.as_of is not None:
        return Clock(datetime.datetime.combine(scenario.as_of, datetime.time(FIRST_HOUR)), hours)
    if given["format_"] == "ics":
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
