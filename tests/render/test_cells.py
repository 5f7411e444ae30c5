"""Table entries in both languages."""

from __future__ import annotations

import math

import pytest

from detente.errors import SettingError
from detente.exhibits import Column, Table
from detente.render.cells import written


def column(*cells: object, digits: int | None = None, align: str = "left") -> list[str]:
    table = Table("t", (Column("c", align, digits=digits),), tuple((cell,) for cell in cells))
    return [row[0] for row in written(table, language="de").rows]


def test_numbers_of_a_column_share_their_digits() -> None:
    assert column(1, 2.5, -1234.25) == ["1,00", "2,50", "−1.234,25"]
    assert column(1, 2) == ["1", "2"]
    assert column(1 / 3) == ["0,333"]
    assert column(1 / 3, digits=1) == ["0,3"]
    assert column(200 / 3, 1 / 3) == ["66,7", "0,3"]


def test_marks_and_dashes() -> None:
    assert column(True, False, None, math.nan, math.inf) == ["✓", "✗", "–", "–", "∞"]


def test_sides() -> None:
    columns = (Column("n"), Column("t", "right"), Column("b"), Column("m"))
    held = written(Table("t", columns, ((1, "x", True, "y"), (2, "z", None, 3))), language="en")
    assert held.sides == ("right", "right", "centre", "left")
    assert held.numeric == (True, False, False, False)


def test_units_and_sources() -> None:
    table = Table("t", (Column("Weight", unit="%"),), ((1,),), "note", ("A", "B"))
    held = written(table, language="de")
    assert held.headings == ("Weight (%)",)
    assert (held.note, held.sources) == ("note", "Quellen: A; B")


def test_unknown_language_is_refused() -> None:
    with pytest.raises(SettingError):
        written(Table("t", (), ()), language="fr")
