"""`detente brief`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import File, Force, Language, Seed
from detente.cli.printing import announce, print_document
from detente.cli.spoken import speak
from detente.errors import SettingError, sentence
from detente.validation import checked_seed, one_of, whole_number

ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("brief")(brief)


def brief(
    file: File,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="The file to write; - for stdout."),
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="html|md", help="html unless PATH says else.")
    ] = None,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", metavar="N", help="Cases over the ranges of the judgements; 0 for none."
        ),
    ] = 1000,
    seed: Seed = 0,
    language: Language = None,
    force: Force = False,
) -> None:
    """Analyse a scenario and write the brief: bottom line first, annexes behind."""
    from detente import render
    from detente.brief import write_brief
    from detente.phrases import phrases
    from detente.progress import bar
    from detente.scenario import load
    from detente.writing import check_target, write_whole

    form = _form(output, format_)
    whole_number("draws", draws)
    checked_seed(seed)
    path = output or Path(f"{Path(file).stem}-brief.{form}")
    if str(path) != "-":
        check_target(path, force=force)
    announce()
    scenario = load(file)
    chosen = speak(phrases(language or scenario.language).language)
    with bar() as progress:
        document = write_brief(scenario, language=chosen, draws=draws, seed=seed, progress=progress)
    if form == "html":
        text = render.html_page(document)
    else:
        text = render.markdown(document, language=document.language)
    if str(path) == "-":
        print_document(text) if form == "html" else print(text, end="")
        return
    write_whole(path, text, force=force)
    typer.echo(f"{path}: written")


def _form(output: Path | None, given: str | None) -> str:
    if given is not None:
        one_of("--format", given, ("html", "md"))
    if output is None or str(output) == "-":
        return given or "html"
    form = ENDINGS.get(output.suffix.lower())
    if form is None:
        remedy = sentence(
            "end the name in {endings}; Word opens the .html and saves it as .docx",
            endings=", ".join(ENDINGS),
        )
        raise SettingError("--output", str(output), remedy)
    if given not in (None, form):
        raise SettingError(
            "--output", str(output), sentence("it does not go with --format {form}", form=given)
        )
    return form
