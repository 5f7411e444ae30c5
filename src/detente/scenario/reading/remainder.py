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


class _Rest(list[Any]):
    """A list that knows at which places its entries stood."""

    def __init__(self, entries: list[Any]) -> None:
        super().__init__(entries)
        self.places = [str(place) for place in range(len(entries))]


class Remainder:
    """A copy of the values of a file from which parts can be cut."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values: Any = _copied(values)

    def standing(self, loc: tuple[int | str, ...]) -> KeyPath:
        """The part of a model's path that stands in the file; other steps are left out."""
        path: KeyPath = ()
        part = self.values
        for step in map(str, loc):
            inner = _child(part, step)
            if inner is not _ABSENT:
                path, part = (*path, step), inner
        return path

    def original(self, path: KeyPath) -> KeyPath:
        """Where a part stood before anything was cut."""
        before: KeyPath = ()
        part = self.values
        for step in path:
            inner = _child(part, step)
            known = isinstance(part, _Rest) and inner is not _ABSENT
            before = (*before, part.places[int(step)] if known else step)
            part = inner
        return before

    def cut(self, paths: Iterable[KeyPath]) -> None:
        """Cut parts; what the model cannot do without is replaced by the least that it takes."""
        for path in sorted(set(paths), key=_by_place, reverse=True):
            parent = self._part(path[:-1])
            if path and isinstance(parent, dict):
                parent.pop(path[-1], None)
            elif path and isinstance(parent, _Rest) and int(path[-1]) < len(parent):
                del parent[int(path[-1])], parent.places[int(path[-1])]
        for key, least in _LEAST.items():
            if not self.values.get(key):
                self.values[key] = least

    def fill(self, path: KeyPath, key: str, value: Any) -> None:
        """Put something in the place of a missing key."""
        self._part(path)[key] = value

    def _part(self, path: KeyPath) -> Any:
        part = self.values
        for step in path:
            part = _child(part, step)
        return part


def _copied(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _copied(inner) for key, inner in part.items()}
    return _Rest([_copied(inner) for inner in part]) if isinstance(part, list) else part


_ABSENT = object()


def _child(part: Any, step: str) -> Any:
    if isinstance(part, dict):
        return part.get(step, _ABSENT)
    if isinstance(part, list) and step.isdecimal() and int(step) < len(part):
        return part[int(step)]
    return _ABSENT


def _by_place(path: KeyPath) -> list[tuple[int, str]]:
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in path]
