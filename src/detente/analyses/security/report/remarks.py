"""What a coverage takes for granted, and what its reader should know."""

from __future__ import annotations

from functools import partial

from detente.analyses.contract import Remark
from detente.analyses.security.assess import Assessment
from detente.analyses.security.game import Node
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.solve import Task
from detente.phrases import phrases
from detente.scenario import Scenario


def assumptions(scenario: Scenario, task: Task) -> tuple[Remark, ...]:
    """What the method assumes of the adversary, ties and the numbers."""
    found = [Remark("security.assumes_watching")]
    if task.method == "intervals":
        found.append(Remark("security.assumes_ranges"))
    elif task.method not in ("quantal", "subjective", "maximin"):
        found.append(Remark("security.assumes_ties"))
    security = scenario.security
    if security is not None and not security.adversaries:
        found.append(Remark("security.assumes_observer"))
    if task.problem.supply.is_joint:
        found.append(Remark("security.assumes_leaving_out"))
    found.append(Remark("security.assumes_user_values"))
    return tuple(found)


def notes(scenario: Scenario, task: Task, found: Assessment) -> tuple[Remark, ...]:
    """Cautions: noisy kinds planned for as rational, units that rest, targets left open, a gap."""
    remarks = []
    noisy = [
        partial(_kind, scenario, kind.name)
        for kind in task.problem.kinds
        if kind.stated.behaviour == "noisy" and task.method in ("mixed", "intervals", "linear")
    ]
    if noisy:
        remarks.append(Remark("security.note_noisy_as_rational", {"kinds": tuple(noisy)}))
    several = len(task.problem.kinds) > 1
    if several and task.method in ("quantal", "subjective", "maximin"):
        remarks.append(
            Remark(
                "security.note_one_kind", {"kind": partial(_kind, scenario, task.planned_for.name)}
            )
        )
    unguarded = [
        partial(_target, scenario, node)
        for node, guarded in zip(task.problem.nodes, task.problem.supply.guarded, strict=True)
        if not guarded
    ]
    if unguarded:
        remarks.append(Remark("security.note_unguarded", {"targets": tuple(unguarded)}))
    if found.gap is not None:
        remarks.append(Remark("security.note_gap", {"gap": partial(_number, found.gap)}))
    security = scenario.security
    if security is not None and security.note:
        remarks.append(Remark("security.note_stated", {"note": partial(_note, scenario)}))
    return tuple(remarks)


def _kind(scenario: Scenario, name: str, language: str) -> str:
    return Labels(scenario, phrases(language)).kind(name)


def _target(scenario: Scenario, node: Node, language: str) -> str:
    return Labels(scenario, phrases(language)).node(node)


def _note(scenario: Scenario, language: str) -> str:
    stated = scenario.security.note if scenario.security else None
    return scenario.translated(stated or "", "security", "note", language=language)


def _number(value: float, language: str) -> str:
    return phrases(language).number(value, 3)
