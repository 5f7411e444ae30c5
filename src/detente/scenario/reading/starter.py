"""A scenario to begin with: small, complete, and explained line by line."""

from __future__ import annotations

import json
from importlib.resources import files


def starter(title: str = "") -> str:
    """The text of a commented scenario file that passes the check.

    >>> starter("Water talks").splitlines()[10]
    'title: "Water talks"'
    """
    printable = "".join(letter for letter in title if letter.isprintable()).strip()
    shown = printable or "A name for your negotiation"
    text = files(__package__).joinpath("starter.yaml").read_text(encoding="utf-8")
    return text.replace("TITLE", json.dumps(shown, ensure_ascii=False))
