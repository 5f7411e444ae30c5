"""Exhibits and documents as text for a terminal, plain or in colour.

Column widths are found here, so that words stay whole where they can and figures always; rich
then sets the lines. Texts reach rich as text, never as its markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from detente.exhibits import Document, Exhibit, Note, Section, Table
from detente.phrases import Phrases, phrases
from detente.render.cells import NO, YES, Side, Written, written
from detente.render.safe_text import cleaned, lines

GAP = 3
LEAST = 10
"""A column of words is not made narrower than this, or than its longest word if that is shorter."""

MOST_WORD = 18
STYLES = {YES: "green", NO: "red"}


def text(
    shown: Exhibit | Section | Document | Iterable[Exhibit],
    *,
    language: str,
    width: int,
    colour: bool,
) -> str:
    """Exhibits, a section or a document as lines of at most `width` columns."""
    width = max(width, 20)
    parts = _parts(shown, language, width)
    sink = StringIO()
    console = Console(
        file=sink,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for index, part in enumerate(parts):
        if index:
            console.print()
        console.print(part)
    shown_lines = sink.getvalue().split("\n")
    return "\n".join(line.rstrip() for line in shown_lines).rstrip("\n")


def _parts(
    shown: Exhibit | Section | Document | Iterable[Exhibit], language: str, width: int
) -> list[RenderableType]:
    if isinstance(shown, Document):
        return list(_document(cleaned(shown), width))
    words = phrases(language)
    if isinstance(shown, Section):
        return list(_section(cleaned(shown), words, width))
    held = tuple(shown) if isinstance(shown, Iterable) else (shown,)
    return [_exhibit(exhibit, words, width) for exhibit in cleaned(held)]


def _document(document: Document, width: int) -> Iterator[RenderableType]:
    words = phrases(document.language)
    head = Text(document.title, style="bold")
    head.append(f"\n{document.subtitle}" if document.subtitle else "", style="not bold dim")
    yield head
    for section in document.front:
        yield from _section(section, words, width)
    for index, section in enumerate(document.annexes):
        yield from _section(section, words, width, letter=chr(ord("A") + index % 26))
    if document.footer:
        yield Text(document.footer, style="dim")


def _section(
    section: Section, words: Phrases, width: int, *, letter: str = ""
) -> Iterator[RenderableType]:
    head = f"{words('render.annex', letter=letter)} · " if letter else ""
    title = Text(head + section.title, style="bold cyan")
    under = min(width, max((cell_len(line) for line in (head + section.title,)), default=1))
    yield Group(title, Text("═" * under, style="cyan"))
    for exhibit in section.exhibits:
        yield _exhibit(exhibit, words, width)


def _exhibit(exhibit: Exhibit, words: Phrases, width: int) -> RenderableType:
    if isinstance(exhibit, Note):
        return _note(exhibit, words, width)
    if isinstance(exhibit, Table):
        return table_lines(written(exhibit, language=words.language), width)
    from detente.render.text_charts import sketch

    body = sketch(exhibit, words, width)
    drawn = body if isinstance(body, Text) else table_lines(body, width, titled=False)
    below = [_flowing(line, width, "dim") for line in (exhibit.summary, exhibit.note) if line]
    return Group(_flowing(exhibit.title, width, "bold"), Text(), drawn, *below)


def _flowing(text: str, width: int, style: str = "") -> Text:
    """Text in lines of the width; unlike rich's own wrapping it keeps no-break spaces whole."""
    return Text("\n".join(lines(text, width)), style=style)


def _note(note: Note, words: Phrases, width: int) -> RenderableType:
    if note.kind == "text":
        return _flowing(note.text, width)
    labels = {"caution": words("render.caution"), "assumption": words("render.assumption")}
    styles = {"finding": "bold", "caution": "yellow", "assumption": ""}
    sign = {"finding": "▪ ", "caution": "! ", "assumption": "· "}[note.kind]
    label = f"{labels[note.kind]}: " if note.kind in labels else ""
    grid = RichTable.grid(padding=0)
    grid.add_column(width=2)
    grid.add_column()
    grid.add_row(
        Text(sign, style=styles[note.kind]),
        _flowing(label + note.text, width - 2, styles[note.kind]),
    )
    return grid


