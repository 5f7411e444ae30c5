"""The command line as a user types it: whole processes, exit codes, streams, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import detente

BROKEN = "title: Broken\nparties: {a: {}}\nissues: {p: {values: []}}\nextra: 1\n"


def test_help_lists_the_commands() -> None:
    run = detente("--help")
    assert run.returncode == 0
    for name in ("brief", "check", "new", "cases", "stability", "deals"):
        assert name in run.stdout


def test_version() -> None:
    assert detente("--version").stdout.startswith("detente 0.")


@pytest.mark.parametrize("name", ["stability", "deals"])
def test_json_is_one_object_and_nothing_else(name: str) -> None:
    run = detente(name, "anchorage", "--json")
    assert run.returncode == 0
    assert run.stderr == ""
    assert json.loads(run.stdout)["analysis"] == name


@pytest.mark.parametrize("name", ["stability", "deals"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_tables_fit_eighty_columns(name: str, language: str) -> None:
    run = detente(name, "anchorage", "--language", language)
    assert run.returncode == 0, run.stderr
    assert "\x1b" not in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 80


def test_stability_json_of_a_known_case() -> None:
    answer = json.loads(detente("stability", "syria_iraq_1975", "--json").stdout)["answer"]
    assert answer["feasible"] == 6
    assert answer["equilibria"]["nash"] == ["NYY"]
    assert sorted(answer["equilibria"]["gmr"]) == ["NNN", "NYY"]


def test_a_broken_file_ends_with_all_problems_and_code_2(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    for words in (("check",), ("stability",), ("deals", "--json"), ("brief",)):
        run = detente(words[0], "broken.yaml", *words[1:], folder=tmp_path)
        assert run.returncode == 2
        assert run.stdout == ""
        assert "broken.yaml:3:22" in run.stderr
        assert "broken.yaml:4:1" in run.stderr
        assert "Traceback" not in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["broken.yaml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stability", "nowhere.yaml"), "there is no such file"),
        (("stability", "anchorag"), "did you mean anchorage?"),
        (("deals", "prisoners_dilemma"), "needs the section 'issues'"),
        (("brief", "anchorage", "--language", "fr"), "choose one of en, de"),
        (("brief", "anchorage", "--format", "odt"), "choose one of html, md"),
        (("brief", "anchorage", "-o", "no/such/folder/brief.html"), "cannot be written"),
        (("stability", "chicken", "--concept", "nosh"), "choose"),
    ],
)
def test_bad_input_is_explained(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    run = detente(*words, folder=tmp_path)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_starter_passes_the_check_and_makes_a_brief(tmp_path: Path) -> None:
    assert detente("new", "talks.yaml", folder=tmp_path).returncode == 0
    checked = detente("check", "talks.yaml", folder=tmp_path)
    assert checked.returncode == 0
    assert "no problems" in checked.stdout
    assert detente("brief", "talks.yaml", folder=tmp_path).returncode == 0
    assert (
        (tmp_path / "talks-brief.html")
        .read_text(encoding="utf-8")
        .lower()
        .startswith("<!doctype html>")
    )


def test_existing_files_are_replaced_only_with_force(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text("mine", encoding="utf-8")
    refused = detente("new", "talks.yaml", folder=tmp_path)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "talks.yaml").read_text(encoding="utf-8") == "mine"
    (tmp_path / "brief.md").write_text("mine", encoding="utf-8")
    refused = detente("brief", "chicken", "-o", "brief.md", folder=tmp_path)
    assert refused.returncode == 2
    assert (tmp_path / "brief.md").read_text(encoding="utf-8") == "mine"
    assert detente("brief", "chicken", "-o", "brief.md", "--force", folder=tmp_path).returncode == 0
    assert (tmp_path / "brief.md").read_text(encoding="utf-8").startswith("# ")


def test_brief_to_standard_output(tmp_path: Path) -> None:
    run = detente("brief", "chicken", "-o", "-", "--format", "md", folder=tmp_path)
    assert run.returncode == 0
    assert run.stdout.startswith("# ")
    assert list(tmp_path.iterdir()) == []


def test_cases_are_listed_with_titles() -> None:
    listed = json.loads(detente("cases", "--json").stdout)["cases"]
    names = {case["name"] for case in listed}
    assert {"anchorage", "chicken", "prisoners_dilemma", "syria_iraq_1975", "logrolling"} <= names


def test_check_speaks_the_language_of_the_file_or_the_one_asked_for(tmp_path: Path) -> None:
    german = BROKEN + "language: de\n"
    (tmp_path / "broken.yaml").write_text(german, encoding="utf-8")
    assert "angegeben:" in detente("check", "broken.yaml", folder=tmp_path).stderr
    asked = detente("check", "broken.yaml", "--language", "en", folder=tmp_path)
    assert "given:" in asked.stderr
    assert "2 problems" in asked.stderr


def test_a_comparison_says_what_it_leaves_out() -> None:
    words = ("compare", "ratified_share", "--set", "stages.0.name=First", "--draws", "20")
    said = " ".join(detente(*words).stdout.split())
    assert "Compared: deals." in said
    assert "to compare these, add --analysis" in said


def test_check_as_json(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    run = detente("check", "broken.yaml", "--json", folder=tmp_path)
    assert run.returncode == 2
    found = json.loads(run.stdout)["problems"]
    assert [problem["line"] for problem in found] == [3, 4]


def test_a_command_that_is_no_more_says_what_to_use_instead() -> None:
    run = detente("lint-brief", "x.md", "--strict")
    assert (run.returncode, run.stdout) == (2, "")
    assert "no more; use nothing" in run.stderr
