"""Graphs: nodes at given places, arrows between their rims.

Arrows are straight unless there is one each way between two nodes, or a third node stands in the
way; then they bow to the left. All geometry is in pixels of a fixed frame, so that heads meet rims.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.exhibits import Edge, GraphChart, Node
from detente.phrases import Phrases
from detente.render.palette import placeholder, series_colour
from detente.render.plain import clean, few_lines
from detente.render.specs.frame import (
    DASHES,
    WIDTH,
    Spec,
    coloured,
    cycle,
    framed,
    legend_of,
    series_order,
    shaped,
    with_background,
)

MARGIN_X, MARGIN_Y = 70, 44
LINE = 14
LETTER = 8.8
"""Texts that fit into their node at this width a letter stand inside it, others below it."""

Pixel = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Arrow:
    """The course of an edge in pixels and the direction, in degrees, that its head points in."""

    course: tuple[Pixel, ...]
    angle: float


def graph(chart: GraphChart, words: Phrases, *, titled: bool) -> Spec:
    """Nodes coloured and shaped by group; arrows dashed by group, with heads."""
    height = _height(chart.nodes)
    places = {node.key: _place(node, height) for node in chart.nodes}
    radius = _radius(chart.nodes)
    met = [node.group for node in chart.nodes]
    groups = with_background(series_order(chart.groups, met), met)
    layers = [
        *_arrow_layers(chart, places, radius),
        _node_layer(chart, places, groups, radius),
        *_text_layers(chart.nodes, places, radius),
    ]
    encoding = {"x": _axis("x", WIDTH), "y": _axis("y", height)}
    body = {"encoding": encoding, "layer": layers}
    spec = framed(chart.title, body, titled=titled, height=height)
    return spec | {"autosize": {"type": "pad"}, "height": height}


def _axis(field: str, size: int) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, size], "nice": False, "zero": False},
        "axis": None,
    }


def _height(nodes: Sequence[Node]) -> int:
    """Less for graphs of one or two rows."""
    rows = len({round(node.y, 1) for node in nodes})
    return 124 if rows < 2 else min(460, 120 * rows + 24)


def _place(node: Node, height: int) -> Pixel:
    across = MARGIN_X + min(1.0, max(0.0, node.x)) * (WIDTH - 2 * MARGIN_X)
    return across, MARGIN_Y + min(1.0, max(0.0, node.y)) * (height - 2 * MARGIN_Y)


def _radius(nodes: Sequence[Node]) -> float:
    short = max((n for node in nodes if (n := len(clean(node.text))) <= 5), default=0)
    if len(nodes) <= 24:
        return 24.0 if short > 4 else 20.0 if short > 3 else 17.0
    return 13.0 if len(nodes) <= 40 else 8.0


def _inside(node: Node, radius: float) -> bool:
    return len(clean(node.text)) * LETTER <= 2 * radius


def _node_layer(
    chart: GraphChart, places: dict[str, Pixel], groups: Sequence[str], radius: float
) -> Spec:
    rows = [
        {
            "x": places[node.key][0],
            "y": places[node.key][1],
            "s": node.group,
            "d": _node_text(node),
        }
        for node in chart.nodes
    ]
    colour = coloured(groups, legend=True)
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "filled": False,
            "fill": placeholder("paper"),
            "opacity": 1,
            "strokeWidth": 2.4,
            "size": math.pi * radius**2,
        },
        "encoding": {
            "stroke": colour,
            "shape": shaped(groups),
            "description": {"field": "d"},
        },
    }


def _node_text(node: Node) -> str:
    parts = [clean(part) for part in (node.text or node.key, node.group, node.label)]
    return " · ".join(part for part in parts if part)


def _text_layers(nodes: Sequence[Node], places: dict[str, Pixel], radius: float) -> list[Spec]:
    layers: list[Spec] = []
    for inside in (True, False):
        rows = [
            {
                "x": places[node.key][0],
                "y": places[node.key][1] - (0 if inside else radius + 5),
                "t": few_lines(node.text, 20, 3),
            }
            for node in nodes
            if _inside(node, radius) is inside and clean(node.text)
        ]
        mark = {
            "type": "text",
            "baseline": "middle" if inside else "top",
            "fontSize": 12 if inside else 11.5,
            "fontWeight": "bold" if inside else "normal",
            "lineHeight": LINE,
            "aria": False,
        }
        halo = {"stroke": placeholder("paper"), "strokeWidth": 4, "strokeJoin": "round"}
        if rows:
            shown = {"data": {"values": rows}, "encoding": {"text": {"field": "t"}}}
            layers += [{"mark": mark | halo, **shown}] if not inside else []
            layers.append({"mark": mark | {"color": placeholder("ink")}, **shown})
    return layers


def _edge_groups(chart: GraphChart) -> tuple[str, ...]:
    met = [edge.group for edge in chart.edges]
    return with_background(series_order(chart.edge_groups, met), met)


def _arrow_layers(chart: GraphChart, places: dict[str, Pixel], radius: float) -> list[Spec]:
    groups = _edge_groups(chart)
    pairs = {(edge.start, edge.end) for edge in chart.edges}
    courses: list[Spec] = []
    heads: list[Spec] = []
    for key, edge in enumerate(chart.edges):
        if edge.start not in places or edge.end not in places or edge.start == edge.end:
            continue
        arrow = _arrow(edge, places, radius, both=(edge.end, edge.start) in pairs)
        said = _edge_text(edge, chart)
        courses += [
            {"x": x, "y": y, "o": o, "k": key, "s": edge.group}
            for o, (x, y) in enumerate(arrow.course)
        ]
        tip = arrow.course[-1]
        heads.append({"x": tip[0], "y": tip[1], "a": arrow.angle, "s": edge.group, "d": said})
    if not heads:
        return []
    colour = _edge_colours(groups, len({node.group for node in chart.nodes if node.group}))
    return [_course_layer(courses, groups, colour), _head_layer(heads, colour)]


def _edge_text(edge: Edge, chart: GraphChart) -> str:
    names = {node.key: clean(node.text) or clean(node.key) for node in chart.nodes}
    said = f"{names[edge.start]} → {names[edge.end]}"
    return " · ".join(part for part in (said, clean(edge.group), clean(edge.label)) if part)


def _edge_colours(groups: Sequence[str], taken: int) -> Spec:
    """Arrows of one kind are plain; several kinds take the colours that the nodes leave."""
    several = sum(1 for name in groups if name) > 1
    held = coloured(groups)
    held["scale"]["range"] = [
        series_colour(taken + i) if several and name else placeholder("soft")
        for i, name in enumerate(groups)
    ]
    return held


def _course_layer(rows: list[Spec], groups: Sequence[str], colour: Spec) -> Spec:
    dash = {
        "field": "s",
        "type": "nominal",
        "scale": {"domain": list(groups), "range": cycle(DASHES, groups)},
        "legend": legend_of(groups),
    }
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 1.6, "aria": False},
        "encoding": {
            "detail": {"field": "k"},
            "order": {"field": "o"},
            "color": colour,
            "strokeDash": dash,
        },
    }


def _head_layer(rows: list[Spec], colour: Spec) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "shape": "M0,0L-4.2,9L0,7L4.2,9Z",
            "filled": True,
            "opacity": 1,
            "size": 4,
        },
        "encoding": {
            "angle": {"field": "a", "type": "quantitative", "scale": None},
            "color": colour,
            "description": {"field": "d"},
        },
    }


def _arrow(edge: Edge, places: dict[str, Pixel], radius: float, *, both: bool) -> Arrow:
    start, end = places[edge.start], places[edge.end]
    length = math.dist(start, end) or 1.0
    bow = _bow(edge, places, radius, length, both=both)
    across, up = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    bend = (
        (start[0] + end[0]) / 2 - up * bow * 2,
        (start[1] + end[1]) / 2 + across * bow * 2,
    )
    first = _towards(start, bend, radius + 2)
    last = _towards(end, bend, radius + 3)
    course = (first, last) if bow == 0 else _curve(first, bend, last)
    tail = bend if bow else start
    angle = math.degrees(math.atan2(last[0] - tail[0], last[1] - tail[1]))
    return Arrow(course, angle)


def _bow(
    edge: Edge, places: dict[str, Pixel], radius: float, length: float, *, both: bool
) -> float:
    start, end = places[edge.start], places[edge.end]
    others = (spot for key, spot in places.items() if key not in (edge.start, edge.end))
    if any(_distance(spot, start, end) < radius + 4 for spot in others):
        return max(radius * 1.6, length * 0.12)
    return 9.0 if both else 0.0


def _distance(spot: Pixel, start: Pixel, end: Pixel) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy or 1.0
    share = ((spot[0] - start[0]) * dx + (spot[1] - start[1]) * dy) / square
    share = min(1.0, max(0.0, share))
    return math.dist(spot, (start[0] + share * dx, start[1] + share * dy))


def _towards(spot: Pixel, aim: Pixel, by: float) -> Pixel:
    length = math.dist(spot, aim) or 1.0
    return spot[0] + (aim[0] - spot[0]) * by / length, spot[1] + (aim[1] - spot[1]) * by / length


def _curve(first: Pixel, bend: Pixel, last: Pixel, pieces: int = 14) -> tuple[Pixel, ...]:
    """Points of the quadratic Bézier curve with these control points."""
    course = []
    for i in range(pieces + 1):
        t = i / pieces
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
        course.append(
            (
                weights[0] * first[0] + weights[1] * bend[0] + weights[2] * last[0],
                weights[0] * first[1] + weights[1] * bend[1] + weights[2] * last[1],
            )
        )
    return tuple(course)
