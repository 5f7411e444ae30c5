"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A scenario file, the name of a bundled case, or a file that `convert` reads.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="en|de", help="Language; the scenario's by default."),
]
InLanguage = Annotated[str, typer.Option("--language", metavar="en|de", help="Language.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing file.")]
DrawCount = Annotated[
    int | None,
    typer.Option("--draws", metavar="N", help="Draw all judgements N times; how often each holds."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the draws (default 0).")]
Keep = Annotated[
    Path | None,
    typer.Option(
        "--keep", metavar="PATH.npz", help="Keep the draws there; continue those that are there."
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", help="Processes to share the draws.")]

DRAWING: dict[str, tuple[Any, Any]] = {
    "draws": (DrawCount, None),
    "seed": (Seed, 0),
    "keep": (Keep, None),
    "jobs": (Jobs, 1),
}
"""The options of every command that can run over draws, with their defaults."""
