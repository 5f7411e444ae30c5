"""A dossier as a folder of plain files.

`texts/` holds the frozen text of each document, `documents.jsonl` what else is known of it,
`items.jsonl` the items and `decisions.jsonl` what was decided about them: one record a line, only
ever appended to. A later line about the same document or item takes the place of an earlier one.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from detente import json_lines
from detente.dossier.records import (
    DECISION,
    DOCUMENT,
    ITEM,
    Decision,
    Document,
    Extractor,
    Item,
    Span,
    State,
    edited,
    folded,
)
from detente.errors import FileError, Problem, ScenarioError, SettingError, sentence
from detente.scenario import Scenario
from detente.validation import suggestion
from detente.writing import make_folder, write_whole

LARGEST = 50_000_000
"""Bytes of the largest file of a dossier that is read."""
ANOTHER = "begin another dossier"

DOCUMENTS, ITEMS, DECISIONS = "documents.jsonl", "items.jsonl", "decisions.jsonl"

Record = TypeVar("Record", Document, Item, Decision)


@dataclass(frozen=True)
class Dossier:
    """What a folder holds: documents and items by their ids, and all decisions in their order."""

    folder: Path
    documents: Mapping[str, Document] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def states(self) -> dict[str, State]:
        """Every item as it stands after the decisions about it, by its id."""
        about: dict[str, list[Decision]] = {name: [] for name in self.items}
        for decision in self.decisions:
            about.get(decision.item, []).append(decision)
        return {name: folded(item, about[name]) for name, item in self.items.items()}

    @cached_property
    def last(self) -> dict[str, Decision]:
        """The last decision about each item that has one, by the item's id."""
        return {decision.item: decision for decision in self.decisions}

    @cached_property
    def current(self) -> dict[str, Document]:
        """The documents that no newer version has superseded."""
        old = {document.replaces for document in self.documents.values()}
        return {name: each for name, each in self.documents.items() if name not in old}

    def lost(self, item: Item) -> bool:
        """Whether an item was not found again in the newer version of its document."""
        return item.document not in self.current

    def root(self, document: str) -> str:
        """The first version of a document."""
        while replaced := self.documents[document].replaces:
            document = replaced
        return document

    def item(self, name: str) -> State:
        """An item by its id, as it stands. Raises SettingError where there is none."""
        if name not in self.states:
            raise SettingError("item", name, suggestion(name, self.states))
        return self.states[name]


def open_dossier(folder: str | Path, *, strict: bool = True) -> Dossier:
    """Read a dossier; a folder that is not there is an empty one.

    Raises FileError for a file that cannot be read or, if `strict`, a text that was changed since
    it was added; ScenarioError with every line that is no record.
    """
    where = Path(folder)
    if where.exists() and not where.is_dir():
        raise FileError(str(folder), "this is not a folder", "name a folder")
    documents = {
        each.id: replace(each, text=_text(where, each.id))
        for each in _read(where / DOCUMENTS, DOCUMENT)
    }
    for document in documents.values():
        if strict and not document.intact:
            rule = "the text was changed since it was added"
            remedy = "bring it back, or add the changed file as a newer version"
            raise FileError(str(text_path(where, document.id)), rule, remedy)
    items = {each.id: each for each in _read(where / ITEMS, ITEM)}
    return Dossier(where, documents, items, tuple(_read(where / DECISIONS, DECISION)))


def text_path(folder: Path, document: str) -> Path:
    """Where the text of a document is kept."""
    return folder / "texts" / f"{document}.txt"


def add_document(dossier: Dossier, document: Document) -> Dossier:
    """Keep a document and its text. Raises FileError where a text of that id is kept already."""
    path = text_path(dossier.folder, document.id)
    make_folder(dossier.folder)
    make_folder(path.parent)

    def adding(raw: bytes) -> Iterator[Mapping[str, Any]]:
        if document.id in {each.id for each in _records(raw, path, DOCUMENT)}:
            raise FileError(str(path), "a text of this name is kept already", "try again")
        write_whole(path, document.text.encode("utf-8", "surrogatepass"), force=True)
        return _lines(DOCUMENT, [replace(document, text="")])

    json_lines.append(dossier.folder / DOCUMENTS, LARGEST, adding)
    return replace(dossier, documents={**dossier.documents, document.id: document})


