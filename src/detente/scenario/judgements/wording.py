"""A judgement as it was given, in the words of a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario.judgements.forms import Judgement

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_UNIT = re.compile(r"\b(day|week|month|year)s?$")


def given_text(judgement: Judgement, words: Phrases) -> str:
    """A judgement as the file gives it: '20–40', 'high to very high', 'rank 1', '2–6 weeks'.

    >>> from detente.phrases import phrases
    >>> from detente.scenario.judgements.forms import read_judgement
    >>> given_text(read_judgement("high..very high"), phrases("de"))
    'hoch bis sehr hoch'
    >>> given_text(read_judgement("0.5..1.5"), phrases("de"))
    '0,5–1,5'
    """
    match judgement.form:
        case "word":
            return _worded(judgement.given, words)
        case "rank" if judgement.rank is not None:
            first, last = judgement.rank[0] + 1, judgement.rank[1] + 1
            if first == last:
                return words("brief.rank", first=first)
            return words("brief.ranks", first=first, last=last)
        case "distribution" if judgement.spread is not None and not judgement.spread.points:
            family = words(f"brief.family_{judgement.spread.family}")
            return f"{family} {_figures(judgement.spread.text.partition(' ')[2], words)}"
        case "experts":
            said = ((e.name, given_text(e.judgement, words)) for e in judgement.experts)
            return "; ".join(f"{name}: {text}" for name, text in said)
    return _figures(judgement.given, words)


def _worded(given: str, words: Phrases) -> str:
    ends = [" ".join(end.split()).lower() for end in given.split("..")]
    named = [words(f"brief.word_{end.replace(' ', '_')}") for end in ends]
    return words("brief.word_range", low=named[0], high=named[-1]) if len(named) > 1 else named[0]


def _figures(given: str, words: Phrases) -> str:
    """Numbers with a language's decimal sign, ranges with a dash, units of time by their names."""
    shown = words.written_range(given)
    if words.language == "de":
        shown = _POINT.sub(",", shown)
    unit = _UNIT.search(shown)
    if unit is None:
        return shown
    one = shown[: unit.start()].strip() == "1"
    name = words(f"brief.unit_{unit[1]}" if one else f"brief.units_{unit[1]}")
    return f"{shown[: unit.start()].rstrip()} {name}"
