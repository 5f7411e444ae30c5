"""A session over one scenario file: its text, every change of it, and what is asked of it.

A change is written to the file at once, whole or not at all, and can be undone; the first change of
a day keeps a dated copy beside the file. What somebody else saves meanwhile becomes a revision like
any other. A text that cannot be read as a scenario is kept as a draft beside the file.

>>> import tempfile
>>> folder = tempfile.TemporaryDirectory()
>>> file = Path(folder.name) / "talks.yaml"
>>> _ = file.write_text("title: Talks   # ours\\nparties: {a: , b: }\\n")
>>> with Session(file) as session:
...     first = session.digest
...     _ = session.edit("set", ("title",), "More talks", first)
...     print(file.read_text(), end="")
...     session.undo(session.digest).digest == first, file.read_text()
title: More talks   # ours
parties: {a: , b: }
(True, 'title: Talks   # ours\\nparties: {a: , b: }\\n')
>>> folder.cleanup()
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from threading import RLock
from typing import Any, Self

from detente.analyses.catalogue import quick_first
from detente.desk.answers import Answer, Answers, Asked, settings_given
from detente.desk.changes import Change, Op
from detente.desk.history import History, Revision
from detente.desk.store import Kept, Store
from detente.desk.texts import Draft, Read, Texts, changed_scenario
from detente.edits.batch import made_together
from detente.edits.changes import Document
from detente.edits.files import Opened
from detente.errors import Conflict, FileError, Problem, ScenarioError, SettingError
from detente.scenario import Scenario
from detente.scenario.reading.text import decode
from detente.sheets.changes import MISSING, Source, stated
from detente.validation import suggestion


class Session:
    """One scenario file (or bundled case, which can only be looked at) while it is worked on.

    Every change names the digest of the text that it was made for. Where that is no longer the
    text of the file it is made all the same if what it rests on is as it was, and refused with a
    `Conflict` else. All methods may be called from several threads.
    """

    def __init__(self, file: str | PathLike[str], store: Store | None = None) -> None:
        """Read the file. Raises FileError where there is none, or it is no text."""
        self._lock = RLock()
        self._opened = Opened.at(str(file))
        self._texts = Texts(self._opened.file)
        self._kept: Kept = (store or Store(None)).of(self._opened.file, own=not self.read_only)
        self._stamp: tuple[int, ...] | None = None
        self.answers = Answers()
        self.history = History(self._kept, self._opened.text)
        self.draft: Draft | None = None
        if text := self._kept.draft:
            self.draft = Draft(text, self._texts.read(text).problems)
        self.variants: dict[str, tuple[str, ...]] = self._kept.variants

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Work on no more answers."""
        self.answers.close()

    @property
    def file(self) -> str:
        """The path of the file, as it was given."""
        return self._opened.file

    @property
    def read_only(self) -> bool:
        """Whether it is a bundled case."""
        return self._opened.raw is None

    @property
    def revision(self) -> Revision:
        """The one that the file has now."""
        return self.history.now

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The texts that the file has had, in their order, and those that were undone."""
        return tuple(self.history.revisions)

    @property
    def cursor(self) -> int:
        """The place of the one that the file has now among these."""
        return self.history.cursor

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.revision.text

    @property
    def digest(self) -> str:
        """SHA-256 of the text, to be handed back with a change of it."""
        return self.revision.digest

    @property
    def source(self) -> Source:
        """Text, values and scenario, as forms take them, without its broken parts if it has any.

        Raises ScenarioError where nothing is left of it.
        """
        read = self._read
        if read.tree is None or read.scenario is None:
            raise ScenarioError(read.problems)
        return Source(self.file, self.text, read.tree, read.scenario)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that keeps the text from being a scenario."""
        return self._read.problems

    @property
    def scenario(self) -> Scenario:
        """The scenario of the file. Raises ScenarioError with all its problems."""
        return self._scenario(self.text)

    @property
    def can_undo(self) -> bool:
        """Whether there is a revision before this one."""
        return self.cursor > 0

    @property
    def can_redo(self) -> bool:
        """Whether the last thing done was to undo."""
        return self.cursor < len(self.history.revisions) - 1

    def edit(self, op: Op, path: Sequence[str], value: Any, revision: str) -> Revision:
        """Make one change, see `change`."""
        return self.change([Change(op, tuple(path), value)], revision)

    def change(self, changes: Sequence[Change], revision: str) -> Revision:
        """Make changes, one after the other and as one step for `undo`, and write the file.

        Raises Conflict where what they rest on has changed since `revision`; EditRefused,
        SettingError or ScenarioError, and changes nothing, where one cannot be made exactly or
        something would be wrong in the scenario that was not wrong before; FileError where the
        file cannot be written.
        """
        with self._lock:
            self.refresh()
            self._compare(changes, revision)
            document = self._read.document or Document(self.text, self.file)
            document = made_together(document, [change.made for change in changes])
            self._check(document)
            return self._put(document.text, changes)

    def write(self, text: str, revision: str, *, anyway: bool = False) -> Revision | Draft:
        """Put a whole text in the place of the file.

        One that has problems is kept as the draft, unless it is to be written `anyway`. Raises
        Conflict, and keeps the draft, where the file is no longer as it was in `revision`;
        FileError for what no text file can hold.
        """
        decode(text.encode(errors="surrogatepass"), self.file)
        with self._lock:
            self.refresh()
            problems = self._texts.read(text).problems
            self._keep_draft(Draft(text, problems))
            if revision != self.digest and text != self.text:
                raise self._conflict((), text)
            if problems and not anyway and self.draft is not None:
                return self.draft
            made = self._put(text, ())
            self._keep_draft(None)
            return made

    def leave_draft(self) -> None:
        """Forget the draft."""
        with self._lock:
            self._keep_draft(None)

    def undo(self, revision: str) -> Revision:
        """Go back to the revision before. Raises Conflict where another one is shown."""
        return self._go(-1, revision)

    def redo(self, revision: str) -> Revision:
        """Take back what `undo` did last."""
        return self._go(1, revision)

    def refresh(self) -> bool:
        """Take in what somebody else has saved; whether there was anything.

        Raises FileError where the file is gone or no text any more: its last text stays here.
        """
        with self._lock:
            if self.read_only or self._stamped() == self._stamp:
                return False
            stamp, opened = self._stamped(), Opened.at(self.file)
            if opened.raw is None:
                raise FileError(self.file, "there is no such file", "check the path")
            before, self._opened, self._stamp = self._opened.raw, opened, stamp
            if opened.raw != before:
                self.history.add_outside(opened.text, self._texts.reads)
                self._supersede()
            return opened.raw != before

    def changed_by(self, variant: str) -> tuple[str, ...]:
        """The changes of a variant; none of the file itself, which is called ''."""
        if variant and variant not in self.variants:
            raise SettingError("variant", variant, suggestion(variant, list(self.variants)))
        return self.variants[variant] if variant else ()

    def set_variant(self, name: str, changes: Sequence[str] | None) -> None:
        """Name a list of changes `key.path=value`, or forget a variant (None).

        Raises SettingError for a change that cannot be made and for no name, ScenarioError for
        what would be wrong in the scenario.
        """
        with self._lock:
            if not name.strip():
                raise SettingError("variant", name, "give it a name")
            if changes is None:
                self.variants.pop(name, None)
            else:
                self._scenario(self.text, tuple(changes))
                self.variants[name] = tuple(changes)
            self._kept.keep_variants(self.variants)

    def scenario_of(self, variant: str = "") -> Scenario:
        """The scenario with the changes of a variant.

        Raises SettingError where these no longer fit the file, ScenarioError for problems.
        """
        return self._scenario(self.text, self.changed_by(variant))

    def analyses(self, variant: str = "") -> tuple[str, ...]:
        """The analyses that the scenario has the sections for, quick ones first."""
        return tuple(each.name for each in quick_first(self.scenario_of(variant)))

    def answer(
        self, analysis: str, variant: str = "", settings: Mapping[str, Any] | None = None
    ) -> Answer:
        """How far the answer of an analysis to the text of now has come; asked for if need be."""
        with self._lock:
            scenario = self.scenario_of(variant)
            told = settings_given(settings or {})
            digest, changes = self.scenario.digest, self.changed_by(variant)
            return self.answers.ask(Asked(digest, changes, analysis, told), scenario)

    def all_answers(self, variant: str = "") -> tuple[Answer, ...]:
        """The answers of all analyses that the scenario has the sections for, quick ones first."""
        return tuple(self.answer(name, variant) for name in self.analyses(variant))

    def _scenario(self, text: str, changes: tuple[str, ...] = ()) -> Scenario:
        if changes:
            return changed_scenario(text, self.file, changes)
        read = self._texts.read(text)
        if read.scenario is None or read.problems:
            raise ScenarioError(read.problems)
        return read.scenario

    @property
    def _read(self) -> Read:
        return self._texts.read(self.text)

    def _check(self, document: Document) -> None:
        """Refuse a text with problems that the one of now does not have."""
        known = {(one.path, one.rule, one.given) for one in self.problems}
        found = self._texts.read(document.text, document).problems
        if new := tuple(one for one in found if (one.path, one.rule, one.given) not in known):
            raise ScenarioError(new)

    def _compare(self, changes: Sequence[Change], revision: str) -> None:
        """Raise Conflict where what changes rest on is not as it was in a revision."""
        if revision == self.digest:
            return
        before = next((one for one in reversed(self.revisions) if one.digest == revision), None)
        then = None if before is None else self._texts.read(before.text).values
        now = self._read.values
        for change in changes:
            rests = change.rests_on(now)
            if before is None or repr(stated(now, rests)) != repr(stated(then, rests)):
                raise self._conflict([change], "")

    def _conflict(self, changes: Sequence[Change], text: str) -> Conflict:
        """What was to be written and what stands there: of the first change, or all of the text."""
        if not changes:
            return Conflict((), text, self.text)
        there = stated(self._read.values, changes[0].path)
        return Conflict(changes[0].path, changes[0].value, None if there is MISSING else there)

    def _put(self, text: str, changes: Sequence[Change]) -> Revision:
        """Write a text and make it the revision of now."""
        if text != self.text:
            self._write(text, changes)
            self.history.add(text, "you")
            self._supersede()
        return self.revision

    def _write(self, text: str, changes: Sequence[Change] = ()) -> None:
        """Write a text; Conflict where somebody else has saved one in the meantime."""
        today = datetime.datetime.now().astimezone().date()
        self._stamp = None  # whatever the file has next is looked at
        try:
            self._opened.write(text, today)
        except FileError:
            if self.refresh():
                raise self._conflict(changes, text) from None
            raise
        self._opened = Opened(self.file, text, text.encode())

    def _go(self, step: int, revision: str) -> Revision:
        with self._lock:
            self.refresh()
            if revision != self.digest:
                raise self._conflict((), "")
            to = self.cursor + step
            if 0 <= to < len(self.history.revisions):
                self._write(self.history.revisions[to].text)
                self.history.go(to)
                self._supersede()
            return self.revision

    def _supersede(self) -> None:
        """Only answers to the scenario of now are worked on."""
        scenario = self._read.scenario
        self.answers.supersede(scenario.digest if scenario else "")

    def _keep_draft(self, draft: Draft | None) -> None:
        self.draft = draft
        self._kept.keep_draft(draft.text if draft else "")

    def _stamped(self) -> tuple[int, ...]:
        """When the file was changed, its size and its number; nothing where it is not there."""
        if self.read_only:
            return ()
        try:
            found = Path(self.file).stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino
