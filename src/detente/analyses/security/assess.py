"""Everything that is asked about a coverage: from arrays to names."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from detente.analyses.security import plans
from detente.analyses.security.deterrence import answer_probe, vetting
from detente.analyses.security.game import Floats
from detente.analyses.security.intervals import guarantee, potential_attack_set
from detente.analyses.security.linear import cover_one
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.response import (
    attack_set,
    chances,
    noise_of,
    struck,
    value_against,
)
from detente.analyses.security.result import AdversaryFound, Findings
from detente.analyses.security.solve import MOST_TOPPED_UP, NOISY, Task
from detente.analyses.security.supply import Plan, Supply
from detente.errors import SettingError

MOST_CURVE_POINTS = 12
MOST_CURVED_NOISY = 20
MOST_CURVED_TYPES = 3
"""Targets up to which curves are drawn for a noisy adversary; of more resources fewer targets."""

SHARE_OF_TIME = 0.5
"""Of the time of the plan: for one more of all resources together, and for all forces apart."""

HOSTILE = "hostile"
"""The column of an adversary that only wants our loss."""


def assess(task: Task) -> Findings:
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
    least = float(problem.ranges.low.ours(coverage).min())
    adversaries = {kind.name: _adversary(problem, kind, coverage) for kind in problem.kinds}
    likeliest = adversaries[problem.kinds[problem.likeliest].name]
    gained = _one_more(task, plan, worth)
    nothing: dict[str, float | None] = {"defender": 0.0, "attacker": 0.0}
    return Findings(
        method=task.method,
        coverage=dict(zip(problem.targets, coverage.tolist(), strict=True)),
        attacker_value=likeliest.attacker_value,
        defender_value=sum(found.prior * found.defender_value for found in adversaries.values()),
        attacked=likeliest.attacked,
        guarantee=least if problem.has_noisy else guarantee(problem.ranges, coverage),
        objective=worth,
        most_exposed=problem.targets[_worst(np.where(reckoned, ours, np.inf), coverage)],
        reckoned_with=[problem.targets[place] for place in np.flatnonzero(reckoned)],
        spare=dict(zip(problem.units, _spare(problem.supply, plan).tolist(), strict=True)),
        one_more={
            name: pair if problem.missing[name] == 1 else nothing for name, pair in gained.items()
        },
        one_more_on_duty={
            name: {"units": problem.missing[name], **pair} for name, pair in gained.items()
        },
        adversaries=adversaries,
        cross_table=_cross(problem, coverage),
        forces=_forces(task, worth),
        curves=_curves(task),
        bound=plan.bound,
        gap=None if plan.bound is None else max(0.0, plan.bound - worth),
        accreditation=vetting(problem.stated.accreditation),
        probes={name: answer_probe(each) for name, each in problem.stated.probes.items()},
    )


def _worst(ours: Floats, coverage: Floats) -> int:
    """The target with our lowest value; of those that are equal, the one protected least."""
    worst = ours <= ours.min() + 1e-9 * max(1.0, abs(float(ours.min())))
    return int(np.argmin(np.where(worst, coverage.round(9), np.inf)))


def _adversary(problem: SecurityProblem, kind: Kind, coverage: Floats) -> AdversaryFound:
    payoffs, noisy = kind.payoffs.at(0), kind.stated.behaviour == "noisy"
    target = int(struck(payoffs, coverage))
    if noisy:
        target = int(chances(noise_of(payoffs, kind.stated), coverage).argmax())
    tied = attack_set(payoffs, coverage)
    return AdversaryFound(
        behaviour=kind.stated.behaviour,
        prior=float(kind.prior[0]),
        attacked=problem.targets[target],
        attacker_value=float(payoffs.theirs(coverage).max()),
        defender_value=float(value_against(payoffs, kind.stated, coverage)),
        defender_value_if_ties_go_against=float(payoffs.ours(coverage)[tied].min()),
    )


def _spare(supply: Supply, plan: Plan) -> Floats:
    """Units on duty but not used, on average: float64[row]."""
    if plan.posts is not None:
        return np.asarray(supply.number - plan.posts.sum(axis=1))
    used = np.zeros(supply.number.size)
    for lottery in plan.lotteries:
        for covered, chance in zip(*lottery, strict=True):
            used += chance * (supply.by_kind @ supply.fewest_duties(covered))
    return np.asarray(supply.number - used)


def _cross(problem: SecurityProblem, coverage: Floats) -> dict[str, dict[str, float]]:
    supply, payoffs = problem.supply, problem.kinds[problem.likeliest].payoffs.at(0)
    compared = {
        "ours": coverage,
        "uniform": plans.uniform(supply),
        "proportional": plans.proportional(payoffs, supply),
        "on_the_worst": plans.on_the_worst(payoffs, supply),
        "maximin": supply.plan(cover_one(payoffs.reversed, supply)).coverage,
    }
    return {
        name: {
            **{
                kind.name: float(value_against(kind.payoffs.at(0), kind.stated, plan))
                for kind in problem.kinds
            },
            HOSTILE: float(payoffs.ours(plan).min()),
        }
        for name, plan in compared.items()
    }


def _one_more(task: Task, plan: Plan, worth: float) -> dict[str, dict[str, float | None]]:
    """What one more on duty of each resource gains us and changes for the adversary.

    None where the plans with it are too many to look at, or the best of them is not found in time:
    all resources together have a part of the time that the plan has.
    """
    payoffs = task.planned_for.payoffs.at(0)
    found: dict[str, dict[str, float | None]] = {}
    theirs = float(payoffs.theirs(plan.coverage).max())
    end = time.monotonic() + SHARE_OF_TIME * task.seconds
    for resource in task.problem.missing:
        supply = task.problem.with_more(resource, 1)
        better: Plan | None = plan
        if not supply.covers_as(task.problem.supply):
            better = _with_more(task, plan, supply, end - time.monotonic())
        found[resource] = {"defender": None, "attacker": None}
        if better is not None:
            found[resource] = {
                "defender": max(0.0, task.worth(better.coverage) - worth),
                "attacker": float(payoffs.theirs(better.coverage).max()) - theirs,
            }
    return found


def _with_more(task: Task, plan: Plan, supply: Supply, seconds: float) -> Plan | None:
    """The best plan for a larger supply; None where it is not found."""
    if plan.bound is not None or (task.method == "mixed" and seconds <= 0):
        return None
    if not task.has_time_for(len(task.problem.missing)):
        return None
    try:
        better = replace(task, seconds=seconds).plan(supply)
    except SettingError:
        return None
    return better if better.bound is None else None


def _curves(task: Task) -> dict[str, list[tuple[int, float]]]:
    """The objective by units on duty; left out where a plan takes long to find."""
    problem, curves = task.problem, {}
    size = len(problem.targets) * max(1, len(problem.missing) / MOST_CURVED_TYPES)
    slow = task.method in NOISY and size > MOST_CURVED_NOISY
    slow = slow or (task.method == "intervals" and problem.supply.pools is None)
    if task.method == "mixed" or problem.supply.is_joint or slow:
        return {}
    for resource in problem.missing:
        now = problem.on_duty(resource)
        points = np.linspace(0, max(2 * now, now + 4), MOST_CURVE_POINTS).astype(int).tolist()
        curves[resource] = [
            (units, task.promised(problem.with_more(resource, units - now)))
            for units in sorted({*points, now, max(0, now - 1)})
        ]
    return curves


def _forces(task: Task, together: float) -> dict[str, float] | None:
    """Our value, and when each force spreads its units over what it can protect, alone.

    Units that a force's own plan leaves idle are used up: it does not know of the others. None
    where a force finds no plan in its part of the time.
    """
    side_plans = len(task.problem.missing) + len(task.problem.forces)
    if len(task.problem.forces) < 2 or not task.has_time_for(side_plans):
        return None
    missed, forces = np.ones(len(task.problem.targets)), set(task.problem.owners)
    quick = replace(task, seconds=SHARE_OF_TIME * task.seconds / len(forces), use_spare=False)
    for force in dict.fromkeys(task.problem.owners):
        alone, held = task.problem.of_force(force)
        if held.any():
            try:
                planned = replace(quick, problem=alone).plan(alone.supply).coverage
            except SettingError:
                return None
            if planned.size <= MOST_TOPPED_UP:
                planned = plans.top_up(planned, np.ones(planned.size, dtype=bool), alone.supply)
            missed[held] *= 1.0 - planned
    apart = task.worth(1.0 - missed)
    return {"together": together, "apart": apart, "gain": together - apart}


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
    for place, name in enumerate(drawn.targets):
        found[f"attacked.{name}"] = (target == place).astype(float)
    return found
