"""What a coverage takes for granted, and what its reader should know."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analyses.contract import Remark
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.result import Findings
from detente.analyses.security.solve import NOISY, Task
from detente.phrases import phrases
from detente.scenario import Scenario


def assumptions(task: Task) -> tuple[Remark, ...]:
    """What the method assumes of the adversary, ties and the numbers."""
    kept = {
        "security.assumes_watching": True,
        "security.assumes_ranges": task.method == "intervals",
        "security.assumes_ties": task.method not in ("intervals", "maximin", *NOISY),
        "security.assumes_observer": not task.problem.stated.adversaries,
        "security.assumes_leaving_out": task.problem.supply.is_joint,
        "security.assumes_user_values": True,
    }
    return tuple(Remark(key) for key, holds in kept.items() if holds)


def notes(scenario: Scenario, task: Task, found: Findings) -> tuple[Remark, ...]:
    """Cautions: noisy kinds planned for as rational, targets left open, what was not found."""
    problem, remarks = task.problem, []

    def named(part: str, keys: Iterable[str]) -> object:
        return tuple(
            lambda language, key=key: Labels(scenario, language)(part, key) for key in keys
        )

    if task.method in ("mixed", "intervals", "linear") and problem.has_noisy:
        noisy = (kind.name for kind in problem.kinds if kind.stated.behaviour == "noisy")
        kinds = named("adversaries", noisy)
        remarks.append(Remark("security.note_noisy_as_rational", {"kinds": kinds}))
    if task.method in (*NOISY, "maximin") and len(problem.kinds) > 1:
        kind = named("adversaries", [task.planned_for.name])
        remarks.append(Remark("security.note_one_kind", {"kind": kind}))
    guarded = zip(problem.targets, problem.supply.guarded, strict=True)
    unguarded = [target for target, yes in guarded if not yes]
    if unguarded:
        targets = named("targets", unguarded)
        remarks.append(Remark("security.note_unguarded", {"targets": targets}))
    if (gap := found.gap) is not None:
        shown = {"gap": lambda language: phrases(language).number(gap, 3)}
        remarks.append(Remark("security.note_gap", shown))
    unknown = [name for name, more in found.one_more_on_duty.items() if more["defender"] is None]
    if unknown:
        resources = named("resources", unknown)
        remarks.append(Remark("security.note_more_unknown", {"resources": resources}))
    if found.forces is None and len(problem.forces) > 1:
        remarks.append(Remark("security.note_forces_unknown"))
    if text := problem.stated.note:
        path = ("security", "note")
        note = {"note": lambda language: scenario.translated(text, *path, language=language)}
        remarks.append(Remark("security.note_stated", note))
    return tuple(remarks)
