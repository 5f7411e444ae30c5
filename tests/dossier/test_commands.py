"""From a source text to evidence of a judgement and back, as a user types it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from command_line import detente
from detente.cli.app import make_app
from detente.cli.dossiers import scenario_file
from detente.dossier.attaching import author_alone, draft
from detente.dossier.records import Decision
from detente.dossier.store import decide, open_dossier
from detente.errors import EditRefused, SettingError
from detente.scenario import load

TALKS = """\
title: The strait
parties: {north: {name: North}, south: {name: South}}
issues:
  strait: {values: [open, closed]}   # the main one
evidence: {old: {source: paper, voice: author, says: It matters.}}
sources: {paper: {title: A paper}}
preferences:
  north:
    weights: {strait: high}
    values: {strait: {open: 0, closed: 100}}
    reservation: {low: 20, best: 30, high: 40, because: old}
    red_lines: ["strait = open"]
  south:
    weights: {strait: {value: medium, because: [old]}}
    values: {strait: {open: 100, closed: 0}}
    reservation: 30..50
"""
TEXT = "North threatens South with war.\n\nSouth demands that the strait be open.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "speech.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def dossier(folder: Path, name: str, *words: str) -> Result:
    return CliRunner().invoke(make_app(), ["dossier", name, str(folder / "sources"), *words])


def answer(folder: Path, name: str, *words: str) -> dict[str, Any]:
    run = dossier(folder, name, *words, "--json")
    assert run.exit_code == 0, run.output
    found: dict[str, Any] = json.loads(run.stdout)["answer"]
    return found


def accept(folder: Path, name: str, kind: str = "accept") -> None:
    when = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)
    decide(open_dossier(folder / "sources"), Decision(name, kind, "ada", when))  # type: ignore[arg-type]


@pytest.fixture
def items(folder: Path) -> list[str]:
    """The ids of the threat and the demand of the speech, proposed."""
    assert (
        dossier(folder, "add", str(folder / "speech.txt"), "--genre", "commentary").exit_code == 0
    )
    assert dossier(folder, "propose").exit_code == 0
    found = answer(folder, "list")["items"]
    assert [each["act"] for each in found] == ["threat", "demand"]
    return [each["id"] for each in found]


def test_list_tells_every_passage_and_its_state(folder: Path, items: list[str]) -> None:
    accept(folder, items[1], "reject")
    threat, demand = answer(folder, "list")["items"]
    assert threat["spans"] == [{"start": 0, "end": 31, "exact": TEXT[:31]}]
    keys = ("document", "act", "holder", "target", "voice", "status", "paragraph", "page")
    assert [threat[key] for key in keys] == [
        *("speech", "threat", "north", "south", "reported", "proposed", 1, None)
    ]
    assert [demand[key] for key in ("status", "paragraph")] == ["rejected", 2]
    assert answer(folder, "list", "--status", "rejected")["items"] == [demand]
    shown = dossier(folder, "list")
    assert all(word in shown.stdout for word in ("threat", "→", "reported", "rejected"))
    assert "Drohung" in dossier(folder, "list", "--language", "de").stdout


@pytest.mark.parametrize("kind", ["", "reject", "unsure"])
def test_nothing_undecided_reaches_a_scenario(folder: Path, items: list[str], kind: str) -> None:
    if kind:
        accept(folder, items[0], kind)
    run = dossier(folder, "attach", items[0], "preferences.north.reservation", "--write")
    assert isinstance(run.exception, SettingError)
    assert "accepted" in str(run.exception)
    assert (folder / "talks.yaml").read_text(encoding="utf-8") == TALKS


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "preferences.north.weights.strait",
            "weights: {strait: high}",
            "weights: {strait: {value: high, because: [ITEM]}}",
        ),
        (
            "preferences.north.reservation",
            "reservation: {low: 20, best: 30, high: 40, because: old}",
            "reservation: {low: 20, best: 30, high: 40, because: [old, ITEM]}",
        ),
        (
            "preferences.south.weights.strait",
            "{value: medium, because: [old]}",
            "{value: medium, because: [old, ITEM]}",
        ),
    ],
)
def test_an_accepted_item_becomes_a_reason_and_changes_nothing_else(
    folder: Path, items: list[str], path: str, before: str, after: str
) -> None:
    accept(folder, items[0])
    shown = dossier(folder, "attach", items[0], path)
    assert shown.exit_code == 0
    assert "+" in shown.stdout
    assert (folder / "talks.yaml").read_text(encoding="utf-8") == TALKS
    written = dossier(folder, "attach", items[0], path, "--write", "--says", "It speaks of war.")
    assert written.exit_code == 0
    text = (folder / "talks.yaml").read_text(encoding="utf-8")
    entry = (
        f"{items[0]}: {{source: speech, at: paragraph 1, voice: reported, says: It speaks of war.}}"
    )
    wanted = TALKS.replace(before, after.replace("ITEM", items[0]))
    wanted = wanted.replace("says: It matters.}}", f"says: It matters.}}, {entry}}}")
    wanted = wanted.replace(
        "paper: {title: A paper}}",
        "paper: {title: A paper}, speech: {title: speech, kind: commentary}}",
    )
    assert text == wanted
    again = dossier(folder, "attach", items[0], path, "--write")
    assert "nothing to change" in again.stdout


@pytest.mark.parametrize(
    "path", ["preferences.north.weights", "preferences.north.red_lines.0", "title", "issues.strait"]
)
def test_what_takes_no_evidence_is_refused(folder: Path, items: list[str], path: str) -> None:
    accept(folder, items[0])
    run = dossier(folder, "attach", items[0], path, "--write")
    assert isinstance(run.exception, SettingError)
    assert (folder / "talks.yaml").read_text(encoding="utf-8") == TALKS
    run = dossier(folder, "attach", items[0], "preferences.west.weights")
    assert isinstance(run.exception, EditRefused)


def test_from_a_judgement_to_its_passage(folder: Path, items: list[str]) -> None:
    accept(folder, items[0])
    path = "preferences.north.weights.strait"
    dossier(folder, "attach", items[0], path, "--write")
    found = answer(folder, "list", "--judgement", path)
    assert [each["name"] for each in found["grounds"]] == [items[0]]
    assert found["items"][0]["spans"][0]["exact"] == TEXT[:31]
    assert found["author_alone"] == []
    below = answer(folder, "list", "--judgement", "preferences.north")
    assert [each["judgement"] for each in below["grounds"]] == [
        path,
        "preferences.north.reservation",
    ]
    assert below["author_alone"] == ["preferences.north.reservation"]
    shown = dossier(folder, "list", "--judgement", "preferences.north").stdout
    assert "North threatens South with war." in shown
    assert "claims of an author alone: preferences.north.reservation" in " ".join(shown.split())
    dossier(folder, "attach", items[0], "preferences.south.weights.strait", "--write")
    both = answer(folder, "list", "--judgement", "preferences.south")["grounds"]
    assert [each["name"] for each in both] == ["old", items[0]]
    run = dossier(folder, "list", "--judgement", "preferences.south.reservation")
    assert "did you mean preferences." in str(run.exception)


def test_passages_are_found_by_base_forms(folder: Path, items: list[str]) -> None:
    found = answer(folder, "list", "--passages", "a threat or threatening")["passages"]
    assert [each["text"] for each in found] == ["North threatens South with war."]
    found = answer(folder, "list", "--passages", "preferences.south.weights.strait")["passages"]
    assert found[0]["text"] == "South demands that the strait be open."
    assert answer(folder, "list", "--passages", "herring quotas")["passages"] == []


def test_a_newer_version_keeps_what_is_found_again(folder: Path, items: list[str]) -> None:
    accept(folder, items[0])
    accept(folder, items[1])
    newer = f"A teaser.\n\n{TEXT}".replace("be open", "be closed").replace(
        "threatens ", "threatens\n"
    )
    (folder / "speech.txt").write_text(newer, encoding="utf-8")
    run = dossier(folder, "add", str(folder / "speech.txt"))
    assert "found again 1, not found 1" in run.stdout
    assert items[1] in run.stdout
    threat, demand = answer(folder, "list")["items"]
    assert (threat["document"], threat["status"], threat["paragraph"]) == (
        "speech-2",
        "accepted",
        2,
    )
    assert threat["spans"][0]["exact"] == "North threatens\nSouth with war."
    assert (demand["document"], demand["status"], demand["lost"]) == ("speech", "accepted", True)
    assert open_dossier(folder / "sources").documents["speech-2"].genre == "commentary"
    run = dossier(folder, "attach", items[1], "preferences.south.reservation")
    assert "not found again" in str(run.exception)
    assert (
        dossier(folder, "attach", items[0], "preferences.south.reservation", "--write").exit_code
        == 0
    )
    assert "speech: {" in (folder / "talks.yaml").read_text(encoding="utf-8")
    assert answer(folder, "propose") == {"new": 1, "items": 3}
    again = dossier(folder, "add", str(folder / "speech.txt"))
    assert "speech-2: this text is in the dossier already." in again.stdout
    (folder / "speech.txt").write_text(f"Another teaser.\n\n{newer}", encoding="utf-8")
    assert "found again 2, not found 0" in dossier(folder, "add", str(folder / "speech.txt")).stdout


def test_check_finds_what_was_changed_by_hand(folder: Path, items: list[str]) -> None:
    sources = folder / "sources"
    assert dossier(folder, "check").exit_code == 0
    accept(folder, items[0])
    dossier(folder, "attach", items[0], "preferences.north.weights.strait", "--write")
    accept(folder, items[0], "reject")
    assert dossier(folder, "check").exit_code == 1
    assert (
        f"evidence.{items[0]}: this evidence is no accepted item" in dossier(folder, "check").stdout
    )
    accept(folder, items[0])
    for name, old, new, told in (
        ("items.jsonl", "North threatens", "North thanks", f"{items[0]}: its passage is not in"),
        ("decisions.jsonl", items[0], "e_0000000000", "e_0000000000: a decision is about"),
        ("texts/speech.txt", "be open", "be shut", "speech: the text was changed since"),
        ("documents.jsonl", '"speech"', '"lecture"', "its document is not in"),
    ):
        kept = (sources / name).read_text(encoding="utf-8")
        (sources / name).write_text(kept.replace(old, new), encoding="utf-8")
        if name == "documents.jsonl":
            (sources / "texts/speech.txt").rename(sources / "texts/lecture.txt")
        run = dossier(folder, "check")
        assert run.exit_code == 1, name
        assert told in run.stdout
        (sources / name).write_text(kept, encoding="utf-8")


def test_one_bad_file_keeps_no_other_out(folder: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 not really")
    run = dossier(folder, "add", str(folder / "bad.pdf"), str(folder / "speech.txt"))
    assert run.exit_code == 2
    assert "bad.pdf" in run.output
    assert "speech: added, 2 paragraphs." in run.stdout


def test_the_scenario_is_the_only_one_in_or_beside_the_folder(folder: Path) -> None:
    sources = folder / "sources"
    assert scenario_file(sources, None) == str(folder / "talks.yaml")
    (folder / "talks.2025-03-01.yaml").write_text(TALKS, encoding="utf-8")
    assert scenario_file(sources, None) == str(folder / "talks.yaml")
    assert scenario_file(folder, None) == str(folder / "talks.yaml")
    assert scenario_file(sources, "anchorage") == "anchorage"
    (folder / "others.yaml").write_text(TALKS, encoding="utf-8")
    with pytest.raises(SettingError, match="--scenario FILE"):
        scenario_file(sources, None)
    assert dossier(folder, "add", str(folder / "speech.txt")).exit_code == 0
    assert isinstance(dossier(folder, "propose").exception, SettingError)


def test_a_long_passage_needs_own_words(folder: Path) -> None:
    long = "North threatens South with war" + ", and with more" * 20 + ".\n"
    (folder / "speech.txt").write_text(long, encoding="utf-8")
    dossier(folder, "add", str(folder / "speech.txt"))
    dossier(folder, "propose")
    name = answer(folder, "list")["items"][0]["id"]
    accept(folder, name)
    run = dossier(folder, "attach", name, "preferences.north.reservation")
    assert "own words" in str(run.exception)


def test_drafts_hold_no_number(folder: Path, items: list[str]) -> None:
    states = open_dossier(folder / "sources").states
    threat, demand = (states[name].item for name in items)
    assert "against: south" in draft(threat)
    assert "signals:" in draft(demand)
    for each in (threat, demand):
        told = draft(each).replace(each.id, "")
        assert not any(sign.isdigit() for sign in told)


def test_the_case_says_what_rests_on_its_author_alone() -> None:
    alone = set(author_alone(load("anchorage")))
    assert ("parties", "russia", "patience") in alone
    assert ("preferences", "united_states", "weights", "ceasefire") not in alone


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("list", ()),
        ("propose", ()),
        ("review", ()),
        ("misses", ()),
        ("check", ()),
        ("attach", ("e_1",)),
        ("export", ("out.csv",)),
        ("import", ("in.csv",)),
    ],
)
def test_a_folder_without_a_dossier_is_refused(
    folder: Path, name: str, words: tuple[str, ...]
) -> None:
    run = detente("dossier", name, "nowhere", *words, folder=folder)
    assert run.returncode == 2
    assert "nowhere: there is no dossier in this folder" in run.stderr
    assert not (folder / "nowhere").exists()


def test_a_review_without_a_terminal_is_refused_in_the_language_of_the_scenario(
    folder: Path, items: list[str]
) -> None:
    talks = (folder / "talks.yaml").read_text(encoding="utf-8")
    (folder / "talks.yaml").write_text(f"language: de\n{talks}", encoding="utf-8")
    run = detente("dossier", "review", "sources", folder=folder)
    assert run.returncode == 2
    assert "ist hier nicht möglich" in run.stderr


def test_a_text_of_unknown_language_is_told(folder: Path) -> None:
    (folder / "note.txt").write_text("Süd sagt: Nein.", encoding="utf-8")
    run = detente("dossier", "add", "sources", "note.txt", folder=folder)
    assert run.stdout.endswith("say so with --language.\n")
    run = detente("dossier", "add", "sources", "speech.txt", folder=folder)
    assert "--language" not in run.stdout


def test_check_tells_of_parties_that_are_not_there_and_of_a_voice_that_changed(
    folder: Path, items: list[str]
) -> None:
    accept(folder, items[0])
    assert dossier(folder, "attach", items[0], "--write").exit_code == 0
    assert answer(folder, "check")["faults"] == []
    when = datetime.datetime(2025, 3, 2, tzinfo=datetime.UTC)
    changes = {"voice": "author", "holder": "nroth"}
    held = open_dossier(folder / "sources")
    held = decide(held, Decision(items[0], "edit", "ada", when, "", changes))
    run = dossier(folder, "check", "--json")
    assert run.exit_code == 1
    told = json.loads(run.stdout)["answer"]["faults"]
    assert [each["place"] for each in told] == [items[0], f"evidence.{items[0]}"]
    assert told[0]["rule"] == "the scenario has no 'nroth'"
    decide(held, Decision(items[0], "edit", "ada", when, "", {"holder": "north"}))
    assert dossier(folder, "attach", items[0], "--says", "War.", "--write").exit_code == 0
    assert answer(folder, "check")["faults"] == []


def test_list_tells_who_decided_and_why(folder: Path, items: list[str]) -> None:
    when = datetime.datetime(2025, 3, 2, tzinfo=datetime.UTC)
    for who, why in (("ada", "Later."), ("ben", "A jest.")):
        held = open_dossier(folder / "sources")
        decide(held, Decision(items[0], "reject", who, when, why))
    told = [each["decided"] for each in answer(folder, "list")["items"]]
    assert told == [{"who": "ben", "when": "2025-03-02T00:00:00Z", "why": "A jest."}, None]
    run = detente("dossier", "list", "sources", folder=folder)
    assert "ben: A jest." in run.stdout
    assert "ada" not in run.stdout


def test_a_document_tells_how_many_paragraphs_it_has(folder: Path) -> None:
    (folder / "pages.txt").write_text("One.\n\nTwo.\n\nThree.\n\nFour.\n", encoding="utf-8")
    dossier(folder, "add", str(folder / "pages.txt"))
    found = {each["id"]: each["paragraphs"] for each in answer(folder, "list")["documents"]}
    assert found == {"pages": 4}
