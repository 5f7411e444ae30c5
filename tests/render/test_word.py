"""A document as Word and as PDF: what those need to open, count and number by themselves."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.shared import Mm
from pypdf import PdfReader

from detente.exhibits import Column, Document, Note, Said, Section, Table
from detente.render import pdf_file, word_file
from detente.render.cells import column_widths, written
from detente.render.word import CHART, MARGIN
from render import demo

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOURCES = ("Office of the Envoy", "Interview 4")


def document(language: str) -> Document:
    """The demonstration with sentences that rest on sources, one of them twice."""
    first, second = (
        Note("", said=(Said("a", "One.", SOURCES), Said("b", "Two.", SOURCES[:1]))),
        Note("", said=(Said("c", "Three & <four>.", SOURCES[1:]),)),
    )
    shown = demo.document(language)
    front = (Section("said", "Said", (Note("Inside", "heading"), first, second)), *shown.front)
    return Document(shown.title, "", language, front, shown.annexes, shown.footer)


@pytest.fixture(scope="module", params=["en", "de"])
def parts(request: pytest.FixtureRequest) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(word_file(document(request.param)))) as held:
        return {name: held.read(name) for name in held.namelist()}


def root(parts: dict[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(parts[f"word/{name}.xml"])


def test_each_source_is_one_footnote_and_named_again_by_its_number(parts: dict[str, bytes]) -> None:
    notes = [note for note in root(parts, "footnotes") if note.get(f"{W}type") is None]
    assert ["".join(note.itertext()).strip() for note in notes] == list(SOURCES)
    body = root(parts, "document")
    numbers = [e.get(f"{W}id") for e in body.iter(f"{W}footnoteReference")]
    assert numbers == [note.get(f"{W}id") for note in notes] == ["1", "2"]
    again = [e.text or "" for e in body.iter(f"{W}instrText") if "NOTEREF" in (e.text or "")]
    assert [re.findall(r"_Source(\d)", code)[0] for code in again] == ["1", "2"]


def test_settings_and_styles_know_of_footnotes(parts: dict[str, bytes]) -> None:
    settings = root(parts, "settings")
    place = [child.tag for child in settings].index(f"{W}footnotePr")
    assert place < [child.tag for child in settings].index(f"{W}compat")
    assert [e.get(f"{W}id") for e in settings[place]] == ["-1", "0"]
    kinds = {n.get(f"{W}id") for n in root(parts, "footnotes") if n.get(f"{W}type")}
    assert kinds == {"-1", "0"}
    styles = {e.get(f"{W}styleId"): e for e in root(parts, "styles").iter(f"{W}style")}
    for name, shown in (("FootnoteText", "footnote text"), ("TOC2", "toc 2")):
        assert styles[name].find(f"{W}name").get(f"{W}val") == shown  # type: ignore[union-attr]
    assert "FootnoteReference" in styles
    assert b"wordprocessingml.footnotes+xml" in parts["[Content_Types].xml"]


def test_fields_are_whole_and_bookmarks_are_there(parts: dict[str, bytes]) -> None:
    body, depth = root(parts, "document"), 0
    for sign in body.iter(f"{W}fldChar"):
        depth += {"begin": 1, "separate": 0, "end": -1}[sign.get(f"{W}fldCharType") or ""]
        assert depth >= 0
    assert depth == 0
    starts = {e.get(f"{W}id"): e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")}
    assert starts.keys() == {e.get(f"{W}id") for e in body.iter(f"{W}bookmarkEnd")}
    codes = " ".join(e.text or "" for e in body.iter(f"{W}instrText"))
    named = set(re.findall(r"(?:PAGEREF|NOTEREF|\\b) (\w+)", codes))
    assert named == set(starts.values())
    links = [e.get(f"{W}anchor") for e in body.iter(f"{W}hyperlink")]
    assert links == [name for name in starts.values() if name and name.startswith("_Toc")]


def test_contents_span_the_annexes_alone_and_letters_number_them(parts: dict[str, bytes]) -> None:
    body = root(parts, "document")
    inside, heads = False, []
    for paragraph in body.iter(f"{W}p"):
        inside |= any(e.get(f"{W}name") == "annexes" for e in paragraph.iter(f"{W}bookmarkStart"))
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "Heading2":
            numbered = paragraph.find(f"{W}pPr/{W}numPr") is not None
            heads.append((inside, numbered, "".join(paragraph.itertext())))
    assert [held[:2] for held in heads] == [(False, False), (True, True), (True, True)]
    labels = {e.get(f"{W}val") for e in root(parts, "numbering").iter(f"{W}lvlText")}
    assert labels & {"Annex %1:", "Anhang %1:"}


def test_columns_fit_the_page_and_keep_words_whole() -> None:
    room = 210 - 2 * MARGIN
    for table in (demo.packages("de"), demo.wide("de")):
        assert sum(column_widths(written(table, language="de"), room)) <= room + 1e-9
    columns = (Column("Paket"), Column("Ja"), Column("Sicherheitsordnung"))
    narrow = Table("t", columns, (("wort " * 40, "x", "x"),))
    first, second, third = column_widths(written(narrow, language="de"), room)
    assert first > third > second
    assert third >= len("Sicherheitsordnung") * 1.75
    opened = docx.Document(io.BytesIO(word_file(document("de"))))
    for made in opened.tables:
        assert sum(cell.width for cell in made.rows[0].cells) <= Mm(room + 0.1)
    assert {"✓ ja", "✗ nein"} <= {c.text for t in opened.tables for r in t.rows for c in r.cells}


def test_letters_of_charts_are_seven_points_in_word() -> None:
    opened = docx.Document(io.BytesIO(word_file(document("en"))))
    assert len(opened.inline_shapes) == 6
    for shape in opened.inline_shapes:
        assert shape.width == Mm(CHART)
        assert shape._inline.docPr.get("descr")
    assert CHART / (620 + 24) * 12 / 25.4 * 72 >= 7


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_pdf_is_tagged_lists_its_annexes_and_repeats_no_footnote(language: str) -> None:
    reader = PdfReader(io.BytesIO(pdf_file(document(language))))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert catalogue["/Lang"] == language  # type: ignore[index]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()  # type: ignore[index]
    said = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert said.count(SOURCES[1]) == 1 + 1  # the footnote, and the sources of a table
    annex = {"en": "Annex A: ", "de": "Anhang A: "}[language]
    assert said.count(annex) == 2
    assert {"en": "✓ yes", "de": "✓ ja"}[language] in said
    assert "Three & <four>." in said


def test_hostile_texts_are_texts_in_word_and_pdf() -> None:
    hostile = demo.hostile_document()
    assert docx.Document(io.BytesIO(word_file(hostile))).tables
    assert PdfReader(io.BytesIO(pdf_file(hostile))).pages
