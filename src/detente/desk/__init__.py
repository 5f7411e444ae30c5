"""Work on one scenario file without any surface: text, changes, undo, variants, answers."""

from detente.desk.answers import Answer, Answers, Asked
from detente.desk.changes import Change
from detente.desk.history import Revision
from detente.desk.session import Session
from detente.desk.store import Store, shown_path
from detente.desk.texts import Draft

__all__ = [
    "Answer",
    "Answers",
    "Asked",
    "Change",
    "Draft",
    "Revision",
    "Session",
    "Store",
    "shown_path",
]
