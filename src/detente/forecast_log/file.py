"""The log as a file: one JSON object a line, only ever appended to, by one writer at a time.

A line is a statement, or says what became of one that stands in another line:

    {"number": 1, "made": "2025-03-01", "text": "A ceasefire holds on 1 May", "probability": 0.7}
    {"number": 1, "outcome": true, "resolved": "2025-05-01"}
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from detente import json_lines
from detente.errors import FileError, Problem, ScenarioError, sentence
from detente.forecast_log.book import Log, Statement
from detente.json_lines import Unfit
from detente.validation import suggestion
from detente.writing import write_whole

LARGEST = 10_000_000
"""Bytes of the largest log that is read: some 50,000 statements."""

KEYS = ("number", "made", "text", "probability", "resolves", "source", "outcome", "resolved")
NEEDED = ("number", "made", "text", "probability")
OUTCOME = ("number", "outcome", "resolved")
DAYS = ("made", "resolves", "resolved")


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
        Path(path),
        "".join(json_lines.line(_plain(said, KEYS)) for said in log.statements),
        force=True,
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
    after: list[Log] = []

    def adding(raw: bytes) -> Iterator[dict[str, Any]]:
        before = _parsed(raw, str(path))
        after.append(change(before))
        return _added(before, after[0])

    json_lines.append(where, LARGEST, adding)
    return after[0]


def _added(before: Log, after: Log) -> Iterator[dict[str, Any]]:
    known = {said.number: said for said in before.statements}
    for said in after.statements:
        if said != known.get(said.number):
            yield _plain(said, OUTCOME if said.number in known else KEYS)


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

    for line, part in json_lines.numbered(raw):
        text = part.decode("utf-8", errors="replace").strip()
        try:
            records.append((line, text, _record(part)))
        except Unfit as error:
            report(line, text, str(error))
    records.sort(key=lambda each: _is_outcome(each[2]))
    for line, text, record in records:
        try:
            said = (_settled if _is_outcome(record) else _stated)(record, found)
            found[said.number] = said
        except Unfit as error:
            report(line, text, str(error))
    if problems:
        raise ScenarioError(tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return Log(tuple(found.values()))


def _is_outcome(record: dict[str, Any]) -> bool:
    return "outcome" in record and "text" not in record


def _stated(record: dict[str, Any], found: dict[int, Statement]) -> Statement:
    if missing := [key for key in NEEDED if key not in record]:
        raise Unfit(f"add {', '.join(missing)}")
    if record["number"] in found:
        raise Unfit("give every statement a number of its own")
    return Statement(**record)


def _settled(record: dict[str, Any], found: dict[int, Statement]) -> Statement:
    if surplus := [key for key in record if key not in OUTCOME]:
        raise Unfit(sentence("an outcome has no key {name}", name=surplus[0]))
    said = found.get(record.get("number", 0))
    if said is None or said.outcome is not None:
        raise Unfit("name a statement that is open")
    if "resolved" not in record:
        raise Unfit(_remedy("resolved"))
    if record["resolved"] < said.made:
        raise Unfit(sentence("give a day from {day} on", day=said.made))
    return replace(said, **record)


def _record(part: bytes) -> dict[str, Any]:
    """The values of a line by their keys, but for empty ones."""
    values = {}
    for key, value in json_lines.record(part).items():
        if key not in KEYS:
            remedy = suggestion(key, KEYS)
            raise Unfit(sentence("there is no key {name}; {remedy}", name=key, remedy=remedy))
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
    raise Unfit(_remedy(key))


def _remedy(key: str) -> str:
    if key == "number":
        return "write number as a whole number from 1 to 1000000000"
    if key == "probability":
        return "write a probability above 0 and below 1"
    if key == "outcome":
        return "write outcome as true or false"
    pattern = "write {name} as a day: YYYY-MM-DD" if key in DAYS else "write {name} as a text"
    return sentence(pattern, name=key)
