"""What is told of the parts asked for: each figure found again from the answer or by solving."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from analyses.deals.test_figures import table
from analyses.deals.test_parts import CONFLICT, TALKS, part
from detente.analyses.deals import map_deals
from detente.analyses.deals.findings import findings
from detente.analyses.deals.result import DealMap
from detente.analyses.findings import Possible
from detente.exhibits import HeatMap, ScatterChart
from detente.phrases import phrases
from detente.scenario import Scenario, loads

PIE = """
title: A pie
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}, reservation: 20}
  b: {weights: {share: 1}, values: {share: falling}, reservation: 20}
"""
THREE = """
title: Three issues
parties: {a: {}, b: {}}
issues: {p: {values: [u, v]}, q: {values: [u, v]}, r: {values: [u, v]}}
preferences:
  a: {weights: {p: 50, q: 10, r: 40}, values: {p: falling, q: falling, r: falling}, reservation: 20}
  b: {weights: {p: 55, q: 20, r: 25}, values: {p: rising, q: rising, r: rising}, reservation: 20}
"""
NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


@pytest.fixture(scope="module")
def asked() -> DealMap:
    deal = {"cease": "none", "land": "kept", "aid": 100}
    return map_deals(loads(TALKS), deal=deal, seat=("a", "b"), leverage=True, agenda=True)


def said(result: DealMap, beginning: str) -> str:
    return next(n.text for n in result.statements("en") if n.text.startswith(beginning))


def points(gains: dict[str, float], digits: int) -> str:
    shown = (f"{NAMES[p]} {gain:+.{digits}f}".replace("-", "−") for p, gain in gains.items())
    return " and ".join(shown)


def test_the_top_lever_is_the_worth_of_no_deal_that_moves_most(asked: DealMap) -> None:
    levers = [x for x in part(asked, "leverage") if x["of"] == "reservation" and x["change"]]
    sizes = [max(map(abs, lever["change"].values())) for lever in levers]
    assert min(sizes) < max(sizes)
    top = levers[sizes.index(max(sizes))]
    text = said(asked, "Most depends on the worth of no deal")
    assert f"one party, {NAMES[top['party']]}:" in text
    assert points(top["change"], 2) in text


def test_the_value_missed_most_is_the_one_that_costs_most_in_all(asked: DealMap) -> None:
    costs = {
        item["value"]: item["not_available"]
        for item in part(asked, "agenda")
        if item["not_available"] and any(item["not_available"].values())
    }
    most = min(costs, key=lambda value: sum(costs[value].values()))
    assert len({sum(cost.values()) for cost in costs.values()}) > 1
    text = said(asked, "Of all values")
    assert f"{most}” would be missed most: {points(costs[most], 1)} points." in text


@pytest.mark.parametrize("deal", [None, {"cease": "none", "land": "kept", "aid": 100}])
def test_a_path_passes_from_the_step_after_which_it_does(deal: dict[str, Any] | None) -> None:
    asked = map_deals(loads(TALKS), deal=deal, seat=("a", "b"))
    listed = [t for t in asked.tables("en") if t.key == "deals.path"]
    seats = part(asked, "offers")["seats"]
    least = (("a", 40), ("b", 30))
    assert len(listed) == len(seats) == 2
    for shown, seat in zip(listed, seats.values(), strict=True):
        passing = [
            step["deal"]["land"] == "shared" and all(step["utility"][p] >= w for p, w in least)
            for step in seat["concessions"]
        ]
        assert any(passing) == (deal is None)
        if any(passing):
            assert f"From step {passing.index(True) + 1} on" in shown.note
        else:
            assert "From step" not in shown.note


def test_packages_nearby_are_told_with_what_each_party_gains(asked: DealMap) -> None:
    audit = part(asked, "audit")
    expected = [
        tuple(package["utility"][p] - audit["utility"][p] for p in audit["near"])
        for packages in audit["near"].values()
        for package in packages
    ]
    rows = table(asked, "deals.near").rows
    assert [row[2:] for row in rows] == [pytest.approx(gains) for gains in expected]


@pytest.mark.parametrize("limit", [20, 20.5])
def test_a_package_that_is_just_as_good_as_no_deal_is_taken_whatever_happens(limit: float) -> None:
    pie = loads(PIE.replace("rising}, reservation: 20", f"rising}}, reservation: {limit}"))
    result = map_deals(pie, deal={"share": 20}, otherwise={"share": 20})
    assert part(result, "contingent")["even_at"]["a"] is None
    better = "better" if limit == 20 else "worse"
    assert f"a: the package is {better} than no deal, whatever happens." in [
        note.text for note in result.statements("en")
    ]


def test_the_further_issue_told_is_the_one_that_need_be_worth_least() -> None:
    result = map_deals(loads(TALKS), agenda=True)
    moves = [move for move in part(result, "new_issue")["to_move"] if move["worth"]]
    worths = {move["party"]: move["worth"]["points"] for move in moves}
    assert len(set(worths.values())) == len(worths) > 1
    least = min(worths, key=worths.__getitem__)
    text = said(result, "A further issue worth more than")
    assert f"more than {worths[least]:.1f} points to {NAMES[least]}," in text


def test_packages_that_pass_against_a_lasting_state() -> None:
    text = TALKS.replace("reservation: 40", "reservation: {from: stability, range: 30..60}")
    text = text.replace("reservation: 30", "reservation: {from: stability}")
    worth = '\nno_deal: {b: [{if: "a.leave", worth: 10}, {worth: 30}]}\n'
    result = map_deals(loads(text + CONFLICT + worth))
    for state in part(result, "no_deal"):
        stated = TALKS
        for party, old in (("a", 40), ("b", 30)):
            new = f"reservation: {state['worth'][party]}"
            stated = stated.replace(f"reservation: {old}\n", f"{new}\n")
        alone = map_deals(loads(stated))
        assert 0 < state["acceptable"] == alone.acceptable < alone.count


def test_lines_of_a_frontier_stand_at_what_no_deal_is_worth_to_the_party_of_the_axis() -> None:
    result = map_deals(loads(TALKS))
    chart = next(c for c in result.charts("en") if isinstance(c, ScatterChart))
    assert (chart.x.title, chart.y.title) == ("Alpha", "Beta")
    assert {guide.axis: guide.value for guide in chart.guides} == {"x": 40, "y": 30}


def test_a_value_is_marked_where_a_red_line_bars_it_with_some_values_of_the_others() -> None:
    lines = {"a": ["land = ceded and aid < 50", "cease = none and land = shared"],
             "b": ["land = kept", "cease = full and aid >= 90"]}  # fmt: skip
    raw: Any = loads(TALKS).model_dump(exclude_defaults=True)
    for party, stated in lines.items():
        raw["preferences"][party]["red_lines"] = stated
    result = map_deals(Scenario.model_validate(raw))
    chart = next(c for c in result.charts("en") if isinstance(c, HeatMap) and c.unit != "%")
    names, labels = result.problem.issues, result.problem.labels
    every = [dict(zip(names, deal, strict=True)) for deal in itertools.product(*labels)]
    place = {party: k for k, party in enumerate(result.parties)}
    marks = {(cell.row, cell.column): cell.text for cell in chart.cells}
    rows = iter(dict.fromkeys(cell.row for cell in chart.cells))
    kinds = set()
    for issue, values in zip(names, labels, strict=True):
        for value in values:
            row, deals = next(rows), [deal for deal in every if deal[issue] == value]
            for party, stated in lines.items():
                broken = [
                    [line in result.naming.broken(place[party], deal) for deal in deals]
                    for line in stated
                    if issue in line
                ]
                kind = "×" if any(map(all, broken)) else "*" if any(map(any, broken)) else ""
                mark = marks[row, NAMES[party]]
                assert kind == (mark[-1:] if mark[-1:] in "×*" else "")
                kinds.add(kind)
    assert kinds == {"×", "*", ""}


def test_each_concession_gives_the_others_most_for_what_it_costs() -> None:
    result = map_deals(loads(THREE), deal="p=v, q=v, r=u", seat=("a", "b"))
    problem, otherwise = result.problem, 0
    for name, seat in part(result, "offers")["seats"].items():
        other = "ab".replace(name, "")
        here, goal = seat["opening"]["deal"], seat["goal"]["deal"]
        for step in seat["concessions"]:
            ratios, gifts = {}, {}
            for issue in (issue for issue in here if here[issue] != goal[issue]):
                deals = [here, {**here, issue: goal[issue]}]
                rows = [problem.places(deal) for deal in deals]
                now, then = (p.utility for p in result.naming.packages(np.array(rows)))
                cost, gifts[issue] = now[name] - then[name], then[other] - now[other]
                ratios[issue] = gifts[issue] / cost if cost > 0 else math.inf
            assert ratios[step["issue"]] == pytest.approx(max(ratios.values()))
            otherwise += max(gifts, key=gifts.__getitem__) != step["issue"]
            here = step["deal"]
    assert otherwise


def test_packages_tied_with_the_one_recommended_are_the_others_of_the_solution() -> None:
    tied = PIE.replace("scale: 0..100, steps: 11", "values: [v, w, x, y]")
    for shape in ("rising", "falling"):
        tied = tied.replace(f"{{share: {shape}}}", "{share: {v: 90, w: 90, x: 90, y: 0}}")
    for worth, others in ((90, 2), (80, 1)):
        result = map_deals(loads(tied.replace("x: 90", f"x: {worth}")))
        assert len(result.solutions["nash"]) == others + 1
        told = phrases("en").count("deals.tied", others)
        assert any(told in note.text for note in result.statements("en"))


def test_only_those_who_lack_something_are_handed_on_as_lacking() -> None:
    text = PIE.replace("scale: 0..100, steps: 11", "values: [v, w]").replace("20}\n  b", "25}\n  b")
    for shape, worths in (("rising", "{v: 90, w: 0}"), ("falling", "{v: 10, w: 90}")):
        text = text.replace(f"{{share: {shape}}}", f"{{share: {worths}}}")
    result = map_deals(loads(text.replace("reservation: 20", "reservation: 70")))
    assert result.answer()["nearest"][0]["shortfall"] == {"a": 25, "b": 0}
    possible = next(each for each in findings(result) if isinstance(each, Possible))
    assert (possible.lacks, possible.hangs_on, possible.at_best) == ({"a": 25}, ("a",), False)
