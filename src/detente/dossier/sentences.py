"""Where sentences of German and English texts begin and end.

Whether a sign ends a sentence is told by the words beside it alone, so that a sentence is the same
one in whatever text it stands.

>>> text = "Am 12. Februar kam Dr. Ott. Er blieb."
>>> [text[start:end] for start, end in sentences(text)]
['Am 12. Februar kam Dr. Ott.', 'Er blieb.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 2_000
"""Letters after which a text without the end of a sentence is cut."""
NEAR = 400
"""Letters within which the sentence around a passage is looked for."""

_WORD = 100
_PARAGRAPH = re.compile(r"\n\s*\n")
_END = re.compile(r"[.!?…]+[\"'”“’»«)\]]*(?=\s+(?P<next>[^\s]\w*))")
_SHORT = re.compile(
    r"[^\W\d]|z\.b|u\.a|d\.h|bzw|ca|dr|prof|st|mio|mrd|usw|vgl|hr|fr|a\.d|i\.v|tsd|e\.g|i\.e|mrs?|ms"
    r"|vs|etc|approx|u\.[skn]|[js]r|gen|col|sen|rep|gov|cf|[ap]\.m|inc|ltd"
)
_NUMBERED = re.compile("nr|no|abs|art|pp")
_MONTHS = re.compile("Januar|Februar|März|April|Mai|Juni|Juli|August|[A-Z][a-z]+ember|Oktober")
_BEFORE_ORDINALS = re.compile("de[rmns]|die|das|[ai]m|vom|bis")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends; none goes beyond its paragraph or is very long."""
    breaks = [found.span() for found in _PARAGRAPH.finditer(text)]
    begins = [0, *(end for _, end in breaks)]
    for start, last in zip(begins, [*(begin for begin, _ in breaks), len(text)], strict=True):
        ends = [
            end.end()
            for end in _END.finditer(text, start, last)
            if _ends(text[max(start, end.start() - _WORD) : end.start()], end)
        ]
        for end in (*ends, last):
            while end - start > LONGEST:
                cut = text.rfind(" ", start + 1, start + LONGEST)
                cut = cut if cut > 0 else start + LONGEST
                yield from _stripped(text, start, cut)
                start = cut
            yield from _stripped(text, start, end)
            start = end


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentences that hold a passage begin and end, as far as they are near it."""
    low = max(0, start - NEAR)
    held = [
        (low + first, low + last)
        for first, last in sentences(text[low : end + NEAR])
        if low + first < end and low + last > start
    ]
    return (min(start, held[0][0]), max(end, held[-1][1])) if held else (start, end)


def _ends(before: str, end: re.Match[str]) -> bool:
    """Whether a sign ends a sentence: not behind abbreviations, initials and ordinal numbers."""
    follows = end["next"]
    if follows[0].islower():
        return False
    if not end[0].startswith(".") or len(end[0]) > 1:
        return True
    *leads, word = before.lower().split()[-2:] or [""]
    word = word.lstrip("(\"'„“»«")
    if _SHORT.fullmatch(word):
        return False
    if _NUMBERED.fullmatch(word):
        return not follows[0].isdecimal()
    if not word.isdecimal() or len(word) > 2:
        return True
    ordinal = _MONTHS.fullmatch(follows) or any(map(_BEFORE_ORDINALS.fullmatch, leads))
    return bool(leads) and not ordinal


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    if inner.strip():
        yield start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
