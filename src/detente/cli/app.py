"""The commands: one for each analysis of the catalogue, and those of the other modules here."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.analyses.catalogue import NAMES, catalogue, find_analysis
from detente.cli.commands import analysis
from detente.errors import SettingError, sentence
from detente.gone import COMMANDS

HELP = """Prepare a negotiation: from one scenario file to a tested analysis and a brief.

Begin with [bold]detente brief anchorage[/bold] or [bold]detente new talks.yaml[/bold]."""


def make_app(asked: str = "") -> typer.Typer:
    """The command-line application; an analysis that is asked for stands alone.

    The other commands would take longer to load than a small answer.
    """
    app = typer.Typer(
        name="detente",
        help=HELP,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_top)
    if asked in NAMES:
        analysis.register(app, find_analysis(asked))
        return app
    from detente.cli.commands import (
        backtest,
        brief,
        compare,
        convert,
        dossier,
        drivers,
        log,
        roles,
        roster,
        scenario,
        sheet,
        workbench,
    )

    for module in (
        workbench,
        scenario,
        brief,
        roles,
        roster,
        backtest,
        convert,
        sheet,
        log,
        dossier,
        compare,
        drivers,
    ):
        module.register(app)
    for entry in catalogue():
        analysis.register(app, entry)
    for name in COMMANDS:
        app.command(name, hidden=True, context_settings=_ANYTHING)(_gone)
    return app


_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}


def _gone(context: typer.Context) -> None:
    name = str(context.info_name)
    raise SettingError(
        "detente", name, sentence("this command is no more; use {instead}", instead=COMMANDS[name])
    )


def _version(asked: bool) -> None:
    if asked:
        from detente.version import __version__

        print(f"detente {__version__}")
        raise typer.Exit


def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Nothing happens before a command."""
