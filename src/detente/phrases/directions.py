"""Names that are read from right to left, kept from turning the sentence around them.

A name in Hebrew or Arabic stands between U+2068 and U+2069 (isolates of the Unicode bidirectional
algorithm, UAX 9), so that the digits and signs behind it stay where the sentence has them.

>>> isolated("Georgia")
'Georgia'
>>> isolated("ישראל") == FIRST_STRONG + "ישראל" + POP
True
"""

from __future__ import annotations

import re

FIRST_STRONG = "\N{FIRST STRONG ISOLATE}"
POP = "\N{POP DIRECTIONAL ISOLATE}"

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_TURNING = re.compile(f"[{_RIGHT}\u061c\u200e\u200f]")
_RUN = re.compile(f"[{_RIGHT}](?:[ .'’\"-]*[{_RIGHT}])*")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066\u2067]")
_ISOLATE = re.compile(f"([{FIRST_STRONG}{POP}])")


def isolated(text: str) -> str:
    """A whole name or clause between isolates where part of it is read from right to left.

    What is isolated already stays as it is; overrides of the direction are taken out.
    """
    if text.isascii():
        return text
    held = balanced(text)
    return f"{FIRST_STRONG}{held}{POP}" if _TURNING.search(_outside(held)) else held


def unisolated(text: str) -> str:
    """A text without isolates, for files that programs read.

    >>> unisolated(isolated("ישראל")) == "ישראל"
    True
    """
    return _ISOLATE.sub("", text)


def runs_isolated(text: str) -> str:
    """A composed text in which each run of letters read from right to left is isolated."""
    if text.isascii():
        return text
    held = balanced(text)
    if not _TURNING.search(_outside(held)):
        return held
    depth, parts = 0, []
    for part in _ISOLATE.split(held):
        depth += (part == FIRST_STRONG) - (part == POP)
        parts.append(part if depth else _RUN.sub(rf"{FIRST_STRONG}\g<0>{POP}", part))
    return "".join(parts)


def balanced(text: str) -> str:
    """Text without overrides, in which every isolate is closed and none is closed twice."""
    text = _OVERRIDES.sub("", text)
    if FIRST_STRONG not in text and POP not in text:
        return text
    depth, parts = 0, []
    for part in _ISOLATE.split(text):
        if part == POP and not depth:
            continue
        depth += (part == FIRST_STRONG) - (part == POP)
        parts.append(part)
    return "".join(parts) + POP * depth


def _outside(text: str) -> str:
    """The parts of a balanced text that no isolate holds."""
    depth, parts = 0, []
    for part in _ISOLATE.split(text):
        depth += (part == FIRST_STRONG) - (part == POP)
        parts.append("" if depth else part)
    return "".join(parts)
