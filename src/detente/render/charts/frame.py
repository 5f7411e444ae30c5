"""What charts share: scales with their ticks, axes, legends, series and reference lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from detente.exhibits import Axis, Guide
from detente.phrases import Phrases
from detente.render.cells import digits_for, with_unit
from detente.render.charts.canvas import LINE, SMALL, WIDTH, Canvas, fitted, text_width, widest
from detente.render.palette import SERIES
from detente.render.safe_text import clean

DASHES = ("", "7 3", "2 3", "10 3 2 3", "4 2", "12 4", "1 2", "6 2 1 2 1 2")
MOST_TICKS, FEW_TICKS = 8, 5

_CORNERS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    ((0, -1.15), (1.2, 0.95), (-1.2, 0.95)),
    ((0, -1.3), (0.95, 0), (0, 1.3), (-0.95, 0)),
    ((0, 1.15), (1.2, -0.95), (-1.2, -0.95)),
    (
        *((-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4)),
        *((0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4)),
    ),
    ((-1.15, 0), (0.95, 1.2), (0.95, -1.2)),
    ((1.15, 0), (-0.95, 1.2), (-0.95, -1.2)),
)
"""Corners of the marks of all series but the first, whose mark is a circle, of about one area."""

Swatch = Callable[[float, float], None]
"""Draws the sign of a legend's entry, its middle at x and y."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from `low` to `high` on pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int = MOST_TICKS, *, whole: bool = False) -> list[float]:
        """Round numbers one step apart, as many as fit with at most so many steps.

        >>> Scale(0, 100, 0, 1).ticks(), Scale(0, 3, 0, 1).ticks(whole=True)
        ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.0, 1.0, 2.0, 3.0])
        """
        least = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(least))
        step = next(power * m for m in (1, 2, 5, 10) if power * m >= least * (1 - 1e-9))
        step = max(1.0, step) if whole else step
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(k * step, 12) for k in range(first, last + 1)]


def drawn(number: float | None) -> bool:
    """Whether a number has a place on an axis."""
    return number is not None and math.isfinite(number)


def ends(axis: Axis, values: Iterable[float], *, zero: bool = False) -> tuple[float, float]:
    """The ends of an axis: those given, else those of the values with a margin of a twentieth.

    The margin does not reach beyond zero, so that a share never seems to go below it.
    """
    held = [value for value in values if math.isfinite(value)]
    held = [*held, 0.0] if zero or not held else held
    least, most = min(held), max(held)
    margin = (most - least) * 0.05 or max(abs(most), 1.0) * 0.05
    floor = 0.0 if least >= 0 else least - margin
    ceiling = 0.0 if most <= 0 else most + margin
    low = axis.low if axis.low is not None and drawn(axis.low) else max(floor, least - margin)
    high = axis.high if axis.high is not None and drawn(axis.high) else min(ceiling, most + margin)
    return (low, high) if high > low else (low, low + 1.0)


def numbers(words: Phrases, values: Sequence[float], axis: Axis) -> list[str]:
    """Values of an axis with as many digits as they need, all alike.

    What has no unit, such as a year, is not grouped by thousands.
    """
    digits = digits_for(list(values))
    return [words.number(value, digits, grouped=bool(axis.unit)) for value in values]


def unit_of(unit: str) -> str:
    """A unit as it stands behind a number, joined to it by a narrow space."""
    return f"\N{NARROW NO-BREAK SPACE}{clean(unit)}" if unit else ""


def series_order(declared: Sequence[str], met: Iterable[str]) -> tuple[str, ...]:
    """The series that are met: those declared first, then others as they come, the unnamed last."""
    found = dict.fromkeys(met)
    ordered = dict.fromkeys([*(name for name in declared if name in found), *found])
    return (*(name for name in ordered if name), *([""] if "" in found else []))


def colour_of(name: str, series: Sequence[str]) -> str:
    """A series' colour; the unnamed series is muted unless it is the only one."""
    if not name and len(series) > 1:
        return "muted"
    return f"series-{series.index(name) % SERIES + 1}"


def dash_of(name: str, series: Sequence[str]) -> dict[str, object]:
    """The attributes that dash a series' line."""
    dash = DASHES[series.index(name) % len(DASHES)] if name else ""
    return {"stroke_dasharray": dash} if dash else {}


def mark(name: str, series: Sequence[str], x: float, y: float, radius: float) -> str:
    """The path of a series' mark."""
    kind = series.index(name) % (len(_CORNERS) + 1) if name else 0
    if kind == 0:
        arc, wide = f"a{radius:.2f},{radius:.2f} 0 1,0 ", 2 * radius
        return f"M{x - radius:.2f},{y:.2f}{arc}{wide:.2f},0{arc}{-wide:.2f},0Z"
    corners = (f"{x + a * radius:.2f},{y + b * radius:.2f}" for a, b in _CORNERS[kind - 1])
    return f"M{'L'.join(corners)}Z"


def marks(canvas: Canvas, series: Sequence[str]) -> list[tuple[str, Swatch]]:
    """The entries of a legend whose signs are the marks of named series."""

    def swatch(name: str) -> Swatch:
        colour = colour_of(name, series)
        return lambda x, y: canvas.add("path", d=mark(name, series, x, y, 5.0), fill=colour)

    return [(name, swatch(name)) for name in series if name]


