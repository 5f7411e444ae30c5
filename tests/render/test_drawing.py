"""Charts as SVG and PNG: complete, in the reader's language, harmless."""

from __future__ import annotations

import math
import re
import struct
import xml.etree.ElementTree as ET
from functools import partial

import pytest
import resvg_py

from detente.errors import SettingError
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
from detente.render import html_fragment, markdown, png, svg, text
from detente.render.charts import page_svg
from detente.render.palette import DARK, LIGHT
from render import demo

NAME = "{http://www.w3.org/2000/svg}"


def texts(drawn: str) -> list[str]:
    """The lines of text in a drawing."""
    root = ET.fromstring(drawn)
    held = [e for e in root.iter() if e.tag in (f"{NAME}text", f"{NAME}tspan") and e.text]
    return [(e.text or "").replace("\N{NO-BREAK SPACE}", " ") for e in held]


def labels(drawn: str) -> list[str]:
    """The labels of the marks in a drawing."""
    root = ET.fromstring(drawn)
    return [e.attrib["aria-label"] for e in root.iter() if "aria-label" in e.attrib][1:]


@pytest.mark.parametrize("make", demo.CHARTS, ids=lambda make: make.__name__)
def test_a_chart_names_and_describes_itself(make: object) -> None:
    chart: Chart = make("en")  # type: ignore[operator]
    root = ET.fromstring(svg(chart, language="en"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"].startswith(chart.title)
    assert root[0].text == chart.title
    assert root[1].text == (chart.summary or chart.title)
    assert chart.title in " ".join(texts(svg(chart, language="en")))
    assert labels(svg(chart, language="en"))


@pytest.mark.parametrize("make", demo.CHARTS, ids=lambda make: make.__name__)
def test_every_colour_is_of_the_palette(make: object) -> None:
    chart: Chart = make("de")  # type: ignore[operator]
    for drawn, held in (
        (svg(chart, language="de"), set(LIGHT.values())),
        (svg(chart, language="de", dark=True), set(DARK.values())),
    ):
        assert set(re.findall(r"#[0-9a-f]{6}\b", drawn)) <= held
    drawn = page_svg(chart, language="de")
    assert not re.search(r"#[0-9a-f]{6}\b", drawn)
    assert set(re.findall(r"var\(--([\w-]+)\)", drawn)) <= set(LIGHT)
    assert "style=" not in drawn


def test_numbers_follow_the_language() -> None:
    assert "8.000" in texts(svg(demo.line("de"), language="de"))
    assert "8,000" in texts(svg(demo.line("en"), language="en"))
    assert "57,5" in texts(svg(demo.bars("de"), language="de"))
    said = labels(svg(demo.bars("de"), language="de"))
    assert "Waffenruhe, Nord: 22,5\N{NARROW NO-BREAK SPACE}% (15,0 bis 31,5)" in said


def test_years_take_no_separator() -> None:
    points = tuple(Point(year, year % 7) for year in range(2019, 2027))
    drawn = svg(LineChart("t", Axis("Year"), Axis("n"), points), language="de")
    assert "2020" in texts(drawn)
    assert "Year 2020, n 4" in labels(drawn)


def test_years_take_no_separator_beside_the_drawing_either() -> None:
    points = (Point(2025, 1), Point(2055, 2, tag="late"))
    chart = LineChart("t", Axis("Year"), Axis("cost", "euros"), points)
    drawn = html_fragment(chart, language="en") + text(chart, language="en")
    drawn += markdown(chart, language="en")
    assert "2055" in drawn
    assert "2,055" not in drawn
    spans = (Interval("a", 2030, 2040, 2050),)
    shown = text(IntervalChart("t", Axis("Year", "", 2025, 2055), spans), language="de")
    assert "2040" in shown
    assert "2.0" not in shown


def test_series_are_named_in_a_legend() -> None:
    assert {"North", "The City"} <= set(texts(svg(demo.line("en"), language="en")))


def test_very_many_points_are_thinned_but_named_ones_stay() -> None:
    crowd = tuple(Point(i % 97 / 97, i % 89 / 89) for i in range(8000))
    points = (*crowd, Point(0.5, 0.5, "Frontier", tag="Nash"), Point(0.5, 0.5, "Frontier", "same"))
    drawn = svg(ScatterChart("t", Axis("x"), Axis("y"), points), language="en")
    assert len(labels(drawn)) == 2
    assert drawn.count("<path") < 8000


def test_titles_carry_their_units() -> None:
    shown = texts(svg(demo.scatter("en"), language="en"))
    assert {"North (points)", "South (points)", "reservation value", "Frontier"} <= set(shown)


def test_tags_of_one_point_are_joined() -> None:
    points = (Point(1, 1, tag="Nash"), Point(1, 1, tag="Egalitarian"), Point(2, 3, tag="Other"))
    shown = texts(svg(ScatterChart("t", Axis("x"), Axis("y"), points), language="en"))
    assert {"Nash, Egalitarian", "Other"} <= set(shown)


def test_long_labels_wrap() -> None:
    shown = texts(svg(demo.intervals("de"), language="de"))
    label = "Öffnung des Transitkorridors für überwachten zivilen Durchgangsverkehr"
    begin = shown.index(next(text for text in shown if text.startswith("Öffnung")))
    assert " ".join(shown[begin : begin + 4]) == label


def test_no_label_speaks_english_to_germans() -> None:
    for make in demo.CHARTS:
        drawn = svg(make("de"), language="de")
        assert "roledescription" not in drawn
        assert not any("title" in label.lower() for label in labels(drawn))


def test_hostile_text_is_text() -> None:
    for exhibit in demo.hostile()[2:]:
        drawn = svg(exhibit, language="en")  # type: ignore[arg-type]
        tags = {element.tag.removeprefix(NAME) for element in ET.fromstring(drawn).iter()}
        assert tags <= {"svg", "title", "desc", "g", "path", "line", "text", "tspan", "rect"}


NAN = math.nan
EMPTY = (
    ScatterChart("t", Axis("x"), Axis("y"), ()),
    ScatterChart("t", Axis("x"), Axis("y"), (Point(NAN, 1), Point(1, math.inf))),
    LineChart("t", Axis("x"), Axis("y"), (), guides=(Guide("x", NAN),)),
    LineChart("t", Axis("x"), Axis("y"), (Point(1, 1),)),
    BarChart("t", Axis("x"), ()),
    BarChart("t", Axis("x"), (Bar("a", NAN), Bar("b", 0, low=NAN, high=1))),
    IntervalChart("t", Axis("x"), ()),
    IntervalChart("t", Axis("x"), (Interval("a", 1, 1, 1, weight=NAN), Interval("b", NAN, 1, 1))),
    HeatMap("t", "", "", ()),
    HeatMap("t", "r", "c", (HeatCell("a", "b", NAN), HeatCell("a", "c", None))),
    BarChart("", Axis(""), (Bar("", -3),)),
)


@pytest.mark.parametrize("chart", EMPTY, ids=lambda chart: type(chart).__name__)
def test_odd_charts_are_drawn_all_the_same(chart: Chart) -> None:
    drawn = svg(chart, language="en")
    assert ET.fromstring(drawn).tag == f"{NAME}svg"
    assert "NaN" not in drawn


def test_png_has_the_size_of_the_svg() -> None:
    image = png(demo.heat("en"), language="en", scale=1)
    assert image.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", image[16:24])
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg(demo.heat("en"), language="en"))
    assert size is not None
    assert (width, height) == (round(float(size[1])), round(float(size[2])))


def test_png_without_a_typeface_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = partial(resvg_py.svg_to_bytes, skip_system_fonts=True)
    monkeypatch.setattr(resvg_py, "svg_to_bytes", bare)
    with pytest.raises(SettingError, match="no typeface is installed on this machine"):
        png(demo.heat("en"), language="en")


def test_an_axis_names_places_in_words_within_the_drawing() -> None:
    words = ((0.0, "as it is"), (50.0, "half of it given up"), (100.0, "all of it given up"))
    chart = IntervalChart(
        "T", Axis("Land", low=0, high=100, words=words), (Interval("A", 10, 20, 30),)
    )
    drawn = svg(chart, language="en")
    shown = texts(drawn)
    assert [name in " ".join(shown) for _, name in words] == [True] * 3
    assert not {"20", "40", "60"} & set(shown)
    at = {t.text: float(t.get("x", "nan")) for t in ET.fromstring(drawn).iter(f"{NAME}text")}
    assert at["as it is"] < at["half of it given up"] < at["all of it given up"]
