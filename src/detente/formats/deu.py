"""Settled issues in the layout of the DEU III data (Arregui & Perarnaud 2022).

One row an issue: `prnr` and `isnr` name proposal and issue, `p` + party holds a position (0..100),
`s` + party a salience (0..100), `rp` the reference point, `out` the outcome. A first row without an
issue holds the parties' capabilities under `p` + party; without it all are equal. A party without
a position takes no part in an issue, nor does an issue without outcome in the test.
"""

from __future__ import annotations

import numpy as np

from detente.formats.rows import Reader, Rows
from detente.scenario.settled import Past, SettledIssue

Columns = dict[str, int]


def recognises(header: tuple[str, ...]) -> bool:
    """Whether a header is of this layout."""
    return {"prnr", "isnr", "out"} <= set(header) and bool(_parties(header))


def read(rows: Rows, title: str) -> Past:
    """Read the rows; raises ScenarioError with all that is wrong."""
    reader = Reader(rows)
    header = reader.headings(rows)
    at = {name: place for place, name in enumerate(header)}
    parties = _parties(header)
    power = np.ones(len(parties))
    issues, left_out = [], []
    for line, cells in rows.lines[1:]:
        row = reader.fitted(cells, len(header), line)
        if row is None:
            continue
        if not row[at["isnr"]]:
            power = _capabilities(row, at, parties, line, reader)
        elif not row[at["out"]]:
            left_out.append((row[at["isnr"]], "outcome"))
        else:
            issue = _issue(row, at, parties, power, line, reader)
            usable = len(issue.parties) > 1 and (issue.salience * issue.capability).any()
            if usable:
                issues.append(issue)
            else:
                left_out.append((issue.issue, "positions"))
    reader.end()
    return Past(title, rows.digest, tuple(issues), tuple(left_out))


def _parties(header: tuple[str, ...]) -> tuple[str, ...]:
    """All with a position and a salience column; codes have two or three letters."""
    named = set(header)
    codes = (name[1:] for name in header if name.startswith("p") and 2 <= len(name) - 1 <= 3)
    return tuple(code for code in codes if f"s{code}" in named)


def _capabilities(
    row: tuple[str, ...], at: Columns, parties: tuple[str, ...], line: int, reader: Reader
) -> np.ndarray:
    return np.array(
        [reader.points(row[at[f"p{p}"]], line, "a capability", 0, np.inf) for p in parties]
    )


def _issue(
    row: tuple[str, ...],
    at: Columns,
    parties: tuple[str, ...],
    power: np.ndarray,
    line: int,
    reader: Reader,
) -> SettledIssue:
    there = [k for k, party in enumerate(parties) if row[at[f"p{party}"]]]

    def column(sign: str, what: str) -> np.ndarray:
        cells = [row[at[f"{sign}{parties[k]}"]] or "0" for k in there]
        return np.array([reader.points(cell, line, what, 0, 100) for cell in cells])

    reference = row[at["rp"]] if "rp" in at else ""
    return SettledIssue(
        proposal=row[at["prnr"]],
        issue=row[at["isnr"]],
        parties=tuple(parties[k] for k in there),
        position=column("p", "a position"),
        salience=column("s", "a salience") / 100,
        capability=power[there],
        outcome=reader.points(row[at["out"]], line, "an outcome", 0, 100),
        status_quo=reader.points(reference, line, "a reference point", 0, 100)
        if reference
        else None,
    )
