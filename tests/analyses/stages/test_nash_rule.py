"""A table of talks and the analysis of deals choose the same package."""

from __future__ import annotations

from itertools import product
from math import log

import pytest

import detente
from detente.randomness import generator
from detente.scenario import Scenario, loads

ISSUES = {"x": ("low", "mid", "high"), "y": ("low", "high")}
PARTIES = ("a", "b", "c")

SOMEBODY_GETS_NOTHING = """
title: One package leaves somebody nothing
parties: {p: {patience: 100}, q: {patience: 0}}
issues: {plan: {values: [a, b, c]}}
preferences:
  p: {weights: {plan: 1}, values: {plan: {a: 100, b: 40, c: 0}}, reservation: 20}
  q: {weights: {plan: 1}, values: {plan: {a: 30, b: 50, c: 0}}, reservation: 30}
stages: [{table: [p, q]}]
"""


def test_a_package_that_leaves_somebody_nothing_never_beats_one_that_gains_for_all():
    result = detente.solve_stages(loads(SOMEBODY_GETS_NOTHING), draws=20)
    assert result.deal == {"plan": "b"}
    assert result.answer()["far_sighted"]["worth"] == {"p": 40, "q": 50}


def random_case(seed: int, consent: str) -> tuple[dict[str, dict[str, float]], Scenario]:
    """Worths of values as whole numbers, many of them equal, under a rule of consent."""
    random = generator(seed)
    worth = {
        party: {value: float(random.integers(0, 5) * 25) for value in ("low", "mid", "high")}
        for party in PARTIES
    }
    stated = {
        "title": "t",
        "parties": dict.fromkeys(PARTIES),
        "issues": {issue: {"values": values} for issue, values in ISSUES.items()},
        "preferences": {
            party: {
                "weights": {"x": 50, "y": 50},
                "values": {i: {v: worth[party][v] for v in values} for i, values in ISSUES.items()},
                "reservation": int(random.integers(0, 4) * 25),
            }
            for party in PARTIES
        },
        "stages": [{"table": list(PARTIES), "consent": consent}],
    }
    return worth, Scenario.model_validate(stated)


def best_by_definition(
    worth: dict[str, dict[str, float]], scenario: Scenario, needed: int
) -> dict[str, str] | None:
    """Most gainers, then the largest product of their gains, then the least losses of others."""
    best, chosen = None, None
    for values in product(*ISSUES.values()):
        gains = [
            sum(worth[party][value] for value in values) / 2
            - scenario.preferences[party].reservation.best
            for party in PARTIES
        ]
        if sum(gain >= 0 for gain in gains) < needed:
            continue
        logs = [log(gain) for gain in gains if gain > 0]
        score = len(logs), round(sum(logs), 9), sum(gain for gain in gains if gain < 0)
        if best is None or score > best:
            best, chosen = score, dict(zip(ISSUES, values, strict=True))
    return chosen


@pytest.mark.parametrize(("consent", "needed"), [("all", 3), ("majority", 2)])
@pytest.mark.parametrize("seed", range(150))
def test_a_table_chooses_what_the_definition_and_the_deals_choose(seed, consent, needed):
    worth, scenario = random_case(seed, consent)
    chosen = detente.solve_stages(scenario, draws=0).deal
    assert chosen == best_by_definition(worth, scenario, needed)
    solutions = detente.map_deals(scenario, consent=consent).solutions
    if chosen is not None:
        assert chosen in [dict(package.deal) for package in solutions["nash"]]
