"""A knife-edge is told as open, by no number and as nobody's task; the nearest package by room."""

from __future__ import annotations

import pytest

import detente
from detente.analyses.findings import Possible
from detente.analyses.spaces.close_calls import even
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


def test_a_worth_without_a_range_is_moved_by_ten_points_either_way() -> None:
    """Avia lacks five points: with ten more for `v`, or ten less without a deal, it agrees."""
    text = SPLIT.format(a="60", b="20", steps=2).replace("scale: 0..10, steps: 2", "values: [v, w]")
    for shape, worths in (("rising", "{v: 55, w: 0}"), ("falling", "{v: 90, w: 0}")):
        text = text.replace(f"{{x: {shape}}}", f"{{x: {worths}}}")
    turned = detente.map_deals(loads(text)).answer()["turned_by"]
    assert sorted(turned) == ["preferences.a.reservation", "preferences.a.values.x.v"]


def test_about_even_begins_at_its_lower_edge_and_ends_before_its_upper() -> None:
    assert [even(share) for share in (0.4499, 0.45, 0.5499, 0.55)] == [False, True, True, False]
