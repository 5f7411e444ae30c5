"""An ensemble of one draw at best values says what the plain analysis says."""

from __future__ import annotations

import pytest

from detente.analyses.catalogue import find_analysis
from detente.ensembles import answers
from detente.scenario import best_draws, case_names, load

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
