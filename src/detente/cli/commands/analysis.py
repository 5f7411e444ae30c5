"""The command of an analysis, made from its catalogue entry."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import typer

from detente.analyses.contract import Analysis, Result, require_sections
from detente.analyses.settings import Setting
from detente.cli.arguments import (
    DRAWING,
    NEEDED,
    SHEET,
    SHOWN,
    File,
    Parameters,
    add_command,
    option,
)
from detente.cli.commands import roster
from detente.cli.documents import check_document, write_document
from detente.cli.drawing import run_draws, stop_if_interrupted
from detente.cli.printing import announce, print_result
from detente.cli.sources import opened
from detente.errors import SettingError, sentence

_TYPES: dict[str, Any] = {
    "flag": bool,
    "text": str | None,
    "texts": list[str] | None,
    "number": float | None,
    "whole": int | None,
    "path": Path | None,
}


def register(app: typer.Typer, analysis: Analysis) -> None:
    """Add the command `detente <analysis> FILE` with an option for each setting."""
    own = {setting.name: _option(setting) for setting in analysis.settings}
    drawn: Parameters = {}
    if "draws" not in own:
        drawn = {name: each for name, each in DRAWING.items() if name not in own}
    beside = roster.BESIDE if analysis.name == "security" else {}

    def run(given: SimpleNamespace) -> None:
        sheet = given.output
        if given.sheet and sheet is None:
            sheet = Path(f"{Path(given.file).stem}-{analysis.name}.html")
        if sheet is not None:
            if given.json:
                remedy = "leave it out where a sheet is written"
                raise SettingError("--json", sentence("it is given"), remedy)
            check_document(sheet, force=given.force)
        if beside and given.roster is not None:
            roster.check_roster(given)
        _needs(given, "roster", roster.BESIDE if beside else {})
        _needs(given, "draws", {name: drawn[name] for name in ("keep", "jobs") if name in drawn})
        scenario, words = opened(given.file, given.language)
        require_sections(analysis, scenario)
        settings = _settings(analysis, vars(given))
        announce()
        if beside and given.roster is not None:
            roster.write_roster(scenario, words, given)
            if sheet is None:
                return
        if drawn and given.draws is not None:
            result: Result = run_draws(analysis, scenario, settings, vars(given))
        else:
            result = analysis.run(scenario, **settings)
        if sheet is not None:
            from detente.analyses.telling import answer_sheet

            document = answer_sheet(result, scenario, words.language, analysis.name)
            write_document(document, sheet, force=given.force)
        else:
            print_result(result, scenario, words.language, as_json=given.json)
        stop_if_interrupted(result)

    parameters = {"file": (File, NEEDED), **SHOWN, **SHEET, **own, **beside, **drawn}
    add_command(app, analysis.name, _sentence(analysis.summary), parameters, run)


def _needs(given: SimpleNamespace, first: str, others: Parameters) -> None:
    """Refuse options that count beside another one only, where that is absent."""
    for name, (_, default) in others.items() if getattr(given, first, None) is None else ():
        if getattr(given, name) != default:
            raise SettingError(f"--{name}", sentence("it is given"), f"add --{first}")


def _option(setting: Setting) -> tuple[Any, Any]:
    flag = setting.flag or f"--{setting.name.replace('_', '-')}"
    kind, text = _TYPES[setting.kind], _sentence(setting.help)
    if setting.kind == "flag":
        return option(kind, flag, text, setting.default)
    metavar = "|".join(setting.choices) or None
    return option(kind, flag, text, setting.default, metavar=metavar, show_default=False)


def _settings(analysis: Analysis, given: dict[str, Any]) -> dict[str, Any]:
    """Only what the user set; lists are split at commas and checked against the choices."""
    chosen = {}
    for setting in analysis.settings:
        value = given[setting.name]
        if value == setting.default or value is None:
            continue
        if setting.kind == "texts":
            parts = (part.strip() for item in value for part in item.split(","))
            value = tuple(part for part in parts if part)
            if not value:
                continue
        for part in value if isinstance(value, tuple) else (value,):
            if setting.choices and part not in setting.choices:
                remedy = sentence("choose from {known}", known=", ".join(setting.choices))
                raise SettingError(setting.flag or f"--{setting.name}", part, remedy)
        chosen[setting.name] = value
    return chosen


def _sentence(summary: str) -> str:
    """A summary as the help prints it, like that of the other commands."""
    return f"{summary[:1].upper()}{summary[1:].rstrip('.')}."
