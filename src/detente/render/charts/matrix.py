"""Heat maps: a matrix of shaded fields with their text printed in them."""

from __future__ import annotations

from itertools import pairwise

from detente.exhibits import Axis, HeatCell, HeatMap
from detente.phrases import Phrases
from detente.render.cells import DASH
from detente.render.charts.canvas import LINE, Canvas, fitted, text_width, widest
from detente.render.charts.frame import Swatch, drawn, legend, numbers, squares, unit_of
from detente.render.palette import HEAT_STEPS, heat_step
from detente.render.safe_text import clean

MOST_LINES = 4


def matrix(canvas: Canvas, chart: HeatMap, words: Phrases) -> None:
    """One field a row and column; seven shades, the text in each field in a colour to read."""
    labels = {cell.row: fitted(cell.row, 0.28 * canvas.width) for cell in chart.cells}
    columns = list(dict.fromkeys(cell.column for cell in chart.cells))
    left = max((widest(shown) for shown in labels.values()), default=0.0) + 12
    left += LINE + 4 if clean(chart.row_title) else 0
    field = (canvas.width - left) / max(1, len(columns))
    if any(cell.value is not None and not clean(cell.text) for cell in chart.cells):
        legend(canvas, _shades(canvas, chart, words), left)
    _headings(canvas, chart, columns, left, field)
    texts = _texts(chart, words)
    shown = {cell: fitted(texts[cell][0], field - 6)[:MOST_LINES] for cell in chart.cells}
    deep = max((len(held) for held in (*labels.values(), *shown.values())), default=1)
    top, step = canvas.height, max(32.0, deep * LINE + 14)
    places = {row: top + (k + 0.5) * step for k, row in enumerate(labels)}
    for row, held in labels.items():
        canvas.text(left - 10, _first(places[row], held), held, anchor="end")
    for cell in chart.cells:
        x = left + columns.index(cell.column) * field
        corner = x + 1, places[cell.row] - step / 2 + 1
        shade, ink = _colours(chart, cell)
        size = {"width": field - 2, "height": step - 2}
        canvas.add("rect", x=corner[0], y=corner[1], fill=shade, label=texts[cell][1], **size)
        first = _first(places[cell.row], shown[cell])
        canvas.text(x + field / 2, first, shown[cell], anchor="middle", fill=ink)
    canvas.height = top + max(1, len(labels)) * step + 2
    title = fitted(chart.row_title, canvas.height - top)[:1]
    middle = (top + canvas.height) / 2
    turned = f"rotate(-90 6 {middle:.2f})"
    canvas.text(6.0, middle, title, anchor="middle", fill="soft", transform=turned)


def _first(middle: float, shown: list[str]) -> float:
    return middle - (len(shown) - 1) * LINE / 2


def _headings(
    canvas: Canvas, chart: HeatMap, columns: list[str], left: float, field: float
) -> None:
    """The names of the columns above the fields, upright where the longest word asks for it."""
    title = fitted(chart.column_title, canvas.width - left)
    middle = left + field * len(columns) / 2
    canvas.text(middle, canvas.height + 9, title, anchor="middle", fill="soft")
    canvas.height += LINE * len(title) + 6 if title else 2
    upright = any(text_width(word) > field - 4 for name in columns for word in name.split())
    held = [fitted(name, 180 if upright else field - 6) for name in columns]
    if upright:
        canvas.height += max(widest(shown[:1]) for shown in held) + 10
    else:
        canvas.height += LINE * max((len(shown) for shown in held), default=0) + 8
    for k, shown in enumerate(held):
        x, y = left + (k + 0.5) * field, canvas.height
        if upright:
            turned = f"rotate(-90 {x:.2f} {y - 5:.2f})"
            cut = shown[0] if len(shown) == 1 else f"{shown[0]}…"
            canvas.text(x, y - 5, [cut], transform=turned)
        else:
            canvas.text(x, y - 7 - LINE * (len(shown) - 0.5), shown, anchor="middle")


def _scale(chart: HeatMap) -> tuple[str, float, float]:
    """The shades and the range they cover: on both sides of zero alike where signs are mixed."""
    held = [c.value for c in chart.cells if c.value is not None and drawn(c.value)]
    low = chart.low if chart.low is not None else min(held, default=0.0)
    high = chart.high if chart.high is not None else max(held, default=1.0)
    if low < 0 < high:
        far = max(-low, high)
        return "turn", -far, far
    return "heat", low, high


def _colours(chart: HeatMap, cell: HeatCell) -> tuple[str, str]:
    """The colours of a field and of the text in it."""
    if cell.value is None or not drawn(cell.value):
        return "wash", "soft"
    shade, low, high = _scale(chart)
    step = heat_step(cell.value, low, high)
    return f"{shade}-{step}", f"on-{shade}-{step}"


def _texts(chart: HeatMap, words: Phrases) -> dict[HeatCell, tuple[str, str]]:
    """What stands in each field, and what is said about it."""
    known = [c for c in chart.cells if c.value is not None and drawn(c.value)]
    written = numbers(words, [c.value for c in known if c.value is not None], Axis("", "1"))
    number = dict(zip(known, written, strict=True))
    return {
        cell: (
            clean(cell.text) or number.get(cell, DASH),
            _said(cell, number.get(cell, ""), unit_of(chart.unit)),
        )
        for cell in chart.cells
    }


def _said(cell: HeatCell, number: str, unit: str) -> str:
    head = f"{clean(cell.row)}, {clean(cell.column)}: "
    text = clean(cell.text) or number or DASH
    if cell.label:
        return head + clean(cell.label)
    return head + (f"{text} ({number}{unit})" if number and text != number else text + unit)


def _shades(canvas: Canvas, chart: HeatMap, words: Phrases) -> list[tuple[str, Swatch]]:
    """The seven shades with the numbers they stand for."""
    shade, low, high = _scale(chart)
    digits = 0 if high - low >= 2 * HEAT_STEPS else 2
    edges = [
        words.number(low + (high - low) * k / HEAT_STEPS, digits) for k in range(HEAT_STEPS + 1)
    ]
    names = [f"{low}–{high}" for low, high in pairwise(edges)]
    return squares(canvas, names, [f"{shade}-{k + 1}" for k in range(HEAT_STEPS)])
