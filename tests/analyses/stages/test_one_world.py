"""Deals, stages and simulated talks speak of one worth of no deal, commitments included."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.analyses.catalogue import find_analysis
from detente.analyses.spaces.laid_out import lay_out
from detente.analyses.spaces.problem import deal_problem
from detente.analyses.talks.tables import build_talks
from detente.phrases import phrases
from detente.randomness import generator
from detente.scenario import Scenario, draw, loads
from detente.scenario.names import judgement_name
from drafted_anchorage import drafted_anchorage

ONE_TABLE = {"stages": [{"table": ["a", "b", "c"]}]}


def random_scenario(seed: int) -> Scenario:
    random = generator(seed)
    issues = {"x": ["low", "mid", "high"], "y": ["low", "high"]}
    preferences = {
        party: {
            "weights": {issue: int(random.integers(1, 9)) for issue in issues},
            "values": {
                issue: {value: int(random.integers(0, 101)) for value in values}
                for issue, values in issues.items()
            },
            "reservation": f"{int(random.integers(20, 40))}..{int(random.integers(40, 80))}",
            "red_lines": ["x = high"] if random.random() < 0.2 else [],
        }
        for party in ("a", "b", "c")
    }
    commitments = {
        "threat": {
            "by": "a", "against": "b", "harm": int(random.integers(0, 30)),
            "own_cost": int(random.integers(0, 20)), "cost": "0..20",
            "memory": float(random.uniform(0.5, 2)),
        },
        "pledge": {"by": "c", "broken_if": "x = mid or y = high", "cost": "0..30"},
    }  # fmt: skip
    return Scenario.model_validate(
        {
            "title": "t",
            "parties": dict.fromkeys(("a", "b", "c")),
            "issues": {issue: {"values": values} for issue, values in issues.items()},
            "preferences": preferences,
            "commitments": commitments,
            **ONE_TABLE,
        }
    )


@pytest.mark.parametrize("seed", range(100))
def test_a_deal_acceptable_to_all_is_one_that_passes_the_one_table_of_all(seed):
    scenario = random_scenario(seed)
    many = draw(scenario, 16, seed=seed)
    deals = find_analysis("deals").conclusions(scenario, many)
    stages = find_analysis("stages").conclusions(scenario, many)
    assert np.array_equal(deals["zopa"] > 0, stages["stages.agreement"] > 0)
    assert np.array_equal(deals["zopa"] > 0, stages["stages.win_set"] > 0)


@pytest.mark.parametrize("seed", range(50))
def test_no_deal_is_worth_the_same_to_all_analyses(seed):
    scenario = random_scenario(seed)
    many = draw(scenario, 8, seed=seed)
    talks = build_talks(scenario, many)
    space = lay_out(scenario, many)
    problem = deal_problem(scenario, many)
    for stated in (space.reservation, problem.reservation):
        assert stated == pytest.approx(talks.no_deal)
    assert space.utility == pytest.approx(talks.worth)


FOLLOWS = """
title: What no deal is worth follows, and a threat is called
parties: {a: {}, b: {}, c: {}}
issues: {x: {values: [low, high]}}
preferences:
  a:
    weights: {x: 1}
    values: {x: rising}
    reservation: {from: stability, take: TAKE, range: 20..50}
  b: {weights: {x: 1}, values: {x: falling}, reservation: 40..60}
  c: {weights: {x: 1}, values: {x: rising}}
