"""Plain words of YAML as values; numbers remember how they were written.

>>> plain_value("1.50"), plain_value("no"), plain_value("~")
(1.50, 'no', None)
"""

from __future__ import annotations

import re
from typing import Any

_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_WORDS = {"true": True, "false": False, **dict.fromkeys(("", "~", "null", "Null", "NULL"))}


class _Written:
    """Remembers how a number was written, since it may also be a label."""

    written: str

    def __repr__(self) -> str:
        return self.written

    __str__ = __repr__


class WholeNumber(_Written, int):
    """A whole number as it was written."""


class Number(_Written, float):
    """A number as it was written."""


def plain_value(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema, which knows no yes, no and octal numbers."""
    if text in _WORDS:
        return _WORDS[text]
    number: WholeNumber | Number
    if _INTEGER.fullmatch(text):
        number = WholeNumber(text)
    elif _FLOAT.fullmatch(text):
        number = Number(text)
    elif _INFINITE.fullmatch(text) or text in (".nan", ".NaN", ".NAN"):
        number = Number(text.replace(".", ""))
    else:
        return text
    number.written = text
    return number
