"""Compiled kernels, and where their machine code is kept between runs.

numba keeps the code of a kernel as long as the file of that kernel stays the same, whatever happens
to the kernels that it calls. So the folder here is named by a digest of the sources of all kernels:
one changed line, an update or a downgrade, and everything is compiled anew.

Code is kept in the user's cache folder (or in `NUMBA_CACHE_DIR`); where nothing can be written, in
a folder of the user's own among the temporary files; where that cannot be either, nowhere.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, cached_property, update_wrapper
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar, cast

R = TypeVar("R")

PACKAGE = Path(__file__).resolve().parent
_DECORATED = re.compile(rb"^@(?:unchecked_)?kernel$", re.MULTILINE)
_IMPORTED = re.compile(rb"^from (detente(?:\.\w+)+) import", re.MULTILINE)
_MAKING = Lock()
_SEEN: dict[Path, tuple[int, int]] = {}
"""The files of the kernels that were imported, and how they were then."""


class Sources(NamedTuple):
    """The files that kernels are compiled from: where, as of when, and a digest of their text."""

    paths: tuple[Path, ...]
    stamps: tuple[tuple[int, int], ...]
    digest: str


class Kernel(Generic[R]):
    """A function that is compiled when it is first called, with all kernels that it calls.

    numba itself takes longer to import than a small analysis to run.
    """

    def __init__(self, function: Callable[..., R], error_model: str) -> None:
        update_wrapper(self, function)
        self._function, self._error_model = function, error_model
        file = Path(function.__code__.co_filename)
        _SEEN.setdefault(file, _stamp(file))

    def __call__(self, *given: Any) -> R:
        return self.compiled(*given)

    @cached_property
    def compiled(self) -> Callable[..., R]:
        """What numba makes of the function."""
        scope = self._function.__globals__
        for name in self._function.__code__.co_names:
            if isinstance(called := scope.get(name), Kernel):
                scope[name] = called.compiled
        return _compiled(self._function, self._error_model)


def kernel(function: Callable[..., R]) -> Kernel[R]:
    """Compile a function of arrays and numbers at its first call, free of the GIL."""
    return Kernel(function, "python")


def unchecked_kernel(function: Callable[..., R]) -> Kernel[R]:
    """Compile as `kernel` does; a division by zero gives inf or nan, as it does in numpy."""
    return Kernel(function, "numpy")


def kept_in() -> Path | None:
    """The folder where code is kept; None where that is nowhere."""
    return _folder()


def stored() -> bool:
    """Whether code of today's kernels was kept by an earlier run."""
    folder = _folder()
    return folder is not None and next(folder.rglob("*.nbi"), None) is not None


def _compiled(function: Callable[..., R], error_model: str) -> Callable[..., R]:
    from numba import config, njit

    folder = _folder()
    with _MAKING:  # numba looks at its configuration once, when a kernel is made
        before, config.CACHE_DIR = config.CACHE_DIR, str(folder or "")
        try:
            options = {"nogil": True, "error_model": error_model}
            try:
                compiled = njit(cache=folder is not None, **options)(function)
            except RuntimeError:  # the source is no file, or gone
                compiled = njit(**options)(function)
        finally:
            config.CACHE_DIR = before
    if hasattr(compiled, "_cache"):  # not where NUMBA_DISABLE_JIT is set
        _keep_with_care(compiled._cache)
    return cast("Callable[..., R]", compiled)


def _keep_with_care(kept: Any) -> None:
    """Neither a full disk nor a damaged file ends a run; nor is code of changed sources kept."""
    load, save = kept.load_overload, kept.save_overload

    def load_overload(signature: object, context: object) -> object:
        try:
            return load(signature, context)
        except Exception:  # whatever pickle makes of a damaged file
            with suppress(OSError):
                kept.flush()
            return None

    def save_overload(signature: object, code: object) -> None:
        stamps = {file: _stamp(file) for file in _SEEN}
        if stamps == _SEEN and _stamps(_sources().paths) == _sources().stamps:
            with suppress(OSError):
                save(signature, code)

    kept.load_overload, kept.save_overload = load_overload, save_overload


@cache
def _sources() -> Sources:
    """The files with kernels, and what they import: constants and records of arrays."""
    texts = {path: path.read_bytes() for path in sorted((PACKAGE / "analyses").rglob("*.py"))}
    found = {path for path, text in texts.items() if _DECORATED.search(text)}
    imported = {module.decode() for path in found for module in _IMPORTED.findall(texts[path])}
    found |= {PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py") for module in imported}
    paths = tuple(sorted(path for path in found if path.is_file()))
    digest = blake2b(digest_size=12)
    for path in paths:
        digest.update(f"{path.relative_to(PACKAGE)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return Sources(paths, _stamps(paths), digest.hexdigest())


def _stamps(paths: tuple[Path, ...]) -> tuple[tuple[int, int], ...]:
    return tuple(map(_stamp, paths))


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat() if path.is_file() else None
    return (found.st_mtime_ns, found.st_size) if found else (0, 0)


@cache
def _folder() -> Path | None:
    """The folder of these kernels, made and writable; folders of other sources go."""
    place = f"{PACKAGE.name}-{blake2b(str(PACKAGE).encode(), digest_size=8).hexdigest()}"
    first = ""
    for root in _roots():
        folder = root / place / _sources().digest
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            first = first or f"{folder}: {error.strerror}"
            continue
        for old in folder.parent.iterdir():
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        if first:
            _say(f"{first}; compiled kernels are kept in {folder} instead")
        return folder
    _say(f"{first or 'no folder for compiled kernels'}; they are compiled anew in every run")
    return None


def _roots() -> Iterator[Path]:
    """Where code may be kept, best first."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(chosen)
    else:
        with suppress(RuntimeError):  # a user without a home
            if (user := _user_cache()).is_absolute():
                yield user / "detente"
    with suppress(OSError):
        own = Path(tempfile.gettempdir()) / f"detente-{os.getuid() if hasattr(os, 'getuid') else 0}"
        own.mkdir(mode=0o700, exist_ok=True)
        if _is_ours(own.lstat()):
            yield own


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return chosen if chosen.is_absolute() else Path.home() / ".cache"


def _is_ours(folder: os.stat_result) -> bool:
    """Nobody else may put code there."""
    if not hasattr(os, "getuid"):
        return True
    private = not folder.st_mode & 0o077
    return stat.S_ISDIR(folder.st_mode) and private and folder.st_uid == os.getuid()


def _say(line: str) -> None:
    print(f"detente: {line}", file=sys.stderr)
