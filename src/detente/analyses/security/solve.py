"""Which method suits a game, and its plans for any supply.

linear       one rational kind of adversary: one linear programme
mixed        several kinds at once: one mixed-integer programme
intervals    payoffs as ranges, the worst of all kinds
quantal, subjective   one noisy kind
maximin      whatever the adversary wants
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analyses.security import plans
from detente.analyses.security.game import Flags, Floats
from detente.analyses.security.intervals import cover_ranges, guarantee
from detente.analyses.security.linear import cover_one
from detente.analyses.security.mixed import cover_kinds
from detente.analyses.security.noisy import cover_noisy
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.response import (
    TIE,
    noise_of,
    struck,
    value_against_noise,
    value_if_struck,
)
from detente.analyses.security.supply import Plan, Supply
from detente.errors import SettingError, sentence

NOISY = ("quantal", "subjective")
MOST_NOISY = 120
"""Targets of one plan against a noisy adversary; it takes some fifth power of them."""
MOST_TOPPED_UP = 200
"""Targets up to which idle units can be used up."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem with the method chosen for it: makes plans and says what they are worth."""

    problem: SecurityProblem
    method: str
    seconds: float
    use_spare: bool = False

    def plan(self, supply: Supply) -> Plan:
        """The best plan for a supply, its idle units used up where that is asked for."""
        coverage, bound = self._best(supply)
        plan = supply.plan(coverage)._replace(bound=bound)
        if not self.use_spare or supply.targets > MOST_TOPPED_UP:
            return plan
        topped = plans.top_up(plan.coverage, ~self._drawn_to(plan.coverage), supply)
        worse = self.worth(topped) < self.worth(plan.coverage) - 1e-9
        return plan if worse else supply.plan(topped)._replace(bound=bound)

    def has_time_for(self, more: int) -> bool:
        """Whether so many plans more can be made; against a noisy adversary each takes long."""
        return self.method not in NOISY or (
            (1 + more) * self.problem.supply.targets**5 <= MOST_NOISY**5
        )

    def promised(self, supply: Supply) -> float:
        """What the best plan for a supply of separate units is worth to us."""
        return self.worth(self.plan(supply).coverage if self.use_spare else self._best(supply)[0])

    def _best(self, supply: Supply) -> tuple[Floats, float | None]:
        kinds, one = self.problem.kinds, self.planned_for
        payoffs = one.payoffs.at(0)
        if self.method == "mixed":
            prior = np.array([kind.prior[0] for kind in kinds])
            stakes = [kind.payoffs.at(0) for kind in kinds]
            return cover_kinds(stakes, prior, supply, seconds=self.seconds)
        if self.method == "intervals":
            return cover_ranges(self.problem.ranges, supply), None
        if self.method in NOISY:
            return cover_noisy(payoffs, noise_of(payoffs, one.stated, self.method), supply), None
        return cover_one(payoffs.reversed if self.method == "maximin" else payoffs, supply), None

    def _drawn_to(self, coverage: Floats) -> Flags:
        """Targets that draw the adversary away from others, bool[node]; they stay as they are."""
        kept = np.zeros(coverage.size, dtype=bool)
        if self.method == "intervals":
            lowest = self.problem.ranges.low.theirs(coverage)
            kept |= lowest >= lowest.max() - TIE * max(1.0, float(np.abs(lowest).max()))
        elif self.method in ("linear", "mixed"):
            for kind in self.problem.kinds:
                kept[struck(kind.payoffs.at(0), coverage)] = True
        return kept

    def worth(self, coverage: Floats) -> float:
        """What the method maximises: our value of a coverage."""
        one = self.planned_for
        payoffs = one.payoffs.at(0)
        if self.method == "intervals":
            return guarantee(self.problem.ranges, coverage)
        if self.method in NOISY:
            noise = noise_of(payoffs, one.stated, self.method)
            return float(value_against_noise(payoffs, noise, coverage))
        if self.method == "maximin":
            return float(payoffs.ours(coverage).min())
        return sum(
            float(kind.prior[0]) * float(value_if_struck(kind.payoffs.at(0), coverage))
            for kind in self.problem.kinds
        )

    @property
    def planned_for(self) -> Kind:
        """The kind that a method for one kind plans for."""
        kinds = self.problem.kinds
        noisy = [kind for kind in kinds if kind.stated.behaviour == "noisy"]
        return noisy[0] if self.method in NOISY and noisy else kinds[self.problem.likeliest]


def choose(problem: SecurityProblem, asked: str) -> str:
    """Settle the method; raises SettingError where it does not suit the game or takes too long."""
    method = _suited(problem, asked)
    if method in NOISY and len(problem.targets) > MOST_NOISY:
        remedy = sentence(
            "at most {most}, shift by shift, against a noisy adversary: state fewer targets or "
            "shifts, or behaviour: rational",
            most=MOST_NOISY,
        )
        raise SettingError("targets", len(problem.targets), remedy)
    return method


def _suited(problem: SecurityProblem, method: str) -> str:
    several, stated = len(problem.kinds) > 1, problem.kinds[0].stated
    if method == "auto":
        if problem.uncertain:
            return "intervals"
        if several:
            return "mixed"
        return stated.form if stated.behaviour == "noisy" else "linear"
    if method in ("closed-form", "linear"):
        if several:
            remedy = "several adversaries are stated; choose mixed or auto"
            raise SettingError("method", method, remedy)
        return "linear"
    return method
