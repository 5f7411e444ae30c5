"""A small set of changes of priorities that makes a desired state last, found by search.

One change drops a statement, turns it into its opposite or moves it to the front. All lists that
one or two changes lead to are tried; where none of them is enough, every statement that speaks
against the state is turned round, and changes that are not needed are taken back one by one. So a
set of up to two changes is as small as can be with changes of these kinds, and a larger one may not
be; its certificate is that the state is stable for the party with the changed list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.no_deal.orders import lexicographic, truths_of
from detente.analyses.stability.certificates import Certificate, certify
from detente.analyses.stability.change.least_change import stable_with
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import lasts, stable_by_concept
from detente.scenario import Scenario

KINDS = ("drop", "negate", "move")
MOST_CELLS = 1 << 22
"""Lists of priorities times states that are tried at once."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A change of a party's priorities; statements are counted from 0 over the list as written."""

    kind: str
    statement: int


Edits = tuple[Edit, ...]


@dataclass(frozen=True, eq=False)
class EditsFound:
    """Changes under one concept that are enough: of each party for itself, and of all together.

    `alone` holds parties that would leave the state and have priorities, others' orders staying as
    they are; `together` is None where no changes of priorities were found that are enough, and
    `certificates` prove for each party that the state is stable once all are made.
    """

    concept: str
    alone: dict[int, Edits]
    together: dict[int, Edits] | None
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, eq=False)
class EditsAnswer:
    """Changes of priorities for one desired state, by concept."""

    scenario: Scenario
    problem: Problem
    state: int
    found: tuple[EditsFound, ...]
    key: ClassVar[str] = "priority_edits"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "state": self.problem.name(self.state),
            "concepts": {one.concept: self._concept(one) for one in self.found},
        }

    def _concept(self, one: EditsFound) -> dict[str, Any]:
        parties = self.problem.parties
        alone = {parties[party]: self.edits(party, edits) for party, edits in one.alone.items()}
        if one.together is None:
            return {"alone": alone, "together": None}
        together = {parties[p]: self.edits(p, edits) for p, edits in one.together.items()}
        return {
            "alone": alone,
            "together": {
                "enough": sum(len(edits) for edits in one.together.values()),
                "edits": together,
                "certificates": [proof.answer(self.problem) for proof in one.certificates],
            },
        }

    def edits(self, party: int, edits: Edits) -> list[dict[str, Any]]:
        """Changes with their statements; numbers count from 1 in the list as written."""
        rungs = self.scenario.priorities[self.problem.parties[party]]
        written = [said.maybe for rung in rungs for said in rung.statements]
        moved = sorted(edit.statement for edit in edits if edit.kind == "move")
        return [
            {
                "edit": edit.kind,
                "statement": written[edit.statement],
                "number": edit.statement + 1,
                **({"place": moved.index(edit.statement) + 1} if edit.kind == "move" else {}),
            }
            for edit in edits
        ]


def needed_edits(
    scenario: Scenario, problem: Problem, state: int, concepts: tuple[str, ...]
) -> EditsAnswer | None:
    """Changes that the desired state needs; None where it lasts, or nobody has priorities."""
    found = tuple(
        one
        for concept in concepts
        if (one := _needed(scenario, problem, state, concept)) is not None
    )
    return EditsAnswer(scenario, problem, state, found) if found else None


def _needed(scenario: Scenario, problem: Problem, state: int, concept: str) -> EditsFound | None:
    stable = stable_by_concept(problem, (concept,))[concept][:, state]
    unstable = [party for party in problem.counted if not stable[party]]
    lists = {
        party: PriorityList.of(scenario, problem, party, state)
        for party in problem.counted
        if problem.parties[party] in scenario.priorities
    }
    if not unstable or not lists:
        return None
    alone = {p: own.search(problem, concept) for p, own in lists.items() if p in unstable}
    together: dict[int, Edits] | None = dict(alone)
    after = _changed(problem, lists, alone)
    if not lasts(after, state, concept)[0]:
        every = {party: own.all_turned() for party, own in lists.items()}
        together = _taken_back(problem, lists, every, concept)
        after = _changed(problem, lists, together or {})
    proofs = [] if together is None else [
        certify(after, party, state, concept) for party in problem.counted
    ]  # fmt: skip
    return EditsFound(concept, alone, together, tuple(proofs))


def _changed(problem: Problem, lists: dict[int, PriorityList], edits: dict[int, Edits]) -> Problem:
    """The conflict once changes are made."""
    rank = problem.rank[:1].copy()
    for party, own in edits.items():
        rank[0, party] = lists[party].ranked(own)
    return replace(problem, rank=rank)


def _taken_back(
    problem: Problem, lists: dict[int, PriorityList], edits: dict[int, Edits], concept: str
) -> dict[int, Edits] | None:
    """Of changes that are enough, some that are; None where all are not."""
    state = next(iter(lists.values())).state
    if not lasts(_changed(problem, lists, edits), state, concept)[0]:
        return None
    for party in edits:
        for edit in edits[party]:
            fewer = {**edits, party: tuple(one for one in edits[party] if one != edit)}
            if lasts(_changed(problem, lists, fewer), state, concept)[0]:
                edits = fewer
    return {party: own for party, own in edits.items() if own}


@dataclass(frozen=True, eq=False)
class PriorityList:
    """One party's priorities: truths[statement, state] as written, and which statements count."""

    party: int
    state: int
    truths: NDArray[np.bool_]
    held: tuple[int, ...]

    @classmethod
    def of(cls, scenario: Scenario, problem: Problem, party: int, state: int) -> PriorityList:
        """A party's priorities; those count that are held and tell some states apart."""
        rungs = scenario.priorities[problem.parties[party]]
        said = [statement for rung in rungs for statement in rung.statements]
        flat = truths_of(scenario, rungs, problem.codes)
        held = tuple(
            at
            for at, (one, truth) in enumerate(zip(said, flat, strict=True))
            if (one.held is None or one.held.best >= 0.5) and 0 < truth.sum() < problem.states
        )
        return cls(party, state, np.array(flat, dtype=np.bool_), held)

    def ranked(self, edits: Edits) -> NDArray[np.int32]:
        """rank[state] once changes are made."""
        kinds = {kind: [e.statement for e in edits if e.kind == kind] for kind in KINDS}
        order = [at for at in self.held if at in kinds["move"]]
        order += [at for at in self.held if at not in (*kinds["move"], *kinds["drop"])]
        truths = [self.truths[at] != (at in kinds["negate"]) for at in order]
        return lexicographic(truths, self.truths.shape[1])

    def all_turned(self) -> Edits:
        """What makes the state the party's best one."""
        return tuple(Edit("negate", at) for at in self.held if not self.truths[at, self.state])

    def search(self, problem: Problem, concept: str) -> Edits:
        """One or two changes that make the state stable for the party, else a set of more."""
        single = [(Edit(kind, at),) for kind in KINDS for at in self.held]
        pairs = [
            (*one, *other)
            for at, one in enumerate(single)
            for other in single[at + 1 :]
            if one[0].statement != other[0].statement
        ]
        for tried in (single, pairs[: MOST_CELLS // problem.states]):
            if tried:
                ranks = np.stack([self.ranked(edits) for edits in tried])
                good = np.flatnonzero(stable_with(problem, self.party, ranks, self.state, concept))
                if good.size:
                    return tried[int(good[0])]
        left = self.all_turned()
        for edit in left:
            fewer = tuple(one for one in left if one != edit)
            if stable_with(problem, self.party, self.ranked(fewer)[None], self.state, concept)[0]:
                left = fewer
        return left
