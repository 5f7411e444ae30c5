"""A document as a tagged PDF, set by Typst. Needs the extra `pdf` (typst); works offline."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from detente.errors import SettingError, sentence
from detente.exhibits import Chart, Document, Exhibit, Note, Section, Table
from detente.phrases import phrases
from detente.render import charts
from detente.render.cells import Written, written
from detente.render.plain import cleaned

_SHEET = """
#set document(title: {title}, author: "détente")
#set text(lang: {language}, size: 9.5pt, font: ("Libertinus Serif", "DejaVu Sans"))
#set page(paper: "a4", margin: (x: 17mm, y: 15mm), footer: context [
  #set text(size: 7.5pt, fill: luma(35%))
  #{footer} #h(1fr) #counter(page).display()])
#set par(justify: false, leading: .55em, spacing: .75em)
#show heading.where(level: 1): set text(size: 13pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 3): set text(size: 10pt)
#show figure.where(kind: table): set block(breakable: true)
#set figure.caption(position: top)
#show figure.caption: set text(size: 8.5pt, weight: "bold")
#set table(stroke: (x, y) => (bottom: .4pt + luma(75%)), inset: (x: 3pt, y: 2.5pt))
#show table: set text(size: 8pt)
#show table.cell.where(y: 0): strong
"""


def pdf_file(document: Document) -> bytes:
    """The document as the bytes of a PDF; SettingError without typst."""
    try:
        import typst
    except ImportError:
        remedy = sentence("install {what}", what="detente[pdf]")
        raise SettingError("format", "pdf", remedy) from None
    document = cleaned(document)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "brief.typ"
        source.write_text("\n".join(_lines(document, folder)), encoding="utf-8")
        return bytes(typst.compile(str(source)))


def _lines(document: Document, folder: Path) -> Iterator[str]:
    head = {"title": document.title, "language": document.language, "footer": document.footer}
    sheet = _SHEET
    for key, text in head.items():
        sheet = sheet.replace(f"{{{key}}}", _text(text))
    yield sheet
    yield f'#text(size: 18pt, weight: "bold")[#{_text(document.title)}]\n'
    if document.subtitle:
        yield f"#text(fill: luma(35%))[#{_text(document.subtitle)}]\n"
    made = _Charts(folder, document.language)
    for place, section in enumerate(document.front):
        if place:
            yield "#pagebreak()"
        yield from _section(section, 1, made)
    if document.annexes:
        words = phrases(document.language)
        yield "#pagebreak()"
        yield f"= #{_text(words('render.annexes'))}"
        yield "#outline(title: none, target: heading.where(level: 2, outlined: true))"
        for section in document.annexes:
            yield from _section(section, 2, made)


def _text(text: str) -> str:
    """A text as a string of Typst, so that none of its signs is markup."""
    return json.dumps(text, ensure_ascii=False)


def _section(section: Section, level: int, made: _Charts) -> Iterator[str]:
    outlined = "true" if level == 2 else "false"
    yield f"#heading(level: {level}, outlined: {outlined})[#{_text(section.title)}]"
    for exhibit in section.exhibits:
        yield from _exhibit(exhibit, level, made)


def _exhibit(exhibit: Exhibit, level: int, made: _Charts) -> Iterator[str]:
    if isinstance(exhibit, Note):
        yield _note(exhibit, level)
    elif isinstance(exhibit, Table):
        yield from _table(written(exhibit, language=made.language))
    else:
        yield made.figure(exhibit)


def _note(note: Note, level: int) -> str:
    if note.kind == "heading":
        return f"#heading(level: {level + 1}, outlined: false)[#{_text(note.text)}]"
    if note.said:
        parts = []
        for place, part in enumerate(note.said):
            sources = "".join(f"#footnote[#{_text(source)}]" for source in part.sources)
            inner = f"#{_text(part.text)}"
            parts.append((f"*{inner}*" if place == 0 else inner) + sources)
        return " ".join(parts) + "\n"
    sign = "- " if note.kind == "assumption" else ""
    inner = f"#{_text(note.text)}"
    return f"{sign}{f'*{inner}*' if note.kind == 'finding' else inner}\n"


def _table(table: Written) -> Iterator[str]:
    sides = ", ".join({"centre": "center"}.get(side, side) for side in table.sides)
    heads = ", ".join(f"[#{_text(heading)}]" for heading in table.headings)
    rows = ",\n".join(", ".join(f"[#{_text(cell)}]" for cell in row) for row in table.rows)
    columns = ", ".join("auto" if numeric else "1fr" for numeric in table.numeric)
    yield (
        f"#figure(kind: table, caption: [#{_text(table.title)}], table(columns: ({columns},), "
        f"align: ({sides},), table.header({heads}),\n{rows}))"
    )
    if table.note:
        yield f'#text(size: 8pt, style: "italic")[#{_text(table.note)}]\n'


class _Charts:
    """Writes charts beside the source, one file each."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language, self.count = folder, language, 0

    def figure(self, chart: Chart) -> str:
        """A chart with its caption and its message as alt text."""
        self.count += 1
        name = f"chart{self.count}.svg"
        drawn = charts.svg(chart, language=self.language)
        (self.folder / name).write_text(drawn, encoding="utf-8")
        alt = _text(chart.summary or chart.title)
        caption = f"[#{_text(chart.title)}]"
        return f'#figure(image("{name}", width: 68%, alt: {alt}), caption: {caption})'
