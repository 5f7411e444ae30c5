"""`detente brief`: the main job."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

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
from detente.cli.documents import FORMS, check_form, form_of
from detente.cli.printing import announce, print_document
from detente.cli.sources import opened
from detente.errors import SettingError, sentence
from detente.progress import bar
from detente.validation import checked_seed, one_of, whole_number
from detente.writing import check_folder, check_target, write_whole

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
    from detente.render import document_file

    form = _form(given.output, given.form)
    draws, seed = whole_number("draws", given.draws), checked_seed(given.seed)
    check_form(form)
    path = given.output or Path(f"{Path(given.file).stem}-brief.{form}")
    if str(path) != "-":
        check_target(path, force=given.force)
    if given.data is not None:
        check_folder(given.data)
    announce()
    scenario, words = opened(given.file, given.language)
    older = None if given.since is None else load(given.since)
    replaced = Overrides.read(given.overrides or _beside(given.file))
    with bar() as progress:
        apart = given.data is not None
        facts = gather(scenario, words, draws=draws, seed=seed, apart=apart, progress=progress)
        document = compose(facts, words, replaced, older)
    if given.data is not None:
        write_data(data_files(facts, words), given.data, force=given.force)
    made = document_file(document, form)
    if str(path) == "-":
        text = made if isinstance(made, str) else ""
        print_document(text) if form == "html" else print(text, end="")
        return
    write_whole(path, made, force=given.force)
    print(f"{path}: written")


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
    form_of_path = form_of(output)
    if given not in (None, form_of_path):
        raise SettingError(
            "--output", str(output), sentence("it does not go with --format {form}", form=given)
        )
    return form_of_path
