"""Texts of strangers: cleaned, broken into lines."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from detente.exhibits import Note, Section
from detente.render.plain import clean, cleaned, few_lines, lines


@given(st.text())
def test_cleaned_text_is_fit_for_xml(text: str) -> None:
    shown = clean(text)
    assert ET.fromstring(f"<p>{escape(shown)}</p>").text in (shown, None)
    assert clean(shown) == shown


@given(st.text(), st.integers(4, 60))
def test_lines_keep_to_their_width_and_lose_nothing(text: str, width: int) -> None:
    broken = lines(text, width)
    assert all(len(line) <= width for line in broken)
    kept = "".join("".join(broken).split()).replace("-", "")
    assert kept == "".join(clean(text).split()).replace("-", "")


def test_reading_direction_cannot_be_turned() -> None:
    assert clean("North\u202eevil\u2066") == "Northevil"
    assert clean("\u0645\u0635\u0631") == "\u0645\u0635\u0631"


def test_long_words_are_hyphenated() -> None:
    assert lines("Sicherheitsratsresolution", 16) == ["Sicherheitsrats-", "resolution"]


def test_few_lines_end_in_an_ellipsis() -> None:
    assert few_lines("one two three four", 5, 2) == ["one", "two…"]


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
