"""Sheets of judgements go out, are filled in by simulated experts, and come back as pools."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from detente.errors import FileError, ScenarioError, SettingError
from detente.scenario import case_names, loads
from detente.sheets import Change, changed, edited, judgement_sheet, open_source, read_sheets

openpyxl = pytest.importorskip("openpyxl")

RESERVATION = ("preferences", "seller", "reservation")
WORTH = ("preferences", "buyer", "values", "handover", "June")
WEIGHT = ("preferences", "buyer", "weights", "price")


class Sheet:
    """A workbook that a simulated expert fills in."""

    def __init__(self, raw: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(raw))
        self.page = self.book[self.book.sheetnames[0]]
        facts = list(self.book["detente"].iter_rows(values_only=True))
        self.keys = {tuple(json.loads(row[1])): row[0] for row in facts if row[2]}

    def cell(self, path: tuple[str, ...], column: str) -> Any:
        rows = {row[0].value: row[0].row for row in self.page.iter_rows()}
        return self.page[f"{column}{rows[self.keys[path]]}"]

    def save(self, path: Path, expert: str | None = None) -> Path:
        if expert:
            self.page["H3"] = expert
        self.book.save(path)
        return path


def sheet(case: str = "house_sale", *experts: str, language: str = "") -> Sheet:
    return Sheet(judgement_sheet(open_source(case), experts, language))


def test_three_experts_one_with_commas_one_with_blanks_one_with_two_mistakes(
    tmp_path: Path,
) -> None:
    source = open_source("house_sale")
    anna, ben, carl = sheet(), sheet(language="de"), sheet()
    anna.cell(RESERVATION, "H").value = "32,5"
    anna.cell(RESERVATION, "J").value = "41,5"
    anna.cell(WORTH, "I").value = "80 %"
    anna.cell(WORTH, "L").value = "asked them"
    ben.cell(RESERVATION, "I").value = 0.25
    ben.cell(RESERVATION, "I").number_format = "0%"
    ben.cell(RESERVATION, "K").value = "hoch"
    files = [anna.save(tmp_path / "a.xlsx", "Anna"), ben.save(tmp_path / "b.xlsx", "Ben")]
    reading = read_sheets(source, files)
    pools = {
        path: {e.name: e.judgement for e in judgement.experts}
        for path, judgement in changed(source, reading.changes).scenario.judgements().items()
        if judgement.experts
    }
    assert pools.keys() == {RESERVATION, WORTH}
    assert pools[RESERVATION].keys() == {"Anna", "Ben"}
    assert pools[WORTH].keys() == {"Anna"}
    assert (pools[RESERVATION]["Anna"].low, pools[RESERVATION]["Anna"].high) == (32.5, 41.5)
    assert (pools[RESERVATION]["Ben"].best, pools[RESERVATION]["Ben"].confidence) == (25, "high")
    assert pools[WORTH]["Anna"].best == 80
    assert any("Anna" in note and "asked them" in note for note in reading.notes)

    carl.cell(RESERVATION, "I").value = 130
    carl.cell(WORTH, "H").value = 40
    carl.cell(WORTH, "J").value = 30
    carl.cell(WEIGHT, "I").value = 50
    wrong = carl.cell(RESERVATION, "I").coordinate, carl.cell(WORTH, "J").coordinate
    with pytest.raises(ScenarioError) as caught:
        read_sheets(source, [*files, carl.save(tmp_path / "c.xlsx", "Carl")])
    assert [p.path for p in caught.value.problems] == [
        f"Judgements!{cell}" for cell in sorted(wrong, key=lambda name: int(name[1:]))
    ]
    assert all(p.file.endswith("c.xlsx") for p in caught.value.problems)


@pytest.mark.parametrize("case", case_names())
@pytest.mark.parametrize("language", ["en", "de"])
def test_out_and_in_without_an_answer_changes_nothing(
    case: str, language: str, tmp_path: Path
) -> None:
    source = open_source(case)
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(judgement_sheet(source, language=language))
    assert read_sheets(source, [path]).changes == ()
    assert judgement_sheet(source, language=language) == path.read_bytes()


def test_what_an_expert_said_before_is_filled_in_and_changes_nothing(tmp_path: Path) -> None:
    text = """title: t
