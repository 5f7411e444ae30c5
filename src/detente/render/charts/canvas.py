"""A drawing in the making: SVG elements, their colours by name, and how wide texts are.

Lengths are pixels of a drawing that a page scales; y runs down. Texts are measured as wide as
common typefaces make them, so that another one neither is cut nor meets its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Literal

from rich.cells import cell_len

from detente.render.safe_text import clean, lines

WIDTH = 620.0
SMALL = 12.0
"""The size of letters; a page printed at four fifths of its width shows them at 7 points."""

LINE = 15.0
FONT = "Helvetica, Arial, sans-serif"

_NARROW = frozenset("ijlI.,:;'|!()[]ft \u2019\u202f\u00a0-")
_BROAD = frozenset("mwMW%@—…")
_ZERO = frozenset("\u2068\u2069")

Anchor = Literal["start", "middle", "end"]


class Canvas:
    """Elements drawn so far, and the height that they take."""

    def __init__(self, paint: Callable[[str], str], width: float = WIDTH) -> None:
        self.width = width
        self.height = 0.0
        self.elements: list[str] = []
        self._paint = paint

    def add(
        self, tag: str, *, label: object = "", inside: object = "", **attributes: object
    ) -> None:
        """An element; `fill` and `stroke` are names of the palette, `label` names a mark."""
        named = escape(clean(str(label)))
        held = [f' aria-label="{named}"'] if named else []
        for name, value in attributes.items():
            painted = name in ("fill", "stroke") and value != "none"
            shown = self._paint(str(value)) if painted else _written(value)
            held.append(f' {name.replace("_", "-")}="{escape(shown)}"')
        body = f">{inside}</{tag}>" if inside else "/>"
        self.elements.append(f"<{tag}{''.join(held)}{body}")

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: object) -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)

    def text(
        self,
        x: float,
        y: float,
        shown: Sequence[str],
        *,
        anchor: Anchor = "start",
        fill: str = "ink",
        **attributes: object,
    ) -> None:
        """Lines of text, the middle of the first at y; `halo` keeps what is behind off them."""
        if not any(shown):
            return
        size = float(str(attributes.pop("size", SMALL)))
        held = {"font_size": size, "text_anchor": anchor, "fill": fill} | attributes
        if held.pop("halo", False):
            held |= {
                "stroke": "paper",
                "stroke_width": 4,
                "stroke_linejoin": "round",
                "paint_order": "stroke",
            }
        base = y + 0.36 * size
        inside = escape(shown[0])
        if len(shown) > 1:
            inside = "".join(
                f'<tspan x="{_written(x)}" y="{_written(base + k * LINE)}">{escape(one)}</tspan>'
                for k, one in enumerate(shown)
            )
        self.add("text", x=x, y=base, inside=inside, **held)


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def text_width(text: str, size: float = SMALL) -> float:
    """How wide a line of text is at most, in pixels."""
    return size * sum(map(_letter_width, text))


def widest(texts: Sequence[str], size: float = SMALL) -> float:
    """The width of the widest line; 0 where there is none."""
    return max((text_width(text, size) for text in texts), default=0.0)


def fitted(text: str, room: float, size: float = SMALL) -> list[str]:
    """A text in lines of at most so many pixels; none where it is empty."""
    return lines(text, int(room / (size * 0.6))) if clean(text) else []


def _letter_width(letter: str) -> float:
    if letter in _ZERO:
        return 0.0
    if letter in _NARROW:
        return 0.4
    if letter in _BROAD or cell_len(letter) > 1:
        return 1.02
    return 0.75 if letter.isupper() else 0.64
