"""Text made safe to show, and broken into lines.

Titles and names come from files that other people wrote. What could steer a terminal or turn the
reading direction of what follows is taken out here, before any surface escapes the rest.

>>> clean("North\\x1b[31m\\nand South")
'North[31m and South'
>>> lines("Sicherheitsgarantien nach Artikel 5", 20)
['Sicherheitsgarantien', 'nach Artikel 5']
>>> lines("Wasser 水资源 und Grenzen", 8)
['Wasser', '水资源', 'und', 'Grenzen']
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from rich.cells import cell_len, chop_cells, split_graphemes

from detente.phrases.directions import FIRST_STRONG, POP, runs_isolated

T = TypeVar("T")

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ufeff\ufffe\uffff\ud800-\udfff]"
)
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_LETTERS = re.compile(r"[^\W\d_]+")
_PLAIN_WORD = re.compile(r"\W*[^\W\d_]+(-[^\W\d_]+)*\W*")
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2}-)(?=[^\W\d_]{2})")
_CLOSING = re.compile(r"[^\w\s]*[)\]}.,;:!?%…、。，．：；！？）」』】〉》”’]")
_OPENING = re.compile(r"[(\[{（「『【〈《“‘„]$")
_SPACE = re.compile(r"[ \t\r\n]+")


def clean(text: str) -> str:
    """Take out control characters and direction overrides; any run of white space is one space.

    Between a number and its percent sign that is a no-break space. What is read from right to left
    is isolated.
    """
    plain = _PERCENT.sub("\N{NO-BREAK SPACE}", _SPACE.sub(" ", _CONTROL.sub("", text)))
    return runs_isolated(plain.strip())


def cleaned(shown: T) -> T:
    """The same exhibit, section or document with every text in it cleaned."""
    found: T = _cleaned(shown)
    return found


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
    """Break cleaned text into lines of at most `width` columns, at spaces where possible.

    A word longer than a line is hyphenated where it reaches the end; between wide characters (CJK,
    emoji), which take two columns, a line may end anywhere.
    """
    width = max(width, 2)
    broken = [""]
    for word in clean(text).split(" "):
        space = " "
        for piece in _pieces(word, width):
            longer = f"{broken[-1]}{space if broken[-1] else ''}{piece}"
            if cell_len(longer) <= width:
                broken[-1] = longer
            else:
                broken.append(piece)
            space = ""
    return _isolates_closed([line for line in broken if line]) or [""]


def _pieces(word: str, width: int) -> Iterator[str]:
    """The parts of a word between which a line may end."""
    for part in _parts(word):
        while cell_len(part) > width:
            cut = _hyphenation(part, width)
            if cut is None:
                *chopped, part = chop_cells(part, width)
                yield from chopped
                break
            yield part[:cut] + "-"
            part = part[cut:]
        yield part


def _parts(word: str) -> list[str]:
    """A word parted behind its hyphens and around wide characters, signs kept with their word."""
    clusters, _ = split_graphemes(word)
    if all(wide < 2 for _, _, wide in clusters):
        return _HYPHEN.split(word)
    parts, before = [""], 0
    for start, end, wide in clusters:
        cluster = word[start:end]
        if max(wide, before) > 1 and not (_CLOSING.match(cluster) or _OPENING.search(parts[-1])):
            parts.append("")
        parts[-1] += cluster
        before = wide
    return [part for part in parts if part]


def _hyphenation(word: str, width: int) -> int | None:
    """Where a word of letters alone is cut so that it fills a line; None where it is not."""
    run = _LETTERS.search(word) if _PLAIN_WORD.fullmatch(word) else None
    if run is None or len(run.group()) <= 4:
        return None
    cut = min(width - 1, run.end() - 3)
    return cut if cut >= run.start() + 2 else None


def _isolates_closed(broken: list[str]) -> list[str]:
    """Lines in which an isolate that goes on in the next line is closed and opened again."""
    open_ones, closed = 0, []
    for line in broken:
        held = FIRST_STRONG * open_ones + line
        open_ones = held.count(FIRST_STRONG) - held.count(POP)
        closed.append(held + POP * open_ones)
    return closed