parties: {a: {}, b: {}}
issues: {price: {values: [low, high]}}
preferences:
  a:
    weights: {price: 1}
    values: {price: {low: 0, high: 100}}
    reservation: {experts: {anna: {value: 20..40, weight: 2}, ben: {low: 1, best: 2.5, high: 3}}}
priorities:
  a: [{maybe: a.x, held: {experts: {anna: 30%..60%, ben: 5%}}}]
options: {a: [x], b: [y]}
"""
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    source = open_source(tmp_path / "t.yaml")
    both = sheet(str(tmp_path / "t.yaml"), "anna", "ben")
    path = ("preferences", "a", "reservation")
    assert [both.cell(path, column).value for column in "HJMNO"] == [20, 40, 1, 2.5, 3]
    held = ("priorities", "a", "0", "statements", "0", "held")
    assert [both.cell(held, column).value for column in "HJN"] == ["30 %", "60 %", "5 %"]
    assert read_sheets(source, [both.save(tmp_path / "s.xlsx")]).changes == ()
    alone = sheet(str(tmp_path / "t.yaml"), "anna")
    assert [alone.cell(row, "F").value for row in (path, held)] == ["1–40", "5–60 %"]
    assert "ben" not in {cell.value for row in alone.page.iter_rows() for cell in row}
    both.cell(path, "H").value = 10
    (change,) = read_sheets(source, [both.save(tmp_path / "s.xlsx")]).changes
    assert change.value["experts"]["anna"] == {"value": "10..40", "weight": 2}
    assert change.value["experts"]["ben"] == {"low": 1, "best": 2.5, "high": 3}


def test_keep_makes_what_stood_there_a_member(tmp_path: Path) -> None:
    source, anna = open_source("house_sale"), sheet("house_sale", "Anna")
    anna.cell(RESERVATION, "I").value = 20
    reading = read_sheets(source, [anna.save(tmp_path / "a.xlsx")], keep="us")
    (change,) = reading.changes
    assert change.path == (*RESERVATION, "value")
    assert change.value == {"experts": {"us": "30..45", "Anna": 20}}


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("I", "1.000", "two numbers"),
        ("I", "30-1.000", "two numbers"),
        ("I", "50..30", "rise in this order"),
        ("I", "many", "a number from 0 to 100"),
        ("I", True, "a number from 0 to 100"),
        ("I", "=1+1", "no stored value"),
        ("H", 20, "both ends"),
        ("K", "high", "no number"),
        ("K", "very", "no confidence"),
    ],
)
def test_a_wrong_cell_is_named(column: str, value: object, said: str, tmp_path: Path) -> None:
    anna = sheet("house_sale", "Anna")
    anna.cell(RESERVATION, column).value = value
    with pytest.raises(ScenarioError, match=said) as caught:
        read_sheets(open_source("house_sale"), [anna.save(tmp_path / "a.xlsx")])
    assert len(caught.value.problems) == 1


def test_a_formula_counts_as_its_stored_value(tmp_path: Path) -> None:
    anna = sheet("house_sale", "Anna")
    anna.cell(RESERVATION, "I").value = "=20+15"
    path = anna.save(tmp_path / "a.xlsx")
    _change_part(path, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>35</v>", b"<v />", b"<v/>")
    (change,) = read_sheets(open_source("house_sale"), [path]).changes
    assert change.value == {"experts": {"Anna": 35}}


def _change_part(path: Path, part: str, old: bytes, new: bytes, *others: bytes) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    given = parts[part]
    for one in (old, *others):
        parts[part] = parts[part].replace(one, new)
    assert parts[part] != given
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def test_rows_of_another_scenario_are_refused(tmp_path: Path) -> None:
    anna = sheet("house_sale", "Anna")
    anna.cell(RESERVATION, "I").value = 20
    path = anna.save(tmp_path / "a.xlsx")
    with pytest.raises(ScenarioError, match="another scenario"):
        read_sheets(open_source("anchorage"), [path])
    text = open_source("house_sale").text.replace("title: A house sale", "title: Another sale")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="another scenario"):
        read_sheets(open_source(tmp_path / "b.yaml"), [path])
    text = open_source("house_sale").text.replace("price: 70", "price: 75")
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    reading = read_sheets(open_source(tmp_path / "c.yaml"), [path])
    assert len(reading.changes) == 1
    assert "has changed since" in reading.notes[0]


def test_an_expert_without_a_name_and_one_with_two_opinions(tmp_path: Path) -> None:
    source, one, two = open_source("house_sale"), sheet(), sheet()
    one.cell(RESERVATION, "I").value = 20
    two.cell(RESERVATION, "I").value = 30
    with pytest.raises(ScenarioError, match="Judgements!H3: the expert has no name"):
        read_sheets(source, [one.save(tmp_path / "a.xlsx")])
    files = [one.save(tmp_path / "a.xlsx", "Anna"), two.save(tmp_path / "b.xlsx", "Anna")]
    with pytest.raises(ScenarioError, match="something else in another sheet"):
        read_sheets(source, files)
    with pytest.raises(SettingError, match="a short name of their own"):
        judgement_sheet(source, ["Anna", "Anna"])


def test_a_text_that_begins_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    text = open_source("house_sale").text.replace("name: Seller", 'name: "=1+1"')
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    raw = judgement_sheet(open_source(tmp_path / "t.yaml"))
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = b"".join(map(book.read, book.namelist()))
    assert b"=1+1" in parts
    assert b"<f>" not in parts


def _with(raw: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO(raw)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xl/vbaProject.bin", b"x", "holds macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "links to other files"),
        ("xl/media/bomb.png", b"\0" * 30_000_000, "larger than 20 MB"),
        ("xl/bomb.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>".encode("utf-16"), "no readable"),
    ],
)
def test_what_may_do_harm_is_refused(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(_with(judgement_sheet(open_source("house_sale")), name, content))
    with pytest.raises(FileError, match=said):
        read_sheets(open_source("house_sale"), [path])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no workbook", "no workbook of the kind .xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "without a password"),
        (b"PK\x03\x04 and no more", "no readable workbook"),
        (b"PK\x03\x04" + b"\0" * 4_000_000, "larger than 3 MB"),
    ],
)
def test_files_that_are_no_workbooks(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileError, match=said):
        read_sheets(open_source("house_sale"), [path])


def test_a_workbook_of_somebody_else_and_a_merged_sheet_of_all_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(tmp_path / "a.xlsx")
    _change_part(
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    with pytest.raises(FileError, match="no sheet that détente has written"):
        read_sheets(open_source("house_sale"), [tmp_path / "a.xlsx"])
    for rows in ([("kind",)], [("detente", "1"), ("page", "Sheet"), ("groups", "9" * 9)]):
        book = openpyxl.Workbook()
        for row in rows:
            (book["detente"] if "detente" in book else book.create_sheet("detente")).append(row)
        book.save(tmp_path / "b.xlsx")
        with pytest.raises(FileError, match="no sheet that détente has written"):
            read_sheets(open_source("house_sale"), [tmp_path / "b.xlsx"])


def test_no_time_and_no_name_is_in_the_file() -> None:
    raw = judgement_sheet(open_source("house_sale"))
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        assert {info.date_time[0] for info in book.infolist()} == {1980}
        said = book.read("docProps/core.xml")
    assert b">detente</dc:creator>" in said
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT", said)) == {b"1980-01-01T"}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(judgement_sheet(open_source("anchorage"), language="de"))
    command = ["soffice", "--headless", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True)
    assert "Russland" in (tmp_path / "a.csv").read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("case", ["anchorage", "emission_standards", "house_sale"])
def test_opinions_on_everything_change_their_values_and_no_other_character(
    case: str, tmp_path: Path
) -> None:
    source, both = open_source(case), sheet(case, "Anna", "B. Müller: ja")
    for path in both.keys:
        share = both.cell(path, "D").value == "%"
        number = source.scenario.judgements()[path].best
        both.cell(path, "I").value = f"{number:.2f}".replace(".", ",")
        both.cell(path, "N").value = f"{100 * number:.1f} %" if share else round(number, 1)
    reading = read_sheets(source, [both.save(tmp_path / "s.xlsx")])
    assert len(reading.changes) == len(both.keys)
    text = edited(source.text, reading.changes)
    after = loads(text)
    assert after.digest == changed(source, reading.changes).scenario.digest
    assert {e.name for e in after.judgements()[next(iter(both.keys))].experts} == {
        "Anna",
        "B. Müller: ja",
    }
    before, now = source.text.splitlines(), text.splitlines()
    assert len(before) == len(now)
    for old, new in zip(before, now, strict=True):
        assert old == new or "experts: {Anna: " in new
        assert ("#" in old) == ("#" in new)


def test_what_stands_in_blocks_is_changed_one_by_one() -> None:
    text = """title: t  # of all
