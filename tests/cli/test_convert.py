"""`convert` as a user types it, and files of other tools wherever a scenario file may stand."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest

from command_line import detente
from detente.formats import FORMATS
from detente.sources import PREFERENCES

GAME = 'NFG 1 R "A dilemma" { "North" "South" } { 2 2 } 3 3 5 0 0 5 1 1'


def test_a_scenario_to_a_folder_and_back(tmp_path: Path) -> None:
    run = detente("convert", "house_sale", "sale", "--to", "genius", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "not kept: ranges, sources" in run.stderr
    names = sorted(path.name for path in (tmp_path / "sale").iterdir())
    assert names == ["buyer.xml", "domain.xml", "seller.xml"]
    again = detente("convert", "house_sale", "sale", "--to", "genius", folder=tmp_path)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    places = [f"sale/{name}" for name in names]
    back = detente("convert", *places, "back.yaml", folder=tmp_path)
    assert (back.returncode, back.stderr) == (0, "")
    assert "reservation: 37.5" in (tmp_path / "back.yaml").read_text(encoding="utf-8")


def test_any_readable_file_is_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "game.txt").write_text(GAME, encoding="utf-8")
    run = detente("stability", "game.txt", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "A dilemma" in run.stdout
    assert "note: payoffs become rankings" in run.stderr
    for words in (("check", "game.txt"), ("check", "game.txt", "--language", "de")):
        assert detente(*words, folder=tmp_path).returncode == 0
    detente("convert", "house_sale", "sale", "--to", "genius", folder=tmp_path)
    brief = detente("brief", "sale/domain.xml", "--draws", "20", "-o", "b.md", folder=tmp_path)
    assert brief.returncode == 0, brief.stderr
    assert "domain.xml" in (tmp_path / "b.md").read_text(encoding="utf-8")
    change = "preferences.buyer.reservation=90"
    words = ("compare", "sale", "--set", change, "--draws", "20", "--analysis", "deals")
    compared = detente(*words, folder=tmp_path)
    assert compared.returncode == 0, compared.stderr
    assert "90" in compared.stdout


def test_a_conflict_to_a_save_and_back(tmp_path: Path) -> None:
    run = detente("convert", "prisoners_dilemma", "pd.gmcr", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    found = detente("stability", "pd.gmcr", "--json", folder=tmp_path)
    assert '"YY"' in found.stdout
    assert found.stderr == ""


def test_what_is_read_and_written_is_listed(tmp_path: Path) -> None:
    run = detente("convert", "--list", folder=tmp_path)
    assert run.returncode == 0
    assert all(f"\n{name} " in run.stdout for name in (*FORMATS, PREFERENCES))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_scenario_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = (files("detente.cases") / "house_sale.yaml").read_text(encoding="utf-8")
    writer = Thread(target=pipe.write_text, args=(text,), kwargs={"encoding": "utf-8"}, daemon=True)
    writer.start()
    run = detente("check", "pipe", folder=tmp_path)
    assert (run.returncode, "no problems" in run.stdout) == (0, True), run.stderr


@pytest.mark.parametrize("name", ["prefs.csv", "prefs.xlsx"])
def test_a_table_of_preferences_is_a_scenario_too(tmp_path: Path, name: str) -> None:
    if name.endswith("xlsx"):
        pytest.importorskip("openpyxl")
    words = ("convert", "house_sale", name, *(("--to", "preferences") if "csv" in name else ()))
    run = detente(*words, folder=tmp_path)
    assert (run.returncode, "(preferences)" in run.stdout) == (0, True), run.stderr
    assert "not kept: interactions, red lines" in run.stderr
    assert detente("deals", name, folder=tmp_path).returncode == 0
    back = detente("convert", name, "back.yaml", folder=tmp_path)
    assert (back.returncode, back.stderr) == (0, "")
    (tmp_path / name).rename(tmp_path / "matrix")  # what stands in it counts, not its ending
    assert detente("check", "matrix", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    "words",
    [("set", "prefs.csv", "title=x"), ("rename", "prefs.csv", "party", "buyer", "y"),
     ("sheet", "prefs.csv", "-o", "j.xlsx")],
)  # fmt: skip
def test_a_file_of_another_kind_is_not_changed(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert detente("new", "prefs.csv", "--sheet", folder=tmp_path).returncode == 0
    run = detente(*words, folder=tmp_path)
    assert run.returncode == 2
    assert "only a scenario file can be changed; make one of it: detente convert" in run.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("convert",), "name what to read"),
        (("convert", "game.txt"), "name what to read"),
        (("convert", "game.txt", "x.yaml", "y.yaml"), "several files are a domain"),
        (("convert", "game.txt", "sale", "--to", "nfg"), "choose one of"),
        (("convert", "game.txt", "sale"), "name a folder for a domain"),
        (("convert", "game.txt", "sale.txt", "--to", "genius"), "a file that ends in .txt is"),
        (("convert", "game.txt", "no/sale", "--to", "genius"), "'issues and preferences'"),
        (("convert", "house_sale", "no/sale", "--to", "genius"), "there is no such folder"),
        (("convert", "house_sale", "game.txt", "--to", "decide"), "exists already"),
        (("stability", "."), "this is a folder"),
        (("convert", "house_sale", "x.txt", "--to", "preferences"), ".xlsx or .csv"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "game.txt").write_text(GAME, encoding="utf-8")
    run = detente(*words, folder=tmp_path)
    assert run.returncode == 2, run.stderr
    assert said in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["game.txt"]


HEBREW = "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} 5"
ODD = f"""
title: t
parties: {{a: {{name: "{HEBREW}"}}, b: {{name: 'the "B"; and a tab\there'}}}}
issues:
  i: {{name: "{HEBREW}", values: ["{HEBREW}", "10\N{NO-BREAK SPACE}%"]}}
  j: {{name: a;b, scale: 0..10}}