def table_lines(table: Written, width: int, *, titled: bool = True) -> RenderableType:
    """A table in as many blocks of columns, one below the other, as the width asks for."""
    parts: list[RenderableType] = [_flowing(table.title, width, "bold"), Text()] if titled else []
    least, most = _bounds(table)
    for index, block in enumerate(_split(table, least, width) if table.headings else ()):
        if index:
            parts.append(Text())
        parts.append(_block(table, block, _widths(table, block, least, most, width)))
    for line in (table.note, table.sources):
        if line:
            parts.append(_flowing(line, width, "dim"))
    return Group(*parts)


def _bounds(table: Written) -> tuple[list[int], list[int]]:
    """The least and the wished width of every column; headings may wrap, figures may not."""
    least, most = [], []
    for i, heading in enumerate(table.headings):
        cells = [row[i] for row in table.rows]
        wish = max((cell_len(cell) for cell in (heading, *cells)), default=1)
        wide = max((cell_len(cell) for cell in cells), default=1)
        if table.numeric[i] or wide <= LEAST:
            need = max(wide, min(_longest_word([heading]), MOST_WORD))
        else:
            need = max(min(wish, LEAST), min(_longest_word([heading, *cells]), MOST_WORD))
        least.append(max(1, need))
        most.append(max(1, wish))
    return least, most


def _longest_word(texts: Sequence[str]) -> int:
    return max((cell_len(word) for text in texts for word in text.split(" ")), default=1)


def _split(table: Written, least: Sequence[int], width: int) -> list[list[int]]:
    """Columns in blocks that fit; every block begins with the columns that name the row.

    Where those leave no room for the widest of the others, fewer of them are repeated.
    """
    keys = max(1, min(table.keys, len(least)))
    widest = max(least[keys:], default=0)
    while keys > 1 and sum(least[:keys]) + keys * GAP + widest > width:
        keys -= 1
    head = list(range(keys))
    blocks: list[list[int]] = [[]]
    room = width
    for i, need in enumerate(least):
        if blocks[-1] and room < need and blocks[-1] != head:
            blocks.append([*head])
            room = width - sum(least[k] + GAP for k in head)
        blocks[-1].append(i)
        room -= need + GAP
    return blocks


def _widths(
    table: Written, block: Sequence[int], least: Sequence[int], most: Sequence[int], width: int
) -> list[int]:
    """Wished widths where they fit; else short columns give way, then the widest of the rest."""
    room = width - GAP * (len(block) - 1)
    widths = [most[i] for i in block]
    if sum(widths) > room:
        widths = [least[i] if table.numeric[i] or _short(table, i) else most[i] for i in block]
    floors = [min(least[i], max(4, room)) for i in block]
    while sum(widths) > room:
        spare = [w if w > floor else 0 for w, floor in zip(widths, floors, strict=True)]
        widest = spare.index(max(spare))
        if not spare[widest]:
            break
        widths[widest] -= 1
    return widths


def _short(table: Written, column: int) -> bool:
    return all(cell_len(row[column]) <= LEAST for row in table.rows)


def _block(table: Written, block: Sequence[int], widths: Sequence[int]) -> Text:
    """Heading, rule and rows of some columns; cells are wrapped to their column's width."""
    held = _row([table.headings[i] for i in block], block, table, widths, head=True)
    held.append(Text("─" * (sum(widths) + GAP * (len(widths) - 1)), style="dim"))
    wrapped = False
    for row in table.rows:
        more = _row([row[i] for i in block], block, table, widths)
        if wrapped or (len(more) > 1 and row is not table.rows[0]):
            held.append(Text())
        wrapped = len(more) > 1
        held.extend(more)
    return Text("\n").join(held)


def _row(
    cells: Sequence[str],
    block: Sequence[int],
    table: Written,
    widths: Sequence[int],
    *,
    head: bool = False,
) -> list[Text]:
    broken = [lines(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    tall = max(map(len, broken), default=0)
    held = []
    for n in range(tall):
        line = Text()
        for place, (i, parts, wide) in enumerate(zip(block, broken, widths, strict=True)):
            late = n - (tall - len(parts)) if head else n
            part = parts[late] if 0 <= late < len(parts) else ""
            style = "bold" if head else STYLES.get(part, "")
            line.append(_padded(part, wide, table.sides[i]), style=style)
            line.append("" if place == len(block) - 1 else " " * GAP)
        held.append(line)
    return held


def _padded(text: str, width: int, side: Side) -> str:
    room = width - cell_len(text)
    before = {"left": 0, "right": room, "centre": room // 2}[side]
    return " " * before + text + " " * (room - before)
