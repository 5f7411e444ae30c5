"""PDF files as paragraphs: by how their lines stand, and how large they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from detente.dossier.cleaning import LONGEST, Draft
from detente.errors import FileError

MOST_PAGES, MOST_STEPS = 2_000, 2_000_000
"""Pages of a PDF, and drawing steps of all its pages together."""

_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB06: "st"}


class _Drawing:
    """Follows the drawing of pages: how many steps it takes, and whether text cannot be seen."""

    def __init__(self) -> None:
        self.steps, self.hidden = 0, False
        self.state, self.kept = (False, False), list[tuple[bool, bool]]()

    def __call__(self, operator: bytes, operands: Any, *_: object) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise OverflowError
        unseen, white = self.state
        if operator == b"q":
            self.kept.append(self.state)
        elif operator == b"Q" and self.kept:
            self.state = self.kept.pop()
        elif operator == b"Tr":
            self.state = float(operands[0]) == 3, white
        elif operator in (b"g", b"rg", b"k"):
            full = 0.0 if operator == b"k" else 1.0
            self.state = unseen, all(float(part) == full for part in operands)
        elif operator in (b"Tj", b"TJ", b"'", b'"') and any(self.state):
            self.hidden = True


def read_pdf(raw: bytes, file: str) -> Draft:
    """The paragraphs and pages of a PDF, and whether it holds text that cannot be seen."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileError(file, "this file has a password", "save it without one")
    draft, drawing, length = Draft([]), _Drawing(), 0
    for page in reader.pages[:MOST_PAGES]:
        lines = _Lines()
        page.extract_text(visitor_operand_before=drawing, visitor_text=lines)
        draft.pages.append(len(draft.paragraphs))
        draft.paragraphs += _flowed(lines.ended())
        length += sum(len(line.text) for line in lines.lines)
        if length > LONGEST:
            break
    draft.flags = {"hidden"} if drawing.hidden else set()
    draft.flags |= {"cut"} if len(reader.pages) > MOST_PAGES else set()
    draft.flags |= {"active"} if _ACTIVE.search(raw) else set()
    if (about := reader.metadata) is not None:
        made = str(about.get("/CreationDate") or "").removeprefix("D:")
        draft.facts = {"title": about.title or "", "date": f"{made[:4]}-{made[4:6]}-{made[6:8]}"}
    return draft


class _Line(NamedTuple):
    """A line of a page: its words, how high it stands, how large they are."""

    text: str
    height: float
    size: float


class _Lines:
    """Gathers the lines of a page from its pieces of text."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self.open: _Line | None = None

    def __call__(self, text: str, cm: Any, tm: Any, font: object, size: float) -> None:
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        first, *rest = text.translate(_LIGATURES).split("\n")
        for more, part in ((False, first), *((True, part) for part in rest)):
            if more and self.open is not None:
                self.lines.append(self.open)
                self.open = None
            if part.strip() or (part and self.open is not None):
                line = self.open or _Line("", height, size * abs((tm[3] or tm[0]) * cm[3]))
                self.open = line._replace(text=line.text + part)

    def ended(self) -> list[_Line]:
        """All of them, at the end of the page."""
        return [*self.lines, *([self.open] if self.open is not None else [])]


def _flowed(lines: list[_Line]) -> Iterator[str]:
    """Lines of a page as paragraphs.

    One ends where the next line stands farther away than most, or is of another size, and at a
    short line with a stop.
    """
    gaps = sorted(one.height - two.height for one, two in pairwise(lines))
    usual = next((gap for gap in gaps[len(gaps) // 2 :] if gap > 0), 0.0)
    width = max((len(line.text) for line in lines), default=0)
    part = ""
    for line, behind in zip_longest(lines, lines[1:]):
        text = line.text.strip()
        if part.endswith("-") and text[:1].islower() and part[-2:-1].isalpha():
            part = part[:-1] + text
        else:
            part = f"{part} {text}".strip()
        short = len(text) < 0.8 * width
        ends = short and text.rstrip("”“’»«\"')").endswith((".", "!", "?", ":"))
        if behind is not None and not ends:
            gap = line.height - behind.height
            ends = abs(line.size - behind.size) > 0.5 or not 0 <= gap <= 1.1 * usual + 0.5
        if ends or behind is None:
            yield part
            part = ""
