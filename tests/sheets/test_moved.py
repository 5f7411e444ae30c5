"""Sheets whose rows, columns or title were moved are read as they are headed, or refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.errors import FileError, SettingError
from detente.sheets import judgement_sheet, open_source, party_sheet, read_sheets

openpyxl = pytest.importorskip("openpyxl")

RESERVATION = ("preferences", "seller", "reservation")


def expert_book(*experts: str, column: str = "H") -> Any:
    """A sheet in which somebody gives the seller's reservation the range 30..40."""
    book = openpyxl.load_workbook(io.BytesIO(judgement_sheet(open_source("house_sale"), experts)))
    keys = {row[1]: row[0] for row in book["detente"].iter_rows(values_only=True) if row[2]}
    page = book.worksheets[0]
    first = page[f"{column}1"].column
    row = next(c.row for c in page["A"] if c.value == keys[json.dumps(RESERVATION)])
    page.cell(3, first).value = "Anna"
    page.cell(row, first).value, page.cell(row, first + 2).value = 30, 40
    return book


def party_book() -> Any:
    """A sheet in which the buyer accepts at most 400 of the price."""
    book = openpyxl.load_workbook(io.BytesIO(party_sheet(open_source("house_sale"), "buyer")))
    page = book.worksheets[0]
    rows = [cells[0].row for cells in page.iter_rows() if cells[0].value]
    page.cell(rows[-2], 5).value = 400
    return book


def said(book: Any, folder: Path) -> list[Any]:
    """What the changes state that a workbook makes."""
    book.save(folder / "back.xlsx")
    return [c.value for c in read_sheets(open_source("house_sale"), [folder / "back.xlsx"]).changes]


def retitled(page: Any) -> None:
    page.title = "Meine Antworten"


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(lambda page: page.delete_cols(6), id="column-cut"),
        pytest.param(lambda page: page.insert_cols(3), id="column-inserted"),
        pytest.param(lambda page: page.insert_rows(1), id="row-inserted"),
        pytest.param(lambda page: page.delete_rows(1), id="row-cut"),
        pytest.param(retitled, id="retitled"),
        pytest.param(lambda page: page.parent.create_sheet("Notes", 0), id="sheet-inserted"),
    ],
)
def test_answers_are_found_under_their_headings(
    move: Callable[[Any], None], tmp_path: Path
) -> None:
    book = expert_book()
    move(book.worksheets[0])
    assert said(book, tmp_path) == [{"experts": {"Anna": "30..40"}}]


@pytest.mark.parametrize("row", [1, 2])
def test_a_name_stands_above_the_headings_wherever_these_are(row: int, tmp_path: Path) -> None:
    book = expert_book()
    book.worksheets[0].delete_rows(row)
    assert said(book, tmp_path) == [{"experts": {"Anna": "30..40"}}]


@pytest.mark.parametrize("column", [8, 9, 10, 11])
def test_answers_whose_headings_do_not_follow_one_another_are_refused(
    column: int, tmp_path: Path
) -> None:
    book = expert_book()
    book.worksheets[0].delete_cols(column)
    with pytest.raises(FileError, match="headings above the answers"):
        said(book, tmp_path)


@pytest.mark.parametrize("change", ["delete_cols", "insert_cols"])
def test_a_limit_is_read_under_its_heading(change: str, tmp_path: Path) -> None:
    book = party_book()
    getattr(book.worksheets[0], change)(3)
    (lines,) = said(book, tmp_path)
    assert lines[-1] == "price > 400"


@pytest.mark.parametrize("change", ["delete_cols", "insert_cols"])
def test_a_party_sheet_without_its_headings_is_refused(change: str, tmp_path: Path) -> None:
    book = party_book()
    getattr(book.worksheets[0], change)(5)
    with pytest.raises(FileError, match="headings above the answers"):
        said(book, tmp_path)


def test_no_expert_of_a_wide_sheet_is_lost(tmp_path: Path) -> None:
    experts = [f"e{number}" for number in range(1, 100)]
    last = openpyxl.utils.get_column_letter(8 + 5 * 98)
    book = expert_book(*experts, column=last)
    assert said(book, tmp_path) == [{"experts": {"Anna": "30..40"}}]
    with pytest.raises(SettingError, match="at most 99 experts"):
        judgement_sheet(open_source("house_sale"), [*experts, "e100"])
