"""Write one chart to a file, as SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.exhibits import Chart

ChartFile = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Write the chart: .svg or .png.")
]


def write_chart(chart: Chart, path: Path, language: str, *, force: bool) -> None:
    """Write a chart in the format of the file's ending; SettingError for any other."""
    from detente import render
    from detente.errors import SettingError
    from detente.scenario import write_whole

    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise SettingError("--chart", str(path), "end the name with .svg or .png")
    drawing = render.svg if kind == ".svg" else render.png
    write_whole(path, drawing(chart, language=language), force=force)
