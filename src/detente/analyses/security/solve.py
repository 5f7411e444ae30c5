"""Which method suits a game, and its plans for any supply.

closed-form  equal units, one kind of adversary: the water level
linear       typed units or joint duties, one kind: one linear programme
mixed        several kinds at once: one mixed-integer programme
intervals    payoffs as ranges, the worst of all kinds
quantal, subjective   one noisy kind
maximin      whatever the adversary wants
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.security import plans
from detente.analyses.security.deliver import Deliverable, Plan, lowest_level
from detente.analyses.security.game import Flags, Floats, Payoffs, Supply
from detente.analyses.security.intervals import Ranges, cover_ranges, guarantee
from detente.analyses.security.mixed import cover_kinds
from detente.analyses.security.noisy import cover_noisy, cover_noisy_jointly
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.response import (
    TIE,
    Noise,
    noise_of,
    reply,
    value_against_noise,
)
from detente.analyses.security.waterfill import clip_to, cover_equally
from detente.errors import SettingError

MOST_TOPPED_UP = 200
"""Targets up to which idle units can be used up."""

JOINT_TOLERANCE = 1e-8
"""Share of our payoffs' range to which the guarantee of joint duties is found."""


def closed_form(payoffs: Payoffs, supply: Supply) -> Plan:
    """Equal units against one rational kind: the strong Stackelberg equilibrium."""
    budget = float(supply.number.sum())
    coverage = cover_equally(payoffs.theirs_open, payoffs.theirs_covered, budget)
    return Deliverable(supply).plan(coverage)


def linear(payoffs: Payoffs, supply: Supply) -> Plan:
    """Typed units or joint duties against one rational kind, by one linear programme.

    Protection may be left unused, so every target can be lifted back to the lowest level x to which
    the adversary's best utility can be pushed. All targets worth at least x then tie, and no
    coverage with a higher x gives us more at any of them: the lowest x is the strong Stackelberg
    equilibrium, and one programme replaces one per target.
    """
    deliverable = Deliverable(supply)
    low = float(payoffs.theirs_covered.min())
    width = float(payoffs.theirs_open.max() - low) or 1.0
    high, base = (payoffs.theirs_open - low) / width, (payoffs.theirs_covered - low) / width
    x, helpers = lowest_level(high, base, deliverable)
    delivered = np.minimum(helpers @ deliverable.helped, 1.0)
    return deliverable.plan(np.minimum(clip_to(x, high, base), delivered), helpers)


def against_one(payoffs: Payoffs, supply: Supply) -> Plan:
    """Strong Stackelberg equilibrium against one rational kind, by the fastest exact method."""
    return closed_form(payoffs, supply) if supply.is_equal else linear(payoffs, supply)


def kinds_at_once(
    kinds: Sequence[Payoffs], prior: Floats, supply: Supply, *, seconds: float
) -> Plan:
    """Several kinds: one mixed-integer programme, with a bound where time ran out."""
    deliverable = Deliverable(supply)
    found = cover_kinds(kinds, prior, deliverable, seconds=seconds)
    plan = deliverable.plan(_shrunk(deliverable, found.coverage))
    return replace(plan, bound=None if found.finished else found.bound)


def worst_over_ranges(ranges: Ranges, supply: Supply) -> Plan:
    """Payoffs as ranges: the best guarantee."""
    return Deliverable(supply).plan(covered_over_ranges(ranges, supply))


def covered_over_ranges(ranges: Ranges, supply: Supply) -> Floats:
    """The coverage[target] with the best guarantee, without the posts that deliver it."""
    tolerance = JOINT_TOLERANCE if supply.is_joint else 0.0
    return cover_ranges(ranges, Deliverable(supply).fits, tolerance=tolerance)


def against_noise(payoffs: Payoffs, noise: Noise, supply: Supply) -> Plan:
    """One noisy kind."""
    deliverable = Deliverable(supply)
    if supply.is_joint:
        coverage = cover_noisy_jointly(payoffs, noise, deliverable)
        return deliverable.plan(_shrunk(deliverable, coverage))
    return deliverable.plan(cover_noisy(payoffs, noise, supply))


def maximin(payoffs: Payoffs, supply: Supply) -> Plan:
    """The coverage whose worst target is best: an adversary who only wants our loss."""
    return against_one(payoffs.reversed, supply)


def _shrunk(deliverable: Deliverable, coverage: Floats) -> Floats:
    """Coverage without the rounding dust that would make it undeliverable."""
    for share in (1.0, 1 - 1e-12, 1 - 1e-10, 1 - 1e-8, 1 - 1e-6):
        if deliverable.fits(coverage * share):
            return coverage * share
    return coverage * (1 - 1e-5)


@dataclass(frozen=True, slots=True)
class Task:
    """A problem with the method chosen for it: makes plans and says what they are worth."""

    problem: SecurityProblem
    method: str
    seconds: float
    use_spare: bool = False

    def plan(self, supply: Supply) -> Plan:
        """The best plan for a supply, its idle units used up where that is asked for."""
        plan = self._best(supply)
        if not self.use_spare or plan.coverage.size > MOST_TOPPED_UP:
            return plan
        deliverable, raised = Deliverable(supply), ~self._drawn_to(plan.coverage)
        topped = plans.top_up(plan.coverage, raised, deliverable.fits)
        worse = self.worth(topped) < self.worth(plan.coverage) - 1e-9
        return plan if worse else replace(deliverable.plan(topped), bound=plan.bound)

    def best_worth(self, supply: Supply) -> float:
        """What the best plan for a supply is worth; posts are not sought where none are needed."""
        if self.method == "intervals" and not self.use_spare:
            return self.worth(covered_over_ranges(self.problem.ranges, supply))
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

    def _best(self, supply: Supply) -> Plan:
        kinds = self.problem.kinds
        one = self.planned_for.payoffs.at(0)
        if self.method == "mixed":
            prior = np.array([kind.prior[0] for kind in kinds])
            stakes = [kind.payoffs.at(0) for kind in kinds]
            return kinds_at_once(stakes, prior, supply, seconds=self.seconds)
        if self.method == "intervals":
            return worst_over_ranges(self.problem.ranges, supply)
        if self.method in ("quantal", "subjective"):
            return against_noise(one, self.noise, supply)
        makers = {"closed-form": closed_form, "linear": linear, "maximin": maximin}
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
        noisy = [kind for kind in kinds if kind.stated.behaviour == "noisy"]
        if self.method in ("quantal", "subjective") and noisy:
            return noisy[0]
        return kinds[self.problem.likeliest]

    @property
    def noise(self) -> Noise:
        """The noise that a noisy method plans for."""
        form = "quantal" if self.method == "quantal" else "subjective"
        stated = self.planned_for.stated.model_copy(update={"form": form})
        return noise_of(self.planned_for.payoffs.at(0), stated)


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
