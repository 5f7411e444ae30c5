"""How the brief was made, so that somebody else can make it again."""

from __future__ import annotations

from detente.brief.findings import Findings
from detente.brief.settings import analysis_text, settings_text
from detente.exhibits import Cell, Column, Note, Section, Table
from detente.phrases import Phrases
from detente.phrases.told import sections_text
from detente.scenario import Scenario
from detente.version import __version__


def method_note(scenario: Scenario, words: Phrases) -> str:
    """One line for the foot of the page."""
    return words("brief.footer", version=__version__, digest=scenario.digest[:12])


def method_annex(scenario: Scenario, findings: Findings, words: Phrases) -> Section:
    """Version, digest, analyses with their settings, analyses that were not run and why."""
    rows: list[tuple[Cell, ...]] = [
        (words("brief.version"), f"detente {__version__}"),
        (words("brief.digest"), scenario.digest),
    ]
    if scenario.origin:
        rows.append((words("brief.scenario_file"), scenario.origin))
    for name, result in findings.results.items():
        settings = settings_text(scenario, result.settings, words)
        shown = analysis_text(name, words)
        rows.append((words("brief.analysis", name=shown), settings or words("brief.defaults")))
    for name, section in findings.lacking.items():
        reason = words("brief.section_lacking", section=sections_text(section, words))
        rows.append((words("brief.analysis", name=analysis_text(name, words)), reason))
    for name, reason in findings.reasons.items():
        said = words("brief.not_carried_out", reason=reason)
        rows.append((words("brief.analysis", name=analysis_text(name, words)), said))
    for name, reason in findings.undrawn.items():
        said = words("brief.not_over_draws", reason=reason)
        rows.append((words("brief.analysis", name=analysis_text(name, words)), said))
    columns = (Column(words("brief.what")), Column(words("brief.how")))
    table = Table(words("brief.reproduce_title"), columns, tuple(rows))
    results = findings.results.values()
    made = [Note(text, "assumption") for found in results for text in found.assumptions]
    notes = made + [Note(text, "caution") for found in results for text in found.notes]
    about = Note(words("brief.method_text"))
    return Section("method", words("brief.method"), (about, table, *dict.fromkeys(notes)))
