"""Parallel coordinates: one vertical axis a measure, one line a deal."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Axis, ParallelChart, ParallelLine
from detente.phrases import Phrases
from detente.render.palette import placeholder
from detente.render.plain import clean
from detente.render.specs.frame import (
    LINE_BREAKS,
    WIDTH,
    Spec,
    as_given,
    categories,
    coloured,
    drawn,
    framed,
    numbers,
    quantity,
    series_order,
    shaped,
    sized,
    strokes,
    unit_of,
    with_background,
)

HEIGHT = 320


def parallel(chart: ParallelChart, words: Phrases, *, titled: bool) -> Spec:
    """Lines across all axes; those of the unnamed series stay muted behind the rest."""
    met = [held.series for held in chart.lines]
    series = with_background(series_order(chart.series, met), met)
    places = [f"{i}\n{label}" for i, label in enumerate(_axis_labels(chart.axes))]
    y_axis = quantity(Axis("", chart.unit), (chart.low, max(chart.high, chart.low + 1e-9)))
    y_axis["axis"] = {"title": clean(chart.unit) or None, "tickCount": 5}
    body = {
        "data": {"values": _rows(chart, series, places, words)},
        "encoding": {"x": _across(places), "y": {"field": "y", **y_axis}},
        "layer": _layers(series),
    }
    return framed(chart.title, body, titled=titled, height=HEIGHT)


def _rows(
    chart: ParallelChart, series: Sequence[str], places: Sequence[str], words: Phrases
) -> list[Spec]:
    rank = {name: i for i, name in enumerate(series)}
    looks = strokes(series)
    rows = [
        {
            "x": place,
            "y": value,
            "s": held.series,
            "k": key,
            "w": 2.2 if held.series else 1.1,
            "d": _said(held, i, chart, words),
            **looks[held.series],
        }
        for key, held in enumerate(sorted(chart.lines, key=lambda held: -rank[held.series]))
        for i, (place, value) in enumerate(zip(places, held.values, strict=True))
        if drawn(value)
    ]
    return sized(rows, series, 60, 16)


def _said(held: ParallelLine, i: int, chart: ParallelChart, words: Phrases) -> str:
    written = numbers(words, held.values)[i]
    head = clean(held.label) or clean(held.series)
    value = f"{clean(chart.axes[i])}: {written}{unit_of(chart.unit)}"
    return f"{head} · {value}" if head else value


def _axis_labels(axes: Sequence[str]) -> list[str]:
    width = max(8, int(WIDTH / (7 * max(1, len(axes)))))
    return [categories([axis], width=width)[axis] for axis in axes]


def _across(places: Sequence[str]) -> Spec:
    return {
        "field": "x",
        "type": "ordinal",
        "scale": {"type": "point", "domain": list(places), "padding": 0.35},
        "axis": {
            "title": None,
            "grid": True,
            "gridColor": placeholder("rule"),
            "ticks": False,
            "labelExpr": f"slice({LINE_BREAKS}, 1)",
            "labelAngle": 0,
            "labelColor": placeholder("ink"),
        },
    }


def _layers(series: Sequence[str]) -> list[Spec]:
    return [
        {
            "mark": {"type": "line", "aria": False},
            "encoding": {
                "stroke": as_given("c"),
                "detail": {"field": "k"},
                "strokeDash": as_given("h"),
                "strokeWidth": as_given("w"),
            },
        },
        {
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "color": coloured(series),
                "shape": shaped(series),
                "size": as_given("z"),
                "description": {"field": "d"},
            },
        },
    ]
