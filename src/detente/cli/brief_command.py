"""`detente brief`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.analysis_command import option_of, with_options
from detente.cli.arguments import File, Force, Language, Seed
from detente.cli.printing import announce, print_document
from detente.cli.spoken import speak
from detente.errors import SettingError, sentence
from detente.validation import checked_seed, one_of, whole_number

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


def register(app: typer.Typer) -> None:
    """Add the command."""

    def command(file: str, output: Path | None, **given: Any) -> None:
        """Analyse a scenario and write the brief: two pages, and an annex by question."""
        write(file, output, given)

    with_options(command, [option_of(*each) for each in OPTIONS])
    app.command("brief")(command)


OPTIONS: tuple[tuple[Any, ...], ...] = (
    ("file", File),
    (
        "output",
        Annotated[
            Path | None,
            typer.Option("--output", "-o", metavar="PATH", help="The file to write; - for stdout."),
        ],
        None,
    ),
    (
        "form",
        Annotated[
            str | None,
            typer.Option("--format", metavar="|".join(FORMS), help="html unless PATH says else."),
        ],
        None,
    ),
    (
        "draws",
        Annotated[
            int,
            typer.Option(
                "--draws", metavar="N", help="Cases over the ranges of the judgements; 0 for none."
            ),
        ],
        1000,
    ),
    (
        "data",
        Annotated[
            Path | None,
            typer.Option("--data", metavar="FOLDER", help="Write every table as CSV and JSON too."),
        ],
        None,
    ),
    (
        "overrides",
        Annotated[
            Path | None,
            typer.Option("--overrides", metavar="PATH", help="Sentences of your own, by key."),
        ],
        None,
    ),
    (
        "since",
        Annotated[
            str | None,
            typer.Option("--since", metavar="OLD", help="An older version: add what has changed."),
        ],
        None,
    ),
    ("seed", Seed, 0),
    ("language", Language, None),
    ("force", Force, False),
)


def write(file: str, output: Path | None, given: dict[str, Any]) -> None:
    """Load, gather, compose, write; data files beside it where a folder is given."""
    from detente.brief.compose import compose
    from detente.brief.data import data_files, write_data
    from detente.brief.facts import gather
    from detente.brief.overrides import Overrides
    from detente.cli.sources import load
    from detente.phrases import phrases
    from detente.progress import bar
    from detente.writing import check_target, write_whole

    form, force = _form(output, given["form"]), given["force"]
    draws, seed = whole_number("draws", given["draws"]), checked_seed(given["seed"])
    path = output or Path(f"{Path(file).stem}-brief.{form}")
    if str(path) != "-":
        check_target(path, force=force)
    announce()
    scenario = load(file)
    older = None if given["since"] is None else load(given["since"])
    replaced = Overrides.read(given["overrides"] or _beside(file))
    words = phrases(speak(given["language"] or scenario.language))
    with bar() as progress:
        facts = gather(scenario, words, draws=draws, seed=seed, progress=progress)
        document = compose(facts, words, replaced, older)
    if given["data"] is not None:
        write_data(data_files(facts, words), given["data"], force=force)
    made = drawn(document, form)
    if str(path) == "-":
        text = made if isinstance(made, str) else ""
        print_document(text) if form == "html" else print(text, end="")
        return
    write_whole(path, made, force=force)
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
