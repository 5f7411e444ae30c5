"""The table behind a chart holds the chart's own figures."""

from __future__ import annotations

from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    HeatCell,
    HeatMap,
    Interval,
    IntervalChart,
    LineChart,
    Point,
)
from detente.render.chart_data import data_table
from detente.render.charts.frame import Scale


def test_ranges_keep_low_best_and_high_apart() -> None:
    chart = IntervalChart("t", Axis("x", "%"), (Interval("a", 1, 2, 4, weight=0.5),))
    table = data_table(chart, language="en")
    assert [column.title for column in table.columns] == [
        "Item", "Low", "Value", "High", "Weight",
    ]  # fmt: skip
    assert table.rows == (("a", 1, 2, 4, 0.5),)


def test_bars_keep_their_intervals() -> None:
    bars = (Bar("a", 2, "s", low=1, high=4), Bar("b", 3, "s"))
    table = data_table(BarChart("t", Axis("Gain"), bars), language="en")
    assert table.rows == (("a", "s", 2, 1, 4), ("b", "s", 3, None, None))


def test_points_keep_both_numbers() -> None:
    chart = LineChart("t", Axis("Risk"), Axis("Worth"), (Point(1, 9, "s", tag="Nash"),))
    assert data_table(chart, language="en").rows == (("s", "Nash", 1, 9),)


def test_fields_stand_in_their_row_and_column() -> None:
    cells = tuple(HeatCell(r, c, float(v)) for v, (r, c) in enumerate(("ax", "ay", "bx", "by")))
    table = data_table(HeatMap("t", "row", "column", cells), language="en")
    assert table.rows == (("a", 0.0, 1.0), ("b", 2.0, 3.0))


def test_a_value_has_its_place_between_the_ends_of_an_axis() -> None:
    places = Scale(50, 100, 10, 210)
    assert [places(value) for value in (50, 75, 100)] == [10, 110, 210]
    turned = Scale(-20, 20, 300, 100)
    assert [turned(value) for value in (-20, 0, 20)] == [300, 200, 100]
