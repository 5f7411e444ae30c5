"""Which method suits a game, and its plans for any supply."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.security import plans, solve
from detente.analyses.security.game import Flags, Floats, Payoffs, Supply
from detente.analyses.security.intervals import guarantee
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.response import (
    TIE,
    Noise,
    quantal,
    reply,
    subjective,
    value_against_noise,
)
from detente.errors import SettingError
from detente.scenario.security import Adversary

MOST_TOPPED_UP = 200
"""Targets up to which idle units can be used up."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem with the method chosen for it: makes plans and says what they are worth."""

    problem: SecurityProblem
    method: str
    seconds: float
    use_spare: bool = False

    def plan(self, supply: Supply) -> solve.Plan:
        """The best plan for a supply, its idle units used up where that is asked for."""
        plan = self._best(supply)
        if not self.use_spare or plan.coverage.size > MOST_TOPPED_UP:
            return plan
        raised = ~self._drawn_to(plan.coverage)
        topped = plans.top_up(plan.coverage, raised, solve.fitting(supply))
        worse = self.worth(topped) < self.worth(plan.coverage) - 1e-9
        return plan if worse else replace(solve.delivered(supply, topped), bound=plan.bound)

    def best_worth(self, supply: Supply) -> float:
        """What the best plan for a supply is worth; posts are not sought where none are needed."""
        if self.method == "intervals" and not self.use_spare and not supply.is_joint:
            return self.worth(solve.covered_over_ranges(self.problem.ranges, supply))
        return self.worth(self.plan(supply).coverage)

    def _drawn_to(self, coverage: Floats) -> Flags:
        """Targets that draw the adversary away from others, bool[node]; they stay as they are."""
        kept = np.zeros(coverage.size, dtype=bool)
        if self.method == "intervals":
            lowest = self.problem.ranges.low.theirs(coverage)
            kept |= lowest >= lowest.max() - TIE * max(1.0, float(np.abs(lowest).max()))
        elif self.method in ("closed-form", "linear", "mixed"):
            for kind in self.problem.kinds:
                kept[reply(kind.payoffs.at(0), coverage).target] = True
        return kept

    def _best(self, supply: Supply) -> solve.Plan:
        kinds = self.problem.kinds
        one = self.planned_for.payoffs.at(0)
        if self.method == "mixed":
            prior = np.array([kind.prior[0] for kind in kinds])
            stakes = [kind.payoffs.at(0) for kind in kinds]
            return solve.kinds_at_once(stakes, prior, supply, seconds=self.seconds)
        if self.method == "intervals":
            return solve.worst_over_ranges(self.problem.ranges, supply)
        if self.method in ("quantal", "subjective"):
            return solve.against_noise(one, self.noise, supply)
        makers = {
            "closed-form": solve.closed_form,
            "linear": solve.linear,
            "maximin": solve.maximin,
        }
        return makers[self.method](one, supply)

    def worth(self, coverage: Floats) -> float:
        """What the method maximises: our value of a coverage."""
        one = self.planned_for.payoffs.at(0)
        if self.method == "intervals":
            return guarantee(self.problem.ranges, coverage)
        if self.method in ("quantal", "subjective"):
            return value_against_noise(one, self.noise, coverage)
        if self.method == "maximin":
            return float(one.ours(coverage).min())
        return sum(
            float(kind.prior[0]) * reply(kind.payoffs.at(0), coverage).our_value
            for kind in self.problem.kinds
        )

    @property
    def planned_for(self) -> Kind:
        """The kind that a method for one kind plans for."""
        kinds = self.problem.kinds
        if self.method in ("quantal", "subjective"):
            noisy = [kind for kind in kinds if kind.stated.behaviour == "noisy"]
            if noisy:
                return noisy[0]
        return kinds[self.problem.likeliest]

    @property
    def noise(self) -> Noise:
        """The noise that a noisy method plans for."""
        form = "quantal" if self.method == "quantal" else "subjective"
        stated = self.planned_for.stated.model_copy(update={"form": form})
        return noise_of(self.planned_for.payoffs.at(0), stated)


def noise_of(payoffs: Payoffs, stated: Adversary) -> Noise:
    """The noise of a kind of adversary, as stated; in all draws that the payoffs have."""
    if stated.form == "subjective":
        return subjective(payoffs)
    return quantal(payoffs, precision=stated.precision)


def choose(
    problem: SecurityProblem, method: str, seconds: float, *, use_spare: bool = False
) -> Task:
    """Settle the method; raises SettingError where it does not suit the game."""
    supply, several = problem.supply, len(problem.kinds) > 1
    if method == "auto":
        method = _automatic(problem)
    if method == "closed-form" and not supply.is_equal:
        remedy = "the units differ; choose linear, mixed or auto"
        raise SettingError("method", method, remedy)
    if several and method in ("closed-form", "linear"):
        raise SettingError("method", method, "several adversaries are stated; choose mixed or auto")
    return Task(problem, method, seconds, use_spare)


def _automatic(problem: SecurityProblem) -> str:
    if problem.uncertain:
        return "intervals"
    if len(problem.kinds) > 1:
        return "mixed"
    stated = problem.kinds[0].stated
    if stated.behaviour == "noisy":
        return stated.form
    return "closed-form" if problem.supply.is_equal else "linear"
