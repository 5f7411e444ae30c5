"""A document as a Word file: real headings, native tables, captions, footnotes, alt texts.

Needs the extra `docx` (python-docx). Charts are PNG, with the SVG beside it, which Word prefers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from detente.errors import SettingError, sentence
from detente.exhibits import Chart, Document, Exhibit, Note, Section, Table
from detente.phrases import phrases
from detente.render import charts
from detente.render.cells import Written, written
from detente.render.plain import cleaned

LANGUAGES = {"en": "en-GB", "de": "de-DE"}
MARGIN, WIDTH = 18, 160
"""Millimetres: of the page's margins, of a chart."""
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(document: Document) -> bytes:
    """The document as the bytes of a .docx file; SettingError without python-docx."""
    try:
        return _Writer(cleaned(document)).file()
    except ImportError:
        remedy = sentence("install {what}", what="detente[docx]")
        raise SettingError("format", "docx", remedy) from None


class _Writer:
    """Writes one file; footnotes are numbered as they come."""

    def __init__(self, document: Document) -> None:
        import docx
        from docx.shared import Mm, Pt

        self.document, self.words = document, phrases(document.language)
        self.doc = docx.Document()
        self.footnotes: list[str] = []
        self.captions = {"Table": 0, "Figure": 0}
        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", Mm(MARGIN))
        style = self.doc.styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(10)
        style.paragraph_format.space_after = Pt(4)
        self._language()

    def file(self) -> bytes:
        """All of it."""
        from docx.enum.text import WD_BREAK

        document, about = self.document, self.doc.core_properties
        about.title, about.author, about.language = document.title, "détente", document.language
        about.subject = document.subtitle
        self.doc.add_heading(document.title, 0)
        if document.subtitle:
            self.doc.add_paragraph(document.subtitle, style="Subtitle")
        for place, section in enumerate(document.front):
            if place:
                self.doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            self._section(section)
        if document.annexes:
            self.doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            self.doc.add_heading(self.words("render.annexes"), 1)
            self._field('TOC \\o "2-2" \\h', [section.title for section in document.annexes])
            for section in document.annexes:
                self._section(section, level=2)
        self._footer()
        self._write_footnotes()
        sink = io.BytesIO()
        self.doc.save(sink)
        return sink.getvalue()

    def _section(self, section: Section, level: int = 1) -> None:
        self.doc.add_heading(section.title, level)
        for exhibit in section.exhibits:
            self._exhibit(exhibit, level)

    def _exhibit(self, exhibit: Exhibit, level: int) -> None:
        if isinstance(exhibit, Note):
            self._note(exhibit, level)
        elif isinstance(exhibit, Table):
            self._table(written(exhibit, language=self.document.language))
        else:
            self._chart(exhibit)

    def _note(self, note: Note, level: int) -> None:
        if note.kind == "heading":
            self.doc.add_heading(note.text, level + 1)
            return
        styles = {"assumption": "List Bullet", "caution": "Intense Quote"}
        paragraph = self.doc.add_paragraph(style=styles.get(note.kind, "Normal"))
        if not note.said:
            paragraph.add_run(note.text).bold = note.kind == "finding"
        for place, part in enumerate(note.said):
            paragraph.add_run(part.text).bold = place == 0
            for source in part.sources:
                self._footnote(paragraph, source)
            paragraph.add_run(" ")

    def _table(self, table: Written) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Pt

        self._caption("Table", table.title)
        made = self.doc.add_table(rows=1, cols=len(table.headings), style="Light List Accent 1")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, heading in zip(made.rows[0].cells, table.headings, strict=True):
            cell.text = heading
        _child(made.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", {"w:val": "true"})
        for row in table.rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
        for cell in (cell for row in made.rows for cell in row.cells):
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(8.5)
        properties = made._tbl.tblPr
        _child(properties, "w:tblCaption", {"w:val": table.title})
        _child(properties, "w:tblDescription", {"w:val": table.note or table.title})
        if table.note:
            self.doc.add_paragraph(table.note).runs[0].italic = True

    def _chart(self, chart: Chart) -> None:
        from docx.shared import Mm

        language = self.document.language
        drawn = charts.png(chart, language=language)
        picture = self.doc.add_picture(io.BytesIO(drawn), width=Mm(WIDTH))
        properties = picture._inline.docPr
        properties.set("descr", chart.summary or chart.title)
        properties.set("title", chart.title)
        self._vector(picture, charts.svg(chart, language=language))
        self._caption("Figure", chart.title)

    def _vector(self, picture: Any, drawing: str) -> None:
        """The same chart as SVG, as an extension of the picture."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        name = PackURI(f"/word/media/chart{self.captions['Figure'] + 1}.svg")
        part = Part(name, "image/svg+xml", drawing.encode(), self.doc.part.package)
        relation = self.doc.part.relate_to(part, f"{_RELATION}/image")
        blip = picture._inline.graphic.graphicData.pic.blipFill.blip
        extensions = _child(blip, "a:extLst", {})
        extension = _child(extensions, "a:ext", {"uri": "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"})
        svg = extension.makeelement(f"{{{_SVG}}}svgBlip", {f"{{{_RELATION}}}embed": relation})
        extension.append(svg)

    def _caption(self, kind: str, title: str) -> None:
        self.captions[kind] += 1
        paragraph = self.doc.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = kind == "Table"
        label = self.words(f"render.{kind.lower()}")
        paragraph.add_run(f"{label} ")
        _field(paragraph, f"SEQ {label} \\* ARABIC", str(self.captions[kind]))
        paragraph.add_run(f": {title}")

    def _field(self, code: str, lines: Iterable[str]) -> None:
        for place, line in enumerate(lines):
            paragraph = self.doc.add_paragraph(style="List Bullet" if place else None)
            if place == 0:
                _field(paragraph, code, line)
            else:
                paragraph.add_run(line)

    def _footer(self) -> None:
        paragraph = self.doc.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{self.document.footer} · ")
        _field(paragraph, "PAGE", "1")

    def _language(self) -> None:
        defaults = self.doc.styles.element.find(
            f"{{{_W}}}docDefaults/{{{_W}}}rPrDefault/{{{_W}}}rPr"
        )
        language = defaults.find(f"{{{_W}}}lang")
        if language is None:
            language = _child(defaults, "w:lang", {})
        for name in ("val", "eastAsia"):
            language.set(f"{{{_W}}}{name}", LANGUAGES[self.document.language])

    def _footnote(self, paragraph: Any, text: str) -> None:
        """A reference to a footnote; its text is written at the end."""
        if text not in self.footnotes:
            self.footnotes.append(text)
        run = paragraph.add_run()
        run.font.superscript = True
        number = self.footnotes.index(text) + 1
        _child(run._r, "w:footnoteReference", {"w:id": str(number)})

    def _write_footnotes(self) -> None:
        from xml.sax.saxutils import escape

        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        if not self.footnotes:
            return
        notes = [
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
            "</w:footnote>"
            for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
        ]
        raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        notes += [
            f'<w:footnote w:id="{number}"><w:p><w:r>{raised}<w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self.footnotes, 1)
        ]
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{_W}">'
        blob = f"{xml}{''.join(notes)}</w:footnotes>".encode()
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob, self.doc.part.package)
        self.doc.part.relate_to(part, f"{_RELATION}/footnotes")


def _child(parent: Any, tag: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(name) if ":" in name else name, value)
    parent.append(child)
    return child


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word fills: `shown` stands until it does."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            _child(run._r, "w:fldChar", {"w:fldCharType": kind})
        else:
            _child(run._r, "w:instrText", {}).text = text
