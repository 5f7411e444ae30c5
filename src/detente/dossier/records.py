"""What a dossier holds: documents, items found in them, and decisions about the items.

All of it is frozen. What an item is worth today is the fold of the decisions about it.

>>> text = "The minister spoke. We will never give up the strait. He left."
>>> document = Document("speech", "A speech", text, hash=hashed(text))
>>> item = found(document, [(20, 53)], act="refusal", holder="north", engine="rules")
>>> item.spans[0].exact, item.spans[0].suffix
('We will never give up the strait.', ' He left.')
>>> folded(item, []).status
'proposed'
"""

from __future__ import annotations

import datetime
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Protocol, get_args

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError

from detente.dossier.sentences import around
from detente.errors import SettingError
from detente.validation import one_of

if TYPE_CHECKING:
    from detente.scenario import Scenario

Act = Literal[
    "offer",
    "demand",
    "threat",
    "promise",
    "refusal",
    "red_line",
    "concession",
    "praise",
    "framing",
    "aim",
    "assertion",
    "claim",
]
Voice = Literal["party", "reported", "attributed", "author"]
Sensitivity = Literal["public", "internal", "confidential"]
Kind = Literal["accept", "edit", "reject", "unsure"]
Status = Literal["proposed", "accepted", "rejected", "unsure"]

ACTS: tuple[Act, ...] = get_args(Act)
"""What a party, or the author, does by saying something."""
VOICES: tuple[Voice, ...] = get_args(Voice)
SENSITIVITIES: tuple[Sensitivity, ...] = get_args(Sensitivity)
"""From what anybody may read to what stays in the room; only what is public may be sent."""
STATUSES: tuple[Status, ...] = get_args(Status)

FLAGS = ("negated", "hedged", "conditional")
"""What limits that an item is what it seems."""

CONTEXT = 32
"""Letters of the text before and behind a span that are kept at least."""

Name = Annotated[str, StringConstraints(pattern=r"^\w[\w-]{0,79}$")]
_FORBID = ConfigDict(extra="forbid")

STATUS_OF: Mapping[Kind, Status] = {
    "accept": "accepted",
    "edit": "accepted",
    "reject": "rejected",
    "unsure": "unsure",
}
"""What a decision makes of an item; an edit accepts the item as it was changed."""


@dataclass(frozen=True)
class Document:
    """A source as it was read, its text frozen; a newer version of it is another document.

    Paragraphs are parted by an empty line. `pages` are the places where pages begin, `flags` what
    was noticed in the file, `replaces` the version that this one supersedes.
    """

    __pydantic_config__ = _FORBID

    id: Name
    title: str
    text: str = field(default="", repr=False)
    publisher: str = ""
    date: datetime.date | None = None
    genre: str = ""
    language: str = ""
    sensitivity: Sensitivity = "internal"
    hash: str = ""
    pages: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()
    file: str = ""
    replaces: str = ""

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """Where each paragraph starts and ends."""
        parts = self.text.split("\n\n")
        ends = accumulate(parts, lambda end, part: end + 2 + len(part), initial=-2)
        return tuple(
            (end - len(part), end) for part, end in zip(parts, islice(ends, 1, None), strict=True)
        )

    @property
    def intact(self) -> bool:
        """Whether the text is the one that was added."""
        return hashed(self.text) == self.hash

    def paragraph(self, place: int) -> int:
        """The number, from 1, of the paragraph at a place."""
        return max(1, bisect_right(self.paragraphs, (place, len(self.text))))

    def page(self, place: int) -> int | None:
        """The number, from 1, of the page at a place; None where there are no pages."""
        return bisect_right(self.pages, place) or None


