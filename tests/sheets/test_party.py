"""A party's sheet holds nothing of the others, and is read back for that party alone."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from detente.errors import FileError, ScenarioError, SettingError
from detente.sheets import changed, open_source, party_sheet, read_sheets

openpyxl = pytest.importorskip("openpyxl")

FIRST = "D"


class Sheet:
    """A party's workbook as the party fills it in."""

    def __init__(self, file: str | Path = "house_sale", party: str = "seller") -> None:
        raw = party_sheet(open_source(file), party, "en")
        self.book = openpyxl.load_workbook(io.BytesIO(raw))
        self.page = self.book["Questions"]
        rows = {row[0].value: row[0].row for row in self.page.iter_rows() if row[0].value}
        facts = self.book["detente"].iter_rows(values_only=True)
        self.rows = {tuple(json.loads(row[1])): rows[row[0]] for row in facts if row[2]}

    def fill(self, *key: str, **answers: Any) -> str:
        for column, value in answers.items():
            self.page[f"{column.upper()}{self.rows[key]}"] = value
        return f"Questions!{next(iter(answers)).upper()}{self.rows[key]}"

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path


CANARY = """
title: Talks
summary: CANARYsummary
parties:
  north: {name: North}
  south: {name: South, aliases: [CANARYalias], power: 41.417, patience: 42.417}
sources: {note: {title: CANARYtitle, author: CANARYauthor}}
evidence: {e1: {source: note, says: CANARYsays, at: CANARYat}}
issues:
  price: {name: Price, scale: 0..100, unit: euros}
  date: {name: Date, values: [May, June], stays: CANARYstays, give: CANARYgive, given_by: south}
  site: {name: Site, values: [here, there]}
preferences:
  north:
    weights: {price: 43.417, date: 44.417}
    values: {price: rising, date: {May: 0, June: 100}}
    reservation: 45.417
  south:
    weights: {price: {value: 46.417, because: e1}, date: 47.417}
    values: {price: {0: 100, 48.417: 77.417, 100: 0}, date: {May: 100, June: 49.417}}
    interactions: [{if: date = June, add: 12.417}]
    reservation: {value: 51.417..52.417, because: e1, confidence: low}
    red_lines: [{when: price > 53.417, says: CANARYline}]
additions: {issues: {CANARYissue:
  {values: [CANARYone, CANARYtwo], status_quo: CANARYone, weights: {south: 14.417},
   worth: {south: {CANARYone: 16.417, CANARYtwo: 15.417}}}}}
options: {north: {wait: {name: CANARYwait}}, south: {leave: {name: CANARYleave}}}
priorities: {south: [{maybe: south.leave, held: 0.54417}]}
positions: {price: {south: {position: 55.417, salience: 56.417, capability: 57.417}}}
client: {name: CANARYclient, advises: south}
packages: {first: {name: CANARYpackage, deal: {price: 58, date: May}}}
types: {south: {CANARYtype: {name: CANARYkind, prior: 0.59417}, CANARYother: {prior: 0.40583}}}
signals: {said: {by: south, says: CANARYsignal, likelihood: {CANARYtype: 61.417, CANARYother: 5}}}
commitments: {threat: {by: south, says: CANARYthreat, broken_if: price > 62.417, cost: 63.417}}
stages: [{table: [north, south], settles: [price], breakdown: 0.64417}]
translations: {de: {Price: Preis, issues.date.stays: CANARYtranslated}}
"""


def test_nothing_of_the_others_is_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(CANARY, encoding="utf-8")
    source = open_source(tmp_path / "t.yaml")
    for party in source.scenario.parties:
        for language in ("en", "de"):
            raw = party_sheet(source, party, language)
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                parts = b"".join(map(book.read, book.namelist()))
            assert b"CANARY" not in parts
            assert b"417" not in parts
            assert source.scenario.digest.encode() not in parts
            assert str(tmp_path).encode() not in parts
            assert (b"Preis" if language == "de" else b"Price") in parts
            assert (b"North" in parts) == (party == "north")
            assert (b"South" in parts) == (party == "south")


