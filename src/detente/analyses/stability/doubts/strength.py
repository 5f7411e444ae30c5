"""Strong and weak stability: whether the sanctions that deter a party hurt it strongly.

A stable state is strongly stable for a party if each of its improvements can be answered so that
it ends strongly worse off than before (and, where the concept looks at its own answer, stays
strongly worse off whatever it does); otherwise it is weakly stable. A state that nobody has an
improvement from is strongly stable.

What is strong is stated per party: a difference in one of its first k priorities, or of k places
in its ranking.

Reference: Hamouda, Kilgour & Hipel (2004, 2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import lexicographic, truths_of
from detente.analyses.stability.doubts.relations import (
    MOST_STATES,
    Relation,
    credible,
    judge_relation,
)
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError, sentence
from detente.scenario import Scenario

Stable = NDArray[np.bool_]


def much_worse(scenario: Scenario, problem: Problem, party: int) -> Relation:
    """strongly_worse[state, after] for a party; all differences where no strength is stated."""
    name = problem.parties[party]
    rank = problem.rank[0, party]
    worse: Relation = rank[None, :] < rank[:, None]
    limit = scenario.strength.get(name)
    if limit is None:
        return worse
    if name in scenario.priorities:
        first = truths_of(scenario, scenario.priorities[name][:limit], problem.codes)
        level = lexicographic(first, problem.states)
        return np.asarray(level[None, :] < level[:, None])
    return np.asarray(rank[:, None] - rank[None, :] >= limit)


def strongly_stable(
    scenario: Scenario, problem: Problem, concepts: tuple[str, ...]
) -> dict[str, Stable]:
    """stable[concept][party, state] with only strong losses as sanctions, for the first draw."""
    if problem.states > MOST_STATES:
        remedy = sentence("strength is gone through for at most {most} states", most=MOST_STATES)
        raise SettingError("strength", problem.states, remedy)
    moves = problem.moves
    gains = [rank[None, :] > rank[:, None] for rank in problem.rank[0]]
    answers = credible(moves, gains, transitive=True)
    deters = [much_worse(scenario, problem, party) for party in range(len(problem.parties))]
    found = {}
    for concept in concepts:
        answer = answers if concept in ("seq", "sseq") else moves
        rows = [
            judge_relation(moves, answer, party, gains[party], deters[party], concept)
            for party in range(len(problem.parties))
        ]
        found[concept] = np.stack(rows) & problem.judged[:, None]
    return found


@dataclass(frozen=True, eq=False)
class StrengthAnswer:
    """States that last by strong losses alone, and those that last only weakly."""

    problem: Problem
    plain: dict[str, Stable]
    strong: dict[str, Stable]
    key: ClassVar[str] = "strength"

    def parted(self, concept: str) -> tuple[list[str], list[str]]:
        """Names of the states that last strongly, and weakly."""
        judged = self.problem.judged
        plain, strong = (
            np.asarray(rows[concept][judged].all(axis=0)) for rows in (self.plain, self.strong)
        )
        return self.problem.names(strong), self.problem.names(plain & ~strong)

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        parted = {concept: self.parted(concept) for concept in self.strong}
        return {
            "strong": {concept: strong for concept, (strong, _) in parted.items()},
            "weak": {concept: weak for concept, (_, weak) in parted.items()},
        }
