"""Rows of a text table whose separator is not known beforehand; what is wrong is told by line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from os import PathLike
from pathlib import Path

from detente.errors import FileError, Problem, ScenarioError, sentence
from detente.formats.numerals import Numerals
from detente.scenario.reading.text import decode
from detente.validation import bounds

SEPARATORS = "\t;,|"

HEADINGS = {
    "issue": ("topic", "thema", "streitpunkt", "verhandlungspunkt", "gegenstand"),
    "issue_name": ("name des themas",),
    "party": ("actor", "akteur", "partei"),
    "party_name": ("name des akteurs", "name der partei"),
    "position": ("standpunkt",),
    "salience": ("salienz", "wichtigkeit"),
    "capability": ("power", "macht", "einfluss"),
    "low": ("von", "unteres ende"),
    "high": ("bis", "oberes ende"),
    "unit": ("einheit",),
    "proposal": ("verhandlung", "vorschlag"),
    "outcome": ("ergebnis", "ausgang"),
    "status_quo": ("status quo", "ausgangslage"),
}
"""The columns of plain tables, and other headings that mean them."""

_COLUMN = {other: name for name, others in HEADINGS.items() for other in (name, *others)}

Cells = Mapping[str, str]
Record = tuple[int, Cells]


@dataclass(frozen=True)
class Rows:
    """A file's rows with their line numbers; empty rows are left out."""

    file: str
    digest: str
    lines: tuple[tuple[int, tuple[str, ...]], ...]

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        return iter(self.lines)

    @property
    def columns(self) -> tuple[str, ...]:
        """The first row as names of columns, whichever language its headings are in."""
        headings = self.lines[0][1] if self.lines else ()
        return tuple(_COLUMN.get(name.lower(), name.lower()) for name in headings)


def read_rows(path: str | PathLike[str]) -> Rows:
    """Read a table separated by tabs, semicolons, commas or bars, whichever splits it best.

    A first line such as `sep=;` says which. Raises FileError when the file cannot be read as text.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise FileError(str(path), sentence("cannot be read: {reason}", reason=reason)) from None
    text = decode(raw, str(path))
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.lower().startswith("sep=") and len(first.strip("\r")) == 5:
        separator, text, skipped = first[4], rest, 1
    else:
        separator = max(SEPARATORS, key=lambda sign: sum(sign in one for one in text.splitlines()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines = []
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                lines.append((reader.line_num + skipped, cells))
    except csv.Error as error:
        line = reader.line_num + skipped
        raise FileError(
            str(path), sentence("line {line} is not a table row: {reason}", line=line, reason=error)
        ) from None
    return Rows(str(path), hashlib.sha256(raw).hexdigest(), tuple(lines))


def written(number: float) -> str:
    """A number with all its digits and without an exponent, as a cell holds it.

    A number such as 1.234 gets a zero more, so that no reader takes its point for thousands.

    >>> written(1e6), written(0.1), written(123.456)
    ('1000000', '0.1', '123.4560')
    """
    text = format(Decimal(repr(float(number))), "f").removesuffix(".0")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def shifted(number: float, places: int) -> float:
    """A number times a power of ten, digit by digit, so that the way back ends where it began.

    >>> shifted(0.29, 2), 100 * 0.29
    (29.0, 28.999999999999996)
    """
    return float(Decimal(repr(float(number))).scaleb(places))


class Reader:
    """Reads the cells of a table, and gathers what is wrong with them."""

    def __init__(self, rows: Rows) -> None:
        self.file = rows.file
        self.problems: list[Problem] = []
        self._numerals = Numerals(cell for _, row in rows for cell in row)

    def records(self, rows: Rows, needed: tuple[str, ...]) -> list[Record]:
        """The rows below the headings, by column; rows that do not fit them are left out.

        Raises ScenarioError where headings are missing or stand there twice.
        """
        columns = self.headings(rows, needed)
        return [
            (line, dict(zip(columns, row, strict=True)))
            for line, cells in rows.lines[1:]
            if (row := self.fitted(cells, len(columns), line)) is not None
        ]

    def headings(self, rows: Rows, needed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The columns; raises ScenarioError where some are missing or stand there twice."""
        columns = rows.columns
        line = rows.lines[0][0] if rows.lines else 1
        if missing := [name for name in needed if name not in columns]:
            remedy = sentence("add the columns {columns}", columns=", ".join(missing))
            self.report(line, "headings are missing", ", ".join(filter(None, columns)), remedy)
        twice = [name for name, times in Counter(columns).items() if name and times > 1]
        for name in twice:
            self.report(line, "two columns have the same heading", name, "rename or remove one")
        if missing or twice:
            self.end()
        return columns

    def fitted(self, cells: tuple[str, ...], width: int, line: int) -> tuple[str, ...] | None:
        """A row of as many cells as there are headings; None (and a problem) otherwise.

        Nothing but empty cells may stand behind the last heading.
        """
        if len(cells) >= width and not any(cells[width:]):
            return cells[:width]
        rule = "a row has as many cells as there are headings"
        self.report(line, rule, f"{len(cells)} of {width}", "check the separators of this row")
        return None

    def number(self, cell: str, line: int, what: str, low: float, high: float) -> float:
        """The number in a cell, within low..high; NaN (and a problem) otherwise."""
        number = self._numerals.value(cell)
        if number is None:
            remedy = "write the number without a separator of thousands"
            self.report(
                line, sentence("{what} may be read as two numbers", what=what), cell, remedy
            )
            return float("nan")
        if low <= number <= high and abs(number) < float("inf"):
            return number
        span = bounds(low, high)
        self.report(
            line,
            sentence("{what} is a number {span}", what=what, span=span),
            cell or "nothing",
            sentence("write a number {span}", span=span),
        )
        return float("nan")

    def points(self, cell: str, line: int, what: str, low: float, high: float) -> float:
        """As `number`; a percentage is that many points of 100, as it is in scenario files.

        Percentages of other scales, and shares of 1, are refused.
        """
        of_100 = low == 0 and high in (100, float("inf"))
        return self.number(
            cell.removesuffix("%").rstrip() if of_100 else cell, line, what, low, high
        )

    def shared(self, records: list[Record], column: str, name: str) -> tuple[int, str] | None:
        """The one cell that a column has in all rows of an issue, with its line; None if empty."""
        given = [(line, row[column]) for line, row in records if row.get(column)]
        for line, cell in given[1:]:
            first = given[0][1]
            same = cell == first or self._numerals.value(cell) == self._numerals.value(first)
            if not same:
                self.report(
                    line,
                    sentence(
                        "the {column} of {name} is the same in all its rows",
                        column=column,
                        name=name,
                    ),
                    cell,
                )
        return given[0] if given else None

    def ends(self, records: list[Record], name: str) -> tuple[float, float]:
        """The ends of an issue's scale, from the columns `low` and `high`; 0 and 100 without."""
        found = []
        for column, usual in (("low", 0.0), ("high", 100.0)):
            given = self.shared(records, column, name)
            found.append(self.number(given[1], given[0], column, -1e12, 1e12) if given else usual)
        if found[0] >= found[1]:
            self.report(
                records[0][0], sentence("the line of {issue} ends above its beginning", issue=name)
            )
            return 0.0, 100.0
        return found[0], found[1]

    def report(self, line: int, rule: str, given: str = "", remedy: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(self.file, rule, given, remedy, line))

    def end(self) -> None:
        """Raise ScenarioError with all problems, if there are any."""
        if self.problems:
            raise ScenarioError(tuple(sorted(self.problems, key=lambda one: one.line or 0)))
