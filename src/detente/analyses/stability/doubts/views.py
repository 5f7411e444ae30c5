"""Hypergames of the first level: each party judges by the conflict as it sees it.

A party's view has its own beliefs about others' preferences and may lack states that it does not
see. In its view every party reasons about that same conflict. In fact, a state lasts if each
party finds it stable in its own view; a party judges a state that it did not see, once it is
there, by the conflict as it is.

Reference: Wang, Hipel & Fraser (1988, 1989).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import from_rungs, ranks_from_priorities
from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import stable_by_concept
from detente.errors import SettingError
from detente.scenario import Scenario
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits

Stable = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Seen:
    """A party's view: the states it sees and stable[concept][party, state] there (False unseen)."""

    party: int
    seen: Stable
    stable: dict[str, Stable]

    def equilibria(self, concept: str, judged: Stable) -> Stable:
        """bool[state]: what the party expects to last."""
        return np.asarray(self.stable[concept][judged].all(axis=0) & self.seen)


@dataclass(frozen=True, eq=False)
class Hypergame:
    """All views, and what lasts in fact: stable[concept][party, state] by each party's own view."""

    problem: Problem
    views: tuple[Seen, ...]
    stable: dict[str, Stable]

    def equilibria(self, concept: str) -> Stable:
        """bool[state]: stable for each party in its own view."""
        return np.asarray(self.stable[concept][self.problem.judged].all(axis=0))

    key: ClassVar[str] = "views"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        names, judged = self.problem.names, self.problem.judged
        expected, surprises = {}, {}
        for view in self.views:
            party = self.problem.parties[view.party]
            expected[party] = {c: names(view.equilibria(c, judged)) for c in self.stable}
            found = {c: self.surprises(view, c) for c in self.stable}
            surprises[party] = {
                c: {"expected_but_fails": names(fails), "unexpected_but_lasts": names(lasts)}
                for c, (fails, lasts) in found.items()
            }
        return {
            "in_fact": {c: names(self.equilibria(c)) for c in self.stable},
            "expected": expected,
            "surprises": surprises,
        }

    def surprises(self, view: Seen, concept: str) -> tuple[Stable, Stable]:
        """States that a party expects to last and that do not, and the other way round."""
        expected = view.equilibria(concept, self.problem.judged)
        lasting = self.equilibria(concept)
        return expected & ~lasting, lasting & ~expected


def hypergame(scenario: Scenario, problem: Problem, concepts: tuple[str, ...]) -> Hypergame:
    """The hypergame of a scenario with `views`, for the first draw."""
    wanted = tuple(concept for concept in concepts if concept in BASIC)
    fact = stable_by_concept(problem, wanted)
    own = {concept: rows.copy() for concept, rows in fact.items()}
    views = []
    for name in scenario.views:
        if name not in problem.parties:
            continue
        party = problem.parties.index(name)
        view = _view(scenario, problem, party, wanted)
        views.append(view)
        for concept in wanted:
            own[concept][party] = np.where(
                view.seen, view.stable[concept][party], fact[concept][party]
            )
    return Hypergame(problem, tuple(views), own)


def _view(scenario: Scenario, problem: Problem, party: int, concepts: tuple[str, ...]) -> Seen:
    stated = scenario.views[problem.parties[party]]
    rank = problem.rank[:1].copy()
    for other, ranking in stated.ranking.items():
        rank[0, problem.parties.index(other)] = from_rungs(ranking.rungs, problem.codes)
    for other, rungs in stated.priorities.items():
        path = ("views", problem.parties[party], "priorities", other)
        rank[0, problem.parties.index(other)] = ranks_from_priorities(
            scenario, path, rungs, problem.codes, None
        )[0]
    if (rank < 0).any():
        raise SettingError(
            "views", problem.parties[party], "a ranking in a view holds all feasible states"
        )
    seen = np.ones(problem.states, dtype=np.bool_)
    for text in stated.unseen:
        expression = parse(text, scenario.option_vocabulary)
        seen &= ~expression_truth(expression, option_bits(scenario), problem.codes)
    return Seen(party, seen, _stable_within(replace(problem, rank=rank), seen, concepts))


def _stable_within(problem: Problem, seen: Stable, concepts: tuple[str, ...]) -> dict[str, Stable]:
    """stable[concept][party, state] of the conflict without the states that are not seen."""
    spread = {}
    for concept, rows in stable_by_concept(problem.within(seen), concepts).items():
        full = np.zeros((len(rows), problem.states), dtype=np.bool_)
        full[:, seen] = rows
        spread[concept] = full
    return spread
