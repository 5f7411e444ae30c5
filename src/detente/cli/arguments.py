"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A scenario file, or the name of a bundled case."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="en|de", help="Language; the scenario's by default."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing file.")]
