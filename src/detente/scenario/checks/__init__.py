"""Whether the parts of a scenario fit together: names that exist, values that are covered."""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.checks import conflict, deals, security, talks
from detente.scenario.checks.names import unknown
from detente.scenario.model import Scenario
from detente.scenario.sections.base import Finding


def reference_findings(scenario: Scenario, *, states: bool = True) -> Iterator[Finding]:
    """All that does not fit; without `states`, nothing is held against the list of states."""
    yield from _sources(scenario)
    yield from deals.findings(scenario)
    yield from talks.findings(scenario)
    yield from security.findings(scenario)
    yield from conflict.findings(scenario, states=states)


def _sources(scenario: Scenario) -> Iterator[Finding]:
    for name, item in scenario.evidence.items():
        yield from unknown(("evidence", name, "source"), "source", item.source, scenario.sources)
    for cited, because in scenario.citations().items():
        at = tuple(step for step in cited if step != "statements")
        yield from unknown(at, "evidence", because, scenario.evidence)
