"""A type states only what differs from its party: of an issue's worths too."""

from __future__ import annotations

from detente import analyze_outlook
from detente.scenario import loads
from detente.scenario.party_types import with_types

FILE = """
title: A seller of two kinds
parties: {seller: {}, buyer: {}}
issues: {price: {values: [low, mid, high]}}
preferences:
  seller: {weights: {price: 1}, values: {price: {low: 0, mid: 50, high: 100}}, reservation: 20}
  buyer: {weights: {price: 1}, values: {price: falling}, reservation: 20}
types:
  seller:
    patient: {prior: 50}
    hurried: {prior: 50, preferences: {values: {price: {mid: 90}}}}
"""


def test_a_value_that_a_type_does_not_state_is_worth_what_it_is_to_the_party() -> None:
    typed = with_types(loads(FILE), {"seller": "hurried"})
    worth = typed.preferences["seller"].values["price"]
    assert isinstance(worth, dict)
    assert {label: judged.best for label, judged in worth.items()} == {
        "low": 0.0,
        "mid": 90.0,
        "high": 100.0,
    }


def test_analyses_of_types_that_state_a_part_answer() -> None:
    assert set(analyze_outlook(loads(FILE)).answer()["by_type"]["seller"]) == {"patient", "hurried"}
