"""Everything that is asked about a coverage: arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from detente.analyses.security import plans
from detente.analyses.security.game import Flags, Floats, node_key
from detente.analyses.security.intervals import guarantee, potential_attack_set
from detente.analyses.security.linear import cover_one
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.response import (
    Reply,
    attack_set,
    chances,
    noise_of,
    reply,
    struck,
    value_against,
)
from detente.analyses.security.solve import MOST_TOPPED_UP, Task
from detente.analyses.security.supply import Plan, Supply

MOST_CURVE_POINTS = 12

LEAST_SECONDS = 1.0
"""Time limit of a side question, however short the one of the plan is."""

COMPARED = ("ours", "uniform", "proportional", "on_the_worst", "maximin")
"""Plans of the cross-table, in order."""

HOSTILE = "hostile"
"""The column of an adversary that only wants our loss."""


class View(NamedTuple):
    """What one kind of adversary does: strikes[node] are chances; values as it and we see them."""

    strikes: Floats
    reply: Reply
    our_value: float


@dataclass(frozen=True, eq=False, slots=True)
class Assessment:
    """A plan and what there is to say of it.

    objective            what the method maximises, for the plan
    spare[row]           units on duty that the plan does not use
    cross[plan, column]  our value; columns are the kinds and `HOSTILE`
    on_duty[resource]    (objective, adversary's value) gained by one more on duty
    curves[resource]     (units on duty, objective) pairs
    apart                objective when the forces plan without one another, None for one force
    """

    method: str
    plan: Plan
    objective: float
    guarantee: float
    views: tuple[View, ...]
    most_exposed: int
    reckoned_with: Flags
    spare: Floats
    cross: Floats
    on_duty: dict[str, tuple[float, float]]
    curves: dict[str, list[tuple[int, float]]]
    apart: float | None

    @property
    def gap(self) -> float | None:
        """What a better plan could be worth more at most, None where there is none."""
        return None if self.plan.bound is None else max(0.0, self.plan.bound - self.objective)


def assess(task: Task) -> Assessment:
    """Make the plan and answer everything about it."""
    problem, plan = task.problem, task.plan(task.problem.supply)
    coverage, worth = plan.coverage, task.worth(plan.coverage)
    if task.method == "intervals":
        reckoned = potential_attack_set(problem.ranges, coverage)
        ours = problem.ranges.low.ours(coverage)
    else:
        stakes = [kind.payoffs.at(0) for kind in problem.kinds]
        reckoned = np.any([attack_set(payoffs, coverage) for payoffs in stakes], axis=0)
        ours = stakes[0].ours(coverage)
    return Assessment(
        method=task.method,
        plan=plan,
        objective=worth,
        guarantee=float(problem.ranges.low.ours(coverage).min())
        if problem.has_noisy
        else guarantee(problem.ranges, coverage),
        views=tuple(_view(kind, coverage) for kind in problem.kinds),
        most_exposed=_worst(np.where(reckoned, ours, np.inf), coverage),
        reckoned_with=reckoned,
        spare=_spare(problem.supply, plan),
        cross=_cross(problem, coverage),
        on_duty=_one_more(task, coverage, worth),
        curves=_curves(task),
        apart=_apart(task),
    )


def _worst(ours: Floats, coverage: Floats) -> int:
    """The target with our lowest value; of those that are equal, the one protected least."""
    worst = ours <= ours.min() + 1e-9 * max(1.0, abs(float(ours.min())))
    return int(np.argmin(np.where(worst, coverage.round(9), np.inf)))


def _view(kind: Kind, coverage: Floats) -> View:
    payoffs, strikes = kind.payoffs.at(0), np.zeros(coverage.size)
    answer = reply(payoffs, coverage)
    strikes[answer.target] = 1.0
    if kind.stated.behaviour == "noisy":
        strikes = chances(noise_of(payoffs, kind.stated), coverage)
    return View(strikes, answer, float(value_against(payoffs, kind.stated, coverage)))


def _spare(supply: Supply, plan: Plan) -> Floats:
    """Units on duty but not used, on average: float64[row]."""
    if plan.posts is not None:
        return np.asarray(supply.number - plan.posts.sum(axis=1))
    used = np.zeros(supply.number.size)
    for lottery in plan.lotteries:
        for covered, chance in zip(*lottery, strict=True):
            used += chance * (supply.by_kind @ supply.fewest_duties(covered))
    return np.asarray(supply.number - used)


def _cross(problem: SecurityProblem, coverage: Floats) -> Floats:
    supply, payoffs = problem.supply, problem.kinds[problem.likeliest].payoffs.at(0)
    compared = [
        coverage,
        plans.uniform(supply),
        plans.proportional(payoffs, supply),
        plans.on_the_worst(payoffs, supply),
        supply.plan(cover_one(payoffs.reversed, supply)).coverage,
    ]
    against = [(kind.payoffs.at(0), kind.stated) for kind in problem.kinds]
    return np.array(
        [
            [
                *(float(value_against(*one, coverage=plan)) for one in against),
                float(payoffs.ours(plan).min()),
            ]
            for plan in compared
        ]
    )


def _one_more(task: Task, coverage: Floats, worth: float) -> dict[str, tuple[float, float]]:
    payoffs, found = task.planned_for.payoffs.at(0), {}
    theirs = float(payoffs.theirs(coverage).max())
    resources = task.problem.missing
    quick = replace(task, seconds=max(LEAST_SECONDS, task.seconds / len(resources)))
    for resource in resources:
        better = quick.plan(task.problem.with_more(resource, 1)).coverage
        gain = max(0.0, task.worth(better) - worth)
        found[resource] = (gain, float(payoffs.theirs(better).max()) - theirs)
    return found


def _curves(task: Task) -> dict[str, list[tuple[int, float]]]:
    """The objective by units on duty; left out where a plan takes long to find."""
    problem, curves = task.problem, {}
    if task.method == "mixed" or problem.supply.is_joint:
        return {}
    for resource in problem.missing:
        now = problem.on_duty(resource)
        points = np.linspace(0, max(2 * now, now + 4), MOST_CURVE_POINTS).astype(int).tolist()
        curves[resource] = [
            (units, task.worth(task.plan(problem.with_more(resource, units - now)).coverage))
            for units in sorted({*points, now, max(0, now - 1)})
        ]
    return curves


def _apart(task: Task) -> float | None:
    """Our value when each force spreads its units over what it can protect, alone.

    Units that a force's own plan leaves idle are used up: it does not know of the others.
    """
    if len(task.problem.owners) < 2:
        return None
    coverages = []
    for force in sorted(set(task.problem.owner.tolist())):
        alone, held = task.problem.of_force(force)
        coverage = np.zeros(held.size)
        if held.any():
            planned = replace(task, problem=alone, use_spare=False).plan(alone.supply).coverage
            if planned.size <= MOST_TOPPED_UP:
                planned = plans.top_up(planned, np.ones(planned.size, dtype=bool), alone.supply)
            coverage[held] = planned
        coverages.append(coverage)
    return task.worth(plans.apart(coverages))


def over_draws(task: Task, drawn: SecurityProblem) -> dict[str, Floats]:
    """Conclusions about the plan of a task in the draws of `drawn`, each float64[draw]."""
    planned, even = task.plan(task.problem.supply).coverage, plans.uniform(task.problem.supply)
    ours, theirs = (
        np.sum(
            [k.prior * value_against(k.payoffs, k.stated, coverage) for k in drawn.kinds], axis=0
        )
        for coverage in (planned, even)
    )
    better = (ours >= theirs - 1e-9).astype(float)
    found = {"value": ours, "value.uniform": theirs, "better.uniform": better}
    target = struck(drawn.kinds[drawn.likeliest].payoffs, planned)
    for place, node in enumerate(drawn.nodes):
        found[f"attacked.{node_key(node)}"] = (target == place).astype(float)
    return found
