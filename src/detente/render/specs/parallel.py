"""Parallel coordinates: one vertical axis a measure, one line a deal."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Axis, ParallelChart, ParallelLine
from detente.phrases import Phrases
from detente.render.palette import placeholder
from detente.render.plain import clean
from detente.render.specs.frame import (
    LETTER,
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

FEW = 3
"""A series of more lines than this is drawn thin."""


def parallel(chart: ParallelChart, words: Phrases, *, titled: bool) -> Spec:
    """Lines across all axes, those of a series declared later before those of earlier ones."""
    met = [held.series for held in chart.lines]
    series = with_background(series_order(chart.series, met), met)
    places = [f"{i}\n{label}" for i, label in enumerate(_axis_labels(chart.axes))]
    y_axis = quantity(Axis("", chart.unit), _span(chart))
    y_axis["axis"] = {"title": clean(chart.unit) or None, "tickCount": 5}
    body = {
        "data": {"values": _rows(chart, series, places, words)},
        "encoding": {"x": _across(places), "y": {"field": "y", **y_axis}},
        "layer": _layers(series),
    }
    return framed(chart.title, body, titled=titled, height=HEIGHT)


def _span(chart: ParallelChart) -> tuple[float, float]:
    """The chart's own ends, moved out where a line leaves them so that no mark meets a label."""
    held = [value for one in chart.lines for value in one.values if drawn(value)]
    least, most = min(held, default=chart.low), max(held, default=chart.high)
    margin = (max(most, chart.high) - min(least, chart.low)) * 0.05
    low = least - margin if least < chart.low else chart.low
    high = most + margin if most > chart.high else chart.high
    return low, high if high > low else low + 1.0


def _rows(
    chart: ParallelChart, series: Sequence[str], places: Sequence[str], words: Phrases
) -> list[Spec]:
    rank = {name: i if name else -1 for i, name in enumerate(series)}
    many = {name for name in series if sum(held.series == name for held in chart.lines) > FEW}
    looks = strokes(series)
    rows = [
        {
            "x": place,
            "y": value,
            "s": held.series,
            "k": key,
            "w": 1.1 if held.series in many or not held.series else 2.6,
            "d": _said(held, i, chart, words),
            **looks[held.series],
        }
        for key, held in enumerate(sorted(chart.lines, key=lambda held: rank[held.series]))
        for i, (place, value) in enumerate(zip(places, held.values, strict=True))
        if drawn(value)
    ]
    plain = sized(rows, series, 60, 16)
    return [row | {"z": 16} if row["s"] in many else row for row in plain]


def _said(held: ParallelLine, i: int, chart: ParallelChart, words: Phrases) -> str:
    written = numbers(words, held.values)[i]
    head = clean(held.label) or clean(held.series)
    value = f"{clean(chart.axes[i])}: {written}{unit_of(chart.unit)}"
    return f"{head} · {value}" if head else value


def _axis_labels(axes: Sequence[str]) -> list[str]:
    width = max(8, int((WIDTH - 50) / (LETTER * max(1, len(axes)))))
    return [categories([axis], width=width)[axis] for axis in axes]


def _across(places: Sequence[str]) -> Spec:
    return {
        "field": "x",
        "type": "ordinal",
        "scale": {"type": "point", "domain": list(places), "padding": 0.5},
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
