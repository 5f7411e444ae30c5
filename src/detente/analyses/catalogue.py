"""The analyses that there are, in the order in which a reader wants them.

>>> [entry.name for entry in catalogue()][:2]
['outlook', 'stability']
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from detente.analyses.contract import Analysis, lacking_sections
from detente.errors import InputError, SettingError, sentence

if TYPE_CHECKING:
    from detente.scenario import Scenario

NAMES = (
    "outlook",
    "stability",
    "deals",
    "stages",
    "seats",
    "beliefs",
    "security",
    "forecast",
    "simulate",
)
"""Each names a folder beside this file, whose `ANALYSIS` describes it."""


def catalogue() -> tuple[Analysis, ...]:
    """All analyses."""
    return tuple(find_analysis(name) for name in NAMES)


def find_analysis(name: str) -> Analysis:
    """The analysis of a name; SettingError when there is none."""
    if name not in NAMES:
        raise SettingError(
            "analysis", name, sentence("choose one of {known}", known=", ".join(NAMES))
        )
    module = import_module(f"detente.analyses.{name}")
    analysis: Analysis = module.ANALYSIS
    return analysis


def over_draws() -> tuple[str, ...]:
    """The analyses that are quick enough to be counted over draws unasked, by their lead."""
    counted = [analysis for analysis in catalogue() if analysis.counted]
    return tuple(each.name for each in sorted(counted, key=lambda each: each.lead))


def quick_first(scenario: Scenario) -> tuple[Analysis, ...]:
    """The analyses that a scenario has the sections for; first those answered at once."""
    able = (each for each in catalogue() if not lacking_sections(each, scenario))
    return tuple(sorted(able, key=lambda each: not each.live))


def refusals(scenario: Scenario) -> Iterator[tuple[str, InputError]]:
    """The analyses that have their sections and would be refused all the same, and why."""
    for analysis in catalogue():
        if analysis.ready is not None and not lacking_sections(analysis, scenario):
            try:
                analysis.ready(scenario)
            except InputError as error:
                yield analysis.name, error
