"""Run some of a brief's work in a second process while this one does the rest.

Where no process can be forked the same work is done here, later. What is found is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection

from detente.analyses.catalogue import find_analysis
from detente.brief.findings import Findings, run_analyses
from detente.ensembles.briefing import runs_over_draws
from detente.ensembles.result import EnsembleResult
from detente.forked import forked
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


Collect = Callable[[], Shared]


def begin(scenario: Scenario, language: str, *, draws: int = 0, seed: int = 0) -> Collect:
    """Start the work of a second process; the function returned waits for what it finds."""
    share = Share(scenario, language, draws, seed)
    started = forked(partial(_send, share))
    return partial(do, share) if started is None else partial(_collect, started, share)


def begin_here(scenario: Scenario, language: str, *, draws: int = 0, seed: int = 0) -> Collect:
    """The same, done in this process once it is asked for."""
    return partial(do, Share(scenario, language, draws, seed))


def do(share: Share) -> Shared:
    """Do that work here."""
    findings = run_analyses(share.scenario, SECOND, share.language)
    able = [find_analysis(name) for name in SECOND_OVER_DRAWS if name in findings.results]
    if not share.draws:
        return Shared(findings)
    return Shared(
        findings, runs_over_draws(share.scenario, able, draws=share.draws, seed=share.seed)
    )


def _send(share: Share, connection: Connection) -> None:
    connection.send(do(share))


def _collect(connection: Connection, share: Share) -> Shared:
    try:
        found: Shared = connection.recv()
    except EOFError:
        return do(share)  # whatever went wrong there shows itself here
    return found