no_deal: {c: [{if: b.strike, worth: 30}, {worth: 10}]}
options: {a: [leave], b: [strike]}
ranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}
commitments: {walk: {by: a, against: b, harm: 15, own_cost: 4, cost: 9}}
stages: [{table: [a, b, c], if_fails: FAILS}]
"""


@pytest.mark.parametrize("fails", ["end", "{from: stability}"])
@pytest.mark.parametrize("take", ["worst", "best", "mean"])
def test_what_no_deal_is_worth_where_it_follows_is_one_number_with_threats(take, fails):
    scenario = loads(FOLLOWS.replace("TAKE", take).replace("FAILS", fails))
    # a leaves and b strikes wherever they can: only YY lasts, third of four in both orders
    a, b, c = 20 + 30 / 3 - 4, 50 - 15, 30
    if fails != "end":
        b = 40 + 20 / 3 - 15
    deals = detente.map_deals(scenario)
    assert deals.reservation == pytest.approx({"a": a, "b": 35, "c": c})
    assert {p: w[-1] for p, w in deals.problem.fallback.worth.items()} == pytest.approx(
        {"a": a, "c": c}
    )
    stages = detente.solve_stages(scenario, draws=0)
    assert stages.found.talks.failing(0)[0] == pytest.approx([a, b, c])
    assert stages.answer()["trade_off"]["a"]["no_deal"] == pytest.approx(a)
    assert lay_out(scenario).reservation[0] == pytest.approx([a, 35, c])


@pytest.mark.parametrize(("take", "worth"), [("worst", 40), ("best", 50), ("mean", 45)])
def test_of_two_states_that_can_last_the_one_stated_counts(take, worth):
    """Both do or neither does: nobody leaves YY, the best for both, or NN, their second best."""
    apart = "a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]"
    together = "a: [YY, NN, YN, NY], b: [YY, NN, NY, YN]"
    text = FOLLOWS.replace("TAKE", take).replace("FAILS", "end").replace(apart, together)
    text = text.replace("own_cost: 4", "own_cost: 0")
    found = detente.map_deals(loads(text))
    assert found.reservation["a"] == pytest.approx(worth)
    assert found.problem.fallback.states.tolist() == [0b00, 0b11]


def test_the_judgement_behind_the_worth_of_no_deal_is_named_apart_where_threats_are_called():
    scenario = loads(FOLLOWS.replace("TAKE", "worst").replace("FAILS", "end"))
    path = ("preferences", "b", "reservation")
    for language, aside in (("en", "threats aside"), ("de", "Drohungen nicht gerechnet")):
        assert aside in judgement_name(scenario, path, phrases(language))
    quiet = scenario.model_copy(update={"commitments": {}})
    assert "threats" not in judgement_name(quiet, path, phrases("en"))


def test_anchorage_gives_one_figure_for_a_deal_that_all_four_accept():
    """Where the first table drafts all of it, and its audience does not count at the second."""
    drafted = drafted_anchorage()
    first, second = drafted.stages
    quiet = first.model_copy(update={"audience": {}})
    scenario = drafted.model_copy(update={"stages": (quiet, second)})
    many = draw(scenario, 128, seed=0)
    deals = find_analysis("deals").conclusions(scenario, many)["zopa_everyone"]
    stages = find_analysis("stages").conclusions(scenario, many)["stages.agreement"]
    assert np.array_equal(deals, stages)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 7, 8, 9])
def test_the_nearest_package_counts_what_failing_and_agreeing_are_worth_at_home(seed: int) -> None:
    random = generator(seed, 61)
    worth = {p: sorted(random.choice(101, 4, replace=False).tolist()) for p in "ab"}
    worth["b"].reverse()
    limit = {p: int(random.integers(45, 75)) for p in "ab"}
    audience = {p: [int(x) for x in random.integers(-12, 13, 2)] for p in "ab"}
    scenario = loads(
        str(
            {
                "title": "Audiences",
                "parties": {"a": {}, "b": {}},
                "issues": {"x": {"values": list("klmn")}},
                "preferences": {
                    p: {
                        "weights": {"x": 1},
                        "values": {"x": dict(zip("klmn", worth[p], strict=True))},
                        "reservation": limit[p],
                    }
                    for p in "ab"
                },
                "stages": [
                    {
                        "table": ["a", "b"],
                        "audience": {
                            p: {"failing": audience[p][0], "agreeing": audience[p][1]} for p in "ab"
                        },
                    }
                ],
            }
        )
    )
    least = {p: limit[p] + audience[p][0] - audience[p][1] for p in "ab"}
    span = {p: max(worth[p]) - least[p] for p in "ab"}
    rooms = [min((worth[p][k] - least[p]) / span[p] for p in "ab") for k in range(4)]
    talks, deals = detente.solve_stages(scenario, draws=0), detente.map_deals(scenario)
    found = talks.found.nearest
    assert max(rooms) < 0
    at = int(np.argmax(rooms))
    assert (found.deal, found.room) == (at, pytest.approx(max(rooms)))
    lack = {p: least[p] - worth[p][at] for p in "ab" if least[p] > worth[p][at]}
    assert found.short == pytest.approx(lack)
    assert deals.nearest[0].deal == found.package
    assert deals.nearest[0].shortfall == pytest.approx({"a": 0, "b": 0} | lack)


AT_HOME = """
title: Audience
parties: {a: {name: Avia}, b: {name: Bela}}
issues: {price: {values: [low, mid, high]}}
preferences:
  a: {weights: {price: 1}, values: {price: {low: 0, mid: 55, high: 80}}, reservation: 50}
  b: {weights: {price: 1}, values: {price: {low: 90, mid: 60, high: 20}}, reservation: 40}
stages:
  - {table: [a, b], audience: {a: {agreeing: -12, failing: 4}, b: {failing: -1}}}
"""


def test_what_is_missing_to_no_deal_with_the_audience_is_told_with_it() -> None:
    result = detente.map_deals(loads(AT_HOME), deal="price=mid")
    said = " ".join(note.text for note in result.statements("en"))
    assert (
        "Worse than no deal with the audience at home counted for Avia: 11.0 points are missing"
        " (audience at home +16.0)."  # 50 + 4 + 12 - 55
    ) in said
    assert "each is worse than no deal with the audience at home counted for somebody" in said
    assert "for Bela (short by 19.0 points; audience at home −1.0)" in said
    alone = detente.map_deals(loads(AT_HOME.split("stages:")[0] + ""), deal="price=low")
    assert "Worse than no deal for Avia: 50.0 points are missing." in " ".join(
        note.text for note in alone.statements("en")
    )
