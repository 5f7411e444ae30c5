"""`detente check`, `new`, `set`, `rename` and `cases`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import File, Force, Json, Language
from detente.phrases import phrases
from detente.writing import check_target, write_whole

if TYPE_CHECKING:
    from detente.edits.files import Opened

Own = Annotated[
    str, typer.Argument(metavar="FILE", help="A scenario file, or the name of a bundled case.")
]
Write = Annotated[
    bool, typer.Option("--write", help="Change the file; without it the difference is shown.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("new")(new)
    app.command("check")(check)
    app.command("set")(set_values)
    app.command("rename")(rename)
    app.command("cases")(cases)


def check(file: File, json: Json = False, language: Language = None) -> None:
    """List every problem of a scenario file at once, with line and column."""
    from detente.analyses.catalogue import refusals
    from detente.brief.packages import guesses
    from detente.cli.printing import print_json, speak
    from detente.cli.sources import check as check_file
    from detente.phrases.messages import problem_text, said, told

    report = check_file(file)
    words = phrases("en" if json else speak(language or report.language))
    remarks = [said(remark, words) for remark in report.remarks]
    if report.scenario is not None and not report.problems:
        remarks += [said(remark, words) for remark in guesses(report.scenario)]
        for name, error in refusals(report.scenario):
            reason = told(error, words).partition("\n")[0]
            reason = reason.rpartition(";")[0] if reason.endswith(":") else reason
            remarks.append(words("errors.would_refuse", analysis=name, reason=reason))
    if json:
        keys = ("line", "column", "path", "rule", "given", "remedy")
        problems = [{key: getattr(found, key) for key in keys} for found in report.problems]
        digest = report.scenario.digest if report.scenario and not problems else None
        found = {"file": report.file, "digest": digest, "problems": problems, "remarks": remarks}
        print_json(found)
    else:
        for problem in report.problems:
            print(problem_text(problem, words), file=sys.stderr)
        for remark in remarks:
            print(words("errors.remark", remark=remark))
    if report.problems:
        count = words.count("errors.problems", len(report.problems), file=report.file)
        print(count, file=sys.stderr)
        raise typer.Exit(2)
    if not json:
        print(words("errors.no_problems", file=report.file))


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Write a table of preferences: .xlsx or .csv.")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="TABLE", help="Make the scenario of such a table."),
    ] = None,
    force: Force = False,
) -> None:
    """Write a commented starter scenario, or one made of a table, to build on."""
    from detente.scenario.reading.starter import starter
    from detente.sheets import TEMPLATE, read_table, table_bytes
    from detente.validation import checked_ending

    checked_ending("FILE", file, (".xlsx", ".csv") if sheet else (".yaml", ".yml"))
    check_target(file, force=force)
    if sheet:
        content: str | bytes = table_bytes(TEMPLATE, excel=file.suffix.lower() == ".xlsx")
        next_step = f"detente new {file.stem}.yaml --from {file}"
    else:
        title = file.stem.replace("_", " ").replace("-", " ").strip().capitalize()
        content = read_table(source)[1] if source else starter(title or "My negotiation")
        next_step = f"detente check {file}"
    write_whole(file, content, force=force)
    print(f"{file}: written; next: {next_step}")


def set_values(
    file: Own,
    change: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="A key path and its new value.")
    ],
    write: Write = False,
    language: Language = None,
) -> None:
    """Set values of a scenario file; comments and every other line stay as they are."""
    from detente.cli.sources import to_change
    from detente.edits.files import changed_text

    opened = to_change(file)
    change_file(opened, changed_text(opened.text, change, opened.file), language, write=write)


def rename(
    file: Own,
    kind: Annotated[
        str, typer.Argument(metavar="party|issue|value|option", help="What has another name.")
    ],
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="Its name: a key, issue.value, or party.option.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The other name.")],
    write: Write = False,
    language: Language = None,
) -> None:
    """Rename a party, issue, value or option wherever it stands; all else stays as it is."""
    from detente import edits
    from detente.cli.sources import to_change

    opened = to_change(file)
    text = edits.rename(opened.text, kind, old, new, opened.file)
    change_file(opened, text, language, write=write)


def change_file(opened: Opened, text: str, language: str | None, *, write: bool) -> None:
    """Show what would change in a file, or change it."""
    import datetime

    from detente.cli.printing import speak
    from detente.scenario import loads

    words = phrases(speak(language or loads(text.removeprefix("\ufeff")).language))
    if text == opened.text:
        print(words("cli.unchanged", file=opened.file))
    elif not write:
        print(opened.difference(text))
        print(words("cli.add_write"), file=sys.stderr)
    else:
        kept = opened.write(text, datetime.datetime.now().astimezone().date())
        print(words("cli.changed", file=opened.file))
        if kept is not None:
            print(words("cli.kept_before", file=str(kept)))


def cases(json: Json = False) -> None:
    """List the bundled cases; a case's name works wherever a file does."""
    from detente.cli.printing import print_exhibits, print_json
    from detente.exhibits import Column, Table
    from detente.scenario import case_names, load

    titles = {name: load(name).title for name in case_names()}
    if json:
        print_json({"cases": [{"name": name, "title": title} for name, title in titles.items()]})
        return
    table = Table("", (Column("Name"), Column("Title")), tuple(titles.items()))
    print_exhibits("Bundled cases", (table,), "en")
