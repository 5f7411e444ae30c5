"""How a desired state could become one that lasts: least changes, and what a mediator could do."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from detente.analyses.stability.certificates import CREDIBLE
from detente.analyses.stability.change.least_change import Change, changed_rank, least_change
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import lasts, stable_by_concept


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a mediator could bring about: `forbid`, `require` or `bind` an option."""

    kind: str
    option: int


@dataclass(frozen=True, eq=False)
class Wish:
    """What a desired state needs under one concept.

    `unstable` are the parties that would leave it; `changes` their least changes, in which others'
    preferences stay; `enough` says whether all of them together make the state last. `total` is the
    least change over all orders: under nash, gmr and smr the sum, under seq and sseq not known.
    """

    concept: str
    unstable: tuple[int, ...]
    changes: tuple[Change, ...]
    enough: bool
    total: int | None
    measures: tuple[tuple[Measure, ...], ...]


@dataclass(frozen=True, eq=False)
class WishAnswer:
    """One wish for each concept asked about."""

    problem: Problem
    state: int
    wishes: tuple[Wish, ...]
    key: ClassVar[str] = "desired"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "state": self.problem.name(self.state),
            "concepts": {wish.concept: self._wish(wish) for wish in self.wishes},
        }

    def _wish(self, wish: Wish) -> dict[str, Any]:
        parties, name = self.problem.parties, self.problem.name
        return {
            "equilibrium": not wish.unstable,
            "unstable": [parties[party] for party in wish.unstable],
            "changes": {
                parties[change.party]: {
                    "pairs": change.pairs,
                    "lowered": [name(state) for state in change.lowered],
                    "share": change.share,
                    "share_drawn": change.drawn,
                }
                for change in wish.changes
            },
            "enough": wish.enough,
            "total": wish.total,
            "measures": [[self._measure(measure) for measure in found] for found in wish.measures],
        }

    def _measure(self, measure: Measure) -> dict[str, str]:
        owner, option = self.problem.options[measure.option]
        return {"measure": measure.kind, "option": f"{owner}.{option}"}


def wish(problem: Problem, state: int, concept: str) -> Wish:
    """The answer for one concept; the first draw's preferences."""
    stable = stable_by_concept(problem, (concept,))[concept][:, state]
    unstable = tuple(party for party in problem.counted if not stable[party])
    changes = tuple(least_change(problem, party, state, concept) for party in unstable)
    changed = problem.rank[:1].copy()
    for change in changes:
        changed[0, change.party] = changed_rank(problem, change, state)
    return Wish(
        concept=concept,
        unstable=unstable,
        changes=changes,
        enough=bool(lasts(replace(problem, rank=changed), state, concept)[0]),
        total=None if concept in CREDIBLE else sum(change.pairs for change in changes),
        measures=measures(problem, state, concept) if unstable else (),
    )


def measures(problem: Problem, state: int, concept: str) -> tuple[tuple[Measure, ...], ...]:
    """The fewest options (one, else two) to forbid, require or bind so that the state holds.

    Forbidding or requiring an option removes the states that differ from the desired one in it;
    binding makes it irreversible as it is in the desired state. All such sets of as few measures.
    """
    if not problem.option_form:
        return ()
    code = int(problem.codes[state])
    single = []
    for option in range(len(problem.options)):
        single.append(Measure("require" if code >> option & 1 else "forbid", option))
        single.append(Measure("bind", option))
    for count in (1, 2):
        found = tuple(
            chosen
            for chosen in itertools.combinations(single, count)
            if len({measure.option for measure in chosen}) == count
            and _holds_after(problem, code, concept, chosen)
        )
        if found:
            return found
    return ()


def _holds_after(problem: Problem, code: int, concept: str, chosen: tuple[Measure, ...]) -> bool:
    kept, layout = np.ones(problem.states, dtype=np.bool_), problem.layout.copy()
    for measure in chosen:
        taken = code >> measure.option & 1
        if measure.kind == "bind":
            owner = problem.parties.index(problem.options[measure.option][0])
            layout[owner, 2 if taken else 3] |= 1 << measure.option
        else:
            bit = problem.codes.dtype.type(measure.option)
            kept &= (problem.codes >> bit & problem.codes.dtype.type(1)) == taken
    left = replace(problem, layout=layout, rank=problem.rank[:1]).within(kept)
    return bool(lasts(left, left.place_of(code), concept)[0])
