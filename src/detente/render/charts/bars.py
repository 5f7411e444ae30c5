"""Bar and interval charts: categories down the side, one numeric axis below."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Bar, BarChart, Interval, IntervalChart
from detente.phrases import Phrases
from detente.render.charts.canvas import LINE, WIDTH, Canvas, fitted, widest
from detente.render.charts.frame import (
    Scale,
    colour_of,
    draw_guides,
    drawn,
    ends,
    guides_over,
    legend,
    mark,
    marks,
    numbers,
    series_order,
    squares,
    unit_of,
    x_axis,
    x_room,
)
from detente.render.safe_text import clean

BAR, LANE = 17.0, 14.0
"""The height of a bar that has its row to itself, and of one beside others."""


class Rows:
    """The rows of a chart: a label each, and the lanes of its series one below the other."""

    def __init__(
        self,
        canvas: Canvas,
        chart: BarChart | IntervalChart,
        names: Sequence[str],
        series: tuple[str, ...],
        lanes: int,
    ) -> None:
        self.canvas, self.chart, self.series, self.lanes = canvas, chart, series, lanes
        room = canvas.width * (0.32 if canvas.width == WIDTH else 0.45)
        self.labels = {name: fitted(name, room) for name in names}
        self.left = max((widest(shown) for shown in self.labels.values()), default=0.0) + 12
        self.step = max(
            30.0 if lanes == 1 else LANE * lanes + 12,
            max((len(shown) for shown in self.labels.values()), default=1) * LINE + 10,
        )
        self.guides = [guide for guide in chart.guides if drawn(guide.value) and guide.axis == "x"]

    def place(self, span: tuple[float, float], words: Phrases, right: float) -> Scale:
        """Draw legend, axis, labels and reference lines, and say where the numbers stand."""
        canvas = self.canvas
        names = [name for name in self.series if name]
        fields = squares(canvas, names, [colour_of(name, self.series) for name in names])
        as_bars = isinstance(self.chart, BarChart)
        legend(canvas, fields if as_bars else marks(canvas, self.series), self.left)
        self.top = canvas.height + 8 + guides_over(self.guides)
        canvas.height = self.top + max(1, len(self.labels)) * self.step
        edge = max(right, x_room(self.chart.value, words, span), 8)
        x = Scale(*span, self.left, canvas.width - edge)
        y = Scale(0, 1, canvas.height, self.top)
        x_axis(canvas, x, self.chart.value, words, top=self.top)
        for name, shown in self.labels.items():
            first = self.middle(name) - (len(shown) - 1) * LINE / 2
            canvas.text(self.left - 10, first, shown, anchor="end")
        draw_guides(canvas, self.guides, x, y)
        return x

    def middle(self, name: str, series: str | None = None) -> float:
        """The height of a row's middle, or of the lane of one of its series."""
        middle = self.top + (list(self.labels).index(name) + 0.5) * self.step
        if series is None or self.lanes == 1:
            return middle
        return middle + (self.series.index(series) - (len(self.series) - 1) / 2) * LANE


def bars(canvas: Canvas, chart: BarChart, words: Phrases) -> None:
    """Horizontal bars, stacked or side by side, with their values and intervals."""
    held = [bar for bar in chart.bars if drawn(bar.value)]
    series = series_order(chart.series, (bar.series for bar in held))
    starts = _starts(held) if chart.stacked else [0.0] * len(held)
    texts = numbers(words, [bar.value for bar in held], chart.value)
    lanes = 1 if chart.stacked else max(1, len(series))
    rows = Rows(canvas, chart, [bar.category for bar in held], series, lanes)
    reach = [
        end for bar, start in zip(held, starts, strict=True) for end in (start, start + bar.value)
    ]
    reach += [end for bar in held for end in (bar.low, bar.high) if end is not None and drawn(end)]
    reach += [guide.value for guide in rows.guides]
    span = ends(chart.value, reach, zero=True)
    x = rows.place(span, words, 0.0 if chart.stacked else widest(texts) + 10)
    for bar, start, text in zip(held, starts, texts, strict=True):
        place = x(start), x(start + bar.value), rows.middle(bar.category, bar.series)
        _bar(canvas, bar, place, rows, _bar_text(bar, text, chart, words))
        if chart.stacked:
            inside = place[0] / 2 + place[1] / 2
            if abs(place[1] - place[0]) > widest([text]) + 4:
                canvas.text(inside, place[2], [text], anchor="middle", fill="paper")
            continue
        far = max(x(high) for high in (max(0.0, bar.value), _whiskers(bar)[1]))
        _whisker(canvas, bar, x, place[2])
        canvas.text(far + 6, place[2], [text], halo=True)


def _starts(held: Sequence[Bar]) -> list[float]:
    """Where each bar of a stack begins; those below zero stand on the other side."""
    ends_at: dict[tuple[str, bool], float] = {}
    starts = []
    for bar in held:
        side = (bar.category, bar.value >= 0)
        starts.append(ends_at.get(side, 0.0))
        ends_at[side] = starts[-1] + bar.value
    return starts


def _bar(
    canvas: Canvas, bar: Bar, place: tuple[float, float, float], rows: Rows, label: str
) -> None:
    left, right = sorted(place[:2])
    tall = BAR if rows.lanes == 1 else LANE - 1
    canvas.add(
        "rect",
        x=left,
        y=place[2] - tall / 2,
        width=right - left,
        height=tall,
        fill=colour_of(bar.series, rows.series),
        label=label,
    )


def _whiskers(bar: Bar) -> tuple[float, float]:
    """The ends of a bar's interval; its value where it has none."""
    if bar.low is None or bar.high is None or not (drawn(bar.low) and drawn(bar.high)):
        return bar.value, bar.value
    return bar.low, bar.high


def _whisker(canvas: Canvas, bar: Bar, x: Scale, y: float) -> None:
    low, high = _whiskers(bar)
    if low < high:
        for colour, wide in (("paper", 4.5), ("ink", 1.6)):
            canvas.line(x(low), y, x(high), y, stroke=colour, stroke_width=wide)


def _bar_text(bar: Bar, text: str, chart: BarChart, words: Phrases) -> str:
    unit = unit_of(chart.value.unit)
    name = ", ".join(clean(part) for part in (bar.category, bar.series) if part)
    if bar.label:
        return f"{name} · {clean(bar.label)}"
    if bar.low is None or bar.high is None:
        return f"{name}: {text}{unit}"
    low, high = numbers(words, [bar.low, bar.high], chart.value)
    return f"{name}: " + words("render.range", value=f"{text}{unit}", low=low, high=high)


def intervals(canvas: Canvas, chart: IntervalChart, words: Phrases) -> None:
    """A line from low to high and a mark at the best value; the mark grows with the weight."""
    held = [i for i in chart.intervals if drawn(i.low) and drawn(i.best) and drawn(i.high)]
    series = series_order(chart.series, (interval.series for interval in held))
    per: dict[str, set[str]] = {}
    for interval in held:
        per.setdefault(interval.category, set()).add(interval.series)
    lanes = max((len(names) for names in per.values()), default=1)
    rows = Rows(canvas, chart, list(per), series, lanes)
    values = [value for i in held for value in (i.low, i.best, i.high)]
    x = rows.place(ends(chart.value, [*values, *(g.value for g in rows.guides)]), words, 10.0)
    texts = numbers(words, values, chart.value)
    for k, interval in enumerate(held):
        y = rows.middle(interval.category, interval.series)
        colour = colour_of(interval.series, series)
        label = _interval_text(interval, texts[3 * k : 3 * k + 3], chart, words)
        ends_at = {"stroke": colour, "stroke_width": 3.5, "stroke_linecap": "round"}
        canvas.line(x(interval.low), y, x(interval.high), y, label=label, **ends_at)
        weight = interval.weight
        size = 0.35 if weight is None or not drawn(weight) else min(1.0, max(0.0, weight))
        path = mark(interval.series, series, x(interval.best), y, 3.6 + 4.6 * size)
        canvas.add("path", d=path, fill=colour, stroke="paper", stroke_width=1.5, label=label)


def _interval_text(
    interval: Interval, written: Sequence[str], chart: IntervalChart, words: Phrases
) -> str:
    low, best, high = written
    name = ", ".join(clean(part) for part in (interval.category, interval.series) if part)
    said = words("render.range", value=f"{best}{unit_of(chart.value.unit)}", low=low, high=high)
    return f"{name}: {said}" + (f" · {clean(interval.label)}" if interval.label else "")
