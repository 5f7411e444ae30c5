"""Run some of a brief's work in a second process while this one does the rest.

Where no process can be forked the same work is done here, later. What is found is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from detente.analyses.catalogue import find_analysis
from detente.brief.findings import Findings, run_analyses
from detente.ensembles.briefing import Ask, runs_over_draws
from detente.ensembles.result import EnsembleResult
from detente.forked import Worker
from detente.scenario import Scenario

SECOND = ("stages", "seats", "security")
"""Analyses that take about as long as all others, and share no large library with them."""

SECOND_OVER_DRAWS = ("security",)
"""Of these, the analyses whose conclusions a brief counts over draws."""


@dataclass(frozen=True)
class Share:
    """The part of a brief's work that a second process does."""

    scenario: Scenario
    language: str
    draws: int
    seed: int


@dataclass(frozen=True)
class Shared:
    """What that part found: findings, and ensembles by analysis name."""

    findings: Findings
    ensembles: Mapping[str, EnsembleResult] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Second:
    """Whoever does that part: `collect` waits for it, `ask` hands over more."""

    collect: Callable[[], Shared]
    ask: Ask


def begin(scenario: Scenario, language: str, *, draws: int = 0, seed: int = 0) -> Second:
    """Start the work in a second process where there can be one; else it waits until asked for."""
    worker = Worker()
    return Second(worker.ask(do, Share(scenario, language, draws, seed)), worker.ask)


def begin_here(scenario: Scenario, language: str, *, draws: int = 0, seed: int = 0) -> Second:
    """The same, done in this process once it is asked for."""
    return Second(partial(do, Share(scenario, language, draws, seed)), partial)


def do(share: Share) -> Shared:
    """Do that work here."""
    findings = run_analyses(share.scenario, SECOND, share.language)
    able = [find_analysis(name) for name in SECOND_OVER_DRAWS if name in findings.results]
    if not share.draws:
        return Shared(findings)
    return Shared(
        findings, runs_over_draws(share.scenario, able, draws=share.draws, seed=share.seed)
    )
