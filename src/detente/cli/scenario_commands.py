"""`detente check`, `detente new`, `detente cases`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import File, Force, Json, Language


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("new")(new)
    app.command("check")(check)
    app.command("cases")(cases)


def check(file: File, json: Json = False, language: Language = None) -> None:
    """List every problem of a scenario file at once, with line and column."""
    from detente.analyses.catalogue import refusals
    from detente.cli.printing import print_json
    from detente.cli.spoken import speak
    from detente.phrases import phrases
    from detente.phrases.told import problem_text, said, told
    from detente.scenario import check as check_file

    report = check_file(file)
    words = phrases("en" if json else speak(language or report.language))
    remarks = [said(remark, words) for remark in report.remarks]
    if report.scenario is not None and not report.problems:
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
            typer.echo(problem_text(problem, words), err=True)
        for remark in remarks:
            typer.echo(words("errors.remark", remark=remark))
    if report.problems:
        count = words.count("errors.problems", len(report.problems), file=report.file)
        typer.echo(count, err=True)
        raise typer.Exit(2)
    if not json:
        typer.echo(words("errors.no_problems", file=report.file))


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    force: Force = False,
) -> None:
    """Write a commented starter scenario to build on."""
    from detente.scenario.reading.starter import starter
    from detente.writing import write_whole

    title = file.stem.replace("_", " ").replace("-", " ").strip().capitalize() or "My negotiation"
    write_whole(file, starter(title), force=force)
    typer.echo(f"{file}: written; next: detente check {file}")


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
