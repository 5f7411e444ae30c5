"""Print exhibits and JSON to the terminal, and write charts, in the language that is spoken."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from io import TextIOWrapper
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente import kernels
from detente.errors import InternalError
from detente.exhibits import Chart, Exhibit, Section
from detente.phrases import phrases
from detente.writing import write_whole

if TYPE_CHECKING:
    from detente.analyses.contract import Result
    from detente.scenario import Scenario

WIDEST = 100
PICTURES = (".svg", ".png")
_LANGUAGE: ContextVar[str] = ContextVar("language", default="")


def speak(language: str) -> str:
    """Remember the language that a command has chosen, and return it.

    Raises SettingError for one that is not known.
    """

    _LANGUAGE.set(phrases(language).language)
    return language


def spoken() -> str:
    """The language chosen, else the one asked for on the command line, else English."""
    from detente.phrases import LANGUAGES

    if _LANGUAGE.get():
        return _LANGUAGE.get()
    for place, part in enumerate(sys.argv):
        name, _, given = part.partition("=")
        if name == "--language":
            asked = given or "".join(sys.argv[place + 1 : place + 2])
            return asked if asked in LANGUAGES else "en"
    return "en"


def print_result(result: Result, scenario: Scenario, language: str, *, as_json: bool) -> None:
    """Print what an analysis found: JSON, or findings, tables and remarks."""
    if as_json:
        print_json(result.to_dict(language))
        return
    told: list[Exhibit] = [*result.statements(language), *result.tables(language)]
    print_exhibits(title_of(scenario, language), (*told, *result.remarks(language)), language)


def title_of(scenario: Scenario, language: str) -> str:
    """The title of a scenario."""
    return scenario.translated(scenario.title, "title", language=language)


def print_exhibits(title: str, exhibits: Iterable[Exhibit], language: str) -> None:
    """Print a titled run of exhibits, as wide as the terminal; elsewhere 80 columns wide."""
    from detente import render

    width = min(_columns(), WIDEST) if sys.stdout.isatty() else 80
    shown = Section("", title, tuple(exhibits))
    print(render.text(shown, language=language, width=width, colour=in_colour()))


def _columns() -> int:
    """The columns of the terminal, or as `COLUMNS` says; `shutil` asks a stream that was left."""
    with suppress(ValueError):
        if (stated := int(os.environ.get("COLUMNS", ""))) > 0:
            return stated
    return os.get_terminal_size(sys.stdout.fileno()).columns or 80


def in_colour() -> bool:
    """Whether standard output is a terminal that knows colours and is not asked to do without.

    `NO_COLOR` (no-color.org) asks for that, and so does a terminal that calls itself dumb.
    """
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object and nothing else: UTF-8, or ASCII alone where the output is not.

    Nothing is printed before the object is complete. Raises InternalError for a number that JSON
    does not have.
    """
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    try:
        text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=2, allow_nan=False)
    except ValueError:
        where = ", ".join(islice(_not_finite(value, ""), 3))
        raise InternalError(f"these numbers of the answer are not finite: {where}") from None
    print(text)


def print_document(text: str) -> None:
    """Print a file that is UTF-8 wherever it goes, such as a page that says so itself."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(text, end="")


def _not_finite(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _not_finite(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _not_finite(inner, f"{place}[{number}]")
    elif isinstance(value, float) and not isfinite(value):
        yield f"{place} = {value}"


def announce() -> None:
    """Say on a terminal why the first run takes longer: no compiled kernel is stored yet."""

    if sys.stderr.isatty() and not kernels.stored():
        print(phrases(spoken())("cli.first_run"), file=sys.stderr, flush=True)


def check_chart(path: Path | None, *, force: bool) -> None:
    """Refuse a chart that could not be written, before any work is done.

    Raises SettingError for an ending of no picture, FileError for a file that cannot be written.
    """
    from detente.validation import checked_ending
    from detente.writing import check_target

    if path is not None:
        checked_ending("--chart", path, PICTURES)
        check_target(path, force=force)


def write_chart(chart: Chart, path: Path, language: str, *, force: bool) -> None:
    """Write a chart in the format of the file's ending, which `check_chart` has found fitting."""
    from detente import render

    drawing = render.svg if path.suffix.lower() == ".svg" else render.png
    write_whole(path, drawing(chart, language=language), force=force)
