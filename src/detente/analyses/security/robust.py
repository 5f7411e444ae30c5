"""A plan held against many draws of what is at stake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analyses.security import plans, solve
from detente.analyses.security.game import Floats
from detente.analyses.security.labels import node_key
from detente.analyses.security.problem import Kind, SecurityProblem
from detente.analyses.security.response import attack_set, values_against_noise
from detente.analyses.security.task import Task, noise_of


@dataclass(frozen=True, eq=False, slots=True)
class Rivals:
    """The coverage that a plan comes to and that of equal shares, each float64[node]."""

    planned: Floats
    even: Floats


def rivals(task: Task) -> Rivals:
    """The plan of the best estimates, and equal shares by the same units."""
    guarded = np.asarray(task.problem.supply.protects.any(axis=0))
    even = plans.uniform(guarded, solve.fitting(task.problem.supply))
    return Rivals(task.plan(task.problem.supply).coverage, even)


def over_draws(compared: Rivals, drawn: SecurityProblem) -> dict[str, Floats]:
    """Conclusions about a plan in the draws of `drawn`, each float64[draw]."""
    ours, struck = _value(drawn, compared.planned)
    theirs, _ = _value(drawn, compared.even)
    found = {"value": ours, "value.uniform": theirs}
    found["better.uniform"] = (ours >= theirs - 1e-9).astype(float)
    for place, node in enumerate(drawn.nodes):
        found[f"attacked.{node_key(node)}"] = (struck == place).astype(float)
    return found


def _value(problem: SecurityProblem, coverage: Floats) -> tuple[Floats, np.ndarray]:
    """Our value[draw] over all kinds, and the node that the likeliest kind strikes [draw]."""
    total = np.zeros(problem.kinds[0].prior.size)
    for kind in problem.kinds:
        total += kind.prior * _against(kind, coverage)
    return total, _struck(problem.kinds[problem.likeliest], coverage)


def _struck(kind: Kind, coverage: Floats) -> np.ndarray:
    tied = attack_set(kind.payoffs, coverage)
    return np.asarray(np.argmax(np.where(tied, kind.payoffs.ours(coverage), -np.inf), axis=-1))


def _against(kind: Kind, coverage: Floats) -> Floats:
    if kind.stated.behaviour == "noisy":
        return values_against_noise(kind.payoffs, noise_of(kind.payoffs, kind.stated), coverage)
    ours, struck = kind.payoffs.ours(coverage), _struck(kind, coverage)
    return np.asarray(np.take_along_axis(ours, struck[:, None], axis=-1)[:, 0])
