"""The log: statements with a number, a date, a probability and, once known, an outcome.

>>> import datetime
>>> log = add(Log(()), "A ceasefire holds on 1 May", 0.7, made=datetime.date(2025, 3, 1))
>>> resolve(log, 1, True, on=datetime.date(2025, 5, 1)).statements[0].outcome
True
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from detente.errors import SettingError, sentence


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
        remedy = sentence("give a day from {day} on", day=made)
        raise SettingError("resolves", str(resolves), remedy)
    number = max((said.number for said in log.statements), default=0) + 1
    said = Statement(number, made, " ".join(text.split()), probability, resolves, source)
    return Log((*log.statements, said))


def resolve(log: Log, number: int, outcome: bool, *, on: datetime.date) -> Log:
    """The log with the outcome of one statement.

    Raises SettingError when there is no such statement, its outcome is known already, or the day is
    before the statement was made.
    """
    found = [said for said in log.statements if said.number == number]
    if not found:
        known = ", ".join(str(said.number) for said in log.statements if said.outcome is None)
        remedy = sentence("choose an open statement: {known}", known=known or "none")
        raise SettingError("number", number, remedy)
    if found[0].outcome is not None:
        remedy = sentence("it was resolved on {day}", day=found[0].resolved)
        raise SettingError("number", number, remedy)
    if on < found[0].made:
        raise SettingError("on", str(on), sentence("give a day from {day} on", day=found[0].made))
    settled = replace(found[0], outcome=outcome, resolved=on)
    return Log(tuple(settled if said.number == number else said for said in log.statements))
