"""`detente brief`: the main job."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import typer

from detente.cli.arguments import (
    NEEDED,
    File,
    Force,
    Language,
    Parameters,
    Seed,
    add_command,
    option,
)
from detente.cli.printing import announce, print_document
from detente.cli.sources import opened
from detente.errors import SettingError, sentence
from detente.progress import bar
from detente.validation import check_extra, checked_seed, one_of, whole_number
from detente.writing import check_target, write_whole

if TYPE_CHECKING:
    from detente.exhibits import Document

ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".docx": "docx",
    ".pdf": "pdf",
}
FORMS = tuple(dict.fromkeys(ENDINGS.values()))
EXTRAS = {"docx": "docx", "pdf": "typst"}
"""Forms that need an extra, and its module."""


PARAMETERS: Parameters = {
    "file": (File, NEEDED),
    "output": option(
        Path | None, "--output", "The file to write; - for stdout.", short="-o", metavar="PATH"
    ),
    "form": option(str | None, "--format", "html unless PATH says else.", metavar="|".join(FORMS)),
    "draws": option(
        int, "--draws", "Cases over the ranges of the judgements; 0 for none.", 1000, metavar="N"
    ),
    "data": option(
        Path | None, "--data", "Write every table as CSV and JSON too.", metavar="FOLDER"
    ),
    "overrides": option(
        Path | None, "--overrides", "Sentences of your own, by key.", metavar="PATH"
    ),
    "since": option(
        str | None, "--since", "An older version: add what has changed.", metavar="OLD"
    ),
    "seed": (Seed, 0),
    "language": (Language, None),
    "force": (Force, False),
}
HELP = "Analyse a scenario and write the brief: two pages, and an annex by question."


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "brief", HELP, PARAMETERS, _brief)


def _brief(given: SimpleNamespace) -> None:
    """Load, gather, compose, write; data files beside it where a folder is given."""
    from detente.brief.compose import compose
    from detente.brief.data import data_files, write_data
    from detente.brief.facts import gather
    from detente.brief.overrides import Overrides
    from detente.cli.sources import load

    form = _form(given.output, given.form)
    draws, seed = whole_number("draws", given.draws), checked_seed(given.seed)
    if form in EXTRAS:
        check_extra("--format", form, EXTRAS[form])
    path = given.output or Path(f"{Path(given.file).stem}-brief.{form}")
    if str(path) != "-":
        check_target(path, force=given.force)
    announce()
    scenario, words = opened(given.file, given.language)
    older = None if given.since is None else load(given.since)
    replaced = Overrides.read(given.overrides or _beside(given.file))
    with bar() as progress:
        facts = gather(scenario, words, draws=draws, seed=seed, progress=progress)
        document = compose(facts, words, replaced, older)
    if given.data is not None:
        write_data(data_files(facts, words), given.data, force=given.force)
    made = drawn(document, form)
    if str(path) == "-":
        text = made if isinstance(made, str) else ""
        print_document(text) if form == "html" else print(text, end="")
        return
    write_whole(path, made, force=given.force)
    typer.echo(f"{path}: written")


def drawn(document: Document, form: str) -> str | bytes:
    """The document in one of the forms."""
    from detente import render

    if form == "html":
        return render.html_page(document)
    if form == "md":
        return render.markdown(document, language=document.language)
    if form == "docx":
        return render.word_file(document)
    return render.pdf_file(document)


def _beside(file: str) -> Path | None:
    """The file of replaced sentences beside the scenario, if there is one."""
    path = Path(file)
    beside = path.with_name(f"{path.stem}.overrides.yaml")
    return beside if beside.is_file() else None


def _form(output: Path | None, given: str | None) -> str:
    if given is not None:
        one_of("--format", given, FORMS)
    if output is None or str(output) == "-":
        form = given or "html"
        if str(output) == "-" and form in ("docx", "pdf"):
            raise SettingError(
                "--output", "-", sentence("give a path that ends in {ending}", ending=f".{form}")
            )
        return form
    form_of_path = ENDINGS.get(output.suffix.lower())
    if form_of_path is None:
        remedy = sentence("end the name in {endings}", endings=", ".join(ENDINGS))
        raise SettingError("--output", str(output), remedy)
    if given not in (None, form_of_path):
        raise SettingError(
            "--output", str(output), sentence("it does not go with --format {form}", form=given)
        )
    return form_of_path
