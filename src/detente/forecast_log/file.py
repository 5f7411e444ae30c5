"""The log as a file: one JSON object a line, only ever appended to, by one writer at a time.

A line is a statement, or says what became of one that stands in another line:

    {"number": 1, "made": "2025-03-01", "text": "A ceasefire holds on 1 May", "probability": 0.7}
    {"number": 1, "outcome": true, "resolved": "2025-05-01"}
"""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import IO, Any

from detente.errors import FileError, Problem, ScenarioError, sentence
from detente.forecast_log.book import Log, Statement
from detente.validation import suggestion
from detente.writing import check_target, write_whole

LARGEST = 10_000_000
"""Bytes of the largest log that is read: some 50,000 statements."""

KEYS = ("number", "made", "text", "probability", "resolves", "source", "outcome", "resolved")
NEEDED = ("number", "made", "text", "probability")
OUTCOME = ("number", "outcome", "resolved")
DAYS = ("made", "resolves", "resolved")

_ENDS_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class _Unfit(ValueError):
    """What to mend in a line."""


def read_log(path: str | PathLike[str], *, missing_ok: bool = False) -> Log:
    """Read a log file; with `missing_ok` a file that is not there is an empty log.

    Raises FileError when it cannot be read, ScenarioError with every line that is no statement.
    """
    where = Path(path)
    try:
        if missing_ok and not where.exists():
            return Log(())
        if where.exists() and not where.is_file():
            raise FileError(str(path), "this is not a file", "name a file")
        with where.open("rb") as stream:
            return _parsed(stream.read(LARGEST + 1), str(path))
    except FileNotFoundError:
        remedy = 'begin one with: detente log add "..." 70%, or name yours with --file'
        raise FileError(str(path), "there is no such log", remedy) from None
    except OSError as error:
        rule = sentence("cannot be read: {reason}", reason=error.strerror)
        raise FileError(str(path), rule) from None


def write_log(log: Log, path: str | PathLike[str]) -> None:
    """Write the whole log or nothing; to change one that others may write to, see `change_log`."""
    write_whole(
        Path(path), "".join(_line(_plain(said, KEYS)) for said in log.statements), force=True
    )


def change_log(
    path: str | PathLike[str], change: Callable[[Log], Log], *, missing_ok: bool = False
) -> Log:
    """Append what `change` adds to the log or resolves in it, while nobody else writes to it.

    Raises FileError when the file cannot be read or written, and what `change` raises.
    """
    where = Path(path)
    if not where.exists():
        change(read_log(where, missing_ok=missing_ok))  # whatever is wrong makes no empty file
    check_target(where, force=True)
    try:
        with where.open("a+b") as stream, _locked(stream):
            stream.seek(0)
            raw = stream.read(LARGEST + 1)
            before = _parsed(raw, str(path))
            after = change(before)
            added = "".join(_line(record) for record in _added(before, after)).encode()
            _append(stream, added if raw.endswith(b"\n") or not raw else b"\n" + added)
    except OSError as error:
        rule = sentence("cannot be written: {reason}", reason=error.strerror)
        raise FileError(str(path), rule) from None
    return after


def _append(stream: IO[bytes], added: bytes) -> None:
    """All of it or nothing."""
    end = stream.seek(0, os.SEEK_END)
    try:
        stream.write(added)
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


def _added(before: Log, after: Log) -> Iterator[dict[str, Any]]:
    known = {said.number: said for said in before.statements}
    for said in after.statements:
        if said != known.get(said.number):
            yield _plain(said, OUTCOME if said.number in known else KEYS)


def _line(record: dict[str, Any]) -> str:
    """One line, whatever the text holds: what some reader takes for its end is escaped."""
    text = json.dumps(record, ensure_ascii=False)
    return _ENDS_A_LINE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"


def _plain(said: Statement, keys: tuple[str, ...]) -> dict[str, Any]:
    found = {key: getattr(said, key) for key in keys}
    return {
        key: value.isoformat() if isinstance(value, datetime.date) else value
        for key, value in found.items()
        if value is not None and value != ""
    }


def _parsed(raw: bytes, file: str) -> Log:
    if len(raw) > LARGEST:
        rule = sentence("the log is larger than {size} MB", size=f"{LARGEST / 1000000.0:.0f}")
        raise FileError(file, rule, "keep it as an archive and begin a new one")
    found: dict[int, Statement] = {}
    records: list[tuple[int, str, dict[str, Any]]] = []
    problems: list[Problem] = []

    def report(line: int, text: str, remedy: str) -> None:
        rule = "this line is no statement of a forecast log"
        problems.append(Problem(file, rule, text[:40], remedy, line))

    for line, part in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        text = part.decode("utf-8", errors="replace").strip()
        try:
            records += [(line, text, _record(part))] if text else []
        except _Unfit as error:
            report(line, text, str(error))
    records.sort(key=lambda each: _is_outcome(each[2]))
    for line, text, record in records:
        try:
            said = (_settled if _is_outcome(record) else _stated)(record, found)
            found[said.number] = said
        except _Unfit as error:
            report(line, text, str(error))
    if problems:
        raise ScenarioError(tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return Log(tuple(found.values()))


def _is_outcome(record: dict[str, Any]) -> bool:
    return "outcome" in record and "text" not in record


def _stated(record: dict[str, Any], found: dict[int, Statement]) -> Statement:
    if missing := [key for key in NEEDED if key not in record]:
        raise _Unfit(f"add {', '.join(missing)}")
    if record["number"] in found:
        raise _Unfit("give every statement a number of its own")
    return Statement(**record)


def _settled(record: dict[str, Any], found: dict[int, Statement]) -> Statement:
    if surplus := [key for key in record if key not in OUTCOME]:
        raise _Unfit(sentence("an outcome has no key {name}", name=surplus[0]))
    said = found.get(record.get("number", 0))
    if said is None or said.outcome is not None:
        raise _Unfit("name a statement that is open")
    if "resolved" not in record:
        raise _Unfit(_remedy("resolved"))
    return replace(said, **record)


def _record(part: bytes) -> dict[str, Any]:
    """The values of a line by their keys, but for empty ones."""
    try:
        pairs = json.loads(part.decode("utf-8"), object_pairs_hook=list)
        record = dict(pairs)
    except (ValueError, TypeError, RecursionError):
        raise _Unfit("write one JSON object a line, in UTF-8") from None
    if len(record) < len(pairs):
        raise _Unfit("write every key once")
    values = {}
    for key, value in record.items():
        if key not in KEYS:
            remedy = suggestion(key, KEYS)
            raise _Unfit(sentence("there is no key {name}; {remedy}", name=key, remedy=remedy))
        if value is not None and (key, value) != ("source", ""):
            values[key] = _value(key, value)
    return values


def _value(key: str, value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if key in DAYS:
        with suppress(TypeError, ValueError):
            return datetime.date.fromisoformat(value)
    elif key == "number":
        if number and isinstance(value, int) and 1 <= value <= 10**9:
            return value
    elif key == "probability":
        if number and 0 < value < 1:
            return float(value)
    elif isinstance(value, bool) if key == "outcome" else isinstance(value, str) and value.strip():
        return value
    raise _Unfit(_remedy(key))


def _remedy(key: str) -> str:
    if key == "number":
        return "write number as a whole number from 1 to 1000000000"
    if key == "probability":
        return "write a probability above 0 and below 1"
    if key == "outcome":
        return "write outcome as true or false"
    pattern = "write {name} as a day: YYYY-MM-DD" if key in DAYS else "write {name} as a text"
    return sentence(pattern, name=key)
