"""The log file: statements with a number, a date, a probability and, once known, an outcome.

>>> import datetime
>>> log = add(Log(()), "A ceasefire holds on 1 May", 0.7, made=datetime.date(2025, 3, 1))
>>> resolve(log, 1, True, on=datetime.date(2025, 5, 1)).statements[0].outcome
True
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

from detente.errors import FileError, Problem, ScenarioError, SettingError

KEYS = ("number", "made", "text", "probability", "resolves", "source", "outcome", "resolved")


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that will turn out true or false, and how likely it was held to be when made."""

    number: int
    made: datetime.date
    text: str
    probability: float
    resolves: datetime.date | None = None
    source: str = ""
    outcome: bool | None = None
    resolved: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """Statements in the order in which they were made."""

    statements: tuple[Statement, ...]

    @property
    def settled(self) -> tuple[Statement, ...]:
        """Those whose outcome is known."""
        return tuple(said for said in self.statements if said.outcome is not None)

    def due(self, today: datetime.date) -> tuple[Statement, ...]:
        """Open statements whose day has come."""
        return tuple(
            said
            for said in self.statements
            if said.outcome is None and said.resolves is not None and said.resolves <= today
        )


def add(
    log: Log,
    text: str,
    probability: float,
    *,
    made: datetime.date,
    resolves: datetime.date | None = None,
    source: str = "",
) -> Log:
    """The log with one more statement.

    Raises SettingError for an empty text or a probability that is not strictly between 0 and 1:
    nothing that is still open is certain.
    """
    if not text.strip():
        raise SettingError("statement", text, "say what will turn out true or false")
    if not 0 < probability < 1:
        raise SettingError("probability", probability, "give a number above 0 and below 1")
    if resolves is not None and resolves < made:
        raise SettingError("resolves", str(resolves), f"give a day from {made} on")
    number = max((said.number for said in log.statements), default=0) + 1
    said = Statement(number, made, " ".join(text.split()), probability, resolves, source)
    return Log((*log.statements, said))


def resolve(log: Log, number: int, outcome: bool, *, on: datetime.date) -> Log:
    """The log with the outcome of one statement.

    Raises SettingError when there is no such statement or its outcome is known already.
    """
    found = [said for said in log.statements if said.number == number]
    if not found:
        known = ", ".join(str(said.number) for said in log.statements if said.outcome is None)
        raise SettingError("number", number, f"choose an open statement: {known or 'none'}")
    if found[0].outcome is not None:
        raise SettingError("number", number, f"it was resolved on {found[0].resolved}")
    settled = replace(found[0], outcome=outcome, resolved=on)
    return Log(tuple(settled if said.number == number else said for said in log.statements))


def read_log(path: str | PathLike[str], *, missing_ok: bool = False) -> Log:
    """Read a log file; with `missing_ok` a file that is not there is an empty log.

    Raises FileError when it cannot be read, ScenarioError with every line that is no statement.
    """
    where = Path(path)
    if missing_ok and not where.exists():
        return Log(())
    try:
        lines = where.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        remedy = 'begin one with: detente log add "..." 70%, or name yours with --file'
        raise FileError(str(path), "there is no such log", remedy) from None
    except UnicodeDecodeError:
        raise FileError(str(path), "this is not a readable text in UTF-8") from None
    except OSError as error:
        raise FileError(str(path), f"cannot be read: {error.strerror}") from None
    statements, problems = [], []
    for line, text in enumerate(lines, start=1):
        if text.strip():
            try:
                statements.append(_statement(json.loads(text)))
            except (ValueError, KeyError, TypeError) as error:
                rule = "this line is no statement of a forecast log"
                problems.append(Problem(str(path), rule, text[:40], f"correct it: {error}", line))
    numbers = [said.number for said in statements]
    for number in sorted({n for n in numbers if numbers.count(n) > 1}):
        rule = "statements have different numbers"
        problems.append(Problem(str(path), rule, str(number), "renumber one of them"))
    if problems:
        raise ScenarioError(tuple(problems))
    return Log(tuple(statements))


def write_log(log: Log, path: str | PathLike[str]) -> None:
    """Write the whole log or nothing."""
    from detente.writing import write_whole

    text = "".join(json.dumps(_plain(said), ensure_ascii=False) + "\n" for said in log.statements)
    write_whole(Path(path), text, force=True)


def _plain(said: Statement) -> dict[str, Any]:
    raw = {key: getattr(said, key) for key in KEYS}
    for key in ("made", "resolves", "resolved"):
        raw[key] = raw[key].isoformat() if raw[key] is not None else None
    return {key: value for key, value in raw.items() if value is not None and value != ""}


def _statement(raw: dict[str, Any]) -> Statement:
    unknown = sorted(set(raw) - set(KEYS))
    if unknown:
        raise ValueError(f"there is no key {', '.join(unknown)}")
    probability = float(raw["probability"])
    if not 0 < probability < 1:
        raise ValueError("a probability lies above 0 and below 1")
    outcome = raw.get("outcome")
    if outcome is not None and not isinstance(outcome, bool):
        raise ValueError("an outcome is true or false")
    return Statement(
        number=int(raw["number"]),
        made=datetime.date.fromisoformat(raw["made"]),
        text=str(raw["text"]),
        probability=probability,
        resolves=_day(raw.get("resolves")),
        source=str(raw.get("source", "")),
        outcome=outcome,
        resolved=_day(raw.get("resolved")),
    )


def _day(raw: str | None) -> datetime.date | None:
    return None if raw is None else datetime.date.fromisoformat(raw)
