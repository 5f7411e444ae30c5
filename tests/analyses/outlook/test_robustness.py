"""A share at ranges as stated and doubled, and with worths of no deal that move together."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.scenario import draw, loads
from detente.scenario.robustness import doubled_draws, moved_together

SPLIT = """
title: A hundred points to split
parties: {a: {}, b: {}}
issues: {x: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {x: 1}, values: {x: rising}, reservation: 30..60}
  b: {weights: {x: 1}, values: {x: falling}, reservation: {value: 30..60, confidence: low}}
"""
A, B = (("preferences", party, "reservation") for party in "ab")


def test_shares_of_a_split_are_areas_of_two_uniform_worths() -> None:
    """Possible where both worths add up to 100 at most; b's range as stated has no wide tail."""
    text = SPLIT.replace("{value: 30..60, confidence: low}", "30..60")
    found = detente.analyze_outlook(loads(text), draws=512, seed=1).answer()
    assert found["possible"] == pytest.approx(1 - 20**2 / 2 / 30**2, abs=0.03)
    robustness = found["robustness"]
    assert robustness["doubled"] == pytest.approx(1 - 50**2 / 2 / 60**2, abs=0.08)
    assert robustness["together"] == pytest.approx(2 / 3, abs=0.08)
    assert robustness["opposed"] == pytest.approx(1, abs=0.08)


def test_one_open_worth_of_no_deal_has_no_extremes() -> None:
    text = SPLIT.replace("reservation: 30..60", "reservation: 30")
    robustness = detente.analyze_outlook(loads(text), draws=16).answer()["robustness"]
    assert (robustness["together"], robustness["opposed"]) == (None, None)


def test_moved_together_keeps_every_range() -> None:
    draws = draw(loads(SPLIT), 200, seed=3)
    moved = moved_together(draws, {A: 1, B: -1})
    for path in (A, B):
        assert np.array_equal(np.sort(moved.of(path)), np.sort(draws.of(path)))
    assert np.array_equal(np.argsort(moved.of(A)), np.argsort(-moved.of(B)))


def test_doubled_ranges_are_twice_as_wide_whatever_the_confidence() -> None:
    draws = doubled_draws(loads(SPLIT), 2000, seed=3)
    for path in (A, B):
        values = draws.of(path)
        assert (values.min(), values.max()) == pytest.approx((15, 75), abs=0.1)
        assert values.var() == pytest.approx(60**2 / 12, rel=0.02)


def test_the_order_of_the_keys_changes_no_extreme() -> None:
    text = SPLIT.replace("x: rising", "x: {'0': 0, '40': 10..60, '100': 100}")
    a, b = text.splitlines()[-2:]
    found = [
        detente.analyze_outlook(loads(each), draws=33).answer()["robustness"]
        for each in (text, text.replace(f"{a}\n{b}", f"{b}\n{a}"))
    ]
    assert found[0] == found[1]


def test_a_handful_of_draws_says_nothing_of_other_ranges() -> None:
    found = detente.analyze_outlook(loads(SPLIT), draws=15)
    assert found.answer()["robustness"] is None
    assert not any("twice as wide" in note.text for note in found.statements("en"))
