"""Print exhibits and JSON to the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import Any

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
    """Print one JSON object and nothing else: UTF-8, or ASCII alone where the output is not."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    json.dump(value, sys.stdout, ensure_ascii=encoding != "utf8", indent=2, allow_nan=False)
    sys.stdout.write("\n")
