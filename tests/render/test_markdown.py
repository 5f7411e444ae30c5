"""Markdown whose every text stands for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from detente.exhibits import Axis, Column, Interval, IntervalChart, Note, Said, Table
from detente.render import markdown
from detente.render.safe_text import clean
from render import demo

READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def read(source: str) -> list[str]:
    """The plain texts of the inline parts of Markdown; anything but text is an error."""
    texts = []
    for token in READER.parse(source):
        if token.type == "inline":
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "text_special"}, kinds
            texts.append("".join(child.content for child in token.children or ()))
        assert token.type not in ("html_block", "heading_open", "bullet_list_open", "hr")
    return texts


@given(st.text(min_size=1))
def test_a_note_reads_as_it_was_written(said: str) -> None:
    if clean(said):
        assert read(markdown(Note(said), language="en")) == [clean(said)]


@pytest.mark.parametrize(
    "said",
    ["# no heading", "- no list", "1. no list", "a|b", "*a*", "_a_", "[a](b)", "<b>", "&lt;", "---",
     "===", "> no quotation", "`a`", "~~a~~", "![a](b)", "+ a", "a_b_c", "\\", "1) a", "<http://a>"],
)  # fmt: skip
def test_nothing_in_a_text_is_markup(said: str) -> None:
    assert read(markdown(Note(said), language="en")) == [said]
    table = Table("t", (Column(said),), ((said,),))
    assert list(read(markdown(table, language="en").split("\n\n", 1)[1])) == [said, said]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_document_has_its_parts(language: str) -> None:
    shown = markdown(demo.document(language), language=language)
    annex = {"en": "## Annex A · ", "de": "## Anhang A · "}[language]
    assert shown.startswith(f"# {demo.TEXTS[language]['title']}\n\n*")
    assert annex in shown
    assert shown.count("\n|:--|") == 8


def test_hostile_text_stays_text() -> None:
    html = READER.render(markdown(demo.hostile_document(), language="en"))
    assert "<script" not in html
    assert "<img" not in html


def test_a_number_begins_a_list_only_at_the_start_of_a_line() -> None:
    table = Table("T", (Column("Date"), Column("Day")), (("15. August", "- 1"),))
    said = Note("15. August", said=(Said("a", "15. August"),))
    chart = IntervalChart("C", Axis("x"), (Interval("A", 1, 2, 3),), summary="15. August")
    drawn = markdown([table, said, chart, Note("15. August")], language="de")
    assert "| 15. August | - 1 |" in drawn
    assert "**15. August**" in drawn
    assert drawn.count("15\\. August") == 1
