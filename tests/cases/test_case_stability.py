"""What is stable in the bundled cases."""

from __future__ import annotations

import pytest

import detente


@pytest.mark.parametrize(
    ("case", "nash", "seq"),
    [
        ("prisoners_dilemma", {"YY"}, {"NN", "YY"}),
        ("chicken", {"YN", "NY"}, {"YN", "NY"}),
        ("syria_iraq_1975", {"NYY"}, {"NYY"}),
        ("house_sale", {"NN", "YY"}, {"NN", "YY"}),
    ],
)
def test_textbook_cases(case: str, nash: set[str], seq: set[str]) -> None:
    equilibria = detente.analyze_stability(detente.load(case)).answer()["equilibria"]
    assert set(equilibria["nash"]) == nash
    assert set(equilibria["seq"]) == seq


def test_without_a_deal_at_anchorage_pressure_is_stable() -> None:
    """Hard consequences, the offensive and the sanctions front hold one another in place."""
    answer = detente.analyze_stability(detente.load("anchorage")).answer()
    pressure = "".join(
        "Y" if option.split(".")[1] in ("consequences", "offensive", "sanctions") else "N"
        for option in answer["options"]
    )
    assert pressure in answer["equilibria"]["nash"]
    assert all(state[3] == "Y" for state in answer["equilibria"]["nash"])
