"""A forecast log: dated probability statements, resolved later, scored together.

The log is one plain text file, a line a statement (JSON Lines), which can be read, edited and
versioned like any other text. Several may write to it at a time.
"""

from detente.forecast_log.book import Log, Statement, add, resolve
from detente.forecast_log.file import change_log, read_log, write_log
from detente.forecast_log.scores import Brier, brier, brier_of_log

__all__ = [
    "Brier",
    "Log",
    "Statement",
    "add",
    "brier",
    "brier_of_log",
    "change_log",
    "read_log",
    "resolve",
    "write_log",
]
