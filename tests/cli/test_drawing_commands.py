"""Draws, comparisons, drivers and briefs as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import detente

TALKS = """
title: Two sides
parties: {a: {}, b: {}}
issues: {x: {scale: 0..10, steps: 11}, y: {values: [p, q]}}
preferences:
  a: {weights: [x, y], values: {x: rising, y: p}, reservation: 30..70}
  b: {weights: {x: 40..60, y: 50}, values: {x: falling, y: q}, reservation: 20..60}
options: {a: [leave], b: [stay]}
priorities:
  a: [{maybe: "b.stay -> a.leave", held: 60%}, not a.leave]
  b: [[b.stay, not a.leave]]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["stability", "deals"])
def test_an_analysis_over_draws(name: str, folder: Path) -> None:
    words = (name, "talks.yaml", "--draws", "60", "--seed", "0")
    run = detente(*words, "--json", folder=folder)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["options"].items() >= {"analysis": name, "draws": 60, "seed": 0}.items()
    assert found["answer"]["probabilities"]
    shown = detente(*words, "--language", "de", folder=folder)
    assert shown.returncode == 0, shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "100 %" not in shown.stdout


def test_draws_are_kept_and_continued(folder: Path) -> None:
    words = ("deals", "talks.yaml", "--seed", "4", "--json")
    keep = ("--keep", "run.npz")
    first = detente(*words, "--draws", "40", *keep, folder=folder)
    assert first.returncode == 0, first.stderr
    more = detente(*words, "--draws", "90", *keep, folder=folder)
    assert more.stdout == detente(*words, "--draws", "90", folder=folder).stdout
    other = detente("deals", "talks.yaml", "--seed", "5", "--draws", "99", *keep, folder=folder)
    assert other.returncode == 2
    assert "seed: 5 cannot be used; the run to be continued has 4" in other.stderr
    kept = (folder / "run.npz").read_bytes()
    fewer = json.loads(detente(*words, "--draws", "50", *keep, folder=folder).stdout)
    assert fewer["options"]["draws"] == fewer["answer"]["draws"] == 50
    said = "The stored run has 90 cases; the first 50 were asked for and are used."
    assert said in fewer["notes"]
    assert (folder / "run.npz").read_bytes() == kept


@pytest.mark.slow
def test_processes_say_the_same(folder: Path) -> None:
    words = ("deals", "talks.yaml", "--draws", "1500", "--json")
    alone, shared = (detente(*words, "--jobs", jobs, folder=folder) for jobs in ("1", "2"))
    assert shared.returncode == 0, shared.stderr
    assert shared.stdout == alone.stdout


def test_no_draws_are_refused(folder: Path) -> None:
    run = detente("deals", "talks.yaml", "--draws", "0", folder=folder)
    assert run.returncode == 2
    assert "draw" in run.stderr


def test_compare_with_a_change_and_with_a_file(folder: Path) -> None:
    change = ("--set", "preferences.a.reservation=60..70", "--draws", "50")
    run = detente("compare", "talks.yaml", *change, "--json", folder=folder)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [item["path"] for item in found["inputs"]] == ["preferences.a.reservation"]
    assert any(item["name"] == "zopa" and item["difference"] < 0 for item in found["answers"])
    (folder / "other.yaml").write_text(TALKS.replace("30..70", "60..70"), encoding="utf-8")
    again = detente("compare", "talks.yaml", "other.yaml", "--draws", "50", folder=folder)
    assert again.returncode == 0, again.stderr
    assert "other.yaml" in again.stdout
    assert detente("compare", "talks.yaml", folder=folder).returncode == 2


def test_drivers_of_a_conclusion(folder: Path) -> None:
    words = ("drivers", "talks.yaml", "--conclusion", "zopa", "--draws", "200")
    run = detente(*words, "--indices", "--json", folder=folder)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert {tip["path"] for tip in found["tipping"]} >= {"preferences.a.reservation"}
    assert set(found["morris"]) >= {"preferences.a.reservation", "preferences.b.reservation"}
    shown = detente(*words, "--language", "de", folder=folder)
    assert shown.returncode == 0, shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= 80
    wrong = detente("drivers", "talks.yaml", "--conclusion", "nothing", folder=folder)
    assert wrong.returncode == 2


