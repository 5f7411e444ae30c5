"""Settled negotiations as tables, in either of two layouts.

DEU III (Arregui & Perarnaud 2022), one row an issue: `prnr` and `isnr` name proposal and issue,
`p` + party holds a position (0..100), `s` + party a salience (0..100), `rp` the reference point,
`out` the outcome. A first row without an issue holds the parties' capabilities under `p` + party;
without it all are equal. A party without a position takes no part in an issue.

Plain, one row a party and issue, with the columns `COLUMNS` in any order; salience on 0..100 (or
0..1 where no value of the file is above 1), capability in any unit. Positions and outcomes are on
0..100, or between the columns `low` and `high` where they are there. An optional column
`status_quo` holds where the issue stood before. What belongs to an issue (outcome, status quo, low,
high) is the same in all its rows, or given in one of them.

An issue without an outcome, or on which fewer than two parties with some weight stand, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.errors import FileError, sentence
from detente.formats.rows import Cell, Reader, Record, again, read_rows
from detente.scenario.settled_talks import Past, SettledIssue

Array = NDArray[np.float64]

COLUMNS = ("proposal", "issue", "party", "position", "salience", "capability", "outcome")


def read_past(path: str | PathLike[str]) -> Past:
    """Read a table of settled issues: the DEU III layout, or one row a party and issue.

    Raises FileError when the file is neither, ScenarioError with everything wrong in its rows.
    """
    reader = read_rows(path)
    read = _layout(reader.columns)
    if read is None:
        rule = "this is no table of settled issues"
        remedy = "give it the columns {columns}, one row a party and issue"
        raise FileError(str(path), rule, sentence(remedy, columns=", ".join(COLUMNS)))
    issues, left_out = [], []
    for issue in read(reader):
        if math.isnan(issue.outcome):
            left_out.append((issue.issue, "outcome"))
        elif len(issue.parties) < 2 or not (issue.salience * issue.capability).any():
            left_out.append((issue.issue, "positions"))
        else:
            issues.append(issue)
    reader.end()
    return Past(Path(path).name, reader.digest, tuple(issues), tuple(left_out))


def recognises(reader: Reader) -> bool:
    """Whether the headings are those of settled issues."""
    return _layout(reader.columns) is not None


def _layout(columns: tuple[str, ...]) -> Callable[[Reader], Iterator[SettledIssue]] | None:
    if {"prnr", "isnr", "out"} <= set(columns) and _parties(columns):
        return _deu
    return _plain if {"proposal", "issue", "outcome"} <= set(columns) else None


def _parties(columns: Iterable[str]) -> tuple[str, ...]:
    """All with a position and a salience column; codes have two or three letters."""
    named = set(columns)
    codes = (name[1:] for name in columns if name.startswith("p") and 2 <= len(name) - 1 <= 3)
    return tuple(code for code in codes if f"s{code}" in named)


def _deu(reader: Reader) -> Iterator[SettledIssue]:
    parties = _parties(reader.columns)
    power = np.ones(len(parties))
    for row in reader.records():
        there = [k for k, party in enumerate(parties) if row[f"p{party}"]]
        if not row["isnr"]:
            power = _numbers(reader, (row[f"p{p}"] for p in parties), "a capability", math.inf)
            continue
        positions = [row[f"p{parties[k]}"] for k in there]
        saliences = [row[f"s{parties[k]}"] or Cell.at(row["isnr"].line, "0") for k in there]
        quo, ended = row.get("rp"), row["out"]
        yield SettledIssue(
            proposal=row["prnr"],
            issue=row["isnr"],
            parties=tuple(parties[k] for k in there),
            position=_numbers(reader, positions, "a position"),
            salience=_numbers(reader, saliences, "a salience") / 100,
            capability=power[there],
            outcome=reader.number(ended, "an outcome", 0, 100) if ended else math.nan,
            status_quo=reader.number(quo, "a reference point", 0, 100) if quo else None,
        )


def _plain(reader: Reader) -> Iterator[SettledIssue]:
    records = reader.named(reader.records(COLUMNS), ("proposal", "issue", "party"))
    grouped: dict[tuple[str, str], list[Record]] = {}
    for row in records:
        grouped.setdefault((row["proposal"], row["issue"]), []).append(row)
    full = _full_salience(row["salience"] for row in records)
    for (proposal, issue), group in grouped.items():
        there = [row for row in group if row["position"]]
        for party in again(row["party"] for row in there):
            rule = sentence("a party has one position on {issue}", issue=issue)
            reader.report(party.line, rule, party, "remove one row")
        low, high = reader.ends(group, issue)
        places = []
        for name in ("outcome", "status_quo"):
            given = reader.shared(group, name, issue)
            places.append(reader.number(given, name, low, high) if given else math.nan)
        outcome, quo = (100 * (place - low) / (high - low) for place in places)
        position = np.array(
            [reader.number(row["position"], "position", low, high) for row in there]
        )
        salience = _numbers(reader, (row["salience"] for row in there), "salience", full)
        yield SettledIssue(
            proposal=proposal,
            issue=issue,
            parties=tuple(row["party"] for row in there),
            position=position if math.isinf(low) else 100 * (position - low) / (high - low),
            salience=salience / full,
            capability=_numbers(
                reader, (row["capability"] for row in there), "capability", math.inf
            ),
            outcome=outcome,
            status_quo=None if math.isnan(quo) else quo,
        )


def _numbers(reader: Reader, cells: Iterable[Cell], what: str, most: float = 100) -> Array:
    return np.array([reader.number(cell, what, 0, most) for cell in cells])


def _full_salience(cells: Iterable[str]) -> float:
    """1 where no salience is above 1, else 100."""
    for cell in cells:
        try:
            if float(cell.rstrip("% ").replace(",", ".")) > 1:
                return 100.0
        except ValueError:
            continue
    return 1.0
