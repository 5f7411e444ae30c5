"""Any file that can be read as a scenario: by what stands in it, whatever program made it.

A scenario file or a bundled case, a file (or folder of files) of another tool, or a table of
preferences.

>>> load("house_sale").title
'A house sale'
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from detente.scenario import Scenario
from detente.scenario import load as load_file
from detente.scenario.reading.text import LARGEST

if TYPE_CHECKING:
    from detente.formats import Converted

Paths = str | PathLike[str] | Sequence[str | PathLike[str]]

PREFERENCES = "preferences"
"""The layout of tables of weights and worths, in Excel or CSV."""

_FIRST_HEADING = re.compile(
    rb'(\xef\xbb\xbf)?(sep=.)?[\s;,|]*"?(issue|thema|verhandlungspunkt)\s*"?\s*[;,\t|]',
    re.IGNORECASE,
)


def recognised(path: str | PathLike[str]) -> str | None:
    """The layout of a file, or of the files of a folder; None for no known.

    A bundled case, and a file that is not there, are scenario files.
    """
    if _is_scenario(path):
        return "yaml"
    if _is_table(path):
        return PREFERENCES
    from detente import formats

    return formats.recognised(path)


def _is_scenario(path: str | PathLike[str]) -> bool:
    """Whether that is seen at once, before what reads other tools' files is loaded."""
    path = Path(path)
    try:
        if not path.is_file():  # what comes through a pipe can be read once
            return not path.is_dir()
        with path.open("rb") as stream:
            raw = stream.read(LARGEST)
    except (OSError, ValueError):
        return False
    return all(re.search(rb"^%s:" % key, raw, re.MULTILINE) for key in (b"title", b"parties"))


def _is_table(path: str | PathLike[str]) -> bool:
    """Whether a file is a table of preferences; sheets are loaded for what may be one alone."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(1000)
    except (OSError, ValueError):
        return False
    if not head.startswith(b"PK") and not _FIRST_HEADING.match(head):
        return False
    from detente.sheets import is_table

    return is_table(path)


def converted(paths: Paths, *, layout: str | None = None, proposal: str | None = None) -> Converted:
    """Any known files as a scenario, the text of its file, and what was left out.

    Several files, or a folder of them, are a domain and the profiles of its parties; `proposal` is
    one of the negotiations of a table of settled issues. Raises FileError or ScenarioError for what
    is wrong, SettingError for an unknown layout.
    """
    from detente import formats

    several = [paths] if isinstance(paths, str | PathLike) else list(paths)
    if layout is None and len(several) == 1 and _is_table(several[0]):
        layout = PREFERENCES
    if layout == PREFERENCES:
        from detente.sheets import read_table

        return formats.Converted(*read_table(several[0]))
    return formats.converted(several, layout=layout, proposal=proposal)


def load(source: str | PathLike[str]) -> Scenario:
    """The scenario of any file that can be read, or of a bundled case by its name.

    What a scenario cannot hold of another tool's file is told by a UserWarning. Raises FileError
    when there is no such file, ScenarioError with all problems of the file.
    """
    if not isinstance(source, str | PathLike) or recognised(source) in (None, "yaml"):
        return load_file(source)
    found = converted(source)
    for note in found.notes:
        warnings.warn(f"{source}: {note}", stacklevel=2)
    return found.scenario
