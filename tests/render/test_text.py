"""The terminal: aligned, within the width, plain when it has to be."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Column,
    Interval,
    IntervalChart,
    Note,
    ScatterChart,
    Section,
    Table,
)
from detente.render import text
from render import demo

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(language: str, width: int) -> None:
    shown = text(demo.document(language), language=language, width=width)
    assert max(cell_len(line) for line in shown.splitlines()) <= width
    assert not any(line != line.rstrip() for line in shown.splitlines())


def test_colour_changes_nothing_but_colour() -> None:
    plain = text(demo.document("en"), language="en")
    coloured = text(demo.document("en"), language="en", colour=True)
    assert "\x1b" not in plain
    stripped = "\n".join(line.rstrip() for line in COLOURS.sub("", coloured).splitlines())
    assert stripped == plain
    assert coloured != plain


def test_hostile_text_cannot_steer_the_terminal() -> None:
    for colour in (False, True):
        shown = text(demo.hostile_document(), language="en", colour=colour)
        assert "\x1b" not in COLOURS.sub("", shown)
    assert '<script>alert("x")</script>' in text(Note(demo.HOSTILE), language="en")
    assert text(Note("[red]a[/red] :smile:"), language="en") == "[red]a[/red] :smile:"


def test_numbers_stand_on_the_decimal_sign() -> None:
    table = Table("t", (Column("n"), Column("x")), (("a", 1.5), ("b", -12.25), ("c", 1000.0)))
    rows = text(table, language="de").splitlines()[4:]
    assert rows == ["a       1,50", "b     −12,25", "c   1.000,00"]


def test_long_cells_wrap_and_figures_do_not() -> None:
    shown = text(demo.packages("de"), language="de").splitlines()
    first = next(line for line in shown if line.startswith("A "))
    assert first.split()[-3:] == ["52,0", "1.274,5", "✓"]
    assert "Waffenruhe," in first
    assert shown[shown.index(first) + 1].startswith(" " * 8)


def test_a_wide_table_goes_on_below_with_its_first_column() -> None:
    shown = text(demo.wide("en"), language="en")
    assert shown.count("Ceasefire") == 2
    assert "43.5" in shown
    assert "87" in shown


def test_wide_characters_count_twice() -> None:
    table = Table("t", (Column("名前"), Column("x")), (("北の国の長い名前です", 1), ("b", 2)))
    for width in (20, 80):
        shown = text(table, language="en", width=width).splitlines()
        assert max(cell_len(line) for line in shown) <= width
    assert len({cell_len(line) for line in shown[4:]}) == 1


def test_charts_are_drawn_in_characters() -> None:
    assert "█" in text(demo.bars("en"), language="en")
    assert "├" in text(demo.intervals("en"), language="en")


def test_bars_are_as_long_as_their_values() -> None:
    chart = BarChart("b", Axis("v"), (Bar("a", 10.0), Bar("b", 5.0), Bar("c", 0.0)))
    lengths = [line.count("█") for line in text(chart, language="en").splitlines()[3:]]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=1)
    assert lengths[2] == 0


def test_empty_exhibits_are_shown_without_fuss() -> None:
    empty = (
        Table("t", (Column("a"),), ()),
        Table("t", (), ()),
        ScatterChart("s", Axis("x"), Axis("y"), ()),
        BarChart("b", Axis("x"), ()),
        IntervalChart("i", Axis("x"), (Interval("a", 1, float("nan"), 2),)),
    )
    assert text(Section("k", "Section", empty), language="en").startswith("Section\n═══════")


def test_a_wide_table_repeats_every_column_that_names_a_row() -> None:
    names = tuple((a, b) for a in ("United States", "Russia") for b in ("Nash", "Egalitarian"))
    columns = (Column("Party"), Column("Yardstick"), *(Column(f"Measure {i}") for i in range(9)))
    rows = tuple((*pair, *(1000.5 + i for i in range(9))) for pair in names)
    shown = text(Table("t", columns, rows), language="en", width=60)
    assert shown.count("Yardstick") == shown.count("Party") > 1
    assert shown.count("Egalitarian") == 2 * shown.count("Yardstick")
    bare = text(Table("t", columns, rows, keys=1), language="en", width=60)
    assert bare.count("Party") > bare.count("Yardstick") == 1


@pytest.mark.parametrize("width", range(20, 60))
def test_a_figure_and_its_percent_sign_share_a_line(width: int) -> None:
    said = " ".join(f"in {n} % of the cases computed there is a deal" for n in range(10, 30))
    for exhibit in (Note(said), Note(said, "finding"), Table("t", (Column("a"),), ((said,),))):
        shown = text(exhibit, language="en", width=width)
        assert not any(line.strip().startswith("%") for line in shown.splitlines())
