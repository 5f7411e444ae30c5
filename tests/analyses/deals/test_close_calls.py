"""A knife-edge is told as open, by no number and as nobody's task; the nearest package by room."""

from __future__ import annotations

import pytest

import detente
from detente.analyses.findings import Possible
from detente.scenario import loads

SPLIT = """
title: Ten tenths to split
parties: {{b: {{name: Bela}}, a: {{name: Avia}}}}
issues: {{x: {{scale: 0..10, steps: {steps}}}}}
preferences:
  a: {{weights: {{x: 1}}, values: {{x: rising}}, reservation: {a}}}
  b: {{weights: {{x: 1}}, values: {{x: falling}}, reservation: {b}}}
"""


def deals(a: str, b: str, steps: int = 101):
    return detente.map_deals(loads(SPLIT.format(a=a, b=b, steps=steps)))


def test_the_first_miss_is_that_of_the_largest_room() -> None:
    """Worths of no deal 60 and 50: six tenths leave the one that falls short a fifth of its way."""
    first = deals("60", "50", steps=11).answer()["nearest"][0]
    assert (first["deal"], first["shortfall"]) == ({"x": "6"}, {"b": 10.0, "a": 0.0})
    assert first["room"] == pytest.approx(-0.2)
    assert "room" in first["least"]


@pytest.mark.parametrize(
    ("a", "b", "turned"),
    [
        ("48.5..70.5", "32.2..50.2", ["b", "a"]),
        ("55.5..63.5", "32.2..50.2", ["b"]),
        ("59.5", "49.2", ["b", "a"]),
        ("59.5", "61.2", []),
    ],
)
def test_a_judgement_moved_by_a_tenth_that_opens_a_deal_is_a_knife_edge(a, b, turned) -> None:
    result = deals(a, b)
    answer = result.answer()
    paths = [path.split(".")[1] for path in answer["turned_by"] if path.endswith("reservation")]
    assert sorted(paths) == sorted(turned)
    assert answer["too_close_to_call"] is bool(turned)
    told = " ".join(note.text for note in result.statements("en"))
    cells = [column.title for table in result.tables("en") for column in table.columns]
    (possible,) = [f for f in result.findings() if isinstance(f, Possible)]
    if turned:
        assert "too close to call" in told
        assert "short by" not in told
        assert "Only" not in told
        assert possible.lacks == {}
        assert "Total" not in cells
    else:
        assert "short by" in told
        assert possible.lacks
        assert "Total" in cells


def test_about_as_many_calculations_with_a_deal_as_without_are_a_knife_edge() -> None:
    """Twenty wide ranges apart: no tenth turns the answer, but half of the draws do."""
    result = deals("20..81", "20..81")
    assert not result.settled.possible
    assert result.close is not None
    assert result.close.share == pytest.approx(0.5, abs=0.05)
    assert result.too_close
    assert deals("40", "40").answer()["too_close_to_call"] is None  # a deal passes: not asked
