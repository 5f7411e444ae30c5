"""Items of block collections: one a line or more, with the comments that belong to them.

To an item belong the comment lines directly above it (at its column or left of it), the comment
behind it, and comment lines below it that are indented deeper than it is. The comment at the top of
a file, above `detente` or `title`, is the file's. Empty lines, and comments set apart by them, stay
where they are.
"""

from __future__ import annotations

import re

from detente.edits.nodes import (
    Item,
    Node,
    indent,
    line_before,
    line_end,
    line_start,
    new_line,
)

_COMMENT = re.compile(r"[ \t]*#")
_EMPTY = re.compile(r"[ \t]*(?:[\r\n]|\Z)")

FIRST = ("detente", "title")
"""Keys with which a file begins by custom."""

Span = tuple[int, int]


def spans(text: str, node: Node) -> list[Span]:
    """The whole lines of each item; the first one may begin behind the dash of another list."""
    found: list[Span] = []
    floor = _top(text, node.items[0])
    for item in node.items:
        start, end = _above(text, item, floor), _below(text, item)
        found.append((start, end))
        floor = end
    return found


def _top(text: str, first: Item) -> int:
    """Where the lines begin that may belong to the first item."""
    start = own = line_start(text, first.head)
    while start > 0 and _COMMENT.match(text, line_before(text, start)):
        start = line_before(text, start)
    return own if start == 0 and first.name in FIRST else start


def _above(text: str, item: Item, floor: int) -> int:
    """Where an item begins, with the comment lines directly above it."""
    start = line_start(text, item.head)
    if text[start : item.head].strip(" "):
        return item.head
    column = item.head - start
    while start > floor:
        before = line_before(text, start)
        comment = _COMMENT.match(text, before)
        if comment is None or comment.end() - 1 - before > column:
            break
        start = before
    return start


def _below(text: str, item: Item) -> int:
    """Where the line after an item begins, and after the deeper comments below it."""
    column = indent(text, item.head)
    end = at = line_end(text, max(item.value.end, item.behind))
    while at < len(text):
        comment = _COMMENT.match(text, at)
        if comment is not None and comment.end() - 1 - at > column:
            end = at = line_end(text, at)
        elif _EMPTY.match(text, at):
            at = line_end(text, at)
        else:
            break
    return end


class Pieces:
    """A block collection cut into its items and what stands between them."""

    def __init__(self, text: str, node: Node) -> None:
        self.text, self.line = text, new_line(text)
        places = spans(text, node)
        self.column = indent(text, node.items[0].head)
        self.start, self.end = places[0][0], places[-1][1]
        self.within = self.start == node.items[0].head and self.column > 0
        self.items = [self._whole(text[start:end]) for start, end in places]
        self.items[0] = " " * (self.column if self.within else 0) + self.items[0]
        following = [start for start, _ in places[1:]] + [self.end]
        self.between = [text[end:after] for (_, end), after in zip(places, following, strict=True)]

    def _whole(self, piece: str) -> str:
        return piece if piece.endswith(("\n", "\r")) else piece + self.line

    def insert(self, place: int, lines: list[str]) -> None:
        self.items.insert(place, "".join(line + self.line for line in lines))
        self.between.insert(place, "")

    def delete(self, place: int) -> None:
        del self.items[place]
        apart = self.between.pop(place)
        if place:
            self.between[place - 1] += apart
        else:
            self.items[0] = apart + self.items[0]

    def move(self, place: int, to: int) -> None:
        self.items.insert(to, self.items.pop(place))

    def joined(self, *, closed: bool = False) -> tuple[int, int, str]:
        """The place of the collection in the text, and its new text.

        `closed`: the last line ends with a line break also where that of the file did not.
        """
        body = "".join(a + b for a, b in zip(self.items, self.between, strict=True))
        start = self.start
        if self.within and body.startswith(" " * self.column) and body[self.column] not in " #\r\n":
            body = body[self.column :]
        elif self.within:
            start = len(self.text[: self.start].rstrip(" "))
            body = self.line + body
        if not closed and self.end == len(self.text) and not self.text.endswith(("\n", "\r")):
            body = body.removesuffix(self.line)
        return start, self.end, body
