"""What is left of a file's values when broken parts are cut out, and where it stood before.

>>> left = Remainder({"a": [1, "x", 3, "y"]})
>>> left.cut([("a", "1")])
>>> left.values["a"], left.original(("a", "2"))
([1, 3, 'y'], ('a', '3'))
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

KeyPath = tuple[str, ...]

_LEAST = {"title": "untitled", "parties": {"somebody": {}}}


class Remainder:
    """A copy of the values of a file from which parts can be cut."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values: Any = _copied(values)
        self._removed: dict[KeyPath, list[int]] = {}

    def standing(self, loc: tuple[int | str, ...]) -> KeyPath:
        """The part of a model's path that stands in the file; other steps are left out."""
        path: KeyPath = ()
        part = self.values
        for step in loc:
            inner = _child(part, str(step))
            if inner is not _ABSENT:
                path, part = (*path, str(step)), inner
        return path

    def original(self, path: KeyPath) -> KeyPath:
        """Where a part stood before anything was cut."""
        before: KeyPath = ()
        part = self.values
        for step in path:
            number = step
            if isinstance(part, list) and step.isdecimal():
                place = int(step)
                for gone in sorted(self._removed.get(before, ())):
                    place += gone <= place
                number = str(place)
            part = _child(part, step)
            before = (*before, number)
        return before

    def cut(self, paths: Iterable[KeyPath]) -> None:
        """Cut parts; what the model cannot do without is replaced by the least that it takes."""
        numbered = sorted(set(paths), key=lambda path: [_sortable(step) for step in path])
        for path in reversed(numbered):
            self._cut_one(path)
        for key, least in _LEAST.items():
            if not self.values.get(key):
                self.values[key] = least

    def fill(self, path: KeyPath, key: str, value: Any) -> None:
        """Put something in the place of a missing key."""
        part = self.values
        for step in path:
            part = _child(part, step)
        part[key] = value

    def _cut_one(self, path: KeyPath) -> None:
        if not path:
            return
        parent = self.values
        for step in path[:-1]:
            parent = _child(parent, step)
        if isinstance(parent, dict):
            parent.pop(path[-1], None)
        elif isinstance(parent, list) and int(path[-1]) < len(parent):
            place = int(self.original(path)[-1])
            del parent[int(path[-1])]
            self._removed.setdefault(self.original(path[:-1]), []).append(place)


def _copied(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _copied(inner) for key, inner in part.items()}
    return [_copied(inner) for inner in part] if isinstance(part, list) else part


_ABSENT = object()


def _child(part: Any, step: str) -> Any:
    if isinstance(part, dict):
        return part.get(step, _ABSENT)
    if isinstance(part, list) and step.isdecimal() and int(step) < len(part):
        return part[int(step)]
    return _ABSENT


def _sortable(step: str) -> tuple[int, str]:
    return (int(step), "") if step.isdecimal() else (-1, step)
