"""Rows of a text table whose separator is not known beforehand; what is wrong is told by line."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import inf, isnan, nan
from os import PathLike
from pathlib import Path
from typing import TypeVar

from detente.errors import FileError, Problem, ScenarioError, sentence
from detente.scenario.reading.text import decode, read_bytes
from detente.validation import bounds

T = TypeVar("T")
P = TypeVar("P")

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

_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,'’\s]\d{3})+([.,]\d*)?")
"""A number that is a thousand times larger where its sign parts thousands."""
UNGROUPED = "write the number without a separator of thousands"
DIFFERENT_CASE = "this is written in another way elsewhere"
_BOTH_ENDS = "state low and high"
_DECIMAL = re.compile(r"[+-]?(0|[1-9]\d*)([.,])\d+")


class Cell(str):
    """The text of a cell, which knows its line."""

    line: int

    @classmethod
    def at(cls, line: int, text: str = "") -> Cell:
        """A cell of a line."""
        cell = cls(text.strip())
        cell.line = line
        return cell


Row = tuple[Cell, ...]
Record = Mapping[str, Cell]


class Reader:
    """The rows of a table, and all that is wrong with them; rows without any text are left out."""

    def __init__(self, file: str, digest: str, rows: Sequence[Row]) -> None:
        self.file, self.digest, self.rows = file, digest, rows
        self._problems: list[Problem] = []
        cells = (cell.rstrip("% ") for row in rows for cell in row)
        shown = (_DECIMAL.fullmatch(cell) for cell in cells if not GROUPED.fullmatch(cell))
        self._signs = {decimal[2] for decimal in shown if decimal}

    @property
    def columns(self) -> tuple[str, ...]:
        """The first row as names of columns, whichever language its headings are in."""
        headings = self.rows[0] if self.rows else ()
        return tuple(_COLUMN.get(name.lower(), name.lower()) for name in headings)

    def records(self, needed: Sequence[str] = ()) -> list[Record]:
        """The rows below the headings, by column; rows that do not fit them are left out.

        Raises ScenarioError where needed headings are missing, or some stand there twice.
        """
        columns = self.columns
        line = self.rows[0][0].line if self.rows else 1
        if missing := [name for name in needed if name not in columns]:
            remedy = sentence("add the columns {columns}", columns=", ".join(missing))
            self.report(line, "headings are missing", ", ".join(filter(None, columns)), remedy)
        twice = [name for name, times in Counter(columns).items() if name and times > 1]
        for name in twice:
            self.report(line, "two columns have the same heading", name, "rename or remove one")
        if missing or twice:
            self.end()
        return [dict(zip(columns, row, strict=True)) for row in self.fitted(1, len(columns))]

    def named(self, records: list[Record], columns: Sequence[str]) -> list[Record]:
        """The records with a name in each of some columns, which is always written alike."""
        for column in columns:
            for record in records:
                if not record[column]:
                    rule = sentence("the cell under {column} is empty", column=column)
                    self.report(record[column].line, rule, "", "name it")
            records = [record for record in records if record[column]]
            cells = ((record[column], record[column].line) for record in records)
            for name, line, usual in differing_in_case(cells):
                self.report(line, DIFFERENT_CASE, name, sentence("write {what}", what=usual))
        return records

    def fitted(self, first: int, width: int) -> Iterator[Row]:
        """The rows from the first of so many cells; those that do not fit are reported.

        Nothing but empty cells may stand behind the last heading.
        """
        for row in self.rows[first:]:
            if len(row) >= width and not any(row[width:]):
                yield row[:width]
            else:
                rule, given = (
                    "a row has as many cells as there are headings",
                    f"{len(row)} of {width}",
                )
                self.report(row[0].line, rule, given, "check the separators of this row")

    def number(self, cell: Cell, what: str, low: float, high: float) -> float:
        """The number in a cell, within low..high; NaN (and a problem) otherwise.

        A percentage is that many points of 100, as it is in scenario files; percentages of other
        scales, and shares of 1, are refused.
        """
        of_100 = low == 0 and high in (100, inf)
        number = self._value(cell.removesuffix("%").rstrip() if of_100 else cell)
        if number is not None and low <= number <= high and abs(number) < inf:
            return number
        span = bounds(low, high)
        rule = sentence("{what} is a number {span}", what=what, span=span)
        remedy = sentence("write a number {span}", span=span)
        if number is None:
            rule = sentence("{what} may be read as two numbers", what=what)
            remedy = sentence(UNGROUPED)
        self.report(cell.line, rule, cell, remedy)
        return nan

    def _value(self, cell: str) -> float | None:
        """The number in a cell; NaN where there is none, None where there may be two.

        "1.000" is a thousand to some and one to others. It is read as a decimal only where the
        table shows which sign it uses by another number, such as 2.5.
        """
        cell = cell.replace("\N{MINUS SIGN}", "-")
        decimal = _DECIMAL.fullmatch(cell)
        if GROUPED.fullmatch(cell) and not (decimal and self._signs == {decimal[2]}):
            return None
        return float(cell.replace(",", ".")) if _PLAIN.fullmatch(cell) else nan

    def shared(self, records: Sequence[Record], column: str, name: str) -> Cell | None:
        """The one cell that a column has in all rows of an issue or party; None without any."""
        given = [record[column] for record in records if record.get(column)]
        for cell in given[1:]:
            if cell != given[0] and self._value(cell) != self._value(given[0]):
                rule = "the {column} of {name} is the same in all its rows"
                self.report(cell.line, sentence(rule, column=column, name=name), cell)
        return given[0] if given else None

    def ends(self, records: Sequence[Record], issue: str) -> tuple[float, float]:
        """The ends of an issue's scale, from the columns `low` and `high`; 0 and 100 without.

        Where they cannot be used, all numbers lie between the ends, so that no more is reported.
        """
        low, high = (self.shared(records, column, issue) for column in ("low", "high"))
        first = 0.0 if low is None else self.number(low, "low", -1e12, 1e12)
        last = 100.0 if high is None else self.number(high, "high", -1e12, 1e12)
        if first < last:
            return first, last
        if not isnan(first + last):
            rule = sentence("the line of {issue} ends above its beginning", issue=issue)
            given, line = f"{low or 0}..{high or 100}", records[0]["issue"].line
            both = low is not None and high is not None
            self.report(line, rule, given, "exchange low and high" if both else _BOTH_ENDS)
        return -inf, inf

    def report(self, line: int, rule: str, given: str = "", remedy: str = "") -> None:
        """Add a problem."""
        self._problems.append(Problem(self.file, rule, given, remedy, line))

    def end(self) -> None:
        """Raise ScenarioError with all problems, if there are any."""
        if self._problems:
            raise ScenarioError(tuple(sorted(self._problems, key=lambda one: one.line or 0)))


def read_rows(path: str | PathLike[str]) -> Reader:
    """Read a table separated by tabs, semicolons, commas or bars, whichever splits it best.

    A first line such as `sep=;` says which. Raises FileError when the file cannot be read as text.
    """
    file = str(path)
    raw = read_bytes(Path(path))
    text, skipped = decode(raw, file), 0
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip("\r")) == 5:
        separator, text, skipped = first[4], rest, 1
    else:
        found = text.splitlines()
        separator = max(
            SEPARATORS, key=lambda sign: (sum(sign in one for one in found), text.count(sign))
        )
    lines = io.StringIO(text.replace("\r\n", "\n"), newline="")
    table = csv.reader(lines, delimiter=separator)
    rows = []
    try:
        for texts in table:
            row = tuple(Cell.at(table.line_num + skipped, text) for text in texts)
            rows += [row] if any(row) else []
    except csv.Error as error:
        line, rule = table.line_num + skipped, "line {line} is not a table row: {reason}"
        raise FileError(file, sentence(rule, line=line, reason=error)) from None
    return Reader(file, hashlib.sha256(raw).hexdigest(), rows)


def differing_in_case(cells: Iterable[tuple[str, P]]) -> Iterator[tuple[str, P, str]]:
    """Names with their places that differ from a more frequent one in capital letters alone.

    >>> list(differing_in_case([("South", 2), ("north", 3), ("south", 4), ("south", 5)]))
    [('South', 2, 'south')]
    """
    known = list(cells)
    usual: dict[str, str] = {}
    for name, _ in Counter(name for name, _ in known).most_common():
        usual.setdefault(name.casefold(), name)
    for name, place in known:
        if usual[name.casefold()] != name:
            yield name, place, usual[name.casefold()]


def again(items: Iterable[T]) -> Iterator[T]:
    """Those that were there before."""
    seen = set()
    for item in items:
        if item in seen:
            yield item
        seen.add(item)


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as the text of a table with commas."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def written(number: float | None) -> str:
    """A number with all its digits and without an exponent, as a cell holds it.

    A number such as 1.234 gets a zero more, so that no reader takes its point for thousands.
    """
    if number is None:
        return ""
    text = format(Decimal(repr(float(number))), "f").removesuffix(".0")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def shifted(number: float, places: int) -> float:
    """A number times a power of ten, digit by digit, so that the way back ends where it began."""
    return float(Decimal(repr(float(number))).scaleb(places))
