"""The brief says what the results say, in order, and only that."""

from __future__ import annotations

import dataclasses
import re

import pytest

import detente
from detente import render
from detente.analyses.catalogue import catalogue, find_analysis
from detente.brief import write_brief
from detente.brief.front import fitting, rooms
from detente.errors import SettingError
from detente.exhibits import Document, Note, Section, Table
from detente.phrases import LANGUAGES, phrases
from detente.scenario import Scenario, loads
from detente.scenario.sections.conflict import Priority

BARE = "title: Nothing yet\nparties: {a: {}, b: {}}"


def test_sections_stand_in_reading_order(document: Document) -> None:
    keys = [section.key for section in document.front]
    assert keys[0] == "bottom_line"
    assert keys == sorted(keys, key=list(rooms()).index)
    assert {"situation", "no_deal", "deals", "assumptions"} <= set(keys)


def test_annexes_end_with_inputs_and_method(document: Document) -> None:
    assert [section.key for section in document.annexes][-3:] == [
        "judgements",
        "evidence",
        "method",
    ]


def test_every_judgement_is_listed_with_its_evidence(document: Document) -> None:
    scenario = detente.load("anchorage")
    annex = next(section for section in document.annexes if section.key == "judgements")
    table = annex.exhibits[0]
    assert isinstance(table, Table)
    assert len(table.rows) == len(scenario.estimates()) == 167
    weight = next(row for row in table.rows if row[-1] and "p8" in str(row[-1]))
    assert weight[3] is not None


def test_digest_and_version_are_printed(document: Document) -> None:
    text = render.text(document, language=document.language)
    assert detente.load("anchorage").digest in text.replace("\n", "").replace(" ", "")
    assert detente.__version__ in document.footer


def test_bottom_line_repeats_what_the_analyses_say(document: Document) -> None:
    scenario = detente.load("anchorage")
    said = [note.text for note in document.front[0].exhibits if isinstance(note, Note)]
    part = detente.analyze_stability(scenario).brief(document.language)
    first, *others = part.bottom_line
    assert any(line.startswith(first) for line in said)
    assert all(line in said for line in others)


def test_german_is_not_english(document: Document) -> None:
    text = render.text(document, language=document.language)
    english = re.search(r"\b(the|and|with|party)\b", text)
    assert ("Waffenruhe" in text) == (document.language == "de")
    assert ("Ceasefire" in text) == bool(english) == (document.language == "en")


def test_a_scenario_with_nothing_to_analyse_says_so() -> None:
    document = write_brief(loads(BARE))
    assert "nothing to analyse" in render.text(document.front[0], language="en")
    method = render.text(document.annexes[-1], language="en")
    assert "no section" in " ".join(method.split())


def test_progress_names_what_is_worked_on_and_ends_at_the_whole() -> None:
    told: list[tuple[int, int, str]] = []
    write_brief(detente.load("house_sale"), draws=50, progress=lambda *given: told.append(given))
    done, totals, names = zip(*told, strict=True)
    assert list(done) == sorted(done)
    assert len(set(totals)) == 1
    assert done[-1] == totals[0]
    assert phrases("en")("settings.analysis.deals") in names


