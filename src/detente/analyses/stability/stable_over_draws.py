"""For whom a state is stable in how many draws: small conflicts only, since names multiply."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem

MOST_STATES = 16


def stable_over_draws(
    problem: Problem, concepts: tuple[str, ...]
) -> dict[str, NDArray[np.float64]]:
    """Map `stable.<party>.<concept>.<state>` to 1 where a draw makes the state stable for it.

    Empty above `MOST_STATES` states.
    """
    if problem.states > MOST_STATES:
        return {}
    verdicts = judge_problem(problem, concepts)
    return {
        f"stable.{problem.parties[party]}.{concept}.{problem.name(state)}": (
            verdicts[:, party, state] >> BASIC.index(concept) & 1
        ).astype(np.float64)
        for party in np.flatnonzero(problem.judged)
        for concept in concepts
        for state in range(problem.states)
    }