parties:
  a: {power: 3}
  b:
    power:
      # hers
      low: 1   # least
      best: 2
      high: 3
"""
    changes = [
        Change(("parties", "b", "power"), {"experts": {"anna": 5}}),
        Change(("parties", "a", "power"), {"experts": {"anna": "2..4"}}),
        Change(("issues",), {"p": {"values": ["x", "y"]}}),
    ]
    after = edited("\ufeff" + text.replace("\n", "\r\n"), changes)
    assert after.startswith("\ufefftitle: t  # of all\r\n")
    assert after.count("\n") == after.count("\r\n")
    scenario = loads(after.removeprefix("\ufeff"))
    assert scenario.issues["p"].values == ("x", "y")
    powers = [party.power for party in scenario.parties.values()]
    assert [power.given for power in powers if power] == ["anna: 2..4", "anna: 5"]


@pytest.mark.parametrize(
    ("typed", "form", "read"),
    [
        ("1 %", None, "0.01"),
        (0.01, None, "0.01"),
        (1, "0%", "1"),
        (0.05, "0%", "0.05"),
        ("1", "General", "write 1 % or 100 %"),
        (1, "General", "write 1 % or 100 %"),
        (70, "General", "write 70 %"),
        ("50\N{EN DASH}70 %", None, "0.5..0.7"),
        ("0,5 bis 0,7", "General", "0.5..0.7"),
        ("50-70", "General", "write 50 %"),
    ],
)
def test_a_share_of_one_or_more_has_its_percent_sign(
    typed: object, form: str | None, read: str, tmp_path: Path
) -> None:
    """What is asked for in percent is never read as a hundred times as much as was typed."""
    path = tmp_path / "t.yaml"
    path.write_text("title: t\nparties: {a: {waiting: 2%}}\n", "utf-8")
    (tmp_path / "s.xlsx").write_bytes(judgement_sheet(open_source(str(path)), ("anna",)))
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    cell = book.worksheets[0]["I5"]
    assert cell.number_format == "0%"
    cell.value, cell.number_format = typed, form or cell.number_format
    book.save(tmp_path / "s.xlsx")
    source = open_source(str(path))
    if read.startswith("write"):
        with pytest.raises(ScenarioError, match=read):
            read_sheets(source, [tmp_path / "s.xlsx"])
    else:
        (change,) = read_sheets(source, [tmp_path / "s.xlsx"]).changes
        assert str(change.value["experts"]["anna"]) == read
