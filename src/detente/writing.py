"""Write a file whole or not at all; a file that is replaced keeps its place, mode and owner."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from detente.errors import FileError, sentence

NO_FOLDER = "this is not a folder"


def check_target(path: Path, *, force: bool = False) -> None:
    """Refuse what cannot be written, before any work is done.

    Raises FileError for a folder, a device, a file that is read-only, an existing file without
    `force`, or a folder that is not there.
    """
    try:
        _check(path, force=force)
    except OSError as error:
        raise _failed(path, error.strerror or "unknown reason") from None
    except ValueError as error:
        raise _failed(path, str(error)) from None


def check_folder(path: Path) -> None:
    """Refuse a file where a folder is meant; FileError."""
    if os.path.lexists(path) and not path.is_dir():
        raise FileError(str(path), NO_FOLDER, "name a folder")


def make_folder(path: Path, *, parents: bool = False) -> None:
    """Make a folder where there is none; FileError where that cannot be."""
    check_folder(path)
    try:
        path.mkdir(exist_ok=True, parents=parents)
    except FileNotFoundError:
        rule = "cannot be written: there is no such folder"
        raise FileError(str(path.parent), rule, "make it first") from None
    except (OSError, ValueError) as error:
        raise _failed(path, getattr(error, "strerror", None) or str(error)) from None


def write_whole(
    path: Path, content: str | bytes, *, force: bool = False, like: Path | None = None
) -> None:
    """Write a file whole or not at all; an existing one only with `force`.

    A link stays a link: the file it leads to is replaced. A new file has the mode and the owner of
    the one that it is `like`. Raises FileError as `check_target` does, and when the writing itself
    fails.
    """
    check_target(path, force=force)
    raw = content.encode() if isinstance(content, str) else content
    try:
        _replace(Path(os.path.realpath(path)), raw, like or path)
    except OSError as error:
        raise _failed(path, error.strerror or "unknown reason") from None


def _check(path: Path, *, force: bool) -> None:
    file, rule, remedy = str(path), "", ""
    real = Path(os.path.realpath(path))
    found = real.lstat() if os.path.lexists(real) else None
    if found is None and os.path.lexists(real.parent) and not real.parent.is_dir():
        file, rule, remedy = str(path.parent), NO_FOLDER, "name a folder"
    elif found is None and not real.parent.is_dir():
        rule, remedy = "cannot be written: there is no such folder", "make it first"
    elif found is None:
        return
    elif stat.S_ISDIR(found.st_mode):
        rule, remedy = "this is a folder", "name a file"
    elif stat.S_ISLNK(found.st_mode):
        rule, remedy = "this is a link that leads back to itself", "name a file"
    elif not stat.S_ISREG(found.st_mode):
        rule, remedy = "this is a device, not a file", "name a file"
    elif not force:
        rule, remedy = "the file exists already", "add --force to replace it"
    elif not (found.st_mode & 0o222 and os.access(real, os.W_OK)):
        rule, remedy = "the file is read-only", "make it writable, or name another one"
    if rule:
        raise FileError(file, rule, remedy)


def _failed(path: Path, reason: str) -> FileError:
    return FileError(
        str(path), sentence("cannot be written: {reason}", reason=reason), "choose another place"
    )


def _replace(path: Path, raw: bytes, like: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".detente-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        if like.exists():
            before = like.stat()
            with suppress(OSError, AttributeError):  # only root may give a file away
                os.chown(temporary, before.st_uid, before.st_gid)
            temporary.chmod(stat.S_IMODE(before.st_mode))
        else:
            temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
