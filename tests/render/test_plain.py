"""Texts of strangers: cleaned, broken into lines."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from detente.exhibits import Note, Section
from detente.render.safe_text import clean, cleaned, lines


@given(st.text())
def test_cleaned_text_is_fit_for_xml(text: str) -> None:
    shown = clean(text)
    assert ET.fromstring(f"<p>{escape(shown)}</p>").text in (shown, None)
    assert clean(shown) == shown


@given(st.text(), st.integers(4, 60))
def test_lines_keep_to_their_width_and_lose_nothing(text: str, width: int) -> None:
    broken = lines(text, width)
    assert all(cell_len(line) <= width for line in broken)
    assert _letters("".join(broken)) == _letters(clean(text))


def _letters(text: str) -> str:
    return "".join(c for c in "".join(text.split()) if c not in "-\u2068\u2069")


def test_reading_direction_cannot_be_turned() -> None:
    assert clean("North\u202eevil\u2066") == "Northevil"
    assert clean("\u0645\u0635\u0631 20") == "\u2068\u0645\u0635\u0631\u2069 20"
    assert clean("a\u2069 b \u2068c") == "a b \u2068c\u2069"


@given(st.text("a1. -\u05d0\u0631\u2068\u2069\u202e\u2067"))
def test_no_letter_read_from_right_to_left_stands_outside_an_isolate(text: str) -> None:
    depth = 0
    for letter in clean(text):
        depth += (letter == "\u2068") - (letter == "\u2069")
        assert depth >= 0
        assert depth or letter not in "\u05d0\u0631\u202e\u2067"
    assert depth == 0


@given(st.text("ab \u05d0\u6c34\u8d44\U0001f54a-"), st.integers(4, 12))
def test_wide_characters_count_as_two_columns(text: str, width: int) -> None:
    broken = lines(text, width)
    assert all(cell_len(line) <= width for line in broken)
    assert all(line.count("\u2068") == line.count("\u2069") for line in broken)


def test_wide_characters_cut_no_word_beside_them() -> None:
    text = (
        "Acceptable to all (\u4e2d\u56fd\u4ee3\u8868\u56e2, Georgia), that is no worse than no deal"
    )
    words = set(text.split())
    for width in range(20, 60):
        for line in lines(text, width):
            assert all(word in words for word in line.split() if word.isascii()), line


def test_long_words_are_hyphenated() -> None:
    assert lines("Sicherheitsratsresolution", 16) == ["Sicherheitsrats-", "resolution"]


def test_cleaned_reaches_every_text_of_an_exhibit() -> None:
    section = Section("k", "a\x1b[0m", (Note("b\x07"),))
    assert cleaned(section) == Section("k", "a[0m", (Note("b"),))


def test_a_word_with_a_comma_is_hyphenated_and_an_address_is_not() -> None:
    assert lines("Verteidigungsminister, Finanzminister", 14) == [
        "Verteidigungs-",
        "minister,",
        "Finanzminister",
    ]
    for width in range(6, 30):
        for line in lines("(Verteidigungsminister), und Rüstungskontrolle;", width)[:-1]:
            assert line[-1] in "-,)" or line.endswith("und"), line
    assert "-" not in "".join(lines("https://example.org/abcdefghijkl", 10))


def test_a_percent_sign_stays_with_its_number() -> None:
    assert clean("32 % and 5 % of") == "32\N{NO-BREAK SPACE}% and 5\N{NO-BREAK SPACE}% of"
    assert lines("about 32 %", 8) == ["about", "32\N{NO-BREAK SPACE}%"]
