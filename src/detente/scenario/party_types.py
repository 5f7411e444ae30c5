"""A scenario in which some parties are of a given type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.errors import SettingError, sentence
from detente.scenario.draws import Draws
from detente.scenario.model import Scenario
from detente.scenario.sections.issues import Preferences
from detente.scenario.sections.signals import Overlay


def with_types(scenario: Scenario, chosen: Mapping[str, str]) -> Scenario:
    """The scenario in which some parties are of a given type.

    Raises SettingError for a party without types, or a type that it does not have.
    """
    preferences = dict(scenario.preferences)
    for party, name in chosen.items():
        known = scenario.types.get(party, {})
        if name not in known:
            remedy = sentence("choose among {known}", known=", ".join(known) or "-")
            raise SettingError("type", f"{party}: {name}", remedy)
        base, overlay = scenario.preferences[party], known[name].preferences
        preferences[party] = base.model_copy(update=_changes(base, overlay))
    return scenario.model_copy(update={"preferences": preferences})


def draws_of_types(scenario: Scenario, draws: Draws, chosen: Mapping[str, str]) -> Draws:
    """The draws of a scenario as those of the scenario `with_types`."""
    values = dict(draws.values)
    for party, name in chosen.items():
        start = ("types", party, name, "preferences")
        for path, column in draws.values.items():
            if path[:4] == start:
                values[("preferences", party, *path[4:])] = column
    return Draws(draws.count, values, draws.orders)


def _changes(base: Preferences, overlay: Overlay) -> dict[str, Any]:
    """What a type has in place of its party's own; of an issue's worths those that it states."""
    values = {**base.values, **overlay.values}
    for issue, given in overlay.values.items():
        own = base.values.get(issue)
        if isinstance(own, dict) and isinstance(given, dict):
            values[issue] = {**own, **given}
    changes: dict[str, Any] = {"weights": {**base.weights, **overlay.weights}, "values": values}
    if overlay.reservation is not None:
        changes |= {"reservation": overlay.reservation, "follows": None}
    if overlay.red_lines is not None:
        changes["red_lines"] = overlay.red_lines
    return changes
