"""`detente roles`: sheets to play a case, and the debrief of what groups reached."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import typer

from detente.cli.arguments import (
    NEEDED,
    ChartFile,
    File,
    Force,
    Language,
    Parameters,
    add_command,
    option,
)
from detente.cli.documents import FORMS, check_document, check_form, write_document
from detente.cli.printing import check_chart, write_chart
from detente.cli.sources import opened
from detente.errors import SettingError, sentence
from detente.validation import one_of
from detente.writing import check_target, make_folder, write_whole

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario import Scenario

HELP = "Play a case: a sheet in confidence for each party, one to instruct, and a debrief."
SHEETS = ("html", "docx")
GROUPS = "groups.csv"

PARAMETERS: Parameters = {
    "file": (File, NEEDED),
    "output": option(
        Path | None,
        "--output",
        "The folder of the sheets; with --results the file of the debrief.",
        short="-o",
        metavar="PATH",
    ),
    "results": option(
        Path | None, "--results", "What groups reached: a row a group.", metavar=GROUPS
    ),
    "chart": (ChartFile, None),
    "forms": option(
        list[str] | None,
        "--format",
        "Of the sheets, more than once; html and docx by default.",
        metavar="|".join(FORMS),
    ),
    "language": (Language, None),
    "force": (Force, False),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "roles", HELP, PARAMETERS, _roles)


def _roles(given: SimpleNamespace) -> None:
    if given.output is None:
        what = "-o debrief.html" if given.results else "-o FOLDER"
        raise SettingError("--output", sentence("nothing is given"), f"write {what}")
    forms = tuple(dict.fromkeys(given.forms or SHEETS))
    if given.results is None:
        for form in forms:
            check_form(one_of("--format", form, FORMS))
        if given.chart is not None:
            raise SettingError(
                "--chart", str(given.chart), "add --results: what the groups reached"
            )
    elif given.forms:
        raise SettingError("--format", forms[0], "leave it out where --results is given")
    else:
        check_document(given.output, force=given.force)
        check_chart(given.chart, force=given.force)
    scenario, words = opened(given.file, given.language)
    if given.results is None:
        _sheets(scenario, words, given, forms)
    else:
        from detente.roles import compare_groups, debrief_charts, debrief_sheet, read_groups

        found = compare_groups(scenario, read_groups(given.results, scenario))
        write_document(debrief_sheet(found, words.language), given.output, force=given.force)
        if given.chart is not None:
            charts = debrief_charts(found, words.language)
            if not charts:
                remedy = "a frontier takes two parties at the table"
                raise SettingError("--chart", str(given.chart), remedy)
            write_chart(charts[0], given.chart, words.language, force=given.force)


def _sheets(
    scenario: Scenario, words: Phrases, given: SimpleNamespace, forms: tuple[str, ...]
) -> None:
    """All sheets and the head of the table for the groups; nothing where one may not be written."""
    from detente.render import document_file
    from detente.roles import groups_template, instructor_sheet, role_sheet

    folder: Path = given.output
    paths = [f"role-{party}.{form}" for party in scenario.parties for form in forms]
    paths += [f"instructor.{form}" for form in forms]
    paths += [GROUPS] if scenario.issues and scenario.preferences else []
    for name in paths:
        if folder.exists():
            check_target(folder / name, force=given.force)
    documents = {f"role-{p}": role_sheet(scenario, p, words.language) for p in scenario.parties}
    documents["instructor"] = instructor_sheet(scenario, words.language)
    files = {
        f"{name}.{form}": document_file(document, form)
        for name, document in documents.items()
        for form in forms
    }
    files |= {name: groups_template(scenario) for name in paths if name == GROUPS}
    make_folder(folder)
    for name, content in files.items():
        write_whole(folder / name, content, force=given.force)
        print(f"{folder / name}: written")
