"""Tables of a text, Markdown or HTML: columns of probabilities that show a bare 0 or 100.

>>> text = "| Tactics | Deal (% of cases) |\\n| --- | --- |\\n| tough | 100 |"
>>> list(bare_extremes(text))
[(3, '100', 'Deal (% of cases)')]
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from detente.phrases import LANGUAGES, phrases

UNITS = ("common.of_cases", "common.of_courses", "common.chance")
"""Phrases for the units of columns that hold probabilities."""

_BARE = re.compile(r"(?:0|100)(?:[.,]0+)?")
_TABLE = re.compile(r"<table\b.*?</table>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")

Rows = list[tuple[int, list[str]]]
"""The rows of a table: line, from 1, and cells."""


def bare_extremes(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, cell and heading of each bare 0 or 100 in a column of probabilities."""
    for rows in (*_markdown(text), *_html(text)):
        (_, headings), *body = rows
        places = [k for k, heading in enumerate(headings) if heading.endswith(_units())]
        for line, cells in body:
            for place in places:
                if place < len(cells) and _BARE.fullmatch(cells[place]):
                    yield line, cells[place], headings[place]


@cache
def _units() -> tuple[str, ...]:
    return tuple(f"({phrases(language)(unit)})" for language in LANGUAGES for unit in UNITS)


def _markdown(text: str) -> Iterator[Rows]:
    lines = enumerate(text.splitlines(), start=1)
    for is_table, group in groupby(lines, key=lambda each: each[1].lstrip().startswith("|")):
        if is_table:
            yield [
                (line, [cell.strip() for cell in row.strip().strip("|").split("|")])
                for line, row in group
            ]


def _html(text: str) -> Iterator[Rows]:
    for table in _TABLE.finditer(text):
        rows = [
            (
                text.count("\n", 0, table.start() + row.start()) + 1,
                [_plain(cell) for cell in _CELL.findall(row.group(0))],
            )
            for row in _ROW.finditer(table.group(0))
        ]
        if rows:
            yield rows


def _plain(cell: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", cell)).split())
