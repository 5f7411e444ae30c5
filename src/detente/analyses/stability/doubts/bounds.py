"""What holds whatever is unknown, and what may hold.

Comparisons can be unknown one by one: a party may then find either state better, or both equal.
Necessarily stable for a party: it leaves for whatever is better or unknown, only what is known
not to be better deters it, and others answer only with known improvements. Possibly stable: it
leaves only for known improvements, whatever is not known to be better deters it, and others may
answer with unknown improvements too.

For Nash, GMR and SMR this is exactly stability under all, or under some, ways of filling in the
unknown comparisons, each on its own. For SEQ and SSEQ the first is stability under all of them, the
second is necessary for stability under some. Which states some way of filling them in makes an
equilibrium is found by going through all of them where there are few enough; else such states are
counted in, and named as unsettled.

A group of priorities of unknown order, or a priority that may not be held, stands for all the
rankings it can mean; a state is necessarily stable if it is so under each of them, and possibly an
equilibrium if one combination of rankings makes it one.

Reference for comparisons one by one: Li, Hipel, Kilgour & Fang (2004).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.doubts.relations import (
    MOST_STATES,
    Relation,
    credible,
    judge_relation,
)
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.solve import judge_problem
from detente.errors import SettingError, sentence
from detente.scenario import Draws, Scenario, best_draws
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits

Stable = NDArray[np.bool_]
CREDIBLE = ("seq", "sseq")
MOST_RANKINGS = 2_000
MOST_COMPLETED = 8192
"""Ways of filling in unknown comparisons, times rankings, times states, gone through at most."""
MOST_CELLS = 1 << 23


@dataclass(frozen=True, eq=False)
class Bounds:
    """necessarily[concept][party, state] and possibly[concept][party, state].

    equilibria[concept][state]: some reading makes it an equilibrium; unsettled[concept][state]
    where that is not known for certain, so that it is counted in.
    """

    problem: Problem
    necessarily: dict[str, Stable]
    possibly: dict[str, Stable]
    equilibria: dict[str, Stable]
    unsettled: dict[str, Stable]
    rankings: int
    key: ClassVar[str] = "unknown"

    def sure(self, concept: str) -> list[str]:
        """States that last whatever is unknown."""
        stable = self.necessarily[concept][self.problem.judged]
        return self.problem.names(np.asarray(stable.all(axis=0)))

    def perhaps(self, concept: str) -> list[str]:
        """States that last under some reading."""
        return self.problem.names(self.equilibria[concept])

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "rankings": self.rankings,
            "necessarily": {concept: self.sure(concept) for concept in self.necessarily},
            "possibly": {concept: self.perhaps(concept) for concept in self.equilibria},
            "unsettled": {c: self.problem.names(mask) for c, mask in self.unsettled.items()},
        }


def has_unknowns(scenario: Scenario) -> bool:
    """Whether anything about preferences over states is left open."""
    return bool(scenario.unknown) or count_rankings(scenario) > 1


def count_rankings(scenario: Scenario) -> int:
    """How many combinations of rankings the open priorities stand for."""
    total = 1
    for rungs in scenario.priorities.values():
        for rung in rungs:
            total *= math.factorial(len(rung.statements))
            total *= 2 ** sum(_is_open(said.held) for said in rung.statements)
    return total


def _is_open(held: object) -> bool:
    low, high = getattr(held, "low", 1.0), getattr(held, "high", 1.0)
    return not (low == high and high in (0.0, 1.0))


def within_reach(scenario: Scenario, states: int) -> bool:
    """Whether all rankings that the scenario leaves open can be gone through for so many states."""
    rankings = count_rankings(scenario)
    return states <= MOST_STATES and rankings <= MOST_RANKINGS and rankings * states <= MOST_CELLS


def rankings_of(scenario: Scenario) -> Draws:
    """One draw for each combination of rankings that the open priorities stand for.

    Raises SettingError above `MOST_RANKINGS`.
    """
    count = count_rankings(scenario)
    if count > MOST_RANKINGS:
        remedy = sentence(
            "at most {most} combinations of rankings are gone through; order some",
            most=MOST_RANKINGS,
        )
        raise SettingError("unknown", count, remedy)
    best = best_draws(scenario)
    axes: list[list[object]] = []
    names: list[tuple[str, tuple[str, ...]]] = []
    for party, rungs in scenario.priorities.items():
        for place, rung in enumerate(rungs):
            path: tuple[str, ...] = ("priorities", party, str(place))
            if len(rung.statements) > 1:
                names.append(("order", path))
                axes.append(list(itertools.permutations(range(len(rung.statements)))))
            for member, said in enumerate(rung.statements):
                if _is_open(said.held):
                    names.append(("held", (*path, "statements", str(member), "held")))
                    axes.append([1.0, 0.0])
    combinations = list(itertools.product(*axes))
    values = {path: np.repeat(value, count) for path, value in best.values.items()}
    orders: dict[tuple[str, ...], NDArray[np.intp]] = {}
    for column, (kind, path) in enumerate(names):
        picked = np.array([combination[column] for combination in combinations])
        if kind == "held":
            values[path] = picked
        else:
            orders[path] = picked.astype(np.intp)
    return Draws(count, values, orders)


def doubts_of(scenario: Scenario, problem: Problem) -> list[Relation]:
    """unknown[party][state, after], symmetric."""
    found = []
    for party in problem.parties:
        unknown = np.zeros((problem.states, problem.states), dtype=np.bool_)
        for doubt in scenario.unknown.get(party, ()):
            if doubt.states is not None:
                one, two = (problem.state(name, "unknown") for name in doubt.states)
                unknown[one, two] = unknown[two, one] = True
            elif doubt.across is not None:
                expression = parse(doubt.across, scenario.option_vocabulary)
                holds = expression_truth(expression, option_bits(scenario), problem.codes)
                unknown |= holds[:, None] != holds[None, :]
        found.append(unknown)
    return found


def bounds(
    problem: Problem, unknown: list[Relation], concepts: tuple[str, ...]
) -> tuple[dict[str, Stable], dict[str, Stable]]:
    """Necessary and possible stability under unknown comparisons, for the first draw.

    unknown[party] is bool[state, after], symmetric; the ranks decide all other comparisons.
    """
    if problem.states > MOST_STATES:
        remedy = sentence(
            "comparisons one by one are gone through for at most {most} states", most=MOST_STATES
        )
        raise SettingError("unknown", problem.states, remedy)
    better = [_better(rank) & ~doubt for rank, doubt in zip(problem.rank[0], unknown, strict=True)]
    wide = [known | doubt for known, doubt in zip(better, unknown, strict=True)]
    return _judged(problem, wide, better, concepts), _judged(problem, better, wide, concepts)


def _better(rank: NDArray[np.int32]) -> Relation:
    relation: Relation = rank[None, :] > rank[:, None]
    return relation


def _judged(
    problem: Problem,
    gains: list[Relation],
    steps: list[Relation],
    concepts: tuple[str, ...],
) -> dict[str, Stable]:
    """stable[concept][party, state] where parties leave for gains and others answer by steps.

    Whatever is no gain deters.
    """
    answers = credible(problem.moves, steps, transitive=False)
    stable = {}
    for concept in concepts:
        answer = answers if concept in CREDIBLE else problem.moves
        rows = [
            judge_relation(problem.moves, answer, party, gains[party], ~gains[party], concept)
            for party in range(len(problem.parties))
        ]
        stable[concept] = np.stack(rows) & problem.judged[:, None]
    return stable


def possible_equilibria(
    problem: Problem, unknown: list[Relation], concept: str, each: Stable, most: int
) -> tuple[Stable, Stable]:
    """(possible[state], unsettled[state]) for the first draw; unsettled ones count as possible.

    each[party, state] says for whom it may be stable. Under nash, gmr and smr what one party thinks
    changes nothing for another, so that is enough; under seq and sseq one and the same way of
    filling in all comparisons has to do, each of them better, worse or equal; at most
    `most` of them are gone through.
    """
    possible = np.asarray(each[problem.judged].all(axis=0))
    pairs = [
        (party, one, other)
        for party, doubt in enumerate(unknown)
        for one, other in np.argwhere(np.triu(doubt)).tolist()
    ]
    unsettled = np.zeros_like(possible)
    if concept not in CREDIBLE or not pairs or not possible.any():
        return possible, unsettled
    if 3.0 ** min(len(pairs), 100) > most:
        surely, _ = bounds(problem, unknown, (concept,))
        return possible, possible & ~surely[concept][problem.judged].all(axis=0)
    found = np.zeros_like(possible)
    for filled in itertools.product((-1, 0, 1), repeat=len(pairs)):
        better = [
            _better(rank) & ~doubt for rank, doubt in zip(problem.rank[0], unknown, strict=True)
        ]
        for (party, one, other), sign in zip(pairs, filled, strict=True):
            better[party][one, other], better[party][other, one] = sign < 0, sign > 0
        stable = _judged(problem, better, better, (concept,))[concept]
        found |= stable[problem.judged].all(axis=0)
    return found, unsettled


def judge_unknown(
    scenario: Scenario, build: Callable[[Scenario, Draws], Problem], concepts: tuple[str, ...]
) -> Bounds:
    """Bounds over all rankings and unknown comparisons of a scenario."""
    draws = rankings_of(scenario)
    problem = build(scenario, draws)
    wanted = tuple(concept for concept in concepts if concept in BASIC)
    verdicts = judge_problem(problem, wanted)
    doubts = doubts_of(scenario, problem) if scenario.unknown else []
    most = MOST_COMPLETED // (draws.count * problem.states)
    necessarily: dict[str, list[Stable]] = {c: [] for c in wanted}
    possibly: dict[str, list[Stable]] = {c: [] for c in wanted}
    sure: dict[str, list[Stable]] = {c: [] for c in wanted}
    equilibria: dict[str, list[Stable]] = {c: [] for c in wanted}
    for draw, row in enumerate(verdicts):
        plain = {c: (row >> BASIC.index(c) & 1).astype(np.bool_) for c in wanted}
        one = problem.of_draw(draw)
        surely, maybe = bounds(one, doubts, wanted) if doubts else (plain, plain)
        for concept in wanted:
            possible, unsettled = possible_equilibria(one, doubts, concept, maybe[concept], most)
            necessarily[concept].append(surely[concept])
            possibly[concept].append(maybe[concept])
            equilibria[concept].append(possible)
            sure[concept].append(possible & ~unsettled)
    lasting = {c: np.logical_or.reduce(masks) for c, masks in equilibria.items()}
    return Bounds(
        problem=problem.of_draw(0),
        necessarily={c: np.logical_and.reduce(rows) for c, rows in necessarily.items()},
        possibly={c: np.logical_or.reduce(rows) for c, rows in possibly.items()},
        equilibria=lasting,
        unsettled={c: lasting[c] & ~np.logical_or.reduce(masks) for c, masks in sure.items()},
        rankings=draws.count,
    )
