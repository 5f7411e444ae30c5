"""Figures of talks in stages that a reader sees, found again from each case computed."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.scenario import loads

TEXT = """
title: One may refuse
parties: {a: {}, b: {}}
issues: {share: {values: [x, y, z]}}
preferences:
  a: {weights: {share: 1}, values: {share: {x: 60, y: 78, z: 100}}, reservation: 30}
  b: {weights: {share: 1}, values: {share: {x: 40, y: 25, z: 0}}, reservation: 10..30}
stages:
- {table: [a, b], venue: {a: 5}}
- {table: [a, b], venue: {a: -5}}
"""


def test_what_survives_in_nineteen_of_twenty_cases() -> None:
    result = detente.solve_stages(loads(TEXT), draws=40, seed=1)
    shares = sorted(result.outcomes.survive.tolist())
    assert len({*shares}) > 1
    told = result.answer()["draws"]["survivors_5_50_95"]
    assert told == pytest.approx([np.percentile(shares, level) for level in (5, 50, 95)])
    assert told[0] < np.percentile(shares, 25) or told[2] > np.percentile(shares, 75)


def test_the_best_demand_weighs_what_no_deal_is_worth_by_the_risk() -> None:
    answer = detente.solve_stages(loads(TEXT), draws=200, seed=1).answer()["trade_off"]["a"]
    assert answer["no_deal"] == 30
    worths, risks = ([d[key] for d in answer["demands"]] for key in ("worth", "risk"))
    assert worths[:2] == [60, 78]
    hoped = [(1 - r) * w + r * 30 for w, r in zip(worths, risks, strict=True)]
    assert answer["best"] == hoped.index(max(hoped)) == 1
    without = [(1 - r) * w for w, r in zip(worths, risks, strict=True)]
    assert without.index(max(without)) == 0


def test_who_comes_is_counted_table_by_table() -> None:
    coming = detente.solve_stages(loads(TEXT), draws=10).answer()["coming"]
    shares = {(entry["stage"], entry["party"]): entry["share_of_draws"] for entry in coming}
    assert shares[1, "a"] == 1
    assert shares[2, "a"] == 0
