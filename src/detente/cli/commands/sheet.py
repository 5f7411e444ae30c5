"""`detente sheet`: judgements, a party's own preferences, or a table of them as a workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import (
    NEEDED,
    Force,
    Language,
    Parameters,
    add_command,
    option,
)
from detente.cli.commands.scenario import Own, change_file
from detente.errors import SettingError, sentence
from detente.phrases import phrases
from detente.validation import checked_ending
from detente.writing import check_target, write_whole

if TYPE_CHECKING:
    from detente.edits.files import Opened
    from detente.sheets import Source

HELP = "Ask experts, or one party in confidence, in an Excel sheet, and read back what they say."

Sheets = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[SHEET]...", help="With --read: the workbooks that came back."),
]
PARAMETERS: Parameters = {
    "file": (Own, NEEDED),
    "sheets": (Sheets, None),
    "output": option(Path | None, "--output", "The file to write.", short="-o", metavar="PATH"),
    "expert": option(
        list[str] | None, "--expert", "Whom to ask; more than once for more.", metavar="NAME"
    ),
    "party": option(str | None, "--party", "Ask this party for what it wants; nothing of others."),
    "preferences": option(bool, "--preferences", "Write the table of weights and worths.", False),
    "read": option(bool, "--read", "Read workbooks that came back.", False),
    "keep": option(
        str | None, "--keep", "With --read: what stood there, as NAME's opinion.", metavar="NAME"
    ),
    "write": option(bool, "--write", "With --read: change FILE, not only show how.", False),
    "force": (Force, False),
    "language": (Language, None),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "sheet", HELP, PARAMETERS, _sheet)


def _sheet(given: SimpleNamespace) -> None:
    from detente.cli.printing import speak
    from detente.cli.sources import to_change
    from detente.sheets import open_source

    opened = to_change(given.file)
    source = open_source(given.file)
    speak(given.language or source.scenario.language)
    if given.read:
        for name in ("output", "expert", "preferences"):
            if getattr(given, name):
                rule, remedy = sentence("it is given"), "leave it out where --read is given"
                raise SettingError(f"--{name}", rule, remedy)
        _read(opened, source, given)
        return
    if given.sheets or given.write or given.keep:
        remedy = "add --read to read workbooks that came back"
        raise SettingError("--read", sentence("nothing is given"), remedy)
    if sum(map(bool, (given.expert, given.party, given.preferences))) > 1:
        remedy = "ask for one sheet at a time: give one of --expert, --party and --preferences"
        raise SettingError("sheet", sentence("several are asked for"), remedy)
    if given.output is None:
        remedy = "name the file to write: -o judgements.xlsx"
        raise SettingError("--output", sentence("nothing is given"), remedy)
    _write(source, given)


def _write(source: Source, given: SimpleNamespace) -> None:
    from detente.sheets import judgement_sheet, party_sheet, preference_rows, table_bytes

    output, language = given.output, given.language or ""
    checked_ending("--output", output, (".xlsx", ".csv") if given.preferences else (".xlsx",))
    check_target(output, force=given.force)
    if given.preferences:
        excel = output.suffix.lower() == ".xlsx"
        content = table_bytes(preference_rows(source.scenario), excel=excel)
    elif given.party is not None:
        content = party_sheet(source, given.party, language)
    else:
        content = judgement_sheet(source, given.expert or (), language)
    write_whole(output, content, force=given.force)
    print(f"{output}: written")


def _read(opened: Opened, source: Source, given: SimpleNamespace) -> None:
    """Show what the sheets that came back change, and with `--write` change it."""
    from detente.sheets import edited, read_sheets

    words = phrases(given.language or source.scenario.language)
    reading = read_sheets(source, given.sheets or (), party=given.party, keep=given.keep or "")
    for note in reading.notes:
        print(note, file=sys.stderr)
    if not reading.changes:
        print(words("sheets.no_change"))
        return
    change_file(opened, edited(opened.text, reading.changes), words.language, write=given.write)
