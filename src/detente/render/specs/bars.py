"""Bar and interval charts: categories down the side, one numeric axis below."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Bar, BarChart, Interval, IntervalChart
from detente.phrases import Phrases
from detente.render.palette import placeholder
from detente.render.plain import clean
from detente.render.specs.frame import (
    CENTRED,
    LETTER,
    LINE_BREAKS,
    WIDTH,
    Spec,
    categories,
    coloured,
    drawn,
    ends,
    framed,
    numbers,
    quantity,
    series_order,
    shaped,
    unit_of,
    with_background,
)
from detente.render.specs.guides import guide_layers

LABEL_WIDTH = 28
LINE = 15


def bars(chart: BarChart, words: Phrases, *, titled: bool) -> Spec:
    """Horizontal bars, stacked or side by side, with their values and intervals."""
    held = [bar for bar in chart.bars if drawn(bar.value)]
    met = [bar.series for bar in held]
    series = with_background(series_order(chart.series, met), met)
    rows = _bar_rows(held, chart, words)
    reach = [row[key] for row in rows for key in ("x", "x2")]
    reach += [v for bar in held for v in (bar.low, bar.high) if v is not None and drawn(v)]
    reach += [guide.value for guide in chart.guides]
    x = ends(chart.value, reach, zero=True)
    x = _room_for_text(x, chart)
    labels = categories((bar.category for bar in held), width=LABEL_WIDTH)
    abreast = 1 if chart.stacked else max(1, len(series))
    y = _category_channel(labels, abreast)
    offset = {} if abreast == 1 else {"yOffset": _offset(series)}
    body = {
        "data": {"values": [row | {"y": labels[row["c"]]} for row in rows]},
        "encoding": {"x": {"field": "x", **quantity(chart.value, x)}, "y": y, **offset},
        "layer": [
            *_bar_layers(chart, series, _room(labels)),
            *guide_layers(chart.guides, x),
            *_figures(chart),
        ],
    }
    height = _height(labels, abreast)
    return framed(chart.title, body, titled=titled, height=height, guides=chart.guides, exact=True)


def _room_for_text(span: tuple[float, float], chart: BarChart) -> tuple[float, float]:
    """Widen the axis so that the figure behind the longest bar fits into the plot."""
    if chart.stacked or chart.value.high is not None:
        return span
    return span[0], span[1] + (span[1] - span[0]) * 0.06


def _bar_rows(held: Sequence[Bar], chart: BarChart, words: Phrases) -> list[Spec]:
    texts = numbers(words, [bar.value for bar in held])
    ends_at: dict[tuple[str, bool], float] = {}
    total = sum(abs(bar.value) for bar in held) / max(1, len({bar.category for bar in held}))
    rows = []
    for bar, text in zip(held, texts, strict=True):
        side = (bar.category, bar.value >= 0)
        start = ends_at.get(side, 0.0) if chart.stacked else 0.0
        ends_at[side] = start + bar.value
        far = [v for v in (bar.value, bar.high) if v is not None and drawn(v)]
        wide = abs(bar.value) > 0.09 * total
        rows.append(
            {
                "c": bar.category,
                "s": bar.series,
                "x": start,
                "x2": start + bar.value,
                "low": bar.low if drawn(bar.low) else None,
                "high": bar.high if drawn(bar.high) else None,
                "middle": start + bar.value / 2,
                "edge": max(far) if bar.value >= 0 else 0.0,
                "t": text if (wide or not chart.stacked) else "",
                "d": _bar_text(bar, text, chart, words),
            }
        )
    return rows


def _bar_text(bar: Bar, text: str, chart: BarChart, words: Phrases) -> str:
    unit = unit_of(chart.value.unit)
    name = ", ".join(clean(part) for part in (bar.category, bar.series) if part)
    if bar.label:
        return f"{name} · {clean(bar.label)}"
    if bar.low is None or bar.high is None:
        return f"{name}: {text}{unit}"
    low, high = numbers(words, [bar.low, bar.high])
    return f"{name}: " + words("render.range", value=f"{text}{unit}", low=low, high=high)


def _bar_layers(chart: BarChart, series: Sequence[str], room: float) -> list[Spec]:
    bar: Spec = {
        "mark": {"type": "bar", "stroke": placeholder("paper"), "strokeWidth": 1},
        "encoding": {
            "x2": {"field": "x2"},
            "color": coloured(series, room=room),
            "description": {"field": "d"},
        },
    }
    layers = [bar]
    if any(held.low is not None and held.high is not None for held in chart.bars):
        layers += [_whisker("paper", 4.5), _whisker("ink", 1.6)]
    return layers


def _figures(chart: BarChart) -> list[Spec]:
    """The values as text: inside stacked bars, behind the end of others on a halo."""
    base: Spec = {"type": "text", "fontSize": 12, "aria": False}
    field = "middle" if chart.stacked else "edge"
    encoding = {"x": {"field": field, "type": "quantitative"}, "text": {"field": "t"}}
    if chart.stacked:
        mark = base | {"align": "center", "color": placeholder("paper")}
        return [{"mark": mark, "encoding": encoding}]
    base |= {"align": "left", "dx": 5}
    halo = {"stroke": placeholder("paper"), "strokeWidth": 4, "strokeJoin": "round"}
    return [
        {"mark": base | halo, "encoding": encoding},
        {"mark": base | {"color": placeholder("ink")}, "encoding": encoding},
    ]


def _whisker(colour: str, width: float) -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
        "mark": {"type": "rule", "strokeWidth": width, "color": placeholder(colour), "aria": False},
        "encoding": {
            "x": {"field": "low", "type": "quantitative"},
            "x2": {"field": "high"},
        },
    }


def intervals(chart: IntervalChart, words: Phrases, *, titled: bool) -> Spec:
    """A line from low to high and a mark at the best value; the mark grows with the weight."""
    held = [i for i in chart.intervals if drawn(i.low) and drawn(i.best) and drawn(i.high)]
    met = [interval.series for interval in held]
    series = with_background(series_order(chart.series, met), met)
    reach = [v for i in held for v in (i.low, i.best, i.high)]
    x = ends(chart.value, [*reach, *(guide.value for guide in chart.guides)])
    labels = categories((interval.category for interval in held), width=LABEL_WIDTH)
    abreast = max(1, _most_abreast(held))
    rows = _interval_rows(held, chart, words)
    offset = {} if abreast == 1 else {"yOffset": _offset(series)}
    position = {"field": "best", **quantity(chart.value, x)}
    body = {
        "data": {"values": [row | {"y": labels[row["c"]]} for row in rows]},
        "encoding": {"x": position, "y": _category_channel(labels, abreast, gap=12), **offset},
        "layer": [*guide_layers(chart.guides, x), *_interval_layers(series, _room(labels))],
    }
    height = _height(labels, abreast)
    return framed(chart.title, body, titled=titled, height=height, guides=chart.guides, exact=True)


def _interval_rows(held: Sequence[Interval], chart: IntervalChart, words: Phrases) -> list[Spec]:
    unit = unit_of(chart.value.unit)
    written = numbers(words, [v for i in held for v in (i.low, i.best, i.high)])
    rows = []
    for n, i in enumerate(held):
        low, best, high = written[3 * n : 3 * n + 3]
        name = ", ".join(clean(part) for part in (i.category, i.series) if part)
        said = words("render.range", value=f"{best}{unit}", low=low, high=high)
        weight = 0.35 if i.weight is None else min(1.0, max(0.0, i.weight))
        rows.append(
            {
                "c": i.category,
                "s": i.series,
                "low": i.low,
                "best": i.best,
                "high": i.high,
                "size": 50 + 220 * weight,
                "d": f"{name}: {said}" + (f" · {clean(i.label)}" if i.label else ""),
            }
        )
    return rows


def _interval_layers(series: Sequence[str], room: float) -> list[Spec]:
    colour = coloured(series, room=room)
    span: Spec = {
        "mark": {"type": "rule", "strokeWidth": 3.5, "strokeCap": "round"},
        "encoding": {
            "x": {"field": "low", "type": "quantitative"},
            "x2": {"field": "high"},
            "color": colour,
            "description": {"field": "d"},
        },
    }
    best: Spec = {
        "mark": {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "stroke": placeholder("paper"),
            "strokeWidth": 1.5,
        },
        "encoding": {
            "color": colour,
            "shape": shaped(series, room=room),
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "description": {"field": "d"},
        },
    }
    return [span, best]


def _most_abreast(held: Sequence[Interval]) -> int:
    per: dict[str, set[str]] = {}
    for interval in held:
        per.setdefault(interval.category, set()).add(interval.series)
    return max((len(series) for series in per.values()), default=1)


def _offset(series: Sequence[str]) -> Spec:
    return {"field": "s", "type": "nominal", "scale": {"domain": list(series)}}


def _category_channel(labels: dict[str, str], abreast: int, *, gap: int = 5) -> Spec:
    """The axis of the categories, their labels so many pixels away from the plot."""
    return {
        "field": "y",
        "type": "nominal",
        "sort": None,
        "scale": {
            "domain": list(dict.fromkeys(labels.values())),
            "paddingInner": 0.3 if abreast == 1 else 0.22,
            "paddingOuter": 0.15,
        },
        "axis": {
            "title": None,
            "labelExpr": LINE_BREAKS,
            "labelBaseline": "middle",
            "labelOffset": CENTRED,
            "labelColor": placeholder("ink"),
            "labelPadding": gap,
            "ticks": False,
            "domain": False,
        },
    }


def _room(labels: dict[str, str]) -> float:
    """The width beside the labels, where the legend stands."""
    longest = max((len(line) for label in labels.values() for line in label.split("\n")), default=0)
    return WIDTH - LETTER * longest


def _height(labels: dict[str, str], abreast: int) -> int:
    """The height of the plot: a step a category, tall enough for bars and label."""
    tallest = max((label.count("\n") + 1 for label in labels.values()), default=1)
    step = max(30 if abreast == 1 else 24 * abreast, tallest * LINE + 10)
    return max(len(labels), 1) * step
