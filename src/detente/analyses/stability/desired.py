"""How a desired state could become an equilibrium, and who or what it hangs on."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.inverse import Change, least_change
from detente.analyses.stability.joint import Least
from detente.analyses.stability.pivotal import enough_together, least_of_all, sufficient_alone
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a mediator could bring about: `forbid`, `require` or `bind` an option."""

    kind: str
    option: int


@dataclass(frozen=True, eq=False)
class Wish:
    """What a desired state needs under one concept.

    `unstable` are the parties that would leave it; `changes` their least changes, in which
    others' preferences stay; `joint` says whether all of them together make it an equilibrium.
    `total` is the least change over all parties' orders (under SEQ and SSEQ less may do, since one
    party's change can make another's sanctions credible). `alone` gives the least change of each
    party whose change alone is enough, or may be (then its `at_most` is None).
    """

    concept: str
    equilibrium: bool
    unstable: tuple[int, ...]
    changes: tuple[Change, ...]
    joint: bool
    total: Least
    alone: dict[int, Least]
    measures: tuple[tuple[Measure, ...], ...]


def wish(problem: Problem, state: int, concept: str) -> Wish:
    """The answer for one concept; the first draw's preferences."""
    stable = _stable_for(problem, state, concept)
    counted = np.flatnonzero(problem.judged).tolist()
    unstable = tuple(party for party in counted if not stable[party])
    changes = tuple(least_change(problem, party, state, concept) for party in unstable)
    return Wish(
        concept=concept,
        equilibrium=not unstable,
        unstable=unstable,
        changes=changes,
        joint=enough_together(problem, state, concept, changes),
        total=least_of_all(problem, state, concept, changes),
        alone=sufficient_alone(problem, state, concept, changes),
        measures=measures(problem, state, concept) if unstable else (),
    )


def _stable_for(problem: Problem, state: int, concept: str) -> NDArray[np.bool_]:
    verdicts = judge_problem(problem, (concept,))[0, :, state]
    return np.asarray((verdicts >> BASIC.index(concept) & 1).astype(bool) | ~problem.judged)


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
    changed = problem
    for measure in chosen:
        changed = _bound(changed, code, measure) if measure.kind == "bind" else _cut(
            changed, code, measure
        )  # fmt: skip
    place = int(np.flatnonzero(changed.codes == code)[0])
    return bool(_stable_for(changed, place, concept).all())


def _cut(problem: Problem, code: int, measure: Measure) -> Problem:
    bit = np.uint32(1 << measure.option)
    kept = (problem.codes & bit) == (np.uint32(code) & bit)
    return replace(
        problem, codes=problem.codes[kept], rank=np.ascontiguousarray(problem.rank[:, :, kept])
    )


def _bound(problem: Problem, code: int, measure: Measure) -> Problem:
    layout = problem.layout.copy()
    owner = problem.parties.index(problem.options[measure.option][0])
    layout[owner, 2 if code >> measure.option & 1 else 3] |= 1 << measure.option
    return replace(problem, layout=layout)
