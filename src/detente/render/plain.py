"""Text made safe to show, and broken into lines.

Titles and names come from files that other people wrote. What could steer a terminal or turn the
reading direction of what follows is taken out here, before any surface escapes the rest.

>>> clean("North\\x1b[31m\\nand South")
'North[31m and South'
>>> lines("Sicherheitsgarantien nach Artikel 5", 20)
['Sicherheitsgarantien', 'nach Artikel 5']
"""

from __future__ import annotations

import dataclasses
import re
import textwrap
from typing import Any, TypeVar

T = TypeVar("T")

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_LETTERS = re.compile(r"[^\W\d_]+")
_PLAIN_WORD = re.compile(r"\W*[^\W\d_]+(-[^\W\d_]+)*\W*")
_SPACE = re.compile(r"[ \t\r\n]+")


def clean(text: str) -> str:
    """Take out control characters and direction overrides; any run of white space is one space.

    Between a number and its percent sign that is a no-break space.
    """
    return _PERCENT.sub("\N{NO-BREAK SPACE}", _SPACE.sub(" ", _CONTROL.sub("", text))).strip()


def cleaned(shown: T) -> T:
    """The same exhibit, section or document with every text in it cleaned."""
    return _cleaned(shown)  # type: ignore[no-any-return]


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value))
        return dataclasses.replace(value, **{f: _cleaned(getattr(value, f)) for f in fields})
    return value


def lines(text: str, width: int) -> list[str]:
    """Break cleaned text into lines of at most `width` characters, at spaces where possible.

    A word longer than a line is hyphenated where it reaches the end.
    """
    width = max(width, 4)
    words = [piece for word in clean(text).split(" ") for piece in _pieces(word, width)]
    return textwrap.wrap(" ".join(words), width=width) or [""]


def _pieces(word: str, width: int) -> list[str]:
    """A word in parts of at most `width` characters, each but the last with a hyphen."""
    pieces: list[str] = []
    if not _PLAIN_WORD.fullmatch(word):
        return [word]
    while len(word) > width and (run := _LETTERS.search(word)) and len(run.group()) > 4:
        cut = min(width - 1, run.end() - 3)
        if cut < run.start() + 2:
            break
        pieces.append(word[:cut] + "-")
        word = word[cut:]
    return [*pieces, word]


def few_lines(text: str, width: int, most: int) -> list[str]:
    """Like `lines`, but cut after `most` lines with an ellipsis."""
    broken = lines(text, width)
    if len(broken) <= most:
        return broken
    last = broken[most - 1]
    return [*broken[: most - 1], last[: max(width, 4) - 1].rstrip() + "…"]
