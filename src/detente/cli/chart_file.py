"""Write one chart to a file, as SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.exhibits import Chart

ChartFile = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Write the chart: .svg or .png.")
]


ENDINGS = (".svg", ".png")


def check_chart(path: Path | None, *, force: bool) -> None:
    """Refuse a chart that could not be written, before any work is done.

    Raises SettingError for an ending of no picture, FileError for a file that cannot be written.
    """
    from detente.validation import checked_ending
    from detente.writing import check_target

    if path is not None:
        checked_ending("--chart", path, ENDINGS)
        check_target(path, force=force)


def write_chart(chart: Chart, path: Path, language: str, *, force: bool) -> None:
    """Write a chart in the format of the file's ending, which `check_chart` has found fitting."""
    from detente import render
    from detente.writing import write_whole

    drawing = render.svg if path.suffix.lower() == ".svg" else render.png
    write_whole(path, drawing(chart, language=language), force=force)
