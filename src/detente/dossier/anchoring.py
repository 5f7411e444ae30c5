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
from dataclasses import replace
from functools import lru_cache

from detente.dossier.records import Document, Item, Span, sentences

_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›`´", "'"))
_SPACE = re.compile(r"\s+")


def anchored(item: Item, before: Document, after: Document) -> Item | None:
    """An item of a document in a newer version of it; None where a passage is not found again."""
    spans = [_again(span, before.text, after.text) for span in item.spans]
    found = tuple(span for span in spans if span is not None)
    return replace(item, document=after.id, spans=found) if len(found) == len(spans) else None


def located(quote: str, text: str) -> list[tuple[int, int]]:
    """Where a quotation stands in a text, whole words and word by word."""
    wanted = _plain(quote.strip())[0]
    plain, places = _plain(text)
    begins = r"(?<!\w)" if re.match(r"\w", wanted) else ""
    ends = r"(?!\w)" if re.search(r"\w\Z", wanted) else ""
    if not wanted:
        return []
    each = re.finditer(f"{begins}{re.escape(wanted)}{ends}", plain)
    return [(places[one.start()], places[one.end() - 1] + 1) for one in each]


def _again(span: Span, before: str, after: str) -> Span | None:
    """The one place where a passage stands in a newer text, in the same sentence."""
    here, there = _alike(span, before), _alike(span, after)
    context = _plain(span.prefix)[0], _plain(span.suffix)[0]
    near = [one for one in there if (_plain(one.prefix)[0], _plain(one.suffix)[0]) == context]
    if len(near) == 1:
        return near[0]
    if len(there) == len(here):  # equal sentences keep their order
        return dict(zip(((one.start, one.end) for one in here), there, strict=True)).get(
            (span.start, span.end)
        )
    return None


def _alike(span: Span, text: str) -> list[Span]:
    found = [Span.of(text, start, end) for start, end in located(span.exact, text)]
    return [one for one in found if _sentence(one) == _sentence(span)]


def _sentence(span: Span) -> str:
    """The sentences that hold a passage, with marks and spaces that do not count made alike."""
    start, whole = len(span.prefix), span.prefix + span.exact + span.suffix
    held = [(a, b) for a, b in sentences(whole) if b > start and a < start + len(span.exact)]
    return _plain(whole[held[0][0] : held[-1][1]])[0] if held else ""


@lru_cache(maxsize=8)
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
