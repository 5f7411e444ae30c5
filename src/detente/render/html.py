"""Exhibits and documents as HTML: a fragment for a notebook, a page that needs nothing else.

The page carries its styles and its one small script inside. A content security policy with the
hashes of both lets nothing else run and nothing in from a network. Without the script everything
can be read: charts are drawings with a name, a description and a table of their figures.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from detente.exhibits import Chart, Document, Exhibit, Note, Said, Section, Table
from detente.phrases import Phrases, phrases
from detente.phrases.directions import FIRST_STRONG, POP
from detente.render.cells import NO, YES, Written, written
from detente.render.chart_data import data_table
from detente.render.charts import page_svg
from detente.render.charts.canvas import WIDTH
from detente.render.palette import DARK, LIGHT, custom_properties
from detente.render.safe_text import clean

if TYPE_CHECKING:
    from jinja2 import Environment

NARROW = 350.0
"""The width at which a chart of the front part is drawn: in print it stands beside text."""

MOST_ROWS = 500
"""A chart's table of figures ends after so many rows and says how many are left."""

FONTS = (
    '--serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Liberation Serif", '
    'serif; --sans: "Helvetica Neue", Helvetica, Arial, '
    '"Liberation Sans", sans-serif;'
)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table as it stands in the page; wide ones can be moved sideways with the keyboard."""

    id: str
    table: Written
    wide: bool
    type: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart's drawing, safe to insert as it is, and the figures behind it."""

    id: str
    table: Written
    svg: Any
    type: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class NotesBlock:
    """Neighbouring notes of one kind."""

    kind: str
    label: str
    texts: tuple[str, ...]
    said: tuple[tuple[Said, ...], ...] = ()
    type: Literal["notes"] = "notes"