@dataclass(frozen=True)
class Span:
    """A passage: `text[start:end]` is `exact`; what stands before and behind it, to find it again.

    Both reach at least to the ends of the sentence, so that a word put in beside it is noticed.
    """

    __pydantic_config__ = _FORBID

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The passage from `start` to `end` of a text. Raises SettingError where there is none."""
        if not 0 <= start < end <= len(text):
            raise SettingError("span", (start, end), "name a passage within the text")
        first, last = around(text, start, end)
        first, last = max(0, min(first, start - CONTEXT)), max(last, end + CONTEXT)
        return cls(start, end, text[start:end], text[first:start], text[end:last])


@dataclass(frozen=True)
class Item:
    """What a passage may be evidence of: who does what to whom about what, and in whose voice.

    `holder`, `target` and `issue` are keys of the scenario, or empty where they are not known.
    """

    __pydantic_config__ = _FORBID

    id: Name
    document: Name
    spans: tuple[Span, ...]
    act: Act
    holder: str = ""
    target: str = ""
    issue: str = ""
    voice: Voice = "reported"
    negated: bool = False
    hedged: bool = False
    conditional: bool = False
    date: datetime.date | None = None
    engine: str = ""

    @property
    def exact(self) -> str:
        """The words of all its passages."""
        return " … ".join(span.exact for span in self.spans)


CHANGEABLE = tuple(
    each.name for each in fields(Item) if each.name not in ("id", "document", "spans", "engine")
)
"""What an edit may change of an item."""


@dataclass(frozen=True)
class Decision:
    """What somebody decided about an item; `changes` are the new values of an edit."""

    __pydantic_config__ = _FORBID

    item: Name
    kind: Kind
    who: str
    when: datetime.datetime
    why: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


class State(NamedTuple):
    """An item as it stands after the decisions about it."""

    item: Item
    status: Status


class Extractor(Protocol):
    """Proposes items of a document; the same document and scenario give the same items."""

    @property
    def name(self) -> str:
        """What it is called in the items that it proposes."""
        ...

    def propose(self, document: Document, scenario: Scenario | None) -> Iterable[Item]:
        """The items; the scenario, where there is one, says which parties and issues there are."""
        ...


ITEM: TypeAdapter[Item] = TypeAdapter(Item)
DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)
DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


def found(
    document: Document, places: Sequence[tuple[int, int]], *, engine: str, **values: Any
) -> Item:
    """An item of a document, its id made from what it says and who found it.

    Raises SettingError for a passage that is not in the text, or a value that no item has.
    """
    spans = tuple(Span.of(document.text, start, end) for start, end in places)
    if not spans:
        raise SettingError("span", (), "name a passage within the text")
    item = _with(Item("new", document.id, spans, "assertion", engine=engine), values)
    return replace(item, id=_id_of(item, document.text))


def _id_of(item: Item, text: str) -> str:
    """Ten digits of a hash; equal words in one document are told apart by which of them it is."""
    told = [item.document, item.engine, *(str(getattr(item, name)) for name in CHANGEABLE)]
    for span in item.spans:
        told += [span.exact, str(text.count(span.exact, 0, span.start))]
    return f"e_{hashed(json.dumps(told))[:10]}"


def edited(item: Item, changes: Mapping[str, Any]) -> Item:
    """An item with some values changed. Raises SettingError for what an edit cannot change."""
    for name in changes:
        one_of("changes", name, CHANGEABLE)
    return _with(item, changes)


def _with(item: Item, values: Mapping[str, Any]) -> Item:
    raw = {each.name: getattr(item, each.name) for each in fields(Item)} | dict(values)
    try:
        return ITEM.validate_python(raw | {"spans": item.spans})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        choices = {"act": ACTS, "voice": VOICES}.get(name)
        if choices is not None:
            one_of(name, first["input"], choices)
        raise SettingError(name, first["input"], "write a value that an item may have") from None


def folded(item: Item, decisions: Iterable[Decision]) -> State:
    """An item after the decisions about it, in their order; the last one counts."""
    status: Status = "proposed"
    for decision in decisions:
        if decision.item == item.id:
            item = edited(item, decision.changes) if decision.kind == "edit" else item
            status = STATUS_OF[decision.kind]
    return State(item, status)


def hashed(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
