"""One conclusion looked into: what carries it, what would turn it, where it holds.

>>> from detente.analyses.catalogue import find_analysis
>>> from detente.ensembles import run_ensemble
>>> from detente.scenario import loads
>>> scenario = loads('''
... title: Two parties, one option each
... parties: {a: {}, b: {}}
... options: {a: [yield], b: [yield]}
... priorities:
...   a: [{maybe: b.yield, held: 80%}, not a.yield]
...   b: [a.yield, not b.yield]
... ''')
>>> stability = find_analysis("stability")
>>> result = run_ensemble(stability, scenario, draws=64, seed=1)
>>> study(result, stability, "equilibrium.seq.NN").drivers[0].path
('priorities', 'a', '0', 'statements', '0', 'held')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis
from detente.ensembles.answers import answers, used_factors
from detente.ensembles.drivers import Driver, Swing, drivers, swings
from detente.ensembles.information import evpi, evppi, first_order
from detente.ensembles.inputs import Input, factor_values, inputs
from detente.ensembles.regions import Region, find_region
from detente.ensembles.result import EnsembleResult
from detente.ensembles.tipping import (
    JointTip,
    Tip,
    joint_tipping,
    threshold_of,
    tipping_values,
)
from detente.validation import finite_number

if TYPE_CHECKING:
    from detente.scenario import Draws, KeyPath

Floats = NDArray[np.float64]

MOST_COLUMNS = 16
"""Inputs among which a region is looked for: those that explain most."""


@dataclass(frozen=True, eq=False)
class Study:
    """What an ensemble tells about one conclusion.

    `held` says whether the conclusion holds at best values (a number: whether it reaches
    `threshold`); `worth_all` what perfect information would add to the share of right calls;
    `fails` and `holds` are regions of the inputs, None where there is no telling one.
    """

    result: EnsembleResult
    name: str
    threshold: float
    held: bool
    inputs: tuple[Input, ...]
    drivers: tuple[Driver, ...]
    swings: tuple[Swing, ...]
    tips: tuple[Tip, ...]
    joint: JointTip | None
    fails: Region | None
    holds: Region | None
    worth_all: float


def study(
    result: EnsembleResult, analysis: Analysis, name: str, *, threshold: float | None = None
) -> Study:
    """Look into a conclusion; a number is turned at a threshold, its mean by default.

    Runs the analysis some thousand times more, for tipping values. Raises SettingError when there
    is no such conclusion.
    """
    values = result.of(name)
    limit = _threshold(result, name, threshold)
    hit = values >= limit
    drawn = result.draws()
    used = used_factors(analysis, result.scenario, result.chosen)
    found = inputs(result.scenario, drawn, used)
    holds = _holds(result, analysis, name, limit)
    weight = _importance(found, hit)
    telling = [int(k) for k in np.argsort(-np.array(weight), kind="stable")[:MOST_COLUMNS]]
    columns = _columns(found)[:, telling]
    truth = hit.astype(np.float64)
    right = np.stack([truth, 1 - truth], axis=1)
    return Study(
        result=result,
        name=name,
        threshold=limit,
        held=result.best[name] >= limit,
        inputs=found,
        drivers=drivers(result.scenario, drawn, values, right, used),
        swings=swings(found, values),
        tips=tipping_values(result.scenario, found, holds),
        joint=joint_tipping(result.scenario, found, holds, weight, hit),
        fails=_region(columns, ~hit, telling),
        holds=_region(columns, hit, telling),
        worth_all=evpi(right),
    )


def _region(columns: Floats, hit: NDArray[np.bool_], places: list[int]) -> Region | None:
    """A region of the inputs at some places, its sides numbered by those places."""
    found = find_region(columns, hit)
    if found is None:
        return None
    sides = tuple(replace(side, column=places[side.column]) for side in found.sides)
    return replace(found, sides=sides)


def choice_worth(result: EnsembleResult, analysis: Analysis) -> tuple[tuple[KeyPath, float], ...]:
    """What knowing each factor before choosing the deal to propose is worth, largest first.

    In shares of draws in which the deal proposed is acceptable to all. Empty where the analysis
    names fewer than two deals.
    """
    names = [n for n in result.names if n.startswith("acceptable.") and n.endswith(".all")]
    if len(names) < 2:
        return ()
    benefit = np.stack([result.of(name) for name in names], axis=1)
    drawn = result.draws()
    worth = [
        (factor.path, evppi(benefit, factor_values(factor, drawn)))
        for factor in used_factors(analysis, result.scenario, result.chosen)
    ]
    return tuple(sorted(worth, key=lambda pair: -pair[1]))


def _threshold(result: EnsembleResult, name: str, given: float | None) -> float:
    if given is not None:
        return finite_number("threshold", given)
    return 0.5 if name in result.truths else float(result.of(name).mean())


def _holds(
    result: EnsembleResult, analysis: Analysis, name: str, limit: float
) -> Callable[[Draws], NDArray[np.bool_]]:
    chosen = {**result.chosen, "only": name} if analysis.selects else result.chosen

    def holds(draws: Draws) -> NDArray[np.bool_]:
        found = answers(analysis, result.scenario, draws, chosen)
        values = found.get(name, np.zeros(draws.count))
        return threshold_of({name: values}, name, limit)

    return holds


def _importance(found: tuple[Input, ...], hit: NDArray[np.bool_]) -> list[float]:
    answer = hit.astype(np.float64)[:, np.newaxis]
    return [float(first_order(answer, item.values[:, np.newaxis])[0]) for item in found]


def _columns(found: tuple[Input, ...]) -> Floats:
    values = [item.values for item in found]
    return np.stack(values, axis=1) if values else np.zeros((0, 0))
