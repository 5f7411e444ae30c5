"""Print exhibits and JSON to the terminal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable
from typing import Any

from detente.exhibits import Exhibit

WIDEST = 100


def print_exhibits(title: str, exhibits: Iterable[Exhibit], language: str) -> None:
    """Print a titled run of exhibits, 80 columns wide unless the terminal is known to be wider."""
    from detente import render

    on_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, WIDEST) if on_terminal else 80
    blocks = [f"{title}\n{'═' * min(len(title), width)}"]
    for exhibit in exhibits:
        shown = render.text(exhibit, language=language, width=width, colour=on_terminal)
        blocks.append(shown.rstrip("\n"))
    print("\n\n".join(blocks))


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object, UTF-8, and nothing else."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")
