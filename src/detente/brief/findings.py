"""The results of all analyses that a scenario allows, and why the others are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.analyses.contract import Analysis, Result, require_sections
from detente.errors import InputError, MissingSection
from detente.phrases import Phrases
from detente.scenario import Scenario


@dataclass(frozen=True)
class Findings:
    """Results by analysis name; sections that analyses lack; errors of those that could not run."""

    results: Mapping[str, Result]
    lacking: Mapping[str, str]
    errors: Mapping[str, str]

    def failures(self, words: Phrases) -> tuple[str, ...]:
        """One sentence for each analysis that should have run and could not."""
        return tuple(
            words("brief.analysis_failed", analysis=name, reason=reason)
            for name, reason in self.errors.items()
        )


def run_analyses(scenario: Scenario, analyses: Iterable[Analysis]) -> Findings:
    """Run each analysis on the scenario with its default settings."""
    results: dict[str, Result] = {}
    lacking: dict[str, str] = {}
    errors: dict[str, str] = {}
    for analysis in analyses:
        try:
            require_sections(analysis, scenario)
            results[analysis.name] = analysis.run(scenario)
        except MissingSection as missing:
            lacking[analysis.name] = missing.section
        except InputError as error:
            errors[analysis.name] = str(error)
    return Findings(results, lacking, errors)
