"""Scatter and line charts."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Axis, LineChart, Point, ScatterChart
from detente.phrases import Phrases
from detente.render.palette import placeholder
from detente.render.plain import clean
from detente.render.specs.frame import (
    Spec,
    as_given,
    coloured,
    drawn,
    ends,
    framed,
    is_years,
    numbers,
    quantity,
    series_order,
    shaped,
    sized,
    strokes,
    unit_of,
    with_background,
)
from detente.render.specs.guides import guide_layers
from detente.render.specs.tags import place_tags, thinned

SCATTER_HEIGHT = 360
LINE_HEIGHT = 320
MANY, QUIET = 60, 500
"""Above so many points marks are smaller; above the second the unnamed ones have no labels."""

DENSE = 20
"""Above so many points a series, the marks on a line are small."""


def scatter(chart: ScatterChart, words: Phrases, *, titled: bool) -> Spec:
    """Points over two axes, tags beside them, reference lines across."""
    points = [p for p in chart.points if drawn(p.x) and drawn(p.y)]
    guides = chart.guides
    x = ends(chart.x, [*(p.x for p in points), *(g.value for g in guides if g.axis == "x")])
    y = ends(chart.y, [*(p.y for p in points), *(g.value for g in guides if g.axis == "y")])
    met = [p.series for p in points]
    series = with_background(series_order(chart.series, met), met)
    rank = {name: i for i, name in enumerate(series)}
    shown = sorted(thinned(points, x, y), key=lambda p: -rank[p.series])
    quiet = [p for p in shown if not p.series] if len(shown) > QUIET else []
    loud = [p for p in shown if p.series] if quiet else shown
    named = 78 if len(shown) <= MANY else 46 if len(shown) <= QUIET else 30
    layers = [
        *guide_layers(guides, x, y),
        *([_cloud(quiet)] if quiet else []),
        _marks(sized(_rows(loud, chart.x, chart.y, words), series, named, 20), series),
        *_tag_layers(points, x, y),
    ]
    body = {"encoding": _positions(chart, x, y), "layer": layers}
    return framed(chart.title, body, titled=titled, height=SCATTER_HEIGHT, guides=guides)


def _marks(rows: list[Spec], series: Sequence[str]) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {
            "color": coloured(series),
            "shape": shaped(series),
            "size": as_given("z"),
            "description": {"field": "d"},
        },
    }


def _cloud(points: Sequence[Point]) -> Spec:
    """Very many unnamed points: small, without labels of their own."""
    return {
        "data": {"values": [{"x": p.x, "y": p.y} for p in points]},
        "mark": {
            "type": "point",
            "filled": True,
            "opacity": 0.7,
            "size": 9,
            "color": placeholder("muted"),
            "aria": False,
        },
    }


def line(chart: LineChart, words: Phrases, *, titled: bool) -> Spec:
    """Points joined in their order; colour, dash and mark tell the series apart."""
    points = [p for p in chart.points if drawn(p.x) and drawn(p.y)]
    guides = chart.guides
    x = _tight(chart.x, [*(p.x for p in points), *(g.value for g in guides if g.axis == "x")])
    y = ends(chart.y, [*(p.y for p in points), *(g.value for g in guides if g.axis == "y")])
    met = [p.series for p in points]
    series = with_background(series_order(chart.series, met), met)
    looks = strokes(series)
    rows = [row | looks[row["s"]] for row in _rows(points, chart.x, chart.y, words)]
    size = 64 if len(points) <= DENSE * max(1, len(series)) else 14
    marks = _marks([row | {"z": size} for row in rows], series)
    layers = [
        *guide_layers(guides, x, y),
        _curve(rows, step=chart.step),
        marks,
        *_tag_layers(points, x, y),
    ]
    body = {"encoding": _positions(chart, x, y), "layer": layers}
    return framed(chart.title, body, titled=titled, height=LINE_HEIGHT, guides=guides)


def _curve(rows: list[Spec], *, step: bool) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {
            "type": "line",
            "strokeWidth": 2.2,
            "interpolate": "step-after" if step else "linear",
            "aria": False,
        },
        "encoding": {
            "stroke": as_given("c"),
            "detail": {"field": "s"},
            "strokeDash": as_given("h"),
            "order": {"field": "o"},
        },
    }


def _positions(
    chart: ScatterChart | LineChart, x: tuple[float, float], y: tuple[float, float]
) -> Spec:
    years = is_years(chart.x, [p.x for p in chart.points])
    across = quantity(chart.x, x, years=years)
    if all(p.x == int(p.x) for p in chart.points if drawn(p.x)):
        ticks = min(across["axis"]["tickCount"], max(1, int(x[1] - x[0])))
        across["axis"] |= {"tickMinStep": 1, "tickCount": ticks}
    return {
        "x": {"field": "x", **across},
        "y": {"field": "y", **quantity(chart.y, y, wrap=44)},
    }


def _tight(axis: Axis, values: Sequence[float]) -> tuple[float, float]:
    held = [value for value in values if drawn(value)]
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    return ends(Axis(axis.title, axis.unit, _or(axis.low, low), _or(axis.high, high)), values)


def _or(given: float | None, fallback: float) -> float:
    return fallback if given is None else given


def _rows(points: Sequence[Point], x: Axis, y: Axis, words: Phrases) -> list[Spec]:
    across = numbers(words, [p.x for p in points], years=is_years(x, [p.x for p in points]))
    up = numbers(words, [p.y for p in points])
    rows = []
    for order, (p, left, right) in enumerate(zip(points, across, up, strict=True)):
        head = clean(p.label) or clean(p.tag) or clean(p.series)
        where = f"{clean(x.title)} {left}{unit_of(x.unit)}".strip()
        where += f", {clean(y.title)} {right}{unit_of(y.unit)}"
        said = f"{head} · {where}" if head else where
        rows.append({"x": p.x, "y": p.y, "s": p.series, "o": order, "d": said})
    return rows


def _tag_layers(
    points: Sequence[Point], x: tuple[float, float], y: tuple[float, float]
) -> list[Spec]:
    layers = []
    for tag in place_tags(points, x, y):
        values = [{"x": tag.x, "y": tag.y, "t": tag.lines}]
        place = {"align": tag.align, "baseline": tag.baseline, "dx": tag.dx, "dy": tag.dy}
        base = {"type": "text", "fontSize": 12.5, "fontWeight": "bold", "aria": False, **place}
        halo = {"stroke": placeholder("paper"), "strokeWidth": 4, "strokeJoin": "round"}
        encoding = {"text": {"field": "t"}}
        layers += [
            {"data": {"values": values}, "mark": base | halo, "encoding": encoding},
            {
                "data": {"values": values},
                "mark": base | {"color": placeholder("ink")},
                "encoding": encoding,
            },
        ]
    return layers
