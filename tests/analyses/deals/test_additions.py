"""Issues and values that could be put on the agenda, against the definition."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses.deals.test_parts import part, shown
from detente.analyses.deals import map_deals
from detente.analyses.deals.solve.settle import SOLUTIONS
from detente.randomness import generator
from detente.scenario import Scenario
from oracles import deals as oracle
from oracles import deals_votes as votes

pytestmark = pytest.mark.few(3)
SEEDS = range(10)
RULES: tuple[Any, ...] = (
    "all",
    "majority",
    {"votes": {"p0": 2}, "quota": 3},
    {"quota": 1, "vetoes": ["p1"]},
)


def a_case(rng: np.random.Generator) -> dict[str, Any]:
    """A scenario as it would be read, with one issue and one value that could be added."""
    parties = [f"p{k}" for k in range(int(rng.integers(2, 4)))]
    sizes = {f"i{k}": int(rng.integers(2, 4)) for k in range(2)}
    labels = {issue: [f"v{k}" for k in range(size)] for issue, size in sizes.items()}

    def worth(names: list[str]) -> dict[str, int]:
        return {name: int(10 * rng.integers(0, 11)) for name in names}

    preferences = {
        party: {
            "weights": {issue: int(rng.integers(1, 9)) for issue in labels},
            "values": {issue: worth(names) for issue, names in labels.items()},
            "interactions": [{"if": "i0 = v0 and i1 = v1", "add": int(rng.integers(-20, 21))}],
            "reservation": int(rng.integers(0, 80)),
            "red_lines": ["i0 = v1"] if rng.random() < 0.2 else [],
        }
        for party in parties
    }
    new = ["none", "some", "all"]
    issue = {
        "values": new,
        "status_quo": new[int(rng.integers(3))],
        "weights": {party: int(rng.integers(1, 9)) for party in parties if rng.random() < 0.8}
        or {parties[0]: 1},
        "worth": {party: worth(new) for party in parties},
    }
    return {
        "title": "t",
        "parties": {party: {} for party in parties},
        "issues": {issue: {"values": names} for issue, names in labels.items()},
        "preferences": preferences,
        "consent": RULES[int(rng.integers(len(RULES)))],
        "additions": {
            "issues": {"new": issue},
            "values": {"i0": {"extra": {"worth": worth(parties), "after": "v0"}}},
        },
    }


def by_definition(raw: dict[str, Any], *, issue: bool, value: bool) -> oracle.Listed:
    """Points of the file: an added issue counts from its status quo."""
    parties = list(raw["parties"])
    values = {name: list(stated["values"]) for name, stated in raw["issues"].items()}
    added = raw["additions"]["issues"]["new"]
    if value:
        values["i0"].insert(1, "extra")
    if issue:
        values["new"] = added["values"]
    names = list(values)

    def worth(deal: oracle.Deal) -> oracle.Utilities:
        at = {name: values[name][k] for name, k in zip(names, deal, strict=True)}
        found = []
        for party in parties:
            wants = raw["preferences"][party]
            total = sum(wants["weights"].values())
            points = Fraction(0)
            for name in raw["issues"]:
                table = dict(wants["values"][name])
                if name == "i0":
                    table["extra"] = raw["additions"]["values"]["i0"]["extra"]["worth"][party]
                points += Fraction(wants["weights"][name], total) * table[at[name]]
            for item in wants["interactions"]:
                points += item["add"] * (at["i0"] == "v0" and at["i1"] == "v1")
            if issue and party in added["weights"]:
                table = added["worth"][party]
                gain = table[at["new"]] - table[added["status_quo"]]
                points += Fraction(added["weights"][party], total) * gain
            found.append(points)
        return tuple(found)

    lines = [party for party in parties if raw["preferences"][party]["red_lines"]]

    def broken(deal: oracle.Deal) -> list[int]:
        return list(range(len(lines))) if values["i0"][deal[0]] == "v1" else []

    limit = tuple(Fraction(raw["preferences"][party]["reservation"]) for party in parties)
    owner = [parties.index(party) for party in lines]
    return oracle.listed([len(v) for v in values.values()], worth, broken, owner, limit)


def wins_of(raw: dict[str, Any]) -> votes.Wins:
    parties, rule = list(raw["parties"]), raw["consent"]
    if rule == "all":
        return lambda group: len(group) == len(parties)
    if rule == "majority":
        return lambda group: len(group) > len(parties) / 2
    held = [Fraction(rule.get("votes", {}).get(party, 1)) for party in parties]
    vetoes = frozenset(parties.index(party) for party in rule.get("vetoes", ()))
    return votes.by_votes(held, Fraction(rule["quota"]), vetoes)


@pytest.mark.parametrize("seed", SEEDS)
def test_solutions_with_an_addition_follow_the_definition(seed: int) -> None:
    rng = generator(seed)
    for _ in range(12):
        raw = a_case(rng)
        wins, parties = wins_of(raw), list(raw["parties"])
        before = by_definition(raw, issue=False, value=False)
        result = map_deals(Scenario.model_validate(raw))
        found = part(result, "additions")
        assert [(item["issue"], item["value"]) for item in found] == [
            ("new", None),
            ("i0", "extra"),
        ]
        for item, after in zip(
            found,
            (
                by_definition(raw, issue=True, value=False),
                by_definition(raw, issue=False, value=True),
            ),
            strict=True,
        ):
            passing = votes.passing(after, wins)
            assert bool(item["solutions"]) == bool(passing)
            assert item["opens_a_deal"] == (bool(passing) and not votes.passing(before, wins))
            for name, package in item["solutions"].items():
                utility = [package["utility"][party] for party in parties]
                best = solution(after, wins, name)
                assert any(utility == pytest.approx([float(u) for u in v]) for v in best)
                old = solution(before, wins, name) or {before.limit}
                change = [package["change"][party] for party in parties]
                assert any(
                    np.subtract(utility, change) == pytest.approx([float(u) for u in v])
                    for v in old
                )


def solution(listed: oracle.Listed, wins: votes.Wins, name: str) -> set[oracle.Utilities]:
    """Utilities at a solution among the deals that pass."""
    zopa = oracle.efficient(votes.passing(listed, wins), listed.utility)
    if not zopa:
        return set()
    if name == "nash":
        return {listed.utility[deal] for deal in votes.nash(listed, wins)}
    passing = oracle.Listed(
        {deal: listed.utility[deal] for deal in zopa},
        {deal: frozenset() for deal in zopa},
        listed.owner,
        listed.limit,
    )
    ideal = [max(oracle.gains(passing, deal)[p] for deal in zopa) for p in passing.parties]

    def key(deal: oracle.Deal) -> Any:
        own = oracle.gains(passing, deal)
        if name == "utilitarian":
            return sum(listed.utility[deal])
        if name == "egalitarian":
            return sorted(own)
        return sorted(own[p] / ideal[p] for p in passing.parties if ideal[p] > 0)

    top = max(key(deal) for deal in zopa)
    return {listed.utility[deal] for deal in zopa if key(deal) == top}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_measuring_anew_from_0_to_100_changes_neither_nash_nor_kalai_smorodinsky(
    seed: int,
) -> None:
    """The issue put into `issues`, all points and the worth of no deal on the new scale."""
    raw = a_case(generator(seed))
    moved = json.loads(json.dumps(raw))
    added = moved.pop("additions")["issues"]["new"]
    moved["issues"]["new"] = {"values": added["values"]}
    for party, wants in moved["preferences"].items():
        total, weight = sum(wants["weights"].values()), added["weights"].get(party, 0)
        base = added["worth"][party][added["status_quo"]]
        whole = total + weight
        wants["weights"]["new"] = weight
        wants["values"]["new"] = added["worth"][party]
        wants["reservation"] = (total * wants["reservation"] + weight * base) / whole
        for item in wants["interactions"]:
            item["add"] = item["add"] * total / whole
    result = map_deals(Scenario.model_validate(moved))
    item = part(map_deals(Scenario.model_validate(raw)), "additions")[0]
    assert bool(item["solutions"]) == result.settled.possible
    for name in ("nash", "kalai_smorodinsky") if item["solutions"] else ():
        deals = [package.deal for package in result.solutions[name]]
        assert item["solutions"][name]["deal"] in deals


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_an_addition_never_closes_a_deal_and_lifts_what_a_solution_maximises(seed: int) -> None:
    raw = a_case(generator(seed))
    raw["consent"] = "all"
    result = map_deals(Scenario.model_validate(raw))
    for item in part(result, "additions"):
        assert bool(item["solutions"]) >= result.settled.possible
        if not result.settled.possible:
            continue
        after = {name: item["solutions"][name]["utility"] for name in SOLUTIONS}
        least = {
            name: min(after[name][p] - result.reservation[p] for p in result.table)
            for name in SOLUTIONS
        }
        old = result.solutions["egalitarian"][0].utility
        assert least["egalitarian"] >= min(old[p] - result.reservation[p] for p in old) - 1e-6
        total = sum(result.solutions["utilitarian"][0].utility.values())
        assert sum(after["utilitarian"].values()) >= total - 1e-6


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_an_issue_worth_what_is_needed_opens_a_deal_and_less_does_not(seed: int) -> None:
    rng = generator(100 + seed)
    tried = 0
    for _ in range(40):
        raw = a_case(rng)
        for wants in raw["preferences"].values():
            wants["reservation"] = min(100, wants["reservation"] + 30)
        raw.pop("additions")
        result = map_deals(Scenario.model_validate(raw))
        if result.settled.possible:
            continue
        bridges = part(result, "new_issue")["to_open"]
        if not bridges:
            assert all(miss.red_lines for miss in result.nearest)
            continue
        tried += 1
        for bridge, share in itertools.product(bridges, (1.0, 0.99)):
            opened = _with_issue(raw, bridge, share)
            item = part(map_deals(opened), "additions")[0]
            assert item["opens_a_deal"] == (share == 1.0)
            for party, stake in bridge["needs"].items():
                if share == 1.0:
                    assert item["share"][party] == pytest.approx(stake["share"], abs=1e-6)
    assert tried


def _with_issue(raw: dict[str, Any], bridge: dict[str, Any], share: float) -> Scenario:
    """An issue that gives what is needed, and costs the others all that they have to spare."""
    weights, worth = {}, {}
    for party, stake in bridge["needs"].items():
        weights[party] = stake["weight"] * share + (1e-7 if share == 1.0 else 0.0)
        worth[party] = {"no": 0, "yes": 100}
    for party, points in bridge["may_cost"].items():
        total = sum(raw["preferences"][party]["weights"].values())
        weights[party] = points * total / 100 - 1e-7 if points > 1e-3 else 0.0
        worth[party] = {"no": 100, "yes": 0}
    issue = {"values": ["no", "yes"], "status_quo": "no", "weights": weights, "worth": worth}
    return Scenario.model_validate({**raw, "additions": {"issues": {"new": issue}}})


def test_a_solution_moves_when_an_issue_is_worth_a_little_more_than_said() -> None:
    pie = {
        "title": "A pie",
        "parties": {"a": {}, "b": {}},
        "issues": {"share": {"scale": "0..100", "steps": 11}},
        "preferences": {
            "a": {"weights": {"share": 50}, "values": {"share": "rising"}, "reservation": 0},
            "b": {"weights": {"share": 1}, "values": {"share": "falling"}, "reservation": 0},
        },
    }
    result = map_deals(Scenario.model_validate(pie), agenda=True)
    moves = part(result, "new_issue")["to_move"]
    assert moves[0]["worth"] == {"points": 10.0, "weight": 5.0, "share": pytest.approx(1 / 11)}
    assert moves[0]["change"] == {"a": -10.0, "b": 10.0}
    assert moves[1]["worth"]["weight"] == 0.1
    for weight, change in ((4.9, 0.0), (5.1, -10.0)):
        issue = {
            "values": ["no", "yes"],
            "status_quo": "no",
            "weights": {"a": weight},
            "worth": {"a": "rising"},
        }
        raw = {**pie, "additions": {"issues": {"x": issue}}}
        item = part(map_deals(Scenario.model_validate(raw)), "additions")[0]
        own = 2 * weight
        assert item["solutions"]["nash"]["change"]["a"] == pytest.approx(change + own)
        assert item["solutions"]["nash"]["change"]["b"] == pytest.approx(-change)


def test_red_lines_are_not_for_sale() -> None:
    raw = {
        "title": "t",
        "parties": {"a": {}, "b": {}},
        "issues": {"x": {"values": ["u", "v"]}},
        "preferences": {
            "a": {"weights": {"x": 1}, "values": {"x": "rising"}, "red_lines": ["x = u"]},
            "b": {"weights": {"x": 1}, "values": {"x": "falling"}, "red_lines": ["x = v"]},
        },
    }
    result = map_deals(Scenario.model_validate(raw))
    assert part(result, "new_issue") == {"to_open": []}
    assert "whatever it is worth" in shown(result)


def test_all_is_said_in_both_languages_and_in_json() -> None:
    raw = a_case(generator(5))
    raw["additions"]["issues"]["new"]["name"] = "Exchange of prisoners"
    raw["translations"] = {"de": {"issues.new": "Gefangenenaustausch"}}
    result = map_deals(Scenario.model_validate(raw), agenda=True)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    said = shown(result)
    assert "Exchange of prisoners" in said
    assert "Gefangenenaustausch" in said
