"""Heat maps: a matrix of shaded fields with their text printed in them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import HeatCell, HeatMap
from detente.phrases import Phrases
from detente.render.cells import DASH
from detente.render.palette import HEAT_STEPS, heat_step, placeholder
from detente.render.plain import clean, few_lines, lines
from detente.render.specs.frame import (
    CENTRED,
    LINE_BREAKS,
    WIDTH,
    Spec,
    categories,
    drawn,
    framed,
    numbers,
    unit_of,
)

LETTER, LINE = 6.6, 15
ROW_WIDTH = 24
MOST_LINES = 4


def matrix(chart: HeatMap, words: Phrases, *, titled: bool) -> Spec:
    """One field a row and column; seven shades, the text in each field in a colour to read."""
    rows = list(dict.fromkeys(cell.row for cell in chart.cells))
    columns = list(dict.fromkeys(cell.column for cell in chart.cells))
    row_labels = categories(rows, width=ROW_WIDTH)
    side = min(ROW_WIDTH, max((len(line) for r in rows for line in lines(r, ROW_WIDTH)), default=1))
    field = (WIDTH - side * 7 - 50) / max(1, len(columns))
    longest = max((len(word) for c in columns for word in clean(c).split()), default=1)
    upright = field < 30 or field < min(longest, 18) * LETTER
    width = max(4, int((field - 8) / LETTER))
    column_labels = (
        {c: few_lines(c, 30, 1)[0] for c in columns}
        if upright
        else categories(columns, width=width)
    )
    values = _fields(chart, words, width=width)
    tall = max((len(value["t"]) for value in values), default=1)
    for value in values:
        value["x"], value["y"] = column_labels[value["x"]], row_labels[value["y"]]
    deep = max((label.count("\n") + 1 for label in row_labels.values()), default=1)
    body = {
        "data": {"values": values},
        "encoding": {
            "x": _channel("x", column_labels, chart.column_title, upright=upright),
            "y": _channel("y", row_labels, chart.row_title, upright=False),
        },
        "layer": [_shades(chart, words, room=field * len(columns)), *_texts(values)],
    }
    height = max(1, len(rows)) * max(32, max(tall, deep) * LINE + 14)
    return framed(chart.title, body, titled=titled, height=height, exact=True)


def _needs_legend(chart: HeatMap) -> bool:
    return any(cell.value is not None and not clean(cell.text) for cell in chart.cells)


def _span(chart: HeatMap) -> tuple[float, float]:
    held = [cell.value for cell in chart.cells if cell.value is not None and drawn(cell.value)]
    low = chart.low if chart.low is not None else min(held, default=0.0)
    high = chart.high if chart.high is not None else max(held, default=1.0)
    return low, high


def _scale(chart: HeatMap) -> tuple[str, float, float]:
    """The shades and the range they cover: on both sides of zero alike where signs are mixed."""
    low, high = _span(chart)
    if low < 0 < high:
        far = max(-low, high)
        return "turn", -far, far
    return "heat", low, high


def _fields(chart: HeatMap, words: Phrases, *, width: int) -> list[Spec]:
    shade, low, high = _scale(chart)
    unit = unit_of(chart.unit)
    held = [c.value for c in chart.cells if c.value is not None and drawn(c.value)]
    written = iter(numbers(words, held))
    fields = []
    for cell in chart.cells:
        known = cell.value is not None and drawn(cell.value)
        number = next(written) if known else DASH
        step = heat_step(cell.value, low, high) if known and cell.value is not None else 0
        text = clean(cell.text) or number
        fields.append(
            {
                "x": cell.column,
                "y": cell.row,
                "k": step,
                "t": few_lines(text, width, MOST_LINES),
                "d": _said(cell, number if known else "", unit, text),
                "ink": placeholder(f"on-{shade}-{step}" if step else "soft"),
            }
        )
    return fields


def _said(cell: HeatCell, number: str, unit: str, text: str) -> str:
    head = f"{clean(cell.row)}, {clean(cell.column)}: "
    if cell.label:
        return head + clean(cell.label)
    return head + (f"{text} ({number}{unit})" if number and text != number else text + unit)


def _channel(field: str, labels: dict[str, str], title: str, *, upright: bool) -> Spec:
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(dict.fromkeys(labels.values())), "padding": 0},
        "axis": {
            "title": lines(title, 60) if clean(title) else None,
            "orient": "top" if field == "x" else "left",
            "labelExpr": LINE_BREAKS,
            "labelAngle": -90 if upright else 0,
            "labelColor": placeholder("ink"),
            "titleColor": placeholder("soft"),
            "domain": False,
            "ticks": False,
        }
        | ({"labelOffset": CENTRED} if field == "y" else _above(upright=upright)),
    }


def _above(*, upright: bool) -> Spec:
    """Room above the fields: Vega lets further lines of a label run down from the first."""
    return {} if upright else {"labelPadding": {"expr": f"{LINE} * length({LINE_BREAKS}) - 9"}}


def _shades(chart: HeatMap, words: Phrases, *, room: float) -> Spec:
    steps = list(range(HEAT_STEPS + 1))
    shade, low, high = _scale(chart)
    shades = [placeholder("wash"), *(placeholder(f"{shade}-{step}") for step in steps[1:])]
    legend = None
    if _needs_legend(chart):
        edges = [low + (high - low) * step / HEAT_STEPS for step in steps]
        digits = 0 if high - low >= 2 * HEAT_STEPS else 2
        texts = [words.number(edge, digits) for edge in edges]
        names = ", ".join(f"'{i + 1}': '{texts[i]}–{texts[i + 1]}'" for i in range(HEAT_STEPS))
        legend = {
            "values": steps[1:],
            "labelExpr": f"({{{names}}})[datum.label]",
            "symbolType": "square",
            "columns": max(2, min(7, int(room / (max(map(len, texts)) * 14 + 44)))),
        }
    return {
        "mark": {"type": "rect", "stroke": placeholder("paper"), "strokeWidth": 2},
        "encoding": {
            "color": {
                "field": "k",
                "type": "ordinal",
                "scale": {"domain": steps, "range": shades},
                "legend": legend,
            },
            "description": {"field": "d"},
        },
    }


def _texts(values: Sequence[Spec]) -> list[Spec]:
    """One layer for each number of lines, so that the lines stand centred in their fields."""
    return [
        {
            "transform": [{"filter": f"length(datum.t) == {count}"}],
            "mark": {
                "type": "text",
                "fontSize": 12,
                "lineHeight": LINE,
                "dy": -(count - 1) * LINE / 2,
                "baseline": "middle",
                "aria": False,
            },
            "encoding": {
                "text": {"field": "t"},
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        }
        for count in sorted({len(value["t"]) for value in values})
    ]