def test_a_sheet_comes_back_for_its_party_alone(tmp_path: Path) -> None:
    source, sheet = open_source("house_sale"), Sheet()
    for issue, order, points in (("handover", 2, 50), ("price", 1, 100), ("kitchen", 3, "12,5 %")):
        sheet.fill("weight", issue, d=order, e=points)
    sheet.fill("value", "price", "380", e=0)
    sheet.fill("value", "price", "410", d=60, f=70)
    sheet.fill("value", "price", "440", e=100)
    sheet.fill("value", "handover", "December", g="x")
    sheet.fill("limit", "price", d=400)
    sheet.fill("no_deal", d=20, e=25, f="30,5")
    reading = read_sheets(source, [sheet.save(tmp_path / "s.xlsx")], party="seller")
    assert {change.path[:2] for change in reading.changes} == {("preferences", "seller")}
    after = changed(source, reading.changes).scenario
    wants, before = after.preferences["seller"], source.scenario.preferences["seller"]
    assert {issue: w.best for issue, w in wants.weights.items()} == {
        "price": 100,
        "handover": 50,
        "kitchen": 12.5,
    }
    assert wants.weights["handover"].because == ("hurry",)
    assert isinstance(wants.values["price"], dict)
    assert wants.values["price"]["410"].given == "60..70"
    assert wants.values["handover"] == before.values["handover"]
    assert wants.reservation is not None
    assert (wants.reservation.low, wants.reservation.best, wants.reservation.high) == (20, 25, 30.5)
    assert wants.reservation.because == ("limits",)
    assert list(map(str, wants.red_lines)) == ["handover = December", "price < 400"]
    assert after.preferences["buyer"] == source.scenario.preferences["buyer"]
    again = read_sheets(changed(source, reading.changes), [tmp_path / "s.xlsx"])
    assert again.changes == ()


def test_a_blank_sheet_changes_nothing(tmp_path: Path) -> None:
    for party in ("seller", "buyer"):
        sheet = Sheet(party=party).save(tmp_path / f"{party}.xlsx")
        assert read_sheets(open_source("house_sale"), [sheet]).changes == ()


def test_both_ways_to_weigh_make_a_range_and_say_where_they_differ(tmp_path: Path) -> None:
    source, sheet = open_source("house_sale"), Sheet()
    answers = {"price": (100, 60), "handover": (60, 10), "kitchen": (40, 30)}
    for issue, (points, share) in answers.items():
        sheet.fill("weight", issue, e=points, f=share)
    sheet.fill("trade", d="less")
    reading = read_sheets(source, [sheet.save(tmp_path / "s.xlsx")])
    weights = changed(source, reading.changes).scenario.preferences["seller"].weights
    assert {i: (w.low, w.high) for i, w in weights.items()} == {
        "price": (50, 60),
        "handover": (10, 30),
        "kitchen": (20, 30),
    }
    assert len(reading.notes) == 2
    assert any("‘less’" in note and "100 points beside 100" in note for note in reading.notes)
    assert any("Handover differ: 30 of 100" in note and "10 by" in note for note in reading.notes)
    sheet.fill("trade", d="as much")
    assert len(read_sheets(source, [sheet.save(tmp_path / "s.xlsx")]).notes) == 1


@pytest.mark.parametrize(
    ("third", "answer"), [(50, "more"), (40, "as much"), (30, "less"), (30, "weniger wert")]
)
def test_a_check_question_that_fits_goes_without_a_remark(
    third: float, answer: str, tmp_path: Path
) -> None:
    source, sheet = open_source("house_sale"), Sheet()
    for issue, points in {"price": 60, "handover": 100, "kitchen": third}.items():
        sheet.fill("weight", issue, e=points)
    sheet.fill("trade", d=answer)
    assert read_sheets(source, [sheet.save(tmp_path / "s.xlsx")]).notes == ()
    sheet.fill("trade", d="less" if third > 40 else "more")
    (note,) = read_sheets(source, [sheet.save(tmp_path / "s.xlsx")]).notes
    assert f"{60 + third} points beside 100" in note


