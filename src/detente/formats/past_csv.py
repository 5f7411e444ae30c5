"""Settled issues as a plain table: one row a party and issue.

Columns `proposal, issue, party, position, salience, capability, outcome`, in any order; salience on
0..100 (or 0..1 where no value of the file is above 1), capability in any unit. Positions and
outcomes are on 0..100, or between the columns `low` and `high` where they are there. An optional
column `status_quo` holds where the issue stood before. What belongs to an issue (outcome, status
quo, low, high) is the same in all its rows, or given in one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from detente.errors import sentence
from detente.formats.rows import Reader, Record, Rows
from detente.scenario.settled import Past, SettledIssue

COLUMNS = ("proposal", "issue", "party", "position", "salience", "capability", "outcome")


def recognises(columns: tuple[str, ...]) -> bool:
    """Whether a header is of this layout."""
    return {"proposal", "issue", "outcome"} <= set(columns)


def read(rows: Rows, title: str) -> Past:
    """Read the rows; raises ScenarioError with all that is wrong."""
    reader = Reader(rows)
    records = reader.records(rows, COLUMNS)
    grouped: dict[tuple[str, str], list[Record]] = {}
    for line, row in records:
        grouped.setdefault((row["proposal"], row["issue"]), []).append((line, row))
    share = _salience_unit(row["salience"] for _, row in records)
    issues, left_out = [], []
    for (proposal, issue), group in grouped.items():
        settled = _issue(proposal, issue, group, share, reader)
        if math.isnan(settled.outcome):
            left_out.append((issue, "outcome"))
        elif len(settled.parties) < 2 or not (settled.salience * settled.capability).any():
            left_out.append((issue, "positions"))
        else:
            issues.append(settled)
    reader.end()
    return Past(title, rows.digest, tuple(issues), tuple(left_out))


def _salience_unit(cells: Iterable[str]) -> float:
    largest = 0.0
    for cell in cells:
        try:
            largest = max(largest, float(cell.rstrip("% ").replace(",", ".")))
        except ValueError:
            continue
    return 1.0 if largest <= 1 else 100.0


def _issue(
    proposal: str, issue: str, group: list[Record], share: float, reader: Reader
) -> SettledIssue:
    there = [(line, row) for line, row in group if row["position"]]
    _report_repeated(there, issue, reader)
    low, high = reader.ends(group, issue)

    def column(name: str, first: float, last: float) -> np.ndarray:
        cells = [(row[name], line) for line, row in there]
        return np.array([reader.points(cell, line, name, first, last) for cell, line in cells])

    def placed(name: str) -> float | None:
        given = reader.shared(group, name, issue)
        if given is None:
            return None
        return 100 * (reader.points(given[1], given[0], name, low, high) - low) / (high - low)

    outcome = placed("outcome")
    return SettledIssue(
        proposal=proposal,
        issue=issue,
        parties=tuple(row["party"] for _, row in there),
        position=100 * (column("position", low, high) - low) / (high - low),
        salience=column("salience", 0, share) / share,
        capability=column("capability", 0, math.inf),
        outcome=math.nan if outcome is None else outcome,
        status_quo=placed("status_quo"),
    )


def _report_repeated(there: list[Record], issue: str, reader: Reader) -> None:
    seen = set()
    for line, row in there:
        if row["party"] in seen:
            rule = sentence("a party has one position on an issue, here {issue}", issue=issue)
            reader.report(line, rule, row["party"], "remove the repeated row")
        seen.add(row["party"])