def add_items(dossier: Dossier, items: Iterable[Item]) -> Dossier:
    """Keep items; one whose id is known takes the place of what was kept of it.

    Raises SettingError for an item whose passage is not in its document word by word.
    """
    kept = [item for item in items if dossier.items.get(item.id) != item]
    for item in kept:
        document = dossier.documents.get(item.document)
        if document is None:
            raise SettingError(
                "document", item.document, suggestion(item.document, dossier.documents)
            )
        if not item.spans or any(not stands(span, document.text) for span in item.spans):
            raise SettingError("span", item.exact, "name a passage within the text")
    make_folder(dossier.folder)
    _append(dossier.folder / ITEMS, ITEM, kept)
    return replace(dossier, items={**dossier.items, **{item.id: item for item in kept}})


def decide(dossier: Dossier, decision: Decision) -> Dossier:
    """Keep a decision about an item. Raises SettingError for an unknown item or change."""
    edited(dossier.item(decision.item).item, decision.changes)
    _append(dossier.folder / DECISIONS, DECISION, [decision])
    return replace(dossier, decisions=(*dossier.decisions, decision))


def propose(
    dossier: Dossier, extractors: Iterable[Extractor], scenario: Scenario | None
) -> tuple[Dossier, int]:
    """Run extractors over all current documents; the dossier then, and how many items are new.

    What is known already, by its id or as the same reading of the same passage, stays as it is,
    with every decision about it.
    """
    known = {_reading(item) for item in dossier.items.values()}
    added: dict[str, Item] = {}
    for extractor in extractors:
        for document in dossier.current.values():
            for item in extractor.propose(document, scenario):
                if item.id not in dossier.items and _reading(item) not in known:
                    added.setdefault(item.id, item)
    return add_items(dossier, added.values()), len(added)


def stands(span: Span, text: str) -> bool:
    """Whether a passage stands in a text where it says, word by word."""
    return 0 <= span.start < span.end and text[span.start : span.end] == span.exact


def _reading(item: Item) -> tuple[object, ...]:
    """What an item says of which place, whatever its id."""
    places = tuple((span.start, span.end) for span in item.spans)
    whole = replace(item, id="same", spans=())
    return places, whole


def bytes_of(path: Path, most: int, remedy: str) -> bytes:
    """The bytes of a file. Raises FileError for one that is not there, cannot be read, or is larger
    than `most` bytes.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileError(str(path), "this is not a file", "name a file")
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except FileNotFoundError:
        raise FileError(str(path), "there is no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(str(path), sentence("cannot be read: {reason}", reason=reason)) from None
    if len(raw) > most:
        rule = sentence("the file is larger than {size} MB", size=f"{most / 1e6:.0f}")
        raise FileError(str(path), rule, remedy)
    return raw


def _text(folder: Path, document: str) -> str:
    """The text of a document; nothing where it is damaged, so that its hash is another one."""
    try:
        raw = bytes_of(text_path(folder, document), LARGEST, ANOTHER)
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return ""


def _read(path: Path, kind: TypeAdapter[Record]) -> list[Record]:
    """The records of a file in their order; none where there is no file."""
    return list(_records(bytes_of(path, LARGEST, ANOTHER), path, kind)) if path.exists() else []


def _records(raw: bytes, path: Path, kind: TypeAdapter[Record]) -> Iterator[Record]:
    problems = []
    for number, part in json_lines.numbered(raw):
        try:
            json_lines.record(part)
            yield kind.validate_json(part)
        except (json_lines.Unfit, ValidationError) as error:
            fault, remedy = "this line is no record of a dossier", str(error)
            if isinstance(error, ValidationError):
                first = error.errors()[0]
                remedy = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            given = part.decode("utf-8", errors="replace").strip()[:40]
            problems.append(Problem(str(path), fault, given, remedy, number))
    if problems:
        raise ScenarioError(tuple(problems))


def _lines(kind: TypeAdapter[Record], records: Iterable[Record]) -> Iterator[Mapping[str, Any]]:
    for record in records:
        yield json.loads(kind.dump_json(record, exclude_defaults=True))


def _append(path: Path, kind: TypeAdapter[Record], records: list[Record]) -> None:
    if records:
        json_lines.append(path, 0, lambda _: _lines(kind, records))
