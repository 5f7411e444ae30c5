"""What all charts share: size, fonts, axes, legend, series scales and reference lines.

A spec is a plain dict in Vega-Lite 5's grammar. No text from a file ever becomes an expression or
a field name: it travels as data or as a title, and arrives in the drawing escaped. Fields have
short names that stand in the specs alone: x, y, s (series), d (description), t (text).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.exhibits import Axis, Guide
from detente.phrases import Phrases
from detente.render.cells import digits_for, with_unit
from detente.render.palette import placeholder, series_colour
from detente.render.plain import clean, lines

Spec = dict[str, Any]

WIDTH = 620
LETTER = 8.0
"""The width of a letter of a legend or label, in pixels, as wide typefaces have it."""
FONT = "Helvetica, Arial, sans-serif"
SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-left",
    "triangle-right",
)
DASHES = ([1, 0], [7, 3], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4], [1, 2], [6, 2, 1, 2, 1, 2])

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def framed(
    title: str,
    body: Mapping[str, Any],
    *,
    titled: bool,
    height: int,
    guides: Sequence[Guide] = (),
    exact: bool = False,
) -> Spec:
    """A whole spec around layers; `titled` draws the title into it, `guides` get room on top.

    `height` is that of the whole drawing or, where `exact`, that of the plot alone.
    """
    spec: Spec = {
        "$schema": SCHEMA,
        "background": placeholder("paper") if titled else "transparent",
        "autosize": {"type": "fit-x" if exact else "fit", "contains": "padding"},
        "padding": 12 if titled else 4,
        "width": WIDTH,
        "height": height,
        "config": _config(),
        **body,
    }
    if titled and clean(title):
        broken = lines(title, 66)
        spec["title"] = broken
        spec["height"] += 0 if exact else 18 * len(broken)
    if any(guide.axis == "x" and guide.label for guide in guides):
        spec["config"]["legend"]["offset"] = 28
        spec["height"] += 0 if exact else 16
    return spec


def _config() -> Spec:
    ink = placeholder("ink")
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": _axis_style(),
        "legend": _legend_style(),
        "title": {"anchor": "start", "fontSize": 15, "color": ink, "offset": 14, "font": FONT},
        "text": {"font": FONT, "color": ink, "fontSize": 12.5},
    }


def _axis_style() -> Spec:
    return {
        "aria": False,
        "labelFontSize": 12,
        "titleFontSize": 12.5,
        "titleFontWeight": "normal",
        "labelColor": placeholder("soft"),
        "titleColor": placeholder("ink"),
        "gridColor": placeholder("grid"),
        "domainColor": placeholder("rule"),
        "tickColor": placeholder("rule"),
        "tickSize": 4,
        "labelPadding": 5,
        "titlePadding": 10,
        "labelLimit": 0,
        "titleLimit": 0,
        "labelFlush": False,
    }


def _legend_style() -> Spec:
    return {
        "aria": False,
        "orient": "top",
        "title": None,
        "labelFontSize": 12.5,
        "labelColor": placeholder("ink"),
        "labelLimit": 0,
        "symbolSize": 90,
        "symbolDash": [],
        "columnPadding": 18,
        "rowPadding": 4,
        "offset": 12,
        "layout": {"top": {"anchor": "start", "direction": "horizontal", "margin": 22}},
    }


def ends(axis: Axis, values: Iterable[float], *, zero: bool = False) -> tuple[float, float]:
    """The ends of an axis: those given, else those of the values with a margin of a twentieth.

    The margin does not reach beyond zero, so that a share never seems to go below it.
    """
    held = [value for value in values if abs(value) < float("inf")]
    held = [*held, 0.0] if zero or not held else held
    least, most = min(held), max(held)
    margin = (most - least) * 0.05 or max(abs(most), 1.0) * 0.05
    floor = 0.0 if least >= 0 else least - margin
    ceiling = 0.0 if most <= 0 else most + margin
    low = axis.low if axis.low is not None and drawn(axis.low) else max(floor, least - margin)
    high = axis.high if axis.high is not None and drawn(axis.high) else min(ceiling, most + margin)
    return (low, high) if high > low else (low, low + 1.0)


def quantity(axis: Axis, span: tuple[float, float], *, wrap: int = 80, years: bool = False) -> Spec:
    """A numeric position channel with its title (unit behind it) and a fixed domain."""
    titled = with_unit(axis.title, axis.unit)
    return {
        "type": "quantitative",
        "scale": {"domain": list(span), "nice": False, "zero": False},
        "axis": {"title": lines(titled, wrap) if titled else None, "tickCount": 6}
        | ({"format": "d"} if years else {}),
    }


def is_years(axis: Axis, values: Iterable[float]) -> bool:
    """Whether an axis without a unit counts years, which take no thousands separator."""
    held = [value for value in values if drawn(value)]
    return not axis.unit and bool(held) and all(v == int(v) and 1500 <= v <= 2200 for v in held)


def categories(names: Iterable[str], *, width: int) -> dict[str, str]:
    """Names to axis labels: cleaned and broken into lines joined by newlines."""
    return {name: "\n".join(lines(name, width)) for name in names}


LINE_BREAKS = "split(datum.label, '\\n')"
"""The label expression of a category axis whose labels `categories` has broken."""

CENTRED: Spec = {"expr": "7.5 - 7.5 * length(split(datum.label, '\\n'))"}
"""The offset that stands such a label on the middle of its category."""


def series_order(declared: Sequence[str], met: Iterable[str]) -> tuple[str, ...]:
    """The named series that are met: those declared first, then the others as they come."""
    found = dict.fromkeys(met)
    ordered = [*(name for name in declared if name in found), *found]
    return tuple(dict.fromkeys(name for name in ordered if name))


def with_background(series: Sequence[str], met: Iterable[str]) -> tuple[str, ...]:
    """The series, and the unnamed one where it is met: it is drawn muted, behind the others."""
    return (*series, "") if "" in set(met) else tuple(series)


def colours(series: Sequence[str]) -> list[str]:
    """One placeholder colour a series; the unnamed series is muted unless it is the only one."""
    alone = set(series) == {""}
    return [
        series_colour(0) if alone else series_colour(i) if name else placeholder("muted")
        for i, name in enumerate(series)
    ]


def coloured(series: Sequence[str], *, legend: bool = True, room: float = WIDTH) -> Spec:
    """The colour channel of series; the legend shows the named ones when there are several."""
    return {
        "field": "s",
        "type": "nominal",
        "scale": {"domain": list(series), "range": colours(series)},
        "legend": legend_of(series, room=room) if legend else None,
    }


def shaped(series: Sequence[str], *, legend: bool = True, room: float = WIDTH) -> Spec:
    """The shape channel of series, with the same domain as `coloured`: one legend for both."""
    return {
        "field": "s",
        "type": "nominal",
        "scale": {"domain": list(series), "range": cycle(SHAPES, series)},
        "legend": legend_of(series, room=room) if legend else None,
    }


def strokes(series: Sequence[str]) -> dict[str, Spec]:
    """The colour `c` and the dashes `h` of a line of each series, for `as_given` channels."""
    held = zip(series, colours(series), cycle(DASHES, series), strict=True)
    return {name: {"c": colour, "h": dash} for name, colour, dash in held}


def cycle(things: Sequence[Any], series: Sequence[str]) -> list[Any]:
    """One thing a series, begun again when they run out; the unnamed series takes the first."""
    return [things[i % len(things) if name else 0] for i, name in enumerate(series)]


def legend_of(series: Sequence[str], *, room: float = WIDTH) -> Spec | None:
    """A legend in as many columns as the room holds; None for a single series without a name."""
    named = [name for name in series if name]
    if not named:
        return None
    longest = max(len(name) for name in named)
    return {
        "values": named,
        "columns": max(1, min(len(named), int(room / (longest * LETTER + 40)))),
    }


def as_given(field: str) -> Spec:
    """A channel that takes a field's values as they are: sizes in pixels, colours."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def sized(rows: list[Spec], series: Sequence[str], named: float, unnamed: float) -> list[Spec]:
    """Give each row its size `z`; beside named series the unnamed one is small."""
    plain = named if set(series) == {""} else unnamed
    return [row | {"z": named if row["s"] else plain} for row in rows]


def unit_of(unit: str) -> str:
    """A unit as it stands behind a number, joined to it by a narrow space."""
    return f"\N{NARROW NO-BREAK SPACE}{clean(unit)}" if unit else ""


def numbers(words: Phrases, values: Iterable[float], *, years: bool = False) -> list[str]:
    """Values written with as many digits as they need, all alike; years as they are."""
    held = list(values)
    if years:
        return [str(int(value)) for value in held]
    digits = digits_for(held)
    return [words.number(value, digits) for value in held]


def drawn(number: float | None) -> bool:
    """Whether a number has a place on an axis."""
    return number is not None and abs(number) < float("inf")
