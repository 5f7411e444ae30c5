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

from detente.formats.rows import Numbers, Rows
from detente.scenario.settled import Past, SettledIssue

COLUMNS = ("proposal", "issue", "party", "position", "salience", "capability", "outcome")

Cells = dict[str, str]


def recognises(header: tuple[str, ...]) -> bool:
    """Whether a header is of this layout."""
    return set(COLUMNS) <= set(header)


def read(rows: Rows, title: str) -> Past:
    """Read the rows; raises ScenarioError with all that is wrong."""
    header = tuple(name.lower() for name in rows.lines[0][1])
    numbers = Numbers(rows.file)
    grouped: dict[tuple[str, str], list[tuple[int, Cells]]] = {}
    for line, cells in rows.lines[1:]:
        row = dict(zip(header, cells + ("",) * (len(header) - len(cells)), strict=False))
        grouped.setdefault((row["proposal"], row["issue"]), []).append((line, row))
    share = _salience_unit(row for group in grouped.values() for _, row in group)
    issues, left_out = [], []
    for (proposal, issue), group in grouped.items():
        settled = _issue(proposal, issue, group, share, numbers)
        if math.isnan(settled.outcome):
            left_out.append((issue, "outcome"))
        elif len(settled.parties) < 2 or not (settled.salience * settled.capability).any():
            left_out.append((issue, "positions"))
        else:
            issues.append(settled)
    numbers.end()
    return Past(title, rows.digest, tuple(issues), tuple(left_out))


def _salience_unit(rows: Iterable[Cells]) -> float:
    largest = 0.0
    for row in rows:
        try:
            largest = max(largest, float(row["salience"].replace(",", ".")))
        except ValueError:
            continue
    return 1.0 if largest <= 1 else 100.0


def _issue(
    proposal: str, issue: str, group: list[tuple[int, Cells]], share: float, numbers: Numbers
) -> SettledIssue:
    there = [(line, row) for line, row in group if row["position"]]
    _report_repeated(there, issue, numbers)
    low, high = _line(group, issue, numbers)

    def column(name: str, first: float, last: float) -> np.ndarray:
        cells = [(row[name], line) for line, row in there]
        return np.array([numbers.read(cell, line, name, first, last) for cell, line in cells])

    def placed(name: str) -> float | None:
        value = _common(group, name, issue, numbers, low, high)
        return None if value is None else 100 * (value - low) / (high - low)

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


def _line(group: list[tuple[int, Cells]], issue: str, numbers: Numbers) -> tuple[float, float]:
    """The ends of an issue's line, 0 and 100 where they are not given."""
    ends = [_common(group, name, issue, numbers, -1e12, 1e12) for name in ("low", "high")]
    low, high = (0.0 if ends[0] is None else ends[0], 100.0 if ends[1] is None else ends[1])
    if not low < high:
        numbers.report(group[0][0], f"the line of {issue} ends above its beginning")
        return 0.0, 100.0
    return low, high


def _report_repeated(there: list[tuple[int, Cells]], issue: str, numbers: Numbers) -> None:
    seen = set()
    for line, row in there:
        if row["party"] in seen:
            rule = f"a party has one position on an issue, here {issue}"
            numbers.report(line, rule, row["party"], "remove the repeated row")
        seen.add(row["party"])


def _common(
    group: list[tuple[int, Cells]],
    name: str,
    issue: str,
    numbers: Numbers,
    low: float,
    high: float,
) -> float | None:
    """The one value that a column has in the rows of an issue."""
    given = [(line, row[name]) for line, row in group if row.get(name)]
    if not given:
        return None
    for line, cell in given[1:]:
        if cell != given[0][1]:
            numbers.report(line, f"the {name} of {issue} is the same in all its rows", cell)
    return numbers.read(given[0][1], given[0][0], name, low, high)
