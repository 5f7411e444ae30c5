"""Other tools' files: `read_past` for settled negotiations, `read_actors` for actor tables.

Each format is one module with what it reads, what it writes and what gets lost (`LOSSES`).
"""

from detente.formats.convert import FORMATS, detect, read_scenario, write_scenario
from detente.formats.past import read_past

__all__ = ["FORMATS", "detect", "read_past", "read_scenario", "write_scenario"]
