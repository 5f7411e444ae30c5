"""One exact change of a file as a surface asks for it: what is done, where, with which value.

>>> text = "title: Talks  # ours\\nparties: {a: , b: }\\nissues: {price: {values: [low, high]}}\\n"
>>> print(Change("insert", ("issues", "price", "values", "1"), "mid").made(Document(text)).text)
title: Talks  # ours
parties: {a: , b: }
issues: {price: {values: [low, mid, high]}}
>>> print(Change("rename", ("parties", "a"), "anna").made(Document(text)).text)
title: Talks  # ours
parties: {anna: , b: }
issues: {price: {values: [low, high]}}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from detente import edits
from detente.edits.changes import Document
from detente.errors import EditRefused
from detente.scenario import KeyPath
from detente.scenario.shape import label
from detente.sheets.changes import MISSING, stated
from detente.validation import one_of

Op = Literal["set", "insert", "delete", "move", "rename"]
OPS = ("set", "insert", "delete", "move", "rename")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of what stands at a key path.

    - `set`: `value` is put there; the last key may be new in a mapping.
    - `insert`: `value` becomes a new item with that key, or in a list before the one at that place.
    - `delete`: the item goes, with its comments.
    - `move`: the item goes to the place `value` (from 0) among its like.
    - `rename`: the party, issue, value or option is called `value` from now on, wherever it stands.
    """

    op: Op
    path: KeyPath
    value: Any = None

    def made(self, document: Document) -> Document:
        """The text with the change made.

        Raises SettingError for another op, EditRefused where it cannot be done exactly; a rename
        also raises ScenarioError for a scenario that is wrong.
        """
        match one_of("op", self.op, OPS):
            case "insert":
                return self._inserted(document)
            case "delete":
                return document.delete(self.path)
            case "move":
                return document.move(self.path, self._place(self.value))
            case "rename":
                kind, old = self._renamed(document)
                file = document.tree.file
                return Document(edits.rename(document.text, kind, old, str(self.value), file), file)
        return document.set(self.path, self.value)

    def _inserted(self, document: Document) -> Document:
        if not self.path:
            raise EditRefused(self.path, "there is no such part", "check the key path")
        *above, last = self.path
        whole = stated(document.values, above)
        if isinstance(whole, dict):
            return document.insert(tuple(above), len(whole), last, self.value)
        return document.insert(tuple(above), self._place(last), "", self.value)

    def _place(self, given: Any) -> int:
        if isinstance(given, bool) or not re.fullmatch("[0-9]{1,9}", str(given)):
            raise EditRefused(self.path, "a place is a whole number from 0", "write a number")
        return int(given)

    def _renamed(self, document: Document) -> tuple[str, str]:
        """The kind of what is renamed, and its name as `edits.rename` takes it."""
        path = self.path[1:] if self.path[:2] == ("additions", "issues") else self.path
        match path:
            case ("parties", name):
                return "party", name
            case ("issues", name):
                return "issue", name
            case ("issues", name, "values", value):
                named = stated(document.values, self.path)
                return "value", f"{name}.{value if named is MISSING else label(named)}"
            case ("options", party, option):
                if isinstance(stated(document.values, self.path[:-1]), list):
                    option = label(stated(document.values, self.path))
                return "option", f"{party}.{option}"
        rule = "only parties, issues, values and options have names that are used elsewhere"
        raise EditRefused(self.path, rule, "set it instead")

    def rests_on(self, values: Any) -> KeyPath:
        """The part of a file that must be as it was when the change was asked for.

        Places in lists shift, so that a change below a list rests on all of it.
        """
        path = self.path[:-1] if self.op == "move" else self.path
        for depth in range(len(path)):
            if isinstance(stated(values, path[:depth]), list):
                return path[:depth]
        return path
