"""Text as it is frozen: composed, with plain line ends, without what is there but is not seen.

>>> kept, flags = clean(["We will \\u202enot\\u202c sign\\u200b.", "Second"])
>>> kept, sorted(flags)
(['We will not sign.', 'Second'], ['bidi', 'invisible'])
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST = 2_000_000
"""Letters of the longest text that is kept: some 300,000 words."""

_LINE_ENDS = re.compile("\r\n|[\r\f\x0b\x85\u2028\u2029]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0")
_SELECTORS = "\ufe00", "\ufe0f"
_KEPT = frozenset("\n\t")
_SOFT_HYPHEN = "\u00ad"
_PILED = re.compile("(?<=[\u0300-\u036f]{3})[\u0300-\u036f]+")
_OTHER = "\u0370-\u03ff\u0400-\u052f"
_MIXED = re.compile(f"[A-Za-z\u00c0-\u024f][{_OTHER}]|[{_OTHER}][A-Za-z\u00c0-\u024f]")
_EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")

_COMMON = {
    "de": r"\b(?:der|die|das|und|nicht|ist|mit|den|von|zu|auf|für|sich|dass|ein|wird)\b",
    "en": r"\b(?:the|of|and|to|is|that|for|not|with|by|on|this|from|are|it|will)\b",
}


@dataclass
class Draft:
    """What was read: paragraphs, the paragraph that begins each page, facts, what was noticed."""

    paragraphs: list[str]
    pages: list[int] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


def clean(paragraphs: Iterable[str]) -> tuple[list[str], set[str]]:
    """The paragraphs as they are frozen, empty ones too, and what was noticed in them."""
    flags, kept, length = set(), [], 0
    for raw in paragraphs:
        text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", raw))
        odd = {sign: flag for sign in set(text) if (flag := _flag(sign))}
        text, piled = _PILED.subn("", text.translate(dict.fromkeys(map(ord, odd))))
        flags |= set(odd.values()) | ({"control"} if piled else set())
        text = _EMPTY_LINES.sub("\n", text.replace(_SOFT_HYPHEN, "")).strip()
        if _MIXED.search(text):
            flags.add("mixed")
        length += len(text) + 2
        if length > LONGEST:
            flags.add("cut")
            break
        kept.append(text)
    return kept, flags


def _flag(sign: str) -> str:
    """What a sign that goes is called; empty for one that stays, or goes without a word."""
    kind = unicodedata.category(sign)
    if sign in _BIDI:
        return "bidi"
    if sign in _UNSEEN or _SELECTORS[0] <= sign <= _SELECTORS[1]:
        return "invisible"
    if kind == "Cf":
        return "" if sign == _SOFT_HYPHEN else "invisible"
    return "control" if kind in ("Cc", "Cs") and sign not in _KEPT else ""


def one_line(text: object, most: int = 200) -> str:
    """A title or a name as a file states it: one clean line, cut where it is long."""
    line = " ".join(" ".join(clean([str(text)[: 4 * most]])[0]).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def language_of(text: str) -> str:
    """'de' or 'en' by the small words of a text, or nothing where these do not tell."""
    found = {
        language: len(re.findall(words, text[:20_000], re.IGNORECASE))
        for language, words in _COMMON.items()
    }
    first, other = sorted(found, key=lambda language: -found[language])
    return first if found[first] > max(1, 2 * found[other]) else ""
