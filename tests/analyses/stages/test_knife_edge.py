"""On a knife-edge no change is told as what a party should give."""

from __future__ import annotations

import pytest

import detente
from detente.scenario import loads

TALKS = """
title: t
parties: {a: {}, b: {}}
issues: {x: {scale: 0..100, steps: 1001}}
preferences:
  a: {weights: {x: 1}, values: {x: rising}, reservation: A}
  b: {weights: {x: 1}, values: {x: falling}, reservation: 45..55}
stages: [{table: [a, b]}]
"""


@pytest.mark.parametrize(("a", "too_close"), [("45..55", True), ("20..30", False)])
def test_a_change_is_told_only_where_it_is_not_too_close_to_call(a: str, too_close: bool) -> None:
    result = detente.solve_stages(loads(TALKS.replace("A}", a + "}")), draws=512)
    answer = result.answer()
    assert answer["too_close_to_call"] is too_close
    assert (0.45 <= answer["draws"]["agreement"] < 0.55) is too_close
    told = " ".join(note.text for note in result.statements("en"))
    assert ("too close to call" in told) is too_close
    changes = [table for table in result.tables("en") if table.key == "stages.changes"]
    assert bool(changes) is (not too_close)


def test_a_judgement_moved_by_a_tenth_of_its_range_is_a_knife_edge() -> None:
    """Worths of no deal of 50.5 and 50: half a point too much, a tenth is one point."""
    text = TALKS.replace("A}", "50.5}").replace("45..55", "{low: 45, best: 50, high: 55}")
    result = detente.solve_stages(loads(text), draws=8)
    answer = result.answer()
    assert [p for p in answer["turned_by"] if p[12] == "b"] == ["preferences.b.reservation"]
    assert answer["too_close_to_call"] is True
    assert answer["nearest_miss"]["deal"]["x"] == "50.3"
    assert answer["nearest_miss"]["short"] == {}
    apart = detente.solve_stages(loads(text.replace("50.5}", "70.5}")), draws=8).answer()
    assert apart["turned_by"] == []
    assert sum(apart["nearest_miss"]["short"].values()) == pytest.approx(20.5)
