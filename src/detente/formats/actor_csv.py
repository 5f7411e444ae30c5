"""A plain actor table: one row a party and issue.

Columns `issue, party, position, salience, capability`, in any order, and optionally `low, high,
unit` of the issue's scale (0 and 100 where absent) and the display names `issue_name, party_name`.
Salience is on 0..100; a percentage is that many points of 100. What belongs to an issue or a party
is the same in all its rows, or given in one of them.
"""

from __future__ import annotations

import math

from detente.errors import sentence
from detente.formats.actors import ActorTable, Line, Place
from detente.formats.rows import Reader, Record, again, csv_text, written

COLUMNS = ("issue", "party", "position", "salience", "capability")
OPTIONAL = ("low", "high", "unit", "issue_name", "party_name")

LOSSES = (
    "the title",
    "ranges, sources and confidence of judgements (best values are written)",
    "the wording of values (positions on named values are written as 0..100)",
    "whether a party's power holds for all issues (it is written for each)",
    "capital letters and hyphens of keys",
    "everything else: parties and issues without a position, preferences, options, priorities",
)


def recognises(reader: Reader) -> bool:
    """Whether the headings are of this layout, and no outcomes are listed."""
    return {"issue", "party"} <= set(reader.columns) and "outcome" not in reader.columns


def read(reader: Reader) -> ActorTable:
    """Read the table; raises ScenarioError with all that is wrong in it."""
    records = reader.records(COLUMNS)
    if len(reader.rows) < 2:
        reader.report(1, "the table has no rows", remedy="add a row for each party and issue")
    by_issue: dict[str, list[Record]] = {}
    by_party: dict[str, list[Record]] = {}
    records = reader.named(records, ("issue", "party"))
    for row in records:
        by_issue.setdefault(row["issue"], []).append(row)
        by_party.setdefault(row["party"], []).append(row)
    for issue, party in again((row["issue"], row["party"]) for row in records):
        rule = sentence("a party has one position on {issue}", issue=issue)
        reader.report(party.line, rule, party, "remove one row")
    issues: dict[str, Line] = {}
    stands: dict[tuple[str, str], Place] = {}
    for name, rows in by_issue.items():
        low, high = reader.ends(rows, name)
        title, unit = (reader.shared(rows, at, name) or "" for at in ("issue_name", "unit"))
        issues[name] = Line(title or name, low, high, unit)
        for row in rows:
            salience, capability = row["salience"], row["capability"]
            stands[name, str(row["party"])] = Place(
                reader.number(row["position"], "a position", low, high),
                reader.number(salience, "a salience", 0, 100) if salience else None,
                reader.number(capability, "a capability", 0, math.inf) if capability else None,
            )
    parties = {
        party: reader.shared(rows, "party_name", party) or party for party, rows in by_party.items()
    }
    reader.end()
    unread = [name for name in reader.columns if name and name not in (*COLUMNS, *OPTIONAL)]
    notes = [sentence("columns that are not read: {columns}", columns=", ".join(unread))]
    return ActorTable("", parties, issues, stands, tuple(notes if unread else ()))


def write(table: ActorTable) -> str:
    """The text of the layout; names have columns where they differ from the keys."""
    issue_names = any(line.name not in ("", key) for key, line in table.issues.items())
    party_names = any(name not in ("", key) for key, name in table.parties.items())
    names = ["issue_name"] * issue_names + ["party_name"] * party_names
    rows = [[*COLUMNS, "low", "high", "unit", *names]]
    for (issue, party), place in table.stands.items():
        line = table.issues[issue]
        numbers = (place.position, place.salience, place.capability, line.low, line.high)
        called = [line.name] * issue_names + [table.parties[party]] * party_names
        rows.append([issue, party, *map(written, numbers), line.unit, *called])
    return csv_text(rows)
