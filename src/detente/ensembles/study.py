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

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis
from detente.ensembles.answers import answers, used_factors
from detente.ensembles.drivers import Driver, Swing, drivers, swings
from detente.ensembles.information import evpi, first_order
from detente.ensembles.inputs import Input, inputs
from detente.ensembles.regions import Region, find_region
from detente.ensembles.result import EnsembleResult
from detente.ensembles.tipping import JointChange, Search, Tip, tipping_values
from detente.exhibits import plain
from detente.validation import finite_number

if TYPE_CHECKING:
    from detente.scenario import Draws, KeyPath

Truth = NDArray[np.bool_]

MOST_COLUMNS = 16
"""Inputs among which a region is looked for: those that explain most."""


@dataclass(frozen=True, eq=False)
class Study:
    """What an ensemble tells about one conclusion.

    `held` says whether the conclusion holds at best values (a number: whether it reaches
    `threshold`); `tips` are the inputs that turn it on their own, the smallest change first;
    `joint` is what turns it together where none does within its range, None where nothing was
    found; `worth_all` what perfect information would add to the share of right calls; `hit[draw]`
    says where it holds, `leading` are the places of the inputs that explain most.
    """

    result: EnsembleResult
    name: str
    threshold: float
    held: bool
    inputs: tuple[Input, ...]
    drivers: tuple[Driver, ...]
    swings: tuple[Swing, ...]
    tips: tuple[Tip, ...]
    joint: JointChange | None
    worth_all: float
    hit: Truth
    leading: tuple[int, ...]

    @cached_property
    def fails(self) -> Region | None:
        """A region of the inputs in which it fails; None where there is no telling one."""
        return _region(self.inputs, self.leading, ~self.hit)

    @cached_property
    def holds(self) -> Region | None:
        """The same where it holds."""
        return _region(self.inputs, self.leading, self.hit)

    @property
    def alone(self) -> tuple[Tip, ...]:
        """The tipping values within the ranges given."""
        return tuple(tip for tip in self.tips if tip.within)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, judgements by dotted path."""
        origin = self.result.origin
        return {
            "analysis": self.result.method,
            "scenario": {"title": origin.title, "digest": origin.digest},
            "draws": self.result.count,
            "seed": self.result.seed,
            "conclusion": self.name,
            "holds_at_best": self.held,
            "mean": float(self.result.of(self.name).mean()),
            "threshold": self.threshold,
            "tipping": [_dotted(tip) for tip in self.tips],
            "joint": self.joint and _joint_dict(self.joint),
            "check_first": [_dotted(driver) for driver in self.drivers],
            "tornado": [_dotted(swing) for swing in self.swings],
            "worth_of_all": self.worth_all,
            "fails": self.fails and self._region_dict(self.fails),
            "holds": self.holds and self._region_dict(self.holds),
        }

    def _region_dict(self, region: Region) -> dict[str, Any]:
        sides = [
            {
                "path": ".".join(self.inputs[side.column].path),
                "low": side.low if isfinite(side.low) else None,
                "high": side.high if isfinite(side.high) else None,
            }
            for side in region.sides
        ]
        figures = {"coverage": region.coverage, "density": region.density, "mass": region.mass}
        return {"sides": sides} | figures


def _dotted(item: Tip | Swing | Driver) -> dict[str, Any]:
    return {**plain(item), "path": ".".join(item.path)}


def _joint_dict(joint: JointChange) -> dict[str, Any]:
    values = []
    for shift in joint.shifts:
        moved: dict[str, Any] = {"best": shift.best, "value": shift.value}
        if shift.order:
            moved = {"order": list(shift.order)}
        values.append({"path": ".".join(shift.path), **moved})
    return {"judgements": joint.count, "share": joint.share, "values": values}


def study(
    result: EnsembleResult,
    analysis: Analysis,
    name: str,
    *,
    threshold: float | None = None,
    most: int | None = None,
) -> Study:
    """Look into a conclusion; a number is turned at a threshold, its mean by default.

    Runs the analysis some thousand times more, for tipping values: of all inputs, or of so many
    that explain `most`. Raises SettingError when there is no such conclusion.
    """
    values, scenario = result.of(name), result.scenario
    limit = 0.5 if name in result.truths else float(values.mean())
    limit = limit if threshold is None else finite_number("threshold", threshold)
    hit, held = values >= limit, result.best[name] >= limit
    chosen = {**result.chosen, "only": name} if analysis.selects else result.chosen

    def holds(draws: Draws) -> Truth:
        found = answers(analysis, scenario, draws, chosen)
        return np.asarray(found.get(name, np.zeros(draws.count)) >= limit)

    drawn = result.draws()
    used = used_factors(analysis, scenario, result.chosen)
    found = inputs(scenario, drawn, used)
    truth = hit.astype(np.float64)
    weight = [float(first_order(truth[:, None], item.values[:, None])[0]) for item in found]
    order = np.argsort(-np.array(weight), kind="stable").tolist()
    tips = tipping_values(scenario, [found[k] for k in order[:most]], holds)
    joint = None
    if used and not any(tip.within for tip in tips):
        of_factor: dict[KeyPath, float] = {}
        for item, share in zip(found, weight, strict=True):
            of_factor[item.factor.path] = max(share, of_factor.get(item.factor.path, 0.0))
        weights = np.array([of_factor.get(factor.path, 0.0) for factor in used])
        joint = Search(scenario, used, found, holds, held, weights, hit).change(tips, drawn)
    right = np.stack([truth, 1 - truth], axis=1)
    return Study(
        result=result,
        name=name,
        threshold=limit,
        held=held,
        inputs=found,
        drivers=drivers(scenario, drawn, values, right, used),
        swings=swings(found, values),
        tips=tips,
        joint=joint,
        worth_all=evpi(right),
        hit=hit,
        leading=tuple(order[:MOST_COLUMNS]),
    )


def _region(found: Sequence[Input], places: Sequence[int], hit: Truth) -> Region | None:
    """A region of the inputs at some places, its sides numbered by those places."""
    columns = np.array([found[k].values for k in places]).reshape(len(places), len(hit)).T
    region = find_region(columns, hit)
    if region is None:
        return None
    sides = tuple(replace(side, column=places[side.column]) for side in region.sides)
    return replace(region, sides=sides)
