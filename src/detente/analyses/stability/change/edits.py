"""A small set of changes of priorities that makes a desired state last, found by search.

One change drops a statement, turns it into its opposite or moves it to the front. All lists that
one or two changes lead to are tried; where none of them is enough, every statement that speaks
against the state is turned round, and changes that are not needed are taken back one by one. So a
set of up to two changes is as small as can be with changes of these kinds, and a larger one may not
be; its certificate is that the state is stable for the party with the changed list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import lexicographic, truths_of
from detente.analyses.stability.change.wishes import stable_with
from detente.analyses.stability.problem import Party, Problem, State, optional
from detente.analyses.stability.proofs import Certificate, certify
from detente.analyses.stability.solve import lasts, stable_by_concept
from detente.scenario import Scenario

KINDS = ("drop", "negate", "move")
MOST_CELLS = 1 << 22
"""Lists of priorities times states that are tried at once."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a party's priorities; statements are numbered from 1 over the list as written."""

    edit: str
    statement: str
    number: int
    place: int | None = optional()


@dataclass(frozen=True, slots=True)
class Together:
    """Changes of all parties that are enough, and the proof for each that the state is stable."""

    enough: int
    edits: dict[Party, tuple[Edit, ...]]
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class EditsFound:
    """Changes under one concept that are enough: of each party for itself, and of all together.

    `alone` holds parties that would leave the state and have priorities, others' orders staying as
    they are; `together` is None where no changes of priorities were found that are enough.
    """

    alone: dict[Party, tuple[Edit, ...]]
    together: Together | None


@dataclass(frozen=True, slots=True)
class PriorityEdits:
    """Changes of priorities for one desired state, by concept."""

    state: State
    concepts: dict[str, EditsFound]


class _Edit(NamedTuple):
    kind: str
    statement: int


_Edits = tuple[_Edit, ...]


def needed_edits(
    scenario: Scenario, problem: Problem, state: int, concepts: Sequence[str]
) -> PriorityEdits | None:
    """Changes that the desired state needs; None where it lasts, or nobody has priorities."""
    lists = {
        party: _PriorityList(scenario, problem, party, state)
        for party in problem.counted
        if problem.parties[party] in scenario.priorities
    }
    found = {}
    for concept, stable in stable_by_concept(problem, concepts).items():
        unstable = [party for party in problem.counted if not stable[party, state]]
        if unstable and lists:
            found[concept] = _needed(problem, state, concept, lists, unstable)
    return PriorityEdits(State(state), found) if found else None


def _needed(
    problem: Problem,
    state: int,
    concept: str,
    lists: dict[Party, _PriorityList],
    unstable: list[Party],
) -> EditsFound:
    def after(edits: Mapping[Party, _Edits]) -> Problem:
        rank = problem.rank[:1].copy()
        for party, own in edits.items():
            rank[0, party] = lists[party].ranked(own)
        return replace(problem, rank=rank)

    alone = {p: own.search(problem, concept) for p, own in lists.items() if p in unstable}
    told = {party: lists[party].told(edits) for party, edits in alone.items()}
    together = alone
    if not lasts(after(together), state, concept)[0]:
        together = {party: own.all_turned() for party, own in lists.items()}
        if not lasts(after(together), state, concept)[0]:
            return EditsFound(told, None)
        for party, edits in list(together.items()):
            for edit in edits:
                fewer = tuple(one for one in together[party] if one != edit)
                if lasts(after({**together, party: fewer}), state, concept)[0]:
                    together = {**together, party: fewer}
        together = {party: own for party, own in together.items() if own}
    changed = after(together)
    return EditsFound(
        told,
        Together(
            sum(len(edits) for edits in together.values()),
            {party: lists[party].told(edits) for party, edits in together.items()},
            tuple(certify(changed, party, state, concept) for party in problem.counted),
        ),
    )


class _PriorityList:
    """One party's priorities: truths[statement, state] as written; those that count are `held`."""

    def __init__(self, scenario: Scenario, problem: Problem, party: Party, state: int) -> None:
        rungs = scenario.priorities[problem.parties[party]]
        said = [statement for rung in rungs for statement in rung.statements]
        self.party, self.state = party, state
        self.written = [one.maybe for one in said]
        self.truths = np.array(truths_of(scenario, rungs, problem.codes), dtype=np.bool_)
        self.held = [
            at
            for at, (one, truth) in enumerate(zip(said, self.truths, strict=True))
            if (one.held is None or one.held.best >= 0.5) and 0 < truth.sum() < problem.states
        ]

    def ranked(self, edits: _Edits) -> NDArray[np.int32]:
        """rank[state] once changes are made."""
        kinds = {kind: [e.statement for e in edits if e.kind == kind] for kind in KINDS}
        order = [at for at in self.held if at in kinds["move"]]
        order += [at for at in self.held if at not in (*kinds["move"], *kinds["drop"])]
        truths = [self.truths[at] != (at in kinds["negate"]) for at in order]
        return lexicographic(truths, self.truths.shape[1])

    def all_turned(self) -> _Edits:
        """What makes the state the party's best one."""
        return tuple(_Edit("negate", at) for at in self.held if not self.truths[at, self.state])

    def search(self, problem: Problem, concept: str) -> _Edits:
        """One or two changes that make the state stable for the party, else a set of more."""

        def enough(tried: Sequence[_Edits]) -> NDArray[np.intp]:
            ranks = np.stack([self.ranked(edits) for edits in tried])
            return np.flatnonzero(stable_with(problem, self.party, ranks, self.state, concept))

        single = [_Edit(kind, at) for kind in KINDS for at in self.held]
        pairs = [two for two in combinations(single, 2) if two[0].statement != two[1].statement]
        for tried in ([(one,) for one in single], pairs[: MOST_CELLS // problem.states]):
            if tried and (good := enough(tried)).size:
                return tried[int(good[0])]
        left = self.all_turned()
        for edit in left:
            fewer = tuple(one for one in left if one != edit)
            if enough([fewer]).size:
                left = fewer
        return left

    def told(self, edits: _Edits) -> tuple[Edit, ...]:
        """Changes with their statements; those that are moved come first, in the order written."""
        moved = sorted(edit.statement for edit in edits if edit.kind == "move")
        return tuple(
            Edit(kind, self.written[at], at + 1, moved.index(at) + 1 if kind == "move" else None)
            for kind, at in edits
        )
