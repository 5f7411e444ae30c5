"""Why a state is stable for a party or not, in a form that can be replayed move by move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.kernels import best_after
from detente.analyses.stability.paths import Step, shortest
from detente.analyses.stability.problem import Problem

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

    def answer(self, problem: Problem) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "party": problem.parties[self.party],
            "concept": self.concept,
            "stable": self.stable,
            "improvements": [
                {
                    "to": problem.name(deviation.improvement),
                    "sanction": [step.answer(problem) for step in deviation.sanction],
                }
                for deviation in self.deviations
            ],
        }


@dataclass(frozen=True)
class ReasonsAnswer:
    """Certificates of one state."""

    problem: Problem
    state: int
    proofs: tuple[Certificate, ...]
    key: ClassVar[str] = "reasons"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "state": self.problem.name(self.state),
            "certificates": [proof.answer(self.problem) for proof in self.proofs],
        }


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
    after = problem.moves.own(party, state)
    better = after[own[after] > own[state]]
    others = np.arange(len(problem.parties)) != party
    deters = _deterring(problem, party, state, concept)
    for improvement in better[np.argsort(-own[better], kind="stable")]:
        answer = None
        if concept != "nash":
            answer = shortest(
                problem, int(improvement), deters, movers=others, improving=concept in CREDIBLE
            )
        yield Deviation(int(improvement), answer or ())


def _deterring(problem: Problem, party: int, state: int, concept: str) -> NDArray[np.bool_]:
    """bool[state]: the states that deter the party from leaving `state`."""
    own = problem.rank[0, party]
    deters = own <= own[state]
    if concept in SYMMETRIC:
        deters &= best_after(own, problem.moves.lists, party) <= own[state]
    found: NDArray[np.bool_] = deters
    return found
