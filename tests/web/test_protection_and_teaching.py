"""The screens on protection and on teaching: rosters and sheets to save, groups, debrief."""

from __future__ import annotations

import csv
import io
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from accessibility import faults
from detente.render import html_page
from detente.roles import Group, compare_groups, debrief_sheet, role_sheet
from detente.scenario import load
from workbench import Window

CASES = Path(str(files("detente.cases")))


def window(case: str, folder: Path, language: str = "en") -> Window:
    return Window(shutil.copy(CASES / f"{case}.yaml", folder), language)


@pytest.fixture(params=["en", "de"])
def class_room(request: pytest.FixtureRequest, tmp_path: Path) -> Window:
    return window("house_sale", tmp_path, request.param)


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Window:
    return window("anchorage", tmp_path_factory.mktemp("venue"))


def test_a_roster_is_saved_as_a_table_a_calendar_and_a_workbook(venue: Window) -> None:
    screen = venue.get("/part/protection", hx_request="true").text
    assert 'value="21"' in screen
    assert 'value="2025-08-15T06:00"' in screen
    said = venue.get("/roster.csv?shifts=4&seed=7&start=2025-08-15T06:00")
    assert said.headers["content-disposition"] == 'attachment; filename="anchorage-roster.csv"'
    rows = list(csv.DictReader(io.StringIO(said.text)))
    assert {row["shift"] for row in rows} == {"1", "2", "3", "4"}
    assert rows[0]["begin"] == "2025-08-15T06:00:00"
    assert venue.get("/roster.csv?shifts=4&seed=8").body != said.body
    week = list(csv.DictReader(io.StringIO(venue.get("/roster.csv").text)))
    assert week[-1]["shift"] == "21"
    assert venue.get("/roster.ics?shifts=2").text.startswith("BEGIN:VCALENDAR\r\n")
    pytest.importorskip("openpyxl")
    assert venue.get("/roster.xlsx?shifts=2").body.startswith(b"PK")


@pytest.mark.parametrize("given", ["shifts=x", "shifts=-1", "seed=1.5", "start=soon"])
def test_a_roster_that_cannot_be_drawn_is_refused(venue: Window, given: str) -> None:
    said = venue.get(f"/roster.csv?{given}")
    assert said.status == 422
    assert "attachment" not in said.headers.get("content-disposition", "")
    assert faults(said.text) == []


def test_there_is_no_roster_without_a_venue(class_room: Window) -> None:
    assert class_room.get("/roster.csv").status == 404
    assert class_room.get("/roster.exe").status == 404


def test_a_sheet_that_is_saved_is_the_sheet_of_its_party(class_room: Window) -> None:
    language = class_room.bench.language
    said = class_room.get("/role/buyer.html")
    assert said.text == html_page(role_sheet(load("house_sale"), "buyer", language))
    assert "37.5" not in said.text
    assert "37,5" not in said.text
    assert class_room.get("/role/nobody.html").status == 422
    assert class_room.get("/role/buyer.exe").status == 404
    assert class_room.get("/role/instructor.md").status == 200
    pytest.importorskip("docx")
    assert class_room.get("/role/seller.docx").body.startswith(b"PK")


def reached(name: str, *values: str) -> dict[str, str]:
    issues = ("price", "handover", "kitchen")
    return {"name": name} | {f"group.{i}": v for i, v in zip(issues, values, strict=False)}


def test_groups_from_a_form_and_a_table_stand_in_one_debrief(class_room: Window) -> None:
    assert class_room.get("/groups.csv").text == "group,price,handover,kitchen\n"
    assert class_room.get("/debrief.html").status == 404
    shown = class_room.post("/debrief", reached("Red", "430", "December", "goes"))
    assert (shown.status, "Red" in shown.text) == (200, True)
    shown = class_room.post("/debrief", reached("Blue"))
    groups = [
        Group("Red", {"price": "430", "handover": "December", "kitchen": "goes"}),
        Group("Blue"),
    ]
    language = class_room.bench.language
    document = debrief_sheet(compare_groups(load("house_sale"), groups), language)
    assert class_room.get("/debrief.html").text == html_page(document)
    table = b"group,price,handover,kitchen\nGreen,410,June,stays\n"
    shown = class_room.ask("POST", "/debrief", table, hx_request="true")
    assert "Green" in shown.text
    assert "Red" not in shown.text
    cleared = class_room.post("/debrief", {"clear": "yes"})
    assert "Green" not in cleared.text
    assert class_room.get("/debrief.html").status == 404


def test_a_package_that_the_file_no_longer_knows_is_told_and_goes(tmp_path: Path) -> None:
    room = window("house_sale", tmp_path)
    room.post("/debrief", reached("Red", "430", "June", "goes"))
    room.post("/debrief", reached("Blue", "430", "December", "goes"))
    room.edit("rename", "issues", "handover", "values", "0", value="May")
    told = room.post("/debrief", reached("Green", "410", "May", "stays"))
    assert told.status == 422
    assert "Red" in told.text
    assert "Blue" not in told.text
    shown = room.post("/debrief", reached("green", "410", "May", "stays"))
    assert shown.status == 200
    assert [group.name for group in room.bench.groups] == ["Blue", "green"]
    room.post("/debrief", reached("Green", "420", "May", "stays"))
    assert [group.name for group in room.bench.groups] == ["Blue", "Green"]


def test_what_is_wrong_with_groups_is_told_and_changes_nothing(class_room: Window) -> None:
    class_room.post("/debrief", reached("Red", "430", "December", "goes"))
    before = class_room.get("/debrief.html").body
    wrong = [
        class_room.post("/debrief", reached("Blue", "430", "December")),
        class_room.post("/debrief", reached("Blue", "405", "June", "stays")),
        class_room.post("/debrief", reached("Blue", "430", "Juny", "stays")),
        class_room.ask("POST", "/debrief", b"group,price\nA,1\n", hx_request="true"),
    ]
    assert [said.status for said in wrong] == [422] * 4
    assert class_room.get("/debrief.html").body == before


def test_a_venue_grows_from_nothing_by_forms(class_room: Window) -> None:
    class_room.at = "/part/protection"
    unit = re.search(r'name="unit" value="(.*?)"', class_room.get(class_room.at).text)
    assert unit is not None
    refused = class_room.post("/add", {"kind": "target", "name": "Hall"})
    assert refused.status == 422
    made = class_room.post("/add", {"kind": "target", "name": "Große Halle", "unit": unit[1]})
    assert made.status == 200
    assert "Große Halle" in made.text
    assert faults(class_room.get("/part/protection").text) == []
    assert class_room.post("/add", {"kind": "target", "name": "Gate"}).status == 200
    made = class_room.post("/add", {"kind": "unit", "name": unit[1]})
    assert (made.status, made.text.count(unit[1]) > 1) == (200, True)
    typed = class_room.fill("security", "targets", "gate", "worth", value="60 – 80")
    assert typed.status == 200
    found = load(class_room.bench.opened.file).security
    assert found is not None
    assert {key: target.name for key, target in found.targets.items()} == {
        "grosse_halle": "Große Halle",
        "gate": "Gate",
    }
    assert [(one.name, one.units) for one in found.resources.values()] == [(unit[1], 1)] * 2
    assert found.targets["gate"].our_loss.high == 80
    assert class_room.get("/roster.csv").status == 200
    assert class_room.edit("delete", "security", "targets", "gate").status == 200
    assert class_room.edit("delete", "security", "targets", "grosse_halle").status == 422
