"""Duty rosters: which unit stands where in each shift, drawn so that nobody can foresee it.

Postings are drawn from a lottery whose long-run shares are the coverage (see `wheel`; for joint
duties the lottery over duty patterns itself). Which unit of a type goes is drawn among those that
have rested: with so many units on duty a shift that rest allows, there are always enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from detente.analyses.contract import Origin
from detente.analyses.security.deliver import Duties, Lottery, Plan, fewest_duties
from detente.analyses.security.game import Flags, Node, Supply, node_key
from detente.analyses.security.problem import SecurityProblem
from detente.analyses.security.rosters.wheel import Wheel, lay
from detente.analyses.security.solve import Task
from detente.errors import InternalError
from detente.randomness import generator
from detente.scenario import Scenario
from detente.scenario.sections.security import Security


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


@dataclass(frozen=True, eq=False, slots=True)
class Roster:
    """Shifts in order, drawn with `seed`.

    `coverage` is the long-run share of each target (a target in a shift: `target@shift`), `served`
    its share in this roster; `postings` counts the different postings that could be drawn.
    """

    origin: Origin
    seed: int
    method: str
    shifts: tuple[DutyShift, ...]
    postings: int
    coverage: dict[str, float]
    served: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The roster as plain JSON values."""
        return {
            "roster": {
                "seed": self.seed,
                "method": self.method,
                "postings": self.postings,
                "shifts": [
                    {
                        "number": shift.number,
                        "name": shift.name,
                        "chance": shift.chance,
                        "duties": [
                            {"resource": d.resource, "unit": d.unit, "targets": list(d.targets)}
                            for d in shift.duties
                        ],
                    }
                    for shift in self.shifts
                ],
                "coverage": self.coverage,
                "served": self.served,
            },
            "scenario": {"title": self.origin.title, "digest": self.origin.digest},
        }


Posting = tuple[tuple[int, tuple[int, ...]], ...]
"""The duties of one shift: (row of the unit, nodes it covers) each."""


class Lots(Protocol):
    """Postings of one recurring shift: how many differ, and draws of them with their chances."""

    count: int

    def draw(self, many: int, random: np.random.Generator) -> list[tuple[float, Posting]]:
        """Draw postings independently."""


class WheelLots:
    """Lots of separate units."""

    def __init__(self, wheel: Wheel) -> None:
        self._wheel = wheel
        self.count = wheel.count

    def draw(self, many: int, random: np.random.Generator) -> list[tuple[float, Posting]]:
        """Draw postings independently."""
        chances, guards = self._wheel.draw(many, random)
        found: list[tuple[float, Posting]] = []
        for chance, row in zip(chances, guards, strict=True):
            nodes = np.flatnonzero(row >= 0)
            found.append((float(chance), tuple((int(row[n]), (int(n),)) for n in nodes)))
        return found


class PatternLots:
    """Lots of joint duties: a pattern of each block, and who does what in it."""

    def __init__(self, supply: Supply, lotteries: tuple[Lottery, ...], nodes: Flags) -> None:
        self._supply, self._duties = supply, Duties.of(supply)
        self._blocks = [_here(lottery, nodes) for lottery in lotteries]
        self._blocks = [block for block in self._blocks if block.covered.any()]
        self._known: dict[bytes, Posting] = {}
        self.count = math.prod(len(block.chance) for block in self._blocks)

    def draw(self, many: int, random: np.random.Generator) -> list[tuple[float, Posting]]:
        """Draw postings independently."""
        return [self._one(random) for _ in range(many)]

    def _one(self, random: np.random.Generator) -> tuple[float, Posting]:
        chance, posting = 1.0, list[tuple[int, tuple[int, ...]]]()
        for block in self._blocks:
            bounds = np.cumsum(block.chance)
            drawn = np.searchsorted(bounds, random.random() * bounds[-1], side="right")
            place = min(int(drawn), len(bounds) - 1)
            chance *= float(block.chance[place])
            posting += self._posting(block.covered[place])
        return chance, tuple(posting)

    def _posting(self, pattern: Flags) -> Posting:
        key = pattern.tobytes()
        if key in self._known:
            return self._known[key]
        duties = self._duties
        sent = fewest_duties(self._supply, duties, pattern)
        self._known[key] = tuple(
            (int(duties.kind[duty]), tuple(map(int, np.flatnonzero(duties.covers[duty] & pattern))))
            for duty in np.flatnonzero(sent)
            for _ in range(sent[duty])
        )
        return self._known[key]


