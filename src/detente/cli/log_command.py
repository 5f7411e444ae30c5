"""`detente log add`, `take`, `resolve` and `score`."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import File, Force, Json
from detente.cli.printing import ChartFile, check_chart, write_chart

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario import Scenario

Book = Annotated[Path, typer.Option("--file", help="The log, one statement a line.")]
Day = Annotated[
    str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="Day; today if absent.")
]
InLanguage = Annotated[str, typer.Option("--language", metavar="en|de", help="Language.")]
Resolves = Annotated[
    str | None, typer.Option("--resolves", metavar="YYYY-MM-DD", help="Day of the outcome.")
]

DEFAULT = Path("forecasts.jsonl")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Keep a log of dated probability statements and score it.", no_args_is_help=True
    )
    group.command("add")(add)
    group.command("take")(take)
    group.command("resolve")(resolve)
    group.command("score")(score)
    app.add_typer(group, name="log")


def add(
    statement: Annotated[str, typer.Argument(help="What will turn out true or false.")],
    probability: Annotated[str, typer.Argument(help="How likely it is: 0.7 or 70%.")],
    resolves: Resolves = None,
    source: Annotated[
        str, typer.Option("--source", help="Brief or scenario it is taken from.")
    ] = "",
    on: Day = None,
    file: Book = DEFAULT,
    language: InLanguage = "en",
) -> None:
    """Add a statement to the log."""
    from detente import forecast_log
    from detente.phrases import phrases

    words = phrases(language)
    change = partial(
        forecast_log.add,
        text=statement,
        probability=_probability(probability),
        made=_day(on, "on"),
        resolves=None if resolves is None else _day(resolves, "resolves"),
        source=source,
    )
    log = forecast_log.change_log(file, change, missing_ok=True)
    typer.echo(words("log.added", number=log.statements[-1].number, file=file))


def take(
    scenario: File,
    resolves: Resolves = None,
    on: Day = None,
    file: Book = DEFAULT,
    language: Annotated[
        str | None, typer.Option("--language", metavar="en|de", help="Language.")
    ] = None,
    analysis: Annotated[
        str,
        typer.Option(
            "--analysis",
            metavar="forecast|outlook",
            help="Forecast intervals of issues, or the chances of an agreement.",
        ),
    ] = "forecast",
) -> None:
    """Add the forecast intervals of a scenario, or its outlook, to the log."""
    from detente import forecast_log, load
    from detente.phrases import phrases
    from detente.validation import one_of

    one_of("analysis", analysis, ("forecast", "outlook"))
    loaded = load(scenario)
    words = phrases(language or loaded.language)
    told = _chances(loaded, words) if analysis == "outlook" else _intervals(loaded, words)

    def change(log: forecast_log.Log) -> forecast_log.Log:
        for text, probability in told:
            log = forecast_log.add(
                log,
                text,
                probability,
                made=_day(on, "on"),
                resolves=None if resolves is None else _day(resolves, "resolves"),
                source=f"{scenario} {loaded.digest[:12]}",
            )
        return log

    forecast_log.change_log(file, change, missing_ok=True)
    typer.echo(words("log.taken", n=len(told), file=file))


def _intervals(scenario: Scenario, words: Phrases) -> list[tuple[str, float]]:
    from detente import forecast_outcomes
    from detente.analyses.forecast.report import interval_statements

    result = forecast_outcomes(scenario, methods=[])
    return [(text, result.level) for text in interval_statements(result, words.language)]


def _chances(scenario: Scenario, words: Phrases) -> list[tuple[str, float]]:
    from detente import analyze_outlook
    from detente.analyses.outlook.report import events
    from detente.errors import SettingError

    found = events(analyze_outlook(scenario), words)
    if not found:
        raise SettingError("analysis", "outlook", "state friction or past cases under outlook")
    return found


def resolve(
    number: Annotated[int, typer.Argument(help="Number of the statement.")],
    outcome: Annotated[str, typer.Argument(metavar="yes|no", help="Whether it came true.")],
    on: Day = None,
    file: Book = DEFAULT,
    language: InLanguage = "en",
) -> None:
    """Say what became of a statement."""
    from detente import forecast_log
    from detente.errors import SettingError
    from detente.phrases import phrases

    words = phrases(language)
    came = {"yes": True, "no": False, "ja": True, "nein": False}.get(outcome.lower())
    if came is None:
        raise SettingError("outcome", outcome, "say yes or no")
    change = partial(forecast_log.resolve, number=number, outcome=came, on=_day(on, "on"))
    forecast_log.change_log(file, change)
    typer.echo(words("log.resolved", number=number, file=file))


def score(
    json: Json = False,
    chart: ChartFile = None,
    on: Day = None,
    file: Book = DEFAULT,
    language: InLanguage = "en",
    force: Force = False,
) -> None:
    """Score what is resolved: Brier score, its parts, calibration."""
    from dataclasses import asdict

    from detente import forecast_log
    from detente.cli.printing import print_exhibits, print_json
    from detente.exhibits import Exhibit, Note
    from detente.forecast_log.exhibits import (
        calibration_chart,
        log_table,
        score_note,
        score_table,
    )
    from detente.phrases import phrases

    words = phrases(language)
    check_chart(chart, force=force)
    log = forecast_log.read_log(file)
    found = forecast_log.brier_of_log(log) if log.settled else None
    due = log.due(_day(on, "on"))
    if chart is not None and found is not None:
        write_chart(calibration_chart(found, language), chart, language, force=force)
    if json:
        numbers = [said.number for said in due]
        answer = {"statements": len(log.statements), "due": numbers}
        score_parts = None if found is None else asdict(found)
        print_json({"analysis": "log", "answer": answer | {"brier": score_parts}})
        return
    shown: list[Exhibit] = [log_table(log, language)]
    if found is None:
        shown.append(Note(words("log.none_resolved")))
    else:
        shown += [score_note(found, language), score_table(found, language)]
    if due:
        shown.append(Note(words.count("log.due", len(due)), "caution"))
    print_exhibits(words("log.title"), shown, language)


def _probability(text: str) -> float:
    from detente.errors import SettingError

    try:
        number = float(text.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        raise SettingError("probability", text, "write 0.7 or 70%") from None
    share = number / 100 if text.strip().endswith("%") else number
    if not 0 < share < 1:
        raise SettingError("probability", text, "write a number above 0 % and below 100 %")
    return share


def _day(text: str | None, option: str) -> datetime.date:
    from detente.errors import SettingError

    if text is None:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SettingError(option, text, "write a day as YYYY-MM-DD") from None
