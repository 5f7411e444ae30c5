"""What holds whatever is unknown, and what may hold.

Comparisons can be unknown one by one: a party may then find either state better, or both equal.
Necessarily stable for a party: it leaves for whatever is better or unknown, only what is known
not to be better deters it, and others answer only with known improvements. Possibly stable: it
leaves only for known improvements, whatever is not known to be better deters it, and others may
answer with unknown improvements too.

For Nash, GMR and SMR this is exactly stability under all, or under some, ways of filling in the
unknown comparisons, each on its own. For SEQ and SSEQ the first is stability under all of them; the
second is necessary for stability under some, and which states some completion makes an equilibrium
is found in `possible`.

A group of priorities of unknown order, or a priority that may not be held, stands for all the
rankings it can mean; a state is necessarily stable if it is so under each of them, and possibly an
equilibrium if one combination of rankings makes it one.

Reference for comparisons one by one: Li, Hipel, Kilgour & Fang (2004).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.listing import listed
from detente.analyses.stability.possible import Budget, possible_equilibria
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.relations import MOST_STATES, Relation, credible, judge_relation
from detente.analyses.stability.solve import judge_problem
from detente.errors import SettingError
from detente.scenario import Draws, Scenario, best_draws
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits

Stable = NDArray[np.bool_]
MOST_RANKINGS = 2_000
MOST_CELLS = 1 << 23


@dataclass(frozen=True, eq=False)
class Bounds:
    """necessarily[concept][party, state] and possibly[concept][party, state].

    equilibria[concept][state]: some reading makes it an equilibrium; unsettled[concept][state]
    where that is not known for certain, so that it is counted in.
    """

    necessarily: dict[str, Stable]
    possibly: dict[str, Stable]
    equilibria: dict[str, Stable]
    unsettled: dict[str, Stable]
    rankings: int


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
        remedy = f"at most {MOST_RANKINGS} combinations of rankings are gone through; order some"
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
        remedy = f"comparisons one by one are gone through for at most {MOST_STATES} states"
        raise SettingError("unknown", problem.states, remedy)
    moves = listed(problem)
    better = [_better(rank) & ~doubt for rank, doubt in zip(problem.rank[0], unknown, strict=True)]
    wide = [known | doubt for known, doubt in zip(better, unknown, strict=True)]
    answers = {
        False: {"seq": credible(moves, better, transitive=False), "gmr": moves},
        True: {"seq": credible(moves, wide, transitive=False), "gmr": moves},
    }
    results: list[dict[str, Stable]] = []
    for possible in (False, True):
        gains, deters = (better, [~known for known in better]) if possible else (
            wide, [~known for known in wide]
        )  # fmt: skip
        stable = {}
        for concept in concepts:
            answer = answers[possible]["seq" if concept in ("seq", "sseq") else "gmr"]
            rows = [
                judge_relation(moves, answer, party, gains[party], deters[party], concept)
                for party in range(len(problem.parties))
            ]
            stable[concept] = np.stack(rows) & problem.judged[:, None]
        results.append(stable)
    return results[0], results[1]


def _better(rank: NDArray[np.int32]) -> Relation:
    relation: Relation = rank[None, :] > rank[:, None]
    return relation


def judge_unknown(scenario: Scenario, build: object, concepts: tuple[str, ...]) -> Bounds:
    """Bounds over all rankings and unknown comparisons of a scenario.

    `build(scenario, draws)` makes the problem.
    """
    draws = rankings_of(scenario)
    problem: Problem = build(scenario, draws)  # type: ignore[operator]
    wanted = tuple(concept for concept in concepts if concept in BASIC)
    pairs, lasting = _by_draw(scenario, problem, wanted)
    necessarily = {c: np.logical_and.reduce([pair[0][c] for pair in pairs]) for c in wanted}
    possibly = {c: np.logical_or.reduce([pair[1][c] for pair in pairs]) for c in wanted}
    sure = {c: np.logical_or.reduce([m & ~u for m, u in lasting[c]]) for c in wanted}
    equilibria = {c: np.logical_or.reduce([mask for mask, _ in lasting[c]]) for c in wanted}
    unsettled = {c: equilibria[c] & ~sure[c] for c in wanted}
    return Bounds(necessarily, possibly, equilibria, unsettled, draws.count)


Pairs = list[tuple[dict[str, Stable], dict[str, Stable]]]
Lasting = dict[str, list[tuple[Stable, Stable]]]


def _by_draw(
    scenario: Scenario, problem: Problem, wanted: tuple[str, ...]
) -> tuple[Pairs, Lasting]:
    """For each ranking: necessary and possible stability; possible and unsettled equilibria."""
    verdicts = judge_problem(problem, wanted)
    doubts = doubts_of(scenario, problem) if scenario.unknown else []
    pairs: Pairs = []
    lasting: Lasting = {c: [] for c in wanted}
    budget = Budget()
    for draw, row in enumerate(verdicts):
        plain = {c: (row >> BASIC.index(c) & 1).astype(bool) for c in wanted}
        one = problem.of_draw(draw)
        pairs.append(bounds(one, doubts, wanted) if doubts else (plain, plain))
        for concept in wanted:
            each = pairs[-1][1][concept]
            lasting[concept].append(possible_equilibria(one, doubts, concept, each, budget))
    return pairs, lasting
