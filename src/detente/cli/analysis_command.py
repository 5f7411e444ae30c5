"""The command of an analysis, made from its catalogue entry."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from detente.analyses.contract import Analysis, require_sections
from detente.analyses.settings import Setting
from detente.cli.arguments import DRAWING, File, Json, Language
from detente.cli.drawing import draw_and_print
from detente.cli.printing import announce, print_exhibits, print_json
from detente.cli.spoken import speak
from detente.errors import SettingError, sentence
from detente.exhibits import Exhibit

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

    own = {setting.name for setting in analysis.settings}
    offered = {} if "draws" in own else {n: g for n, g in DRAWING.items() if n not in own}

    def command(file: str, json: bool, language: str | None, **given: Any) -> None:
        drawing = {name: given[name] for name in offered}
        settings = _settings(analysis, given)
        if drawing.get("draws") is not None:
            draw_and_print(analysis, file, json, language, settings, drawing)
        else:
            run_and_print(analysis, file, json, language, settings)

    parameters = [
        option_of("file", File),
        option_of("json", Json, False),
        option_of("language", Language, None),
        *(option_of(s.name, _annotation(s), s.default) for s in analysis.settings),
        *(option_of(name, *given) for name, given in offered.items()),
    ]
    with_options(command, parameters)
    app.command(analysis.name, help=_sentence(analysis.summary))(command)


def with_options(command: Callable[..., None], parameters: list[inspect.Parameter]) -> None:
    """Let a command with options gathered in `**given` show them to the command line."""
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}


def run_and_print(
    analysis: Analysis, file: str, as_json: bool, language: str | None, settings: dict[str, Any]
) -> None:
    """Load, analyse, print."""
    from detente.cli.sources import load
    from detente.phrases import phrases

    scenario = load(file)
    chosen = speak(phrases(language or scenario.language).language)
    require_sections(analysis, scenario)
    announce()
    result = analysis.run(scenario, **settings)
    if as_json:
        print_json(result.to_dict(chosen))
        return
    findings, tables = result.statements(chosen), result.tables(chosen)
    exhibits: tuple[Exhibit, ...] = (*findings, *tables, *result.remarks(chosen))
    title = scenario.translated(scenario.title, "title", language=chosen)
    print_exhibits(title, exhibits, chosen)


def option_of(
    name: str, annotation: Any, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    """One argument or option of a command, by its annotation."""
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _annotation(setting: Setting) -> Any:
    flag = setting.flag or f"--{setting.name.replace('_', '-')}"
    metavar = "|".join(setting.choices) or None
    if setting.kind == "flag":
        return Annotated[bool, typer.Option(flag, help=_sentence(setting.help))]
    option = typer.Option(flag, help=_sentence(setting.help), metavar=metavar, show_default=False)
    return Annotated[_TYPES[setting.kind], option]


def _settings(analysis: Analysis, given: dict[str, Any]) -> dict[str, Any]:
    """Only what the user set; lists are split at commas and checked against the choices."""
    chosen = {}
    for setting in analysis.settings:
        value = given[setting.name]
        if value == setting.default or value is None:
            continue
        if setting.kind == "texts":
            value = tuple(
                part.strip() for item in value for part in item.split(",") if part.strip()
            )
        for part in value if isinstance(value, tuple) else (value,):
            if setting.choices and part not in setting.choices:
                flag = setting.flag or f"--{setting.name}"
                raise SettingError(
                    flag, part, sentence("choose from {known}", known=", ".join(setting.choices))
                )
        chosen[setting.name] = value
    return chosen


def _sentence(summary: str) -> str:
    """A summary as the help prints it, like that of the other commands."""
    return f"{summary[:1].upper()}{summary[1:].rstrip('.')}."
