"""Sentences, names and what the rules say of an act beside its kind."""

from __future__ import annotations

import datetime
import socket
from dataclasses import replace

import pytest

from detente.dossier.extract.names import Names
from detente.dossier.extract.rules import Rules, unread
from detente.dossier.extract.words import quoted, tokens
from detente.dossier.records import Document, Item
from detente.dossier.sentences import LONGEST, around, sentences
from detente.scenario import Scenario, load

SCENARIO = Scenario.model_validate(
    {
        "title": "Two shores",
        "parties": {
            "north": {"name": "Northland", "aliases": ["Nordland", "nordländisch", "the host"]},
            "south": {"name": "Southland", "aliases": ["Südland"]},
        },
        "issues": {
            "fees": {"name": "Fees", "values": ["none", "shared"]},
            "boats": {"name": "Patrol boats", "values": ["stay", "withdrawn"]},
        },
        "translations": {"de": {"issues.fees": "Gebühren", "issues.boats": "Patrouillenboote"}},
    }
)


def items(text: str, language: str = "en", **facts: str) -> list[Item]:
    genre = {"genre": "commentary", **facts}
    return list(Rules().propose(Document("d", "D", text, language=language, **genre), SCENARIO))


@pytest.mark.parametrize(
    "parts",
    [
        ["Am 3. März kam Dr. Ott mit z.B. zwei Listen.", "Er blieb."],
        ["Es war die 17. Sitzung.", "Beginn um 9.30 Uhr."],
        ["»Wir gehen«, sagte er.", "»Niemals!«", "Dann schwieg er."],
        ["1. Wir fordern Ruhe.", "Das ist alles."],
        ["The U.S. envoy, Mr. J. Doe, left at 10 a.m. on Monday.", "Nobody spoke."],
        ["“We will never agree.”", "He left.", "Why?"],
        ["It cost 14.", "Then 15.50 more."],
        ["See No. 5 of the list.", "They said no.", "Then they left."],
    ],
)
def test_sentences(parts: list[str]) -> None:
    text = " ".join(parts)
    found = [text[start:end] for start, end in sentences(text)]
    assert found == parts


def test_sentences_keep_to_paragraphs_and_are_never_very_long() -> None:
    text = "No end\n \nhere. " + "word " * 2000
    found = list(sentences(text))
    assert text[slice(*found[0])] == "No end"
    assert all(end - start <= LONGEST for start, end in found)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == "".join(
        text.split()
    )


@pytest.mark.parametrize(
    ("passage", "held"),
    [
        ("He left", "He left."),
        ("left.", "He left."),
        ("left. Nobody", "He left. Nobody spoke."),
        ("spoke.", "Nobody spoke."),
        ("Why?", "Why?"),
    ],
)
def test_the_sentences_around_a_passage(passage: str, held: str) -> None:
    text = "It rained. He left. Nobody spoke.\n\nWhy? It was late."
    start = text.index(passage)
    assert text[slice(*around(text, start, start + len(passage)))] == held


def test_words_in_quotation_marks() -> None:
    text = 'He »said« a “b c” d "e" f'
    row = tokens(text, 0, len(text), "en")
    inside = [token.text for token, told in zip(row, quoted(row), strict=True) if told]
    assert [word for word in inside if word.isalnum()] == ["said", "b", "c", "e"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Northland's minister spoke", "north"),
        ("der nordländischen Regierung", "north"),
        ("Südlands Angebot", "south"),
        ("the host's plan", "north"),
        ("The host spoke", "north"),
        ("a host spoke", ""),
        ("northland", ""),
    ],
)
def test_names_in_their_forms(text: str, named: str) -> None:
    language = "de" if "ü" in text or "ä" in text else "en"
    found = Names(SCENARIO, language).mentions(tokens(text, 0, len(text), language))
    assert [mention.party for mention in found] == ([named] if named else [])


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Moskaus Angebot", "russia"),
        ("des Kremls", "russia"),
        ("die russischen Unterhändler", "russia"),
        ("im Weißen Haus", "united_states"),
        ("der US-Präsident", "united_states"),
        ("Kiew", "ukraine"),
        ("die Europäer", "europeans"),
    ],
)
def test_states_are_found_by_their_capitals_and_adjectives(text: str, party: str) -> None:
    found = Names(load("anchorage"), "de").mentions(tokens(text, 0, len(text), "de"))
    assert [mention.party for mention in found] == [party]


