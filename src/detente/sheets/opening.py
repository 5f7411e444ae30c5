"""Read the cells of a workbook that somebody sent: bounded, without macros, nothing computed.

A formula counts as the value that the spreadsheet program last stored for it. What is wrong is
gathered with the name of its sheet and cell, and reported at once.
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from detente.archives import unpacked
from detente.errors import FileError, Problem, ScenarioError, either, sentence
from detente.formats.rows import GROUPED
from detente.phrases import LANGUAGES, phrases
from detente.sheets.book import HIDDEN, excel
from detente.validation import bounds

LARGEST, LARGEST_WITHIN = 3_000_000, 20_000_000
"""Bytes of the largest workbook that is read: as it is, and unpacked."""

MOST_PARTS, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 300, 20, 5_000, 520

_REFUSED = {
    "macros": ("vbaproject", "macrosheets", "activex"),
    "links to other files": ("externallinks", "connections.xml", "embeddings"),
}
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")


class Cell(NamedTuple):
    """What stands in a cell, its place, and whether it shows a percentage."""

    sheet: str
    name: str
    value: object = None
    percent: bool = False
    fault: str = ""

    @property
    def text(self) -> str:
        """The value as a text; empty for a blank cell."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        elif isinstance(value, datetime.datetime) and value.time() == datetime.time():
            value = value.date()
        return "" if value is None else " ".join(str(value).split())


