"""Rows of a text table whose separator is not known beforehand; what is wrong is told by line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from detente.errors import FileError, Problem, ScenarioError

SEPARATORS = "\t;,|"


@dataclass(frozen=True)
class Rows:
    """A file's rows with their line numbers; empty rows are left out."""

    file: str
    digest: str
    lines: tuple[tuple[int, tuple[str, ...]], ...]

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        return iter(self.lines)


def read_rows(path: str | PathLike[str]) -> Rows:
    """Read a table separated by tabs, semicolons, commas or bars, whichever splits it best.

    Raises FileError when the file cannot be read as text.
    """
    where = Path(path)
    try:
        raw = where.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise FileError(str(path), f"cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise FileError(str(path), "this is not UTF-8 text", "save it as UTF-8") from None
    separator = max(SEPARATORS, key=lambda sign: sum(sign in line for line in text.splitlines()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines = []
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                lines.append((reader.line_num, cells))
    except csv.Error as error:
        raise FileError(str(path), f"line {reader.line_num} is not a table row: {error}") from None
    return Rows(str(path), hashlib.sha256(raw).hexdigest(), tuple(lines))


class Numbers:
    """Reads cells as numbers and gathers what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def read(self, cell: str, line: int, what: str, low: float, high: float) -> float:
        """The number in a cell, within low..high; NaN (and a problem) otherwise.

        A decimal comma is read as a point.
        """
        try:
            number = float(cell.replace(",", ".")) if cell else float("nan")
        except ValueError:
            number = float("nan")
        if low <= number <= high:
            return number
        span = f"from {low:g} to {high:g}" if high < float("inf") else f"of at least {low:g}"
        self.report(line, f"{what} is a number {span}", cell or "nothing", f"write a number {span}")
        return float("nan")

    def report(self, line: int, rule: str, given: str = "", remedy: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(self.file, rule, given, remedy, line))

    def end(self) -> None:
        """Raise ScenarioError with all problems, if there are any."""
        if self.problems:
            raise ScenarioError(tuple(self.problems))
