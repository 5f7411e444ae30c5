"""One party's priorities seen from a state: which of them decide what stands above it.

A state `t` stands above `s` if the first statement on which the two differ is false in `s`. States
are kept as the bits of a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.counting import clauses_of
from detente.analyses.stability.edit_lists import Told, held_statements
from detente.analyses.stability.preferences import truths_of
from detente.analyses.stability.problem import Problem

if TYPE_CHECKING:
    from detente.scenario import Scenario

Act = tuple[int, bool]
"""A statement's place and whether it goes to the front; if against the state it is negated."""


@dataclass(frozen=True, eq=False)
class Statements:
    """One party's priorities seen from a state: truths[statement, state] of those it holds."""

    told: Told
    truths: NDArray[np.bool_]
    state: int

    @cached_property
    def tells(self) -> list[int]:
        """tells[statement]: bit `t` where it differs between `t` and the state."""
        apart = self.truths != self.truths[:, [self.state]]
        return [sum(1 << int(t) for t in np.flatnonzero(row)) for row in apart]

    @cached_property
    def favours(self) -> list[bool]:
        """Whether each statement is true in the state."""
        return [bool(true) for true in self.truths[:, self.state]]

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each statement stands."""
        return {statement: at for at, (statement, _) in enumerate(self.told)}

    def not_above(self, told: Told) -> int:
        """Bit `t` where `t` does not stand above the state under a list of priorities."""
        states = self.truths.shape[1]
        undecided, above = (1 << states) - 1, 0
        for statement, sign in told:
            at = self.places[statement]
            if self.favours[at] != sign:
                above |= undecided & self.tells[at]
            undecided &= ~self.tells[at]
        return ((1 << states) - 1) & ~above


def statements_of(scenario: Scenario, problem: Problem, party: int, state: int) -> Statements:
    """The statements that a party holds and that tell some states apart."""
    name = problem.parties[party]
    rungs = truths_of(scenario, scenario.priorities[name], problem.codes)
    flat = [truth for members in rungs for truth in members]
    kept = [at for at in held_statements(scenario, name) if 0 < flat[at].sum() < problem.states]
    shape = (len(kept), problem.states)
    truths = np.array([flat[at] for at in kept], dtype=np.bool_).reshape(shape)
    return Statements(tuple((at, True) for at in kept), truths, state)


@lru_cache(maxsize=64)
def needs_of(problem: Problem, party: int, state: int, concept: str) -> list[list[int]]:
    """What has to stand not above a state for it to be stable: a set, as bits, of each clause.

    All clauses that have one set only are made one.
    """
    clauses = clauses_of(problem, party, state, concept)
    masks = [[sum(1 << t for t in members) for members in clause] for clause in clauses]
    must = 0
    for sets in masks:
        must |= sets[0] if len(sets) == 1 else 0
    return [[must], *(sets for sets in masks if len(sets) > 1)]


def met(clauses: list[list[int]], below: int) -> bool:
    """Whether a set of states, as bits, holds a set of each clause."""
    return all(any(members & ~below == 0 for members in clause) for clause in clauses)


def cost_of(told: Statements, act: Act) -> int:
    """How many edits an act takes."""
    return (not told.favours[act[0]]) + act[1]


def acts_of(told: Statements) -> list[Act]:
    """All acts of use, the cheap ones first."""
    places = range(len(told.told))
    found = [(at, False) for at in places if not told.favours[at]] + [(at, True) for at in places]
    return sorted(found, key=lambda act: (cost_of(told, act), act))


def below_after(told: Statements, acts: tuple[Act, ...]) -> int:
    """States not above after some acts, as bits."""
    return told.not_above(finished(told, acts))


def finished(told: Statements, acts: list[Act] | tuple[Act, ...]) -> Told:
    """The list of priorities after some acts."""
    touched = {at for at, _ in acts}
    front = sorted(at for at, moved in acts if moved)
    signed = [
        (statement, sign if told.favours[at] or at not in touched else not sign)
        for at, (statement, sign) in enumerate(told.told)
    ]
    rest = [one for at, one in enumerate(signed) if at not in front]
    return (*(signed[at] for at in front), *rest)
