"""A document as a tagged PDF (PDF/UA-1), set by Typst, offline. Needs the extra `pdf` (typst)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from detente.exhibits import Chart, Document, IntervalChart, Note, Section, Table
from detente.phrases import phrases
from detente.render import charts
from detente.render.cells import Written, column_widths, in_words, written
from detente.render.safe_text import cleaned
from detente.validation import check_extra

WIDTH = 176.0
"""Of the text, in millimetres."""

CHART = 0.78
"""Of the width of the text: so wide that the letters of a chart are above 7 points."""

_SHEET = """
#set document(title: {title}, author: "détente")
#set text(lang: {language}, size: 9.5pt, font: ("Libertinus Serif", "DejaVu Sans"))
#set page(paper: "a4", margin: (x: 17mm, y: 15mm), footer: context [
  #set text(size: 7.5pt, fill: luma(35%))
  #{footer} #h(1fr) #counter(page).display()])
#set par(justify: false, leading: .52em, spacing: .68em)
#show heading.where(level: 1): set text(size: 13pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 3): set text(size: 10pt)
#show figure.where(kind: table): set block(breakable: true)
#set figure.caption(position: top)
#show figure.caption: set text(size: 8.5pt, weight: "bold")
#show figure.caption: it => block(sticky: true, it)
#set table(stroke: (x, y) => (bottom: .4pt + luma(75%)), inset: (x: 3pt, y: 2.5pt))
#show table: set text(size: 8pt)
#show table.cell.where(y: 0): strong
"""


def pdf_file(document: Document) -> bytes:
    """The document as the bytes of a PDF; SettingError without typst."""
    with _source(document) as source:
        import typst

        return bytes(typst.compile(source, pdf_standards=["ua-1"]))


def first_page_picture(document: Document, *, ppi: float = 96) -> bytes:
    """The first page as the bytes of a PNG; SettingError without typst."""
    first = replace(document, front=document.front[:1], annexes=())
    with _source(first) as source:
        import typst

        made = typst.compile(source, format="png", ppi=ppi)
    return bytes(made[0] if isinstance(made, list) else made)


@contextmanager
def _source(document: Document) -> Iterator[str]:
    """The path of the source of a document, with its charts beside it, for as long as needed."""
    check_extra("format", "pdf", "typst")
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "brief.typ")
        lines = _Writer(cleaned(document), Path(name)).lines()
        source.write_text("\n".join(lines), encoding="utf-8")
        yield str(source)


def _text(text: str) -> str:
    """A text as a string of Typst, so that none of its signs is markup."""
    return "#" + json.dumps(text, ensure_ascii=False)


class _Writer:
    """Writes the source of a document in Typst, and its charts as files beside it."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder = document, folder
        self.words = phrases(document.language)
        self.charts = 0
        self.sources: list[str] = []

    def lines(self) -> Iterator[str]:
        """All of it."""
        document, sheet = self.document, _SHEET
        head = {"title": document.title, "language": document.language, "footer": document.footer}
        for key, text in head.items():
            sheet = sheet.replace(f"{{{key}}}", _text(text).removeprefix("#"))
        yield sheet
        yield f'#text(size: 18pt, weight: "bold")[{_text(document.title)}]\n'
        if document.subtitle:
            yield f"#text(fill: luma(35%))[{_text(document.subtitle)}]\n"
        for place, section in enumerate(document.front):
            yield "#pagebreak()\n#set par(spacing: .55em)" if place else "#set par(spacing: 1em)"
            yield f"#heading(level: 1, outlined: false)[{_text(section.title)}]"
            yield from self._exhibits(section, 1)
        if document.annexes:
            yield "#pagebreak()"
            yield f"#heading(level: 1, outlined: false)[{_text(self.words('render.annexes'))}]"
            yield "#outline(title: none)\n#set par(spacing: .68em)"
        for place, section in enumerate(document.annexes):
            letter = self.words("render.annex", letter=chr(ord("A") + place % 26))
            yield f"#heading(level: 2)[{_text(f'{letter}: {section.title}')}]"
            yield from self._exhibits(section, 2)

    def _exhibits(self, section: Section, level: int) -> Iterator[str]:
        for exhibit in section.exhibits:
            if isinstance(exhibit, Note):
                yield self._note(exhibit, level)
            elif isinstance(exhibit, Table):
                yield from self._table(written(exhibit, language=self.document.language))
            else:
                yield self._chart(exhibit)

    def _note(self, note: Note, level: int) -> str:
        if note.kind == "heading":
            return f"#heading(level: {level + 1}, outlined: false)[{_text(note.text)}]"
        if not note.said:
            sign = "- " if note.kind == "assumption" else ""
            if note.kind == "caution":
                sign = f"*{_text(self.words('render.caution'))}:* "
            said = f"*{_text(note.text)}*" if note.kind == "finding" else _text(note.text)
            return f"{sign}{said}\n"
        parts = []
        for place, part in enumerate(note.said):
            said = _text(part.text) if place else f"*{_text(part.text)}*"
            parts.append(said + "#super[, ]".join(map(self._footnote, part.sources)))
        return " ".join(parts) + "\n"

    def _footnote(self, source: str) -> str:
        """A footnote; a source named before is referred to by the same number."""
        if source in self.sources:
            return f"#footnote(<source{self.sources.index(source)}>)"
        self.sources.append(source)
        return f"#footnote[{_text(source)}]<source{len(self.sources) - 1}>"

    def _table(self, table: Written) -> Iterator[str]:
        sides = ", ".join({"centre": "center"}.get(side, side) for side in table.sides)
        heads = ", ".join(f"[{_text(heading)}]" for heading in table.headings)
        cells = [
            ", ".join(f"[{_text(in_words(c, self.words))}]" for c in row) for row in table.rows
        ]
        columns = ", ".join(f"{width:.1f}fr" for width in column_widths(table, WIDTH))
        rows = ",\n".join(cells)
        yield (
            f"#figure(kind: table, caption: [{_text(table.title)}], table(columns: ({columns},), "
            f"align: ({sides},), table.header({heads}),\n{rows}))"
        )
        for below in (table.note, table.sources):
            if below:
                yield f'#text(size: 8pt, style: "italic")[{_text(below)}]\n'

    def _chart(self, chart: Chart) -> str:
        """A chart with its caption and its message as alt text."""
        self.charts += 1
        name = f"chart{self.charts}.svg"
        wide = isinstance(chart, IntervalChart)  # labels of judgements are long
        share, wider = (1.0, 1 / CHART) if wide else (CHART, 1.0)
        drawn = charts.svg(chart, language=self.document.language, titled=False, wider=wider)
        (self.folder / name).write_text(drawn, encoding="utf-8")
        alt = _text(chart.summary or chart.note or chart.title).removeprefix("#")
        image = f'image("{name}", width: {100 * share:g}%, alt: {alt})'
        return f"#figure({image}, caption: [{_text(chart.title)}])"
