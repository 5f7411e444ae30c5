"""The numbers behind a chart as a table, for readers who cannot or will not read the drawing.

>>> from detente.exhibits import Axis, Bar, BarChart
>>> data_table(BarChart("Gains", Axis("Gain", "points"), (Bar("North", 12.0),)), language="en").rows
(('North', 12.0),)
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import (
    Axis,
    BarChart,
    Cell,
    Chart,
    Column,
    HeatMap,
    IntervalChart,
    LineChart,
    ScatterChart,
    Table,
)
from detente.phrases import Phrases, phrases

Pair = tuple[Column, Sequence[Cell]]


def data_table(chart: Chart, *, language: str, most: int | None = None) -> Table:
    """All that a chart shows as a table, at most `most` rows of it; columns without content go."""
    words = phrases(language)
    match chart:
        case ScatterChart() | LineChart():
            table = _points(chart, words)
        case BarChart():
            table = _bars(chart, words)
        case IntervalChart():
            table = _intervals(chart, words)
        case HeatMap():
            table = _matrix(chart, words)
    return table if most is None else _cut(table, most, words)


def _table(chart: Chart, pairs: list[Pair]) -> Table:
    """Put columns side by side, without those that hold nothing but empty text or None."""
    kept = [(column, cells) for column, cells in pairs if any(c not in ("", None) for c in cells)]
    rows = zip(*(cells for _, cells in kept), strict=True)
    return Table(chart.title, tuple(column for column, _ in kept), tuple(rows), note=chart.note)


def _cut(table: Table, most: int, words: Phrases) -> Table:
    left = len(table.rows) - most
    if left <= 0:
        return table
    more = words("common.more", n=words.number(left))
    note = f"{table.note} {more}" if table.note else more
    return Table(table.title, table.columns, table.rows[:most], note, table.sources)


def _number(axis: Axis, fallback: str) -> Column:
    return Column(axis.title or fallback, "right", unit=axis.unit, grouped=bool(axis.unit))


def _points(chart: ScatterChart | LineChart, words: Phrases) -> Table:
    points = chart.points
    return _table(
        chart,
        [
            (Column(words("render.series")), [point.series for point in points]),
            (Column(words("render.mark")), [point.tag for point in points]),
            (_number(chart.x, "x"), [point.x for point in points]),
            (_number(chart.y, "y"), [point.y for point in points]),
            (Column(words("render.description")), [point.label for point in points]),
        ],
    )


def _bars(chart: BarChart, words: Phrases) -> Table:
    bars, unit = chart.bars, chart.value.unit
    return _table(
        chart,
        [
            (Column(words("render.category")), [bar.category for bar in bars]),
            (Column(words("render.series")), [bar.series for bar in bars]),
            (_number(chart.value, words("render.value")), [bar.value for bar in bars]),
            (_number(Axis("", unit), words("render.low")), [bar.low for bar in bars]),
            (_number(Axis("", unit), words("render.high")), [bar.high for bar in bars]),
            (Column(words("render.description")), [bar.label for bar in bars]),
        ],
    )


def _intervals(chart: IntervalChart, words: Phrases) -> Table:
    held, unit = chart.intervals, chart.value.unit
    return _table(
        chart,
        [
            (Column(words("render.category")), [interval.category for interval in held]),
            (Column(words("render.series")), [interval.series for interval in held]),
            (_number(Axis("", unit), words("render.low")), [i.low for i in held]),
            (_number(Axis("", unit), words("render.value")), [i.best for i in held]),
            (_number(Axis("", unit), words("render.high")), [i.high for i in held]),
            (Column(words("render.weight"), "right"), [i.weight for i in held]),
            (Column(words("render.description")), [i.label for i in held]),
        ],
    )


def _matrix(chart: HeatMap, words: Phrases) -> Table:
    rows = tuple(dict.fromkeys(cell.row for cell in chart.cells))
    columns = tuple(dict.fromkeys(cell.column for cell in chart.cells))
    shown = {(c.row, c.column): c.text or c.value for c in chart.cells}
    numeric = not any(cell.text for cell in chart.cells)
    heads = [Column(c, "right" if numeric else "left", unit=chart.unit) for c in columns]
    first = Column(chart.row_title or words("render.category"))
    body = tuple((row, *(shown.get((row, column)) for column in columns)) for row in rows)
    return Table(chart.title, (first, *heads), body, note=chart.note)
