"""A brief, the outlook, the stages and the deals that it rests on do not contradict one another."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from briefs import FILES, gathered
from detente.analyses.findings import Package, Possible, Settlement, StageOutlook

NAMES = [name for name in FILES if name != "emission_standards"]


@pytest.fixture(params=NAMES)
def answers(request: pytest.FixtureRequest) -> tuple[Any, dict[str, dict[str, Any]]]:
    facts = gathered(request.param)
    return facts, {name: result.answer() for name, result in facts.results.items()}


def test_one_package_a_role_and_one_outlook_a_stage(answers: Any) -> None:
    facts, found = answers
    roles = Counter(package.role for package in facts.all(Package))
    assert set(roles.values()) == {1}
    for told, stage in zip(facts.all(StageOutlook), found["outlook"]["stages"], strict=True):
        for name, chance in told.outcomes.items():
            assert chance._asdict() == stage["outcomes"][name]
    assert facts.one(Settlement).chance._asdict() == found["outlook"]["settlement"]


def test_whether_a_package_suits_all_is_told_alike(answers: Any) -> None:
    """Apart from types, which the outlook weighs: its share is then a mixture."""
    facts, found = answers
    possible = facts.one(Possible)
    outlook = found["outlook"]
    if "stages" in found:
        share = found["stages"]["draws"]["some_deal_survives"]  # over more draws than here
        assert possible.share == pytest.approx(share, abs=0.05)
        assert possible.at_best is (found["stages"]["nearest_miss"] is None)
        if found["stages"]["too_close_to_call"]:
            assert possible.lacks == {}
    if not facts.scenario.types and possible.share is not None:
        assert possible.share == pytest.approx(outlook["possible"], abs=0.05)
    if not possible.at_best and outlook["nearest"] is not None:
        package = facts.package("for_all") or facts.package("for_table")
        assert package is not None
        assert package.values == outlook["nearest"]["package"]


def test_no_deal_is_worth_one_number(answers: Any) -> None:
    _, found = answers
    worths = found["deals"]["reservation"]
    for party, trade in found.get("stages", {}).get("trade_off", {}).items():
        assert trade["no_deal"] == pytest.approx(worths[party])
