"""The commands: one for each analysis of the catalogue, and those of the other modules here."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.analyses.catalogue import catalogue
from detente.cli.commands import (
    analysis,
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
from detente.errors import SettingError, sentence
from detente.gone import COMMANDS

EXTRA = (
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
)
"""Modules with commands of their own; each has `register(app)`."""

HELP = """Prepare a negotiation: from one scenario file to a tested analysis and a brief.

Begin with [bold]detente brief anchorage[/bold] or [bold]detente new talks.yaml[/bold]."""


def make_app() -> typer.Typer:
    """The command-line application."""
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
    for module in EXTRA:
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

        typer.echo(f"detente {__version__}")
        raise typer.Exit


def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Nothing happens before a command."""
