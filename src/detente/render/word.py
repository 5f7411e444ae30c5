"""A document as a Word file: real headings, native tables, captions, footnotes, alt texts.

Needs the extra `docx` (python-docx), which knows neither footnotes nor fields: their elements are
written here as ISO/IEC 29500-1 has them. Charts are PNG with the SVG beside it, which Word prefers.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from detente.exhibits import Chart, Document, Note, Section, Table
from detente.phrases import phrases
from detente.render import charts
from detente.render.cells import Written, column_widths, in_words, written
from detente.render.safe_text import cleaned
from detente.validation import check_extra

LANGUAGES = {"en": "en-GB", "de": "de-DE"}
MARGIN, CHART = 18, 135
"""Millimetres: of the page's margins; of a chart, so that its letters are above 7 points."""

SIZES = {"Title": 18, "Subtitle": 10, "Heading 1": 13, "Heading 2": 11, "Heading 3": 10}

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(document: Document) -> bytes:
    """The document as the bytes of a .docx file; SettingError without python-docx."""
    check_extra("format", "docx", "docx")
    return _Writer(cleaned(document)).file()


class _Writer:
    """Writes one file; footnotes, captions and bookmarks are numbered as they come."""

    def __init__(self, document: Document) -> None:
        import docx
        from docx.shared import Mm

        self.document, self.words = document, phrases(document.language)
        self.doc = docx.Document()
        self.footnotes: list[str] = []
        self.captions = {"Table": 0, "Figure": 0}
        self.bookmarks = 0
        page = self.doc.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        for side in ("left", "right", "top", "bottom"):
            setattr(page, f"{side}_margin", Mm(MARGIN))
        self._styles()
        self._language()

    def file(self) -> bytes:
        """All of it."""
        document, about = self.document, self.doc.core_properties
        about.title, about.subject, about.author = document.title, document.subtitle, "détente"
        about.language = LANGUAGES[document.language]
        self.doc.add_heading(document.title, 0)
        if document.subtitle:
            self.doc.add_paragraph(document.subtitle, style="Subtitle")
        for place, section in enumerate(document.front):
            title = self.doc.add_heading(section.title, 1)
            title.paragraph_format.page_break_before = place > 0
            self._exhibits(section, 1)
        if document.annexes:
            self._annexes(document.annexes)
        footer = self.doc.sections[0].footer.paragraphs[0]
        footer.add_run(f"{document.footer} · " if document.footer else "")
        _field(footer, "PAGE", "1")
        if self.footnotes:
            self._write_footnotes()
        sink = io.BytesIO()
        self.doc.save(sink)
        return sink.getvalue()

    def _styles(self) -> None:
        """Sizes of a dense page, and the styles of footnotes and contents that Word looks for."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm, Pt

        styles = self.doc.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(10)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for name, size in SIZES.items():
            styles[name].font.size = Pt(size)
        made = {}
        for name, known, kind in (
            ("footnote text", "FootnoteText", WD_STYLE_TYPE.PARAGRAPH),
            ("footnote reference", "FootnoteReference", WD_STYLE_TYPE.CHARACTER),
            ("toc 2", "TOC2", WD_STYLE_TYPE.PARAGRAPH),
        ):
            made[known] = styles.add_style(name, kind, builtin=True)
            made[known].element.set(f"{{{_W}}}styleId", known)
        for known in ("FootnoteText", "TOC2"):
            made[known].base_style = styles["Normal"]
        made["FootnoteText"].font.size = Pt(8)
        made["FootnoteReference"].font.superscript = True
        stops = made["TOC2"].paragraph_format.tab_stops
        stops.add_tab_stop(Mm(210 - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def _language(self) -> None:
        defaults = f"{{{_W}}}docDefaults/{{{_W}}}rPrDefault/{{{_W}}}rPr"
        properties = self.doc.styles.element.find(defaults)
        language = properties.find(f"{{{_W}}}lang")
        if language is None:
            language = _child(properties, "w:lang")
        for name in ("val", "eastAsia"):
            language.set(f"{{{_W}}}{name}", LANGUAGES[self.document.language])

    def _annexes(self, annexes: Sequence[Section]) -> None:
        """Contents that Word fills with the pages, then annexes numbered by letters."""
        title = self.doc.add_heading(self.words("render.annexes"), 1)
        title.paragraph_format.page_break_before = True
        first = self.doc.add_paragraph(style="toc 2")
        begin = _child(first.add_run()._r, "w:fldChar", {"w:fldCharType": "begin"})
        begin.set(f"{{{_W}}}dirty", "true")
        _child(first.add_run()._r, "w:instrText").text = ' TOC \\o "2-2" \\h \\z \\b annexes '
        _child(first.add_run()._r, "w:fldChar", {"w:fldCharType": "separate"})
        names = [f"_Toc{place}" for place in range(1, len(annexes) + 1)]
        line = first
        for place, (name, section) in enumerate(zip(names, annexes, strict=True)):
            line = self.doc.add_paragraph(style="toc 2") if place else first
            link = _child(line._p, "w:hyperlink", {"w:anchor": name, "w:history": "1"})
            letter = self.words("render.annex", letter=chr(ord("A") + place % 26))
            shown = line.add_run(f"{letter}: {section.title}\t")
            link.append(shown._r)
            for run in _field(line, f"PAGEREF {name} \\h", " "):
                link.append(run._r)
        _child(line.add_run()._r, "w:fldChar", {"w:fldCharType": "end"})
        number, whole = self._letters(), self._begin_bookmark(line, "annexes")
        for name, section in zip(names, annexes, strict=True):
            heading = self.doc.add_heading(section.title, 2)
            properties = heading._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number
            _end_bookmark(heading, self._begin_bookmark(heading, name))
            self._exhibits(section, 2)
        _end_bookmark(self.doc.add_paragraph(), whole)

    def _letters(self) -> int:
        """The number of a list that counts headings by letters."""
        from docx.oxml import parse_xml

        numbering = self.doc.part.numbering_part.element
        label = escape(self.words("render.annex", letter="%1"))
        known = numbering.findall(f"{{{_W}}}abstractNum")
        own = 1 + max((int(each.get(f"{{{_W}}}abstractNumId")) for each in known), default=0)
        made = parse_xml(
            f'<w:abstractNum xmlns:w="{_W}" w:abstractNumId="{own}">'
            '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="upperLetter"/><w:suff w:val="space"/><w:lvlText w:val="{label}:"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
            "</w:abstractNum>"
        )
        known[-1].addnext(made) if known else numbering.insert(0, made)
        return int(numbering.add_num(own).numId)

    def _begin_bookmark(self, paragraph: Any, name: str) -> str:
        self.bookmarks += 1
        number = str(self.bookmarks)
        _child(paragraph._p, "w:bookmarkStart", {"w:id": number, "w:name": name})
        return number

    def _exhibits(self, section: Section, level: int) -> None:
        for exhibit in section.exhibits:
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
        if note.kind == "caution":
            paragraph.add_run(f"{self.words('render.caution')}: ")
        if not note.said:
            paragraph.add_run(note.text).bold = note.kind == "finding"
        for place, part in enumerate(note.said):
            paragraph.add_run(f"{' ' if place else ''}{part.text}").bold = place == 0
            for number, source in enumerate(part.sources):
                if number:
                    paragraph.add_run(", ", style="footnote reference")
                self._footnote(paragraph, source)

    def _table(self, table: Written) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        self._caption("Table", table.title)
        made = self.doc.add_table(rows=0, cols=len(table.headings), style="Light List Accent 1")
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        widths = [Mm(width) for width in column_widths(table, 210 - 2 * MARGIN)]
        sides = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}
        for grid, width in zip(made.columns, widths, strict=True):
            grid.width = width
        for place, row in enumerate((table.headings, *table.rows)):
            line = made.add_row()
            properties = line._tr.get_or_add_trPr()
            _child(properties, "w:cantSplit")
            if place == 0:
                _child(properties, "w:tblHeader", {"w:val": "true"})
            for cell, text, side, width in zip(line.cells, row, table.sides, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.alignment = sides.get(side)
                paragraph.paragraph_format.space_after = Pt(1)
                paragraph.add_run(in_words(text, self.words)).font.size = Pt(8.5)
        _child(made._tbl.tblPr, "w:tblCaption", {"w:val": table.title})
        _child(made._tbl.tblPr, "w:tblDescription", {"w:val": table.note or table.title})
        for below in (table.note, table.sources):
            if below:
                run = self.doc.add_paragraph().add_run(below)
                run.italic, run.font.size = True, Pt(8.5)

    def _chart(self, chart: Chart) -> None:
        from docx.shared import Mm

        language = self.document.language
        drawn = charts.png(chart, language=language, titled=False)
        picture = self.doc.add_picture(io.BytesIO(drawn), width=Mm(CHART))
        self.doc.paragraphs[-1].paragraph_format.keep_with_next = True
        properties = picture._inline.docPr
        properties.set("descr", chart.summary or chart.note or chart.title)
        properties.set("title", chart.title)
        self._vector(picture, charts.svg(chart, language=language, titled=False))
        self._caption("Figure", chart.title)

    def _vector(self, picture: Any, drawing: str) -> None:
        """The same chart as SVG, as an extension of the picture."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        name = PackURI(f"/word/media/chart{self.captions['Figure'] + 1}.svg")
        part = Part(name, "image/svg+xml", drawing.encode(), self.doc.part.package)
        relation = self.doc.part.relate_to(part, f"{_RELATION}/image")
        extensions = _child(picture._inline.graphic.graphicData.pic.blipFill.blip, "a:extLst")
        extension = _child(extensions, "a:ext", {"uri": "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"})
        held = f'xmlns:asvg="{_SVG}" xmlns:r="{_RELATION}" r:embed="{relation}"'
        extension.append(parse_xml(f"<asvg:svgBlip {held}/>"))

    def _caption(self, kind: str, title: str) -> None:
        self.captions[kind] += 1
        paragraph = self.doc.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = kind == "Table"
        label = self.words(f"render.{kind.lower()}")
        paragraph.add_run(f"{label} ")
        _field(paragraph, f"SEQ {label} \\* ARABIC", str(self.captions[kind]))
        paragraph.add_run(f": {title}")

    def _footnote(self, paragraph: Any, text: str) -> None:
        """A reference to a footnote; a source named before is referred to by the same number."""
        if text in self.footnotes:
            number = self.footnotes.index(text) + 1
            code = f"NOTEREF _Source{number} \\f \\h"
            _field(paragraph, code, str(number), style="footnote reference")
            return
        self.footnotes.append(text)
        number = len(self.footnotes)
        bookmark = self._begin_bookmark(paragraph, f"_Source{number}")
        run = paragraph.add_run(style="footnote reference")
        _child(run._r, "w:footnoteReference", {"w:id": str(number)})
        _end_bookmark(paragraph, bookmark)

    def _write_footnotes(self) -> None:
        """The part that holds the texts of footnotes, and the settings that point to it."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        lines = ((-1, "separator"), (0, "continuationSeparator"))
        notes = [
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
            "</w:footnote>"
            for number, kind in lines
        ]
        style = '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        mark = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/>'
        notes += [
            f'<w:footnote w:id="{number}"><w:p>{style}<w:r>{mark}</w:r>'
            f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self.footnotes, 1)
        ]
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{_W}">'
        blob = f"{xml}{''.join(notes)}</w:footnotes>".encode()
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob, self.doc.part.package)
        self.doc.part.relate_to(part, f"{_RELATION}/footnotes")
        held = "".join(f'<w:footnote w:id="{number}"/>' for number, _ in lines)
        settings = self.doc.settings.element
        pointer = parse_xml(f'<w:footnotePr xmlns:w="{_W}">{held}</w:footnotePr>')
        settings.find(f"{{{_W}}}compat").addprevious(pointer)


def _end_bookmark(paragraph: Any, number: str) -> None:
    _child(paragraph._p, "w:bookmarkEnd", {"w:id": number})


def _child(parent: Any, tag: str, attributes: dict[str, str] | None = None) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        child.set(qn(name) if ":" in name else name, value)
    parent.append(child)
    return child


def _field(paragraph: Any, code: str, shown: str, style: str | None = None) -> list[Any]:
    """A field that Word fills, as runs: `shown` stands until it does."""
    runs = [paragraph.add_run(style=style) for _ in range(5)]
    begin, written_code, separate, result, end = runs
    for run, kind in ((begin, "begin"), (separate, "separate"), (end, "end")):
        _child(run._r, "w:fldChar", {"w:fldCharType": kind})
    _child(written_code._r, "w:instrText", {"xml:space": "preserve"}).text = f" {code} "
    result.text = shown
    return runs
