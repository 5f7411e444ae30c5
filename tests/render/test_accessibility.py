"""Every page can be read without eyes, hands or colours; the rules themselves find what breaks."""

from __future__ import annotations

import pytest

import accessibility
from detente.render import html_page
from render import demo


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_has_nothing_that_keeps_readers_out(language: str) -> None:
    assert accessibility.faults(html_page(demo.document(language))) == []


def test_hostile_texts_break_no_rule() -> None:
    assert accessibility.faults(html_page(demo.hostile_document())) == []


@pytest.mark.parametrize(
    ("there", "instead", "fault"),
    [
        ('<html lang="en">', "<html>", "no language"),
        ('scope="row"', 'scope="none"', "a row without a header"),
        ('<table aria-labelledby="s1-situation-4-title">', "<table>", "without a caption"),
        ('href="#main"', 'href="#s1-situation"', "no link that skips"),
        ('href="#a1-wide"', 'href="#nowhere"', "leads nowhere"),
        ("</span> yes</span>", "</span></span>", "a mark without a word"),
        (
            ">Twelve deals are acceptable to both; five of them are efficient.</desc>",
            "></desc>",
            "without title or description",
        ),
    ],
)
def test_the_rules_find_what_is_broken(there: str, instead: str, fault: str) -> None:
    page = html_page(demo.document("en"))
    assert there in page
    found = accessibility.faults(page.replace(there, instead))
    assert any(fault in each for each in found)


def test_the_rules_find_a_level_left_out() -> None:
    page = html_page(demo.document("en")).replace("<h2 ", "<h4 ").replace("</h2>", "</h4>")
    assert any("jumps from h1 to h4" in each for each in accessibility.faults(page))
