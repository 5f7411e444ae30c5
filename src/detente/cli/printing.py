"""Print exhibits and JSON to the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import islice
from math import isfinite
from typing import Any

from detente.errors import InternalError
from detente.exhibits import Exhibit, Section

WIDEST = 100


def print_exhibits(title: str, exhibits: Iterable[Exhibit], language: str) -> None:
    """Print a titled run of exhibits, 80 columns wide unless the terminal is known to be wider."""
    from detente import render

    on_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, WIDEST) if on_terminal else 80
    shown = Section("", title, tuple(exhibits))
    print(render.text(shown, language=language, width=width, colour=in_colour()))


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
