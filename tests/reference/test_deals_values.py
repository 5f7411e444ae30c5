"""Values of the literature and of worked examples."""

from __future__ import annotations

import numpy as np

from detente.analyses.deals import map_deals
from detente.scenario import loads

TRADE = """
title: Trading across issues
parties: {{a: {{}}, b: {{}}}}
issues: {issues}
preferences:
  a: {{weights: {first}, values: {up}}}
  b: {{weights: {second}, values: {down}}}
"""


def trade(first: dict[str, int], second: dict[str, int], steps: int) -> str:
    """Two parties with opposed interests on every issue."""
    return TRADE.format(
        issues={name: {"scale": "0..10", "steps": steps} for name in first},
        first=first,
        second=second,
        up=dict.fromkeys(first, "rising"),
        down=dict.fromkeys(first, "falling"),
    ).replace("'", "")


def test_two_issues_80_20_against_20_80() -> None:
    """Splitting each issue gives (50, 50), trading (80, 80)."""
    result = map_deals(loads(trade({"x": 80, "y": 20}, {"x": 20, "y": 80}, 11)))
    part = next(part for part in result.parts if part.key == "trades")
    answer = part.answer()
    assert answer["start"]["utility"] == {"a": 50.0, "b": 50.0}
    assert answer["better"]["utility"] == {"a": 80.0, "b": 80.0}
    assert answer["left_on_table"] == {"a": 30.0, "b": 30.0}
    for solution in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian"):
        assert {"a": 80.0, "b": 80.0} in [p.utility for p in result.solutions[solution]]
    assert len(result.solutions["nash"]) == 1


def test_four_issues_40_30_20_10_mirrored() -> None:
    """(50, 50) by splitting each issue, (70, 70) by trading."""
    first = {"p": 40, "q": 30, "r": 20, "s": 10}
    second = {"p": 10, "q": 20, "r": 30, "s": 40}
    result = map_deals(loads(trade(first, second, 11)))
    answer = next(part for part in result.parts if part.key == "trades").answer()
    assert answer["start"]["utility"] == {"a": 50.0, "b": 50.0}
    assert answer["better"]["utility"] == {"a": 70.0, "b": 70.0}
    assert result.solutions["nash"][0].utility == {"a": 70.0, "b": 70.0}


def test_dividing_a_pie() -> None:
    """Nash gives equal gains above the reservation values when a sum is divided."""
    scenario = loads(
        """
title: A pie
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}, reservation: 20}
  b: {weights: {share: 1}, values: {share: falling}, reservation: 40}
"""
    )
    result = map_deals(scenario)
    assert result.acceptable == 41
    for packages in list(result.solutions.values())[:3]:
        assert [package.utility for package in packages] == [{"a": 40.0, "b": 60.0}]
    assert len(result.solutions["utilitarian"]) == 41


def test_asymmetric_nash_divides_the_surplus_by_power() -> None:
    """With exponents 3 and 1 a surplus of 40 is divided 30 to 10."""
    scenario = loads(
        """
title: A pie
parties: {a: {}, b: {}}
issues: {share: {scale: 0..100, steps: 101}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}, reservation: 20}
  b: {weights: {share: 1}, values: {share: falling}, reservation: 40}
"""
    )
    result = map_deals(scenario, power={"a": 3})
    assert [p.utility for p in result.solutions["nash"]] == [{"a": 50.0, "b": 50.0}]


def test_kalai_smorodinsky_of_a_kinked_set() -> None:
    """Corners (100, 0), (80, 50), (0, 100): shares are equal at 800/13; 60 is nearest."""
    first = {f"v{k}": 5.0 * k for k in range(21)}
    second = {
        name: 100 - 0.625 * x if x <= 80 else 50 - 2.5 * (x - 80) for name, x in first.items()
    }
    scenario = loads(
        f"""
title: A kinked set
parties: {{a: {{}}, b: {{}}}}
issues: {{v: {{values: [{", ".join(first)}]}}}}
preferences:
  a: {{weights: {{v: 1}}, values: {{v: {first}}}}}
  b: {{weights: {{v: 1}}, values: {{v: {second}}}}}
""".replace("'", "")
    )
    result = map_deals(scenario)
    chosen = result.solutions["kalai_smorodinsky"]
    assert [p.utility for p in chosen] == [{"a": 60.0, "b": 62.5}]
    assert [p.utility for p in result.solutions["nash"]] == [{"a": 80.0, "b": 50.0}]


def test_nobody_at_the_table_can_be_outvoted_into_a_shortfall_without_a_note() -> None:
    scenario = loads(
        """
title: Three divide
parties: {a: {}, b: {}, c: {}}
consent: majority
issues: {winner: {values: [a and b, b and c, c and a]}}
preferences:
  a:
    weights: {winner: 1}
    values: {winner: {a and b: 60, b and c: 0, c and a: 60}}
    reservation: 30
  b:
    weights: {winner: 1}
    values: {winner: {a and b: 60, b and c: 60, c and a: 0}}
    reservation: 30
  c:
    weights: {winner: 1}
    values: {winner: {a and b: 0, b and c: 60, c and a: 60}}
    reservation: 30
"""
    )
    result = map_deals(scenario)
    assert result.acceptable == 3
    assert len(result.solutions["nash"]) == 3
    assert any("consent" in remark.key or "unanimous" in remark.key for remark in result.notes)
    assert map_deals(scenario, consent="all").acceptable == 0
    assert np.isclose(sum(result.solutions["nash"][0].utility.values()), 120)
