"""Plain words of YAML as values; numbers remember how they were written.

>>> plain_value("1.50"), plain_value("no"), plain_value("~")
(1.50, 'no', None)
"""

from __future__ import annotations

import re
from typing import Any

_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")


class WholeNumber(int):
    """A whole number that remembers how it was written, since it may also be a label."""

    written: str

    def __repr__(self) -> str:
        return self.written

    __str__ = __repr__


class Number(float):
    """A number that remembers how it was written, since it may also be a label."""

    written: str

    def __repr__(self) -> str:
        return self.written

    __str__ = __repr__


def plain_value(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema, which knows no yes, no and octal numbers."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "false"):
        return text == "true"
    number: WholeNumber | Number
    if _INTEGER.fullmatch(text):
        number = WholeNumber(text)
    elif _FLOAT.fullmatch(text):
        number = Number(text)
    elif infinite := _INFINITE.fullmatch(text):
        number = Number(f"{infinite.group(1)}inf")
    elif text in (".nan", ".NaN", ".NAN"):
        number = Number("nan")
    else:
        return text
    number.written = text
    return number
