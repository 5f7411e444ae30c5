"""How values are written in YAML: on one line where that reads well, else on lines of their own.

>>> inline({"low": 1, "best": "a, b"}), inline("yes: no", flow=False)
('{low: 1, best: "a, b"}', '"yes: no"')
>>> lines({"north": ["x", "y"], "south": {}}, 2, width=10)
['', '  north:', '    - x', '    - y', '  south: {}']
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from detente.scenario.reading.scalars import plain_value

WIDTH = 100
"""Columns of a line that is written anew."""

_NOT_PLAIN = re.compile(
    r"""\A[\s,\[\]{}#&*!|>'"%@`?]|\A[-:](?:\s|\Z)|\A(?:---|\.\.\.)|:(?:\s|\Z)|\s#|\s\Z|[\n\r\t]"""
)
_NOT_IN_FLOW = re.compile(r"[,\[\]{}]|\A-|:")


def inline(value: Any, style: str = "", *, flow: bool = True) -> str:
    """A value on one line; a text in quotes of a style, or where it must be in quotes.

    `flow`: it stands between brackets, where a comma ends it.
    """
    if isinstance(value, dict):
        inner = (f"{inline(key)}: {inline(part)}" for key, part in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    if not isinstance(value, str):
        return _scalar(value)
    if style == "'" and not re.search(r"[\n\r\t]", value):
        return "'{}'".format(value.replace("'", "''"))
    if style == '"' or not isinstance(plain_value(value), str) or _NOT_PLAIN.search(value):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False) if flow and _NOT_IN_FLOW.search(value) else value


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return str(value)


def lines(
    value: Any, column: int, *, style: str = "", before: int = 0, width: int = WIDTH
) -> list[str]:
    """A value behind a key or a dash: what stands on that line, then whole lines at a column.

    `before` is the length of what stands before it on the line.
    """
    room, margin = width - before - 1, " " * column
    if isinstance(value, str) and style in ("", "|", ">"):
        if style == "|" or (style == ">" and "\n" in value.rstrip("\n")):
            return _literal(value, margin)
        if style == ">" or len(inline(value, flow=False)) > max(room, 40):
            return _folded(value, margin, width)
    short = inline(value, style, flow=False)
    if not isinstance(value, dict | list) or not value or len(short) <= room:
        return [short]
    found = [""]
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        prefix = f"{margin}{inline(key, flow=False)}:" if isinstance(value, dict) else f"{margin}-"
        found += entry(prefix, part, column, width=width)
    return found


def entry(
    prefix: str, value: Any, column: int, *, style: str = "", width: int = WIDTH
) -> list[str]:
    """The lines of an item at a column; `prefix` ends with its colon or dash."""
    first, *rest = lines(value, column + 2, style=style, before=len(prefix), width=width)
    if not first and rest and prefix.endswith("-"):
        first, *rest = rest
        first = first.strip()
    return [f"{prefix} {first}".rstrip(), *rest]


def _literal(text: str, margin: str) -> list[str]:
    """A text with its line breaks."""
    body = text.removesuffix("\n")
    sign = "-" if body == text else "+" if body.endswith("\n") or not body else ""
    first = "2" if body[:1] in (" ", "\n") else ""
    return [f"|{first}{sign}", *(f"{margin}{line}".rstrip(" ") for line in body.split("\n"))]


def _folded(text: str, margin: str, width: int) -> list[str]:
    """A text broken at single blanks between words; in quotes where that would change it."""
    body = text.removesuffix("\n")
    if not body.strip() or body != body.strip() or re.search(r"[\n\r\t]", body):
        return [json.dumps(text, ensure_ascii=False)]
    found = [margin]
    for word in re.split(r"(?<! ) (?! )", body):
        glue = "" if found[-1] == margin else " "
        if glue and len(found[-1]) + 1 + len(word) > width:
            found.append(f"{margin}{word}")
        else:
            found[-1] += glue + word
    return [">-" if body == text else ">", *found]
