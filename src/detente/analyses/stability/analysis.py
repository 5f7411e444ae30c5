"""From a scenario and settings to a result, and from draws to conclusions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Origin
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.concepts import judge_further
from detente.analyses.stability.problem import build_problem
from detente.analyses.stability.questions import Questions
from detente.analyses.stability.remarks import assumptions, notes
from detente.analyses.stability.result import StabilityResult
from detente.analyses.stability.solve import judge_problem
from detente.analyses.stability.verdicts import Verdicts
from detente.scenario import Draws, Scenario, best_draws

MOST_STATES_NAMED = 256
"""Up to here, conclusions name every state; above, those that some draw makes an equilibrium."""
MOST_STATES_BY_PARTY = 16
"""Up to here, conclusions say for whom a state is stable."""


def analyze(scenario: Scenario, given: dict[str, Any]) -> StabilityResult:
    """Judge the scenario; see `analyze_stability` for the settings and errors."""
    asked = Questions.of(given)
    problem = build_problem(scenario, best_draws(scenario), asked.parties or None)
    asked.check(problem)
    behaviour = asked.behaving(problem) if asked.behaviour else {}
    needed = tuple(dict.fromkeys((*asked.concepts, *behaviour.values())))
    verdicts = Verdicts(
        judged=problem.judged,
        basic=judge_problem(problem, tuple(c for c in needed if c in BASIC))[0],
        further=judge_further(
            problem, tuple(c for c in needed if c not in BASIC), asked.groups(problem)
        ),
        concepts=asked.concepts,
    )
    questions = {name: getattr(asked, name) for name in given if name not in ("parties", "full")}
    return StabilityResult(
        origin=Origin.of(scenario),
        settings={
            "concepts": list(asked.concepts),
            "parties": [problem.parties[party] for party in problem.counted],
            "full": asked.full,
            **{
                name: list(value) if isinstance(value, tuple) else value
                for name, value in questions.items()
                if value and name != "concepts"
            },
        },
        assumptions=assumptions(scenario, problem),
        notes=notes(scenario, problem),
        scenario=scenario,
        problem=problem,
        verdicts=verdicts,
        questions=asked,
    )


def conclusions(
    scenario: Scenario,
    draws: Draws,
    concepts: tuple[str, ...],
    parties: tuple[str, ...],
    tracked: frozenset[str],
) -> dict[str, NDArray[np.float64]]:
    """Conclusions over draws; see `stability_conclusions`."""
    problem = build_problem(scenario, draws, parties or None)
    verdicts = judge_problem(problem, concepts)
    shared = np.bitwise_and.reduce(verdicts[:, problem.judged], axis=1)
    named = problem.states <= MOST_STATES_NAMED
    found: dict[str, NDArray[np.float64]] = {}
    for concept in concepts:
        holds = shared >> BASIC.index(concept) & 1
        for state in range(problem.states):
            name = f"equilibrium.{concept}.{problem.name(state)}"
            if named or name in tracked or holds[:, state].any():
                found[name] = holds[:, state].astype(np.float64)
    if problem.states <= MOST_STATES_BY_PARTY:
        for party in problem.counted:
            for concept in concepts:
                stable = verdicts[:, party] >> BASIC.index(concept) & 1
                for state in range(problem.states):
                    name = f"stable.{problem.parties[party]}.{concept}.{problem.name(state)}"
                    found[name] = stable[:, state].astype(np.float64)
    return found