def _here(lottery: Lottery, nodes: Flags) -> Lottery:
    """The lottery over what it covers of some nodes, each pattern once."""
    patterns, place = np.unique(lottery.covered & nodes, axis=0, return_inverse=True)
    return Lottery(patterns, np.bincount(place.ravel(), lottery.chance, len(patterns)) / 1.0)


def make_roster(scenario: Scenario, task: Task, *, shifts: int, seed: int) -> Roster:
    """Draw a roster of `shifts` shifts for the plan of a task."""
    if scenario.security is None:
        raise InternalError("a roster needs the section security")
    random = generator(seed)
    problem, plan = task.problem, task.plan(task.problem.supply)
    cycle = scenario.security.shifts or ("",)
    lots = {name: _lots(problem, plan, name, random) for name in cycle}
    drawn = {
        name: iter(lots[name].draw(len(range(place, shifts, len(cycle))), random))
        for place, name in enumerate(cycle)
    }
    crew = _Crew(scenario.security, random)
    made = []
    for number in range(shifts):
        name = cycle[number % len(cycle)]
        chance, posting = next(drawn[name])
        made.append(DutyShift(number + 1, name, chance, crew.assign(number, posting, problem)))
    return Roster(
        origin=Origin.of(scenario),
        seed=seed,
        method=task.method,
        shifts=tuple(made),
        postings=sum(lot.count for lot in lots.values()),
        coverage=dict(zip(map(node_key, problem.nodes), plan.coverage.tolist(), strict=True)),
        served=_served(problem.nodes, made),
    )


def _lots(
    problem: SecurityProblem, plan: Plan, shift: str, random: np.random.Generator
) -> WheelLots | PatternLots:
    here = np.array([name == shift for _, name in problem.nodes])
    if plan.posts is None:
        return PatternLots(problem.supply, plan.lotteries, here)
    return WheelLots(lay(np.where(here, plan.posts, 0.0), problem.supply.number, random))


class _Crew:
    """The units of all resources and when each was last on duty."""

    def __init__(self, security: Security, random: np.random.Generator) -> None:
        self._random = random
        self._rest = {name: resource.rest for name, resource in security.resources.items()}
        self._last = {
            name: np.full(resource.units, -(10**9)) for name, resource in security.resources.items()
        }

    def assign(self, number: int, posting: Posting, problem: SecurityProblem) -> tuple[Duty, ...]:
        """Draw rested units for a posting."""
        duties = []
        by_resource: dict[str, list[tuple[int, ...]]] = {}
        for row, nodes in posting:
            by_resource.setdefault(problem.rows[row][0], []).append(nodes)
        for resource, posts in by_resource.items():
            last = self._last[resource]
            rested = np.flatnonzero(number - last > self._rest[resource])
            if rested.size < len(posts):
                raise InternalError(f"too few rested units of {resource} for a shift")
            units = np.sort(self._random.choice(rested, size=len(posts), replace=False))
            last[units] = number
            for unit, nodes in zip(self._random.permutation(units), posts, strict=True):
                targets = tuple(problem.nodes[node][0] for node in nodes)
                duties.append(Duty(resource, int(unit) + 1, targets))
        return tuple(sorted(duties, key=lambda duty: (duty.resource, duty.unit)))


def _served(nodes: tuple[Node, ...], shifts: list[DutyShift]) -> dict[str, float]:
    """Share of its shifts in which each target is protected in this roster.

    A target that needs several units is protected whenever its units are posted there.
    """
    served = {}
    for target, name in nodes:
        own = [shift for shift in shifts if shift.name == name]
        times = sum(any(target in duty.targets for duty in shift.duties) for shift in own)
        served[node_key((target, name))] = times / len(own) if own else 0.0
    return served
