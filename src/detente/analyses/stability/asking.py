"""From a scenario and settings to a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.analyses.contract import Origin
from detente.analyses.stability.asked import Questions, behaviour_of
from detente.analyses.stability.coalitions import KINDS, chosen_coalitions
from detente.analyses.stability.concepts import check_concepts, judge_further
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.problem import build_problem
from detente.analyses.stability.remarks import assumptions, notes
from detente.analyses.stability.result import StabilityResult
from detente.analyses.stability.solve import judge_problem
from detente.errors import SettingError
from detente.scenario import Scenario, best_draws

LISTS = ("coalitions", "behaviour")


def ask(
    scenario: Scenario,
    *,
    concepts: Sequence[str],
    parties: Sequence[str] | None,
    full: bool,
    **questions: Any,
) -> StabilityResult:
    """Judge the scenario; see `analyze_stability` for the settings and errors."""
    known: dict[str, Any] = {k: _listed(v) if k in LISTS else v for k, v in questions.items()}
    asked = Questions(**known)
    if concepts is not None and not _listed(concepts):
        raise SettingError("concepts", "nothing", f"choose among {', '.join(BASIC)}")
    wanted = check_concepts(_listed(concepts) or BASIC[:4])
    if asked.coalitions and not set(wanted) & set(KINDS):
        wanted = (*wanted, *KINDS)
    problem = build_problem(scenario, best_draws(scenario), _listed(parties) or None)
    groups = chosen_coalitions(problem, asked.coalitions or ("all",))
    behaviour = behaviour_of(problem, asked.behaviour, wanted[0])
    needed = tuple(dict.fromkeys((*wanted, *(behaviour.values() if asked.behaviour else ()))))
    result = StabilityResult(
        origin=Origin.of(scenario),
        settings={
            "concepts": list(wanted),
            "parties": [problem.parties[at] for at in problem.judged.nonzero()[0]],
            "full": full,
            **{k: list(_listed(v)) if k in LISTS else v for k, v in questions.items() if v},
        },
        assumptions=assumptions(scenario, problem),
        notes=notes(scenario, problem),
        scenario=scenario,
        problem=problem,
        verdicts=judge_problem(problem, tuple(c for c in needed if c in BASIC))[0],
        further=judge_further(problem, tuple(c for c in needed if c not in BASIC), groups),
        concepts=wanted,
        questions=asked,
        full=full,
    )
    result.asked.check()
    return result


def _listed(given: Sequence[str] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())
