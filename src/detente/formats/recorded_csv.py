"""Recorded talks of two people about three goods, one row a talk.

Columns: `set`; `n1 n2 n3` pieces of each good; `a1 a2 a3`, `b1 b2 b3` points that a piece is worth
to either side; `walk_a`, `walk_b` points without a deal; `agreed` 1 or 0; `x1 x2 x3` pieces that
the first side gets, empty without an agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from detente.analyses.outlook.recorded import RecordedSet, RecordedTalk, RecordedTest
from detente.errors import sentence
from detente.formats.rows import Reader, Record, read_rows

GOODS = ("1", "2", "3")
COLUMNS = ("set", *(f"{part}{good}" for part in "nab" for good in GOODS))
COLUMNS += ("walk_a", "walk_b", "agreed", *(f"x{good}" for good in GOODS))
MOST_PIECES = 100


def is_recorded(path: str | PathLike[str]) -> bool:
    """Whether the headings of a table are those of recorded talks."""
    return {"walk_a", "walk_b", "agreed"} <= {*read_rows(path).columns}


def read_recorded(path: str | PathLike[str]) -> RecordedTest:
    """Read a table of recorded talks; raises ScenarioError with all that is wrong in it."""
    reader = read_rows(path)
    sets: dict[str, list[RecordedTalk]] = {}
    for row in reader.records(COLUMNS):
        sets.setdefault(row["set"], []).append(_talk(reader, row))
    if len(reader.rows) < 2:
        reader.report(1, "the table has no talks", remedy="add a row for each talk")
    reader.end()
    found = tuple(RecordedSet(name, tuple(talks)) for name, talks in sets.items())
    return RecordedTest(Path(reader.file).name, reader.digest, found)


def _talk(reader: Reader, row: Record) -> RecordedTalk:
    pieces = _whole(reader, row, "n", [MOST_PIECES] * 3)

    def points(side: str) -> tuple[float, float, float]:
        one, two, three = (reader.number(row[side + k], side + k, 0, 1e6) for k in GOODS)
        return one, two, three

    walk_a, walk_b = (reader.number(row[k], k, -1e6, 1e6) for k in ("walk_a", "walk_b"))
    ended = reader.number(row["agreed"], "agreed", 0, 1)
    agreed = _whole(reader, row, "x", pieces) if ended == 1 else None
    if ended not in (0, 1):
        reader.report(row["agreed"].line, "agreed is 1 or 0", row["agreed"])
    return RecordedTalk(pieces, points("a"), points("b"), (walk_a, walk_b), agreed)


def _whole(reader: Reader, row: Record, what: str, most: Sequence[int]) -> tuple[int, int, int]:
    found = []
    for good, top in zip(GOODS, most, strict=True):
        name, cell = f"{what}{good}", row[f"{what}{good}"]
        number = reader.number(cell, name, 0, top)
        if number == number and number != int(number):
            reader.report(cell.line, sentence("{what} is a whole number", what=name), cell)
        found.append(int(number) if number == number else 0)
    return found[0], found[1], found[2]
