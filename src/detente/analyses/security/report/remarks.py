"""What a coverage takes for granted, and what its reader should know."""

from __future__ import annotations

from functools import partial

from detente.analyses.contract import Remark
from detente.analyses.security.assess import Assessment
from detente.analyses.security.game import Node
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.solve import NOISY, Task
from detente.phrases import phrases
from detente.scenario import Scenario


def assumptions(scenario: Scenario, task: Task) -> tuple[Remark, ...]:
    """What the method assumes of the adversary, ties and the numbers."""
    stated = scenario.security is not None and bool(scenario.security.adversaries)
    kept = {
        "security.assumes_watching": True,
        "security.assumes_ranges": task.method == "intervals",
        "security.assumes_ties": task.method not in ("intervals", "maximin", *NOISY),
        "security.assumes_observer": not stated,
        "security.assumes_leaving_out": task.problem.supply.is_joint,
        "security.assumes_user_values": True,
    }
    return tuple(Remark(key) for key, holds in kept.items() if holds)


def notes(scenario: Scenario, task: Task, found: Assessment) -> tuple[Remark, ...]:
    """Cautions: noisy kinds planned for as rational, units that rest, targets left open, a gap."""
    problem, remarks = task.problem, []
    name = partial(_named, scenario, "adversaries")
    if task.method in ("mixed", "intervals", "linear") and problem.has_noisy:
        noisy = (kind.name for kind in problem.kinds if kind.stated.behaviour == "noisy")
        kinds = tuple(partial(name, each) for each in noisy)
        remarks.append(Remark("security.note_noisy_as_rational", {"kinds": kinds}))
    if task.method in (*NOISY, "maximin") and len(problem.kinds) > 1:
        kind = partial(name, task.planned_for.name)
        remarks.append(Remark("security.note_one_kind", {"kind": kind}))
    unguarded = tuple(
        partial(_target, scenario, node)
        for node, guarded in zip(problem.nodes, problem.supply.guarded, strict=True)
        if not guarded
    )
    if unguarded:
        remarks.append(Remark("security.note_unguarded", {"targets": unguarded}))
    if found.gap is not None:
        remarks.append(Remark("security.note_gap", {"gap": partial(_number, found.gap)}))
    if scenario.security is not None and scenario.security.note:
        note = partial(_note, scenario, scenario.security.note)
        remarks.append(Remark("security.note_stated", {"note": note}))
    return tuple(remarks)


def _named(scenario: Scenario, part: str, name: str, language: str) -> str:
    return Labels(scenario, language)(part, name)


def _target(scenario: Scenario, node: Node, language: str) -> str:
    return Labels(scenario, language).node(node)


def _note(scenario: Scenario, text: str, language: str) -> str:
    return scenario.translated(text, "security", "note", language=language)


def _number(value: float, language: str) -> str:
    return phrases(language).number(value, 3)
