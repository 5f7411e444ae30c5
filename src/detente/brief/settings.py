"""Analyses and their settings as a reader reads them, with the names that a command line takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.analyses.settings import Settings
from detente.phrases import Phrases
from detente.scenario import Scenario


def analysis_text(name: str, words: Phrases) -> str:
    """An analysis by what it is about, with its name; one without words by its name alone."""
    return words.texts("settings.analysis").get(name, name)


def settings_text(
    scenario: Scenario, settings: Mapping[str, Any] | Settings, words: Phrases
) -> str:
    """Settings as 'name = value', parted by semicolons."""
    return "; ".join(
        f"{_name(name, words)} = {_value(scenario, value, words)}"
        for name, value in dict(settings).items()
    )


def _name(name: str, words: Phrases) -> str:
    return words(f"settings.name.{name}") if name in words.texts("settings.name") else name


def _value(scenario: Scenario, value: object, words: Phrases) -> str:
    if isinstance(value, bool):
        return words("common.yes" if value else "common.no")
    if value is None or value in ((), [], ""):
        return words("brief.unset")
    if isinstance(value, tuple | list):
        return ", ".join(_value(scenario, part, words) for part in value)
    if isinstance(value, float):
        whole = value == int(value)
        return words.number(value, 0 if whole else 2)
    if isinstance(value, str) and value in scenario.parties:
        return scenario.party_name(value, words.language)
    known = str(value) in words.texts("settings.value")
    return words(f"settings.value.{value}") if known else str(value)
