"""Find a passage again in another version of its text, or not at all.

Only white space and the kind of quotation marks may differ (a line may end at a hyphen), and the
sentence around the passage has to be the same: a word put in beside it, such as a negation, makes
it another sentence.

>>> located('"no   deal"', "They said: “no\\ndeal”. No, dealing goes on.")
[(11, 20)]
>>> located("deal", "No, dealing goes on.")
[]
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from detente.dossier.records import Document, Item, Span
from detente.dossier.sentences import around

_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›`´", "'"))
_SPACE = re.compile(r"\s+")


def anchored(item: Item, before: Document, after: Document) -> Item | None:
    """An item of a document in a newer version of it; None where a passage is not found again."""
    found = tuple(
        each
        for span in item.spans
        if (each := _again(_sentence(span), span.exact, before.text, after.text).get(_core(span)))
    )
    return replace(item, document=after.id, spans=found) if len(found) == len(item.spans) else None


def located(quote: str, text: str, *, whole: bool = True) -> list[tuple[int, int]]:
    """Where a quotation stands in a text word by word; `whole`: and not within longer words."""
    wanted = _plain(quote.strip())[0]
    plain, places = _whole_plain(text)
    begins = r"(?<!\w)" if whole and re.match(r"\w", wanted) else ""
    ends = r"(?!\w)" if whole and re.search(r"\w\Z", wanted) else ""
    if not wanted:
        return []
    each = re.finditer(f"{begins}(?={re.escape(wanted)}{ends})", plain)
    return [(places[one.start()], places[one.start() + len(wanted) - 1] + 1) for one in each]


def _core(span: Span) -> tuple[int, int]:
    """Where a passage starts and ends without the white space around its words."""
    blank = len(span.exact) - len(span.exact.lstrip())
    return span.start + blank, span.start + len(span.exact.rstrip())


@lru_cache(maxsize=64)
def _again(sentence: str, exact: str, before: str, after: str) -> dict[tuple[int, int], Span]:
    """Where each passage of a wording in equal sentences of a text stands in a newer one.

    What stands around the sentence tells several apart, else their order, if none is gone.
    """
    here, there = _alike(exact, sentence, before), _alike(exact, sentence, after)
    groups = {
        context: list(group)
        for context, group in groupby(sorted(there, key=_context), key=_context)
    }
    known = Counter(map(_context, here))
    found = {}
    for number, one in enumerate(here):
        near = groups.get(_context(one), [])
        if len(near) == known[_context(one)] == 1:
            found[_core(one)] = near[0]
        elif len(here) == len(there):
            found[_core(one)] = there[number]
    return found


def _context(span: Span) -> tuple[str, str]:
    return _plain(span.prefix)[0], _plain(span.suffix)[0]


def _alike(exact: str, sentence: str, text: str) -> list[Span]:
    """The passages of a wording that stand in a sentence of a wording."""
    found = [Span.of(text, start, end) for start, end in located(exact, text, whole=False)]
    return [one for one in found if _sentence(one) == sentence]


def _sentence(span: Span) -> str:
    """The sentences that hold a passage, with marks and spaces that do not count made alike."""
    start, whole = len(span.prefix), span.prefix + span.exact + span.suffix
    first, last = around(whole, start, start + len(span.exact))
    return _plain(whole[first:last].strip())[0]


@lru_cache(maxsize=4)
def _whole_plain(text: str) -> tuple[str, list[int]]:
    return _plain(text)


def _plain(text: str) -> tuple[str, list[int]]:
    """A text with single spaces and straight marks, and where each of its letters comes from."""
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for space in _SPACE.finditer(text):
        parts.append(text[end : space.start()])
        places += range(end, space.start())
        if not re.search(r"\w-\Z", parts[-1]):
            parts.append("\n" if "\n\n" in space[0] else " ")
            places.append(space.start())
        end = space.end()
    return "".join([*parts, text[end:]]).translate(_MARKS), [*places, *range(end, len(text))]
