"""Output where the terminal has fewer signs than the text."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.cli.printing import in_colour, print_exhibits, print_json
from detente.exhibits import Axis, Bar, BarChart, Note
from detente.render.encodings import READABLE

NARROW = ("ascii", "latin-1", "cp1252", "cp437")


@given(st.text(), st.sampled_from(NARROW))
def test_any_text_has_a_form_in_any_encoding(text: str, encoding: str) -> None:
    text.encode(encoding, READABLE).decode(encoding)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("−30 to −10", "-30 to -10"),
        ("60–70 %", "60-70 %"),
        ("Kraków, Łódź", "Krakow, Lodz"),
        ("Übergröße", "Uebergroesse"),
        ("“yes” … ‘no’", "\"yes\" ... 'no'"),
        ("✓ ✗", "y n"),
        ("\u2068\u05d0\u05d1\u2069 7", "?? 7"),
        ("水", "??"),
    ],
)
def test_signs_become_their_like(text: str, shown: str) -> None:
    assert text.encode("ascii", READABLE).decode("ascii") == shown


@pytest.mark.parametrize("encoding", NARROW)
def test_what_is_printed_can_be_read_back(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors=READABLE)
    monkeypatch.setattr("sys.stdout", stream)
    chart = BarChart("Größe", Axis("x"), (Bar("ä", 1.0), Bar("中", 2.5)))
    print_exhibits("Gespräche – 2025", [Note("a", "finding"), chart], "de")
    stream.flush()
    shown = raw.getvalue().decode(encoding)
    assert "2025" in shown
    assert "2,5" in shown
    assert "\ufffd" not in shown


@pytest.mark.parametrize("encoding", [*NARROW, "utf-8"])
def test_json_is_whole_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors=READABLE)
    monkeypatch.setattr("sys.stdout", stream)
    print_json({"a": "Größe – 中 🕊"})
    stream.flush()
    assert json.loads(raw.getvalue().decode(encoding)) == {"a": "Größe – 中 🕊"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
)
def test_colours_only_where_they_are_wanted(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert in_colour() is expected
