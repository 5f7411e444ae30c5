"""The texts that a file has had, in this session and in earlier ones."""

from __future__ import annotations

import datetime
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from detente.desk.store import MOST_REVISIONS, Kept, Step
from detente.edits import Edit
from detente.errors import EditRefused

By = Literal["opened", "you", "outside"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that the file has had: since when, by whom, and what led to it."""

    digest: str
    text: str
    by: By
    at: datetime.datetime
    edit: Edit | None = None


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def restored(kept: Kept, text: str) -> tuple[list[Revision], int]:
    """The revisions of earlier sessions and which of them the file has; a new one where none."""
    found: list[Revision] = []
    cursor = 0
    for line in kept.history():
        with suppress(EditRefused, KeyError, TypeError, ValueError, IndexError):
            if "text" in line:
                found, cursor = [_first(line["text"], line["at"])], 0
            elif "go" in line:
                cursor = min(max(int(line["go"]), 0), len(found) - 1)
            else:
                edit = Edit(**line["edit"])
                made = edit.applied(found[cursor].text)
                if digest_of(made) == line["digest"]:
                    at = datetime.datetime.fromisoformat(line["at"])
                    found[cursor + 1 :] = [Revision(line["digest"], made, line["by"], at, edit)]
                    cursor += 1
    if not found:
        found = [_first(text, now().isoformat())]
    elif found[cursor].text != text:
        edit = Edit.between(found[cursor].text, text)
        found[cursor + 1 :] = [Revision(digest_of(text), text, "outside", now(), edit)]
        cursor += 1
    start = min(max(0, len(found) - MOST_REVISIONS), cursor)
    found, cursor = found[start:], cursor - start
    kept.begin(
        text=found[0].text, at=found[0].at.isoformat(), steps=map(step_to, found[1:]), cursor=cursor
    )
    return found, cursor


def _first(text: str, at: str) -> Revision:
    return Revision(digest_of(text), text, "opened", datetime.datetime.fromisoformat(at))


def step_to(revision: Revision) -> Step:
    edit = revision.edit or Edit(0, "", "")
    return Step(revision.by, revision.at.isoformat(), revision.digest, edit)
