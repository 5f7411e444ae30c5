"""What the pages of a brief may and may not say, in both languages, for cases of every kind."""

from __future__ import annotations

import re

import pytest

from briefs import FILES, composed, writer
from detente import render
from detente.brief.first_page import first_page
from detente.brief.writer import Sentence
from detente.exhibits import Note
from detente.phrases import LANGUAGES
from estimative_language import slips

FORBIDDEN = (
    r"\bpoints?\b|\bPunkten?\b",
    r"\b[YNJ]{4,}\b",
    r"[a-z]+_[a-z_]+|›",
    r"\b(Nash|Kalai|egalitarian|utilitarian|GMR|SMR|SEQ|Fearon|Pareto|frontier)\b",
    r"\d[\d, ]* (of|von) \d",
    r"cases computed|durchgerechnet|\bdraws?\b|\bstatus quo\b|\bTisch\b|first table",
    r"zustimmungsfähig|Wert ohne Einigung|[Tt]atsächlich|best estimate|beste Schätzung",
    r"(?<!no )\bdeals?\b",
)
WRONG_GERMAN = (
    r"[\"‚‘]",
    r"\\",
    r"Tausend (?=Euro)|\d Tausend",
    r"\b(table|draws|seed|concepts|payoff)\b",
    r"zu [\d,]+\s?% Bestand|verstoß(en)? gegen .* Linie|beim? ‚|[Hh]ier ist nichts ungewiss",
    r"\d%",
    r"Europäer (gibt|lehnt|ist)\b|den Vereinigte\b|(die|der|den) Russland",
)
WRONG_ENGLISH = (
    r"(to|by|of|for) United States|Europeans (gives|refuses|is)\b",
    r"\ba [aeio]\w|\ban [bcdfgjklmnpqrstvwxyz]",
    r"\d%",
)


def page(name: str, language: str) -> list[Sentence]:
    return [s for paragraph in first_page(writer(name, language)) for s in paragraph]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_the_first_page_is_short_and_plain(name: str, language: str) -> None:
    said = page(name, language)
    assert sum(sentence.count for sentence in said) <= 230
    assert len(said) <= 20
    for sentence in said:
        for part in re.split(r"(?<=[.!?]) (?=[A-ZÄÖÜ])", sentence.text):
            assert len(re.findall(r"\S*\w\S*", part)) <= 25, sentence.text
        assert sentence.text[:1].isupper() or not sentence.text[:1].isalpha()
        for pattern in FORBIDDEN:
            plain = re.sub(r"[“„].*?[”“]", "", sentence.text)
            assert not re.search(pattern, plain), (pattern, sentence.text)
        wrong = WRONG_GERMAN if language == "de" else WRONG_ENGLISH
        if language == "en" and name == "collective_bargaining":
            continue  # its words are German
        for pattern in wrong:
            assert not re.search(pattern, sentence.text), (pattern, sentence.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_second_page_and_annex_are_short_and_keep_the_rules(name: str, language: str) -> None:
    document = composed(name, language)
    second = next(section for section in document.front if section.key == "second_page")
    words = sum(len(note.text.split()) for note in second.exhibits if isinstance(note, Note))
    assert words <= 520
    whole = render.markdown(document, language=language)
    assert len(whole.split()) < 6500
    assert list(slips(whole)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_confidence_and_likelihood_never_share_a_sentence(language: str) -> None:
    for name in FILES:
        for sentence in page(name, language):
            sure = re.search(r"[Cc]onfidence|Verlässlichkeit", sentence.text)
            assert not (sure and "%" in sentence.text)
