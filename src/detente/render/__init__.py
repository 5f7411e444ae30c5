"""Exhibits drawn for a surface: terminal, Markdown, HTML, SVG and PNG. Knows no analysis.

The libraries that draw are imported when something is drawn, not before.

>>> from detente.exhibits import Column, Table
>>> columns = (Column("Issue"), Column("Weight", unit="%"))
>>> table = Table("Weights", columns, (("price", 60), ("date", 40)))
>>> print(text(table, language="en"))
Weights
<BLANKLINE>
Issue   Weight (%)
──────────────────
price           60
date            40
>>> print(markdown(table, language="en"))
**Weights**
<BLANKLINE>
| Issue | Weight (%) |
|:--|--:|
| price | 60 |
| date | 40 |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.exhibits import Chart, Document, Exhibit, Section
from detente.gone import missing

Shown = Exhibit | Section | Document | Iterable[Exhibit]
"""What `text`, `markdown` and `html_fragment` take: one exhibit, several, a section, a document."""


def text(shown: Shown, *, language: str, width: int = 80, colour: bool = False) -> str:
    """Exhibits as text for a terminal, no line longer than `width` columns.

    Numbers stand right-aligned on the decimal sign, long cells wrap, a table too wide for the
    terminal goes on below with its first column repeated; charts are drawn in characters.
    `colour` adds ANSI colours and weights; without it the text is plain.

    Raises SettingError for a language that is not there.
    """
    from detente.render import terminal

    return terminal.text(shown, language=language, width=width, colour=colour)


def markdown(shown: Shown, *, language: str) -> str:
    """Exhibits as Markdown (GitHub's tables); charts as their summary and a table of figures.

    Raises SettingError for a language that is not there.
    """
    from detente.render import markdown_text

    return markdown_text.markdown(shown, language=language)


def html_page(document: Document) -> str:
    """A document as one self-contained HTML page in the document's language.

    It loads nothing, prints on A4 with the annexes on a new page, follows the reader's light or
    dark scheme and can be read without its script.

    Raises SettingError for a language that is not there.
    """
    from detente.render import html

    return html.html_page(document)


def html_fragment(shown: Shown, *, language: str) -> str:
    """Exhibits as a piece of HTML for a notebook, in light colours and without a script.

    Raises SettingError for a language that is not there.
    """
    from detente.render import html

    return html.html_fragment(shown, language=language)


def svg(chart: Chart, *, language: str, dark: bool = False) -> str:
    """A chart as an SVG file of its own, title included, in light or dark colours.

    Raises SettingError for a language that is not there.
    """
    from detente.render import charts

    return charts.svg(chart, language=language, dark=dark)


def png(chart: Chart, *, language: str, dark: bool = False, scale: float = 2.0) -> bytes:
    """A chart as a PNG file; `scale` is pixels per unit of the SVG.

    Raises SettingError for a language that is not there.
    """
    from detente.render import charts

    return charts.png(chart, language=language, dark=dark, scale=scale)


def word_file(document: Document) -> bytes:
    """A document as a Word file; SettingError without python-docx."""
    from detente.render import word

    return word.word_file(document)


def pdf_file(document: Document) -> bytes:
    """A document as a tagged PDF; SettingError without typst."""
    from detente.render import pdf

    return pdf.pdf_file(document)


FORMS = ("html", "md", "docx", "pdf")
"""The kinds of files that a document can be."""


def document_file(document: Document, form: str) -> str | bytes:
    """A document as a file of one of the `FORMS`; SettingError without what Word or PDF need."""
    if form == "html":
        return html_page(document)
    if form == "md":
        return markdown(document, language=document.language)
    return word_file(document) if form == "docx" else pdf_file(document)


__all__ = [
    "FORMS",
    "Shown",
    "document_file",
    "html_fragment",
    "html_page",
    "markdown",
    "pdf_file",
    "png",
    "svg",
    "text",
    "word_file",
]

if not TYPE_CHECKING:
    __getattr__ = missing(__name__)
