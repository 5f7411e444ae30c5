"""The main conclusions of an ensemble at ranges as stated and twice as wide."""

from __future__ import annotations

import pytest

from detente.analyses.catalogue import find_analysis
from detente.ensembles import run_ensemble
from detente.ensembles.answers import doubled_shares
from detente.scenario import loads

SPLIT = """
title: A hundred points to split
parties: {a: {}, b: {}}
issues: {x: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {x: 1}, values: {x: rising}, reservation: A}
  b: {weights: {x: 1}, values: {x: falling}, reservation: B}
"""


def split(a: str, b: str):
    scenario = loads(SPLIT.replace("A}", a + "}").replace("B}", b + "}"))
    return run_ensemble(find_analysis("deals"), scenario, draws=256, seed=1, progress=False)


@pytest.mark.parametrize(
    ("low", "high", "robust"),
    [
        # Two worths of 30 to 60 add up to 100 at most in .778 of the square, doubled in .653
        (30, 60, False),
        # of 20 to 45 always, doubled (7.5 to 57.5) in .955
        (20, 45, True),
    ],
)
def test_shares_are_areas_of_two_uniform_worths(low: int, high: int, robust: bool) -> None:
    result = split(f"{low}..{high}", f"{low}..{high}")
    stated = {"zopa": result.of("zopa")}
    analysis = find_analysis("deals")
    doubled = doubled_shares(analysis, result.scenario, stated, seed=1)["zopa"]
    width = 2 * (high - low)
    excess = 2 * (high + (high - low) / 2) - 100
    assert doubled == pytest.approx(1 - excess**2 / 2 / width**2, abs=0.06)
    said = result.statements("en")[0].text
    assert (": robust." in said) is robust
    assert ("depends on the ranges" in said) is not robust


def test_without_ranges_nothing_is_said_of_them() -> None:
    said = " ".join(note.text for note in split("30", "40").statements("en"))
    assert "twice as wide" not in said
