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


def held_back(**more: Any) -> Scenario:
    """Of three, two decide; every deal leaves what a front holds."""
    return Scenario.model_validate(
        {
            "title": "t",
            "parties": {"a": {}, "b": {}, "c": {}},
            "consent": "majority",
            "issues": {"x": {"values": ["p", "q"]}, "y": {"values": ["r", "s"]}},
            "preferences": {
                party: {
                    "weights": {"x": 60, "y": 40},
                    "values": {"x": {"p": worth, "q": 50}, "y": {"r": 50, "s": worth}},
                    "reservation": least,
                }
                for party, worth, least in (("a", 90, 60), ("b", 80, 20), ("c", 50, 70))
            },
            "fronts": {"bloc": {"members": ["b", "c"], "holds": "x = p and x = q"}},
        }
        | more
    )


def test_a_front_that_blocks_is_a_blocker_and_the_nearest_deal_is_short_for_its_member() -> None:
    result = map_deals(held_back())
    assert result.blockers == (("c",),)
    nearest = result.nearest[0]
    assert nearest.shortfall["c"] == pytest.approx(20)
    assert nearest.total == pytest.approx(20)
    bridge = result.to_dict()["answer"]["new_issue"]["to_open"][0]
    assert bridge["needs"]["c"]["points"] == pytest.approx(20)


def test_red_lines_of_a_front_that_blocks_can_be_lifted() -> None:
    red_lines = ["x = p", "x = q"]
    preferences = {
        party: {
            "weights": {"x": 60, "y": 40},
            "values": {"x": {"p": 90, "q": 50}, "y": "rising"},
            "red_lines": red_lines if party == "c" else [],
        }
        for party in "abc"
    }
    result = map_deals(held_back(preferences=preferences))
    assert sorted(len(lines) for lines in result.blocking_lines) == [1, 1]
    assert "red_lines" in {each["least"] for each in result.to_dict()["answer"]["openings"]}


def test_values_that_only_a_front_holds_back_are_filled_up_not_called_against_a_rule() -> None:
    outside = held_back(parties={"a": {}, "b": {}, "c": {"at_table": False}})
    for scenario in (held_back(), outside):
        audit = map_deals(scenario, deal="x=p").to_dict()["answer"]["audit"]
        assert audit["deal"]["x"] == "p"
        assert not audit["passes"]
        assert not audit["excluded_by"]


def test_that_every_deal_leaves_what_a_front_holds_is_not_told_as_a_red_line() -> None:
    parties = {"a": {}, "b": {}, "c": {"at_table": False}}
    result = map_deals(held_back(parties=parties))
    for language, words in (
        ("en", "or leaves what a common front holds."),
        ("de", "preis, was eine gemeinsame Front hält."),
    ):
        said = " ".join(note.text for note in result.statements(language) if note.kind == "finding")
        assert words in said


def test_the_best_that_a_party_could_have_is_counted_with_what_a_front_holds_back() -> None:
    result = map_deals(
        held_back(
            parties={"a": {}, "b": {}, "c": {"at_table": False}},
            consent="all",
            fronts={"bloc": {"members": ["b", "c"], "holds": "x = q"}},
            preferences={
                "a": {"weights": {"x": 1}, "values": {"x": {"p": 100, "q": 40}}, "reservation": 60},
                "b": {"weights": {"x": 1}, "values": {"x": {"p": 0, "q": 90}}, "reservation": 50},
                "c": {"weights": {"x": 1}, "values": {"x": {"p": 0, "q": 90}}, "reservation": 50},
            },
        )
    )
    assert result.nearest[0].room == pytest.approx(-20 / 40)