@pytest.mark.parametrize(
    ("text", "language", "changed"),
    [
        ("Northland has not rejected the plan.", "en", {"negated": True}),
        ("Northland demanded that no boats come.", "en", {"issue": "boats"}),
        ("Nordland lehnt den Plan bisher nicht ab.", "de", {"negated": True}),
        ("Nordland lehnt den Plan ab, der nicht fertig ist.", "de", {}),
        ("Perhaps Northland rejected the plan.", "en", {"hedged": True}),
        (
            "Northland rejected the plan if it costs fees.",
            "en",
            {"conditional": True, "issue": "fees"},
        ),
        ("According to diplomats Northland rejected it.", "en", {"voice": "attributed"}),
        ("“We rejected the plan,” Northland said.", "en", {"voice": "party"}),
        ("Northland rejected Southland's plan.", "en", {"target": "south"}),
        ("Southland waited. It rejected the plan.", "en", {"holder": "south"}),
        ("Nordland lehnt höhere Gebühren ab.", "de", {"issue": "fees"}),
        ("Nordland lehnt den Plan ab, wie sich gebührt.", "de", {}),
        ("Northland rejected the plan on 3 May 2026.", "en", {"date": datetime.date(2026, 5, 3)}),
        ("Nordland lehnte am 3. Mai 2026 ab.", "de", {"date": datetime.date(2026, 5, 3)}),
        ("Northland rejected it on 31 June 2026.", "en", {}),
    ],
)
def test_what_stands_around_an_act(text: str, language: str, changed: dict[str, object]) -> None:
    found = items(text, language)
    refusal = next(item for item in found if item.act in ("refusal", "demand"))
    plain = replace(refusal, holder="north", target="", issue="", voice="reported", date=None)
    plain = replace(plain, negated=False, hedged=False, conditional=False)
    assert refusal == replace(plain, **changed)


def test_the_year_is_that_of_the_document() -> None:
    day = datetime.date(2025, 8, 15)
    document = Document(
        "d", "D", "Northland left on 3 May and rejected it.", date=day, language="en"
    )
    (item,) = Rules().propose(document, SCENARIO)
    assert item.date == datetime.date(2025, 5, 3)


def test_we_is_the_party_that_publishes_its_own_document() -> None:
    text = "We reject the fees. Southland claims that they are low. We thank you for coming."
    speech = items(text, genre="speech", publisher="Government of Northland")
    assert [(item.act, item.holder, item.voice) for item in speech] == [
        ("refusal", "north", "party"),
        ("assertion", "south", "attributed"),
    ]
    paper = items(text, genre="commentary", publisher="Northland Times")
    assert [(item.act, item.holder) for item in paper] == [("assertion", "south")]


def test_nobody_speaks_for_a_party_in_a_text_of_unknown_source() -> None:
    assert items("We will never accept that Northland takes the fees alone.", genre="") == []
    assert items("Niemals werden wir akzeptieren, dass Northland geht.", "de", genre="") == []
    (item,) = items("We saw that Northland rejected the fees.")
    assert item.holder == "north"


def test_a_text_of_unknown_language_is_read_in_that_of_the_scenario() -> None:
    german = SCENARIO.model_copy(update={"language": "de"})
    document = Document("d", "D", "Northland verlangt Gebühren.")
    assert [item.act for item in Rules().propose(document, german)] == ["demand"]


def test_two_acts_in_a_sentence_have_their_own_parts() -> None:
    first, second = items("Northland praised the host and rejected the plan; rain fell.")
    assert first.exact == "Northland praised the host"
    assert second.exact == "rejected the plan; rain fell."


def test_nothing_is_done_yet_in_a_condition() -> None:
    (item,) = items("Northland threatened to leave if Southland rejects the plan.")
    assert (item.act, item.holder, item.target) == ("threat", "north", "south")


def test_only_what_names_a_party_is_listed_as_unread() -> None:
    text = "Northland slept. It rained. Southland rejected the plan."
    document = Document("d", "D", text, language="en", genre="commentary")
    found = unread(document, SCENARIO, list(Rules().propose(document, SCENARIO)))
    assert [text[start:end] for start, end in found] == ["Northland slept."]


def test_the_same_text_gives_the_same_items_and_nothing_is_connected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("something was connected")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    text = "Northland demanded fees. Southland rejected them and threatened to leave."
    assert items(text) == items(text)
    assert len(items(text)) == 3


def test_without_a_scenario_nothing_is_proposed() -> None:
    assert list(Rules().propose(Document("d", "D", "Northland demanded fees."), None)) == []
