"""Arguments and options of the commands, and commands made from lists of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import typer


def whole(given: object) -> int:
    """A whole number as it is typed: "1.000" is a thousand to some and one to others."""
    if not str(given).strip().removeprefix("-").isdecimal():
        raise typer.BadParameter(f"{given!r} is no whole number written without separators")
    return int(str(given))


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
Seed = Annotated[
    int,
    typer.Option("--seed", metavar="S", help="Seed of the draws (default 0).", parser=whole),
]
ChartFile = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Write the chart: .svg or .png.")
]

NEEDED = inspect.Parameter.empty
"""The default of an option that has to be given."""

Parameters = Mapping[str, tuple[Any, Any]]
"""Arguments and options by name: type and default."""


def option(kind: Any, flag: str, text: str, default: Any = None, **shown: Any) -> tuple[Any, Any]:
    """An option by its flag and help; `shown` are further properties, such as its `metavar`."""
    flags = (flag, shown.pop("short")) if "short" in shown else (flag,)
    if kind in (int, int | None):
        shown["parser"] = whole
    return Annotated[kind, typer.Option(*flags, help=text, **shown)], default


def add_command(
    app: typer.Typer,
    name: str,
    text: str,
    parameters: Parameters,
    run: Callable[[SimpleNamespace], None],
) -> None:
    """Add a command that hands what was given to a function, by name."""

    def command(**given: Any) -> None:
        run(SimpleNamespace(**given))

    kind = inspect.Parameter.KEYWORD_ONLY
    made = [
        inspect.Parameter(each, kind, annotation=annotation, default=default)
        for each, (annotation, default) in parameters.items()
    ]
    command.__signature__ = inspect.Signature(made)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in made}
    app.command(name, help=text)(command)


SHOWN: Parameters = {"json": (Json, False), "language": (Language, None)}
"""The options of every command that prints an answer."""

SHEET: Parameters = {
    "sheet": option(bool, "--sheet", "Write the answer as a sheet, not to the screen.", False),
    "output": option(
        Path | None, "--output", "The sheet: .html, .md, .docx, .pdf.", short="-o", metavar="PATH"
    ),
    "force": (Force, False),
}
"""The options of every command whose answer can be a document."""

DRAWING: Parameters = {
    "draws": option(
        int | None,
        "--draws",
        "Draw all judgements N times; how often each holds.",
        metavar="N",
    ),
    "seed": (Seed, 0),
    "keep": option(
        Path | None,
        "--keep",
        "Keep the draws there; continue those that are there.",
        metavar="PATH.npz",
    ),
    "jobs": option(int, "--jobs", "Processes to share the draws.", 1, metavar="N"),
}
"""The options of every command that can run over draws."""
