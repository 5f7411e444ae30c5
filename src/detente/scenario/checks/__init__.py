"""Whether the parts of a scenario fit together: names that exist, values that are covered."""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.checks import conflict, deals, security, talks
from detente.scenario.checks.names import unknown
from detente.scenario.model import Scenario
from detente.scenario.sections.base import Finding
from detente.validation import suggestion


def reference_findings(scenario: Scenario, *, states: bool = True) -> Iterator[Finding]:
    """All that does not fit; without `states`, nothing is held against the list of states."""
    yield from _sources(scenario)
    yield from deals.findings(scenario)
    yield from talks.findings(scenario)
    yield from security.findings(scenario)
    yield from conflict.findings(scenario, states=states)
    yield from _brief(scenario)


def _sources(scenario: Scenario) -> Iterator[Finding]:
    for name, item in scenario.evidence.items():
        yield from unknown(("evidence", name, "source"), "source", item.source, scenario.sources)
    for cited, because in scenario.citations().items():
        at = tuple(step for step in cited if step != "statements")
        yield from unknown(at, "evidence", because, scenario.evidence)


def _brief(scenario: Scenario) -> Iterator[Finding]:
    """Whether whom the brief advises, who gives what, and packages on the table are known."""
    if scenario.client is not None and scenario.client.advises is not None:
        path = ("client", "advises")
        yield from unknown(path, "party", scenario.client.advises, scenario.parties)
    for name, issue in scenario.issues.items():
        yield from unknown(("issues", name, "given_by"), "party", issue.given_by, scenario.parties)
    for name, offer in scenario.packages.items():
        for key, value in offer.deal.items():
            at = ("packages", name, "deal", key)
            if key not in scenario.issues:
                yield from unknown(at, "issue", key, scenario.issues)
            elif scenario.issues[key].place(value) is None:
                labels = scenario.issues[key].labels()
                yield Finding(at, "the issue has no such value", value, suggestion(value, labels))
