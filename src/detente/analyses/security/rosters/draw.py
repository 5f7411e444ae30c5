"""Duty rosters: which unit stands where in each shift, drawn so that nobody can foresee it.

Postings are drawn from a lottery whose long-run shares are the coverage (see `wheel`; for joint
duties the lottery over duty patterns itself). Which unit of a type goes is drawn among those that
have rested: with so many units on duty a shift that rest allows, there are always enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.analyses.contract import Origin
from detente.analyses.security.game import Flags, Floats
from detente.analyses.security.problem import SecurityProblem, bare
from detente.analyses.security.rosters.wheel import lay
from detente.analyses.security.solve import Task
from detente.analyses.security.supply import Plan, Supply
from detente.errors import InternalError
from detente.exhibits import plain
from detente.randomness import generator
from detente.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Duty:
    """One unit at its targets for one shift; units of a type count from 1."""

    resource: str
    unit: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyShift:
    """A shift of the roster; `chance` is how likely this posting was."""

    number: int
    name: str
    chance: float
    duties: tuple[Duty, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Roster:
    """Shifts in order, drawn with `seed`.

    `coverage` is the long-run share of each target (a target in a shift: `target@shift`), `served`
    its share in this roster; `postings` counts the different postings that could be drawn.
    """

    origin: Origin = field(metadata={"internal": True})
    seed: int
    method: str
    postings: int
    shifts: tuple[DutyShift, ...]
    coverage: dict[str, float]
    served: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The roster as plain JSON values."""
        stamp = {"title": self.origin.title, "digest": self.origin.digest}
        return {"roster": plain(self), "scenario": stamp}


Posting = list[tuple[int, tuple[int, ...]]]
"""Duties of one shift: (row of the unit, nodes it covers) each."""

Lot = tuple[Floats, list[Posting]]
"""Postings that exclude one another, and the chance of each."""


def make_roster(scenario: Scenario, task: Task, shifts: int, seed: int) -> Roster:
    """Draw a roster of `shifts` shifts for the plan of a task."""
    random = generator(seed)
    problem, plan = task.problem, task.plan(task.problem.supply)
    cycle = problem.stated.shifts or ("",)
    lots = {name: _lots(problem, plan, name, random) for name in cycle}
    crew, made = _Crew(problem, random), []
    for number in range(shifts):
        name = cycle[number % len(cycle)]
        chance, posting = 1.0, Posting()
        for chances, postings in lots[name]:
            place = int(random.choice(chances.size, p=chances / chances.sum()))
            chance, posting = chance * float(chances[place]), posting + postings[place]
        made.append(DutyShift(number + 1, name, chance, crew.assign(number, posting)))
    return Roster(
        origin=Origin.of(scenario),
        seed=seed,
        method=task.method,
        postings=sum(math.prod(len(postings) for _, postings in each) for each in lots.values()),
        shifts=tuple(made),
        coverage=dict(zip(problem.targets, plan.coverage.tolist(), strict=True)),
        served={target: _served(target, made) for target in problem.targets},
    )


def _served(key: str, shifts: list[DutyShift]) -> float:
    """Share of its shifts in which a target is protected in this roster.

    A target that needs several units is protected whenever its units are posted there.
    """
    target, _, name = key.partition("@")
    own = [shift for shift in shifts if shift.name == name]
    times = sum(any(target in duty.targets for duty in shift.duties) for shift in own)
    return times / len(own) if own else 0.0


def _lots(
    problem: SecurityProblem, plan: Plan, shift: str, random: np.random.Generator
) -> list[Lot]:
    """What is drawn for a recurring shift: postings off the wheel, or a pattern of each block."""
    here, supply = (
        np.array([key.partition("@")[2] == shift for key in problem.targets]),
        problem.supply,
    )
    if plan.posts is not None:
        wheel = lay(np.where(here, plan.posts, 0.0), supply.number, random)
        guards = ((row, np.flatnonzero(row >= 0).tolist()) for row in wheel.guards)
        return [(wheel.chance, [[(int(row[n]), (n,)) for n in nodes] for row, nodes in guards])]
    lots = []
    for lottery in plan.lotteries:
        patterns, place = np.unique(lottery.covered & here, axis=0, return_inverse=True)
        if patterns.any():
            chances = np.bincount(place.ravel(), lottery.chance, len(patterns)).astype(float)
            lots.append((chances, [_who(supply, pattern) for pattern in patterns]))
    return lots


def _who(supply: Supply, pattern: Flags) -> Posting:
    """The fewest units that cover a pattern, and what each of them covers of it."""
    sent = supply.fewest_duties(pattern)
    return [
        (int(supply.kind[duty]), tuple(np.flatnonzero(supply.covers[duty] & pattern).tolist()))
        for duty in np.repeat(np.arange(sent.size), sent)
    ]


class _Crew:
    """The units of all resources and when each was last on duty."""

    def __init__(self, problem: SecurityProblem, random: np.random.Generator) -> None:
        self._problem, self._random, self._stated = problem, random, problem.stated.resources
        self._last = {
            name: np.full(stated.units, -(10**9)) for name, stated in self._stated.items()
        }

    def assign(self, number: int, posting: Posting) -> tuple[Duty, ...]:
        """Draw rested units for a posting."""
        duties, by_resource = [], dict[str, list[tuple[int, ...]]]()
        for row, nodes in posting:
            by_resource.setdefault(bare(self._problem.units[row]), []).append(nodes)
        for resource, posts in by_resource.items():
            last = self._last[resource]
            rested = np.flatnonzero(number - last > self._stated[resource].rest)
            if rested.size < len(posts):
                raise InternalError(f"too few rested units of {resource} for a shift")
            units = np.sort(self._random.choice(rested, size=len(posts), replace=False))
            last[units] = number
            for unit, nodes in zip(self._random.permutation(units), posts, strict=True):
                targets = tuple(bare(self._problem.targets[node]) for node in nodes)
                duties.append(Duty(resource, int(unit) + 1, targets))
        return tuple(sorted(duties, key=lambda duty: (duty.resource, duty.unit)))