THREE = """
title: Three towns
parties: {a: {}, b: {}, c: {}}
issues: {i: {values: [p, q]}}
preferences:
  a: {weights: {i: 1}, values: {i: rising}}
  b: {weights: {i: 1}, values: {i: falling}}
  c: {weights: {i: 1}, values: {i: rising}}
options: {a: [leave], b: [stay]}
priorities: {a: [a.leave], b: [b.stay]}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_carried_out_is_explained_in_the_annex_alone(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SettingError("parties", ["a", "b", "c"], "check the path")

    refusing = dataclasses.replace(find_analysis("stability"), run=refuse)
    others = [entry for entry in catalogue() if entry.name != "stability"]
    monkeypatch.setattr("detente.brief.findings.catalogue", lambda: (refusing, *others))
    document = write_brief(loads(THREE), language=language, draws=0)
    front = render.markdown(Document("", "", language, document.front), language=language)
    annex = render.markdown(document.annexes[-1], language=language)
    words = phrases(language)
    reason = {"en": "check the path", "de": "den Pfad prüfen"}[language]
    assert words("brief.not_carried_out", reason=reason) in annex
    assert reason not in front
    assert "['a'" not in front + annex


def test_no_brief_speaks_of_today_unless_the_file_states_it() -> None:
    table = next(
        e
        for section in write_brief(loads(THREE), draws=0).annexes
        if section.key == "options"
        for e in section.exhibits
    )
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == ["Party", "Can do"]
    stated = write_brief(loads(f"{THREE}status_quo: [b.stay]\n"), draws=0)
    table = next(e for s in stated.annexes if s.key == "options" for e in s.exhibits)
    assert isinstance(table, Table)
    assert [row[2] for row in table.rows] == ["none of these", "stay"]


def test_a_front_that_grows_too_long_gives_up_sentences_in_turn() -> None:
    """Six and ten of 10.5 lines, five headings: 179 lines; without three they are 147.5."""
    said = Note("word " * 250)
    fixed = [Section("bottom_line", "", (said,) * 6)]
    others = [Section(key, "", (said,) * 5) for key in ("no_deal", "deals", "change", "stages")]
    room = fitting(fixed, others, ())
    assert [room[key].notes for key in ("no_deal", "deals", "stages", "change")] == [2, 2, 1, 2]
    short = [Section(key, "", (Note("word"),) * 5) for key in ("no_deal", "deals", "change")]
    assert fitting(fixed, short, ()) == rooms()


def _front(document: Document, key: str) -> str:
    section = next(section for section in document.front if section.key == key)
    return render.markdown(section, language=document.language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_where_the_talks_lead_to_another_package(language: str) -> None:
    scenario = detente.load("ratified_share")
    document = write_brief(scenario, language=language)
    parts = [
        run(scenario).brief(document.language) for run in (detente.map_deals, detente.solve_stages)
    ]
    proposed, struck = (part.package for part in parts)
    changed = [pair for pair in struck if pair not in proposed]
    assert [issue for issue, _ in proposed] == [issue for issue, _ in struck]
    assert changed
    told = "; ".join(f"{issue}: {value}" for issue, value in changed)
    said = [note.text for note in document.front[0].exhibits if isinstance(note, Note)]
    assert any(f"({told})" in line and parts[0].bottom_line[0] in line for line in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_by_concept_how_often_the_state_expected_and_the_status_quo_can_last(
    language: str,
) -> None:
    scenario = _with_a_priority_that_is_likely_held()
    document, words = write_brief(scenario, language=language), phrases(language)
    draws = detente.draw(scenario, 1000, seed=0)
    holds = find_analysis("stability").conclusions(scenario, draws)
    shown = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ"}
    goal = words.share(float(holds["equilibrium.nash.NYNYNY"].mean()))
    now = {c: words.share(float(holds[f"equilibrium.{c}.NNNYNY"].mean())) for c in shown}
    bottom = [note.text for note in document.front[0].exhibits if isinstance(note, Note)]
    line = next(line for line in bottom if f"{goal} (Nash)" in line)
    for concept, share in now.items():
        assert re.search(rf"{share} \([^)]*{shown[concept]}", line.split("(Nash)", 1)[1])
    rows = _front(document, "confidence").splitlines()
    told = [line for line in rows if words("ensembles.concept.nash") in line]
    shares = [row.split("|")[3].replace("\xa0", " ").strip() for row in told]
    assert shares == [now["nash"]]


def _with_a_priority_that_is_likely_held() -> Scenario:
    """Anchorage with how sure the threat is stated apart: another state than today's lasts."""
    scenario = detente.load("anchorage")
    rungs = list(scenario.priorities["united_states"])
    place = next(k for k, rung in enumerate(rungs) if rung.statements[0].threat)
    stated = {"maybe": rungs[place].statements[0].maybe, "held": "60%"}
    rungs[place] = Priority.model_validate(stated)
    priorities = {**scenario.priorities, "united_states": tuple(rungs)}
    return scenario.model_copy(update={"priorities": priorities})


def test_why_equilibria_hold_takes_one_line_each(document: Document) -> None:
    annex = next(section for section in document.annexes if section.key == "stability_reasons")
    heads = [note.text.split(" ")[0] for note in annex.exhibits if isinstance(note, Note)]
    assert heads == ["NNNYNY", "NYNYNY"]


def test_an_agreement_for_show_is_explained_at_the_table(document: Document) -> None:
    words = phrases(document.language)
    shown = words("stages.passes_for_show")
    tables = [e for s in document.annexes for e in s.exhibits if isinstance(e, Table)]
    course = next(t for t in tables if t.title == words("stages.course_title"))
    assert shown in course.rows[0]
    assert course.note
