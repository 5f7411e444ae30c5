"""What talks in stages hand over to a brief."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.analyses.findings import Coming, Finding, Package, Possible, Threat
from detente.analyses.stages.result import StagesResult


def findings(result: StagesResult) -> tuple[Finding, ...]:
    """The packages of the talks, whether one suits all, threats, and why parties come."""
    answer = result.answer()
    return (*_packages(result, answer), *_threats(result, answer), *_coming(answer))


def _packages(result: StagesResult, answer: dict[str, Any]) -> Iterator[Finding]:
    short, far, nearest = (answer[k] for k in ("short_sighted", "far_sighted", "nearest_miss"))
    stages, at = result.scenario.stages, result.found.struck_at
    if at is not None and {*stages[at].table} == {*stages[0].table}:
        yield Package(key="package.table", role="for_table", values=short["drafts"][at])
    found = short["deal"] or far["deal"] or (nearest and nearest["deal"])
    if found:
        yield Package(key="package.all", role="for_all", values=found)
    lacks = {} if nearest is None else nearest["short"]
    short = {} if result.found.nearest is None else result.found.nearest.short
    pivotal = answer["pivotal_party"]
    yield Possible(
        key="possible",
        share=answer["draws"]["some_deal_survives"],
        at_best=nearest is None,
        hangs_on=tuple(short) or ((pivotal,) if pivotal else ()),
        lacks=lacks,
    )


def _threats(result: StagesResult, answer: dict[str, Any]) -> Iterator[Threat]:
    for threat in answer["threats"]:
        said = result.scenario.commitments[threat["commitment"]]
        yield Threat(
            key=f"threat.{threat['commitment']}",
            because=said.because,
            commitment=threat["commitment"],
            by=threat["by"],
            against=said.against or "",
            carried_out=threat["carried_out"],
            share=threat["share_of_draws"],
        )


def _coming(answer: dict[str, Any]) -> Iterator[Coming]:
    for entry in answer["coming"]:
        if entry["stage"] == 1 and any(entry[k] for k in ("venue", "audience", "failing", "away")):
            share = entry["share_of_draws"]
            yield Coming(key=f"coming.{entry['party']}", party=entry["party"], share=share)
