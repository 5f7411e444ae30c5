"""`detente backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.analysis_command import option_of, with_options
from detente.cli.arguments import Force, Json
from detente.cli.printing import ChartFile, announce, check_chart, write_chart
from detente.cli.spoken import speak

if TYPE_CHECKING:
    from detente.analyses.outlook.recorded import RecordedTest

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
InLanguage = Annotated[str, typer.Option("--language", metavar="en|de", help="Language.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of ties, folds and bootstrap.")]


def register(app: typer.Typer) -> None:
    """Add the command."""

    def command(data: Path, methods: list[str] | None, language: str, **given: Any) -> None:
        backtest(data, methods, language, **given)

    options = {
        "json": (Json, False),
        "methods": (Methods, None),
        "calibration": (Calibration, None),
        "chart": (ChartFile, None),
        "seed": (Seed, 0),
        "shipped": (Shipped, False),
        "language": (InLanguage, "en"),
        "force": (Force, False),
    }
    parameters = [option_of("data", Data)]
    parameters += [option_of(name, *stated) for name, stated in options.items()]
    with_options(command, parameters)
    app.command("backtest", help="Test every forecasting method on settled negotiations.")(command)


def backtest(
    data: Path,
    methods: list[str] | None,
    language: str,
    *,
    seed: int,
    shipped: bool,
    json: bool,
    force: bool,
    **files: Path | None,
) -> None:
    """Test every forecasting method on settled negotiations; `files` are to be written."""
    from detente.analyses.forecast.backtest import backtest as test
    from detente.cli.printing import print_exhibits, print_json
    from detente.errors import SettingError
    from detente.exhibits import Exhibit
    from detente.formats import is_recorded, read_past, read_recorded
    from detente.phrases import phrases
    from detente.progress import bar
    from detente.writing import check_target, write_whole

    speak(language)
    calibration, chart = files["calibration"], files["chart"]
    check_chart(chart, force=force)
    if calibration is not None:
        if shipped:
            remedy = "leave out --shipped, which fits nothing"
            raise SettingError("--calibration", str(calibration), remedy)
        check_target(calibration, force=force)
    if is_recorded(data):
        _show_recorded(read_recorded(data), language, json=json)
        return
    wanted = [
        part.strip() for item in methods or ["all"] for part in item.split(",") if part.strip()
    ]
    past = read_past(data)
    announce()
    with bar() as progress:
        result = test(past, methods=wanted, seed=seed, shipped=shipped, progress=progress)
    if calibration is not None:
        write_whole(calibration, result.constants(), force=force)
    if chart is not None:
        write_chart(result.charts(language)[0], chart, language, force=force)
    if json:
        print_json(result.to_dict(language))
        return
    shown: tuple[Exhibit, ...] = (*result.statements(language), *result.tables(language))
    print_exhibits(phrases(language)("forecast.bt_title"), shown, language)


def _show_recorded(test: RecordedTest, language: str, *, json: bool) -> None:
    from detente.analyses.outlook.recorded_report import statements, tables
    from detente.cli.printing import print_exhibits, print_json
    from detente.exhibits import Exhibit
    from detente.phrases import phrases

    if json:
        print_json(test.to_dict())
        return
    shown: tuple[Exhibit, ...] = (*statements(test, language), *tables(test, language))
    print_exhibits(phrases(language)("outlook.bt_title"), shown, language)
