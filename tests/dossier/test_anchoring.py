"""Passages in another version of their text: found where they are the same, and nowhere else."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.dossier.anchoring import anchored, located
from detente.dossier.gold import read_gold
from detente.dossier.records import Document, Item, found, hashed
from detente.dossier.sentences import sentences
from detente.dossier.store import stands

GOLD = Path(__file__).parent / "gold"
TEXTS = [each.document for part in ("dev", "test") for each in read_gold(GOLD / part)]
STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚‹›", "'")})


def newer(text: str) -> Document:
    return Document("newer", "Newer", text, hash=hashed(text))


def items(document: Document) -> list[Item]:
    """Every sentence of a document, and the middle of each longer one."""
    made = []
    for start, end in sentences(document.text):
        made.append(found(document, [(start, end)], engine="test"))
        words = [each.span() for each in re.finditer(r"\S+", document.text[start:end])]
        if len(words) > 8:
            inner = start + words[2][0], start + words[-3][1]
            made.append(found(document, [inner], engine="test", act="demand"))
    return made


def teaser(text: str) -> str:
    return "What we know so far. The most important in short.\n\n" + text


def wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(part, 40) for part in text.split("\n\n"))


def straight(text: str) -> str:
    return text.translate(STRAIGHT)


def all_at_once(text: str) -> str:
    return wrapped(straight(teaser(text)))


@pytest.mark.parametrize("change", [teaser, wrapped, straight, all_at_once])
def test_every_passage_is_found_again(change: Callable[[str], str]) -> None:
    for document in TEXTS:
        after = newer(change(document.text))
        for item in items(document):
            again = anchored(item, document, after)
            assert again is not None, item.exact
            assert (again.id, again.document) == (item.id, "newer")
            assert all(stands(span, after.text) for span in again.spans)
            assert (
                straight(again.exact).split() == straight(item.exact).split() or "-" in item.exact
            )


def test_a_removed_paragraph_takes_its_passages_and_no_others() -> None:
    for document in TEXTS:
        parts = document.text.split("\n\n")
        gone = len(parts) // 2
        after = newer("\n\n".join(parts[:gone] + parts[gone + 1 :]))
        for item in items(document):
            again = anchored(item, document, after)
            there = document.paragraph(item.spans[0].start) != gone + 1
            assert (again is not None) == there
            assert again is None or again.exact == item.exact


def tampered(text: str, start: int, end: int) -> list[str]:
    """A text whose sentence from `start` to `end` says something else, in several ways."""
    sentence = text[start:end]
    words = sentence.split(" ")
    made = []
    for place in range(1, len(words)):
        for denied in ("not", "nicht", "nie"):
            made.append(" ".join([*words[:place], denied, *words[place:]]))
        made.append(" ".join([*words[: place - 1], "Narnia", *words[place:]]))
    half = len(words) // 2
    made.append(" ".join(words[:half]) + " … " + " ".join(words[half + 1 :]))
    made.append(" ".join([*words[half:], *words[:half]]))
    made.append(f"Never: {sentence[:1].lower()}{sentence[1:]}")
    return [text[:start] + each + text[end:] for each in made if each != sentence]


def test_what_was_tampered_with_is_never_found() -> None:
    tried = 0
    for document in TEXTS[::4]:
        for start, end in list(sentences(document.text))[::5]:
            if document.text.count(document.text[start:end]) > 1:
                continue
            words = [each.span() for each in re.finditer(r"\S+", document.text[start:end])]
            places = [(start, end)]
            if len(words) > 6:
                places.append((start + words[len(words) // 2][0], start + words[-2][1]))
            for text in tampered(document.text, start, end):
                for place in places:
                    item = found(document, [place], engine="test")
                    assert anchored(item, document, newer(text)) is None, text[start : end + 30]
                    tried += 1
    assert tried > 500


def test_sentences_of_one_wording_keep_their_order() -> None:
    text = "No. We wait.\n\nNo. They wait.\n\nNo. We wait."
    document = newer(text)
    for number, (start, end) in enumerate(sentences(text)):
        item = found(document, [(start, end)], engine="test")
        again = anchored(item, document, newer(teaser(text)))
        assert again is not None
        assert again.spans[0].start == list(sentences(teaser(text)))[number + 2][0]


def test_one_of_two_equal_sentences_that_is_gone_is_not_taken_for_the_other() -> None:
    text = "First of all, no.\n\nWe will not sign.\n\nSecond.\n\nWe will not sign.\n\nThe end."
    document = newer(text)
    for start in (text.index("We will"), text.rindex("We will")):
        item = found(document, [(start, start + 17)], engine="test")
        for gone in ("Second.\n\nWe will not sign.\n\n", "We will not sign.\n\nSecond.\n\n"):
            assert anchored(item, document, newer(text.replace(gone, "", 1))) is None


def test_an_item_of_two_passages_needs_both() -> None:
    text = "We offer talks. It rains. We will pay."
    document = newer(text)
    item = found(document, [(0, 15), (26, 38)], engine="test")
    assert anchored(item, document, newer("So. " + text)) is not None
    assert (
        anchored(item, document, newer("So. " + text.replace("will pay", "will not pay"))) is None
    )


@pytest.mark.parametrize(
    ("quote", "text", "count"),
    [
        ("we  will\nsign", "So we will sign. Then we will sign.", 2),
        ("„Ja“", 'Er sagte "Ja".', 1),
        ("we will sign", "so we will not sign", 0),
        ("sign", "we resign, signed and signing", 0),
        ("We will sign", "we will sign", 0),
        ("one. Two", "one.\n\nTwo", 0),
        ("", "anything", 0),
        ("a.b", "a.b axb", 1),
    ],
)
def test_a_quotation_stands_word_by_word_or_not(quote: str, text: str, count: int) -> None:
    assert len(located(quote, text)) == count


@given(st.text('ab.,!?\n "“-Ä\u00a0', max_size=60), st.data())
def test_a_found_passage_stands_in_its_text(text: str, data: st.DataObject) -> None:
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = newer(text)
    item = found(document, [(start, end)], engine="test")
    span = item.spans[0]
    assert stands(span, text)
    assert text[start - len(span.prefix) : end + len(span.suffix)] == (
        span.prefix + span.exact + span.suffix
    )
    for after in (text, text + text, text[::-1], "a " + text):
        again = anchored(item, document, newer(after))
        assert again is None or stands(again.spans[0], after)
    if text[start:end].strip():
        again = anchored(item, document, newer("Zzz.\n\n" + text))
        assert again is not None
        assert again.exact == text[start:end].strip()
