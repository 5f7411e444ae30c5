"""The article behind the bundled case, retold paragraph by paragraph, from text to evidence."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from detente.dossier.adding import add_file
from detente.dossier.attaching import attached, faults
from detente.dossier.extract.rules import Rules
from detente.dossier.records import Decision, State
from detente.dossier.review import misses
from detente.dossier.store import Dossier, decide, open_dossier, propose
from detente.errors import SettingError
from detente.scenario import Scenario, load, loads
from detente.scenario.reading.files import source_text

TEXT = Path(__file__).with_name("anchorage.txt")
WHEN = datetime.datetime(2025, 8, 15, 9, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("anchorage")


@pytest.fixture(scope="module")
def dossier(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    empty = open_dossier(tmp_path_factory.mktemp("dossier"))
    facts = {"genre": "commentary", "date": "2025-08-15", "title": "Morgenkommentar"}
    added = add_file(empty, TEXT, **facts)
    assert len(added.document.paragraphs) == 15
    assert added.document.language == "de"
    return propose(added.dossier, [Rules()], scenario)[0]


def by_paragraph(dossier: Dossier) -> dict[int, list[State]]:
    found: dict[int, list[State]] = {}
    for state in dossier.states.values():
        document = dossier.documents[state.item.document]
        found.setdefault(document.paragraph(state.item.spans[0].start), []).append(state)
    return found


def told(dossier: Dossier, paragraph: int) -> set[tuple[str, str, str, str]]:
    return {
        (item.act, item.holder, item.issue, item.voice)
        for item, _ in by_paragraph(dossier).get(paragraph, [])
    }


def test_every_passage_stands_in_the_text(dossier: Dossier) -> None:
    for item in dossier.items.values():
        text = dossier.documents[item.document].text
        assert all(text[span.start : span.end] == span.exact for span in item.spans)


def test_statements_before_the_meeting_are_found(dossier: Dossier) -> None:
    assert {
        ("offer", "russia", "economy", "reported"),
        ("offer", "russia", "strategic_arms", "reported"),
        ("aim", "russia", "sanctions", "attributed"),
    } < told(dossier, 7)
    assert {act for act, holder, *_ in told(dossier, 7) if holder == "russia"} >= {
        "praise",
        "framing",
    }
    assert ("demand", "russia", "ceasefire", "reported") in told(dossier, 9)
    assert ("demand", "united_states", "ceasefire", "reported") in told(dossier, 11)
    assert told(dossier, 12) == {("threat", "united_states", "ceasefire", "reported")}


def test_what_the_author_holds_is_the_authors(dossier: Dossier) -> None:
    for paragraph, holder in ((13, "russia"), (15, "europeans")):
        claims = {(act, who, voice) for act, who, _, voice in told(dossier, paragraph)}
        assert ("claim", holder, "author") in claims


def test_quarters_and_fences_are_no_statements(dossier: Dossier, scenario: Scenario) -> None:
    assert [told(dossier, paragraph) for paragraph in (1, 2, 5, 6)] == [set()] * 4
    missed = [document.text[start:end] for document, start, end in misses(dossier, scenario)]
    assert "Die russische Seite schützt sich auf dieselbe Weise." in missed
    assert len(missed) < 15


def test_proposing_again_adds_nothing(dossier: Dossier, scenario: Scenario) -> None:
    again, count = propose(dossier, [Rules()], scenario)
    assert (count, again.items) == (0, dossier.items)


def test_only_what_is_accepted_becomes_evidence(dossier: Dossier, scenario: Scenario) -> None:
    (threat,) = (state.item for state in by_paragraph(dossier)[12])
    text, _ = source_text("anchorage")
    path = ("preferences", "united_states", "weights", "ceasefire")
    with pytest.raises(SettingError, match="proposed"):
        attached(dossier, text, threat.id, path)
    accepted = decide(dossier, Decision(threat.id, "accept", "ann", WHEN))
    after = loads(attached(accepted, text, threat.id, path))
    assert after.citations()[(*path, "because")] == ("p9", "p12", threat.id)
    entry = after.evidence[threat.id]
    assert (entry.at, entry.voice) == ("paragraph 12", "reported")
    assert after.judgements().keys() == scenario.judgements().keys()
    assert [each.best for each in after.judgements().values()] == [
        each.best for each in scenario.judgements().values()
    ]
    assert list(faults(accepted, after)) == []
