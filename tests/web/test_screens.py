"""Every screen in both languages: it is there, and can be read by everybody."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from accessibility import faults
from detente.scenario import load
from detente.web.screens import SCREENS
from detente.web.start import KINDS
from workbench import Window

CASES = Path(str(files("detente.cases")))
STARTS = Path(str(files("detente.web") / "starts"))
LANGUAGES = ("en", "de")


@pytest.fixture(scope="module", params=LANGUAGES)
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Window:
    file = shutil.copy(CASES / "house_sale.yaml", tmp_path_factory.mktemp("screens"))
    return Window(file, request.param)


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_can_be_read_by_everybody(window: Window, name: str) -> None:
    said = window.get(f"/part/{name}")
    assert said.status == 200
    assert faults(said.text) == []
    assert f'lang="{window.bench.language}"' in said.text
    part = window.get(f"/part/{name}", hx_request="true").text
    assert "<html" not in part
    assert 'hx-swap-oob="true"' in part


def test_the_answers_can_be_read_by_everybody(window: Window) -> None:
    session = window.bench.opened
    session.answers.settled([session.answer(name).asked for name in session.analyses()], 600)
    page = window.get("/part/teaching").text
    told = window.get("/answers").text
    assert "stale" not in told
    before, aside, after = re.split(r"(?<=<aside)([^>]*>).*?(?=</aside>)", page, flags=re.DOTALL)
    assert faults(before + aside + told + after) == []


def test_the_start_can_be_read_by_everybody(window: Window) -> None:
    said = window.get("/")
    assert faults(said.text) == []
    for kind in KINDS:
        assert f'value="{kind}"' in said.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_a_scenario_with_all_its_screens(
    language: str, kind: str, tmp_path: Path
) -> None:
    window = Window(None, language)
    file = tmp_path / "new.yaml"
    said = window.post("/new", {"kind": kind, "file": str(file), "title": 'A "first" try: it'})
    assert (said.status, said.headers["location"]) == (303, "/part/situation")
    assert load(file).title == 'A "first" try: it'
    assert load(file).language == language
    for name in SCREENS if language == "en" else ("situation",):
        assert faults(window.get(f"/part/{name}").text) == []


def test_templates_say_the_same_in_both_languages() -> None:
    for kind in KINDS:
        one, other = (load(STARTS / language / f"{kind}.yaml") for language in LANGUAGES)
        assert one.parties.keys() == other.parties.keys()
        assert one.issues.keys() == other.issues.keys()
        assert one.option_names == other.option_names
        values = [
            [
                p.weights.keys() | {p.reservation and p.reservation.given}
                for p in each.preferences.values()
            ]
            for each in (one, other)
        ]
        assert values[0] == values[1]


def test_another_language_is_spoken_on_the_same_screen() -> None:
    window = Window("chicken", "en")
    for language, title in (("de", "Belege"), ("en", "Evidence")):
        at = "http://127.0.0.1:8000/part/evidence?x=1"
        said = window.post("/language", {"language": language}, hx_current_url="", referer=at)
        assert said.headers["location"] == "/part/evidence"
        assert f"<h2>{title}</h2>" in window.get("/part/evidence").text


def test_a_case_is_looked_at_and_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    window = Window()
    assert window.post("/open", {"file": "chicken"}).status == 303
    refused = window.edit("set", "title", value="Another")
    assert refused.status == 422
    assert "not changed" in refused.text
    assert 'name="copy" value="yes"' in window.get("/part/raw").text
    assert window.post("/open", {"file": "chicken", "copy": "yes"}).status == 303
    assert window.edit("set", "title", value="Another").status == 200
    assert load(tmp_path / "chicken.yaml").title == "Another"
    assert window.post("/open", {"file": "chicken", "copy": "yes"}).status == 303
    assert (tmp_path / "chicken-2.yaml").is_file()


def test_files_of_other_tools_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    window = Window()
    table = "issue,actor,position,salience,capability\nprice,a,10,50,50\nprice,b,90,50,50\n"
    said = window.ask("POST", "/import?name=actors.csv", table.encode(), hx_request="true")
    assert said.status == 303, said.text
    assert load(tmp_path / "actors.yaml").parties.keys() == {"a", "b"}
    wrong = window.ask("POST", "/import?name=x.bin", b"\0\1\2", hx_request="true")
    assert wrong.status == 422


def test_a_file_with_problems_shows_its_text_and_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("title: T\nparties: {a: , b: }\nsurprise: 1\nwrong: 2\n", encoding="utf-8")
    window = Window(file)
    said = window.get("/part/wants")
    assert said.status == 200
    assert faults(said.text) == []
    assert {"3", "4"} <= set(re.findall(r'data-line="(\d+)"', said.text))
    mended = window.post("/text", {"text": "title: T\nparties: {a: , b: }\n"})
    assert mended.status == 200
    assert file.read_text(encoding="utf-8") == "title: T\nparties: {a: , b: }\n"
    kept = window.post("/text", {"text": "title: T\nparties: [\n"})
    assert "[" not in file.read_text(encoding="utf-8")
    assert window.bench.opened.draft is not None
    assert "web.kept" not in kept.text


@pytest.mark.parametrize("case", ["anchorage", "chicken", "ratified_share"])
def test_nothing_on_the_screen_of_evidence_is_called_by_its_key_path(case: str) -> None:
    shown = Window(case, "de").get("/part/evidence").text
    named = re.findall(r'<a href="/part/[^"]*">([^<]*)</a>', shown)
    assert named
    assert [name for name in named if re.search(r"^[a-z_]+[.›]|\.[a-z_]+\.", name)] == []


def test_what_a_package_lacks_is_said_without_the_keys_of_the_file() -> None:
    said = Window("chicken", "de").get("/answers").text
    assert "sobald die Datei Verhandlungspunkte und Präferenzen hat" in said


def test_a_new_round_has_those_at_its_table_who_judge_deals(tmp_path: Path) -> None:
    window = Window(shutil.copy(CASES / "house_sale.yaml", tmp_path), "en")
    assert window.post("/add", {"kind": "party", "name": "Agent"}).status == 200
    assert window.post("/add", {"kind": "stage", "name": "Viewing"}).status == 200
    assert list(window.bench.opened.scenario.stages[0].table) == ["seller", "buyer"]


def test_whether_an_option_can_be_undone_has_a_name_that_is_seen(tmp_path: Path) -> None:
    window = Window(shutil.copy(CASES / "prisoners_dilemma.yaml", tmp_path), "en")
    shown = window.get("/part/failure").text
    fields = re.findall(r'<select id="(options-[^"]*-moves)"', shown)
    assert fields
    assert all(f'<label for="{field}">Can be changed</label>' in shown for field in fields)
