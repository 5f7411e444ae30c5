"""Files of JSON Lines: one record a line, only ever appended to, by one writer at a time.

>>> line({"text": "two\\nlines\\u2028in one"})
'{"text": "two\\\\nlines\\\\u2028in one"}\\n'
>>> record(b'{"text": "a"}')
{'text': 'a'}
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from detente.errors import FileError, sentence
from detente.writing import check_target

_ENDS_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Unfit(ValueError):
    """What to mend in a line."""


def line(values: Mapping[str, Any]) -> str:
    """One line, whatever the text holds: what some reader takes for its end is escaped."""
    text = json.dumps(values, ensure_ascii=False)
    return _ENDS_A_LINE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"


def record(part: bytes) -> dict[str, Any]:
    """The values of a line by their keys. Raises Unfit for anything but one JSON object."""
    try:
        values = json.loads(part.decode("utf-8"), object_pairs_hook=_each_once)
    except Unfit:
        raise
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise Unfit("write one JSON object a line, in UTF-8")
    return values


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise Unfit("write every key once")
    return values


def numbered(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that hold something, each with its number."""
    for number, part in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if part.decode("utf-8", errors="replace").strip():
            yield number, part


def append(
    path: Path, largest: int, adding: Callable[[bytes], Iterator[Mapping[str, Any]]]
) -> None:
    """Append the records that `adding` makes of what is there, while nobody else writes to it.

    No more than `largest` bytes and one are read. Raises FileError when the file cannot be read or
    written, and what `adding` raises.
    """
    check_target(path, force=True)
    try:
        with path.open("a+b") as stream, _locked(stream):
            stream.seek(0)
            raw = stream.read(largest + 1)
            added = "".join(map(line, adding(raw))).encode()
            _append(stream, added)
    except OSError as error:
        rule = sentence("cannot be written: {reason}", reason=error.strerror)
        raise FileError(str(path), rule) from None


def _append(stream: IO[bytes], added: bytes) -> None:
    """All of it or nothing, on a line of its own."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - 1))
    begun = stream.read(1) not in (b"", b"\n")
    try:
        stream.write(b"\n" + added if begun else added)
        stream.flush()
    except OSError:
        stream.truncate(end)
        raise


@contextmanager
def _locked(stream: IO[bytes]) -> Iterator[None]:
    """Hold the file until the end of the block; others who do the same wait."""
    if sys.platform == "win32":
        import msvcrt

        stream.seek(2**30)  # behind the end, where nobody reads
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            stream.seek(2**30)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX)  # freed when the file is closed
        yield