Block = TableBlock | ChartBlock | NotesBlock


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with an identifier that is unique in its page."""

    id: str
    title: str
    letter: str
    label: str
    blocks: tuple[Block, ...]


def html_page(document: Document) -> str:
    """The whole document as one HTML file."""
    words = phrases(document.language)
    script, style = _part("page.js"), _page_style(document)
    front = [
        _section(section, f"s{i}", words, width=NARROW)
        for i, section in enumerate(document.front, 1)
    ]
    annexes = [
        _section(section, f"a{i}", words, letter=_letter(i))
        for i, section in enumerate(document.annexes)
    ]
    page = {
        "language": words.language,
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "footer": clean(document.footer),
        "front": front,
        "annexes": annexes,
    }
    return _fill(
        "page.html.jinja",
        words,
        page=page,
        script=script,
        style=style,
        policy=_policy(style, script),
    )


def html_fragment(
    shown: Exhibit | Section | Document | Iterable[Exhibit], *, language: str, styled: bool = True
) -> str:
    """Exhibits as a piece of HTML for a notebook: light colours on paper, no script.

    One that is not `styled` is for a page that has the rules of `stylesheet`.
    """
    words = phrases(language)
    sections = list(_as_sections(shown))
    key = f"n{zlib.crc32(repr(sections).encode('utf-8', 'replace')):08x}"
    held = [_section(section, f"{key}-{i}", words) for i, section in enumerate(sections)]
    rules = _SELECTORS.sub(_scoped, _part("exhibits.css"))
    root = f"{custom_properties(LIGHT)} {FONTS}"
    base = "background: var(--paper); color: var(--ink); padding: 1px 1em; font: 1rem/1.55"
    style = f".detente {{ {root} {base} var(--sans); }}\n{rules}" if styled else ""
    return _fill("fragment.html.jinja", words, sections=held, style=style, language=words.language)


def stylesheet() -> str:
    """The colours of both schemes, the fonts, the rules of exhibits, for pages that hold them."""
    return f"{_schemes()}\n{_part('exhibits.css')}"


def _schemes() -> str:
    return (
        f":root {{ color-scheme: light dark; {FONTS} {custom_properties(LIGHT)} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root {{ {custom_properties(DARK)} }} }}"
    )


_SELECTORS = re.compile(r"^([^{}@]+)\{", re.MULTILINE)


def _scoped(rule: re.Match[str]) -> str:
    """The selectors of a rule, each held inside the fragment."""
    return ", ".join(f".detente {part.strip()}" for part in rule[1].split(",")) + " {"


def _as_sections(shown: Exhibit | Section | Document | Iterable[Exhibit]) -> Iterator[Section]:
    if isinstance(shown, Document):
        yield from (*shown.front, *shown.annexes)
    elif isinstance(shown, Section):
        yield shown
    elif isinstance(shown, Iterable):
        yield Section("", "", tuple(shown))
    else:
        yield Section("", "", (shown,))


def _section_name(prefix: str, section: Section) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", section.key.lower()).strip("-")
    return f"{prefix}-{key}" if key else prefix


def _section(
    section: Section, prefix: str, words: Phrases, *, letter: str = "", width: float = WIDTH
) -> PageSection:
    """A section named after its place in the page; an annex has a letter."""
    name = _section_name(prefix, section)
    blocks = tuple(_blocks(section.exhibits, name, words, width))
    label = words("render.annex", letter=letter) if letter else ""
    return PageSection(name, clean(section.title), letter, label, blocks)


def _letter(index: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    head = _letter(index // 26 - 1) if index >= 26 else ""
    return head + chr(ord("A") + index % 26)


def _blocks(
    exhibits: Iterable[Exhibit], prefix: str, words: Phrases, width: float
) -> Iterator[Block]:
    """Tables and charts one by one; neighbouring notes of one kind together."""
    for kind, run in groupby(enumerate(exhibits, 1), key=_note_kind):
        held = list(run)
        if kind:
            yield _notes([note for _, note in held if isinstance(note, Note)], words)
            continue
        for index, exhibit in held:
            if not isinstance(exhibit, Note):
                yield _block(exhibit, f"{prefix}-{index}", words, width)


def _note_kind(numbered: tuple[int, Exhibit]) -> str:
    return numbered[1].kind if isinstance(numbered[1], Note) else ""


def _notes(notes: list[Note], words: Phrases) -> NotesBlock:
    labels = {
        "caution": words("render.caution"),
        "assumption": words("render.assumption" if len(notes) == 1 else "render.assumptions"),
    }
    kind = notes[0].kind
    texts = tuple(_bound(clean(note.text)) for note in notes)
    said = tuple(
        tuple(Said(part.key, _bound(clean(part.text))) for part in note.said) for note in notes
    )
    return NotesBlock(kind, labels.get(kind, ""), texts, said)


def _bound(text: str) -> str:
    """Text in which a number and the sign behind it stay on one line."""
    return re.sub(r"(?<=\d) (?=[%‰€$£])", "\N{NO-BREAK SPACE}", text)


def _block(exhibit: Table | Chart, name: str, words: Phrases, width: float) -> Block:
    from markupsafe import Markup

    language = words.language
    if isinstance(exhibit, Table):
        return TableBlock(name, written(exhibit, language=language), len(exhibit.columns) > 5)
    table = written(data_table(exhibit, language=language, most=MOST_ROWS), language=language)
    return ChartBlock(name, table, Markup(page_svg(exhibit, language=language, width=width)))


def _page_style(document: Document) -> str:
    title = _css_string(clean(document.title))
    return "\n".join(
        (
            _schemes(),
            "@media print { :root { color-scheme: light; } }",
            "@page { size: A4; margin: 12mm 16mm 14mm; "
            f"@bottom-left {{ content: {title}; font: 7.5pt Arial, sans-serif; color: #526170; }} "
            '@bottom-right { content: counter(page) " / " counter(pages); '
            "font: 7.5pt Arial, sans-serif; color: #526170; } }",
            _part("exhibits.css"),
            _part("page.css"),
        )
    )


def _css_string(text: str) -> str:
    """A CSS string that holds any text: all but letters, digits and spaces is written in hex."""
    short = text if len(text) <= 90 else text[:89] + "…"
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in short) + '"'


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _part(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_part),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_isolates_as_elements,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _isolates_as_elements(value: object) -> object:
    """Text with its isolates as elements; what is marked up or in an attribute keeps the signs."""
    from markupsafe import Markup, escape

    if isinstance(value, Markup) or not isinstance(value, str) or FIRST_STRONG not in value:
        return value
    opened = escape(value).replace(FIRST_STRONG, Markup("<bdi>"))
    return opened.replace(POP, Markup("</bdi>"))


def _fill(template: str, words: Phrases, **values: Any) -> str:
    from markupsafe import Markup

    own = {name: Markup(values[name]) for name in ("style", "script", "policy") if name in values}
    held = values | own | {"say": _say(words), "yes": YES, "no": NO}
    filled: str = _templates().get_template(template).render(held)
    return filled


def _say(words: Phrases) -> dict[str, str]:
    return {
        "yes": words("common.yes"),
        "no": words("common.no"),
        "data": words("render.data"),
        "scroll": words("render.scroll"),
        "hint": words("render.hint"),
        "annexes": words("render.annexes"),
        "skip": words("render.skip"),
    }
