"""Preferences as a table: issues and values down, parties across, in Excel or CSV.

| issue    | value | unit | seller | buyer |
|----------|-------|------|--------|-------|
| price    |       | EUR  | 70     | 60    |   the weight of the issue
| price    | 380   |      | 0      | 100   |   the worth of a value, from 0 to 100
| price    | 440   |      | 100    | 0     |
| no deal  |       |      | 30..45 | 30    |   what no deal is worth

A number, a range (`30..45`, `30-45`) or a word of the scale of words. An issue whose values are all
numbers, two or more, is a numeric scale.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path

from detente.errors import FileError, MissingSection, ScenarioError
from detente.formats.actors import yaml_text
from detente.formats.rows import Cell, Reader, csv_text, read_rows, shifted, written
from detente.scenario import Judgement, Scenario, best_draws, loads
from detente.scenario.sections.issues import number_label
from detente.scenario.valuations import worths
from detente.sheets.book import Fill, Head, Page, write_book
from detente.sheets.opening import LARGEST, open_book
from detente.sheets.table_rows import Entry, TableRows

LOSSES = (
    "the title and full names (the keys are written)",
    "interactions, red lines, evidence, confidence and whatever is not a preference",
    "the number of steps of a scale, and that numbers are but names of values",
)
"""What a table of preferences cannot hold."""

HEADINGS = {
    "issue": ("issue", "thema", "verhandlungspunkt"),
    "value": ("value", "wert"),
    "unit": ("unit", "einheit"),
}

TEMPLATE: tuple[tuple[object, ...], ...] = (
    ("issue", "value", "unit", "seller", "buyer"),
    ("price", "", "thousand euros", 70, 60),
    ("price", 380, "", 0, 100),
    ("price", 440, "", 100, 0),
    ("handover", "", "", 30, 40),
    ("handover", "June", "", 100, "70..90"),
    ("handover", "September", "", 60, 100),
    ("handover", "December", "", 0, 0),
    ("no deal", "", "", "30..45", "25..40"),
)
"""A table to begin with."""


def table_bytes(rows: Sequence[Sequence[object]], *, excel: bool) -> bytes:
    """A table as a workbook, or as CSV.

    Raises SettingError for a workbook without openpyxl.
    """
    if not excel:
        return csv_text(rows).encode()
    shown = [["", *map(Head, map(str, rows[0]))]]
    filled = [["", *(Fill(None if cell == "" else cell) for cell in row)] for row in rows[1:]]
    widths = (0, *[20] * len(rows[0]))
    return write_book([Page("preferences", [*shown, *filled], widths, "D2")])


def preference_rows(scenario: Scenario) -> tuple[tuple[object, ...], ...]:
    """The preferences of a scenario as the rows of a table, shapes such as `rising` as numbers.

    Raises MissingSection without preferences.
    """
    if not scenario.preferences:
        example = "preferences: {north: {weights: {price: 1}, values: {price: rising}}}"
        raise MissingSection("sheet", "preferences", example)
    parties = scenario.preferences
    rows: list[tuple[object, ...]] = [("issue", "value", "unit", *parties)]
    for issue, question in scenario.issues.items():
        given = (parties[party].weights.get(issue) for party in parties)
        rows.append((issue, "", question.unit or "", *map(_shown, given)))
        labels = question.labels() if question.ends is None else turning_points(scenario, issue)
        columns = [worths_at(scenario, party, issue, labels) for party in parties]
        rows += [(issue, label, "", *cells) for label, *cells in zip(labels, *columns, strict=True)]
    rows.append(("no deal", "", "", *(_shown(p.reservation) for p in parties.values())))
    return tuple(rows)


def _shown(judgement: Judgement | None) -> str:
    """A judgement as a cell holds it: a number, a range or a word."""
    if judgement is None:
        return ""
    if judgement.form == "word":
        return judgement.given
    ends = written(judgement.low), written(judgement.high)
    return ends[0] if judgement.certain else "..".join(ends)


def turning_points(scenario: Scenario, issue: str) -> tuple[str, ...]:
    """The numbers of a scale at which some party's worth may turn."""
    question = scenario.issues[issue]
    found = set(question.ends or ())
    for party in scenario.preferences.values():
        given = party.values.get(issue, {})
        texts = [given] if isinstance(given, str) else given
        found |= {float(text) for text in texts if re.fullmatch(r"[+-]?[\d.]+", text)}
    return tuple(map(number_label, sorted(found)))