@pytest.mark.parametrize(
    ("sections", "analysis"),
    [
        ("options: {a: [x], b: [y]}\npriorities: {a: [a.x], b: [b.y]}\n", "stability"),
        (
            "issues: {i: {scale: 0..10}}\n"
            "positions: {i: {a: {position: 2..4, salience: 50}, b: {position: 8, salience: 60}}}\n",
            "forecast",
        ),
        (
            "security: {targets: {t: {worth: 3}}, resources: {r: {units: 1, protects: all}}}\n",
            "security",
        ),
    ],
)
def test_drivers_fall_back_to_an_analysis_that_the_file_allows(
    sections: str, analysis: str, tmp_path: Path
) -> None:
    text = f"title: t\nparties: {{a: {{power: 50}}, b: {{power: 60}}}}\n{sections}"
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    run = detente("drivers", "one.yaml", "--draws", "20", "--json", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["analysis"] == analysis


def test_drivers_name_the_section_that_is_least_far(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "title: t\nparties: {a: {}, b: {}}\noptions: {a: [x], b: [y]}\n", encoding="utf-8"
    )
    run = detente("drivers", "one.yaml", folder=tmp_path)
    assert run.returncode == 2
    assert "the analysis 'stability' needs the section 'priorities" in run.stderr
    (tmp_path / "one.yaml").write_text("title: t\nparties: {a: {}, b: {}}\n", encoding="utf-8")
    run = detente("drivers", "one.yaml", folder=tmp_path)
    assert "the analysis 'deals' needs the section 'issues'" in run.stderr


def test_the_brief_says_how_sure_it_is(folder: Path) -> None:
    words = ("brief", "talks.yaml", "--draws", "100", "--seed", "0", "-o", "brief.md")
    run = detente(*words, folder=folder)
    assert run.returncode == 0, run.stderr
    text = (folder / "brief.md").read_text(encoding="utf-8")
    assert "of our calculations" in text
    assert "What would change our mind" in text
    plain = detente(
        "brief", "talks.yaml", "--draws", "0", "-o", "-", "--format", "md", folder=folder
    )
    assert "How sure are we" not in plain.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("deals", "house_sale", "--draws", "9", "--jobs", "0"), "--jobs: 0 "),
        (("deals", "house_sale", "--draws", "9", "--jobs", "-2"), "--jobs: -2 "),
        (("deals", "house_sale", "--draws", "9", "--keep", "x.txt"), "end the name in .npz"),
        (("deals", "house_sale", "--draws", "9", "--seed", "-1"), "seed: -1 "),
        (("drivers", "house_sale", "--draws", "0"), "draws: 0 "),
        (("drivers", "house_sale", "--draws", "9", "--threshold", "nan"), "threshold: nan "),
        (("compare", "house_sale", "--set", "title="), "write a value behind ="),
        (("brief", "house_sale", "-o", "x.odt"), "'x.odt' cannot be used; end the name in .html"),
        (("brief", "house_sale", "-o", "x.md", "--format", "html"), "--format html"),
        (("brief", "house_sale", "--seed", "-1", "-o", "x.md"), "seed: -1 "),
        (("convert", "anchorge", "x.csv"), "did you mean anchorage?"),
        (("log", "score"), "there is no such log; begin one with"),
        (("log", "resolve", "1", "yes"), "there is no such log; begin one with"),
        (("log", "add", "P", "150%"), "'150%' cannot be used"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    run = detente(*words, folder=tmp_path)
    assert run.returncode == 2, run.stderr
    assert said in run.stderr
    assert "Errno" not in run.stderr
    assert "internal" not in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_wrong_conclusion_gets_short_names_and_the_way_to_all(tmp_path: Path) -> None:
    run = detente("drivers", "anchorage", "--conclusion", "zoppa", "--draws", "20", folder=tmp_path)
    assert run.returncode == 2
    assert "did you mean zopa?" in run.stderr
    assert "--list" in run.stderr
    assert len(run.stderr) < 400


@pytest.mark.parametrize("language", ["en", "de"])
def test_all_conclusions_are_listed(language: str, tmp_path: Path) -> None:
    asked = ("drivers", "house_sale", "--list", "--draws", "20", "--language", language)
    told = json.loads(detente(*asked, "--json", folder=tmp_path).stdout)["conclusions"]
    run = detente(*asked, folder=tmp_path)
    assert run.returncode == 0
    assert "zopa" in {each["name"] for each in told}
    assert all(each["name"].split(" ")[0] in run.stdout for each in told)


def test_a_bundled_case_is_converted_by_its_name(tmp_path: Path) -> None:
    run = detente("convert", "house_sale", "x.yaml", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "A house sale" in (tmp_path / "x.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["1.000", "1_000", "1,000", "1e3", "2.0"])
@pytest.mark.parametrize("option", ["--draws", "--seed"])
def test_a_whole_number_has_no_separators(option: str, given: str, folder: Path) -> None:
    run = detente("deals", "talks.yaml", "--draws", "2", option, given, folder=folder)
    assert run.returncode == 2
    assert "whole number" in run.stderr
