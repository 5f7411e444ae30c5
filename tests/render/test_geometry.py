"""Where the marks of charts stand, and what is told of each: figures found again from drawings."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Column,
    HeatCell,
    HeatMap,
    Interval,
    IntervalChart,
    LineChart,
    Point,
    Table,
)
from detente.phrases import phrases
from detente.render import html_fragment, svg, text
from detente.render.cells import written
from detente.render.chart_data import data_table

NAME = "{http://www.w3.org/2000/svg}"


def marks(chart: object, tag: str) -> list[dict[str, str]]:
    """The attributes of the elements of a drawing that carry a label."""
    root = ET.fromstring(svg(chart, language="en"))  # type: ignore[arg-type]
    return [dict(e.attrib) for e in root.iter(f"{NAME}{tag}") if "aria-label" in e.attrib]


def test_parts_of_a_stacked_bar_lie_side_by_side() -> None:
    values = {"one": 20.0, "two": 50.0, "three": 30.0}
    bars = tuple(Bar("a", value, name) for name, value in values.items())
    axis = Axis("share", "%", 0, 100)
    drawn = marks(BarChart("t", axis, bars, series=tuple(values), stacked=True), "rect")
    starts, widths = ([float(e[key]) for e in drawn] for key in ("x", "width"))
    assert widths == pytest.approx(
        [sum(widths) * value / 100 for value in values.values()], abs=0.1
    )
    for place in (0, 1):
        assert starts[place + 1] == pytest.approx(starts[place] + widths[place], abs=0.1)


def test_an_interval_reaches_from_its_low_to_its_high_end_and_is_told_so() -> None:
    chart = IntervalChart("t", Axis("points", "", 0, 100), (Interval("a", 20, 30, 70),))
    (line,) = marks(chart, "line")
    (mark,) = marks(chart, "path")
    low, high = float(line["x1"]), float(line["x2"])
    found = re.match(r"M([\d.]+),", mark["d"])
    size = re.search(r"a([\d.]+),", mark["d"])
    assert found is not None
    assert size is not None
    assert float(found[1]) + float(size[1]) == pytest.approx(low + (high - low) / 5, abs=0.1)
    assert line["aria-label"] == mark["aria-label"] == "a: 30 (20 to 70)"


def test_a_point_is_told_with_both_its_numbers() -> None:
    chart = LineChart(
        "t", Axis("Risk", "%"), Axis("Worth"), (Point(10, 70, "a"), Point(20, 40, "a"))
    )
    assert [e["aria-label"].replace("\u202f", " ") for e in marks(chart, "path")] == [
        "a · Risk 10 %, Worth 70",
        "a · Risk 20 %, Worth 40",
    ]


def test_gains_and_losses_of_one_size_are_shaded_alike() -> None:
    values = (-90.0, -30.0, 0.0, 30.0)
    cells = tuple(HeatCell(f"r{k}", "c", value) for k, value in enumerate(values))
    page = html_fragment(HeatMap("t", "row", "column", cells), language="en")
    fills = re.findall(r'aria-label="r\d[^>]*fill="var\(--turn-(\d)\)"', page)
    steps = [int(step) for step in fills]
    assert steps == [1, 3, 4, 5]


def test_the_legend_of_shades_covers_the_scale() -> None:
    chart = HeatMap("t", "row", "column", (HeatCell("r", "c", 35.0),), low=0.0, high=70.0)
    drawn = svg(chart, language="en")
    assert all(f"{low}–{low + 10}" in drawn for low in range(0, 70, 10))


def test_the_figure_beside_an_interval_in_the_terminal_is_its_best_value() -> None:
    chart = IntervalChart("t", Axis("points", "", 0, 100), (Interval("a", 21, 34, 78),))
    line = next(line for line in text(chart, language="en").split("\n") if "●" in line)
    assert line.split()[-1] == "34"
    track = line[line.index("├") : line.index("┤") + 1]
    assert track.index("●") == pytest.approx((34 - 21) / (78 - 21) * (len(track) - 1), abs=1)


def test_rows_left_out_of_the_table_behind_a_chart_are_counted() -> None:
    points = tuple(Point(k, k) for k in range(10))
    table = data_table(LineChart("t", Axis("x"), Axis("y"), points), language="en", most=7)
    assert len(table.rows) == 7
    assert table.note == phrases("en")("common.more", n="3")


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((12.345, 3.14159), ["12.3", "3.1"]),
        ((1.2345, 0.1), ["1.23", "0.10"]),
        ((0.12345,), ["0.123"]),
        ((0.5, 2), ["0.5", "2.0"]),
        ((1000, 7), ["1,000", "7"]),
    ],
)
def test_numbers_of_a_column_are_shown_with_the_digits_that_tell(
    values: tuple[float, ...], shown: list[str]
) -> None:
    table = Table("t", (Column("n"),), tuple((value,) for value in values))
    assert [row[0] for row in written(table, language="en").rows] == shown
