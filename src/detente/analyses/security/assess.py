"""Everything that is asked about a coverage: arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.security import plans
from detente.analyses.security.deliver import Deliverable, Plan, fewest_duties
from detente.analyses.security.game import Flags, Floats, Supply, node_key
from detente.analyses.security.intervals import guarantee, potential_attack_set
from detente.analyses.security.problem import Kind, SecurityProblem, of_force
from detente.analyses.security.response import (
    Reply,
    attack_set,
    chances,
    noise_of,
    reply,
    value_against_noise,
    values_against_noise,
)
from detente.analyses.security.solve import MOST_TOPPED_UP, Task, maximin

MOST_CURVE_POINTS = 12

LEAST_SECONDS = 1.0
"""Time limit of a side question, however short the one of the plan is."""

COMPARED = ("ours", "uniform", "proportional", "on_the_worst", "maximin")
"""Plans of the cross-table, in order."""

HOSTILE = "hostile"
"""The column of an adversary that only wants our loss."""


@dataclass(frozen=True, eq=False, slots=True)
class View:
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
    gains[resource]      (objective, adversary's value) gained by one more unit
    on_duty[resource]    the same by one more on duty, which may take several units
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
    gains: dict[str, tuple[float, float]]
    on_duty: dict[str, tuple[float, float]]
    curves: dict[str, list[tuple[int, float]]]
    apart: float | None
    gap: float | None


def assess(task: Task) -> Assessment:
    """Make the plan and answer everything about it."""
    problem, supply = task.problem, task.problem.supply
    plan = task.plan(supply)
    worth = task.worth(plan.coverage)
    views = tuple(view(kind, plan.coverage) for kind in problem.kinds)
    exposed, reckoned = _exposed(task, plan.coverage)
    on_duty = _gains(task, plan.coverage, worth)
    return Assessment(
        method=task.method,
        plan=plan,
        objective=worth,
        guarantee=_least_value(problem, plan.coverage),
        views=views,
        most_exposed=exposed,
        reckoned_with=reckoned,
        spare=_spare(supply, plan),
        cross=_cross(task, plan.coverage),
        gains={
            name: pair if problem.missing[name] == 1 else (0.0, 0.0)
            for name, pair in on_duty.items()
        },
        on_duty=on_duty,
        curves=_curves(task),
        apart=_apart(task),
        gap=None if plan.bound is None else max(0.0, plan.bound - worth),
    )


def view(kind: Kind, coverage: Floats) -> View:
    """What a kind of adversary does about a coverage."""
    payoffs = kind.payoffs.at(0)
    answer = reply(payoffs, coverage)
    if kind.stated.behaviour == "noisy":
        noise = noise_of(payoffs, kind.stated)
        strikes = chances(noise, coverage)
        return View(strikes, answer, value_against_noise(payoffs, noise, coverage))
    strikes = np.zeros(coverage.size)
    strikes[answer.target] = 1.0
    return View(strikes, answer, answer.our_value)


def _least_value(problem: SecurityProblem, coverage: Floats) -> float:
    """Our value at worst within the ranges; one that errs may strike anywhere."""
    if any(kind.stated.behaviour == "noisy" for kind in problem.kinds):
        return float(problem.ranges.low.ours(coverage).min())
    return guarantee(problem.ranges, coverage)


def _exposed(task: Task, coverage: Floats) -> tuple[int, Flags]:
    """The worst target among those that must be reckoned with, and all of these: bool[node]."""
    problem = task.problem
    if task.method == "intervals":
        tied = potential_attack_set(problem.ranges, coverage)
        ours = problem.ranges.low.ours(coverage)
    else:
        stakes = [kind.payoffs.at(0) for kind in problem.kinds]
        tied = np.any([attack_set(payoffs, coverage) for payoffs in stakes], axis=0)
        ours = stakes[0].ours(coverage)
    return int(np.argmin(np.where(tied, ours, np.inf))), tied


def _spare(supply: Supply, plan: Plan) -> Floats:
    """Units on duty but not used, on average: float64[row]."""
    if plan.posts is not None:
        return np.asarray(supply.number - plan.posts.sum(axis=1))
    used, duties = np.zeros(supply.types), Deliverable(supply).duties
    for lottery in plan.lotteries:
        for covered, chance in zip(lottery.covered, lottery.chance, strict=True):
            sent = fewest_duties(supply, duties, covered)
            used += chance * np.bincount(duties.kind, weights=sent, minlength=supply.types)
    return np.asarray(supply.number - used)


def _cross(task: Task, coverage: Floats) -> Floats:
    problem, supply = task.problem, task.problem.supply
    fits = Deliverable(supply).fits
    payoffs = problem.kinds[problem.likeliest].payoffs.at(0)
    compared = [
        coverage,
        plans.uniform(supply.guarded, fits),
        plans.proportional(payoffs, supply.guarded, fits),
        plans.on_the_worst(payoffs, fits),
        maximin(payoffs, supply).coverage,
    ]
    return np.array(
        [
            [
                *(view(kind, plan).our_value for kind in problem.kinds),
                float(payoffs.ours(plan).min()),
            ]
            for plan in compared
        ]
    )


def _more(problem: SecurityProblem, resource: str, extra: int) -> Supply:
    """A supply with more units of a resource on duty in every shift it serves."""
    supply = problem.supply
    for row, (name, _) in enumerate(problem.rows):
        if name == resource:
            supply = supply.with_units(row, extra)
    return supply


def _resources(problem: SecurityProblem) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in problem.rows))


def _gains(task: Task, coverage: Floats, worth: float) -> dict[str, tuple[float, float]]:
    problem = task.problem
    payoffs = task.planned_for.payoffs.at(0)
    theirs = float(payoffs.theirs(coverage).max())
    found = {}
    resources = _resources(problem)
    quick = replace(task, seconds=max(LEAST_SECONDS, task.seconds / len(resources)))
    for resource in resources:
        better = quick.plan(_more(problem, resource, 1)).coverage
        gain = task.worth(better) - worth
        found[resource] = (max(0.0, gain), float(payoffs.theirs(better).max()) - theirs)
    return found


def _curves(task: Task) -> dict[str, list[tuple[int, float]]]:
    """The objective by units on duty; left out where a plan takes long to find."""
    problem = task.problem
    if task.method == "mixed" or problem.supply.is_joint:
        return {}
    curves = {}
    for resource in _resources(problem):
        rows = [row for row, (name, _) in enumerate(problem.rows) if name == resource]
        now = int(problem.supply.number[rows].max())
        points = np.unique(np.linspace(0, max(2 * now, now + 4), MOST_CURVE_POINTS).astype(int))
        units = sorted({*points.tolist(), now, max(0, now - 1)})
        curves[resource] = [
            (unit, task.best_worth(_more(problem, resource, unit - now))) for unit in units
        ]
    return curves


def _apart(task: Task) -> float | None:
    """Our value when each force spreads its units over what it can protect, alone.

    Units that a force's own plan leaves idle are used up: it does not know of the others.
    """
    problem = task.problem
    if len(problem.owners) < 2:
        return None
    coverages: list[Floats] = []
    for force in sorted({int(place) for place in problem.owner}):
        alone, held = of_force(problem, force)
        coverage = np.zeros(len(problem.nodes))
        if held.any():
            own = replace(task, problem=alone, use_spare=False)
            planned = own.plan(alone.supply).coverage
            if planned.size <= MOST_TOPPED_UP:
                everywhere = np.ones(planned.size, dtype=bool)
                planned = plans.top_up(planned, everywhere, Deliverable(alone.supply).fits)
            coverage[held] = planned
        coverages.append(coverage)
    return task.worth(plans.apart(coverages))


@dataclass(frozen=True, eq=False, slots=True)
class Rivals:
    """The coverage that a plan comes to and that of equal shares, each float64[node]."""

    planned: Floats
    even: Floats


def rivals(task: Task) -> Rivals:
    """The plan of the best estimates, and equal shares by the same units."""
    supply = task.problem.supply
    even = plans.uniform(supply.guarded, Deliverable(supply).fits)
    return Rivals(task.plan(supply).coverage, even)


def over_draws(compared: Rivals, drawn: SecurityProblem) -> dict[str, Floats]:
    """Conclusions about a plan in the draws of `drawn`, each float64[draw]."""
    ours, struck = _value(drawn, compared.planned)
    theirs, _ = _value(drawn, compared.even)
    found = {"value": ours, "value.uniform": theirs}
    found["better.uniform"] = (ours >= theirs - 1e-9).astype(float)
    for place, node in enumerate(drawn.nodes):
        found[f"attacked.{node_key(node)}"] = (struck == place).astype(float)
    return found


def _value(problem: SecurityProblem, coverage: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Our value[draw] over all kinds, and the node that the likeliest kind strikes [draw]."""
    total = np.zeros(problem.kinds[0].prior.size)
    for kind in problem.kinds:
        total += kind.prior * _against(kind, coverage)
    return total, _struck(problem.kinds[problem.likeliest], coverage)


def _struck(kind: Kind, coverage: Floats) -> NDArray[np.intp]:
    tied = attack_set(kind.payoffs, coverage)
    return np.asarray(np.argmax(np.where(tied, kind.payoffs.ours(coverage), -np.inf), axis=-1))


def _against(kind: Kind, coverage: Floats) -> Floats:
    if kind.stated.behaviour == "noisy":
        return values_against_noise(kind.payoffs, noise_of(kind.payoffs, kind.stated), coverage)
    ours, struck = kind.payoffs.ours(coverage), _struck(kind, coverage)
    return np.asarray(np.take_along_axis(ours, struck[:, None], axis=-1)[:, 0])
