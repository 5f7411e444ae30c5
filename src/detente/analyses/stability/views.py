"""How strongly states hold, and what each party expects to last as it sees the conflict.

Strong and weak stability (Hamouda, Kilgour & Hipel 2004, 2006): a stable state is strongly stable
for a party if each of its improvements can be answered so that it ends strongly worse off than
before (and, where the concept looks at its own answer, stays strongly worse off whatever it does);
otherwise it is weakly stable. A state that nobody has an improvement from is strongly stable. What
is strong is stated per party: a difference in one of its first k priorities, or of k places in its
ranking.

Hypergames of the first level (Wang, Hipel & Fraser 1988, 1989): a party's view has its own beliefs
about others' preferences and may lack states that it does not see. In its view every party reasons
about that same conflict. In fact, a state lasts if each party finds it stable in its own view; a
party judges a state that it did not see, once it is there, by the conflict as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.no_deal.orders import (
    from_rungs,
    lexicographic,
    truths_of,
)
from detente.analyses.stability.problem import Mask, Party, Problem
from detente.analyses.stability.solve import stable_by_concept
from detente.analyses.stability.unknown import Relation, better_than, judge_relations
from detente.errors import SettingError
from detente.scenario import Scenario
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits


@dataclass(frozen=True, eq=False)
class Strength:
    """By concept the states that last by strong losses alone, and those that last only weakly."""

    strong: dict[str, Mask]
    weak: dict[str, Mask]


@dataclass(frozen=True, eq=False)
class Surprise:
    """States that a party expects to last and that do not, and the other way round."""

    expected_but_fails: Mask
    unexpected_but_lasts: Mask


@dataclass(frozen=True, eq=False)
class Hypergame:
    """By concept what lasts in fact, what each party with a view expects, and its surprises."""

    in_fact: dict[str, Mask]
    expected: dict[Party, dict[str, Mask]]
    surprises: dict[Party, dict[str, Surprise]]


def much_worse(scenario: Scenario, problem: Problem, party: int) -> Relation:
    """strongly_worse[state, after] for a party; all differences where no strength is stated."""
    name, rank = problem.parties[party], problem.rank[0, party]
    limit = scenario.strength.get(name)
    if limit is not None and name not in scenario.priorities:
        return np.asarray(rank[:, None] - rank[None, :] >= limit)
    if limit is not None:
        first = truths_of(scenario, scenario.priorities[name][:limit], problem.codes)
        rank = lexicographic(first, problem.states)
    return np.asarray(rank[None, :] < rank[:, None])


def strongly_stable(
    scenario: Scenario, problem: Problem, concepts: Sequence[str]
) -> dict[str, Mask]:
    """stable[concept][party, state] with only strong losses as sanctions, for the first draw."""
    gains = better_than(problem.rank[0])
    deters = [much_worse(scenario, problem, party) for party in problem.everybody]
    judged = problem.judged[:, None]
    return {c: judge_relations(problem.moves, gains, deters, gains, c) & judged for c in concepts}


def strength(scenario: Scenario, problem: Problem, concepts: Sequence[str]) -> Strength:
    """How strongly the equilibria hold."""
    plain, strong = (
        {c: np.asarray(stable[problem.judged].all(axis=0)) for c, stable in found.items()}
        for found in (
            stable_by_concept(problem, concepts),
            strongly_stable(scenario, problem, concepts),
        )
    )
    return Strength(strong, {c: plain[c] & ~strong[c] for c in concepts})


def hypergame(scenario: Scenario, problem: Problem, concepts: Sequence[str]) -> Hypergame:
    """The hypergame of a scenario with `views`, for the first draw."""
    own = stable_by_concept(problem, concepts)
    expected = {}
    for party, name in zip(problem.everybody, problem.parties, strict=True):
        if name not in scenario.views:
            continue
        seen, stable = _view(scenario, problem, name, concepts)
        expected[party] = {c: stable[c][problem.judged].all(axis=0) & seen for c in concepts}
        for c in concepts:
            own[c][party] = np.where(seen, stable[c][party], own[c][party])
    lasting = {c: np.asarray(own[c][problem.judged].all(axis=0)) for c in concepts}
    surprises = {
        party: {c: Surprise(told[c] & ~lasting[c], lasting[c] & ~told[c]) for c in concepts}
        for party, told in expected.items()
    }
    return Hypergame(lasting, expected, surprises)


def _view(
    scenario: Scenario, problem: Problem, name: str, concepts: Sequence[str]
) -> tuple[Mask, dict[str, Mask]]:
    """The states that a party sees, and stable[concept][party, state] there (False unseen)."""
    stated = scenario.views[name]
    rank = problem.rank[:1].copy()
    for other, ranking in stated.ranking.items():
        rank[0, problem.parties.index(other)] = from_rungs(ranking.rungs, problem.codes)
    for other, rungs in stated.priorities.items():
        truths = truths_of(scenario, rungs, problem.codes)
        rank[0, problem.parties.index(other)] = lexicographic(truths, problem.states)
    if (rank < 0).any():
        raise SettingError("views", name, "a ranking in a view holds all feasible states")
    seen = np.ones(problem.states, dtype=np.bool_)
    for text in stated.unseen:
        expression = parse(text, scenario.option_vocabulary)
        seen &= ~expression_truth(expression, option_bits(scenario), problem.codes)
    within = replace(problem, rank=rank).within(seen)
    stable = {c: np.zeros(rank.shape[1:], dtype=np.bool_) for c in concepts}
    for concept, rows in stable_by_concept(within, concepts).items():
        stable[concept][:, seen] = rows
    return seen, stable
