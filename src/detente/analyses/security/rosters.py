"""Duty rosters: which unit stands where in each shift, drawn so that nobody can foresee it.

Postings are drawn from a lottery whose long-run shares are the coverage (see `wheel`; for joint
duties the lottery over duty patterns itself). Which unit of a type goes is drawn among those that
have rested: with so many units on duty a shift that rest allows, there are always enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from detente.analyses.contract import Origin
from detente.analyses.security import joint
from detente.analyses.security.game import Flags, Supply
from detente.analyses.security.labels import node_key
from detente.analyses.security.problem import Node, SecurityProblem
from detente.analyses.security.solve import Plan
from detente.analyses.security.task import Task
from detente.analyses.security.wheel import Wheel, lay
from detente.errors import InternalError
from detente.randomness import generator
from detente.scenario import Scenario
from detente.scenario.security import Security


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
    """Lots of joint duties; who does what in a pattern is worked out when it is drawn."""

    def __init__(self, supply: Supply, lottery: joint.Lottery, nodes: Flags) -> None:
        shown = lottery.covered & nodes
        patterns, place = np.unique(shown, axis=0, return_inverse=True)
        self._supply, self._patterns = supply, patterns
        self._chances = np.bincount(place.ravel(), weights=lottery.chance, minlength=len(patterns))
        self.count = len(patterns)
        self._known: dict[int, Posting] = {}

    def draw(self, many: int, random: np.random.Generator) -> list[tuple[float, Posting]]:
        """Draw postings independently."""
        bounds = np.cumsum(self._chances)
        drawn = np.searchsorted(bounds, random.random(many) * bounds[-1], side="right")
        return [
            (float(self._chances[place]), self._posting(int(place)))
            for place in np.minimum(drawn, self.count - 1)
        ]

    def _posting(self, place: int) -> Posting:
        if place not in self._known:
            pattern = self._patterns[place]
            duties = joint.Duties.of(self._supply)
            sent = joint.fewest_duties(self._supply, pattern).astype(int)
            self._known[place] = tuple(
                (int(duties.kind[duty]), tuple(map(int, np.flatnonzero(covers))))
                for duty in np.flatnonzero(sent)
                for covers in [duties.covers[duty].astype(bool) & pattern]
                for _ in range(sent[duty])
            )
        return self._known[place]


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
    if plan.lottery is not None:
        return PatternLots(problem.supply, plan.lottery, here)
    if plan.posts is None:
        raise InternalError("a plan has neither posts nor a lottery")
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
