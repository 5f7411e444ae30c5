"""From where things stand: what can be reached, what cannot be left, and what is likely to happen.

Ways follow legal moves, or improvements of whoever moves. Absorbing sets are the smallest sets of
states that improvements lead into and never out of. Courses of events assume that at each state
one of the parties that can improve acts, each with the same chance, and makes its best move;
this is a convention to read the conflict by and not a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.problem import Party, Problem, State
from detente.analyses.stability.proofs import Step, Way, ways
from detente.exhibits import internal

MOST_COURSES = 1 << 14


@dataclass(frozen=True, slots=True)
class Road:
    """How a state is reached from the status quo.

    `needed` are parties without whose moves there is no legal way; `passes` are states on the
    shortest way that every way of its kind passes (by improvements where there is such a way).
    """

    to: State
    by_moves: Way | None
    by_improvements: Way | None
    needed: tuple[Party, ...]
    passes: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Where courses of events end, how many of them (0..1), and a shortest one."""

    end: tuple[State, ...]
    share: float
    way: Way


@dataclass(frozen=True)
class Outset:
    """From one state: ways to those that can last under a concept, absorbing sets, courses."""

    state: State
    ways: tuple[Road, ...]
    absorbing: tuple[tuple[State, ...], ...]
    courses: tuple[Course, ...]
    concept: str = internal()


def roads(problem: Problem, start: int, goals: NDArray[np.intp]) -> tuple[Road, ...]:
    """The shortest ways to each goal, who must act and where the way can be blocked."""
    legal = ways(problem, start, improving=False)
    improving = ways(problem, start, improving=True)
    number = np.arange(len(problem.parties))
    without = {
        party: ways(problem, start, improving=False, movers=number != party)
        for party in problem.everybody
    }
    found = []
    for goal in goals.tolist():
        by_moves, by_improvements = legal.to(goal), improving.to(goal)
        needed = tuple(p for p, tree in without.items() if by_moves and tree.to(goal) is None)
        pays = by_improvements is not None
        between = [step.state for step in (by_improvements or by_moves or ())[:-1]]
        passes = tuple(
            state
            for state in between
            if ways(problem, start, improving=pays, avoided=state).to(goal) is None
        )
        found.append(Road(State(goal), by_moves, by_improvements, needed, passes))
    return tuple(found)


def _closed_sets(
    of: NDArray[np.int64], to: NDArray[np.int64], count: int
) -> list[NDArray[np.intp]]:
    """The strongly connected sets of nodes that no arrow of[arrow] -> to[arrow] leads out of."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(of.size), (of, to)), shape=(count, count)).tocsr()
    sets, component = connected_components(graph, directed=True, connection="strong")
    left = np.zeros(sets, dtype=np.bool_)
    left[component[of[component[of] != component[to]]]] = True
    order = np.argsort(component, kind="stable")
    starts = np.searchsorted(component[order], np.arange(sets + 1))
    return [order[starts[one] : starts[one + 1]] for one in np.flatnonzero(~left)]


def absorbing_sets(problem: Problem) -> tuple[tuple[State, ...], ...]:
    """Sets of states that improvements enter but never leave, smallest first."""
    sources, targets = [], []
    for party, rank in enumerate(problem.rank[0]):
        of, to = problem.moves.edges(party)
        better = rank[to] > rank[of]
        sources.append(of[better])
        targets.append(to[better])
    closed = _closed_sets(np.concatenate(sources), np.concatenate(targets), problem.states)
    members = [tuple(State(state) for state in group) for group in closed[:MOST_COURSES]]
    return tuple(sorted(members, key=lambda group: (len(group), group)))


def best_replies(problem: Problem, state: int) -> Way:
    """The best improvement of each party that has one (the first of equals)."""
    found = []
    for party in problem.everybody:
        rank, after = problem.rank[0, party], problem.moves.own(party, state)
        if after.size and rank[after].max() > rank[state]:
            found.append(Step(party, State(after[np.argmax(rank[after])])))
    return tuple(found)


def courses(problem: Problem, start: int) -> tuple[Course, ...]:
    """Where chains of best replies from `start` end, the most frequent end first.

    Empty when they run through more than `MOST_COURSES` states.
    """
    replies: dict[int, Way] = {}
    came: dict[int, tuple[int, Step] | None] = {start: None}
    waiting = [start]
    while waiting and len(replies) < MOST_COURSES:
        state = waiting.pop(0)
        replies[state] = best_replies(problem, state)
        for step in replies[state]:
            if step.state not in came:
                came[step.state] = (state, step)
                waiting.append(step.state)
    if waiting:
        return ()
    states = list(replies)
    number = {state: place for place, state in enumerate(states)}
    of = np.array([number[s] for s in states for _ in replies[s]], dtype=np.int64)
    to = np.array([number[step.state] for s in states for step in replies[s]], dtype=np.int64)
    chance = np.array([1 / len(replies[s]) for s in states for _ in replies[s]])
    closed = _closed_sets(of, to, len(states))
    shares = _absorbed(of, to, chance, closed, len(states))
    found = [
        Course(
            tuple(sorted(State(states[place]) for place in places)),
            round(share, 9),
            _way(came, states[int(places.min())]),
        )
        for places, share in zip(closed, shares, strict=True)
    ]
    return tuple(sorted(found, key=lambda course: (-course.share, course.end)))


def _way(came: dict[int, tuple[int, Step] | None], end: int) -> Way:
    steps = []
    while (link := came[end]) is not None:
        end, step = link
        steps.append(step)
    return tuple(reversed(steps))


def _absorbed(
    of: NDArray[np.int64],
    to: NDArray[np.int64],
    chance: NDArray[np.float64],
    closed: list[NDArray[np.intp]],
    count: int,
) -> list[float]:
    """The chance to end in each closed set of a chain that starts at its first node."""
    from scipy.sparse import csr_array, identity
    from scipy.sparse.linalg import splu

    passing = np.setdiff1d(np.arange(count), np.concatenate(closed))
    if 0 not in passing:
        return [float(0 in places) for places in closed]
    chain = csr_array((chance, (of, to)), shape=(count, count))
    solver = splu((identity(passing.size) - chain[passing][:, passing]).T.tocsc())
    first = np.zeros(passing.size)
    first[0] = 1.0
    flow = chain[passing].T @ solver.solve(first)
    return [float(flow[places].sum()) for places in closed]
