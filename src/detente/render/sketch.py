"""Charts in characters, for a terminal: bars, ranges and plots; other charts as their figures."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from detente.exhibits import (
    Axis,
    BarChart,
    Chart,
    IntervalChart,
    LineChart,
    Point,
    ScatterChart,
)
from detente.phrases import Phrases
from detente.render.cells import Written, with_unit, written
from detente.render.charts.frame import drawn, ends, numbers, series_order
from detente.render.data import data_table
from detente.render.plain import few_lines, lines

MARKS = "●■▲◆▼✚◀▶"
COLOURS = ("blue", "red", "green", "magenta", "yellow", "cyan", "white", "bright_black")
MUTED = "·"
MOST_ROWS = 60
EIGHTHS = " ▏▎▍▌▋▊▉█"
ROWS = 16


def sketch(chart: Chart, words: Phrases, width: int) -> Text | Written:
    """A drawing of at most `width` columns, or the table of figures where that says more."""
    match chart:
        case ScatterChart() | LineChart() if any(drawn(p.x) and drawn(p.y) for p in chart.points):
            return _plot(chart, words, width)
        case BarChart() if chart.bars and not chart.stacked and _upward(chart):
            return _bars(chart, words, width)
        case IntervalChart() if chart.intervals:
            return _intervals(chart, words, width)
        case _:
            figures = data_table(chart, language=words.language, most=MOST_ROWS)
            return written(figures, language=words.language)


def _upward(chart: BarChart) -> bool:
    return all(drawn(bar.value) and bar.value >= 0 for bar in chart.bars)


def _labels(names: Sequence[str], width: int) -> tuple[list[list[str]], int]:
    """Names broken into lines of at most a third of the width, and the width they take."""
    indents = [" " * (len(name) - len(name.lstrip())) for name in names]
    broken = [
        [indent + line for line in lines(name, max(8, width // 3))]
        for indent, name in zip(indents, names, strict=True)
    ]
    return broken, max((cell_len(line) for held in broken for line in held), default=0)


def _beside(label: list[str], wide: int, drawing: Text) -> Text:
    """A drawing beside the first line of its label."""
    first, *rest = (line + " " * (wide - cell_len(line)) for line in label)
    return Text("\n").join([Text(f"{first}  ").append_text(drawing), *map(Text, rest)])


def _bars(chart: BarChart, words: Phrases, width: int) -> Text:
    order = series_order(chart.series, (bar.series for bar in chart.bars))
    names = [f"  {bar.series}" if bar.series else bar.category for bar in chart.bars]
    labels, wide = _labels(names, width)
    figures = numbers(words, [bar.value for bar in chart.bars], chart.value)
    room = max(4, width - wide - max(map(len, figures)) - 4)
    top = max(chart.value.high or 0.0, *(bar.value for bar in chart.bars)) or 1.0
    shown = [Text(with_unit(chart.value.title, chart.value.unit), style="dim")]
    before = None
    for bar, label, figure in zip(chart.bars, labels, figures, strict=True):
        if bar.series and bar.category != before:
            shown.append(Text(bar.category, style="bold"))
        before = bar.category
        colour = COLOURS[order.index(bar.series) % 8] if bar.series else COLOURS[0]
        drawing = Text(_block(bar.value / top * room), style=colour).append(f" {figure}", "default")
        shown.append(_beside(label, wide, drawing))
    return Text("\n").join(shown)


def _block(length: float) -> str:
    whole, rest = int(length), int(length % 1 * 8)
    return "█" * whole + (EIGHTHS[rest] if rest else "")


def _intervals(chart: IntervalChart, words: Phrases, width: int) -> Text:
    held = [i for i in chart.intervals if drawn(i.low) and drawn(i.best) and drawn(i.high)]
    names = [" · ".join(part for part in (i.category, i.series) if part) for i in held]
    labels, wide = _labels(names, width)
    values = [value for i in held for value in (i.low, i.best, i.high)]
    low, high = ends(chart.value, [*values, *(guide.value for guide in chart.guides)])
    figures = numbers(words, values, chart.value)[1::3]
    room = max(10, width - wide - max(map(len, figures), default=1) - 4)
    shown = [Text(with_unit(chart.value.title, chart.value.unit), style="dim")]
    for i, label, figure in zip(held, labels, figures, strict=True):
        track = [" "] * room
        for guide in chart.guides:
            _put(track, guide.value, low, high, "┊")
        start, end = _column(i.low, low, high, room), _column(i.high, low, high, room)
        track[start : end + 1] = "─" * (end + 1 - start)
        track[start], track[end] = "├", "┤"
        _put(track, i.best, low, high, "●")
        shown.append(_beside(label, wide, Text(f"{''.join(track)} {figure}")))
    shown.append(Text(" " * (wide + 2) + _scale(low, high, chart.value, words, room), style="dim"))
    shown += [Text(f"┊ {guide.label}", style="dim") for guide in chart.guides if guide.label]
    return Text("\n").join(shown)


def _column(value: float, low: float, high: float, room: int) -> int:
    return min(room - 1, max(0, round((value - low) / (high - low) * (room - 1))))


def _put(track: list[str], value: float, low: float, high: float, sign: str) -> None:
    if low <= value <= high:
        track[_column(value, low, high, len(track))] = sign


def _ends(low: float, high: float, axis: Axis, words: Phrases) -> tuple[str, str]:
    digits, grouped = 0 if high - low >= 10 else 2, bool(axis.unit)
    left, right = (words.number(end, digits, grouped=grouped) for end in (low, high))
    return left, right


def _scale(low: float, high: float, axis: Axis, words: Phrases, room: int) -> str:
    left, right = _ends(low, high, axis, words)
    return left + right.rjust(room - len(left))


def _plot(chart: ScatterChart | LineChart, words: Phrases, width: int) -> Text:
    points = [p for p in chart.points if drawn(p.x) and drawn(p.y)]
    x = ends(chart.x, [p.x for p in points])
    y = ends(chart.y, [p.y for p in points])
    bottom, top = _ends(*y, chart.y, words)
    margin = max(len(top), len(bottom))
    room = max(20, min(width, 100) - margin - 3)
    order = series_order(chart.series, (p.series for p in points))
    field = _field(points, order, x, y, room)
    _rules(field, chart, x, y)
    shown = [Text(with_unit(chart.y.title, chart.y.unit), style="dim")]
    for row, cells in enumerate(field):
        side = top if row == 0 else bottom if row == ROWS - 1 else ""
        line = Text(side.rjust(margin) + " │", style="dim")
        for sign, style in cells:
            line.append(sign, style=style or "not dim")
        shown.append(line)
    shown.append(Text(" " * margin + " └" + "─" * room, style="dim"))
    shown.append(Text(" " * (margin + 2) + _scale(*x, chart.x, words, room), style="dim"))
    shown.append(Text(_centred(chart.x, margin + 2, room), style="dim"))
    return Text("\n").join([*shown, *_key(points, order, chart, words)])


def _centred(axis: Axis, margin: int, room: int) -> str:
    return " " * margin + few_lines(with_unit(axis.title, axis.unit), room, 1)[0].center(room)


def _field(
    points: Sequence[Point],
    order: Sequence[str],
    x: tuple[float, float],
    y: tuple[float, float],
    room: int,
) -> list[list[tuple[str, str]]]:
    """Signs and their colours by row and column; earlier series stand before later ones."""
    field = [[(" ", "")] * room for _ in range(ROWS)]
    rank = {name: i for i, name in enumerate(order)}
    for point in sorted(points, key=lambda p: -rank.get(p.series, len(rank))):
        row = ROWS - 1 - _column(point.y, *y, ROWS)
        at = rank.get(point.series)
        sign = (MUTED, "dim") if at is None else (MARKS[at % 8], COLOURS[at % 8])
        if not order:
            sign = (MARKS[0], COLOURS[0])
        field[row][_column(point.x, *x, room)] = sign
    return field


def _rules(
    field: list[list[tuple[str, str]]],
    chart: ScatterChart | LineChart,
    x: tuple[float, float],
    y: tuple[float, float],
) -> None:
    for guide in chart.guides:
        span = x if guide.axis == "x" else y
        if not span[0] <= guide.value <= span[1]:
            continue
        if guide.axis == "x":
            column = _column(guide.value, *x, len(field[0]))
            spots = [(row, column, "┊") for row in range(ROWS)]
        else:
            row = ROWS - 1 - _column(guide.value, *y, ROWS)
            spots = [(row, column, "┄") for column in range(len(field[0]))]
        for row, column, sign in spots:
            if field[row][column][0] == " ":
                field[row][column] = (sign, "dim")


def _key(
    points: Sequence[Point],
    order: Sequence[str],
    chart: ScatterChart | LineChart,
    words: Phrases,
) -> list[Text]:
    shown = []
    for i, name in enumerate(order):
        shown.append(Text.assemble((MARKS[i % 8], COLOURS[i % 8]), f" {name}"))
    shown += [
        Text.assemble(("┊ " if guide.axis == "x" else "┄ ", "dim"), guide.label)
        for guide in chart.guides
        if guide.label
    ]
    across = numbers(words, [p.x for p in points], chart.x)
    up = numbers(words, [p.y for p in points], chart.y)
    for p, left, right in zip(points, across, up, strict=True):
        if p.tag:
            shown.append(Text(f"{p.tag}: {left} | {right}"))
    return shown
