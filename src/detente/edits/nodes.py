"""Where every key and value of a YAML text stands, to the character.

The values themselves come from `detente.scenario.reading.tree`; here is only what a change of the
text needs to know: where a part begins and ends, and how it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from detente.errors import EditRefused

KeyPath = tuple[str, ...]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass
class Node:
    """A value: `text[start:end]`, without the comments and empty lines that follow.

    `style` is that of a scalar (a quote, | or >; empty where plain), or "flow" or "block" of a
    collection; `items` are those of a collection.
    """

    kind: str
    start: int
    end: int
    style: str = ""
    items: list[Item] = field(default_factory=list)

    def find(self, name: str) -> int:
        """The place of an item by its key, or by its numeral in a list; -1 where there is none."""
        for place, item in enumerate(self.items):
            if name == (str(place) if item.key is None else item.name):
                return place
        return -1


@dataclass
class Item:
    """An item of a collection: `head` is where its key or its dash stands.

    A value follows at `behind`: behind the colon, or behind the dash.
    """

    value: Node
    head: int
    behind: int
    key: Node | None = None
    name: str = ""


def read_nodes(text: str, seen: Iterable[Any] | None = None) -> Node:
    """The nodes of a text that `read_tree` can read, from the events that it has `seen` of it."""
    parsed = YAML(typ="safe", pure=True).parse(text) if seen is None else seen
    events = (e for e in parsed if isinstance(e, NodeEvent) or _ends(e))
    return _node(next(events), events, text)


def _ends(event: Any) -> bool:
    return type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        style = event.style or ""
        if style in ("|", ">"):
            end = _end_of_block_scalar(text, start, end)
        return Node("scalar", start, end, style)
    if isinstance(event, SequenceStartEvent):
        node = Node("list", start, start, "flow" if event.flow_style else "block")
        _list(node, event.start_mark.column, events, text)
    elif isinstance(event, MappingStartEvent):
        node = Node("mapping", start, start, "flow" if event.flow_style else "block")
        _mapping(node, events, text)
    else:
        raise EditRefused((), "anchors and aliases are not used in scenarios", "write it out")
    return node


def _mapping(node: Node, events: Iterator[Any], text: str) -> None:
    for event in events:
        if _ends(event):
            node.end = _end(node, event)
            return
        key = _node(event, events, text)
        if text[line_start(text, key.start) : key.start].rstrip().endswith("?"):
            rule = "keys that begin with ? cannot be changed"
            raise EditRefused((), rule, "write key: value")
        colon = re.compile(r"\s*:").match(text, key.end)
        behind = colon.end() if colon else key.end
        value = _node(next(events), events, text)
        if value.kind == "scalar" and not value.style and value.start == value.end:
            value.start = value.end = behind
        name = unicodedata.normalize("NFC", str(getattr(event, "value", "")))
        node.items.append(Item(value, key.start, behind, key, name))


def _list(node: Node, column: int, events: Iterator[Any], text: str) -> None:
    at = node.start
    for event in events:
        if _ends(event):
            node.end = _end(node, event)
            return
        value = _node(event, events, text)
        head = behind = value.start
        if node.style == "block":
            head = _dash(text, at, column)
            behind = head + 1
            if value.start == value.end:
                value.start = value.end = behind
        node.items.append(Item(value, head, behind))
        at = value.end


def _end(node: Node, event: Any) -> int:
    if node.style == "flow":
        return int(event.end_mark.index)
    return node.items[-1].value.end if node.items else node.start


def _dash(text: str, at: int, column: int) -> int:
    """Where the next dash in a column stands, at a place or behind it."""
    start = line_start(text, at)
    while text[start + column : start + column + 1] != "-" or start + column < at:
        after = line_end(text, start)
        if after == start:
            raise EditRefused((), "the items of a list do not stand below each other")
        start = after
    return start + column


def _end_of_block_scalar(text: str, start: int, end: int) -> int:
    """Behind the last character of the last line; one that keeps its empty lines ends with them."""
    header = _LINE.match(text, start)
    body = text[start:end]
    if header is not None and "+" in header[0].partition("#")[0]:
        return start + len(re.sub(r"(\r\n|\r|\n)\Z", "", body))
    return start + len(body.rstrip())


def line_start(text: str, at: int) -> int:
    """Where the line of a place begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_before(text: str, start: int) -> int:
    """Where the line before the one that begins at `start` begins."""
    return line_start(text, start - (2 if text.startswith("\r\n", start - 2) else 1))


def line_end(text: str, at: int) -> int:
    """Where the line after the one of a place begins; the end of the text where there is none."""
    found = _LINE.match(text, at)
    return found.end() if found else len(text)


def new_line(text: str) -> str:
    """How the lines of a text end."""
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def indent(text: str, at: int) -> int:
    """The column of a place, from 0."""
    return at - line_start(text, at)
