"""The table of concepts: to add one is to write one function and one line here.

A concept is a function of a problem (its first draw) that gives stable[party, state]. The basic
five are judged together by the engine, at any size; those of coalitions also say which states are
stable for all coalitions asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC, COALITIONAL, DEMANDING
from detente.analyses.stability.concepts.coalitions import Coalition, Coalitions
from detente.analyses.stability.concepts.horizons import limited_move, non_myopic, stackelberg
from detente.analyses.stability.concepts.simultaneous import simultaneous
from detente.analyses.stability.problem import Problem
from detente.errors import SettingError, sentence

Stable = NDArray[np.bool_]
Judge = Callable[[Problem], Stable]

FURTHER: dict[str, Judge] = {
    "sim": simultaneous,
    "nonmyopic": non_myopic,
    "stackelberg": stackelberg,
}
LONGEST_HORIZON = 99


@dataclass(frozen=True, eq=False)
class FurtherVerdicts:
    """stable[concept][party, state] and, for coalitions, shared[concept][state]."""

    stable: dict[str, Stable]
    shared: dict[str, Stable]
    alliances: Coalitions


def known_concepts() -> tuple[str, ...]:
    """All names, with `l3` for the limited moves of any horizon."""
    return (*BASIC, *FURTHER, "l3", *COALITIONAL)


def check_concepts(concepts: Sequence[str]) -> tuple[str, ...]:
    """The concepts asked for, each once; SettingError for one that is not in the table."""
    for concept in concepts:
        if concept not in (*BASIC, *FURTHER, *COALITIONAL) and horizon_of(concept) is None:
            names = ", ".join(known_concepts())
            raise SettingError(
                "concepts",
                concept,
                sentence("choose among {known} (l1 to l99: horizon)", known=names),
            )
    return tuple(dict.fromkeys(concepts))


def headline(concepts: tuple[str, ...], lasting: Callable[[str], Stable]) -> str:
    """The most demanding of the concepts under which some state can last; else the first of all.

    lasting(concept) is bool[state].
    """
    order = [c for c in DEMANDING if c in concepts]
    order += [c for c in concepts if c not in DEMANDING]
    return next((c for c in order if lasting(c).any()), concepts[0])


def horizon_of(concept: str) -> int | None:
    """The horizon of `l<h>`; None for other concepts."""
    found = re.fullmatch(r"l([1-9]\d?)", concept)
    return int(found.group(1)) if found else None


def judge_further(
    problem: Problem, concepts: tuple[str, ...], coalitions: tuple[Coalition, ...]
) -> FurtherVerdicts:
    """Verdicts of all concepts that the engine does not judge."""
    stable, shared = {}, {}
    alliances = Coalitions(problem, coalitions)
    for concept in concepts:
        horizon = horizon_of(concept)
        if concept in COALITIONAL:
            by_group = {group: alliances.stable(group, concept) for group in coalitions}
            nobody = np.zeros(problem.states, dtype=np.bool_)
            parties = range(len(problem.parties))
            stable[concept] = np.stack([by_group.get((party,), nobody) for party in parties])
            shared[concept] = np.logical_and.reduce(list(by_group.values()))
        elif concept in FURTHER or horizon is not None:
            judge = FURTHER[concept] if horizon is None else partial(limited_move, horizon=horizon)
            stable[concept] = judge(problem) & problem.judged[:, None]
    return FurtherVerdicts(stable, shared, alliances)


def judge_mixed(stable: Callable[[int, str], Stable], behaviour: dict[int, str]) -> Stable:
    """bool[state]: stable for each party under its own concept; stable(party, concept)."""
    found: Stable = np.logical_and.reduce(
        [stable(party, concept) for party, concept in behaviour.items()]
    )
    return found
