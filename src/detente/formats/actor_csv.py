"""A plain actor table: one row a party and issue.

Columns `issue, party, position, salience, capability`, in any order, and optionally `low, high,
unit` of the issue's scale (0 and 100 where absent) and the display names `issue_name, party_name`.
Salience is on 0..100; a percentage is that many points of 100. What belongs to an issue or a party
is the same in all its rows, or given in one of them.
"""

from __future__ import annotations

import csv
import io
import math

from detente.errors import sentence
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Cells, Reader, Record, Rows, written

COLUMNS = ("issue", "party", "position", "salience", "capability")

LOSSES = (
    "the title",
    "ranges, sources and confidence of judgements (best values are written)",
    "the wording of values (positions on named values are written as 0..100)",
    "whether a party's power holds for all issues (it is written for each)",
    "capital letters and hyphens of keys",
    "everything else: parties and issues without a position, preferences, options, priorities",
)


def recognises(rows: Rows) -> bool:
    """Whether the headings are of this layout, and no outcomes are listed."""
    return {"issue", "party"} <= set(rows.columns) and "outcome" not in rows.columns


def read(rows: Rows) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    reader = Reader(rows)
    by_issue: dict[str, list[Record]] = {}
    by_party: dict[str, list[Record]] = {}
    records = reader.records(rows, COLUMNS)
    if not records and not reader.problems:
        reader.report(1, "the table has no rows", remedy="add a row for each party and issue")
    for line, row in records:
        for column in ("issue", "party"):
            if not row[column]:
                reader.report(
                    line, sentence("the cell under {column} is empty", column=column), "", "name it"
                )
        by_issue.setdefault(row["issue"], []).append((line, row))
        by_party.setdefault(row["party"], []).append((line, row))
    issues = {issue: _line(issue, records, reader) for issue, records in by_issue.items()}
    stands: dict[tuple[str, str], Place] = {}
    for issue, records in by_issue.items():
        for line, row in records:
            if (issue, row["party"]) in stands:
                rule = sentence("a party has one position on {issue}", issue=issue)
                reader.report(line, rule, row["party"], "remove one row")
            stands[issue, row["party"]] = _place(row, line, issues[issue], reader)
    parties = {
        party: _text(reader.shared(records, "party_name", party)) or party
        for party, records in by_party.items()
    }
    reader.end()
    return ActorTable("", parties, issues, stands)


def write(table: ActorTable) -> str:
    """The text of the layout."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    issue_names = any(line.name not in ("", key) for key, line in table.issues.items())
    party_names = any(name not in ("", key) for key, name in table.parties.items())
    names = ["issue_name"] * issue_names + ["party_name"] * party_names
    writer.writerow([*COLUMNS, "low", "high", "unit", *names])
    for (issue, party), place in table.stands.items():
        line = table.issues[issue]
        given = [place.position, place.salience, place.capability, line.low, line.high]
        numbers = ["" if number is None else written(number) for number in given]
        called = [line.name] * issue_names + [table.parties[party]] * party_names
        writer.writerow([issue, party, *numbers, line.unit, *called])
    return stream.getvalue()


def _line(issue: str, records: list[Record], reader: Reader) -> Line:
    low, high = reader.ends(records, issue)
    name, unit = (_text(reader.shared(records, at, issue)) for at in ("issue_name", "unit"))
    return Line(name or issue, low, high, unit)


def _place(row: Cells, line: int, ends: Line, reader: Reader) -> Place:
    salience, capability = row["salience"], row["capability"]
    return Place(
        reader.points(row["position"], line, "a position", ends.low, ends.high),
        reader.points(salience, line, "a salience", 0, 100) if salience else None,
        reader.points(capability, line, "a capability", 0, math.inf) if capability else None,
    )


def _text(shared: tuple[int, str] | None) -> str:
    return shared[1] if shared else ""