preferences:
  a: {{weights: {{i: 1}}, values: {{i: {{"{HEBREW}": 0, "10\N{NO-BREAK SPACE}%": 100}}}}}}
  b: {{weights: {{i: 1}}, values: {{i: {{"{HEBREW}": 100, "10\N{NO-BREAK SPACE}%": 0}}}}}}
positions: {{j: {{a: {{position: 2, salience: 50}}, b: {{position: 7, salience: 50}}}}}}
options: {{a: {{o: {{name: "{HEBREW}"}}}}, b: [p]}}
priorities: {{a: [a.o], b: [b.p]}}
"""


@pytest.mark.parametrize(
    "layout", ["csv", "smp", "decide", "genius", "geniusweb", "negmas", "gmcr"]
)
def test_names_from_right_to_left_with_tabs_and_quotes_come_back(
    layout: str, tmp_path: Path
) -> None:
    (tmp_path / "t.yaml").write_text(ODD, encoding="utf-8")
    target = {"csv": "o.csv", "smp": "o.csv", "decide": "o.txt", "gmcr": "o.gmcr"}.get(layout, "o")
    first = detente("convert", "t.yaml", target, "--to", layout, folder=tmp_path)
    second = detente("convert", target, "back.yaml", folder=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert HEBREW in (tmp_path / "back.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "head",
    [
        "issue;value;Seller: Anna;Buyer",
        "\n\nissue;value;a;b",
        ";;;\nissue;value;a;b",
        "\ufeffsep=;\nissue;value;a;b",
        '"Thema";"Wert";"a";"b"',
    ],
)
def test_a_table_of_preferences_is_recognised_by_its_headings(head: str, tmp_path: Path) -> None:
    rows = "p;;1;1\np;x;0;100\np;y;100;0\n"
    (tmp_path / "t.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    assert detente("convert", "t.csv", "t.yaml", folder=tmp_path).returncode == 0
    (tmp_path / "u.csv").write_text(f"{head}\n{rows}".replace(";", "|"), encoding="utf-8")
    assert detente("convert", "u.csv", "u.yaml", folder=tmp_path).returncode == 0
