"""Recorded talks of two people about three goods, one row a talk.

Columns: `set`; `n1 n2 n3` pieces of each good; `a1 a2 a3`, `b1 b2 b3` points that a piece is worth
to either side; `walk_a`, `walk_b` points without a deal; `agreed` 1 or 0; `x1 x2 x3` pieces that
the first side gets, empty without an agreement.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from detente.analyses.outlook.recorded import RecordedSet, RecordedTalk, RecordedTest
from detente.errors import sentence
from detente.formats.rows import Cells, Reader, read_rows

GOODS = ("1", "2", "3")
NEEDED = (
    "set",
    *(f"{part}{good}" for part in ("n", "a", "b") for good in GOODS),
    "walk_a",
    "walk_b",
    "agreed",
    *(f"x{good}" for good in GOODS),
)
MOST_PIECES = 100


def is_recorded(path: str | PathLike[str]) -> bool:
    """Whether the headings of a table are those of recorded talks."""
    return {"walk_a", "walk_b", "agreed"} <= {*read_rows(path).columns}


def read_recorded(path: str | PathLike[str]) -> RecordedTest:
    """Read a table of recorded talks; raises ScenarioError with all that is wrong in it."""
    rows = read_rows(path)
    reader = Reader(rows)
    sets: dict[str, list[RecordedTalk]] = {}
    records = reader.records(rows, NEEDED)
    for line, cells in records:
        sets.setdefault(cells["set"], []).append(_talk(reader, line, cells))
    if not records:
        reader.report(1, "the table has no talks", remedy="add a row for each talk")
    reader.end()
    found = tuple(RecordedSet(name, tuple(talks)) for name, talks in sets.items())
    return RecordedTest(Path(rows.file).name, rows.digest, found)


def _talk(reader: Reader, line: int, cells: Cells) -> RecordedTalk:
    pieces = _whole(reader, line, cells, "n", [MOST_PIECES] * 3)

    def points(side: str) -> tuple[float, float, float]:
        one, two, three = (reader.number(cells[side + k], line, side + k, 0, 1e6) for k in GOODS)
        return one, two, three

    walk = [reader.number(cells[k], line, k, -1e6, 1e6) for k in ("walk_a", "walk_b")]
    ended = reader.number(cells["agreed"], line, "agreed", 0, 1)
    agreed = _whole(reader, line, cells, "x", pieces) if ended == 1 else None
    if ended not in (0, 1):
        reader.report(line, "agreed is 1 or 0", cells["agreed"])
    return RecordedTalk(pieces, points("a"), points("b"), (walk[0], walk[1]), agreed)


def _whole(
    reader: Reader, line: int, cells: Cells, what: str, most: list[int] | tuple[int, ...]
) -> tuple[int, int, int]:
    found = []
    for good, top in zip(GOODS, most, strict=True):
        name = f"{what}{good}"
        number = reader.number(cells[name], line, name, 0, top)
        if number != number or number != int(number):
            if number == number:
                reader.report(line, sentence("{what} is a whole number", what=name), cells[name])
            number = 0
        found.append(int(number))
    return found[0], found[1], found[2]
