"""What the workbench remembers between sessions: recent files, undo histories, variants, a log.

It lies in one folder of the user's own that nobody else may read, can say where, and erases itself.
Nothing of it is needed: where it cannot be written, work goes on without.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from detente.kernels import kept_in

MOST_RECENT = 20

RECENT, FILES, LOG = "recent.json", "files", "log.txt"
HISTORY, VARIANTS, DRAFT = "history.jsonl", "variants.json", "draft.txt"


class Recent(NamedTuple):
    """A file that was worked on, as it may be shown, and when that was."""

    path: str
    shown: str
    at: datetime.datetime


def default_folder() -> Path | None:
    """Where the store lies: `DETENTE_STATE`, or the place that the system has for such things.

    None for a user without a home.
    """
    with suppress(RuntimeError):
        return _folder()
    return None


def _folder() -> Path:
    if chosen := os.environ.get("DETENTE_STATE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "detente"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "detente"
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    state = state if state.is_absolute() else Path.home() / ".local" / "state"
    return state / "detente"


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path without the name of the user, as far as the home folder tells it.

    >>> shown_path(Path.home() / "talks.yaml").replace(os.sep, "/")
    '~/talks.yaml'
    """
    full = Path(path).absolute()
    with suppress(RuntimeError):
        if full.is_relative_to(Path.home()):
            return str(Path("~") / full.relative_to(Path.home()))
    return str(full)


class Store:
    """The folder; a store of None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def of(self, file: str, *, own: bool = True) -> Kept:
        """What is remembered of a file, which becomes the latest one; nothing of another's."""
        if self.folder is None or not own:
            return Kept(None)
        path = os.path.realpath(file)
        place = self.folder / FILES / hashlib.sha256(path.encode()).hexdigest()[:24]
        with suppress(OSError):
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self.folder, self.folder / FILES, place):
                folder.mkdir(mode=0o700, exist_ok=True)
            self.folder.chmod(0o700)
            others = [one for one in self._recent() if one["path"] != path]
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            latest = [{"path": path, "at": now}, *others][:MOST_RECENT]
            _write_private(self.folder / RECENT, json.dumps(latest))
        return Kept(place)

    def recent(self) -> tuple[Recent, ...]:
        """The files worked on that are still there, the latest first."""
        return tuple(
            Recent(one["path"], shown_path(one["path"]), datetime.datetime.fromisoformat(one["at"]))
            for one in self._recent()
            if Path(one["path"]).is_file()
        )

    def _recent(self) -> list[dict[str, str]]:
        found = _json(None if self.folder is None else self.folder / RECENT)
        return found if isinstance(found, list) else []

    def log(self, line: str) -> None:
        """Add a line to the log."""
        if self.folder is not None:
            _append_private(self.folder / LOG, line)

    def places(self) -> dict[str, str]:
        """Where recent files, histories (with variants and drafts), log and compiled code lie."""
        parts = {"recent": RECENT, "history": FILES, "log": LOG}
        places = {} if self.folder is None else {k: self.folder / v for k, v in parts.items()}
        code = kept_in()
        places |= {} if code is None else {"cache": code}
        return {name: shown_path(path) for name, path in places.items()}

    def erase(self) -> None:
        """Remove all of it but compiled code, which tells nothing of anybody's files.

        Sessions that are open remember nothing more.
        """
        if self.folder is not None:
            shutil.rmtree(self.folder / FILES, ignore_errors=True)
            for name in (RECENT, LOG):
                (self.folder / name).unlink(missing_ok=True)
            with suppress(OSError):
                self.folder.rmdir()


class Kept:
    """What is remembered of one file; of None nothing is."""

    def __init__(self, place: Path | None) -> None:
        self.place = place

    @property
    def draft(self) -> str:
        """The text of the draft; empty where there is none."""
        try:
            return "" if self.place is None else (self.place / DRAFT).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            return ""

    def keep_draft(self, text: str) -> None:
        """Keep the text of a draft, or with an empty one none."""
        if text:
            self._write(DRAFT, text)
        elif self.place is not None:
            (self.place / DRAFT).unlink(missing_ok=True)

    @property
    def variants(self) -> dict[str, tuple[str, ...]]:
        """The variants by name, in their order."""
        found = _json(None if self.place is None else self.place / VARIANTS)
        return {k: tuple(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def keep_variants(self, variants: Mapping[str, tuple[str, ...]]) -> None:
        """Keep the variants."""
        self._write(VARIANTS, json.dumps(variants, ensure_ascii=False))

    def begin(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Write the history anew."""
        self._write(HISTORY, "".join(f"{json.dumps(line)}\n" for line in lines))

    def add(self, line: Mapping[str, Any]) -> None:
        """Add a line to the history."""
        if self.place is not None and self.place.is_dir():
            _append_private(self.place / HISTORY, json.dumps(line))

    def history(self) -> Iterator[dict[str, Any]]:
        """The lines of the history as they were written, without a broken one at the end."""
        with suppress(OSError, ValueError):
            lines = [] if self.place is None else (self.place / HISTORY).read_bytes().splitlines()
            for line in lines:
                yield json.loads(line)

    def _write(self, name: str, text: str) -> None:
        if self.place is not None and self.place.is_dir():
            with suppress(OSError):
                _write_private(self.place / name, text)


def _json(path: Path | None) -> Any:
    try:
        return None if path is None else json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _write_private(path: Path, text: str) -> None:
    """Write a file whole; nobody else may read it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(text.encode())
    Path(name).replace(path)


def _append_private(path: Path, line: str) -> None:
    """Add a line to a file that nobody else may read; where that cannot be, it is lost."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    with suppress(OSError), open(path, "a", encoding="utf-8", opener=opener) as stream:
        stream.write(f"{line}\n")
