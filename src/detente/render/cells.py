"""A table's entries as strings: digits, decimal signs and marks of one language.

>>> from detente.exhibits import Column, Table
>>> columns = (Column("Issue"), Column("Weight", unit="%"))
>>> table = Table("Weights", columns, (("price", 62.5), ("date", 40)))
>>> written(table, language="de").rows
(('price', '62,5'), ('date', '40,0'))
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases, phrases
from detente.render.safe_text import clean

Side = Literal["left", "right", "centre"]

DASH = "–"
YES = "✓"
NO = "✗"

MOST_DIGITS = 3
NOISE = 1e-9
"""What is smaller is a rounding."""

LETTER, PADDING, MOST_LETTERS = 1.75, 4.0, 60
"""Of a table: millimetres a letter and around a cell; letters that a column at most wishes for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A table as strings; `numeric` says which columns hold nothing but numbers."""

    title: str
    headings: tuple[str, ...]
    sides: tuple[Side, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    sources: str
    keys: int = 1
    """How many columns, from the first, name a row."""


def written(table: Table, *, language: str) -> Written:
    """Write out a table's headings (with units), cells, note and sources in a language."""
    words = phrases(language)
    columns = [[row[i] for row in table.rows] for i in range(len(table.columns))]
    numeric = tuple(_is_numeric(cells) for cells in columns)
    texts = [
        _texts(column, cells, words) for column, cells in zip(table.columns, columns, strict=True)
    ]
    return Written(
        title=clean(table.title),
        headings=tuple(with_unit(column.title, column.unit) for column in table.columns),
        sides=tuple(
            _side(column, cells, number)
            for column, cells, number in zip(table.columns, columns, numeric, strict=True)
        ),
        numeric=numeric,
        rows=tuple(zip(*texts, strict=True)) if table.rows else (),
        note=clean(table.note),
        sources=source_line(table.sources, words),
        keys=key_columns(table),
    )


def key_columns(table: Table) -> int:
    """How many columns, from the first, name a row: as the table says, or as telling them takes.

    >>> columns = (Column("a"), Column("b"), Column("x"))
    >>> key_columns(Table("t", columns, (("k", "l", 1), ("k", "m", 2))))
    2
    """
    if table.keys is not None:
        return table.keys
    texts = [all(isinstance(row[i], str) for row in table.rows) for i in range(len(table.columns))]
    most = texts.index(False) if False in texts else len(texts)
    names = range(1, most + 1)
    return next((n for n in names if len({row[:n] for row in table.rows}) == len(table.rows)), 1)


def in_words(cell: str, words: Phrases) -> str:
    """A mark with its word behind it; any other cell as it is."""
    known = {YES: "common.yes", NO: "common.no"}
    return f"{cell} {words(known[cell])}" if cell in known else cell


def column_widths(table: Written, room: float) -> list[float]:
    """The widths of a table's columns in millimetres, so that words stay whole where they can.

    Each has room for its longest word; what is left goes to columns of long texts.
    """
    least, wish = [], []
    for place, heading in enumerate(table.headings):
        texts = [heading, *(row[place] for row in table.rows)]
        words = max((len(word) for text in texts for word in text.split(" ")), default=1)
        longest = min(MOST_LETTERS, max(map(len, texts)))
        least.append(words * LETTER + PADDING)
        wish.append(max(words, longest) * LETTER + PADDING)
    if sum(least) > room:
        return [width * room / sum(least) for width in least]
    spare = sum(wish) - sum(least)
    share = min(1.0, (room - sum(least)) / spare) if spare else 0.0
    return [low + (high - low) * share for low, high in zip(least, wish, strict=True)]


def with_unit(title: str, unit: str) -> str:
    """A title with its unit in brackets behind it, where there is one."""
    return f"{clean(title)} ({clean(unit)})" if unit else clean(title)


def source_line(sources: tuple[str, ...], words: Phrases) -> str:
    """The line that names the sources of a table; empty where there are none."""
    named = "; ".join(clean(source) for source in sources)
    if not sources:
        return ""
    if len(sources) == 1:
        return words("common.source", sources=named)
    return words("common.sources", sources=named)


def digits_for(values: list[float]) -> int:
    """The digits for a column: those that show every value as it is, at most two; else fewer.

    Values that need more are rounded to about three significant figures of the largest; where that
    is below a thousandth, none of them is lost in zeros.

    >>> digits_for([0.5, 2.25]), digits_for([1 / 3, 200.0]), digits_for([0.0, 1e-6, 2e-6])
    (2, 1, 6)
    """
    held = [value for value in values if math.isfinite(value)]
    largest = max((abs(value) for value in held), default=0.0)
    first, close = 0, 10 ** -(MOST_DIGITS + 3)
    if NOISE < largest < 10**-MOST_DIGITS:
        first, close = -math.floor(math.log10(largest)), largest * close
    for digits in range(first, first + MOST_DIGITS):
        if all(abs(value - round(value, digits)) < close for value in held):
            return digits
    if first:
        return first + MOST_DIGITS - 1
    return 1 if largest >= 10 else 2 if largest >= 1 else MOST_DIGITS


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_numeric(cells: list[Cell]) -> bool:
    held = [cell for cell in cells if cell is not None]
    return bool(held) and all(_is_number(cell) for cell in held)


def _side(column: Column, cells: list[Cell], numeric: bool) -> Side:
    if numeric:
        return "right"
    marks = [cell for cell in cells if cell is not None]
    if marks and all(isinstance(cell, bool) for cell in marks):
        return "centre"
    return column.align


def _texts(column: Column, cells: list[Cell], words: Phrases) -> list[str]:
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float)]
    digits = digits_for(numbers) if column.digits is None else column.digits
    return [_text(cell, digits, words, column) for cell in cells]


def _text(cell: Cell, digits: int, words: Phrases, column: Column) -> str:
    if cell is None:
        return DASH
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, int | float):
        if column.probability:
            return words.percentage(cell / 100, digits)
        return words.number(cell, digits, grouped=column.grouped)
    return clean(cell)
