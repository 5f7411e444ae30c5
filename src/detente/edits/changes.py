"""Change values in the text of a scenario: set, insert, delete, move.

Text in, text out. Comments stay with their items, and every other character stays as it is. What is
made is read again and compared with the values that were wanted.

>>> text = "price: {low: 1, high: 2}   # in euros\\n"
>>> print(set_value(text, ("price", "high"), 3), end="")
price: {low: 1, high: 3}   # in euros
>>> print(insert(text, ("price",), 1, 1.5, key="mid"), end="")
price: {low: 1, mid: 1.5, high: 2}   # in euros
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from detente.edits import block, flow
from detente.edits.nodes import (
    Item,
    KeyPath,
    Node,
    indent,
    line_end,
    line_start,
    new_line,
    read_nodes,
)
from detente.edits.yaml_values import entry, inline, lines
from detente.errors import EditRefused, ScenarioError
from detente.scenario.reading.tree import read_tree

BOM = "\ufeff"

Patch = tuple[int, int, str]
"""What takes the place of `text[start:end]`."""


def set_value(text: str, path: Sequence[str], value: Any) -> str:
    """Set the value at a key path; the last key may be new in a mapping.

    `value` is made of dict, list, str, int, float, bool and None. Of a mapping or a list only the
    parts change that differ. Raises EditRefused where it cannot be done exactly.
    """
    return Document(text).set(tuple(path), value).text


def insert(text: str, path: Sequence[str], place: int, value: Any, *, key: str = "") -> str:
    """Insert an item before the one at a place (from 0) of the collection at a path.

    `key` is that of the item in a mapping. Raises EditRefused where it cannot be done exactly.
    """
    return Document(text).insert(tuple(path), place, key, value).text


def delete(text: str, path: Sequence[str]) -> str:
    """Delete the item at a key path, with its comments.

    Raises EditRefused where it cannot be done exactly.
    """
    return Document(text).delete(tuple(path)).text


def move(text: str, path: Sequence[str], to: int) -> str:
    """Move the item at a key path, with its comments, to another place (from 0) among its like.

    Raises EditRefused where it cannot be done exactly.
    """
    return Document(text).move(tuple(path), to).text


class Document:
    """A text with its values and their places; each change makes another one."""

    def __init__(self, text: str, file: str = "text") -> None:
        self.mark, self.body = text[: text.startswith(BOM)], text.removeprefix(BOM)
        seen: list[Any] = []
        tree = read_tree(self.body, file, seen)
        if tree.problems:
            raise ScenarioError(tree.problems)
        self.tree, self.values = tree, tree.values
        composed = unicodedata.is_normalized("NFC", self.body)
        self.root = read_nodes(self.body, seen if composed else None)
        if not _fits(self.root, self.values):
            raise EditRefused((), "a number has a comma", "write a point")

    @property
    def text(self) -> str:
        """The whole text."""
        return self.mark + self.body

    def node(self, path: KeyPath) -> Node:
        """The node at a key path. Raises EditRefused where there is none."""
        node = self.root
        for depth, step in enumerate(path, 1):
            place = node.find(step)
            if place < 0:
                raise EditRefused(path[:depth], "there is no such part", "check the key path")
            node = node.items[place].value
        return node

    def set(self, path: KeyPath, value: Any) -> Document:
        """See `set_value`."""
        value = _plain(value, path)
        if not path:
            return self._set_parts((), self.values, value)
        parent, whole = self.node(path[:-1]), _at(self.values, path[:-1])
        if parent.find(path[-1]) < 0 and isinstance(whole, dict):
            return self.insert(path[:-1], len(whole), path[-1], value)
        self.node(path)
        old = _at(self.values, path)
        if repr(old) == repr(value):
            return self
        if old and value and isinstance(old, dict | list) and type(old) is type(value):
            return self._set_parts(path, old, value)
        return self._put(path, value)

    def _put(self, path: KeyPath, value: Any) -> Document:
        """Another value in the place of the whole one at a key path."""
        parent, wanted = self.node(path[:-1]), copy.deepcopy(self.values)
        item, above = parent.items[parent.find(path[-1])], _at(wanted, path[:-1])
        above[_step(above, path[-1])] = value
        styles = dict.fromkeys((item.value.style if item.value.kind == "scalar" else "", '"'))
        return self._made(
            path, wanted, (self.replaced(parent, item, value, style) for style in styles)
        )

    def _set_parts(self, path: KeyPath, old: Any, new: Any) -> Document:
        """Change of a mapping or a list only the parts that differ; its items keep comments."""
        made = self
        if isinstance(old, dict) and isinstance(new, dict):
            for key, part in new.items():
                made = made.set((*path, key), part)
            for key in [key for key in old if key not in new]:
                made = made.delete((*path, key))
            for to, key in enumerate(new):
                if list(_at(made.values, path))[to] != key:
                    made = made.move((*path, key), to)
            return made
        if not isinstance(old, list) or not isinstance(new, list):
            raise EditRefused(path, "a scenario is a mapping of sections", "name one of its keys")
        wanted = [repr(part) for part in new]
        for to, part in enumerate(new):
            now = [repr(inner) for inner in _at(made.values, path)]
            if wanted[to] in now[to:]:
                found = now.index(wanted[to], to)
                made = made if found == to else made.move((*path, str(found)), to)
            elif to < len(now) and now[to] not in wanted[to:]:
                made = made.set((*path, str(to)), part)
            else:
                made = made.insert(path, to, "", part)
        for place in reversed(range(len(new), len(_at(made.values, path)))):
            made = made.delete((*path, str(place)))
        return made

    def insert(self, path: KeyPath, place: int, key: str, value: Any) -> Document:
        """See `insert`."""
        value, key = _plain(value, path), unicodedata.normalize("NFC", key)
        node, whole = self.node(path), _at(self.values, path)
        fits = isinstance(whole, dict | list) and 0 <= place <= len(whole)
        if not fits or not (whole or path):
            raise EditRefused(path, "nothing can be inserted there", "name a list or a mapping")
        if isinstance(whole, dict) and (not key or key in whole):
            raise EditRefused((*path, key), "an item of a mapping has a key of its own")
        if not whole:
            return self._put(path, {key: value} if isinstance(whole, dict) else [value])
        items = _items(whole)
        items.insert(place, (key, value))
        ways = (self._inserted(node, place, key, value, style) for style in ("", '"'))
        return self._made((*path, key or str(place)), self._with(path, items), ways)

    def _inserted(
        self, node: Node, place: int, key: str, value: Any, style: str
    ) -> Iterable[Patch]:
        if node.style == "flow":
            pieces = flow.Pieces(self.body, node)
            named = f"{inline(key)}: " if node.kind == "mapping" else ""
            pieces.insert(place, named + inline(value, style))
            return [pieces.joined()]
        whole = block.Pieces(self.body, node)
        sign = f"{inline(key, flow=False)}:" if node.kind == "mapping" else "-"
        margin = " " * whole.column
        whole.insert(place, entry(margin + sign, value, whole.column, style=style))
        return [whole.joined()]

    def delete(self, path: KeyPath) -> Document:
        """See `delete`."""
        node, place, items = self._item(path)
        if len(items) == 1:
            empty: Any = [] if node.kind == "list" else {}
            return self.set(path[:-1], empty) if path[:-1] else self._emptied(empty)
        del items[place]
        pieces = _pieces(self.body, node)
        pieces.delete(place)
        ways = ([pieces.joined(closed=closed)] for closed in (False, True))
        return self._made(path, self._with(path[:-1], items), ways)

    def _emptied(self, empty: Any) -> Document:
        """Nothing in the place of all items, their comments gone with them."""
        end = self.root.start + len(self.body[self.root.start : self.root.end].rstrip())
        end += len(self.body[end : line_end(self.body, end)].rstrip("\r\n"))
        return self._made((), empty, [[(self.root.start, end, inline(empty))]])

    def move(self, path: KeyPath, to: int) -> Document:
        """See `move`."""
        node, place, items = self._item(path)
        if not 0 <= to < len(items):
            raise EditRefused(path, "there is no such part", "check the key path")
        if place == to:
            return self
        items.insert(to, items.pop(place))
        pieces = _pieces(self.body, node)
        pieces.move(place, to)
        return self._made(path, self._with(path[:-1], items), [[pieces.joined()]])

    def _item(self, path: KeyPath) -> tuple[Node, int, list[tuple[Any, Any]]]:
        """The collection that holds an item, the item's place, and all items by key."""
        self.node(path)
        if not path:
            raise EditRefused(path, "there is no such part", "check the key path")
        node = self.node(path[:-1])
        return node, node.find(path[-1]), _items(_at(self.values, path[:-1]))

    def _with(self, path: KeyPath, items: list[tuple[Any, Any]]) -> Any:
        """All values, with other items in the collection at a path."""
        wanted = copy.deepcopy(self.values)
        whole = _at(wanted, path)
        if isinstance(whole, dict):
            whole.clear()
            whole.update(items)
        else:
            whole[:] = [value for _, value in items]
        return wanted

    def rename_key(self, path: KeyPath, name: str) -> Document:
        """Give the item at a key path of a mapping another key."""
        node, place, items = self._item(path)
        items[place] = name, items[place][1]
        key = node.items[place].key or node
        patch = key.start, key.end, inline(name, key.style, flow=node.style == "flow")
        return self._made(path, self._with(path[:-1], items), [[patch]])

    def replaced(self, parent: Node, item: Item, value: Any, style: str) -> list[Patch]:
        """Another value in the place of an item's."""
        text, node, line = self.body, item.value, new_line(self.body)
        empty = node.start == node.end
        if parent.style == "flow":
            new = inline(value, style)
            colon = item.key is None or item.behind > item.key.end
            return [(node.start, node.end, f"{' ' if colon else ': '}{new}" if empty else new)]
        before, column = indent(text, item.behind), indent(text, item.head) + 2
        first, *rest = lines(value, column, style=style, before=before)
        if item.key is None and not first:
            first, *rest = rest
            first = first.strip()
        if node.kind == "scalar" and node.style in ("|", ">"):
            comment = re.search(r"[ \t]+#.*", text[node.start : line_end(text, node.start)])
            first += comment[0].rstrip("\r\n") if comment else ""
        if node.style == "block" and item.head < line_start(text, node.start):
            spans = block.spans(text, node)
            start, end = spans[0][0], spans[-1][1]
            behind = f" {first}" if first else ""
            new = "".join(part + line for part in rest)
            if end == len(text) and not text.endswith(line):
                start, new = (start, new.removesuffix(line)) if new else (start - len(line), "")
            return [(item.behind, item.behind, behind), (start, end, new)]
        start = item.behind if empty or not first else node.start
        first = f" {first}" if first and empty else first
        at = len(text[: line_end(text, node.end)].rstrip("\r\n")) if rest else node.end
        tail = "".join(line + part for part in rest)
        if node.style == "block":
            return [(start, node.end, first + tail)]
        return [(start, max(node.end, start), first), (at, at, tail)]

    def _made(self, path: KeyPath, wanted: Any, ways: Iterable[Iterable[Patch]]) -> Document:
        """The first of several ways to write a change that says what is wanted."""
        for patches in ways:
            try:
                made = Document(self.mark + patched(self.body, patches))
            except (ScenarioError, EditRefused):
                continue
            if repr(made.values) == repr(wanted):
                return made
        raise EditRefused(path, "this cannot be written so that it says what is wanted")


