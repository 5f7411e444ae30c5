"""From where things stand: what can be reached, what cannot be left, and what is likely to happen.

Ways follow legal moves, or improvements of whoever moves. Absorbing sets are the smallest sets of
states that improvements lead into and never out of. Courses of events assume that at each state
one of the parties that can improve acts, each with the same chance, and makes its best move;
this is a convention to read the conflict by and not a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.paths import Step, ways
from detente.analyses.stability.problem import Problem

MOST_COURSES = 1 << 14


@dataclass(frozen=True, slots=True)
class Road:
    """How a state is reached from the status quo.

    `needed` are parties without whose moves there is no legal way; `passed` are states on the
    shortest way that every way of its kind passes (by improvements where there is such a way).
    """

    goal: int
    by_moves: tuple[Step, ...] | None
    by_improvements: tuple[Step, ...] | None
    needed: tuple[int, ...]
    passed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Where courses of events end, how many of them (0..1), and a shortest one."""

    end: tuple[int, ...]
    share: float
    way: tuple[Step, ...]


@dataclass(frozen=True)
class StartAnswer:
    """From one state: ways to those that can last under a concept, absorbing sets, courses."""

    problem: Problem
    start: int
    concept: str
    roads: tuple[Road, ...]
    absorbing: tuple[tuple[int, ...], ...]
    courses: tuple[Course, ...]
    key: ClassVar[str] = "from"

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        name = self.problem.name
        return {
            "state": name(self.start),
            "ways": [
                {
                    "to": name(road.goal),
                    "by_moves": self._way(road.by_moves),
                    "by_improvements": self._way(road.by_improvements),
                    "needed": [self.problem.parties[party] for party in road.needed],
                    "passes": [name(state) for state in road.passed],
                }
                for road in self.roads
            ],
            "absorbing": [[name(state) for state in group] for group in self.absorbing],
            "courses": [
                {
                    "end": [name(state) for state in course.end],
                    "share": round(course.share, 9),
                    "way": self._way(course.way),
                }
                for course in self.courses
            ],
        }

    def _way(self, steps: tuple[Step, ...] | None) -> list[dict[str, str]] | None:
        return None if steps is None else [step.answer(self.problem) for step in steps]


def roads(problem: Problem, start: int, goals: NDArray[np.intp]) -> tuple[Road, ...]:
    """The shortest ways to each goal, who must act and where the way can be blocked."""
    legal = ways(problem, start, improving=False)
    improving = ways(problem, start, improving=True)
    parties = range(len(problem.parties))
    without = {}
    for party in parties:
        movers = np.arange(len(problem.parties)) != party
        without[party] = ways(problem, start, improving=False, movers=movers)
    found = []
    for goal in goals.tolist():
        by_moves, by_improvements = legal.to(goal), improving.to(goal)
        needed: tuple[int, ...] = ()
        if by_moves:
            needed = tuple(party for party in parties if without[party].to(goal) is None)
        way = by_improvements if by_improvements is not None else by_moves
        passed = _passed(problem, start, goal, way or (), by_improvements is not None)
        found.append(Road(goal, by_moves, by_improvements, needed, passed))
    return tuple(found)


def _passed(
    problem: Problem, start: int, goal: int, way: tuple[Step, ...], improving: bool
) -> tuple[int, ...]:
    """States between start and goal that cannot be gone around."""
    between = [step.state for step in way[:-1]]
    return tuple(
        state
        for state in between
        if ways(problem, start, improving=improving, avoided=state).to(goal) is None
    )


def _improvement_edges(problem: Problem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """of[edge] -> to[edge]: every improvement of every party, first draw."""
    sources, targets = [], []
    for party, rank in enumerate(problem.rank[0]):
        of, to = problem.moves.edges(party)
        better = rank[to] > rank[of]
        sources.append(of[better])
        targets.append(to[better])
    return np.concatenate(sources), np.concatenate(targets)


def absorbing_sets(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Sets of states that improvements enter but never leave, smallest first."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    of, to = _improvement_edges(problem)
    graph = coo_array((np.ones(of.size), (of, to)), shape=(problem.states, problem.states))
    count, component = connected_components(graph.tocsr(), directed=True, connection="strong")
    left = np.zeros(count, dtype=np.bool_)
    left[component[of[component[of] != component[to]]]] = True
    closed = np.flatnonzero(~left)
    members = [tuple(np.flatnonzero(component == one).tolist()) for one in closed[:MOST_COURSES]]
    return tuple(sorted(members, key=lambda group: (len(group), group)))


def best_replies(problem: Problem, state: int) -> tuple[Step, ...]:
    """The best improvement of each party that has one (the first of equals)."""
    found = []
    for party, rank in enumerate(problem.rank[0]):
        after = problem.moves.own(party, state)
        better = after[rank[after] > rank[state]]
        if better.size:
            found.append(Step(party, int(better[np.argmax(rank[better])])))
    return tuple(found)


def courses(problem: Problem, start: int) -> tuple[Course, ...]:
    """Where chains of best replies from `start` end, the most frequent end first.

    Empty when they run through more than `MOST_COURSES` states.
    """
    replies: dict[int, tuple[Step, ...]] = {}
    parent: dict[int, tuple[int, Step] | None] = {start: None}
    waiting = [start]
    while waiting and len(replies) < MOST_COURSES:
        state = waiting.pop(0)
        replies[state] = best_replies(problem, state)
        for step in replies[state]:
            if step.state not in parent:
                parent[step.state] = (state, step)
                waiting.append(step.state)
    if waiting:
        return ()
    states = list(replies)
    ends, shares = _absorbed(states, replies)
    found = []
    for end, share in zip(ends, shares, strict=True):
        nearest = next(state for state in states if state in end)
        found.append(Course(tuple(sorted(end)), share, _way(parent, nearest)))
    return tuple(sorted(found, key=lambda course: (-course.share, course.end)))


def _absorbed(
    states: list[int], replies: dict[int, tuple[Step, ...]]
) -> tuple[list[set[int]], list[float]]:
    """Closed sets of the chain of best replies and the chance to end in each."""
    from scipy.sparse import csr_array, identity
    from scipy.sparse.csgraph import connected_components
    from scipy.sparse.linalg import splu

    number = {state: place for place, state in enumerate(states)}
    rows = [number[s] for s in states for _ in replies[s]]
    columns = [number[step.state] for s in states for step in replies[s]]
    chance = [1 / len(replies[s]) for s in states for _ in replies[s]]
    size = len(states)
    chain = csr_array((chance, (rows, columns)), shape=(size, size))
    count, component = connected_components(chain, directed=True, connection="strong")
    left = np.zeros(count, dtype=bool)
    for row, column in zip(rows, columns, strict=True):
        left[component[row]] |= component[row] != component[column]
    ends = np.flatnonzero(~left)
    passing = np.flatnonzero(left[component])
    members = [{states[place] for place in np.flatnonzero(component == end)} for end in ends]
    if 0 not in passing:
        return members, [float(component[0] == end) for end in ends]
    inner = chain[passing][:, passing]
    solver = splu((identity(passing.size) - inner).T.tocsc())
    first = np.zeros(passing.size)
    first[0] = 1.0
    visits = solver.solve(first)
    flow = chain[passing].T @ visits
    return members, [float(flow[component == end].sum()) for end in ends]


def _way(parent: dict[int, tuple[int, Step] | None], end: int) -> tuple[Step, ...]:
    steps = []
    while (link := parent[end]) is not None:
        end, step = link
        steps.append(step)
    return tuple(reversed(steps))
