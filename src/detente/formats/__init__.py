"""Other tools' files: `read_past` for settled negotiations, `read_scenario` for actor tables.

Each format is one module with what it reads, what it writes and what gets lost (`LOSSES`); `rows`
is what they share.
"""

from detente.formats.convert import FORMATS, detect, layout_for, read_scenario, write_scenario
from detente.formats.past import read_past
from detente.formats.recorded_csv import is_recorded, read_recorded

__all__ = [
    "FORMATS",
    "detect",
    "is_recorded",
    "layout_for",
    "read_past",
    "read_recorded",
    "read_scenario",
    "write_scenario",
]
