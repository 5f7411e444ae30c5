"""A majority of many groups, each of which can decide: one frontier for all, against all deals."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from analyses.deals.spaces import written_down
from analyses.deals.test_votes import plain
from detente.analyses.deals import deal_conclusions, map_deals
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.outlook import analyze_outlook
from detente.analyses.spaces.consent import majority
from detente.randomness import generator
from detente.scenario import Scenario, best_draws
from oracles import deals as oracle
from oracles import deals_votes as votes


def case(seed: int, owners: str) -> dict[str, Any]:
    """Five parties, three issues of three values; some parties have red lines."""
    rng = generator(seed)
    issues = {f"i{k}": {"values": list("xyz")} for k in range(3)}
    preferences = {
        party: {
            "weights": {name: int(rng.integers(1, 9)) for name in issues},
            "values": {name: {v: int(rng.integers(0, 11)) * 10 for v in "xyz"} for name in issues},
            "reservation": int(rng.integers(20, 60)),
            "red_lines": [f"i{rng.integers(3)} = {rng.choice(list('xyz'))}"] * (party in owners),
        }
        for party in "abcde"
    }
    parties: dict[str, Any] = {party: {} for party in "abcde"}
    return {
        "title": "t",
        "parties": parties,
        "issues": issues,
        "preferences": preferences,
        "consent": "majority",
    }


@pytest.mark.parametrize("owners", ["", "a", "bd"])
@pytest.mark.parametrize("seed", range(4))
def test_a_majority_is_what_going_through_all_deals_and_groups_finds(
    seed: int, owners: str
) -> None:
    result = map_deals(Scenario.model_validate(case(seed, owners)), full=True)
    listed = written_down(result.naming.table)
    names, values = result.table, result.problem.labels
    wins = votes.by_votes([Fraction(1)] * 5, Fraction(3), frozenset())
    passing = votes.passing(listed, wins)

    def named(deal: oracle.Deal) -> tuple[str, ...]:
        return tuple(labels[k] for labels, k in zip(values, deal, strict=True))

    def deals(packages: Any) -> set[tuple[str, ...]]:
        return {tuple(package["deal"].values()) for package in packages}

    answer = result.to_dict()["answer"]
    assert answer["acceptable"] == len(passing)
    efficient = oracle.efficient(passing, listed.utility)
    assert deals(answer["frontier"]) == {named(deal) for deal in efficient}
    assert deals(answer["solutions"]["nash"]) == {named(d) for d in votes.nash(listed, wins)}
    groups = votes.smallest_groups(listed, wins)
    assert len(answer["coalitions"]) == len(groups) == 10
    for found in answer["coalitions"]:
        members = [names.index(party) for party in found["parties"]]
        accepted = [d for d in listed.existing() if all(listed.accepts(p, d) for p in members)]
        assert (found["nash"] is None) == (not accepted)
        if accepted:
            gains = {d: [oracle.gains(listed, d)[p] for p in members] for d in accepted}
            keys = {named(d): _product(own) for d, own in gains.items()}
            assert keys[tuple(found["nash"]["deal"].values())] == max(keys.values())
    start = tuple(answer["trades"]["start"]["deal"].values())
    row = next(deal for deal in listed.utility if named(deal) == start)
    assert (answer["trades"]["better"] is None) == (votes.most_even(listed, wins, row) is None)


def _product(gains: list[Fraction]) -> tuple[int, Fraction]:
    """What the Nash solution compares: how many gain, and the product of their gains."""
    more = [gain for gain in gains if gain > 0]
    return len(more), math.prod(more, start=Fraction(1))


@pytest.mark.parametrize("seed", range(4))
def test_at_least_so_much_for_everybody(seed: int) -> None:
    result = map_deals(Scenario.model_validate(case(10 + seed, "bd")))
    space = result.naming.table
    listed = written_down(space)
    wins = votes.by_votes([Fraction(1)] * 5, Fraction(3), frozenset())
    some = votes.passing(listed, wins)[::5]
    for deal in some:
        least = space.utility(np.array([deal]))[0]
        found = agree(space, majority(5).groups, least=least)
        above = [
            other
            for other in votes.passing(listed, wins)
            if all(a >= b for a, b in zip(listed.utility[other], listed.utility[deal], strict=True))
        ]
        expected = set(oracle.efficient(above, listed.utility))
        assert {plain(row) for row in found.deals_at(found.points)[1]} == expected


def test_a_solution_over_draws_is_not_dominated_where_a_party_can_gain_nothing() -> None:
    """Shares of the parties that can gain tie; those outvoted still tell the deals apart."""
    worths = {"a": [25, 25, 100, 100], "b": [100, 100, 100, 100], "c": [0, 100, 23, 100]}
    scenario = Scenario.model_validate(
        {
            "title": "t",
            "parties": {"a": {}, "b": {}, "c": {}},
            "consent": {"votes": {"a": 0, "b": 3, "c": 2}, "quota": 3},
            "issues": {"x": {"values": list("pqrs")}},
            "preferences": {
                party: {
                    "weights": {"x": 1},
                    "values": {"x": dict(zip("pqrs", worth, strict=True))},
                    "reservation": least,
                }
                for (party, worth), least in zip(worths.items(), (100, 96, 0), strict=True)
            },
        }
    )
    best = map_deals(scenario).solutions["kalai_smorodinsky"][0].utility
    drawn = deal_conclusions(scenario, best_draws(scenario))
    assert best == {"a": 100, "b": 100, "c": 100}
    assert {p: drawn[f"utility.{p}.kalai_smorodinsky"][0] for p in "abc"} == best


def near(worths: dict[str, list[int]], least: list[int], **more: Any) -> dict[str, Any]:
    preferences = {
        party: {
            "weights": {"x": 1},
            "values": {"x": dict(zip("pqr", worth, strict=True))},
            "reservation": reservation,
            "red_lines": more.get(party, []),
        }
        for (party, worth), reservation in zip(worths.items(), least, strict=True)
    }
    raw = {
        "title": "t",
        "parties": {party: {} for party in worths},
        "issues": {"x": {"values": list("pqr")}},
        "preferences": preferences,
        "consent": more.get("consent", "all"),
    }
    found: dict[str, Any] = map_deals(Scenario.model_validate(raw)).to_dict()["answer"]
    return found


def test_the_nearest_deal_of_a_vote_has_the_largest_room_of_the_groups_that_have_any() -> None:
    """Nothing is worth more than no deal to b; a and c decide without it."""
    found = near(
        {"a": [80, 80, 20], "b": [40, 40, 0], "c": [35, 85, 60]},
        [35, 64, 45],
        consent="majority",
        a=["x = q", "x = r"],
        b=["x = p", "x = r"],
    )["nearest"][0]
    assert found["deal"] == {"x": "p"}
    assert found["room"] == pytest.approx(-10 / 40)
    assert "room" in found["least"]


def test_room_counts_a_party_to_which_the_best_deal_is_worth_no_more_than_no_deal() -> None:
    found = near({"a": [100, 0, 90], "b": [20, 60, 100]}, [100, 80])["nearest"][0]
    assert (found["deal"], found["room"]) == ({"x": "p"}, pytest.approx(-60 / 20))


def test_deals_and_outlook_name_one_nearest_package_where_a_party_can_gain_nothing() -> None:
    preferences = {
        party: {"weights": {"x": 1}, "values": {"x": worth}, "reservation": least}
        for party, worth, least in (("a", "rising", 50), ("b", {"p": 100, "q": 0, "r": 50}, 100))
    }
    scenario = Scenario.model_validate(
        {
            "title": "t",
            "parties": {"a": {}, "b": {}},
            "issues": {"x": {"values": list("pqr"), "status_quo": "p"}},
            "preferences": preferences,
            "stages": [{"table": ["a", "b"]}],
        }
    )
    nearest = map_deals(scenario).nearest[0]
    told = analyze_outlook(scenario, draws=1).answer()["nearest"]
    assert (nearest.deal, nearest.room) == ({"x": "p"}, pytest.approx(-1))
    assert (told["package"], told["room"]) == ({"x": "p"}, pytest.approx(-1))
