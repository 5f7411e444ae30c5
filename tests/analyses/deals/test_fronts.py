"""Common fronts: what they hold is left only with the consent of every member."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from detente.analyses.deals import deal_conclusions, map_deals
from detente.analyses.stages import solve_stages
from detente.randomness import generator
from detente.scenario import Scenario, best_draws, load
from drafted_anchorage import drafted_anchorage


def case(seed: int) -> dict[str, Any]:
    """Four parties, two at the table; a front of one of them and one outside."""
    rng = generator(seed)
    names = [f"i{k}" for k in range(3)]
    preferences = {
        party: {
            "weights": {name: int(rng.integers(1, 9)) for name in names},
            "values": {name: {v: int(rng.integers(0, 101)) for v in "xyz"} for name in names},
            "reservation": int(rng.integers(20, 60)),
        }
        for party in "abcd"
    }
    preferences["c"]["red_lines"] = ["i1 = x"]
    return {
        "title": "t",
        "parties": {p: {"at_table": p in "ab"} for p in "abcd"},
        "issues": {name: {"values": list("xyz")} for name in names},
        "preferences": preferences,
        "fronts": {"bloc": {"members": ["b", "c"], "holds": "i0 != z and i2 != x"}},
        "stages": [{"table": ["a", "b"]}],
    }


def passing(raw: dict[str, Any], needed: str) -> list[tuple[str, ...]]:
    def accepts(party: str, deal: tuple[str, ...]) -> bool:
        stated = raw["preferences"][party]
        weights = stated["weights"]
        total = sum(
            weights[name] * stated["values"][name][value]
            for name, value in zip(weights, deal, strict=True)
        )
        reached = total >= stated["reservation"] * sum(weights.values())
        return reached and not (party == "c" and deal[1] == "x")

    return [
        deal
        for deal in itertools.product("xyz", repeat=3)
        if all(accepts(p, deal) for p in needed)
        and ((deal[0] != "z" and deal[2] != "x") or all(accepts(p, deal) for p in "bc"))
    ]


@pytest.mark.parametrize("seed", range(40))
def test_a_front_holds_back_what_a_member_outside_refuses(seed: int) -> None:
    raw = case(seed)
    scenario = Scenario.model_validate(raw)
    expected = passing(raw, "ab")
    result = map_deals(scenario)
    assert result.acceptable == len(expected)
    assert result.count == 27
    for packages in result.solutions.values():
        assert all(tuple(package.deal.values()) in expected for package in packages)
    found = deal_conclusions(scenario, best_draws(scenario))
    assert bool(found["zopa"][0]) == bool(expected)


def test_deals_and_stages_count_the_same_packages() -> None:
    """Fronts, promises, threats and audiences count alike at the table that bargains."""
    scenario = drafted_anchorage()
    win_set = solve_stages(scenario, seed=0).answer()["win_sets"][0]
    assert map_deals(scenario).acceptable == win_set["deals"]


def test_fronts_of_those_who_must_agree_anyway_change_nothing() -> None:
    raw = case(3)
    raw["fronts"]["bloc"]["members"] = ["a", "b"]
    without = {key: value for key, value in raw.items() if key != "fronts"}
    one, other = (map_deals(Scenario.model_validate(r)) for r in (raw, without))
    assert one.acceptable == other.acceptable
    assert len(one.naming.space.bans) == len(other.naming.space.bans)
    assert np.array_equal(one.settled.agreement.points, other.settled.agreement.points)


def test_a_review_names_the_front_that_a_package_leaves_and_its_members() -> None:
    scenario = load("anchorage")
    lifted = {issue: stated.values[0] for issue, stated in scenario.issues.items() if stated.values}
    kept = map_deals(scenario, deal=lifted)
    left = map_deals(scenario, deal={**lifted, "sanctions": "lifted"})
    said = [
        [note.text for note in result.statements("en") if "common front" in note.text]
        for result in (kept, left)
    ]
    assert said[0] == []
    (sentence,) = said[1]
    assert sentence.startswith("It leaves what a common front holds (Sanctions: not lifted)")
    assert sentence.endswith("accept it: United States and Europeans.")
