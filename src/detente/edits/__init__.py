"""Change the text of a scenario file exactly: values, items, names; all else keeps its bytes."""

from detente.edits.changes import delete, insert, move, set_value
from detente.edits.names import rename
from detente.edits.undo import Edit
from detente.errors import EditRefused

__all__ = ["Edit", "EditRefused", "delete", "insert", "move", "rename", "set_value"]
