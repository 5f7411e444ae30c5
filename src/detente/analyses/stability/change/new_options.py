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
sanctioned itself; as that need not happen, it is then left open whether fewer options do. Then no
party has a new reason to leave `s`, no answer of today is lost, and an improvement is answered if
and only if the other parties can bring about a place of a new option that is not the deviator's
own. So the fewest options, and of those the fewest places, are a set cover.

To reward. A promise, kept as long as `s` lasts and binding, makes `s` the best state for a party.
Which parties need one is found by going through all sets of parties by size.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.stability.problem import Party, Problem, State, optional
from detente.analyses.stability.proofs import CREDIBLE, deviations, ways
from detente.analyses.stability.solve import lasts

OUTSIDE = -1
"""The owner of an option that a guarantor from outside would hold."""
MOST_STATES = 1024
"""States for which new options are sought at most."""
MOST_PARTIES = 12
"""Parties of which all sets are gone through."""
MOST_NODES = 20_000
"""Of the search for the fewest options."""

Leave = tuple[Party, State]
"""A party and a state that it would leave the desired one for."""
Sites = dict[tuple[int, int], frozenset[Leave]]
"""What a new option of an owner in a place would answer."""


@dataclass(frozen=True, slots=True)
class NewOption:
    """A new option of a party (None: a guarantor), and the states in which it can be taken.

    Where it is taken, others are worse off, and its owner better off if need be.
    """

    owner: Party | None
    places: tuple[State, ...]
    worse_off: tuple[Party, ...]
    owner_better_off: bool


@dataclass(frozen=True, slots=True)
class Deterrents:
    """A small set of new options, and whether fewer, or as many with fewer places, do not.

    `options` is None where none were found that answer every improvement, and `possible` whether
    there are any; it is None where that is open.
    """

    possible: bool | None
    proven_fewest: bool
    options: tuple[NewOption, ...] | None = optional()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An improvement that nothing answers, and whose new option could."""

    party: Party
    to: State
    answerable_by: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Additions:
    """What new options would make a state last under one concept.

    Both kinds of new options are None under nash, where no answer deters. `promises` are the
    smallest sets of parties whose reward makes the state last (None where there are too many
    parties to go through).
    """

    unanswered: tuple[Unanswered, ...]
    by_parties: Deterrents | None
    by_guarantor: Deterrents | None
    promises: tuple[tuple[Party, ...], ...] | None


@dataclass(frozen=True, slots=True)
class NewOptions:
    """What would have to be added; `sought` is False where it was not looked for."""

    state: State
    sought: bool
    concepts: dict[str, Additions]


def new_options(problem: Problem, state: int, concepts: Sequence[str]) -> NewOptions | None:
    """What would have to be added under each concept; None where the state lasts under all."""
    if not problem.option_form or problem.states > MOST_STATES:
        return NewOptions(State(state), False, {})
    found = {concept: additions(problem, state, concept) for concept in concepts}
    needed = {concept: one for concept, one in found.items() if one is not None}
    return NewOptions(State(state), True, needed) if needed else None


def additions(problem: Problem, state: int, concept: str) -> Additions | None:
    """What would have to be added for a state to last; None where it lasts already.

    For conflicts in option form; the first draw's preferences.
    """
    missing = unanswered(problem, state, concept)
    if not missing:
        return None
    promises = smallest_promises(problem, state, concept)
    if concept == "nash":
        return Additions(tuple(Unanswered(*leave, ()) for leave in missing), None, None, promises)
    others = ~np.eye(len(problem.parties), dtype=np.bool_)
    improving = concept in CREDIBLE
    reach = {
        leave: ways(problem, leave[1], improving=improving, movers=others[leave[0]]).reached()
        for leave in missing
    }
    inside = _sites(problem, state, concept, reach)
    outside: Sites = {
        (OUTSIDE, place): frozenset(leave for leave in missing if place in reach[leave])
        for place in range(problem.states)
        if place != state
    }
    by_parties = _fewest(missing, inside, concept)
    if concept == "sseq":
        places = sum(len(option.places) for option in by_parties.options or ())
        possible = by_parties.possible or None
        by_parties = replace(by_parties, possible=possible, proven_fewest=places == 1)
    suppliers = {
        leave: sorted({Party(owner) for (owner, _), met in inside.items() if leave in met})
        for leave in missing
    }
    return Additions(
        tuple(Unanswered(*leave, tuple(suppliers[leave])) for leave in missing),
        by_parties,
        _fewest(missing, outside, concept),
        promises,
    )


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


def _sites(problem: Problem, state: int, concept: str, reach: dict[Leave, set[int]]) -> Sites:
    """What new options of the parties would answer.

    A place must not lead its owner away from the state. The owner can change its old options in the
    same move: under seq and sseq also from a state that it finds as good as the place.
    """
    sites: Sites = {}
    for owner in problem.everybody:
        rank, near = problem.rank[0, owner], problem.moves.own(owner, state)
        tempting = np.zeros(problem.states, dtype=np.bool_)
        if problem.judged[owner]:
            least = rank[state] if concept in CREDIBLE else rank[state] + 1
            tempting[near] = rank[near] >= least
            if concept == "sseq":
                tempting |= rank == rank[state]
        tempting[state] = True
        usable = {leave: set(met) for leave, met in reach.items() if leave[0] != owner}
        for leave in usable if concept in CREDIBLE else ():
            for here in reach[leave]:
                after = problem.moves.own(owner, here)
                usable[leave].update(after[rank[after] == rank[here]].tolist())
        for place in np.flatnonzero(~tempting).tolist():
            sites[owner, place] = frozenset(leave for leave in usable if place in usable[leave])
    return sites


def _fewest(missing: tuple[Leave, ...], sites: Sites, concept: str) -> Deterrents:
    """The fewest owners, and of those the fewest places, that answer everything.

    Variables: owners, places. Each improvement is answered, and a place needs its owner. Of each
    owner's places only those count that answer something no other does.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    useful: Sites = {}
    for site, met in sorted(sites.items(), key=lambda one: (-len(one[1]), one[0])):
        rivals = (other for (owner, _), other in useful.items() if owner == site[0])
        if met and not any(met <= other for other in rivals):
            useful[site] = met
    if set(missing) - set().union(*useful.values()):
        return Deterrents(False, True)
    owners = sorted({owner for owner, _ in useful})
    answers = np.array([[float(leave in met) for met in useful.values()] for leave in missing])
    owned = np.array([[float(o == owner) for owner in owners] for o, _ in useful])
    places = len(useful)
    found = milp(
        np.array([places + 1.0] * len(owners) + [1.0] * places),
        constraints=[
            LinearConstraint(np.hstack([np.zeros((len(missing), len(owners))), answers]), 1.0),
            LinearConstraint(np.hstack([owned, -np.eye(places)]), 0.0),
        ],
        integrality=np.ones(len(owners) + places),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
    chosen = list(useful)
    if found.x is not None:
        taken = found.x[len(owners) :] > 0.5
        chosen = [site for site, one in zip(useful, taken, strict=True) if one]
    options = []
    for owner in sorted({owner for owner, _ in chosen}):
        options.append(
            NewOption(
                None if owner == OUTSIDE else Party(owner),
                tuple(State(place) for other, place in chosen if other == owner),
                tuple(sorted({party for party, _ in missing if party != owner})),
                concept in CREDIBLE,
            )
        )
    return Deterrents(True, found.status == 0, tuple(options))


def smallest_promises(
    problem: Problem, state: int, concept: str
) -> tuple[tuple[Party, ...], ...] | None:
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
