"""Options that would have to be added for a state to last: to deter, or to reward.

To deter. Each improvement on the state `s` that nothing answers today needs an answer. A new option
of a party (or of a guarantor from outside, who owns nothing else) can be taken in some states only,
its places, of which `s` is none. Where it is taken,

- each party that leaves `s` today, but for the owner, is worse off than in any state so far;
- the owner is better off than without taking it, by as little as can be, under `seq` and `sseq`,
  and no worse off under `gmr` and `smr`; all others are as well off as without it;
- no other new option is taken at the same time.

It must not tempt its owner away: a state that the owner can move to from `s` and prefers to `s` is
no place for it, nor, under `seq` and `sseq`, is one that it can move to and finds as good as `s`.
Under `sseq` any state is left out that it finds as good as `s`, since it could escape there when
sanctioned itself; as that need not happen, fewer options may then do than were found, and options
may do where none were. Then no party has a new reason to leave `s`, no answer of today is lost, and
an improvement is answered if and only if the other parties can bring about a place of a new option
that is not the deviator's own. So the fewest options, and of those the fewest places, are a set
cover.

To reward. A promise, kept as long as `s` lasts and binding, makes `s` the best state for a party.
Which parties need one is found by going through all sets of parties by size.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.certificates import CREDIBLE, deviations
from detente.analyses.stability.change.set_cover import (
    Deterrents,
    Leave,
    NewOption,
    Sites,
    bounded_by,
    fewest_options,
)
from detente.analyses.stability.doubts.relations import credible
from detente.analyses.stability.moves import Moves
from detente.analyses.stability.paths import reached
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import lasts

OUTSIDE = -1
"""The owner of an option that a guarantor from outside would hold."""
MOST_STATES = 1024
"""States for which new options are sought at most."""
MOST_PARTIES = 12
"""Parties of which all sets are gone through."""


@dataclass(frozen=True, eq=False)
class Additions:
    """What new options would make a state last under one concept.

    `missing` are the improvements that nothing answers. `suppliers` says whose new option could
    answer each. `parties` are new options of the parties, `outside` the one of a guarantor; both
    are None under nash, where no answer deters. `promises` are the smallest sets of parties whose
    reward makes the state last (None where there are too many parties to go through).
    """

    concept: str
    missing: tuple[Leave, ...]
    suppliers: dict[Leave, tuple[int, ...]]
    parties: Deterrents | None
    outside: Deterrents | None
    promises: tuple[tuple[int, ...], ...] | None

    def harmed(self, option: NewOption) -> list[int]:
        """Parties that a new option has to leave worse off."""
        return sorted({party for party, _ in self.missing if party != option.owner})


@dataclass(frozen=True)
class NewOptionsAnswer:
    """What would have to be added; `sought` is False where it was not looked for."""

    problem: Problem
    state: int
    found: tuple[Additions, ...]
    sought: bool = True
    key: ClassVar[str] = "new_options"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "state": self.problem.name(self.state),
            "sought": self.sought,
            "concepts": {one.concept: self._added(one) for one in self.found},
        }

    def _added(self, one: Additions) -> dict[str, Any]:
        parties, name = self.problem.parties, self.problem.name
        return {
            "unanswered": [
                {
                    "party": parties[party],
                    "to": name(target),
                    "answerable_by": [parties[p] for p in one.suppliers.get((party, target), ())],
                }
                for party, target in one.missing
            ],
            "by_parties": self._deterrents(one, one.parties),
            "by_guarantor": self._deterrents(one, one.outside),
            "promises": None
            if one.promises is None
            else [[parties[party] for party in group] for group in one.promises],
        }

    def _deterrents(self, one: Additions, found: Deterrents | None) -> dict[str, Any] | None:
        if found is None:
            return None
        if found.options is None:
            return {"possible": found.possible, "proven_fewest": found.proven}
        parties = self.problem.parties
        return {
            "possible": True,
            "proven_fewest": found.proven,
            "options": [
                {
                    "owner": None if option.owner == OUTSIDE else parties[option.owner],
                    "places": [self.problem.name(place) for place in option.places],
                    "worse_off": [parties[party] for party in one.harmed(option)],
                    "owner_better_off": one.concept in CREDIBLE,
                }
                for option in found.options
            ],
        }


def new_options(problem: Problem, state: int, concepts: tuple[str, ...]) -> NewOptionsAnswer | None:
    """What would have to be added under each concept; None where the state lasts under all."""
    if not problem.option_form or problem.states > MOST_STATES:
        return NewOptionsAnswer(problem, state, (), sought=False)
    found = (additions(problem, state, concept) for concept in concepts)
    kept = tuple(one for one in found if one is not None)
    return NewOptionsAnswer(problem, state, kept) if kept else None


def additions(problem: Problem, state: int, concept: str) -> Additions | None:
    """What would have to be added for a state to last; None where it lasts already.

    For conflicts in option form; the first draw's preferences.
    """
    missing = unanswered(problem, state, concept)
    if not missing:
        return None
    promises = smallest_promises(problem, state, concept)
    if concept == "nash":
        return Additions(concept, missing, {}, None, None, promises)
    reach = {leave: _brought_about(problem, leave, concept) for leave in missing}
    inside = _sites(problem, state, concept, reach, cautious=True)
    outside: Sites = {
        (OUTSIDE, place): frozenset(leave for leave in missing if place in reach[leave])
        for place in range(problem.states)
        if place != state
    }
    suppliers = {
        leave: tuple(sorted({owner for (owner, _), met in inside.items() if leave in met}))
        for leave in missing
    }
    parties = fewest_options(missing, inside)
    if concept == "sseq":
        wider = fewest_options(missing, _sites(problem, state, concept, reach, cautious=False))
        parties = bounded_by(parties, wider)
    return Additions(
        concept, missing, suppliers, parties, fewest_options(missing, outside), promises
    )


def _sites(
    problem: Problem,
    state: int,
    concept: str,
    reach: dict[Leave, frozenset[int]],
    *,
    cautious: bool,
) -> Sites:
    """What new options of the parties would answer."""
    sites: Sites = {}
    for owner in range(len(problem.parties)):
        usable = {
            leave: _usable(problem, owner, met, concept)
            for leave, met in reach.items()
            if leave[0] != owner
        }
        tempting = _tempting(problem, owner, state, concept, cautious=cautious)
        for place in np.flatnonzero(~tempting).tolist():
            sites[owner, place] = frozenset(leave for leave in usable if place in usable[leave])
    return sites


def unanswered(problem: Problem, state: int, concept: str) -> tuple[Leave, ...]:
    """Improvements on the state, of parties that count, that nothing takes away."""
    return tuple(
        (party, target)
        for party in problem.counted
        for target in sorted(
            one.improvement
            for one in deviations(problem, party, state, concept)
            if not one.sanction
        )
    )


def _answers(problem: Problem, concept: str) -> Moves:
    if concept not in CREDIBLE:
        return problem.moves
    better = [rank[None, :] > rank[:, None] for rank in problem.rank[0]]
    return credible(problem.moves, better, transitive=True)


def _brought_about(problem: Problem, leave: Leave, concept: str) -> frozenset[int]:
    """The state that a party leaves for, and all that others can make of it."""
    party, target = leave
    others = np.arange(len(problem.parties)) != party
    return frozenset([target, *reached(_answers(problem, concept), target, others).tolist()])


def _usable(problem: Problem, owner: int, reach: frozenset[int], concept: str) -> frozenset[int]:
    """Places in which others can bring about that the owner takes its new option.

    The owner can change its old options in the same move: under seq and sseq also from a state
    that it finds as good as the place.
    """
    if concept not in CREDIBLE:
        return reach
    rank, moves = problem.rank[0, owner], problem.moves
    found = set(reach)
    for here in reach:
        after = moves.own(owner, here)
        found.update(after[rank[after] == rank[here]].tolist())
    return frozenset(found)


def _tempting(
    problem: Problem, owner: int, state: int, concept: str, *, cautious: bool
) -> NDArray[np.bool_]:
    """tempting[place]: a new option there could lead its owner away from the state.

    If `cautious`, also wherever its owner could escape to under sseq.
    """
    rank = problem.rank[0, owner]
    tempting = np.zeros(problem.states, dtype=np.bool_)
    if problem.judged[owner]:
        near = problem.moves.own(owner, state)
        tempting[near] = rank[near] > rank[state]
        if concept in CREDIBLE:
            tempting[near] |= rank[near] == rank[state]
        if concept == "sseq" and cautious:
            tempting |= rank == rank[state]
    tempting[state] = True
    return tempting


def smallest_promises(
    problem: Problem, state: int, concept: str
) -> tuple[tuple[int, ...], ...] | None:
    """All smallest sets of parties such that the state lasts if it is the best one for each.

    None where there are more than `MOST_PARTIES` parties.
    """
    counted = problem.counted
    if len(counted) > MOST_PARTIES:
        return None
    for size in range(len(counted) + 1):
        groups = list(itertools.combinations(counted, size))
        rank = np.repeat(problem.rank[:1], len(groups), axis=0)
        for draw, group in enumerate(groups):
            for party in group:
                rank[draw, party, state] = rank[draw, party].max() + 1
        good = np.flatnonzero(lasts(replace(problem, rank=rank), state, concept)).tolist()
        if good:
            return tuple(groups[draw] for draw in good)
    return ()
