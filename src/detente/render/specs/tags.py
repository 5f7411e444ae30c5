"""Where the names beside points go so that they do not run into one another.

Each tag tries the four sides of its point and takes the first that stays inside the plot and meets
neither a tag already placed nor another point. Tags of one and the same point are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.exhibits import Point
from detente.render.plain import clean
from detente.render.plain import lines as broken

PLOT = (540.0, 280.0)
"""Width and height in pixels that a plot has for sure, whatever its axes and legend take."""

LETTER, LINE, GAP, NEAR = 7.6, 15.0, 9.0, 6.0
REACH = 5.0
"""Half the width of a point's mark."""

THICK = 1500

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tag:
    """A text beside a point in data coordinates, with the side it stands on."""

    x: float
    y: float
    lines: tuple[str, ...]
    align: str
    baseline: str
    dx: float
    dy: float


_SIDES = (
    ("left", "middle", GAP, 0.0),
    ("right", "middle", -GAP, 0.0),
    ("center", "bottom", 0.0, -GAP),
    ("center", "top", 0.0, GAP),
    ("left", "bottom", NEAR, -2.0),
    ("right", "bottom", -NEAR, -2.0),
    ("left", "top", NEAR, 2.0),
    ("right", "top", -NEAR, 2.0),
)


def place_tags(
    points: Sequence[Point], x: tuple[float, float], y: tuple[float, float]
) -> list[Tag]:
    """The tags of points on a plot whose axes span x and y, from top to bottom."""
    joined: dict[tuple[float, float], list[str]] = {}
    for point in points:
        if clean(point.tag):
            joined.setdefault((point.x, point.y), []).append(clean(point.tag))
    dots = {spot: _pixel(spot, x, y) for spot in joined}
    spots = dict.fromkeys((point.x, point.y) for point in points)
    taken = [_around(_pixel(spot, x, y)) for spot in spots]
    tags = []
    for spot in sorted(joined, key=lambda spot: (dots[spot][1], dots[spot][0])):
        text = broken(", ".join(dict.fromkeys(joined[spot])), 30)
        side, box = _best_side(dots[spot], text, taken)
        taken.append(box)
        tags.append(_tag(spot, text, side))
    return tags


def thinned(points: Sequence[Point], x: tuple[float, float], y: tuple[float, float]) -> list[Point]:
    """Of very many points of a series, one for each spot of about four pixels; the eye sees all.

    Points with a tag or a label of their own are kept.
    """
    if len(points) <= THICK:
        return list(points)
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for point in points:
        across, down = _pixel((point.x, point.y), x, y)
        spot = (point.series, int(across // 4), int(down // 4))
        if point.tag or point.label or spot not in seen:
            kept.append(point)
        seen.add(spot)
    return kept


def _tag(spot: tuple[float, float], text: list[str], side: tuple[str, str, float, float]) -> Tag:
    align, baseline, dx, dy = side
    rise = {"middle": (len(text) - 1) / 2, "bottom": len(text) - 1, "top": 0}[baseline] * LINE
    return Tag(spot[0], spot[1], tuple(text), align, baseline, dx, dy - rise)


def _pixel(
    spot: tuple[float, float], x: tuple[float, float], y: tuple[float, float]
) -> tuple[float, float]:
    across = (spot[0] - x[0]) / (x[1] - x[0]) * PLOT[0]
    down = (y[1] - spot[1]) / (y[1] - y[0]) * PLOT[1]
    return across, down


def _around(dot: tuple[float, float]) -> Box:
    return dot[0] - REACH, dot[1] - REACH, dot[0] + REACH, dot[1] + REACH


def _best_side(
    dot: tuple[float, float], text: list[str], taken: list[Box]
) -> tuple[tuple[str, str, float, float], Box]:
    boxes = [(side, _box(dot, text, side)) for side in _SIDES]
    return min(boxes, key=lambda held: _cost(held[1], taken))


def _box(dot: tuple[float, float], text: list[str], side: tuple[str, str, float, float]) -> Box:
    align, baseline, dx, dy = side
    wide, tall = max(map(len, text)) * LETTER, len(text) * LINE
    left = dot[0] + dx - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    top = dot[1] + dy - {"top": 0.0, "middle": tall / 2, "bottom": tall}[baseline]
    return left, top, left + wide, top + tall


def _cost(box: Box, taken: list[Box]) -> float:
    left, top, right, bottom = box
    outside = max(0, -left) + max(0, right - PLOT[0]) + max(0, -top) + max(0, bottom - PLOT[1])
    overlap = sum(_overlap(box, other) for other in taken)
    return outside * 20 + overlap


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0
