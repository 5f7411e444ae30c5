"""The texts that a file has had, in this session and in earlier ones, and which it has now."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Literal

from detente.desk.store import Kept
from detente.edits import Edit
from detente.errors import EditRefused

MOST_REVISIONS = 300
"""That are remembered beyond a session."""

By = Literal["opened", "you", "outside"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that the file has had: since when, by whom, and what led to it."""

    digest: str
    text: str
    by: By
    at: datetime.datetime
    edit: Edit | None = None


class History:
    """Revisions in their order, kept line by line as they come; `cursor` is the place of now."""

    def __init__(self, kept: Kept, text: str) -> None:
        self._kept = kept
        self.revisions: list[Revision] = []
        self.cursor = -1
        for line in kept.history():
            with suppress(EditRefused, KeyError, TypeError, ValueError, IndexError):
                self._replay(line)
        if not self.revisions:
            self._put(_revision(text, "opened"))
        elif self.now.text != text:
            self._put(_revision(text, "outside", Edit.between(self.now.text, text)))
        start = min(max(0, len(self.revisions) - MOST_REVISIONS), self.cursor)
        del self.revisions[:start]
        self.cursor -= start
        self._begin()

    @property
    def now(self) -> Revision:
        """The revision that the file has now."""
        return self.revisions[self.cursor]

    def add(self, text: str, by: By) -> None:
        """What comes after the revision of now; what was undone is forgotten."""
        self._put(_revision(text, by, Edit.between(self.now.text, text)))
        self._kept.add(_line(self.now))

    def add_outside(self, text: str, reads: Callable[[str], bool]) -> None:
        """A text that somebody else has saved; what was undone is kept as far as it fits there.

        That is, as far as it changes other places and makes a text that `reads`.
        """
        undone = self.revisions[self.cursor + 1 :]
        self.add(text, "outside")
        outside, texts = self.now.edit, [text]
        for revision in undone:
            edit = revision.edit and outside and revision.edit.after(outside)
            if edit is None or not reads(edit.applied(texts[-1])):
                break
            texts.append(edit.applied(texts[-1]))
            self.revisions.append(_revision(texts[-1], revision.by, edit, revision.at))
            outside = outside and revision.edit and outside.after(revision.edit)
        if len(texts) > 1:
            self._begin()

    def _begin(self) -> None:
        self._kept.begin([*self._lines(), {"go": self.cursor}])

    def go(self, cursor: int) -> None:
        """Which of the revisions the file has now."""
        self.cursor = cursor
        self._kept.add({"go": cursor})

    def _put(self, revision: Revision) -> None:
        self.revisions[self.cursor + 1 :] = [revision]
        self.cursor += 1

    def _lines(self) -> Iterator[dict[str, Any]]:
        """What is kept: the first text whole, then one change a line."""
        first, *others = self.revisions
        yield {"text": first.text, "at": first.at.isoformat()}
        yield from map(_line, others)

    def _replay(self, line: Mapping[str, Any]) -> None:
        """Do what a kept line says; a line that does not lead to the text it names is left out."""
        if "go" in line:
            self.cursor = min(max(int(line["go"]), 0), len(self.revisions) - 1)
            return
        at = datetime.datetime.fromisoformat(line["at"])
        if "text" in line:
            self._put(_revision(line["text"], "opened", at=at))
            return
        edit = Edit(**line["edit"])
        made = _revision(edit.applied(self.now.text), line["by"], edit, at)
        if made.digest == line["digest"]:
            self._put(made)


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _revision(
    text: str, by: By, edit: Edit | None = None, at: datetime.datetime | None = None
) -> Revision:
    return Revision(digest_of(text), text, by, at or datetime.datetime.now(datetime.UTC), edit)


def _line(revision: Revision) -> dict[str, Any]:
    change = asdict(revision.edit or Edit(0, "", ""))
    about = {"by": revision.by, "at": revision.at.isoformat(), "digest": revision.digest}
    return about | {"edit": change}
