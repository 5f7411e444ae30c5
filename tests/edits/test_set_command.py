"""`detente set`: what it shows, what it writes, and what it leaves alone."""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import make_app
from detente.edits.files import Opened, changed_text
from detente.errors import FileError, ScenarioError, SettingError
from detente.scenario import load, loads
from detente.scenario.reading.changes import load_changed

TEXT = "\ufefftitle: Sale  # of a house\r\nparties: {seller: , buyer: {}}\r\nsummary: A 'sale'"
TODAY = datetime.date(2026, 3, 1)


def detente(*words: str) -> Result:
    return CliRunner().invoke(make_app(), words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sale.yaml"
    path.write_bytes(TEXT.encode())
    path.chmod(0o640)
    return path


def test_without_write_the_difference_is_shown_and_nothing_changed(file: Path) -> None:
    run = detente("set", str(file), "title=Lease", "parties.buyer.name=B")
    assert run.exit_code == 0
    changed = [line for line in run.output.splitlines() if line[:1] in "+-"]
    assert changed[2:] == [
        "-\ufefftitle: Sale  # of a house",
        "-parties: {seller: , buyer: {}}",
        "+\ufefftitle: Lease  # of a house",
        "+parties: {seller: , buyer: {name: B}}",
    ]
    assert file.read_bytes() == TEXT.encode()
    assert [path.name for path in file.parent.iterdir()] == ["sale.yaml"]


def test_a_write_keeps_bytes_mode_and_link_and_a_copy_of_the_day(file: Path) -> None:
    link = file.with_name("link.yaml")
    link.symlink_to("sale.yaml")
    assert detente("set", str(link), "title=Lease", "--write").exit_code == 0
    assert file.read_bytes() == TEXT.replace("Sale ", "Lease ").encode()
    assert link.is_symlink()
    (kept,) = {*file.parent.iterdir()} - {file, link}
    assert kept.read_bytes() == TEXT.encode()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, kept)] == [0o640, 0o640]
    assert detente("set", str(link), "title=Gift", "--write").exit_code == 0
    assert kept.read_bytes() == TEXT.encode()
    assert len([*file.parent.iterdir()]) == 3


def test_a_file_changed_by_somebody_else_is_not_overwritten(file: Path) -> None:
    opened = Opened.at(str(file))
    file.write_text("title: Other\nparties: {a: }\n", encoding="utf-8")
    with pytest.raises(FileError, match="changed by somebody else"):
        opened.write(TEXT, TODAY)
    assert load(file).title == "Other"
    assert [path.name for path in file.parent.iterdir()] == ["sale.yaml"]


def test_a_bundled_case_and_a_read_only_file_are_not_changed(file: Path) -> None:
    assert isinstance(detente("set", "house_sale", "title=T", "--write").exception, FileError)
    file.chmod(0o440)
    with pytest.raises(FileError, match="read-only"):
        Opened.at(str(file)).write("title: T", TODAY)
    assert [path.name for path in file.parent.iterdir()] == ["sale.yaml"]


def test_set_and_compare_read_the_same_changes() -> None:
    changes = [
        "preferences.seller.reservation=35..50",
        'translations.de."issues.price"=Kaufpreis',
        "priorities.buyer.1=null",
        "preferences.buyer.weights.price={value: 50, confidence: low}",
        "summary=null",
        "as_of=2026-03-01",
    ]
    text = Opened.at("house_sale").text
    made = loads(changed_text(text, changes, "house_sale"))
    assert made.digest == load_changed("house_sale", changes).digest
    assert made.translations["de"]["issues.price"] == "Kaufpreis"


@pytest.mark.parametrize("change", ["title", "a..b=1", "=1", "title=", "title.x=1", "nowhere.x=1"])
def test_a_change_that_cannot_be_made_is_explained(change: str) -> None:
    with pytest.raises(SettingError, match="KEY=VALUE"):
        changed_text("title: T\nparties: {a: }\n", [change], "t.yaml")


@pytest.mark.parametrize("value", ["# 5", "Room #5 # two", "3\nother: 4", "[a] # b"])
def test_nothing_behind_a_value_is_lost_unsaid(value: str) -> None:
    with pytest.raises(SettingError, match="put the value in quotes"):
        changed_text("title: T\nparties: {a: }\n", [f"title={value}"], "t.yaml")
    kept = changed_text("title: T\nparties: {a: }\n", ["title='Cafe\u0301 #5'"], "t.yaml")
    assert "Caf\u00e9 #5" in kept


@pytest.mark.parametrize("value", ["&a 3", "!x 3", "{b: 1, b: 2}"])
def test_a_value_is_read_as_strictly_as_a_file(value: str) -> None:
    with pytest.raises(ScenarioError):
        changed_text("title: T\nparties: {a: }\n", [f"title={value}"], "t.yaml")


def test_a_scenario_that_would_be_wrong_is_not_written(file: Path) -> None:
    run = detente("set", str(file), "parties.buyer.power=strong", "--write")
    assert isinstance(run.exception, ScenarioError)
    assert file.read_bytes() == TEXT.encode()
