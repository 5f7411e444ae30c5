"""Graphs: nodes at given places, arrows between their rims.

Arrows are straight unless there is one each way between two nodes, or a third node stands in the
way; then they bow to the left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from detente.exhibits import Edge, GraphChart, Node
from detente.phrases import Phrases
from detente.render.charts.canvas import LINE, SMALL, Canvas, text_width
from detente.render.charts.frame import (
    Swatch,
    colour_of,
    dash_of,
    legend,
    mark,
    series_order,
)
from detente.render.palette import SERIES
from detente.render.plain import clean, few_lines

MARGIN = 44.0
Pixel = tuple[float, float]


def graph(canvas: Canvas, chart: GraphChart, words: Phrases) -> None:
    """Nodes coloured and shaped by group; arrows dashed by group, with heads."""
    groups = series_order(chart.groups, (node.group for node in chart.nodes))
    kinds = series_order(chart.edge_groups, (edge.group for edge in chart.edges))
    colours = _edge_colours(kinds, len([name for name in groups if name]))
    entries = [(name, _stroke(canvas, name, kinds, colours[name])) for name in kinds if name]
    entries += [(name, _outline(canvas, name, groups)) for name in groups if name]
    legend(canvas, entries, 0.0)
    rows = len({round(node.y, 1) for node in chart.nodes if math.isfinite(node.y)})
    height = 124.0 if rows < 2 else min(460.0, 120.0 * rows + 24)
    top = canvas.height + 4
    places = {node.key: _place(node, canvas.width, top, height) for node in chart.nodes}
    radius = _radius(chart.nodes)
    _arrows(canvas, chart, places, radius, (kinds, colours))
    deepest = top + height
    for node in chart.nodes:
        deepest = max(deepest, _node(canvas, node, places[node.key], radius, groups))
    canvas.height = deepest


def _place(node: Node, width: float, top: float, height: float) -> Pixel:
    across, up = (min(1.0, max(0.0, at)) if math.isfinite(at) else 0.0 for at in (node.x, node.y))
    side = _side(width)
    return side + across * (width - 2 * side), top + MARGIN + (1 - up) * (height - 2 * MARGIN)


def _side(width: float) -> float:
    """The room left and right of the outermost nodes, where half of their text stands."""
    return min(70.0, 0.16 * width)


def _radius(nodes: Sequence[Node]) -> float:
    short = max((n for node in nodes if (n := len(clean(node.text))) <= 5), default=0)
    if len(nodes) <= 24:
        return 24.0 if short > 4 else 20.0 if short > 3 else 17.0
    return 13.0 if len(nodes) <= 40 else 8.0


def _outline(canvas: Canvas, name: str, groups: tuple[str, ...]) -> Swatch:
    def draw(x: float, y: float) -> None:
        look = {"stroke": colour_of(name, groups), "stroke_width": 1.8, "fill": "paper"}
        canvas.add("path", d=mark(name, groups, x, y, 5.0), **look)

    return draw


def _stroke(canvas: Canvas, name: str, kinds: tuple[str, ...], colour: str) -> Swatch:
    def draw(x: float, y: float) -> None:
        look = {"stroke": colour, "stroke_width": 1.8} | dash_of(name, kinds)
        canvas.line(x - 6, y, x + 8, y, **look)

    return draw


def _node(
    canvas: Canvas, node: Node, place: Pixel, radius: float, groups: tuple[str, ...]
) -> float:
    """Draw a node with its text inside or, where that is too long, below it; its lower end."""
    parts = [clean(part) for part in (node.text or node.key, node.group, node.label)]
    look = {"stroke": colour_of(node.group, groups), "stroke_width": 2.4, "fill": "paper"}
    path = mark(node.group, groups, *place, radius)
    canvas.add("path", d=path, label=" · ".join(part for part in parts if part), **look)
    text = clean(node.text)
    if text_width(text) <= 2 * radius:
        canvas.text(*place, [text], anchor="middle", font_weight="bold")
        return place[1] + radius + 4
    shown = few_lines(text, int(2 * _side(canvas.width) / (0.6 * SMALL)), 3)
    below = place[1] + radius + 12
    canvas.text(place[0], below, shown, anchor="middle", halo=True)
    return below + LINE * len(shown)


def _edge_colours(kinds: tuple[str, ...], taken: int) -> dict[str, str]:
    """Arrows of one kind are plain; several kinds take the colours that the nodes leave."""
    several = sum(1 for name in kinds if name) > 1
    return {
        name: f"series-{(taken + k) % SERIES + 1}" if several and name else "soft"
        for k, name in enumerate(kinds)
    }


def _arrows(
    canvas: Canvas,
    chart: GraphChart,
    places: Mapping[str, Pixel],
    radius: float,
    looks: tuple[tuple[str, ...], dict[str, str]],
) -> None:
    names = {node.key: clean(node.text) or clean(node.key) for node in chart.nodes}
    pairs = {(edge.start, edge.end) for edge in chart.edges}
    for edge in chart.edges:
        if edge.start not in places or edge.end not in places or edge.start == edge.end:
            continue
        bow = _bow(edge, places, radius, both=(edge.end, edge.start) in pairs)
        first, bend, last = _course(places[edge.start], places[edge.end], bow, radius)
        colour = looks[1][edge.group]
        dash = dash_of(edge.group, looks[0])
        path = f"M{_spot(first)}Q{_spot(bend)} {_spot(last)}"
        canvas.add("path", d=path, fill="none", stroke=colour, stroke_width=1.6, **dash)
        said = (f"{names[edge.start]} → {names[edge.end]}", clean(edge.group), clean(edge.label))
        angle = math.degrees(math.atan2(last[0] - bend[0], bend[1] - last[1]))
        canvas.add(
            "path",
            d="M0,0L-4.2,9L0,7L4.2,9Z",
            fill=colour,
            label=" · ".join(part for part in said if part),
            transform=f"translate({_spot(last)}) rotate({angle:.1f})",
        )


def _spot(spot: Pixel) -> str:
    return f"{spot[0]:.2f},{spot[1]:.2f}"


def _course(start: Pixel, end: Pixel, bow: float, radius: float) -> tuple[Pixel, Pixel, Pixel]:
    """Where an arrow begins and ends, at the rims, and the point that bends it in between."""
    length = math.dist(start, end) or 1.0
    across, down = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    bend = middle[0] + down * bow * 2, middle[1] - across * bow * 2
    return _towards(start, bend, radius + 2), bend, _towards(end, bend, radius + 3)


def _bow(edge: Edge, places: Mapping[str, Pixel], radius: float, *, both: bool) -> float:
    start, end = places[edge.start], places[edge.end]
    others = (spot for key, spot in places.items() if key not in (edge.start, edge.end))
    if any(_distance(spot, start, end) < radius + 4 for spot in others):
        return max(radius * 1.6, math.dist(start, end) * 0.12)
    return 9.0 if both else 0.0


def _distance(spot: Pixel, start: Pixel, end: Pixel) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = ((spot[0] - start[0]) * dx + (spot[1] - start[1]) * dy) / (dx * dx + dy * dy or 1.0)
    share = min(1.0, max(0.0, share))
    return math.dist(spot, (start[0] + share * dx, start[1] + share * dy))


def _towards(spot: Pixel, aim: Pixel, by: float) -> Pixel:
    length = math.dist(spot, aim) or 1.0
    return spot[0] + (aim[0] - spot[0]) * by / length, spot[1] + (aim[1] - spot[1]) * by / length
