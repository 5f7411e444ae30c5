"""Read settled negotiations, in whichever of the known layouts."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from detente.errors import FileError, sentence
from detente.formats import deu, past_csv
from detente.formats.rows import read_rows
from detente.scenario.settled import Past


def read_past(path: str | PathLike[str]) -> Past:
    """Read a table of settled issues: the DEU III layout, or one row a party and issue.

    Raises FileError when the file is neither, ScenarioError with everything wrong in its rows.
    """
    rows = read_rows(path)
    for reader in (deu, past_csv):
        if reader.recognises(rows.columns):
            found: Past = reader.read(rows, Path(path).name)
            return found
    columns = ", ".join(past_csv.COLUMNS)
    rule = "this is no table of settled issues"
    raise FileError(
        str(path),
        rule,
        sentence("give it the columns {columns}, one row a party and issue", columns=columns),
    )