def patched(text: str, patches: Iterable[Patch]) -> str:
    """A text with patches, which do not overlap."""
    for start, end, new in sorted(patches, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _pieces(text: str, node: Node) -> block.Pieces | flow.Pieces:
    return (flow.Pieces if node.style == "flow" else block.Pieces)(text, node)


def _fits(node: Node, value: Any) -> bool:
    """Whether a node has the items of its value: `0,5` between brackets would be two items."""
    if not isinstance(value, dict | list):
        return node.kind == "scalar"
    parts = [part for _, part in _items(value)]
    return len(parts) == len(node.items) and all(
        _fits(item.value, part) for item, part in zip(node.items, parts, strict=True)
    )


def _items(whole: Any) -> list[tuple[Any, Any]]:
    return list(whole.items() if isinstance(whole, dict) else enumerate(whole))


def _at(values: Any, path: KeyPath) -> Any:
    for step in path:
        values = values[_step(values, step)]
    return values


def _step(whole: Any, step: str) -> Any:
    return int(step) if isinstance(whole, list) else step


def _plain(value: Any, path: KeyPath) -> Any:
    """A copy of a value, its texts composed as those of a file are."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {str(_plain(key, path)): _plain(part, path) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, path) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise EditRefused(path, "this is neither a text nor a number, list or mapping", "convert it")
