"""The brief tells one story: what it says stands in the analyses, in the order that it promises."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import detente
from briefs import FILES, composed, gathered, writer
from detente import render
from detente.analyses.catalogue import catalogue, find_analysis
from detente.analyses.findings import Package, Possible, Verdict
from detente.brief import write_brief
from detente.brief.annex import QUESTIONS
from detente.brief.facts import gather
from detente.brief.first_page import first_page
from detente.brief.overrides import mark_of
from detente.errors import SettingError
from detente.exhibits import Document, Note
from detente.phrases import LANGUAGES, phrases
from detente.scenario import loads

BARE = "title: Nothing yet\nparties: {a: {}, b: {}}"


def keys(name: str, language: str = "en") -> list[str]:
    """The keys of the first page's sentences."""
    return [s.key for paragraph in first_page(writer(name, language)) for s in paragraph]


def test_the_first_page_has_its_paragraphs_in_order() -> None:
    order = ["binding.1", "trade.", "holds", "test.", "advice_not", "sure_one"]
    found = keys("anchorage")
    places = [next(k for k, key in enumerate(found) if key.startswith(each)) for each in order]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_every_figure_of_the_first_page_stands_in_the_findings(name: str, language: str) -> None:
    known = [v for finding in gathered(name).findings for v in finding.figures.values()]
    for paragraph in first_page(writer(name, language)):
        for sentence in paragraph:
            for figure, value in sentence.figures.items():
                if sentence.key.startswith("sure"):
                    continue
                sums = [a + b for a in known for b in known] if "nothing" in figure else []
                assert any(abs(value - other) < 1e-9 for other in (*known, *sums)), sentence


@pytest.mark.parametrize("name", FILES)
def test_no_package_is_told_as_acceptable_that_a_needed_party_refuses(name: str) -> None:
    facts = gathered(name)
    possible = facts.one(Possible)
    said = keys(name)
    for package in facts.all(Package):
        refused = [v for v in facts.verdicts(package) if v.needed and v.says == "no"]
        if package.role == "for_all" and "exists" in said:
            assert refused == []
    assert not {"exists", "none_suits"} <= set(said)
    if possible is not None and possible.share is not None and possible.share < 0.45:
        assert "exists" not in said


def test_verdicts_follow_from_worth_limit_and_red_lines() -> None:
    facts, scenario = gathered("anchorage"), detente.load("anchorage")
    for verdict in facts.all(Verdict):
        package = next(p for p in facts.all(Package) if p.key == verdict.package)
        audit = detente.map_deals(scenario, deal=dict(package.values)).answer()["audit"]
        broken = audit["breaks"].get(verdict.party, [])
        lines = scenario.preferences[verdict.party].red_lines
        assert [lines[place] for place in verdict.red_lines] == broken
        if verdict.says != "open":
            assert (verdict.says == "yes") == audit["accepts"][verdict.party]


def test_without_a_client_there_is_no_advice() -> None:
    assert "no_client" in keys("iran")
    assert not any(key.startswith("advice") for key in keys("iran"))
    assert any(key.startswith("advice") for key in keys("anchorage"))


def test_protection_of_the_venue_is_not_in_the_brief(document: Document) -> None:
    text = render.markdown(document, language=document.language)
    for target in ("meeting building", "Tagungsgebäude", "runway", "Landebahn"):
        assert target not in text


def test_a_scenario_with_nothing_to_analyse_says_so() -> None:
    document = write_brief(loads(BARE))
    assert "does not allow" in render.text(document.front[0], language="en")


def test_progress_names_what_is_worked_on_and_ends_at_the_whole() -> None:
    told: list[tuple[int, int, str]] = []
    write_brief(detente.load("house_sale"), draws=50, progress=lambda *given: told.append(given))
    done, _, names = zip(*told, strict=True)
    assert list(done) == sorted(done)
    assert phrases("en")("settings.analysis.deals") in names


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_carried_out_is_explained_in_the_annex_alone(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SettingError("parties", ["a", "b", "c"], "check the path")

    refusing = dataclasses.replace(find_analysis("stability"), run=refuse)
    others = [entry for entry in catalogue() if entry.name != "stability"]
    monkeypatch.setattr("detente.brief.facts.catalogue", lambda: (refusing, *others))
    document = write_brief(detente.load("prisoners_dilemma"), language=language, draws=0)
    front = render.markdown(Document("", "", language, document.front), language=language)
    annex = render.markdown(document.annexes[-1], language=language)
    reason = {"en": "check the path", "de": "den Pfad prüfen"}[language]
    assert phrases(language)("brief.not_carried_out", reason=reason) in annex
    assert reason not in front


def test_a_sentence_is_replaced_and_told_when_its_figures_change() -> None:
    scenario = detente.load("house_sale")
    facts = gather(scenario, phrases("en"), draws=50, seed=0)
    sentence = first_page(dataclasses.replace(writer("house_sale", "en"), facts=facts))[0][0]
    same = {"says": "Ours.", "over": mark_of(sentence.figures)}
    for entry, stale in ((same, False), ({"says": "Ours.", "over": "0000"}, True)):
        document = write_brief(scenario, draws=50, overrides={sentence.key: entry, "gone.1": "x"})
        note = document.front[0].exhibits[0]
        assert isinstance(note, Note)
        assert note.text.startswith("Ours.")
        assert ("figures have changed since" in note.text) == stale
        assert sentence.text in note.text if stale else sentence.text not in note.text
        assert "gone.1" in render.text(document.front[-1], language="en")


def test_what_has_changed_since_stands_behind_the_first_page() -> None:
    scenario = detente.load("house_sale")
    older = scenario.model_copy(update={"rules": ("kitchen = goes",)})
    document = write_brief(scenario, draws=0, since=older)
    assert [section.key for section in document.front] == ["first_page", "since", "second_page"]


def test_findings_stand_in_the_json_of_an_analysis() -> None:
    found = detente.solve_stages(detente.load("ratified_share")).to_dict()["findings"]
    assert {"package", "possible"} <= {finding["kind"] for finding in found}
    assert json.loads(json.dumps(found)) == found


READING = json.loads((Path(__file__).parent / "reading.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", READING, ids=[entry["question"] for entry in READING])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_finds_each_answer_on_the_first_page(
    question: dict[str, str], language: str
) -> None:
    page = [s for paragraph in first_page(writer("anchorage", language)) for s in paragraph]
    answers = [s.text for s in page if s.key.startswith(question["key"])]
    assert answers, question["question"]
    assert all(word in " ".join(answers) for word in question[language])


def test_a_brief_of_the_flagship_is_composed_in_both_languages() -> None:
    assert composed("anchorage", "en").title != composed("anchorage", "de").title


def test_every_table_that_the_annex_asks_for_is_made_somewhere() -> None:
    made = {
        table.key
        for name in FILES
        for result in gathered(name).results.values()
        for table in result.tables("en")
    }
    asked = {f"{n}.{key}" for parts in QUESTIONS.values() for n, keys in parts for key in keys}
    assert asked <= made
    assert "" not in made
