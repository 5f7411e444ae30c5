"""Write pages of cells as an Excel workbook: some to fill in, all others locked.

The bytes depend on the cells alone: they hold no time and no name of a user.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from detente.validation import check_extra

HIDDEN = "detente"
"""The sheet, not shown, that says what a workbook asks and for which scenario."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_DAY = (1980, 1, 1, 0, 0, 0)


class Fill(NamedTuple):
    """A cell to fill in, perhaps with something in it, with one of some choices or a percentage."""

    value: object = None
    choices: tuple[str, ...] = ()
    percent: bool = False


class Head(str):
    """The text of a heading."""


@dataclass(frozen=True)
class Page:
    """A visible sheet; the first column of its rows is not shown and says what a row asks."""

    title: str
    rows: Sequence[Sequence[object]]
    widths: Sequence[float]
    frozen: str | None = None


def excel() -> Any:
    """The library that reads and writes workbooks.

    Raises SettingError where it is not installed.
    """
    check_extra("xlsx", "excel", "openpyxl")
    import openpyxl

    return openpyxl


def write_book(pages: Sequence[Page], facts: Sequence[Sequence[object]] = ()) -> bytes:
    """Pages as a workbook, with facts about them on the sheet that is not shown.

    Raises SettingError where openpyxl is not installed.
    """
    book = excel().Workbook()
    book.properties.creator = "detente"
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.title)
        _fill(sheet, page)
    if facts:
        sheet = book.create_sheet(HIDDEN)
        sheet.sheet_state = "veryHidden"
        for row, values in enumerate(facts, 1):
            for column, value in enumerate(values, 1):
                _put(sheet.cell(row, column), value)
    stream = io.BytesIO()
    book.save(stream)
    return _undated(stream.getvalue())


def _fill(sheet: Any, page: Page) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    open_to_fill = PatternFill("solid", start_color="FFF7DC")
    lists: dict[tuple[str, ...], Any] = {}
    for row, values in enumerate(page.rows, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            if not isinstance(value, Fill):
                _put(cell, value)
                cell.font = Font(bold=isinstance(value, Head))
            else:
                _put(cell, value.value)
                cell.protection, cell.fill = Protection(locked=False), open_to_fill
                cell.number_format = "0%" if value.percent else "General"
                if value.choices and value.choices not in lists:
                    listed = f'"{",".join(value.choices)}"'
                    lists[value.choices] = DataValidation("list", formula1=listed)
                if value.choices:
                    lists[value.choices].add(cell)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if len(values) == 2:  # a text over all columns, which no program gives its height
            sheet.merge_cells(None, row, 2, row, min(7, len(page.widths)))
            lines = math.ceil(len(str(values[1])) / sum(page.widths[2:7]))
            sheet.row_dimensions[row].height = 15 * lines
    for validation in lists.values():
        sheet.add_data_validation(validation)
    for column, width in enumerate(page.widths, 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].hidden = width == 0
    sheet.freeze_panes = page.frozen
    sheet.protection.sheet = True
    sheet.protection.formatCells = sheet.protection.formatColumns = False
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Any, value: object) -> None:
    """A value as it is: a text that begins with = is no formula."""
    if isinstance(value, str):
        cell.value = _CONTROL.sub(" ", value)[:32_000]
        cell.data_type = "s"
    else:
        cell.value = value


def _undated(raw: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _SAVED.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
