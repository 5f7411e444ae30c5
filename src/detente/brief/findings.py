"""What all analyses that a scenario allows have to say, and why the others are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from detente.analyses.catalogue import catalogue
from detente.analyses.contract import BriefPart, Result, require_sections
from detente.brief.settings import analysis_text
from detente.errors import InputError, MissingSection, SettingError
from detente.phrases import Phrases
from detente.phrases.told import said, told
from detente.progress import Progress, quiet
from detente.scenario import Scenario


@dataclass(frozen=True)
class Finding:
    """What a brief needs of one result, in its language."""

    part: BriefPart
    settings: Mapping[str, Any]
    assumptions: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, result: Result, words: Phrases) -> Finding:
        """The findings of a result."""
        return cls(
            result.brief(words.language),
            dict(result.settings),
            tuple(remark.text(words) for remark in result.assumptions),
            tuple(remark.text(words) for remark in result.notes),
        )


@dataclass(frozen=True)
class Findings:
    """Findings by analysis name; sections that are lacking; why others could not be carried out.

    `undrawn` says of those that were why they were not counted over draws.
    """

    results: Mapping[str, Finding]
    lacking: Mapping[str, str]
    reasons: Mapping[str, str]
    undrawn: Mapping[str, str] = field(default_factory=dict)

    def without_draws(self, refused: Mapping[str, InputError], words: Phrases) -> Findings:
        """The same with the reasons why some could not be counted over draws."""
        undrawn = {name: _reason(error, words) for name, error in refused.items()}
        return replace(self, undrawn=undrawn)


def run_analyses(scenario: Scenario, words: Phrases, progress: Progress = quiet) -> Findings:
    """Run all analyses on the scenario with their default settings."""
    results: dict[str, Finding] = {}
    lacking: dict[str, str] = {}
    reasons: dict[str, str] = {}
    entries = catalogue()
    for done, analysis in enumerate(entries):
        name = analysis.name
        progress(done, len(entries), analysis_text(name, words))
        try:
            require_sections(analysis, scenario)
            results[name] = Finding.of(analysis.run(scenario), words)
        except MissingSection as missing:
            lacking[name] = missing.section
        except InputError as error:
            reasons[name] = _reason(error, words)
    return Findings(results, lacking, reasons)


def _reason(error: InputError, words: Phrases) -> str:
    """Why an analysis cannot be carried out; nobody chose the setting that it complains about."""
    return said(error.remedy, words) if isinstance(error, SettingError) else told(error, words)
