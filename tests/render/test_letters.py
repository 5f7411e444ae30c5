"""No letter of a chart is cut, and no two texts meet, whatever typeface is there."""

from __future__ import annotations

from pathlib import Path

import pytest

import chromium
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Chart,
    Guide,
    HeatCell,
    HeatMap,
    Interval,
    IntervalChart,
    LineChart,
    Point,
    ScatterChart,
)
from detente.render.charts import page_svg
from detente.render.charts.canvas import WIDTH
from detente.render.html import NARROW
from detente.render.palette import LIGHT, custom_properties
from render import demo

TYPEFACES = ("Helvetica, Arial, sans-serif", '"DejaVu Sans", Verdana, sans-serif')

WORDS = {
    "en": ("Russia: weight of Sanctions", "Ukraine: worth of Next meeting with Kyiv and Europe"),
    "de": ("Vertrauensbildungsmaßnahmen", "Sicherheitsordnung: mit den Europäern geregelt"),
}

TEXTS = """[...document.querySelectorAll("svg.chart")].map(chart => {
  const box = r => [r.left, r.top, r.right, r.bottom];
  const held = [...chart.querySelectorAll("text")].filter(t => t.textContent.trim());
  return {frame: box(chart.getBoundingClientRect()),
          texts: held.map(t => [t.textContent, ...box(t.getBoundingClientRect())])};
})"""


def tornado(language: str) -> Chart:
    short, long = WORDS[language]
    spans = [(short, 20, 50, 80, long), (long, 30, 50, 60, short), (f"{long} {short}", 0, 0, 9, "")]
    rows = tuple(Interval(name, a, b, c, series) for name, a, b, c, series in spans)
    series = (long, short)
    guides = (Guide("x", 50, short),)
    return IntervalChart("t", Axis("x", "%", 0, 100), rows, series, guides)


def long_bars(language: str) -> Chart:
    short, long = WORDS[language]
    held = [Bar(name, v, s) for v, name in enumerate((short, long), 3) for s in (long, short, "x")]
    return BarChart("t", Axis("x", "%"), tuple(held), (long, short, "x"))


def signed(language: str) -> Chart:
    cells = [HeatCell(r, c, v) for r in WORDS[language] for c, v in (("A", -20.0), ("B", 5.0))]
    return HeatMap("t", WORDS[language][0], WORDS[language][1], tuple(cells))


def close(language: str) -> Chart:
    short, long = WORDS[language]
    spots = ((75, 84, long), (67, 87, short), (89.5, 75, "Nash"), (92, 64, ""), (91, 67, ""))
    points = tuple(Point(x, y, tag or "a", tag=tag) for x, y, tag in spots)
    axis = Axis(short, "", 0, 100)
    return ScatterChart("t", axis, axis, points, ("a", long, short, "Nash"))


MADE = (*demo.CHARTS, tornado, long_bars, signed, close)


@pytest.mark.parametrize("typeface", TYPEFACES, ids=("narrow", "wide"))
@pytest.mark.parametrize(("language", "width"), [("en", WIDTH), ("de", WIDTH), ("de", NARROW)])
def test_letters_stay_in_the_drawing_and_apart(
    tmp_path: Path, language: str, width: float, typeface: str
) -> None:
    charts = {make.__name__: make(language) for make in MADE}
    drawn = "".join(page_svg(chart, language=language, width=width) for chart in charts.values())
    style = f":root {{{custom_properties(LIGHT)}}} svg text {{font-family: {typeface}}}"
    path = tmp_path / "charts.html"
    path.write_text(f"<meta charset=utf-8><style>{style}</style>{drawn}", encoding="utf-8")
    with chromium.page(path) as page:
        measured = page.evaluate(TEXTS)
    assert len(measured) == len(charts) == len(MADE)
    for name, chart in zip(charts, measured, strict=True):
        left, top, right, bottom = chart["frame"]
        for text, *box in chart["texts"]:
            ends = (box[0] - left, box[1] - top, right - box[2], bottom - box[3])
            assert min(ends) >= -1, (name, text)
        for i, (text, *box) in enumerate(chart["texts"]):
            for other, *beside in chart["texts"][:i]:
                across = min(box[2], beside[2]) - max(box[0], beside[0])
                down = min(box[3], beside[3]) - max(box[1], beside[1])
                meets = text != other and across > 2 and down > 4
                assert not meets, (name, text, other)


@pytest.mark.parametrize("last", [2, 3, 6])
def test_counts_have_whole_ticks(last: int) -> None:
    from detente.render import svg

    points = tuple(Point(x, x) for x in range(last + 1))
    drawn = svg(LineChart("t", Axis("Signals"), Axis("y", "", 0, 1000), points), language="en")
    assert f">{last}<" in drawn
    assert "0.5<" not in drawn
    assert "1.0<" not in drawn
