"""What groups agreed: a table with a row a group and a column an issue, with all its mistakes told.

It is a text or the first sheet of a workbook.

A cell holds a value as the file or the sheets word it, or a number of the scale, with a decimal
point or comma. A group that reached no agreement writes `no deal`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

from detente.errors import either, sentence
from detente.formats.rows import Cell, Reader, csv_text
from detente.phrases import LANGUAGES
from detente.phrases.directions import unisolated
from detente.scenario import Scenario
from detente.scenario.sections.issues import number_label
from detente.sheets.table import table_reader
from detente.sheets.table_rows import NO_DEAL
from detente.validation import suggestion

GROUP = ("group", "gruppe")


@dataclass(frozen=True, slots=True)
class Group:
    """A group and the package it reached, a value an issue; None where it reached none."""

    name: str
    deal: Mapping[str, str] | None = None


def groups_template(scenario: Scenario) -> str:
    """The head of the table that groups fill in, as CSV.

    >>> from detente.scenario import load
    >>> groups_template(load("house_sale"))
    'group,price,handover,kitchen\\n'
    """
    return csv_text([(GROUP[0], *scenario.issues)])


def read_groups(path: str | PathLike[str], scenario: Scenario) -> tuple[Group, ...]:
    """The groups of a table.

    Raises FileError for a file that cannot be read, ScenarioError with everything that is wrong in
    it, by line.
    """
    reader = table_reader(path)
    columns = _columns(reader, scenario)
    groups: dict[str, Group] = {}
    for row in reader.fitted(1, len(columns)):
        cells = dict(zip(columns, row, strict=True))
        name = cells.pop("")
        if not name or name.casefold() in groups:
            rule = "two rows are of the same group" if name else "a row names its group"
            reader.report(row[0].line, rule, name, "give each group a name of its own")
        deal = _deal(reader, scenario, cells)
        groups.setdefault(name.casefold(), Group(str(name), deal))
    if len(reader.rows) == 1:
        line = reader.rows[0][0].line + 1
        reader.report(line, "no group is in the table", "", "add a row for each group")
    reader.end()
    return tuple(groups.values())


def _columns(reader: Reader, scenario: Scenario) -> list[str]:
    """The issues of the columns, and "" for that of the groups; ends where they do not fit."""
    names = dict.fromkeys(GROUP, "")
    for issue in scenario.issues:
        names |= {_folded(scenario.issue_name(issue, each)): issue for each in LANGUAGES}
    names |= {issue.casefold(): issue for issue in scenario.issues}
    heads = list(reader.rows[0]) if reader.rows else []
    while heads and not heads[-1]:
        heads.pop()
    found = [names.get(_folded(head)) for head in heads]
    line = heads[0].line if heads else 1
    for head, column in zip(heads, found, strict=True):
        if column is None:
            remedy = suggestion(head, [GROUP[0], *scenario.issues])
            reader.report(
                line, sentence("there is no {kind} of this name", kind="issue"), head, remedy
            )
        elif found.count(column) > 1:
            reader.report(line, "two columns have the same heading", head, "rename or remove one")
    if missing := [each or GROUP[0] for each in ("", *scenario.issues) if each not in found]:
        remedy = sentence("add the columns {columns}", columns=", ".join(missing))
        reader.report(line, "headings are missing", ", ".join(heads), remedy)
    reader.end()
    return [str(column) for column in found]


def _folded(text: str) -> str:
    """A text as it is compared: whatever its capitals, and without the marks of our own sheets."""
    return unisolated(text).casefold()


def _deal(
    reader: Reader, scenario: Scenario, cells: Mapping[str, Cell]
) -> Mapping[str, str] | None:
    """The package in a row; what is wrong with it is reported."""
    given = [cell for cell in cells.values() if cell]
    without = [cell for cell in given if cell.casefold() in NO_DEAL]
    if without and len(without) == len(given):
        return None
    found = {}
    for issue, cell in cells.items():
        name = scenario.issue_name(issue)
        if not cell:
            missing = sentence("this group has no value for {issue}", issue=name)
            reader.report(cell.line, missing, "", "write what was agreed, or no deal")
        elif cell in without:
            rule = "a group has a package or none"
            reader.report(cell.line, rule, cell, "write no deal alone, or a value for each issue")
        elif scenario.issues[issue].ends is not None:
            found[issue] = _number(reader, scenario, issue, cell)
        else:
            found[issue] = _value(reader, scenario, issue, cell)
    return found


def _value(reader: Reader, scenario: Scenario, issue: str, cell: Cell) -> str:
    values: Sequence[str] = scenario.issues[issue].values or ()
    worded = {
        _folded(scenario.value_name(issue, value, each)): value
        for value in values
        for each in LANGUAGES
    }
    worded |= {value.casefold(): value for value in values}
    if cell not in values and _folded(cell) not in worded:
        reader.report(cell.line, "the issue has no such value", cell, suggestion(cell, values))
    return str(cell) if cell in values else worded.get(_folded(cell), "")


def _number(reader: Reader, scenario: Scenario, issue: str, cell: Cell) -> str:
    stated = scenario.issues[issue]
    number = reader.number(cell, scenario.issue_name(issue), *(stated.ends or (0.0, 0.0)))
    label = number_label(number)
    if number == number and not stated.continuous and label not in stated.labels():
        remedy = sentence("write {what}", what=either(_beside(stated.numbers(), number)))
        reader.report(cell.line, "the scale has no such step", cell, remedy)
    return label


def _beside(numbers: Sequence[float], number: float) -> Iterator[str]:
    """The numbers next to one, below and above."""
    yield number_label(max(each for each in numbers if each < number))
    yield number_label(min(each for each in numbers if each > number))
