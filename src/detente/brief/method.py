"""How the brief was made, so that somebody else can make it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.analyses.settings import Settings
from detente.brief.facts import Facts, analysis_text
from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases
from detente.phrases.messages import sections_text
from detente.scenario import Scenario
from detente.version import __version__


def method_note(scenario: Scenario, words: Phrases) -> str:
    """One line for the foot of the page."""
    return words("brief.footer", version=__version__, digest=scenario.digest[:12])


def method_table(facts: Facts, words: Phrases) -> Table:
    """Version, digest, analyses with their settings, analyses that were not run and why."""
    scenario = facts.scenario
    rows: list[tuple[Cell, ...]] = [
        (words("brief.version"), f"detente {__version__}"),
        (words("brief.digest"), scenario.digest),
    ]
    if scenario.origin:
        rows.append((words("brief.scenario_file"), scenario.origin))
    told = {
        name: settings_text(scenario, result.settings, words) or words("brief.defaults")
        for name, result in facts.results.items()
    }
    for name, section in facts.lacking.items():
        told[name] = words("brief.section_lacking", section=sections_text(section, words))
    for name, reason in facts.reasons.items():
        told[name] = words("brief.not_carried_out", reason=reason)
    rows += [
        (words("brief.analysis", name=analysis_text(name, words)), text)
        for name, text in told.items()
    ]
    columns = (Column(words("brief.what")), Column(words("brief.how")))
    title, note = words("brief.reproduce_title"), words("brief.method_text")
    return Table(title, columns, tuple(rows), note, key="brief.reproduce")


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
