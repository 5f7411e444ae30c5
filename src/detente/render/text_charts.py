"""Charts in characters, for a terminal: bars and ranges; other charts as their figures."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from detente.exhibits import Axis, BarChart, Chart, IntervalChart
from detente.phrases import Phrases
from detente.render.cells import Written, digits_for, with_unit, written
from detente.render.chart_data import data_table
from detente.render.charts.frame import drawn, ends, numbers, series_order
from detente.render.safe_text import lines

COLOURS = ("blue", "red", "green", "magenta", "yellow", "cyan", "white", "bright_black")
MOST_ROWS = 60
EIGHTHS = " ▏▎▍▌▋▊▉█"


def sketch(chart: Chart, words: Phrases, width: int) -> Text | Written:
    """A drawing of at most `width` columns, or the table of figures where that says more."""
    match chart:
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


def _scale(low: float, high: float, axis: Axis, words: Phrases, room: int) -> str:
    """The ends of an axis below it."""
    digits, grouped = 0 if high - low >= 10 else 2, bool(axis.unit)
    if high - low < 0.1:
        digits = digits_for([low, high])
    left, right = (words.number(end, digits, grouped=grouped) for end in (low, high))
    return left + right.rjust(room - len(left))
