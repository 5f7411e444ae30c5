"""Whether the sections of a scenario fit one another.

That names are those of other parts, and that statements can be read, the sections themselves say
when they are read once more with `known_names`; what else must fit stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.scenario.checks import conflict, deals, talks
from detente.scenario.model import Scenario
from detente.scenario.sections.base import unknown
from detente.scenario.shape import Finding
from detente.validation import suggestion


def known_names(scenario: Scenario) -> dict[str, Any]:
    """The names that parts may refer to, by kind, and the vocabularies of statements."""
    return {
        "party": scenario.parties,
        "issue": scenario.issues,
        "option": [f"{party}.{option}" for party, option in scenario.option_names],
        "source": scenario.sources,
        "signal": scenario.signals,
        "options": scenario.option_vocabulary,
        "issues": scenario.issue_vocabulary,
    }


def misfits(scenario: Scenario, *, states: bool = True) -> Iterator[Finding]:
    """All that does not fit; without `states`, nothing is held against the list of states."""
    for cited, because in scenario.citations().items():
        at = tuple(step for step in cited if step != "statements")
        yield from unknown(at, "evidence", because, scenario.evidence)
    yield from deals.findings(scenario)
    yield from talks.findings(scenario)
    yield from conflict.findings(scenario, states=states)
    for name, offer in scenario.packages.items():
        for issue, value in offer.deal.items():
            stated = scenario.issues.get(issue)
            if stated is not None and stated.place(value) is None:
                rule, remedy = "the issue has no such value", suggestion(value, stated.labels())
                yield Finding(("packages", name, "deal", issue), rule, value, remedy)
