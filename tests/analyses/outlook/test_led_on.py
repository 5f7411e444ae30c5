"""A stage that is reached because another failed bargains, whatever its kind, as in `stages`."""

from __future__ import annotations

from typing import Any

import pytest

import detente

TEXT = """
title: Led on
parties: {a: {}, b: {}, c: {}}
issues: {plan: {values: [x, y, z]}}
preferences:
  a: {weights: {plan: 1}, values: {plan: {x: 80, y: 0, z: 50}}, reservation: 30}
  b: {weights: {plan: 1}, values: {plan: {x: 60, y: 0, z: 50}}, reservation: 30}
  c: {weights: {plan: 1}, values: {plan: {x: 0, y: 100, z: 20}}, reservation: 30}
outlook: {friction: 50}
stages:
"""


def both(*stages: str) -> tuple[bool, dict[str, Any]]:
    """Whether an agreement stands in the end as `stages` says, and the answer of `outlook`."""
    scenario = detente.loads(TEXT + "".join(f"  - {stage}\n" for stage in stages))
    struck = detente.solve_stages(scenario, draws=1).answer()["far_sighted"]["deal"]
    return struck is not None, detente.analyze_outlook(scenario, draws=1).answer()


@pytest.mark.parametrize(
    ("stages", "possible"),
    [
        (("{table: [a, b, c], if_fails: next}", "{table: [a, b], kind: ratify}"), True),
        (("{table: [a, b, c], if_fails: end}", "{table: [a, b], kind: ratify}"), False),
        (("{table: [a, b, c], if_fails: next}", "{table: [a, b], kind: announce}"), False),
        (("{table: [a, b, c]}", "{table: [a, b], kind: announce}"), False),
        (
            (
                "{table: [a, b]}",
                "{table: [c], kind: ratify, if_fails: next}",
                "{table: [a, b], kind: ratify}",
            ),
            True,
        ),
        (
            (
                "{table: [a, b, c], if_fails: next}",
                "{table: [b, c], kind: ratify, if_fails: next}",
                "{table: [a, b], kind: ratify}",
            ),
            True,
        ),
        (("{table: [a, b]}", "{table: [c], kind: ratify}", "{table: [a, b]}"), False),
    ],
)
def test_an_outlook_follows_where_a_failed_stage_leads_on(
    stages: tuple[str, ...], possible: bool
) -> None:
    struck, found = both(*stages)
    assert (struck, found["possible"]) == (possible, float(possible))
    binding = [stage["outcomes"]["binding"]["value"] for stage in found["stages"]]
    assert all(value is None or value < 0.02 for value in binding[:-1])
    assert (binding[-1] is not None and binding[-1] > 0.3) == possible
    for stage in found["stages"]:
        values = [outcome["value"] for outcome in stage["outcomes"].values()]
        assert None in values or sum(values) == pytest.approx(1)
