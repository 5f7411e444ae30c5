"""What the packages of all yardsticks have in common is said first, the rest is called open."""

from __future__ import annotations

import pytest

import detente


@pytest.mark.parametrize("case", ["anchorage", "house_sale", "logrolling"])
def test_values_shared_by_all_yardsticks_come_before_any_package(case: str) -> None:
    scenario = detente.load(case)
    result = detente.map_deals(scenario)
    packages = [p.deal for found in result.solutions.values() for p in found]
    shared = [k for k in packages[0] if len({package[k] for package in packages}) == 1]
    names = {issue: scenario.issue_name(issue) for issue in scenario.issues}
    told = [n.text for n in result.statements("en") if n.text.startswith("By every yardstick")]
    if not shared or len(shared) == len(names):
        assert told == []
        return
    assert result.statements("en")[1].text == told[0]
    common, _, differs = told[0].partition("Open between")
    for issue, name in names.items():
        assert (f"{name}: {packages[0][issue]}" in common) is (issue in shared)
        assert (name in differs) is (issue not in shared)
