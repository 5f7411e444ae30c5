"""`detente sheet` and the table of `detente new`, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import detente
from detente.scenario import load
from detente.sheets import open_source

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = open_source("house_sale").text
    (tmp_path / "talks.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _answer(path: Path, row: tuple[str, ...], column: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    keys = {r[1]: r[0] for r in book["detente"].iter_rows(values_only=True)}
    page = book[book.sheetnames[0]]
    rows = {r[0].value: r[0].row for r in page.iter_rows()}
    page[f"{column}{rows[keys[json.dumps(row)]]}"] = value
    book.save(path)


def test_a_sheet_goes_out_and_shows_what_it_changes(folder: Path) -> None:
    run = detente("sheet", "talks.yaml", "-o", "a.xlsx", "--expert", "anna", folder=folder)
    assert (run.returncode, run.stdout) == (0, "a.xlsx: written\n")
    run = detente("sheet", "talks.yaml", "--read", "a.xlsx", folder=folder)
    assert (run.returncode, run.stdout) == (0, "The sheets change nothing.\n")
    _answer(folder / "a.xlsx", ("preferences", "seller", "reservation"), "I", "22,5 %")
    before = (folder / "talks.yaml").read_bytes()
    run = detente("sheet", "talks.yaml", "--read", "a.xlsx", folder=folder)
    assert run.returncode == 0
    assert "+    reservation: {value: {experts: {anna: 22.5}}, because: limits" in run.stdout
    assert (folder / "talks.yaml").read_bytes() == before
    run = detente("sheet", "talks.yaml", "--read", "a.xlsx", "--write", folder=folder)
    assert run.returncode == 0
    old, new = before.splitlines(), (folder / "talks.yaml").read_bytes().splitlines()
    assert [line for line in new if line not in old] == [
        b"    reservation: {value: {experts: {anna: 22.5}}, because: limits, confidence: moderate}"
    ]
    assert [path.read_bytes() for path in folder.glob("talks.2*.yaml")] == [before]
    run = detente("sheet", "talks.yaml", "--read", "a.xlsx", "--write", folder=folder)
    assert (run.returncode, run.stdout) == (0, "The sheets change nothing.\n")
    run = detente("sheet", "talks.yaml", "-o", "a.xlsx", folder=folder)
    assert run.returncode == 2
    assert "the file exists already" in run.stderr


def test_a_wrong_cell_is_named_in_the_language_asked_for(folder: Path) -> None:
    words = ("sheet", "talks.yaml", "--party", "seller", "-o", "s.xlsx", "--language", "de")
    assert detente(*words, folder=folder).returncode == 0
    _answer(folder / "s.xlsx", ("no_deal",), "E", 101)
    run = detente("sheet", "talks.yaml", "--read", "s.xlsx", "--language", "de", folder=folder)
    assert run.returncode == 2
    assert "s.xlsx: Fragen!E" in run.stderr
    assert "hier steht eine Zahl von 0 bis 100; angegeben: 101" in run.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sheet", "talks.yaml"), "name the file to write"),
        (("sheet", "talks.yaml", "-o", "a.csv"), "end the name in .xlsx"),
        (("sheet", "talks.yaml", "a.xlsx"), "add --read"),
        (("sheet", "talks.yaml", "--read"), "name the workbooks"),
        (("sheet", "talks.yaml", "--read", "none.xlsx"), "cannot be read"),
        (("sheet", "talks.yaml", "--read", "a.xlsx", "-o", "b.xlsx"), "leave it out"),
        (("sheet", "talks.yaml", "--expert", "a", "--party", "seller", "-o", "b.xlsx"), "one of"),
        (("new", "a.txt", "--sheet"), "end the name in .xlsx or .csv"),
        (("new", "a.docx"), "end the name in .yaml or .yml"),
        (("new", "a.xlsx", "--from", "prefs.csv"), "end the name in .yaml or .yml"),
    ],
)
def test_bad_input_is_explained(words: tuple[str, ...], said: str, folder: Path) -> None:
    run = detente(*words, folder=folder)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_becomes_a_scenario_and_back(ending: str, folder: Path) -> None:
    table = f"prefs.{ending}"
    run = detente("new", table, "--sheet", folder=folder)
    assert run.stdout == f"{table}: written; next: detente new prefs.yaml --from {table}\n"
    assert detente("new", "prefs.yaml", "--from", table, folder=folder).returncode == 0
    again = f"again.{ending}"
    words = ("sheet", "prefs.yaml", "--preferences", "-o", again)
    assert detente(*words, folder=folder).returncode == 0
    assert detente("new", "again.yaml", "--from", again, folder=folder).returncode == 0
    first, second = load(folder / "prefs.yaml"), load(folder / "again.yaml")
    assert first.preferences == second.preferences
    assert first.issues == second.issues
