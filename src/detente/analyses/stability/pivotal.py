"""Whose change of preferences is enough for a state to be an equilibrium: all together, or one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.analyses.stability.alliances import reach_of
from detente.analyses.stability.inverse import Change, changed_rank, least_change
from detente.analyses.stability.joint import Least, Question, Ranks, least_joint
from detente.analyses.stability.listing import listed
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.relations import MOST_STATES, credible
from detente.analyses.stability.solve import best_after

OWN_MOVES_ONLY = ("nash", "gmr", "smr")
"""Concepts under which a party's stability hangs on its own preferences alone."""
UNCREDIBLE = {"seq": "gmr", "sseq": "smr"}
"""The concept that results if others may answer with moves that do not pay for them."""


def ranks_after(problem: Problem, changes: tuple[Change, ...], state: int) -> Ranks:
    """rank[state] of each party that changes."""
    return {change.party: changed_rank(problem, change, state) for change in changes}


def enough_together(
    problem: Problem, state: int, concept: str, changes: tuple[Change, ...]
) -> bool:
    """Whether the least changes of the parties make the state an equilibrium."""
    return Question(problem, state, concept, {}).lasts(ranks_after(problem, changes, state))


def least_of_all(problem: Problem, state: int, concept: str, changes: tuple[Change, ...]) -> Least:
    """Fewest changed pairs over the orders of all parties that count.

    `changes` are the least changes of the parties for which the state is not stable.
    """
    ranks = ranks_after(problem, changes, state)
    together = sum(change.pairs for change in changes)
    if concept in OWN_MOVES_ONLY or not changes:
        return Least(together, together, ranks)
    judged = np.flatnonzero(problem.judged).tolist()
    floor = {p: least_change(problem, p, state, UNCREDIBLE[concept]).pairs for p in judged}
    question = Question(problem, state, concept, floor)
    if not question.lasts(ranks):
        best = tuple(least_change(problem, party, state, "nash") for party in judged)
        ranks = ranks_after(problem, best, state)
    return least_joint(question, ranks)


def sufficient_alone(
    problem: Problem, state: int, concept: str, changes: tuple[Change, ...]
) -> dict[int, Least]:
    """The least change of each party whose change alone is enough, or may be (`at_most` None)."""
    if not changes:
        return {}
    judged = np.flatnonzero(problem.judged).tolist()
    found = {p: _alone(problem, state, concept, p, changes) for p in judged}
    return {party: least for party, least in found.items() if least.possible}


def _alone(
    problem: Problem, state: int, concept: str, party: int, changes: tuple[Change, ...]
) -> Least:
    others = [change.party for change in changes if change.party != party]
    own = next((change for change in changes if change.party == party), None)
    least = 0 if own is None else own.pairs
    question = Question(problem, state, concept, {party: least})
    if concept in OWN_MOVES_ONLY and others:
        return Least(least, None, possible=False)
    if own is not None:
        ranks = ranks_after(problem, (own,), state)
        if question.lasts(ranks):
            return Least(least, least, ranks)
    if not _may_be_deterred(problem, state, concept, others, party):
        return Least(least, None, possible=False)
    return least_joint(question, None)


def _may_be_deterred(
    problem: Problem, state: int, concept: str, parties: list[int], helper: int
) -> bool:
    """Whether the state is stable for these parties if `helper` would make any of its moves.

    True also where that is not looked at, beyond `MOST_STATES`.
    """
    judged = np.isin(np.arange(len(problem.parties)), parties)
    wider = UNCREDIBLE[concept]
    changed = replace(problem, rank=problem.rank[:1], judged=judged)
    if parties and not Question(changed, state, wider, {}).lasts({}):
        return False
    if problem.states > MOST_STATES:
        return True
    rank = problem.rank[0]
    gains = [own[None, :] > own[:, None] for own in rank]
    gains[helper] = np.ones_like(gains[helper])
    moves = listed(problem)
    answers = credible(moves, gains, transitive=True)
    for party in parties:
        threat = best_after(problem, party) if concept == "sseq" else rank[party]
        deters = threat <= rank[party, state]
        others = np.arange(moves.parties) != party
        for target in moves.of(party, state).tolist():
            pays = rank[party, target] > rank[party, state]
            if pays and not deters[reach_of(answers, target, others)].any():
                return False
    return True
