"""The flagship with a first table that drafts everything and a second that ratifies or not."""

from __future__ import annotations

from detente.scenario import Scenario, load


def drafted_anchorage() -> Scenario:
    """What two draft on everything comes before all four, whatever is in it."""
    scenario = load("anchorage")
    first, second = scenario.stages
    stages = (
        first.model_copy(update={"settles": None}),
        second.model_copy(
            update={"kind": "ratify", "condition": None, "held": None, "after": None}
        ),
    )
    return scenario.model_copy(update={"stages": stages, "rules": ()})