def squares(
    canvas: Canvas, names: Sequence[str], colours: Sequence[str]
) -> list[tuple[str, Swatch]]:
    """The entries of a legend whose signs are fields of a colour."""

    def swatch(colour: str) -> Swatch:
        size = {"width": 11, "height": 11}
        return lambda x, y: canvas.add("rect", x=x - 5.5, y=y - 5.5, fill=colour, **size)

    return [(name, swatch(colour)) for name, colour in zip(names, colours, strict=True)]


def legend(canvas: Canvas, entries: Sequence[tuple[str, Swatch]], left: float) -> None:
    """Named signs above a plot, in as many rows as they take."""
    x, y, deep = left, canvas.height + 8, 1
    for name, draw in entries:
        shown = fitted(name, canvas.width - left - 24)
        wide = 20 + widest(shown)
        if x > left and x + wide > canvas.width:
            x, y, deep = left, y + deep * LINE + 4, 1
        draw(x + 6, y)
        canvas.text(x + 18, y, shown)
        x, deep = x + wide + 16, max(deep, len(shown))
    if entries:
        canvas.height = y + deep * LINE + 2


def x_axis(
    canvas: Canvas, scale: Scale, axis: Axis, words: Phrases, *, top: float, whole: bool = False
) -> None:
    """An axis at the height drawn so far, its grid reaching up to `top`."""
    base = canvas.height
    few = canvas.width < WIDTH
    ticks = [place for place, _ in axis.words] or scale.ticks(
        FEW_TICKS if few else MOST_TICKS, whole=whole
    )
    room = (scale.end - scale.start) / max(1, len(ticks) - 1) - 10
    named = [fitted(name, room) for _, name in axis.words]
    shown = named or [[text] for text in numbers(words, ticks, axis)]
    for tick, texts in zip(ticks, shown, strict=True):
        canvas.line(scale(tick), top, scale(tick), base, stroke="grid")
        half, at = widest(texts) / 2, scale(tick)
        at = min(max(at, half), canvas.width - half) if named else at
        canvas.text(at, base + 14, texts, anchor="middle", fill="soft")
    canvas.line(scale.start, base, scale.end, base, stroke="rule")
    canvas.height = base + 24 + LINE * (max(map(len, shown), default=1) - 1)
    title = fitted(with_unit(axis.title, axis.unit), canvas.width * 0.9)
    middle = (scale.start + scale.end) / 2
    reach = widest(title) / 2
    middle = min(max(middle, reach), canvas.width - reach) if title else middle
    canvas.text(middle, canvas.height + 14, title, anchor="middle")
    canvas.height += 14 + LINE * len(title) if title else 0


def y_axis(canvas: Canvas, scale: Scale, axis: Axis, words: Phrases, *, right: float) -> None:
    """An axis on the left whose grid reaches to `right`; `y_margin` leaves the room for it."""
    left = y_margin(scale, axis, words)
    ticks = scale.ticks()
    for tick, text in zip(ticks, numbers(words, ticks, axis), strict=True):
        canvas.line(left, scale(tick), right, scale(tick), stroke="grid")
        canvas.text(left - 7, scale(tick), [text], anchor="end", fill="soft")
    canvas.line(left, scale.start, left, scale.end, stroke="rule")
    title = _y_title(scale, axis)
    middle = (scale.start + scale.end) / 2
    turned = f"rotate(-90 {SMALL / 2:.0f} {middle:.2f})"
    canvas.text(SMALL / 2, middle, title, anchor="middle", transform=turned)


def y_margin(scale: Scale, axis: Axis, words: Phrases) -> float:
    """The room that an axis on the left takes."""
    texts = numbers(words, scale.ticks(), axis)
    return widest(texts) + 12 + LINE * len(_y_title(scale, axis))


def _y_title(scale: Scale, axis: Axis) -> list[str]:
    return fitted(with_unit(axis.title, axis.unit), abs(scale.end - scale.start))


def x_room(axis: Axis, words: Phrases, span: tuple[float, float]) -> float:
    """The room right of a plot that half of the last tick's number takes."""
    return widest(numbers(words, Scale(*span, 0, 1).ticks(), axis)) / 2


def guides_over(guides: Sequence[Guide]) -> float:
    """The room above a plot that labels of upright reference lines take."""
    return 18.0 if any(guide.axis == "x" and clean(guide.label) for guide in guides) else 0.0


def draw_guides(canvas: Canvas, guides: Sequence[Guide], x: Scale, y: Scale) -> None:
    """Dashed lines at values of an axis with their labels: above, or on the left."""
    taken = 0.0
    top = min(y.start, y.end)
    for guide in sorted(guides, key=lambda guide: guide.value):
        scale = x if guide.axis == "x" else y
        if not scale.low <= guide.value <= scale.high:
            continue
        place, label = scale(guide.value), clean(guide.label)
        look = {"stroke": "soft", "stroke_dasharray": "5 4", "label": label}
        wide = text_width(label)
        if guide.axis == "x":
            canvas.line(place, y.start, place, y.end, **look)
            left = max(taken, min(place - 4, canvas.width - wide))
            canvas.text(left, top - 9, [label], fill="soft")
            taken = left + wide + 8
        else:
            canvas.line(x.start, place, x.end, place, **look)
            over = place - 9 if place - top > LINE else place + 9
            canvas.text(x.start + 6, over, [label], fill="soft", halo=True)
