"""Files to save: the brief in every form, the sheet of judgements, the data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from detente.exhibits import Document
from detente.render import FORMS, document_file
from detente.roles import groups_template, instructor_sheet, role_sheet
from detente.sheets import judgement_sheet, open_source
from detente.sheets.rosters import drawn_file
from detente.validation import check_extra
from detente.web.brief import archive, drafted
from detente.web.requests import Given, Reply, download
from detente.web.workspace import Bench

KINDS = {
    "html": "text/html",
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "yaml": "application/yaml",
}
ROSTERS = {"csv": "text/csv", "ics": "text/calendar", "xlsx": KINDS["xlsx"]}
INSTRUCTOR = "instructor"
EXTRAS = {"docx": "docx", "pdf": "typst", "xlsx": "openpyxl"}
NAMES = {"docx": "docx", "pdf": "pdf", "xlsx": "excel"}


def export(bench: Bench, given: Given) -> Reply:
    """The file in one of the forms."""
    form = given.route["form"]
    if bench.session is None or form not in KINDS:
        return Reply("404\n", "text/plain", 404)
    if form in EXTRAS:
        check_extra("export", NAMES[form], EXTRAS[form])
    stem = Path(bench.session.file).stem
    name = f"{stem}.yaml" if form == "yaml" else f"{stem}-brief.{form}"
    if form == "xlsx":
        name = f"{stem}-judgements.xlsx"
    return download(_made(bench, form), name, KINDS[form])


def _made(bench: Bench, form: str) -> str | bytes:
    match form:
        case "yaml":
            return bench.opened.text
        case "xlsx":
            return judgement_sheet(open_source(bench.opened.file), (), bench.words.language)
        case "zip":
            return archive(bench)
    return document_file(drafted(bench).document, form)


def saved_document(document: Document, form: str, name: str) -> Reply:
    """A document to be saved as a page, as Markdown, for Word or as PDF."""
    if form not in FORMS:
        return Reply("404\n", "text/plain", 404)
    if form in EXTRAS:
        check_extra("export", NAMES[form], EXTRAS[form])
    return download(document_file(document, form), f"{name}.{form}", KINDS[form])


def role(bench: Bench, given: Given) -> Reply:
    """The sheet of a party, or the instructor's."""
    party, scenario = given.route["party"], bench.readable()
    if scenario is None:
        return Reply("404\n", "text/plain", 404)
    if party == INSTRUCTOR:
        document = instructor_sheet(scenario, bench.words.language)
        return saved_document(document, given.route["form"], INSTRUCTOR)
    document = role_sheet(scenario, party, bench.words.language)
    return saved_document(document, given.route["form"], f"role-{party}")


def groups(bench: Bench, given: Given) -> Reply:
    """The head of the table that groups fill in."""
    scenario = bench.readable()
    if scenario is None:
        return Reply("404\n", "text/plain", 404)
    return download(groups_template(scenario), "groups.csv", "text/csv")


def roster(bench: Bench, given: Given) -> Reply:
    """A duty roster of so many shifts, drawn with a seed."""
    scenario, form, query = bench.readable(), given.route["form"], given.query
    if scenario is None or scenario.security is None or form not in ROSTERS:
        return Reply("404\n", "text/plain", 404)
    if form in EXTRAS:
        check_extra("export", NAMES[form], EXTRAS[form])
    whole: dict[str, Any] = {"seed": 0} | {
        name: int(query[name]) if re.fullmatch("[0-9]{1,99}", query[name]) else query[name]
        for name in ("shifts", "seed")
        if query.get(name)
    }
    times = (query.get("start") or None, None)
    found = drawn_file(scenario, bench.words, f".{form}", times=times, **whole)
    return download(found, f"{Path(bench.opened.file).stem}-roster.{form}", ROSTERS[form])
