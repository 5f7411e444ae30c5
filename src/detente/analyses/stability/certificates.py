"""Why a state is stable for a party or not, in a form that can be replayed move by move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.paths import Step, own_moves, shortest
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import best_after

SYMMETRIC = ("smr", "sseq")
CREDIBLE = ("seq", "sseq")


@dataclass(frozen=True, slots=True)
class Deviation:
    """An improvement of the party and the others' shortest answer that deters it, if any."""

    improvement: int
    sanction: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A verdict with its proof.

    A stable state lists every improvement of the party with its sanction; an unstable one lists
    the improvement that nobody sanctions. States and parties are numbers of the problem.
    """

    party: int
    state: int
    concept: str
    stable: bool
    deviations: tuple[Deviation, ...]


def certify(problem: Problem, party: int, state: int, concept: str) -> Certificate:
    """The certificate of one verdict, for the first draw's preferences."""
    found = []
    for deviation in deviations(problem, party, state, concept):
        if not deviation.sanction:
            return Certificate(party, state, concept, False, (deviation,))
        found.append(deviation)
    return Certificate(party, state, concept, True, tuple(found))


def deviations(problem: Problem, party: int, state: int, concept: str) -> Iterator[Deviation]:
    """Each improvement of the party, best first, with the shortest sanction."""
    own = problem.rank[0, party]
    after = own_moves(problem, party, state)
    better = after[own[after] > own[state]]
    others = np.arange(len(problem.parties)) != party
    value = _loss(problem, party, state, concept) if better.size else own
    for improvement in better[np.argsort(-own[better], kind="stable")]:
        answer = None
        if concept != BASIC[0]:
            answer = shortest(
                problem, int(improvement), value,
                movers=others, improving=concept in CREDIBLE,
            )  # fmt: skip
        yield Deviation(int(improvement), answer or ())


def _loss(problem: Problem, party: int, state: int, concept: str) -> NDArray[np.int32]:
    """0 in the states that deter the party from leaving `state`, above 0 elsewhere."""
    own = problem.rank[0, party]
    deters = own <= own[state]
    if concept in SYMMETRIC:
        deters &= best_after(problem, party) <= own[state]
    return np.where(deters, 0, 1).astype(np.int32)
