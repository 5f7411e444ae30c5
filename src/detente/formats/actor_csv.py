"""A plain actor table: one row a party and issue.

Columns `issue, party, position, salience, capability`, in any order, and optionally `low, high,
unit` of the issue's scale (0 and 100 where absent). Salience is on 0..100.
"""

from __future__ import annotations

import csv
import io

from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Numbers, Rows

COLUMNS = ("issue", "party", "position", "salience", "capability")

LOSSES = (
    "ranges, sources and confidence of judgements (best values are written)",
    "the wording of values (positions on named values are written as 0..100)",
    "everything but positions: preferences, options, priorities",
)


def recognises(rows: Rows) -> bool:
    """Whether the headings are of this layout, and no outcomes are listed."""
    header = {name.lower() for name in rows.lines[0][1]} if rows.lines else set()
    return set(COLUMNS) <= header and "outcome" not in header


def read(rows: Rows) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    header = tuple(name.lower() for name in rows.lines[0][1])
    numbers = Numbers(rows.file)
    issues: dict[str, Line] = {}
    parties, stands = {}, {}
    for line, cells in rows.lines[1:]:
        row = dict(zip(header, cells + ("",) * (len(header) - len(cells)), strict=False))
        issue, party = row["issue"], row["party"]
        if issue not in issues:
            issues[issue] = _line(row, line, numbers)
        if (issue, party) in stands:
            numbers.report(line, f"a party has one position on {issue}", party, "remove one row")
        parties[party] = party
        ends = issues[issue]
        stands[issue, party] = Place(
            numbers.read(row["position"], line, "a position", ends.low, ends.high),
            numbers.read(row["salience"], line, "a salience", 0, 100) if row["salience"] else None,
            numbers.read(row["capability"], line, "a capability", 0, float("inf"))
            if row["capability"]
            else None,
        )
    numbers.end()
    return ActorTable("", parties, issues, stands)


def write(table: ActorTable) -> str:
    """The text of the layout."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*COLUMNS, "low", "high", "unit"])
    for (issue, party), place in table.stands.items():
        line = table.issues[issue]
        given = [place.position, place.salience, place.capability, line.low, line.high]
        numbers = ["" if number is None else f"{number:g}" for number in given]
        writer.writerow([issue, party, *numbers, line.unit])
    return stream.getvalue()


def _line(row: dict[str, str], line: int, numbers: Numbers) -> Line:
    low = numbers.read(row.get("low") or "0", line, "a low end", -1e12, 1e12)
    high = numbers.read(row.get("high") or "100", line, "a high end", low, 1e12)
    if high <= low:
        numbers.report(line, "a scale ends above its beginning", f"{low:g}..{high:g}")
    return Line(row["issue"], low, high, row.get("unit", ""))
