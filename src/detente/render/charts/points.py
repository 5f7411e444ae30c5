"""Scatter and line charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from detente.exhibits import Axis, LineChart, Point, ScatterChart
from detente.phrases import Phrases
from detente.render.charts.canvas import LINE, SMALL, Anchor, Canvas, fitted, widest
from detente.render.charts.frame import (
    Scale,
    colour_of,
    dash_of,
    draw_guides,
    drawn,
    ends,
    guides_over,
    legend,
    mark,
    marks,
    numbers,
    series_order,
    unit_of,
    x_axis,
    x_room,
    y_axis,
    y_margin,
)
from detente.render.safe_text import clean

SLOPE = 0.37
"""The height of a plot as a share of the drawing's width."""

MANY, QUIET, THICK = 60, 500, 1500
"""Above so many points marks are smaller; unnamed ones have no labels; one stands for a spot."""

DENSE = 20
"""Above so many points a series, the marks on a line are small."""

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


def scatter(canvas: Canvas, chart: ScatterChart, words: Phrases) -> None:
    """Points over two axes, tags beside them, reference lines across."""
    points, series = _held(chart)
    x, y = _axes(canvas, chart, points, series, words)
    spots = {point: (x(point.x), y(point.y)) for point in points}
    shown = sorted(_thinned(points, spots), key=lambda point: -series.index(point.series))
    named = 5.0 if len(shown) <= MANY else 3.8 if len(shown) <= QUIET else 3.1
    said = _descriptions(shown, chart, words)
    for point, text in zip(shown, said, strict=True):
        plain = not point.series and len(series) > 1
        quiet = plain and len(shown) > QUIET
        radius = 1.7 if quiet else 2.5 if plain else named
        _mark(canvas, point, series, spots[point], radius, "" if quiet else text)
    _tags(canvas, spots, (x.start, y.end, x.end, y.start))


def line(canvas: Canvas, chart: LineChart, words: Phrases) -> None:
    """Points joined in their order; colour, dash and mark tell the series apart."""
    points, series = _held(chart)
    x, y = _axes(canvas, chart, points, series, words)
    spots = {point: (x(point.x), y(point.y)) for point in points}
    for name in reversed(series):
        course = [spots[point] for point in points if point.series == name]
        canvas.add(
            "path",
            d=_course(course, step=chart.step),
            fill="none",
            stroke=colour_of(name, series),
            stroke_width=2.2,
            **dash_of(name, series),
        )
    radius = 4.6 if len(points) <= DENSE * max(1, len(series)) else 2.2
    for point, text in zip(points, _descriptions(points, chart, words), strict=True):
        _mark(canvas, point, series, spots[point], radius, text)
    _tags(canvas, spots, (x.start, y.end, x.end, y.start))


def _held(chart: ScatterChart | LineChart) -> tuple[list[Point], tuple[str, ...]]:
    points = [point for point in chart.points if drawn(point.x) and drawn(point.y)]
    return points, series_order(chart.series, (point.series for point in points))


def _axes(
    canvas: Canvas,
    chart: ScatterChart | LineChart,
    points: Sequence[Point],
    series: tuple[str, ...],
    words: Phrases,
) -> tuple[Scale, Scale]:
    """Legend, axes and reference lines; the scales of the plot."""
    guides = [guide for guide in chart.guides if drawn(guide.value)]
    across = [p.x for p in points] + [g.value for g in guides if g.axis == "x"]
    up = [p.y for p in points] + [g.value for g in guides if g.axis == "y"]
    span = ends(_tight(chart.x, across) if isinstance(chart, LineChart) else chart.x, across)
    span_up = ends(chart.y, up)
    tall = max(210.0, SLOPE * canvas.width)
    left = y_margin(Scale(*span_up, tall, 0), chart.y, words)
    legend(canvas, marks(canvas, series), left)
    top = canvas.height + 8 + guides_over(guides)
    x = Scale(*span, left, canvas.width - max(8, x_room(chart.x, words, span)))
    y = Scale(*span_up, top + tall, top)
    canvas.height = top + tall
    x_axis(canvas, x, chart.x, words, top=top, whole=all(p.x == int(p.x) for p in points))
    y_axis(canvas, y, chart.y, words, right=x.end)
    draw_guides(canvas, guides, x, y)
    return x, y


def _tight(axis: Axis, values: Sequence[float]) -> Axis:
    """An axis without margins."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    return Axis("", "", _or(axis.low, low), _or(axis.high, high))


def _or(given: float | None, fallback: float) -> float:
    return fallback if given is None else given


def _mark(
    canvas: Canvas,
    point: Point,
    series: Sequence[str],
    spot: tuple[float, float],
    radius: float,
    label: str,
) -> None:
    path = mark(point.series, series, *spot, radius)
    canvas.add("path", d=path, fill=colour_of(point.series, series), label=label)


def _course(spots: Sequence[tuple[float, float]], *, step: bool) -> str:
    """The path through spots, in stairs where each value holds up to the next."""
    if not spots:
        return "M0,0"
    moves = [f"M{spots[0][0]:.2f},{spots[0][1]:.2f}"]
    for (_, y0), (x, y) in pairwise(spots):
        moves += [f"L{x:.2f},{y0:.2f}"] if step else []
        moves.append(f"L{x:.2f},{y:.2f}")
    return "".join(moves)


def _thinned(points: Sequence[Point], spots: dict[Point, tuple[float, float]]) -> list[Point]:
    """Of very many points of a series, one for each spot of about four pixels; the eye sees all.

    Points with a tag or a label of their own are kept.
    """
    if len(points) <= THICK:
        return list(points)
    kept: dict[object, Point] = {}
    for point in points:
        x, y = spots[point]
        own = point if point.tag or point.label else (point.series, int(x // 4), int(y // 4))
        kept.setdefault(own, point)
    return list(kept.values())


def _descriptions(
    points: Sequence[Point], chart: ScatterChart | LineChart, words: Phrases
) -> list[str]:
    x, y = chart.x, chart.y
    across, up = numbers(words, [p.x for p in points], x), numbers(words, [p.y for p in points], y)
    said = []
    for p, left, right in zip(points, across, up, strict=True):
        head = clean(p.label) or clean(p.tag) or clean(p.series)
        where = f"{clean(x.title)} {left}{unit_of(x.unit)}".strip()
        where += f", {clean(y.title)} {right}{unit_of(y.unit)}"
        said.append(f"{head} · {where}" if head else where)
    return said


def _tags(canvas: Canvas, spots: Mapping[Point, tuple[float, float]], plot: Box) -> None:
    """The tags of points, from top to bottom, so that they do not run into one another.

    Each tries the sides of its point and takes the first that stays inside the plot and meets
    neither a tag already placed nor another point. Tags of one and the same spot are joined.
    """
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
