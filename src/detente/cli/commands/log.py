"""`detente log add`, `take`, `resolve` and `score`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import ChartFile, File, Force, InLanguage, Json, Language, whole
from detente.cli.printing import check_chart, write_chart
from detente.errors import SettingError
from detente.phrases import phrases
from detente.validation import one_of

if TYPE_CHECKING:
    from detente.forecast_log import Log

Book = Annotated[Path, typer.Option("--file", help="The log, one statement a line.")]
Day = Annotated[
    str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="Day; today if absent.")
]
Resolves = Annotated[
    str | None, typer.Option("--resolves", metavar="YYYY-MM-DD", help="Day of the outcome.")
]
Said = Annotated[str, typer.Argument(help="What will turn out true or false.")]
HowLikely = Annotated[str, typer.Argument(help="How likely it is: 0.7 or 70%.")]
Source = Annotated[str, typer.Option("--source", help="Brief or scenario it is taken from.")]
Taken = Annotated[
    str,
    typer.Option(
        "--analysis",
        metavar="forecast|outlook",
        help="Forecast intervals of issues, or the chances of an agreement.",
    ),
]
Number = Annotated[int, typer.Argument(help="Number of the statement.", parser=whole)]
Outcome = Annotated[str, typer.Argument(metavar="yes|no", help="Whether it came true.")]

DEFAULT = Path("forecasts.jsonl")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Keep a log of dated probability statements and score it.", no_args_is_help=True
    )
    for command in (add, take, resolve, score):
        group.command(command.__name__)(command)
    app.add_typer(group, name="log")


def add(
    statement: Said,
    probability: HowLikely,
    resolves: Resolves = None,
    source: Source = "",
    on: Day = None,
    file: Book = DEFAULT,
    language: InLanguage = "en",
) -> None:
    """Add a statement to the log."""
    from detente import forecast_log

    words, told = phrases(language), [(statement, _probability(probability))]
    log = forecast_log.change_log(file, _adding(told, on, resolves, source), missing_ok=True)
    print(words("log.added", number=log.statements[-1].number, file=file))


def take(
    scenario: File,
    resolves: Resolves = None,
    on: Day = None,
    file: Book = DEFAULT,
    language: Language = None,
    analysis: Taken = "forecast",
) -> None:
    """Add the forecast intervals of a scenario, or its outlook, to the log."""
    from detente import analyze_outlook, forecast_log, forecast_outcomes
    from detente.analyses.forecast.report import interval_statements
    from detente.analyses.outlook.report import events
    from detente.cli.sources import load

    one_of("analysis", analysis, ("forecast", "outlook"))
    loaded = load(scenario)
    words = phrases(language or loaded.language)
    if analysis == "outlook":
        told = events(analyze_outlook(loaded), words)
        if not told:
            remedy = "state friction or past cases under outlook"
            raise SettingError("analysis", "outlook", remedy)
    else:
        result = forecast_outcomes(loaded, methods=[])
        told = [(text, result.level) for text in interval_statements(result, words.language)]
    source = f"{scenario} {loaded.digest[:12]}"
    forecast_log.change_log(file, _adding(told, on, resolves, source), missing_ok=True)
    print(words.count("log.taken", len(told), file=file))


def resolve(
    number: Number,
    outcome: Outcome,
    on: Day = None,
    file: Book = DEFAULT,
    language: InLanguage = "en",
) -> None:
    """Say what became of a statement."""
    from detente import forecast_log

    words = phrases(language)
    came = {"yes": True, "no": False, "ja": True, "nein": False}.get(outcome.lower())
    if came is None:
        raise SettingError("outcome", outcome, "say yes or no")
    change = partial(forecast_log.resolve, number=number, outcome=came, on=_day(on, "on"))
    forecast_log.change_log(file, change)
    print(words("log.resolved", number=number, file=file))


def score(
    json: Json = False,
    chart: ChartFile = None,
    on: Day = None,
    file: Book = DEFAULT,
    language: InLanguage = "en",
    force: Force = False,
) -> None:
    """Score what is resolved: Brier score, its parts, calibration."""
    from detente import forecast_log
    from detente.cli.printing import print_exhibits, print_json
    from detente.exhibits import Exhibit, Note, plain
    from detente.forecast_log import scores

    words = phrases(language)
    check_chart(chart, force=force)
    log = forecast_log.read_log(file)
    found = forecast_log.brier_of_log(log) if log.settled else None
    due = [said.number for said in log.due(_day(on, "on"))]
    if chart is not None and found is not None:
        write_chart(scores.calibration_chart(found, words), chart, language, force=force)
    if json:
        answer = {"statements": len(log.statements), "due": due, "brier": plain(found)}
        print_json({"analysis": "log", "answer": answer})
        return
    shown: list[Exhibit] = [scores.log_table(log, words), Note(words("log.none_resolved"))]
    if found is not None:
        shown[1:] = [scores.score_note(found, words), scores.score_table(found, words)]
    if due:
        shown.append(Note(words.count("log.due", len(due)), "caution"))
    print_exhibits(words("log.log_title"), shown, language)


def _adding(
    told: list[tuple[str, float]], on: str | None, resolves: str | None, source: str
) -> Callable[[Log], Log]:
    """Adds statements, each with its probability, to a log."""
    from detente import forecast_log

    made = _day(on, "on")
    expected = None if resolves is None else _day(resolves, "resolves")

    def change(log: Log) -> Log:
        for text, probability in told:
            log = forecast_log.add(
                log, text, probability, made=made, resolves=expected, source=source
            )
        return log

    return change


def _probability(text: str) -> float:

    try:
        number = float(text.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        raise SettingError("probability", text, "write 0.7 or 70%") from None
    share = number / 100 if text.strip().endswith("%") else number
    if not 0 < share < 1:
        raise SettingError("probability", text, "write a number above 0 % and below 100 %")
    return share


def _day(text: str | None, option: str) -> datetime.date:

    if text is None:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SettingError(option, text, "write a day as YYYY-MM-DD") from None
