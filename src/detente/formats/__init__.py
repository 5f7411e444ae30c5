"""Other tools' files: `read_past` for settled negotiations, `read_scenario` for all the others.

Each format is one module with what it reads, what it writes and what gets lost (`LOSSES`); `rows`
is what tables share, `sources` and `domains` what the others do.
"""

from detente.formats.convert import (
    FORMATS,
    WRITTEN,
    Converted,
    converted,
    detect,
    layout_for,
    read_scenario,
    recognised,
    write_files,
    write_scenario,
)
from detente.formats.past import read_past
from detente.formats.recorded_csv import is_recorded, read_recorded

__all__ = [
    "FORMATS",
    "WRITTEN",
    "Converted",
    "converted",
    "detect",
    "is_recorded",
    "layout_for",
    "read_past",
    "read_recorded",
    "read_scenario",
    "recognised",
    "write_files",
    "write_scenario",
]
