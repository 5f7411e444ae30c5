"""`detente check`, `detente new`, `detente cases`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import File, Force, Json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("new")(new)
    app.command("check")(check)
    app.command("cases")(cases)


def check(file: File, json: Json = False) -> None:
    """List every problem of a scenario file at once, with line and column."""
    from detente.cli.printing import print_json
    from detente.scenario import check as check_file

    report = check_file(file)
    if json:
        problems = [
            {
                key: getattr(found, key)
                for key in ("line", "column", "path", "rule", "given", "remedy")
            }
            for found in report.problems
        ]
        digest = report.scenario.digest if report.scenario and not problems else None
        remarks = list(report.remarks)
        print_json(
            {"file": report.file, "digest": digest, "problems": problems, "remarks": remarks}
        )
    else:
        for problem in report.problems:
            typer.echo(str(problem), err=True)
        for remark in report.remarks:
            typer.echo(f"remark: {remark}")
    if report.problems:
        n = len(report.problems)
        typer.echo(f"{report.file}: {n} problem{'s' if n > 1 else ''}", err=True)
        raise typer.Exit(2)
    if not json:
        typer.echo(f"{report.file}: no problems")


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    force: Force = False,
) -> None:
    """Write a commented starter scenario to build on."""
    from detente.scenario import write_whole
    from detente.scenario.starter import starter

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
