"""Parallel coordinates: one upright axis a measure, one line a deal."""

from __future__ import annotations

from detente.exhibits import Axis, ParallelChart
from detente.phrases import Phrases
from detente.render.charts.canvas import LINE, Canvas, fitted
from detente.render.charts.frame import (
    Scale,
    colour_of,
    dash_of,
    drawn,
    legend,
    mark,
    marks,
    numbers,
    series_order,
    unit_of,
    y_axis,
    y_margin,
)
from detente.render.plain import clean

HEIGHT = 210.0

FEW = 3
"""A series of more lines than this is drawn thin."""


def parallel(canvas: Canvas, chart: ParallelChart, words: Phrases) -> None:
    """Lines across all axes, those of a series declared later before those of earlier ones."""
    series = series_order(chart.series, (held.series for held in chart.lines))
    axis = Axis(chart.unit, "")
    span = _span(chart)
    left = y_margin(Scale(*span, HEIGHT, 0), axis, words)
    legend(canvas, marks(canvas, series), left)
    top = canvas.height + 10
    y = Scale(*span, top + HEIGHT, top)
    y_axis(canvas, y, axis, words, right=canvas.width)
    gap = (canvas.width - left) / max(1, len(chart.axes))
    places = [left + (k + 0.5) * gap for k in range(len(chart.axes))]
    names = [fitted(name, gap - 8) for name in chart.axes]
    for x, shown in zip(places, names, strict=True):
        canvas.line(x, y.start, x, y.end, stroke="rule")
        canvas.text(x, y.start + 14, shown, anchor="middle")
    canvas.height = y.start + 8 + LINE * max(map(len, names), default=0) + 4
    _lines(canvas, chart, series, (places, y), words)


def _span(chart: ParallelChart) -> tuple[float, float]:
    """The chart's own ends, moved out where a line leaves them so that no mark meets a label."""
    held = [value for one in chart.lines for value in one.values if drawn(value)]
    least, most = min(held, default=chart.low), max(held, default=chart.high)
    margin = (max(most, chart.high) - min(least, chart.low)) * 0.05
    low = least - margin if least < chart.low else chart.low
    high = most + margin if most > chart.high else chart.high
    return low, high if high > low else low + 1.0


def _lines(
    canvas: Canvas,
    chart: ParallelChart,
    series: tuple[str, ...],
    grid: tuple[list[float], Scale],
    words: Phrases,
) -> None:
    many = {name for name in series if sum(one.series == name for one in chart.lines) > FEW}
    rank = {name: k if name else -1 for k, name in enumerate(series)}
    for held in sorted(chart.lines, key=lambda one: rank[one.series]):
        thin = held.series in many or not held.series
        colour = colour_of(held.series, series)
        spots = [
            (k, x, grid[1](value))
            for k, (x, value) in enumerate(zip(grid[0], held.values, strict=True))
            if drawn(value)
        ]
        course = "L".join(f"{x:.2f},{y:.2f}" for _, x, y in spots)
        if course:
            look = dash_of(held.series, series) | {"stroke_width": 1.1 if thin else 2.6}
            canvas.add("path", d=f"M{course}", fill="none", stroke=colour, **look)
        written = numbers(words, held.values, Axis("", "1"))
        head = clean(held.label) or clean(held.series)
        for k, x, y in spots:
            said = f"{clean(chart.axes[k])}: {written[k]}{unit_of(chart.unit)}"
            path = mark(held.series, series, x, y, 2.3 if thin else 4.4)
            canvas.add("path", d=path, fill=colour, label=f"{head} · {said}" if head else said)