class Book:
    """The cells of a workbook by sheet, row and column, and what is wrong with them."""

    def __init__(self, file: str, sheets: Mapping[str, Mapping[tuple[int, int], Cell]]) -> None:
        self.file, self.sheets = file, sheets
        self.problems: list[Problem] = []

    def rows(self, title: str) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a sheet that hold something, by number, with their cells."""
        found = self.sheets.get(title, {})
        width = max((column for _, column in found), default=0)
        for row in sorted({row for row, _ in found}):
            yield row, [self.cell(title, row, column) for column in range(1, width + 1)]

    def cell(self, title: str, row: int, column: int) -> Cell:
        """A cell; blank where nothing stands."""
        from openpyxl.utils import get_column_letter

        blank = Cell(title, f"{get_column_letter(column)}{row}")
        return self.sheets.get(title, {}).get((row, column), blank)

    def report(self, cell: Cell, rule: str, remedy: str = "") -> None:
        """Add what is wrong in a cell."""
        path = f"{cell.sheet}!{cell.name}"
        self.problems.append(Problem(self.file, rule, cell.text[:60], remedy, path=path))

    def number(
        self, cell: Cell, low: float, high: float, whole: float | None = None
    ) -> float | None:
        """The number in a cell, within low..high; None for a blank one, NaN (and a problem) else.

        A percentage is a part of the `whole`; without a whole there is none. Where the whole is 1
        a number from 1 on needs its sign: 1 may be all, or a hundredth.
        """
        value, text = cell.value, cell.text
        if not text and not cell.fault:
            return None
        number, percent = math.nan, cell.percent
        rule: str = "this is not a number"
        remedy: str = "write a number"
        if not math.isinf(low):
            rule = sentence("this is a number {span}", span=bounds(low, high))
            remedy = sentence("write a number {span}", span=bounds(low, high))
        if cell.fault:
            rule, remedy = cell.fault, "write the number itself"
        elif isinstance(value, datetime.date | datetime.time):
            rule, remedy = "the program has made a date of this", "format the cell as a number"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value)
        elif isinstance(value, str):
            percent = text.endswith("%")
            number = _typed(text)
            if math.isinf(number):
                rule = "this may be read as two numbers"
                remedy = "write the number without a separator of thousands"
        if percent and math.isfinite(number):
            number = math.nan if whole is None else _part(number, whole, isinstance(value, str))
            if whole is None:
                rule, remedy = "a percentage has no meaning here", "write the number in its unit"
        elif (
            whole == 1 and 1 <= number < math.inf
        ):  # of 1 and more a row of percentages does not say which
            rule = "a number of 1 or more stands here with its percent sign"
            shares = ["1 %", "100 %"] if number == 1 else [f"{cell.text} %"]
            remedy = sentence("write {what}", what=either(shares))
            number = math.nan
        if low <= number <= high and math.isfinite(number):
            return number
        self.report(cell, rule, remedy)
        return math.nan


def _typed(text: str) -> float:
    """The number that a text is, a percent sign apart: NaN for none, infinite for two of them.

    >>> _typed("2,5 %"), _typed("\N{MINUS SIGN}3"), _typed("1.000"), _typed("much")
    (2.5, -3.0, inf, nan)
    """
    plain = text.removesuffix("%").strip().replace("\N{MINUS SIGN}", "-")
    if GROUPED.fullmatch(plain):
        return math.inf
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else math.nan


def _part(number: float, whole: float, in_hundredths: bool) -> float:
    """So many hundredths, or wholes, of a whole; without the noise of binary fractions."""
    return float(f"{number * whole / (100 if in_hundredths else 1):.12g}")


def end(books: list[Book]) -> None:
    """Raise ScenarioError with the problems of all workbooks, if there are any."""
    if problems := tuple(problem for book in books for problem in book.problems):
        raise ScenarioError(problems)


def open_book(path: str | PathLike[str]) -> Book:
    """The cells of a workbook.

    Raises FileError for what is no workbook, is too large, or holds macros or links to other files.
    """
    file = str(path)
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise FileError(file, sentence("cannot be read: {reason}", reason=reason)) from None
    try:
        _check(raw, file)
        stored, formulas = _cells(raw, computed=True), _cells(raw, computed=False)
    except FileError:
        raise
    except Exception:
        # A damaged workbook ends the library in a dozen kinds of errors.
        raise FileError(file, "this is no readable workbook", "save it as .xlsx again") from None
    for title, places in formulas.items():
        if any(row > MOST_ROWS or column > MOST_COLUMNS for row, column in places):
            pattern = "{sheet} has over {rows} rows or {columns} columns"
            rule = sentence(pattern, sheet=title, rows=MOST_ROWS, columns=MOST_COLUMNS)
            raise FileError(file, rule, "save the sheet as CSV, or leave out what is not needed")
    sheets = {
        title: {
            at: _stored(stored.get(title, {}).get(at, cell._replace(value=None)), cell)
            for at, cell in cells.items()
        }
        for title, cells in formulas.items()
    }
    return Book(file, sheets)


def _stored(cell: Cell, formula: Cell) -> Cell:
    """A cell as its formula was last computed, or said to have no value."""
    if formula.fault and cell.value is None:
        return cell._replace(fault="the formula in this cell has no stored value")
    return cell


def _check(raw: bytes, file: str) -> None:
    size = f"{LARGEST / 1e6:.0f}"
    if len(raw) > LARGEST:
        raise FileError(file, sentence("the workbook is larger than {size} MB", size=size))
    if not raw.startswith(b"PK\x03\x04"):
        rule = "this is no workbook of the kind .xlsx"
        raise FileError(file, rule, "save it as .xlsx, without a password")
    for part, _ in unpacked(raw, file, most=MOST_PARTS, largest=LARGEST_WITHIN):
        for what, names in _REFUSED.items():
            if any(name in part.lower() for name in names):
                rule = sentence("the workbook holds {what}", what=what)
                raise FileError(file, rule, "save it as .xlsx without them")


def _cells(raw: bytes, *, computed: bool) -> dict[str, dict[tuple[int, int], Cell]]:
    book = excel().load_workbook(
        io.BytesIO(raw), read_only=True, data_only=computed, keep_links=False
    )
    found = {}
    for sheet in book.worksheets[:MOST_SHEETS]:
        title: str = sheet.title
        rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1)
        cells = (cell for row in rows for cell in row if cell.value is not None)
        found[title] = {(cell.row, cell.column): _cell(title, cell) for cell in cells}
    return found


def _cell(title: str, cell: Any) -> Cell:
    fault = ""
    if cell.data_type == "f":
        fault = "the formula in this cell has no stored value"
    elif cell.data_type == "e":
        fault = "this cell holds an error"
    percent = "%" in str(cell.number_format) and cell.data_type == "n"
    return Cell(title, cell.coordinate, cell.value, percent, fault)


def facts_of(book: Book) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """What a workbook of ours says of itself, and by the key of each row what it asks for.

    Its page is the one with these rows, whatever that is called by now.
    Raises FileError for another workbook.
    """
    facts: dict[str, str] = {}
    asked: dict[str, tuple[str, str]] = {}
    for row, _ in book.rows(HIDDEN):
        first, second, third = (book.cell(HIDDEN, row, column).text for column in (1, 2, 3))
        if third:
            asked[first] = second, third
        else:
            facts[first] = second
    facts["page"] = _page(book, facts.get("page", ""), asked)
    known = facts.get("detente") == "1" and facts["page"] in book.sheets
    groups = facts.get("groups", "1")
    if not known or len(groups) > 2 or not groups.isdecimal():
        rule = "this is no sheet that détente has written"
        raise FileError(book.file, rule, "make one with detente sheet FILE -o sheet.xlsx")
    return facts, asked


def _page(book: Book, title: str, asked: Mapping[str, object]) -> str:
    """The title of the sheet to fill in, which somebody may have renamed."""
    others = (other for other in book.sheets if other != HIDDEN)
    holding = (o for o in others if any(cells[0].text in asked for _, cells in book.rows(o)))
    return title if title in book.sheets else next(holding, "")


def headed(book: Book, title: str, keys: Sequence[str]) -> list[tuple[int, int]]:
    """The places (row, column) from which the headings of answers follow one another."""
    wanted = [[phrases(each)(f"sheets.{key}") for key in keys] for each in LANGUAGES]
    found = []
    for row, cells in book.rows(title):
        texts = [cell.text for cell in cells]
        starts = range(len(texts) - len(keys) + 1)
        found += [(row, k + 1) for k in starts if texts[k : k + len(keys)] in wanted]
    return found


def moved(book: Book, title: str) -> FileError:
    """That the headings over the answers are not those of the sheet that was sent out."""
    rule = sentence("the headings above the answers in {sheet} have changed", sheet=title)
    return FileError(book.file, rule, "make a new sheet and fill that in")