def worths_at(scenario: Scenario, party: str, issue: str, labels: Sequence[str]) -> Iterator[str]:
    """What values are worth to a party: as stated, or as its shape or the line between says."""
    given = scenario.preferences[party].values.get(issue)
    stated = {} if given is None or isinstance(given, str) else given
    if given is None:
        yield from ("" for _ in labels)
        return
    question = scenario.issues[issue]
    nodes = tuple(map(float, labels)) if question.ends is not None else ()
    cut = question.cut_at(nodes) if nodes else question
    whole = scenario.model_copy(update={"issues": {**scenario.issues, issue: cut}})
    computed = worths(whole, best_draws(whole), party, issue)[0]
    for label, worth in zip(labels, computed, strict=True):
        yield _shown(stated[label]) if label in stated else written(round(float(worth), 6))


def is_table(path: str | PathLike[str]) -> bool:
    """Whether a file is a workbook, or a text whose first headings are those of such a table.

    Raises FileError where it cannot be read.
    """
    if zipfile.is_zipfile(path):
        with Path(path).open("rb") as stream:
            return b"xl/workbook.xml" in stream.read(LARGEST)
    rows = read_rows(path).rows
    return [_heading(cell) for cell in rows[0][:2]] == ["issue", "value"] if rows else False


def read_table(path: str | PathLike[str]) -> tuple[Scenario, str]:
    """A scenario made of a table of preferences, and its text.

    Raises FileError for a file that is no such table, ScenarioError with all its wrong cells.
    """
    file = str(path)
    rows = _rows(path)
    columns = [_heading(cell[0]) for cell in rows[0]] if rows else []
    parties = {
        k: cell[0]
        for k, cell in enumerate(rows[0] if rows else ())
        if cell[0] and columns[k] not in HEADINGS
    }
    if columns[:2] != ["issue", "value"] or not parties:
        rule = "this is no table of preferences"
        remedy = "begin with the headings issue, value, then a column for each party"
        raise FileError(file, rule, remedy)
    table = TableRows(file, rows, columns, parties)
    for row in rows[1:]:
        table.take(row)
    title = Path(path).stem.replace("_", " ").strip() or "Talks"
    text = yaml_text({"detente": 1, "title": title, **table.sections()})
    try:
        return loads(text, file=file), text
    except ScenarioError as error:  # its lines are those of the text, not of the table
        problems = sorted(map(table.placed, error.problems), key=lambda one: one.line or 0)
        raise ScenarioError(tuple(problems)) from None


def _rows(path: str | PathLike[str]) -> list[list[Entry]]:
    """The rows of a workbook's first sheet that holds something, or of a text."""
    if Path(path).suffix.lower() != ".xlsx" and not zipfile.is_zipfile(path):
        return [[(str(cell), cell.line) for cell in row] for row in read_rows(path).rows]
    book = open_book(path)
    title = next((title for title, cells in book.sheets.items() if cells), "")
    rows = []
    for _, cells in book.rows(title):
        entries: list[Entry] = []
        for cell in cells:
            number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
            text = written(shifted(float(cell.text), 2 * cell.percent)) if number else cell.text
            entries.append((cell.fault or text, f"{title}!{cell.name}"))
        rows.append(entries)
    # A first column without any heading is the one that our own tables do not show.
    return [row[1:] for row in rows] if rows and not rows[0][0][0] else rows


def table_reader(path: str | PathLike[str]) -> Reader:
    """The rows of a text, or of a workbook's first sheet; FileError where it cannot be read."""
    if not zipfile.is_zipfile(path):
        return read_rows(path)
    numbered = [
        [(text, re.findall(r"\d+", str(at))[-1]) for text, at in row] for row in _rows(path)
    ]
    rows = [tuple(Cell.at(int(number), text) for text, number in row) for row in numbered]
    return Reader(str(path), "", rows)


def _heading(text: str) -> str:
    return next((key for key, names in HEADINGS.items() if text.lower() in names), text)
