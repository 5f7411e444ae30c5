"""An ensemble of one draw at best values says what the plain analysis says."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from detente.analyses.catalogue import find_analysis
from detente.analyses.deals.solve.settle import settle
from detente.analyses.spaces.consent import rule_of, unanimity
from detente.analyses.spaces.exact import space_of
from detente.analyses.spaces.problem import deal_problem
from detente.ensembles import answers
from detente.scenario import best_draws, case_names, draw, load, loads

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


@pytest.mark.parametrize("case", case_names())
def test_stability(case: str) -> None:
    scenario, analysis = load(case), find_analysis("stability")
    if not scenario.options or not (scenario.priorities or scenario.ranking):
        pytest.skip("no conflict in option form")
    found = answers(analysis, scenario, best_draws(scenario))
    plain = analysis.run(scenario).answer()["equilibria"]
    for concept, states in plain.items():
        head = f"equilibrium.{concept}."
        holds = {
            name.removeprefix(head) for name in found if name.startswith(head) and found[name][0]
        }
        assert holds == set(states)


@pytest.mark.parametrize("case", case_names())
def test_deals(case: str) -> None:
    scenario, analysis = load(case), find_analysis("deals")
    if not scenario.issues or not scenario.preferences:
        pytest.skip("no deals in it")
    found = answers(analysis, scenario, best_draws(scenario))
    plain = analysis.run(scenario).answer()
    chosen = plain["solutions"]
    assert bool(found["zopa"][0]) == any(chosen.values())
    for solution in SOLUTIONS:
        packages = [package["utility"] for package in chosen[solution]]
        for party in packages[0] if packages else ():
            ours = found[f"utility.{party}.{solution}"][0]
            assert any(abs(ours - package[party]) < 1e-6 for package in packages)


TALKS = """
title: t
parties: {a: {}, b: {}, c: {}}
issues: {x: {scale: 0..10, steps: 11}, y: {values: [p, q, r]}}
preferences:
  a: {weights: {x: 60..90, y: 20}, values: {x: rising, y: rising}, reservation: 20..60}
  b: {weights: {x: 50, y: 30..60}, values: {x: falling, y: falling}, reservation: 20..60}
  c:
    weights: [y, x]
    values: {x: falling, y: q}
    reservation: 30..60
    red_lines: ["y = p"]
    interactions: [{if: "x > 5 and y = r", add: -20..10}]
"""


@pytest.mark.parametrize("rule", ["all", "majority"])
@pytest.mark.parametrize("power", [(), ("a=2",)])
def test_deals_draw_by_draw(rule: str, power: tuple[str, ...]) -> None:
    """Every draw, settled by the exact methods of the plain analysis."""
    scenario, analysis = loads(f"{TALKS}consent: {rule}\n"), find_analysis("deals")
    drawn = draw(scenario, 60, seed=0)
    found = answers(analysis, scenario, drawn, {"power": power})
    problem = deal_problem(scenario, drawn)
    exponents = tuple(Fraction(2 if power and party == "a" else 1) for party in "abc")
    for number in range(drawn.count):
        space = space_of(problem, number)
        settled = settle(space, rule_of(scenario, problem), power=exponents)
        assert bool(found["zopa"][number]) == settled.possible
        for solution in SOLUTIONS if settled.possible else ():
            deals = space.points(space.utility(settled.chosen[solution]))
            ours = [found[f"utility.{party}.{solution}"][number] for party in "abc"]
            assert np.abs(deals - ours).max(axis=1).min() < 1e-6


def test_efficient_and_acceptable_draw_by_draw() -> None:
    scenario, analysis = loads(TALKS), find_analysis("deals")
    drawn = draw(scenario, 40, seed=1)
    found = answers(analysis, scenario, drawn)
    problem = deal_problem(scenario, drawn)
    named = [name.removeprefix("efficient.") for name in found if name.startswith("efficient.")]
    assert named
    for number in range(drawn.count):
        space = space_of(problem, number)
        settled = settle(space, unanimity(3))
        for name in named:
            labels = dict(zip(problem.issues, name.split(" / "), strict=True))
            deal = np.array([problem.places(labels)])
            utility = space.utility(deal)[0]
            bars = space.broken(deal)[0]
            passes = bool((utility >= space.limit).all() and not bars.any())
            assert bool(found[f"acceptable.{name}.all"][number]) == passes
            efficient = passes and (settled.agreement.points == utility).all(axis=1).any()
            assert bool(found[f"efficient.{name}"][number]) == efficient


def test_the_order_of_parties_changes_nothing() -> None:
    analysis = find_analysis("deals")
    turned = TALKS.replace("{a: {}, b: {}, c: {}}", "{c: {}, b: {}, a: {}}")
    first, second = (
        answers(analysis, scenario, draw(scenario, 200, seed=0))
        for scenario in (loads(TALKS), loads(turned))
    )
    assert first.keys() == second.keys()
    for name, values in first.items():
        np.testing.assert_allclose(second[name], values, rtol=0, atol=1e-12, err_msg=name)
