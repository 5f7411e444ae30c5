"""Scatter, line and parallel-coordinates charts."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Axis, LineChart, ParallelChart, ParallelLine, Point, ScatterChart
from detente.phrases import Phrases
from detente.render.palette import placeholder
from detente.render.plain import clean
from detente.render.specs.frame import (
    LINE_BREAKS,
    WIDTH,
    Spec,
    categories,
    coloured,
    dashed,
    drawn,
    ends,
    framed,
    guide_layers,
    numbers,
    quantity,
    series_order,
    shaped,
    with_background,
)
from detente.render.specs.tags import place_tags

SCATTER_HEIGHT = 360
LINE_HEIGHT = 320
MANY = 60
"""Above this many points a series of a line chart is drawn without marks at its points."""


def scatter(chart: ScatterChart, words: Phrases, *, titled: bool) -> Spec:
    """Points over two axes, tags beside them, reference lines across."""
    points = [p for p in chart.points if drawn(p.x) and drawn(p.y)]
    guides = chart.guides
    x = ends(chart.x, [*(p.x for p in points), *(g.value for g in guides if g.axis == "x")])
    y = ends(chart.y, [*(p.y for p in points), *(g.value for g in guides if g.axis == "y")])
    met = [p.series for p in points]
    series = with_background(series_order(chart.series, met), met)
    rank = {name: i for i, name in enumerate(series)}
    behind = sorted(points, key=lambda p: -rank[p.series])
    few = len(points) <= MANY
    rows = _rows(behind, chart.x, chart.y, words)
    marks: Spec = {
        "data": {"values": _sized(rows, series, 78 if few else 46, 20)},
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {
            "color": coloured(series),
            "shape": shaped(series),
            "size": _as_given("z"),
            "description": {"field": "d"},
        },
    }
    layers = [*guide_layers(guides, x, y), marks, *_tag_layers(points, x, y)]
    return framed(
        chart.title,
        {"encoding": _positions(chart, x, y), "layer": layers},
        titled=titled,
        height=SCATTER_HEIGHT,
        guides=guides,
    )


def line(chart: LineChart, words: Phrases, *, titled: bool) -> Spec:
    """Points joined in their order; colour, dash and mark tell the series apart."""
    points = [p for p in chart.points if drawn(p.x) and drawn(p.y)]
    guides = chart.guides
    x = _tight(chart.x, [*(p.x for p in points), *(g.value for g in guides if g.axis == "x")])
    y = ends(chart.y, [*(p.y for p in points), *(g.value for g in guides if g.axis == "y")])
    met = [p.series for p in points]
    series = with_background(series_order(chart.series, met), met)
    rows = _rows(points, chart.x, chart.y, words)
    curve: Spec = {
        "mark": {
            "type": "line",
            "strokeWidth": 2.2,
            "interpolate": "step-after" if chart.step else "linear",
            "aria": False,
        },
        "encoding": {
            "color": coloured(series, legend=False),
            "strokeDash": dashed(series),
            "order": {"field": "o"},
        },
    }
    size = 64 if len(points) <= MANY * max(1, len(series)) else 14
    marks: Spec = {
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": size},
        "encoding": {
            "color": coloured(series),
            "shape": shaped(series),
            "description": {"field": "d"},
        },
    }
    layers = [*guide_layers(guides, x, y), curve, marks, *_tag_layers(points, x, y)]
    body = {
        "data": {"values": rows},
        "encoding": _positions(chart, x, y),
        "layer": layers,
    }
    return framed(chart.title, body, titled=titled, height=LINE_HEIGHT, guides=guides)


def parallel(chart: ParallelChart, words: Phrases, *, titled: bool) -> Spec:
    """One vertical axis a measure, one line a deal; unnamed lines stay muted behind the rest."""
    met = [held.series for held in chart.lines]
    series = with_background(series_order(chart.series, met), met)
    rank = {name: i for i, name in enumerate(series)}
    places = [f"{i}\n{label}" for i, label in enumerate(_axis_labels(chart.axes))]
    rows = [
        {"x": place, "y": value, "s": held.series, "k": key, "d": _line_text(held, i, chart, words)}
        for key, held in enumerate(sorted(chart.lines, key=lambda held: -rank[held.series]))
        for i, (place, value) in enumerate(zip(places, held.values, strict=True))
        if drawn(value)
    ]
    y_axis = quantity(Axis("", chart.unit), (chart.low, chart.high))
    y_axis["axis"] = {"title": clean(chart.unit) or None, "tickCount": 5}
    encoding: Spec = {
        "x": {
            "field": "x",
            "type": "ordinal",
            "scale": {"type": "point", "domain": places, "padding": 0.35},
            "axis": {
                "title": None,
                "grid": True,
                "gridColor": placeholder("rule"),
                "ticks": False,
                "labelExpr": f"slice({LINE_BREAKS}, 1)",
                "labelAngle": 0,
                "labelColor": placeholder("ink"),
            },
        },
        "y": {"field": "y", **y_axis},
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "aria": False},
            "encoding": {
                "color": coloured(series, legend=False),
                "detail": {"field": "k"},
                "strokeDash": dashed(series),
                "strokeWidth": _as_given("w"),
            },
        },
        {
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "color": coloured(series),
                "shape": shaped(series),
                "size": _as_given("z"),
                "description": {"field": "d"},
            },
        },
    ]
    sized = [row | {"w": 2.2 if row["s"] else 1.1} for row in _sized(rows, series, 60, 16)]
    body = {"data": {"values": sized}, "encoding": encoding, "layer": layers}
    return framed(chart.title, body, titled=titled, height=LINE_HEIGHT)


def _axis_labels(axes: Sequence[str]) -> list[str]:
    width = max(8, int(WIDTH / (7 * max(1, len(axes)))))
    return [categories([axis], width=width)[axis] for axis in axes]


def _line_text(held: ParallelLine, i: int, chart: ParallelChart, words: Phrases) -> str:
    written = numbers(words, held.values)[i]
    head = clean(held.label) or clean(held.series)
    value = f"{clean(chart.axes[i])}: {written}{_unit(chart.unit)}"
    return f"{head} · {value}" if head else value


def _sized(rows: list[Spec], series: Sequence[str], named: float, unnamed: float) -> list[Spec]:
    """Give each row its size `z`; beside named series the unnamed one is small."""
    plain = named if set(series) == {""} else unnamed
    return [row | {"z": named if row["s"] else plain} for row in rows]


def _as_given(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "legend": None}


def _positions(
    chart: ScatterChart | LineChart, x: tuple[float, float], y: tuple[float, float]
) -> Spec:
    return {
        "x": {"field": "x", **quantity(chart.x, x)},
        "y": {"field": "y", **quantity(chart.y, y, wrap=44)},
    }


def _tight(axis: Axis, values: Sequence[float]) -> tuple[float, float]:
    held = [value for value in values if drawn(value)]
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    return ends(Axis(axis.title, axis.unit, _or(axis.low, low), _or(axis.high, high)), values)


def _or(given: float | None, fallback: float) -> float:
    return fallback if given is None else given


def _rows(points: Sequence[Point], x: Axis, y: Axis, words: Phrases) -> list[Spec]:
    across = numbers(words, [p.x for p in points])
    up = numbers(words, [p.y for p in points])
    rows = []
    for order, (p, left, right) in enumerate(zip(points, across, up, strict=True)):
        head = clean(p.label) or clean(p.tag) or clean(p.series)
        where = f"{clean(x.title)} {left}{_unit(x.unit)}, {clean(y.title)} {right}{_unit(y.unit)}"
        said = f"{head} · {where.strip()}" if head else where.strip()
        rows.append({"x": p.x, "y": p.y, "s": p.series, "o": order, "d": said})
    return rows


def _unit(unit: str) -> str:
    return f"\N{NARROW NO-BREAK SPACE}{clean(unit)}" if unit else ""


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
