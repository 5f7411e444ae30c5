"""Exhibits and documents as Markdown, tables as GitHub writes them.

Every text is escaped, so that a name from a file can neither start a list nor set a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detente.exhibits import Document, Exhibit, Note, Section, Table
from detente.phrases import Phrases, phrases
from detente.render.cells import Written, written
from detente.render.chart_data import data_table
from detente.render.safe_text import cleaned

MOST_ROWS = 200

_SPECIAL = re.compile(r"([\\`*\[\]<>|&~$]|(?<![^\W_])_|_(?![^\W_])|(?<=\!)\[)")
_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+#=])")
_RULES = {"left": ":--", "right": "--:", "centre": ":-:"}


def markdown(shown: Exhibit | Section | Document | Iterable[Exhibit], *, language: str) -> str:
    """Exhibits, a section or a document as Markdown."""
    if isinstance(shown, Document):
        return "\n\n".join(_document(cleaned(shown)))
    words = phrases(language)
    if isinstance(shown, Section):
        return "\n\n".join(_section(cleaned(shown), words))
    held = tuple(shown) if isinstance(shown, Iterable) else (shown,)
    return "\n\n".join(_exhibits(cleaned(held), words))


def escaped(text: str) -> str:
    """Text at the start of a line whose every character stands for itself in Markdown."""
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", inline(text))


def inline(text: str) -> str:
    """The same within a line, where a number begins no list: '15. August'."""
    return _SPECIAL.sub(r"\\\1", text)


def _document(document: Document) -> Iterator[str]:
    words = phrases(document.language)
    yield f"# {escaped(document.title)}"
    if document.subtitle:
        yield f"*{escaped(document.subtitle)}*"
    for section in document.front:
        yield from _section(section, words)
    for index, section in enumerate(document.annexes):
        yield from _section(section, words, letter=chr(ord("A") + index % 26))
    if document.footer:
        yield "---"
        yield escaped(document.footer)


def _section(section: Section, words: Phrases, *, letter: str = "") -> Iterator[str]:
    head = f"{words('render.annex', letter=letter)} · " if letter else ""
    yield f"## {head}{escaped(section.title)}"
    yield from _exhibits(section.exhibits, words)


def _exhibits(exhibits: tuple[Exhibit, ...], words: Phrases) -> Iterator[str]:
    told = {each.text for each in exhibits if isinstance(each, Note)}
    for exhibit in exhibits:
        if isinstance(exhibit, Note):
            yield _note(exhibit, words)
        elif isinstance(exhibit, Table):
            yield from _table(written(exhibit, language=words.language))
        else:
            figures = data_table(exhibit, language=words.language, most=MOST_ROWS)
            summary = "" if exhibit.summary in told else exhibit.summary
            yield from _table(written(figures, language=words.language), summary)


def _note(note: Note, words: Phrases) -> str:
    said = escaped(note.text)
    if note.kind == "heading":
        return f"### {said}"
    if note.said:
        first, *others = (inline(part.text) for part in note.said)
        return " ".join([f"**{first}**", *others])
    if note.kind == "finding":
        return f"> **{said}**"
    if note.kind == "caution":
        return f"> **{words('render.caution')}:** {said}"
    if note.kind == "assumption":
        return f"- *{words('render.assumption')}:* {said}"
    return said


def _table(table: Written, summary: str = "") -> Iterator[str]:
    yield f"**{escaped(table.title)}**"
    if summary:
        yield escaped(summary)
    if table.headings:
        lines = [_row(table.headings), "|" + "|".join(_RULES[side] for side in table.sides) + "|"]
        yield "\n".join([*lines, *(_row(row) for row in table.rows)])
    for line in (table.note, table.sources):
        if line:
            yield f"*{escaped(line)}*"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(inline, cells)) + " |"
