"""Where the names beside points go so that they do not run into one another.

Each name tries the sides of its point and takes the first that stays inside the plot and meets
neither a name already placed nor another point. Names of one and the same spot are joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.exhibits import Point
from detente.render.charts.canvas import LINE, SMALL, Anchor, Canvas, fitted, widest
from detente.render.plain import clean

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

REACH = 5.0
"""Half the width of a point's mark."""

BOLD = SMALL * 1.08

_SIDES: tuple[tuple[Anchor, float, float, float], ...] = (
    ("start", 9, 0, -0.5),
    ("end", -9, 0, -0.5),
    ("middle", 0, -9, -1),
    ("middle", 0, 9, 0),
    ("start", 6, -2, -1),
    ("end", -6, -2, -1),
    ("start", 6, 2, 0),
    ("end", -6, 2, 0),
)
"""Where a text begins, how far it stands off, and which share of its height it is moved."""


def draw_tags(canvas: Canvas, spots: Mapping[Point, tuple[float, float]], plot: Box) -> None:
    """The tags of points, from top to bottom."""
    joined: dict[tuple[float, float], list[str]] = {}
    for point, spot in spots.items():
        if clean(point.tag):
            joined.setdefault(spot, []).append(clean(point.tag))
    taken = [(x - REACH, y - REACH, x + REACH, y + REACH) for x, y in set(spots.values())]
    for x, y in sorted(joined, key=lambda spot: (spot[1], spot[0])):
        shown = fitted(", ".join(dict.fromkeys(joined[x, y])), 0.4 * canvas.width, BOLD)
        places = [(side, _box((x, y), shown, side)) for side in _SIDES]
        (anchor, dx, _, _), box = min(places, key=lambda held: _cost(held[1], taken, plot))
        taken.append(box)
        middle = box[1] + LINE / 2
        canvas.text(x + dx, middle, shown, anchor=anchor, font_weight="bold", halo=True)


def _box(
    spot: tuple[float, float], shown: Sequence[str], side: tuple[Anchor, float, float, float]
) -> Box:
    anchor, dx, dy, rise = side
    wide, tall = widest(shown, BOLD), len(shown) * LINE
    left = spot[0] + dx - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    top = spot[1] + dy + rise * tall
    return left, top, left + wide, top + tall


def _cost(box: Box, taken: Sequence[Box], plot: Box) -> float:
    left, top, right, bottom = box
    outside = max(0, plot[0] - left) + max(0, right - plot[2])
    outside += max(0, plot[1] - top) + max(0, bottom - plot[3])
    return outside * 20 + sum(_overlap(box, other) for other in taken)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0