def test_answers_that_do_not_fit_are_named_all_at_once(tmp_path: Path) -> None:
    sheet, wrong = Sheet(), []
    sheet.fill("weight", "price", d=1, e=90)
    wrong.append(f"Questions!E{sheet.rows['weight', 'price']}")
    sheet.fill("weight", "handover", d=3, e=20)
    sheet.fill("weight", "kitchen", d=2, e=10)
    wrong.append(f"Questions!E{sheet.rows['weight', 'handover']}")
    sheet.fill("value", "kitchen", "stays", e=80)
    wrong.append(f"Questions!E{sheet.rows['value', 'kitchen', 'stays']}")
    sheet.fill("value", "kitchen", "goes", e=0)
    wrong.append(sheet.fill("value", "handover", "June", g="never"))
    wrong.append(sheet.fill("limit", "price", d=100))
    wrong.append(sheet.fill("no_deal", d=20))
    wrong[-1] = wrong[-1].replace("!D", "!F")
    with pytest.raises(ScenarioError) as caught:
        read_sheets(open_source("house_sale"), [sheet.save(tmp_path / "s.xlsx")])
    assert sorted(problem.path for problem in caught.value.problems) == sorted(wrong)


@pytest.mark.parametrize("column", ["e", "f"])
def test_all_issues_are_weighed_or_none(column: str, tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.fill("weight", "price", **{column: 100})
    with pytest.raises(ScenarioError, match="all issues are weighed, or none"):
        read_sheets(open_source("house_sale"), [sheet.save(tmp_path / "s.xlsx")])


def test_shares_add_up_to_100(tmp_path: Path) -> None:
    sheet = Sheet()
    for issue in ("price", "handover", "kitchen"):
        sheet.fill("weight", issue, f=30)
    with pytest.raises(ScenarioError, match="the points add up to 90"):
        read_sheets(open_source("house_sale"), [sheet.save(tmp_path / "s.xlsx")])


def test_two_parties_without_preferences_answer_at_once(tmp_path: Path) -> None:
    text = "title: t\nparties: {a: {}, b: {}}\nissues: {p: {values: [x, y]}, q: {scale: 0..10}}\n"
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    files = []
    for party, (low, high) in {"a": (0, 100), "b": (100, 0)}.items():
        sheet = Sheet(tmp_path / "t.yaml", party)
        for issue in ("p", "q"):
            sheet.fill("weight", issue, f=50)
        for issue, values in {"p": ("x", "y"), "q": ("0", "10")}.items():
            sheet.fill("value", issue, values[0], e=low)
            sheet.fill("value", issue, values[1], e=high)
        sheet.fill("value", "q", "5", e=40)
        files.append(sheet.save(tmp_path / f"{party}.xlsx"))
    source = open_source(tmp_path / "t.yaml")
    after = changed(source, read_sheets(source, files).changes).scenario
    assert list(after.preferences) == ["a", "b"]
    assert after.preferences["b"].values["q"]["10"].best == 0  # type: ignore[index, union-attr]


def test_the_sheet_of_another_party_or_scenario_is_refused(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.fill("no_deal", e=20)
    path = sheet.save(tmp_path / "s.xlsx")
    with pytest.raises(FileError, match="the sheet of seller"):
        read_sheets(open_source("house_sale"), [path], party="buyer")
    with pytest.raises(FileError, match="the sheet of seller"):
        read_sheets(open_source("anchorage"), [path])
    text = open_source("house_sale").text.replace("title: A house sale", "title: Another sale")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="another scenario"):
        read_sheets(open_source(tmp_path / "b.yaml"), [path])
    with pytest.raises(SettingError, match="choose"):
        party_sheet(open_source("house_sale"), "nobody")


def test_what_a_new_party_leaves_blank_may_be_anything(tmp_path: Path) -> None:
    text = "title: t\nparties: {a: {}, b: {}}\nissues: {p: {values: [x, y]}, q: {scale: 0..10}}\n"
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    source, sheet = open_source(tmp_path / "t.yaml"), Sheet(tmp_path / "t.yaml", "a")
    sheet.fill("value", "p", "x", e=0)
    sheet.fill("value", "q", "5", e=40)
    reading = read_sheets(source, [sheet.save(tmp_path / "a.xlsx")])
    assert reading.notes == ("a: blank answers are written as 0..100, since they may be anything.",)
    assert [change.value for change in reading.changes] == [
        {
            "a": {
                "values": {
                    "p": {"x": 0, "y": "0..100"},
                    "q": {"0": "0..100", "5": 40, "10": "0..100"},
                },
                "weights": {"p": "0..100", "q": "0..100"},
            }
        }
    ]
    assert changed(source, reading.changes).scenario.preferences["a"].weights["q"].high == 100
