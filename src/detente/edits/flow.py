"""Items between brackets: a comma after each, and comments where they stand on several lines.

To an item belong the comment behind its comma, and comment lines directly before it.
"""

from __future__ import annotations

import re

from detente.edits.nodes import Node, new_line
from detente.errors import EditRefused

_BEHIND = re.compile(r"[ \t]*#[^\r\n]*")


class Pieces:
    """A flow collection cut into its items and what stands between them.

    `gaps` holds the blanks before each item, `above` its comment lines, `behind` the comment after
    its comma. The gaps stay where they are, the comments go with the items.
    """

    def __init__(self, text: str, node: Node) -> None:
        self.start, self.end = node.start, node.end
        self.open, self.shut = text[node.start], text[node.end - 1]
        self.line, self.ends_with_comma = new_line(text), False
        self.items: list[str] = []
        self.gaps: list[str] = []
        self.above: list[str] = []
        self.behind: list[str] = []
        at = node.start + 1
        for item in node.items:
            end = max(item.value.end, item.behind)
            self._between(text[at : item.head])
            self.items.append(text[item.head : end])
            at = end
        self._between(text[at : node.end - 1])
        self.close = self.gaps.pop() + self.above.pop()
        self.usual = next((gap for gap in self.gaps[1:] if gap), self.gaps[0] or " ")

    def _between(self, space: str) -> None:
        """Sort what stands between two items into what belongs to either."""
        if self.items:
            blank, comma, rest = space.partition(",")
            if "#" in blank and comma:
                raise EditRefused((), "a comment stands before a comma", "put it behind the comma")
            self.items[-1] += blank if comma else ""
            self.ends_with_comma, space = bool(comma), rest if comma else space
            found = _BEHIND.match(space)
            self.behind.append(found[0] if found else "")
            space = space[found.end() :] if found else space
        gap, sign, above = space.partition("#")
        self.gaps.append(gap)
        self.above.append(sign + above)

    def insert(self, place: int, piece: str) -> None:
        """Insert an item without comments."""
        self.items.insert(place, piece)
        self.gaps.insert(place or 1, self.usual)
        self.above.insert(place, "")
        self.behind.insert(place, "")

    def delete(self, place: int) -> None:
        """Delete an item and its comments."""
        del self.items[place], self.above[place], self.behind[place]
        del self.gaps[place or 1]

    def move(self, place: int, to: int) -> None:
        """Move an item and its comments."""
        for pieces in (self.items, self.above, self.behind):
            pieces.insert(to, pieces.pop(place))

    def joined(self, *, closed: bool = False) -> tuple[int, int, str]:
        """The place of the collection in the text, and its new text."""
        body, commented = self.open, False
        for place, item in enumerate(self.items):
            comma = "," if place < len(self.items) - 1 or self.ends_with_comma else ""
            comma = f" {comma}" if comma and item.endswith(":") else comma  # `a:,` is a key
            body += self._apart(self.gaps[place], place, commented)
            body += self.above[place] + item + comma + self.behind[place]
            commented = bool(self.behind[place])
        return self.start, self.end, body + self._apart(self.close, 0, commented) + self.shut

    def _apart(self, gap: str, place: int, commented: bool) -> str:
        """What stands before an item; a comment before it ends its line."""
        if commented and not gap.startswith(("\n", "\r")):
            return f"{self.line} {gap}"
        return gap or (" " if place else "")
