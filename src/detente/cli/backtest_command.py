"""`detente backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.analysis_command import option_of, with_options
from detente.cli.arguments import Force, InLanguage, Json
from detente.cli.printing import ChartFile, announce, check_chart, write_chart
from detente.cli.spoken import speak

Data = Annotated[
    Path, typer.Argument(metavar="DATA", help="A table of settled issues: DEU III layout or CSV.")
]
Methods = Annotated[
    list[str] | None,
    typer.Option("--methods", help="Methods to test, joined by commas, or all (the default)."),
]
Calibration = Annotated[
    Path | None,
    typer.Option("--calibration", metavar="FILE", help="Write the residuals of every method."),
]
Shipped = Annotated[
    bool, typer.Option("--shipped", help="Test the shipped constants; nothing is fitted.")
]
Seed = Annotated[int, typer.Option("--seed", help="Seed of ties, folds and bootstrap.")]

HELP = "Test every forecasting method on settled negotiations."


def register(app: typer.Typer) -> None:
    """Add the command."""

    def command(data: Path, language: str, **given: Any) -> None:
        backtest(data, language, **given)

    parameters = [
        option_of("data", Data),
        option_of("json", Json, False),
        option_of("methods", Methods, None),
        option_of("calibration", Calibration, None),
        option_of("chart", ChartFile, None),
        option_of("seed", Seed, 0),
        option_of("shipped", Shipped, False),
        option_of("language", InLanguage, "en"),
        option_of("force", Force, False),
    ]
    with_options(command, parameters)
    app.command("backtest", help=HELP)(command)


def backtest(data: Path, language: str, *, force: bool, json: bool, **given: Any) -> None:
    """Test the methods, write what is asked for, print."""
    from detente.analyses.forecast.backtest import backtest as test
    from detente.cli.printing import print_exhibits, print_json
    from detente.errors import SettingError
    from detente.exhibits import Exhibit
    from detente.formats import is_recorded, read_past, read_recorded
    from detente.phrases import phrases
    from detente.progress import bar
    from detente.writing import check_target, write_whole

    speak(language)
    words = phrases(language)
    calibration, chart, shipped = given["calibration"], given["chart"], given["shipped"]
    check_chart(chart, force=force)
    if calibration is not None and shipped:
        remedy = "leave out --shipped, which fits nothing"
        raise SettingError("--calibration", str(calibration), remedy)
    if calibration is not None:
        check_target(calibration, force=force)
    if is_recorded(data):
        recorded = read_recorded(data)
        if json:
            print_json(recorded.to_dict())
        else:
            told: tuple[Exhibit, ...] = (
                *recorded.statements(language),
                *recorded.tables(language),
            )
            print_exhibits(words("outlook.bt_title"), told, language)
        return
    listed = ",".join(given["methods"] or ["all"]).split(",")
    methods = [part.strip() for part in listed if part.strip()]
    past = read_past(data)
    announce()
    with bar() as progress:
        result = test(past, methods=methods, seed=given["seed"], shipped=shipped, progress=progress)
    if calibration is not None:
        write_whole(calibration, result.constants(), force=force)
    if chart is not None:
        write_chart(result.charts(language)[0], chart, language, force=force)
    if json:
        print_json(result.to_dict(language))
    else:
        shown: tuple[Exhibit, ...] = (*result.statements(language), *result.tables(language))
        print_exhibits(words("forecast.bt_title"), shown, language)
