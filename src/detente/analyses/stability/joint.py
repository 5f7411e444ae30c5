"""The least change of several parties' orders that makes a state an equilibrium.

Under `seq` and `sseq` a party's order also decides which sanctions of others are credible, so that
less may do than what each party needs on its own. The least change is found by a mixed-integer
program with a bound on the changes allowed, which is raised until a solution is found: only few
comparisons can change within a small bound. Where that takes too long the answer is what is proven,
a lower bound, and the best change found.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.change_program import TOLERANCE, ChangeProgram
from detente.analyses.stability.distance import changed_pairs
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem

Ranks = dict[int, NDArray[np.int32]]
SECONDS = 10.0
"""Time for one question, after which its bounds are given."""
MOST_STATES = 1024
LARGEST = 1_000_000
"""Constraints of the largest program that is tried."""


@dataclass(frozen=True, eq=False)
class Least:
    """What is known of a least change: at_least <= least <= at_most, in changed pairs.

    `ranks[party][state]` bring about `at_most`; None for both where no change is known that is
    enough. `possible` is False where it is proven that there is none.
    """

    at_least: int
    at_most: int | None
    ranks: Ranks | None = None
    possible: bool = True

    @property
    def pairs(self) -> int | None:
        """The exact least change; None where it is not proven or there is none."""
        return self.at_most if self.possible and self.at_most == self.at_least else None


@dataclass(frozen=True, eq=False)
class Question:
    """Whose orders may change for which state to last, and how little is sure not to do.

    floor[party]: changed pairs that the party cannot do without.
    """

    problem: Problem
    state: int
    concept: str
    floor: dict[int, int]

    def lasts(self, ranks: Ranks) -> bool:
        """Whether the state is an equilibrium with these orders."""
        rank = self.problem.rank[:1].copy()
        for party, own in ranks.items():
            rank[0, party] = own
        verdicts = judge_problem(replace(self.problem, rank=rank), (self.concept,))
        stable = verdicts[0, self.problem.judged, self.state] >> BASIC.index(self.concept) & 1
        return bool(stable.all())


def least_joint(question: Question, known: Ranks | None, *, seconds: float | None = None) -> Least:
    """The least change of the orders of the parties in the question's floor.

    Ties may arise or go. `known` orders, if any, make the state an equilibrium and bound the
    change. The search stops after `SECONDS` unless told otherwise.
    """
    problem = question.problem
    pairs = None
    if known is not None:
        pairs = sum(changed_pairs(problem.rank[0, p], rank) for p, rank in known.items())
    best = Least(sum(question.floor.values()), pairs, known)
    if problem.states > MOST_STATES:
        return best
    largest = len(question.floor) * problem.states * (problem.states - 1) // 2
    end = time.monotonic() + (SECONDS if seconds is None else seconds)
    while best.possible and best.at_least != best.at_most:
        last = largest if best.at_most is None else best.at_most - 1
        allowed = min(last, best.at_least + _step(best))
        found = _within(question, best.at_least, allowed, end - time.monotonic())
        if found is None:
            return best
        best = _combined(best, found, final=allowed == largest)
        if found.at_most is None and found.at_least <= allowed:
            return best
    return best


def _step(best: Least) -> int:
    """By how much to raise the bound: little where the end is known, since small programs pay."""
    return best.at_least // 4 + 3 if best.at_most is None else best.at_least // 16 + 1


def _combined(best: Least, found: Least, *, final: bool) -> Least:
    at_least = max(best.at_least, found.at_least)
    if found.at_most is not None:
        return Least(at_least, found.at_most, found.ranks)
    if best.at_most is None:
        return Least(at_least, None, possible=not (final and not found.possible))
    return Least(min(at_least, best.at_most), best.at_most, best.ranks)


def _within(question: Question, at_least: int, allowed: int, seconds: float) -> Least | None:
    """The least change between two numbers of pairs; None where it could not be sought."""
    program = ChangeProgram(
        question.problem, question.state, question.concept, question.floor, allowed
    )
    if not program.met:
        return Least(allowed + 1, None, possible=False)
    if seconds <= 0 or program.size > LARGEST:
        return None

    def orders_of(values: NDArray[np.float64]) -> tuple[Ranks, int | None]:
        ranks = {p: program.orders[p].ranks(values) for p in question.floor}
        pairs = sum(changed_pairs(question.problem.rank[0, p], own) for p, own in ranks.items())
        return ranks, pairs if pairs <= allowed and question.lasts(ranks) else None

    answer = program.solve(seconds, at_least, lambda values: orders_of(values)[1])
    if answer.impossible:
        return Least(allowed + 1, None, possible=False)
    at_least = int(np.ceil(answer.bound - TOLERANCE))
    if answer.values is None:
        return Least(at_least, None)
    ranks, pairs = orders_of(answer.values)
    if pairs is None:
        return Least(at_least, None)
    return Least(pairs if answer.solved else at_least, pairs, ranks)
