"""`detente lint-brief`: the rules of estimative language for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import Json, Language
from detente.errors import FileError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint-brief")(lint_brief)


def lint_brief(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A text: .md, .html, .txt; - for stdin.")
    ],
    json: Json = False,
    language: Language = None,
) -> None:
    """Check a text for likelihoods and confidence levels in one sentence, and for 0 or 100 %.

    Exit code 1 when something is found.
    """
    from detente.cli.printing import print_json
    from detente.ensembles.lint import lint
    from detente.phrases import phrases

    words = phrases(language or "en")
    slips = lint(_read(file))
    if json:
        found = [
            {"rule": s.rule, "line": s.line, "found": s.found, "sentence": s.sentence}
            for s in slips
        ]
        print_json({"file": file, "slips": found})
    else:
        for slip in slips:
            typer.echo(f"{file}:{slip.line}: {words(f'lint.{slip.rule}')}: {slip.found}")
            typer.echo(f"    {slip.sentence}")
        typer.echo(words.count("lint.found", len(slips)) if slips else words("lint.clean"))
    if slips:
        raise typer.Exit(1)


def _read(file: str) -> str:
    if file == "-":
        return typer.get_text_stream("stdin").read()
    try:
        return Path(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileError(file, "there is no such file", "check the path") from None
    except (OSError, UnicodeDecodeError):
        raise FileError(file, "this is not a readable text in UTF-8") from None
