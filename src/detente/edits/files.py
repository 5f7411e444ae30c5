"""Change a scenario file in its place: what would change is shown, a dated copy kept."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.edits.changes import BOM, Document
from detente.errors import FileError
from detente.scenario import loads
from detente.scenario.reading.changes import changed_path, check_once
from detente.scenario.reading.files import source_text
from detente.scenario.reading.text import decode, read_bytes
from detente.writing import check_target, write_whole


@dataclass(frozen=True)
class Opened:
    """A scenario file or bundled case as it was read; `raw` is None for a case."""

    file: str
    text: str
    raw: bytes | None

    @classmethod
    def at(cls, file: str) -> Opened:
        """Read a file, or a bundled case by its name. Raises FileError where there is neither."""
        text, name = source_text(file)
        if not Path(file).is_file():
            return cls(name, text, None)
        raw = read_bytes(Path(file))
        text = decode(raw, file)
        return cls(name, BOM + text if raw.startswith(BOM.encode()) else text, raw)

    def difference(self, text: str) -> str:
        """What differs in a new text, as a unified difference; empty where nothing does."""
        before, after = self.text.splitlines(), text.splitlines()
        lines = difflib.unified_diff(before, after, self.file, self.file, lineterm="")
        return "\n".join(lines)

    def write(self, text: str, today: datetime.date) -> Path | None:
        """Put a new text in the place of the file; the first of a day keeps a copy beside it.

        Returns where a copy was kept. Raises FileError for a bundled case, for a file that was
        changed since it was read, and where it cannot be written.
        """
        path = Path(self.file)
        if self.raw is None:
            rule = "a bundled case is not changed"
            raise FileError(self.file, rule, "name a file of your own")
        check_target(path, force=True)
        kept = path.with_name(f"{path.stem}.{today.isoformat()}{path.suffix}")
        copied = not kept.exists()
        if read_bytes(path) != self.raw:
            rule = "the file was changed by somebody else since it was read"
            raise FileError(self.file, rule, "try again")
        if copied:
            write_whole(kept, self.raw, like=path)
        write_whole(path, text.encode(), force=True)
        return kept if copied else None


def changed_text(text: str, changes: Sequence[str], file: str) -> str:
    """A text with each `key.path=value` set, as `detente compare --set` does.

    Raises SettingError for a change that cannot be made, EditRefused where it cannot be made
    exactly, and ScenarioError for a scenario that is wrong afterwards.

    >>> changed_text("title: Talks  # new\\nparties: {a: }\\n", ["title=More talks"], "talks.yaml")
    'title: More talks  # new\\nparties: {a: }\\n'
    """
    check_once(changes, "KEY=VALUE")
    document = Document(text, file)
    if not isinstance(document.values, dict):
        loads(text.removeprefix(BOM), file=file)  # says that a scenario is a mapping
    for change in changes:
        path, value = changed_path(document.values, change, "KEY=VALUE")
        document = document.delete(path) if value is None else document.set(path, value)
    loads(document.text.removeprefix(BOM), file=file)
    return document.text
