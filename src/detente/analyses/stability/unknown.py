"""What holds whatever is unknown, and what may hold.

For a party, `gains[state, after]` says that it would move from `state` to `after`, and
`deters[state, after]` that `after` takes the wish away (never both). With a known ranking one is
the negation of the other; with unknown comparisons, or where only strong losses deter, both are
needed.

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
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.moves import Moves, from_edges
from detente.analyses.stability.problem import Mask, Problem, build_problem
from detente.analyses.stability.proofs import CREDIBLE, SYMMETRIC
from detente.analyses.stability.solve import stable_by_concept
from detente.errors import SettingError, sentence
from detente.scenario import Draws, Scenario, best_draws
from detente.scenario.statements import parse
from detente.scenario.states import expression_truth, option_bits

Relation = Mask
"""[state, after]"""
MOST_STATES = 4096
"""States between which comparisons are gone through one by one at most."""
MOST_RANKINGS = 2_000
MOST_COMPLETED = 8192
"""Ways of filling in unknown comparisons, times rankings, times states, gone through at most."""
MOST_CELLS = 1 << 23
MOST_COMPARED = 1 << 20
"""Rankings times pairs of states, between which comparisons are unknown, gone through at most."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """By concept the states that last whatever is unknown, and those that last under some reading.

    `unsettled` are those of the second for which that is not known, so that they are counted in.
    """

    rankings: int
    necessarily: dict[str, Mask]
    possibly: dict[str, Mask]
    unsettled: dict[str, Mask]


def judge_relations(
    moves: Moves, gains: list[Relation], deters: list[Relation], steps: list[Relation], concept: str
) -> Mask:
    """stable[party, state] from comparisons, of which `steps` are what others would answer by."""
    answers = credible(moves, steps) if concept in CREDIBLE else moves
    stable = np.ones((moves.parties, moves.states), dtype=np.bool_)
    for party in range(moves.parties):
        of, to = moves.edges(party)
        pays = gains[party][of, to]
        stable[party, of[pays]] = False
        if concept == "nash":
            continue
        others = np.arange(moves.parties) != party
        for state in np.flatnonzero(~stable[party]):
            safe = deters[party][state].copy()
            if concept in SYMMETRIC:
                safe[of[~deters[party][state, to]]] = False
            answered = answers.reaching(safe, others)
            stable[party, state] = answered[to[(of == state) & pays]].all()
    return stable


def credible(moves: Moves, gains: list[Relation]) -> Moves:
    """Of all moves, those that the mover would make: gains[party][state, after].

    As gains need not be transitive, whoever moved last is tracked.
    """
    edges = []
    for party, wanted in enumerate(gains):
        of, to = moves.edges(party)
        kept = wanted[of, to]
        edges.append((of[kept], to[kept]))
    return from_edges(edges, moves.states, tracked=True)


def better_than(rank: NDArray[np.int32]) -> list[Relation]:
    """better[party][state, after] for rank[party, state]."""
    return [np.asarray(own[None, :] > own[:, None]) for own in rank]


def bounds(
    problem: Problem, unknown: list[Relation], concepts: Sequence[str]
) -> tuple[dict[str, Mask], dict[str, Mask]]:
    """Necessary and possible stability[concept][party, state] with unknown comparisons, one draw.

    unknown[party] is bool[state, after], symmetric; the ranks decide all other comparisons.
    """
    if problem.states > MOST_STATES:
        remedy = sentence(
            "comparisons one by one are gone through for at most {most} states", most=MOST_STATES
        )
        raise SettingError("unknown", problem.states, remedy)
    known = _known(problem, unknown)
    wide = [better | doubt for better, doubt in zip(known, unknown, strict=True)]
    surely = {c: _judged(problem, wide, known, c) for c in concepts}
    return surely, {c: _judged(problem, known, wide, c) for c in concepts}


def _known(problem: Problem, unknown: list[Relation]) -> list[Relation]:
    better = better_than(problem.rank[0])
    return [told & ~doubt for told, doubt in zip(better, unknown, strict=True)]


def _judged(problem: Problem, gains: list[Relation], steps: list[Relation], concept: str) -> Mask:
    """stable[party, state] where parties leave for gains, and whatever is no gain deters."""
    deters = [~gain for gain in gains]
    stable = judge_relations(problem.moves, gains, deters, steps, concept)
    return stable & problem.judged[:, None]


def possible_equilibria(
    problem: Problem, unknown: list[Relation], concept: str, each: Mask, most: int
) -> tuple[Mask, Mask]:
    """(possible[state], unsettled[state]) for the first draw; unsettled ones count as possible.

    each[party, state] says for whom it may be stable. Under nash, gmr and smr what one party thinks
    changes nothing for another, so that is enough; under seq and sseq one and the same way of
    filling in all comparisons has to do, each of them better, worse or equal; at most
    `most` of them are gone through.
    """
    judged = problem.judged
    possible = np.asarray(each[judged].all(axis=0))
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
        return possible, possible & ~surely[concept][judged].all(axis=0)
    found = np.zeros_like(possible)
    for filled in itertools.product((-1, 0, 1), repeat=len(pairs)):
        better = _known(problem, unknown)
        for (party, one, other), sign in zip(pairs, filled, strict=True):
            better[party][one, other], better[party][other, one] = sign < 0, sign > 0
        found |= _judged(problem, better, better, concept)[judged].all(axis=0)
    return found, unsettled


def judge_unknown(
    scenario: Scenario, parties: Sequence[str] | None, concepts: Sequence[str]
) -> Unknown:
    """What lasts over all rankings and unknown comparisons of a scenario, for basic concepts."""
    draws = rankings_of(scenario)
    problem = build_problem(scenario, draws, parties)
    judged, nobody = problem.judged, np.zeros(problem.states, dtype=np.bool_)
    doubts = doubts_of(scenario, problem) if scenario.unknown else []
    most = MOST_COMPLETED // (draws.count * problem.states)
    necessarily = dict.fromkeys(concepts, ~nobody)
    possibly, settled = (dict.fromkeys(concepts, nobody) for _ in range(2))
    for draw in range(draws.count):
        one = problem.of_draw(draw)
        plain = stable_by_concept(one, concepts)
        surely, maybe = bounds(one, doubts, concepts) if doubts else (plain, plain)
        for c in concepts:
            possible, unsettled = possible_equilibria(one, doubts, c, maybe[c], most)
            necessarily[c] = necessarily[c] & surely[c][judged].all(axis=0)
            possibly[c] = possibly[c] | possible
            settled[c] = settled[c] | (possible & ~unsettled)
    unsettled_by = {c: possibly[c] & ~settled[c] for c in concepts}
    return Unknown(draws.count, necessarily, possibly, unsettled_by)


def has_unknowns(scenario: Scenario) -> bool:
    """Whether anything about preferences over states is left open."""
    return bool(scenario.unknown) or count_rankings(scenario) > 1


def count_rankings(scenario: Scenario) -> int:
    """How many combinations of rankings the open priorities stand for."""
    return math.prod(
        math.factorial(len(rung.statements))
        * 2 ** sum(_is_open(said.held) for said in rung.statements)
        for rungs in scenario.priorities.values()
        for rung in rungs
    )


def _is_open(held: object) -> bool:
    low, high = getattr(held, "low", 1.0), getattr(held, "high", 1.0)
    return not (low == high and high in (0.0, 1.0))


def within_reach(scenario: Scenario, states: int) -> bool:
    """Whether all rankings that the scenario leaves open can be gone through for so many states."""
    rankings = count_rankings(scenario)
    if scenario.unknown and rankings * states**2 > MOST_COMPARED:
        return False
    return states <= MOST_STATES and rankings <= MOST_RANKINGS and rankings * states <= MOST_CELLS


def rankings_of(scenario: Scenario) -> Draws:
    """One draw for each combination of rankings that the open priorities stand for."""
    orders: dict[tuple[str, ...], list[object]] = {}
    held: dict[tuple[str, ...], list[object]] = {}
    for party, rungs in scenario.priorities.items():
        for place, rung in enumerate(rungs):
            path: tuple[str, ...] = ("priorities", party, str(place))
            if len(rung.statements) > 1:
                orders[path] = list(itertools.permutations(range(len(rung.statements))))
            for member, said in enumerate(rung.statements):
                if _is_open(said.held):
                    held[(*path, "statements", str(member), "held")] = [1.0, 0.0]
    combined = list(itertools.product(*orders.values(), *held.values()))
    columns = [np.array(column) for column in zip(*combined, strict=True)]
    picked = dict(zip((*orders, *held), columns, strict=True))
    best = best_draws(scenario)
    values = {path: np.repeat(value, len(combined)) for path, value in best.values.items()}
    values |= {path: picked[path] for path in held}
    return Draws(len(combined), values, {path: picked[path].astype(np.intp) for path in orders})


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
