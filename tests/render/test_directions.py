"""Names read from right to left on every surface: they never move the digits behind them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from detente.exhibits import Axis, Bar, BarChart, Column, Note, Table
from detente.phrases import phrases
from detente.phrases.directions import unisolated
from detente.render import html_fragment, markdown, svg, text
from detente.scenario import Scenario

HEBREW = "\u05de\u05e9\u05dc\u05d7\u05ea 7"
HELD = f"\u2068{HEBREW}\u2069"


@pytest.fixture
def party() -> str:
    scenario = Scenario.model_validate({"title": "t", "parties": {"h": {"name": HEBREW}}})
    return scenario.party_name("h")


def test_a_name_is_isolated_whole_with_its_digits(party: str) -> None:
    assert party == HELD


def test_phrases_isolate_what_they_are_given() -> None:
    words = phrases("en")
    assert words("common.source", sources=HEBREW) == f"Source: {HELD}"
    assert words.join(["Georgia", HEBREW]) == f"Georgia and {HELD}"
    assert words.first([HEBREW, "a", "b"], 2) == f"{HELD}, a, … and 1 more"
    assert words("common.source", sources=HELD) == f"Source: {HELD}"


def test_every_surface_keeps_the_name_apart(party: str) -> None:
    table = Table(party, (Column(party), Column("Points", "right")), ((party, 20),), party)
    shown = (table, Note(f"{party} 20"))
    for page in (text(shown, language="en"), markdown(shown, language="en")):
        assert page.count(HEBREW) == page.count(HELD) == 5
    page = html_fragment(shown, language="en")
    assert page.count(HEBREW) == page.count(f"<bdi>{HEBREW}</bdi>") == 5


def test_a_chart_keeps_the_name_apart_and_is_well_formed(party: str) -> None:
    chart = BarChart(party, Axis(party, "points"), (Bar(party, 20.0, party, party),))
    drawn = svg(chart, language="en")
    assert drawn.count(HEBREW) == drawn.count(HELD) > 3
    ET.fromstring(drawn)
    page = html_fragment(chart, language="en")
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert "<bdi>" not in drawing
    assert drawing.count(HEBREW) == drawing.count(HELD) > 3


def test_a_composed_text_isolates_each_run() -> None:
    plain = "\u05d0 \u05d1: 20, \u05d2 · \u05d3 30"
    shown = "\u2068\u05d0 \u05d1\u2069: 20, \u2068\u05d2\u2069 · \u2068\u05d3\u2069 30"
    assert text(Note(plain), language="en") == shown


def test_a_file_for_programs_has_the_name_as_it_was_written(party: str) -> None:
    assert unisolated(f"{party}; Georgia") == f"{HEBREW}; Georgia"
