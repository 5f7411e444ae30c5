"""Add files to a dossier, and find the items of an earlier version again in a newer one."""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, count
from pathlib import Path
from typing import Any, NamedTuple

from detente.dossier.anchoring import anchored
from detente.dossier.cleaning import clean, language_of, one_line
from detente.dossier.formats import FACTS
from detente.dossier.isolation import read_apart
from detente.dossier.records import SENSITIVITIES, Document, Item, hashed
from detente.dossier.store import Dossier, add_document, add_items, bytes_of
from detente.errors import FileError, SettingError
from detente.validation import known_names, one_of

LARGEST = 30_000_000
"""Bytes of the largest file that is read."""


class Added(NamedTuple):
    """A document that was added, or was there already; items found again, and those not found."""

    dossier: Dossier
    document: Document
    new: bool
    kept: tuple[Item, ...] = ()
    lost: tuple[Item, ...] = ()


def add_file(dossier: Dossier, path: Path, *, name: str = "", **stated: str | None) -> Added:
    """Add a file. Where the dossier has a document of its name with another text, it is a newer
    version of that: every item whose passage is found again moves to it, the others stay behind.

    `stated` are title, publisher, date, genre, language and sensitivity, in place of what the file
    says of itself. Raises FileError for a file that cannot be read, SettingError for a wrong fact.
    """
    known_names(stated, FACTS)
    document = read_document(path, name or _key(path.stem), stated)
    for known in dossier.current.values():
        if known.hash == document.hash:
            return Added(dossier, known, new=False)
    before = _latest(dossier, document.id)
    if before is None:
        return Added(add_document(dossier, document), document, new=True)
    numbered = (f"{document.id}-{number}" for number in count(2))
    fresh = next(each for each in numbered if each not in dossier.documents)
    known_facts = {key: getattr(before, key) for key in FACTS if not stated.get(key)}
    document = replace(document, id=fresh, replaces=before.id, **known_facts)
    items = [each for each in dossier.items.values() if each.document == before.id]
    moved = {each.id: anchored(each, before, document) for each in items}
    kept = tuple(item for item in moved.values() if item is not None)
    lost = tuple(item for item in items if moved[item.id] is None)
    return Added(add_items(add_document(dossier, document), kept), document, True, kept, lost)


def read_document(path: Path, name: str, stated: Mapping[str, str | None]) -> Document:
    """A file as a document of a name, with what is stated of it, else what it says itself."""
    draft = read_apart(bytes_of(path, LARGEST, "save the part that matters"), str(path))
    paragraphs, flags = clean(draft.paragraphs)
    text = "\n\n".join(filter(None, paragraphs))
    if not text:
        rule = "there is no text in this file"
        raise FileError(str(path), rule, "of a scanned page, save the recognised text")
    begins = [0, *accumulate(len(part) + 2 if part else 0 for part in paragraphs)]
    pages = tuple(min(begins[min(first, len(paragraphs))], len(text)) for first in draft.pages)
    facts = {key: one_line(value) for key, value in draft.facts.items() if value}
    given = {key: value for key, value in stated.items() if value}
    if "sensitivity" in given:
        one_of("sensitivity", given["sensitivity"], SENSITIVITIES)
    elif facts.get("sensitivity") != "confidential":
        facts["sensitivity"] = "internal"  # a file cannot say of itself that all may read it
    values: dict[str, Any] = {
        **{key: facts.get(key, "") for key in FACTS},
        "language": facts.get("language", "")[:2].lower() or language_of(text),
        **{key: one_line(value) for key, value in given.items()},
    }
    values["date"] = _day(values["date"], stated.get("date"))
    values["title"] = values["title"] or one_line(path.stem)
    return Document(
        id=name,
        text=text,
        hash=hashed(text),
        pages=pages,
        flags=tuple(sorted(flags | draft.flags)),
        file=one_line(path.name),
        **values,
    )


def _latest(dossier: Dossier, name: str) -> Document | None:
    """The newest version of a document."""
    newer = {each.replaces: each.id for each in dossier.documents.values()}
    while name in newer:
        name = newer[name]
    return dossier.documents.get(name)


def _day(found: str, stated: str | None) -> datetime.date | None:
    """The day that a date begins with. Raises SettingError for one that is stated and is none."""
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(found[:10])
    if stated:
        raise SettingError("date", stated, "write a day as YYYY-MM-DD")
    return None


def _key(stem: str) -> str:
    """A file's name as a key: letters and digits that every system can have in a file's name."""
    plain = unicodedata.normalize("NFKD", stem.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "document"
