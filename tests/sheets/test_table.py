"""A table of weights and worths becomes a scenario, and a scenario such a table."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest

from detente.errors import FileError, MissingSection, ScenarioError
from detente.scenario import Scenario, best_draws, case_names, load, loads
from detente.scenario.valuations import reservation, weights, worths
from detente.sheets import TEMPLATE, preference_rows, read_table, table_bytes

WITH_PREFERENCES = [name for name in case_names() if load(name).preferences]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("case", WITH_PREFERENCES)
def test_a_scenario_and_back_has_the_same_preferences(
    case: str, ending: str, tmp_path: Path
) -> None:
    if ending == "xlsx":
        pytest.importorskip("openpyxl")
    before, path = load(case), tmp_path / f"talks.{ending}"
    path.write_bytes(table_bytes(preference_rows(before), excel=ending == "xlsx"))
    after, text = read_table(path)
    assert loads(text).digest == after.digest
    assert after.title == "talks"
    assert list(after.issues) == list(before.issues)
    assert list(after.preferences) == list(before.preferences)
    draws = best_draws(before), best_draws(after)
    for party, wants in before.preferences.items():
        for get in (weights, reservation):
            np.testing.assert_allclose(
                get(before, draws[0], party), get(after, draws[1], party), atol=1e-6
            )
        for issue in before.issues:
            if issue in wants.values:
                old, new = (_worths(s, party, issue) for s in (before, after))
                np.testing.assert_allclose(old, new, atol=1e-5)
        for issue, weight in wants.weights.items():
            kept = after.preferences[party].weights[issue]
            assert (kept.low, kept.high) == (weight.low, weight.high)


def _worths(scenario: Scenario, party: str, issue: str) -> np.ndarray:
    """The worths of named values, or of numbers all along a scale."""
    question = scenario.issues[issue]
    if question.ends:
        cut = question.model_copy(update={"steps": None}).cut_at(
            tuple(np.linspace(*question.ends, 61))
        )
        scenario = scenario.model_copy(update={"issues": {**scenario.issues, issue: cut}})
    return worths(scenario, best_draws(scenario), party, issue)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_a_scenario_at_once(ending: str, tmp_path: Path) -> None:
    if ending == "xlsx":
        pytest.importorskip("openpyxl")
    path = tmp_path / f"my_talks.{ending}"
    path.write_bytes(table_bytes(TEMPLATE, excel=ending == "xlsx"))
    made, _ = read_table(path)
    assert made.title == "my talks"
    assert made.issues["price"].ends == (380, 440)
    assert made.issues["price"].unit == "thousand euros"
    assert made.preferences["buyer"].values["handover"]["June"].low == 70
    assert made.preferences["seller"].reservation.high == 45


def test_a_table_of_somebody_with_commas_words_and_full_names(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Thema;Wert;Die Stadt;Bürgerinitiative\n"
        "Neuer Park;;62,5;hoch\n"
        "Neuer Park;ja;0;100\n"
        "Neuer Park;nein;100;0\n"
        "Fläche (ha);;37,5;low..medium\n"
        "Fläche (ha);1,5;100;0\n"
        "Fläche (ha);10;0;100\n"
        "Fläche (ha);4;20 – 40,5;50\n"
        "Keine Einigung;;40 %;\n",
        encoding="utf-8",
    )
    made, _ = read_table(path)
    assert [party.name for party in made.parties.values()] == ["Die Stadt", "Bürgerinitiative"]
    city, group = made.preferences.values()
    park, area = made.issues
    assert made.issues[area].name == "Fläche (ha)"
    assert made.issues[area].ends == (1.5, 10)
    assert city.weights[park].best == 62.5
    assert group.weights[park].low == 65
    assert (city.values[area]["4"].low, city.values[area]["4"].high) == (20, 40.5)
    assert city.reservation is not None
    assert city.reservation.best == 40
    assert group.reservation is None


def test_wrong_cells_are_named_all_at_once(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows = [
        ("issue", "value", "a", "b"),
        ("price", None, 1, "much"),
        ("price", "low", 0, 100),
        ("price", "low", 0, "=1/0"),
        (None, "high", 100, 0),
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "Mine"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(ScenarioError) as caught:
        read_table(tmp_path / "t.xlsx")
    assert [p.path for p in caught.value.problems] == ["Mine!D2", "Mine!B4", "Mine!D4", "Mine!A5"]
    text = "issue,value,a,b\nprice,,1,much\nprice,low,0,100\nprice,high,1,x\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_table(tmp_path / "t.csv")
    assert [p.line for p in caught.value.problems] == [2, 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issue,value,a,a\nprice,,1,2\n", "two columns have the same heading; given: a"),
        ("issue,value,a,b\nprice,,1.000,2\n", ":2: this may be read as two numbers"),
        ("issue,value,a,b\nprice,,1,2\nprice,1.000\n", ":3: this may be read as two numbers"),
        ("issue,value,a,b\nprice\n", ":2: a row has as many cells as there are headings"),
        ("issue,value,a\np,,1,9\n", ":2: this cell is below no heading; given: 9"),
        ("issue,value,unit,a\np,,m,1\np,3,km,0\np,4,,9\n", ":3: the unit of p is the same"),
        ("issue,value,a\np,,1\np,x,0\np,,2\n", ":4: this row is there twice; given: p;"),
        ("issue,value,a\np,,1\nno deal,,2\nNo deal,,3\n", ":4: this row is there twice;"),
        ("issue,value,a,b\np,,1,1\np,3,0,9\np,4,,0\n", ":4: a scale has a worth at both"),
        ("issue,value,a,b\np,,1,1\np,x,0,9\np,y,101,0\n", ":4: preferences.a.values.p.y: "),
        ("issue,value,a,b\np,,0,1\np,x,0,9\np,y,8,0\n", "t.csv: preferences.a.weights: all"),
        ("issue,value,a,b\np,,1,1\np,x,,9\np,y,,0\n", ":2: preferences.a.weights.p: "),
    ],
)
def test_nothing_is_guessed(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_table(tmp_path / "t.csv")
    assert said in str(caught.value)


def test_percentages_and_numbers_of_a_workbook_are_what_they_show(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [("issue", "value", "a"), ("p", None, 0.07), ("p", "x", 1.234), ("p", "y", "12,5 %")]
    for row in rows:
        book.active.append(row)
    book.active["C2"].number_format = "0%"
    book.save(tmp_path / "t.xlsx")
    made, text = read_table(tmp_path / "t.xlsx")
    assert made.preferences["a"].weights["p"].best == 7
    worth = made.preferences["a"].values["p"]
    assert isinstance(worth, dict)
    assert [worth[value].best for value in "xy"] == [1.234, 12.5]
    assert "0000000" not in text


def test_what_is_no_table_of_preferences(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FileError, match="no table of preferences"):
        read_table(tmp_path / "t.csv")
    with pytest.raises(MissingSection, match="preferences"):
        preference_rows(load("chicken"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issue,value,a\np,,1\np,380,0\np,380.0,9\n", ":4: an issue's values differ; given: 380"),
        ("issue;value;a\np;;1\np;1.440.000,00;0\np;5;9\n", ":3: this may be read as two numbers"),
        ("issue;value;a\np;;1.000..2.000\np;y;0\np;x;9\n", ":2: this is no number, no range"),
        (
            "issue,value,a\np,,1\np,x,0\nP,y,9\n",
            ":4: this is written in another way elsewhere; given: P",
        ),
        (
            "issue,value,a,A\np,,1,1\np,x,0,9\n",
            ":1: this is written in another way elsewhere; given: A",
        ),
        (f"issue,value,a\np,,{'9' * 400}\np,x,0\np,y,9\n", ":2: preferences.a.weights.p: a jud"),
        ("issue,value,a\np,,1\np,x,0\nTotal,,100\n", ":4: an issue has at least one value"),
        ("issue,value,a\np,,1\np,x,0\np,y,\n", ":4: preferences.a.values.p: values of the issue"),
    ],
)
def test_what_people_leave_in_a_table_is_told_by_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_table(tmp_path / "t.csv")
    assert said in str(caught.value)
    assert len(caught.value.problems) == 1


def test_minus_signs_bare_decimals_and_percent_signs_within_a_range(tmp_path: Path) -> None:
    text = "issue;value;a\np;;25 %-40 %\np;\N{MINUS SIGN}1,5;0\np;,5;100\nno deal;;30..45 %\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    wants = read_table(tmp_path / "t.csv")[0]
    assert wants.issues["p"].ends == (-1.5, 0.5)
    party = wants.preferences["a"]
    assert party.reservation is not None
    ends = [(given.low, given.high) for given in (party.weights["p"], party.reservation)]
    assert ends == [(25, 40), (30, 45)]


def test_a_workbook_with_dates_behind_an_empty_sheet_and_one_that_is_too_wide(
    tmp_path: Path,
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    days = [datetime.datetime(2026, 6, 1), datetime.datetime(2026, 9, 1)]
    for row in [("issue", "value", "a"), ("p", None, 1), *(("p", day, 0) for day in days)]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx")[0].issues["p"].values == ("2026-06-01", "2026-09-01")
    book.create_sheet("Empty", 0)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx")[0].issues["p"].values == ("2026-06-01", "2026-09-01")
    book.active = 1
    book.active.cell(1, 521).value = "one more party"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(FileError, match="has over 5000 rows or 520 columns"):
        read_table(tmp_path / "t.xlsx")


def test_named_values_that_look_like_numbers_stay_as_they_are(tmp_path: Path) -> None:
    text = "issue;value;a\np;;1\np;1,5;0\np;1.000;50\np;none;100\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert read_table(tmp_path / "t.csv")[0].issues["p"].values == ("1,5", "1.000", "none")
