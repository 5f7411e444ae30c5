"""`detente backtest`."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import typer

from detente.cli.arguments import (
    NEEDED,
    ChartFile,
    Force,
    InLanguage,
    Json,
    Parameters,
    add_command,
    option,
)
from detente.cli.printing import (
    announce,
    check_chart,
    print_exhibits,
    print_json,
    speak,
    write_chart,
)
from detente.errors import SettingError
from detente.phrases import phrases
from detente.progress import bar
from detente.writing import check_target, write_whole

Data = Annotated[
    Path, typer.Argument(metavar="DATA", help="A table of settled issues: DEU III layout or CSV.")
]
PARAMETERS: Parameters = {
    "data": (Data, NEEDED),
    "json": (Json, False),
    "methods": option(
        list[str] | None, "--methods", "Methods to test, joined by commas, or all (the default)."
    ),
    "calibration": option(
        Path | None, "--calibration", "Write the residuals of every method.", metavar="FILE"
    ),
    "chart": (ChartFile, None),
    "seed": option(int, "--seed", "Seed of ties, folds and bootstrap.", 0),
    "shipped": option(bool, "--shipped", "Test the shipped constants; nothing is fitted.", False),
    "language": (InLanguage, "en"),
    "force": (Force, False),
}
HELP = "Test every forecasting method on settled negotiations."


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "backtest", HELP, PARAMETERS, _backtest)


def _backtest(given: SimpleNamespace) -> None:
    """Test the methods, write what is asked for, print."""
    from detente.analyses.forecast.backtest import backtest
    from detente.exhibits import Exhibit
    from detente.formats import is_recorded, read_past, read_recorded

    words = phrases(speak(given.language))
    check_chart(given.chart, force=given.force)
    if given.calibration is not None and given.shipped:
        remedy = "leave out --shipped, which fits nothing"
        raise SettingError("--calibration", str(given.calibration), remedy)
    if given.calibration is not None:
        check_target(given.calibration, force=given.force)
    if is_recorded(given.data):
        recorded = read_recorded(given.data)
        told: list[Exhibit] = [
            *recorded.statements(given.language),
            *recorded.tables(given.language),
        ]
        if given.json:
            print_json(recorded.to_dict())
        else:
            print_exhibits(words("outlook.bt_title"), told, given.language)
        return
    methods = [part.strip() for part in ",".join(given.methods or ["all"]).split(",")]
    asked = {"methods": list(filter(None, methods)), "seed": given.seed, "shipped": given.shipped}
    past = read_past(given.data)
    announce()
    with bar() as progress:
        result = backtest(past, **asked, progress=progress)
    if given.calibration is not None:
        write_whole(given.calibration, result.constants(), force=given.force)
    if given.chart is not None:
        chart = result.charts(given.language)[0]
        write_chart(chart, given.chart, given.language, force=given.force)
    if given.json:
        print_json(result.to_dict(given.language))
    else:
        shown: list[Exhibit] = [*result.statements(given.language), *result.tables(given.language)]
        print_exhibits(words("forecast.bt_title"), shown, given.language)
