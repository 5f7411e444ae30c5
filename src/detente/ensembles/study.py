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

from detente.analyses.contract import Analysis, Enclosed
from detente.ensembles.alone import Prover
from detente.ensembles.answers import answers, used_factors
from detente.ensembles.drivers import Driver, Swing, drivers, swings
from detente.ensembles.information import evpi, evppi, first_order
from detente.ensembles.inputs import Input, factor_values, inputs
from detente.ensembles.joint import JointTip, joint_tipping
from detente.ensembles.moves import moves_of
from detente.ensembles.question import Encloses, Question, adverse_ends
from detente.ensembles.regions import Region, find_region
from detente.ensembles.result import EnsembleResult
from detente.ensembles.tipping import Tip, Tips, threshold_of, tipping
from detente.validation import finite_number

if TYPE_CHECKING:
    from detente.scenario import Draws, KeyPath

Floats = NDArray[np.float64]

BOXES = 50_000
"""Boxes of judgements that proofs of tipping values may look at."""
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
    alone: Tips
    joint: JointTip
    fails: Region | None
    holds: Region | None
    worth_all: float

    @property
    def tips(self) -> tuple[Tip, ...]:
        """The inputs that turn the conclusion on their own, the smallest change first."""
        return self.alone.found


def study(
    result: EnsembleResult,
    analysis: Analysis,
    name: str,
    *,
    threshold: float | None = None,
    boxes: int = BOXES,
) -> Study:
    """Look into a conclusion; a number is turned at a threshold, its mean by default.

    Runs the analysis some thousand times more, for tipping values; `boxes` bounds the work that
    goes into proving that nothing smaller turns it. Raises SettingError when there is no such
    conclusion.
    """
    values = result.of(name)
    limit = _threshold(result, name, threshold)
    hit = values >= limit
    drawn = result.draws()
    used = used_factors(analysis, result.scenario, result.chosen)
    found = inputs(result.scenario, drawn, used)
    asked = _question(result, analysis, (name, limit, boxes), (found, hit))
    weight = _importance(found, hit)
    telling = [int(k) for k in np.argsort(-np.array(weight), kind="stable")[:MOST_COLUMNS]]
    columns = _columns(found)[:, telling]
    alone = tipping(result.scenario, found, asked.holds, _prover(asked))
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
        alone=alone,
        joint=joint_tipping(asked, _by_unit(asked, found, weight), alone.found),
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


def _question(
    result: EnsembleResult,
    analysis: Analysis,
    about: tuple[str, float, int],
    drawn: tuple[tuple[Input, ...], NDArray[np.bool_]],
) -> Question:
    """What would turn the conclusion: its name, threshold and budget; inputs, where it holds."""
    (name, limit, boxes), (found, hit) = about, drawn
    moves = moves_of(result.scenario, found)
    return Question(
        moves=moves,
        holds=_holds(result, analysis, name, limit),
        encloses=_encloses(result, analysis, name),
        threshold=limit,
        guess=adverse_ends(moves.inputs, hit, result.best[name] >= limit),
        left=boxes,
    )


def _prover(asked: Question) -> Prover | None:
    if asked.encloses is None or not asked.sure:
        return None
    return Prover(asked.moves.scenario, asked.encloses, asked.threshold, asked.base)


def _encloses(result: EnsembleResult, analysis: Analysis, name: str) -> Encloses | None:
    enclosure = analysis.encloses
    if enclosure is None:
        return None

    def encloses(low: Draws, high: Draws) -> Enclosed | None:
        return enclosure(result.scenario, low, high, name, **result.chosen)

    return encloses


def _by_unit(asked: Question, found: tuple[Input, ...], weight: list[float]) -> Floats:
    """The importance of each judgement that moves: the greatest of its inputs'."""
    places = {factor.path: k for k, factor in enumerate(asked.moves.units)}
    importance = np.zeros(len(places))
    for item, value in zip(found, weight, strict=True):
        if item.factor.path in places:
            place = places[item.factor.path]
            importance[place] = max(importance[place], value)
    return importance


def _importance(found: tuple[Input, ...], hit: NDArray[np.bool_]) -> list[float]:
    answer = hit.astype(np.float64)[:, np.newaxis]
    return [float(first_order(answer, item.values[:, np.newaxis])[0]) for item in found]


def _columns(found: tuple[Input, ...]) -> Floats:
    values = [item.values for item in found]
    return np.stack(values, axis=1) if values else np.zeros((0, 0))
