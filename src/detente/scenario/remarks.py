"""What is allowed in a scenario but worth a look: parts that do not count, unused or unsourced."""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.model import Scenario
from detente.scenario.standoff import ranked_parties


def remarks(scenario: Scenario) -> tuple[str, ...]:
    """One sentence each."""
    return (
        *_parties_left_out(scenario),
        *_weights(scenario),
        *_unused(scenario),
        *_unsourced(scenario),
    )


def _parties_left_out(scenario: Scenario) -> Iterator[str]:
    for party in scenario.parties:
        if scenario.issues and party not in scenario.preferences:
            yield f"{party} has no preferences and does not count in deals"
        if scenario.options and party not in ranked_parties(scenario):
            yield f"{party} has neither priorities nor a ranking and does not count in stability"
    for party, stated in scenario.preferences.items():
        if stated.reservation is None:
            yield f"{party} has no reservation value; 0 is used: any deal is as good as none"


def _weights(scenario: Scenario) -> Iterator[str]:
    for party, stated in scenario.preferences.items():
        total = sum(weight.best for weight in stated.weights.values())
        if total > 0 and abs(total - 100) > 1e-9 and abs(total - 1) > 1e-9:
            yield f"the weights of {party} sum to {total:g} (best values); shares are used"
        missing = [issue for issue in scenario.issues if issue not in stated.weights]
        if missing:
            yield f"{party} gives no weight to {', '.join(missing)}; 0 is used"


def _unused(scenario: Scenario) -> Iterator[str]:
    if scenario.issues and not scenario.preferences:
        yield "the section issues is unused: no party has preferences"
    if scenario.options and not ranked_parties(scenario):
        yield "the section options is unused: no party has priorities or a ranking"
    cited = {name for judgement in scenario.judgements().values() for name in judgement.because}
    for rungs in scenario.priorities.values():
        cited.update(n for rung in rungs for said in rung.statements for n in said.because)
    unused = [name for name in scenario.evidence if name not in cited]
    if unused:
        yield f"no judgement cites the evidence {', '.join(unused)}"
    sources = {item.source for item in scenario.evidence.values()}
    for name in scenario.sources:
        if name not in sources:
            yield f"no evidence is taken from the source {name}"


def _unsourced(scenario: Scenario) -> Iterator[str]:
    judgements = scenario.judgements()
    bare = sum(not judgement.because for judgement in judgements.values())
    if scenario.evidence and bare:
        yield f"{bare} of {len(judgements)} judgements cite no evidence"
