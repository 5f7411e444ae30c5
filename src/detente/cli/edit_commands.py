"""`detente set` and `detente rename`: change a scenario file, all else as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import File, Language

if TYPE_CHECKING:
    from detente.edits.files import Opened

Write = Annotated[
    bool, typer.Option("--write", help="Change the file; without it the difference is shown.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("set")(set_values)
    app.command("rename")(rename)


def set_values(
    file: File,
    change: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="A key path and its new value.")
    ],
    write: Write = False,
    language: Language = None,
) -> None:
    """Set values of a scenario file; comments and every other line stay as they are."""
    from detente.edits.files import Opened, changed_text

    opened = Opened.at(file)
    _finish(opened, changed_text(opened.text, change, opened.file), language, write=write)


def rename(
    file: File,
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
    from detente.edits.files import Opened

    opened = Opened.at(file)
    text = edits.rename(opened.text, kind, old, new, opened.file)
    _finish(opened, text, language, write=write)


def _finish(opened: Opened, text: str, language: str | None, *, write: bool) -> None:
    """Show what would change, or change it."""
    import datetime

    from detente.cli.spoken import speak
    from detente.phrases import phrases
    from detente.scenario import loads

    words = phrases(speak(language or loads(text.removeprefix("\ufeff")).language))
    if text == opened.text:
        typer.echo(words("cli.unchanged", file=opened.file))
    elif not write:
        print(opened.difference(text))
        typer.echo(words("cli.add_write"), err=True)
    else:
        kept = opened.write(text, datetime.datetime.now().astimezone().date())
        typer.echo(words("cli.changed", file=opened.file))
        if kept is not None:
            typer.echo(words("cli.kept_before", file=str(kept)))
