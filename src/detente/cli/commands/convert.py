"""`detente convert`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import Force
from detente.errors import SettingError
from detente.phrases import phrases

Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FROM... TO",
        help="Files of one kind or a folder of them, then the file or folder to write.",
    ),
]
Layout = Annotated[
    str | None, typer.Option("--from", metavar="LAYOUT", help="A layout that is read; see --list.")
]
Wanted = Annotated[
    str | None, typer.Option("--to", metavar="LAYOUT", help="A layout that is written; see --list.")
]
Proposal = Annotated[
    str | None, typer.Option("--proposal", help="Which negotiation of a table of settled issues.")
]
Listed = Annotated[bool, typer.Option("--list", help="Show what is read and written.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("convert")(convert)


def convert(
    places: Places = None,
    layout: Layout = None,
    to: Wanted = None,
    proposal: Proposal = None,
    listed: Listed = False,
    force: Force = False,
) -> None:
    """Convert between scenario files and the files of other tools."""
    from detente.cli.sources import tell
    from detente.formats import WRITTEN, layout_for, write_files
    from detente.sheets import LOSSES, preference_rows, table_bytes
    from detente.sources import PREFERENCES, converted
    from detente.validation import checked_ending, one_of
    from detente.writing import check_target, make_folder, write_whole

    if listed:
        _list()
        return
    *sources, last = places or [""]
    if not sources:
        given = last or "nothing"
        raise SettingError("FROM TO", given, "name what to read, then the file or folder to write")
    target = Path(last)
    excel = target.suffix.lower() == ".xlsx"
    wanted = one_of("--to", to, (*WRITTEN, PREFERENCES)) if to else PREFERENCES if excel else ""
    if wanted == PREFERENCES:
        checked_ending("TO", target, (".xlsx", ".csv"))
    else:
        wanted = layout_for(target, to)
    if wanted == "yaml" or target.suffix:
        check_target(target, force=force)
    found = converted(sources, layout=layout, proposal=proposal)
    files: Mapping[str, str | bytes] = {"": found.text}
    losses: tuple[str, ...] = ()
    if wanted == PREFERENCES:
        files, losses = {"": table_bytes(preference_rows(found.scenario), excel=excel)}, LOSSES
    elif wanted != "yaml":
        files, losses = write_files(found.scenario, wanted)
    if "" not in files:
        make_folder(target)
    for name in files:
        check_target(target / name, force=force)
    for name, text in files.items():
        write_whole(target / name, text, force=force)
        print(f"{target / name}: written ({wanted})")
    tell("note", found.notes)
    tell("not_kept", losses)


def _list() -> None:
    from detente.cli.printing import print_exhibits, spoken
    from detente.exhibits import Column, Table
    from detente.formats import FORMATS, WRITTEN
    from detente.sources import PREFERENCES

    words = phrases(spoken())
    columns = ("layout", "files", "reads", "writes")
    rows = [
        (name, words(f"cli.layouts.{name}"), "x", "x" if name in (*WRITTEN, PREFERENCES) else "")
        for name in (*FORMATS, PREFERENCES)
    ]
    heads = tuple(Column(words(f"cli.convert_{name}")) for name in columns)
    print_exhibits(words("cli.convert_title"), (Table("", heads, tuple(rows)),), words.language)
