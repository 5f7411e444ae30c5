"""Settled issues as a plain table: one row a party and issue.

Columns `proposal, issue, party, position, salience, capability, outcome`, in any order; positions
and outcomes on 0..100, salience on 0..100 (or 0..1 where no value of the file is above 1),
capability in any unit. An optional column `status_quo` holds where the issue stood before.
Outcome and status quo are the same in all rows of an issue, or given in one of them.
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

    def column(name: str, high: float) -> np.ndarray:
        return np.array([numbers.read(row[name], line, name, 0, high) for line, row in there])

    outcome = _common(group, "outcome", issue, numbers)
    return SettledIssue(
        proposal=proposal,
        issue=issue,
        parties=tuple(row["party"] for _, row in there),
        position=column("position", 100),
        salience=column("salience", share) / share,
        capability=column("capability", math.inf),
        outcome=math.nan if outcome is None else outcome,
        status_quo=_common(group, "status_quo", issue, numbers),
    )


def _report_repeated(there: list[tuple[int, Cells]], issue: str, numbers: Numbers) -> None:
    seen = set()
    for line, row in there:
        if row["party"] in seen:
            rule = f"a party has one position on an issue, here {issue}"
            numbers.report(line, rule, row["party"], "remove the repeated row")
        seen.add(row["party"])


def _common(
    group: list[tuple[int, Cells]], name: str, issue: str, numbers: Numbers
) -> float | None:
    """The one value that a column has in the rows of an issue."""
    given = [(line, row[name]) for line, row in group if row.get(name)]
    if not given:
        return None
    for line, cell in given[1:]:
        if cell != given[0][1]:
            numbers.report(line, f"the {name} of {issue} is the same in all its rows", cell)
    return numbers.read(given[0][1], given[0][0], name, 0, 100)
