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

from dataclasses import asdict, dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis
from detente.ensembles.answers import answers, used_factors
from detente.ensembles.drivers import Driver, Swing, drivers, swings
from detente.ensembles.information import evpi, evppi, first_order
from detente.ensembles.inputs import Input, factor_values, inputs
from detente.ensembles.regions import Region, find_region
from detente.ensembles.result import EnsembleResult
from detente.ensembles.tipping import Holds, JointChange, Search, Shift, Tip, tipping_values
from detente.validation import finite_number

if TYPE_CHECKING:
    from detente.scenario import Draws, KeyPath
    from detente.scenario.sampling import Factor

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

MOST_COLUMNS = 16
"""Inputs among which a region is looked for: those that explain most."""


@dataclass(frozen=True, eq=False)
class Study:
    """What an ensemble tells about one conclusion.

    `held` says whether the conclusion holds at best values (a number: whether it reaches
    `threshold`); `tips` are the inputs that turn it on their own, the smallest change first;
    `joint` is what turns it together where none does within its range, None where nothing was
    found; `worth_all` what perfect information would add to the share of right calls; `fails` and
    `holds` are regions of the inputs, None where there is no telling one.
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
    fails: Region | None
    holds: Region | None
    worth_all: float

    @property
    def alone(self) -> tuple[Tip, ...]:
        """The tipping values within the ranges given."""
        return tuple(tip for tip in self.tips if tip.within)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, judgements by dotted path."""
        return {
            "analysis": self.result.method,
            "scenario": {
                "title": self.result.origin.title,
                "digest": self.result.origin.digest,
            },
            "draws": self.result.count,
            "seed": self.result.seed,
            "conclusion": self.name,
            "holds_at_best": self.held,
            "mean": float(self.result.of(self.name).mean()),
            "threshold": self.threshold,
            "tipping": [_plain(tip) for tip in self.tips],
            "joint": self.joint and _joint_dict(self.joint),
            "check_first": [_plain(driver) for driver in self.drivers],
            "tornado": [_plain(swing) for swing in self.swings],
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
    values = result.of(name)
    limit = _threshold(result, name, threshold)
    hit = values >= limit
    drawn = result.draws()
    used = used_factors(analysis, result.scenario, result.chosen)
    found = inputs(result.scenario, drawn, used)
    weight = _importance(found, hit)
    order = [int(k) for k in np.argsort(-np.array(weight), kind="stable")]
    telling = order[:MOST_COLUMNS]
    columns = _columns(found)[:, telling]
    holds = _holds(result, analysis, name, limit)
    held = result.best[name] >= limit
    tips = tipping_values(result.scenario, [found[k] for k in order[:most]], holds)
    joint = None
    if used and not any(tip.within for tip in tips):
        by_factor = np.array([_of_factor(found, weight, factor) for factor in used])
        search = Search(result.scenario, used, found, holds, held, by_factor, hit)
        joint = search.change(tips, drawn)
    truth = hit.astype(np.float64)
    right = np.stack([truth, 1 - truth], axis=1)
    return Study(
        result=result,
        name=name,
        threshold=limit,
        held=held,
        inputs=found,
        drivers=drivers(result.scenario, drawn, values, right, used),
        swings=swings(found, values),
        tips=tips,
        joint=joint,
        fails=_region(columns, ~hit, telling),
        holds=_region(columns, hit, telling),
        worth_all=evpi(right),
    )


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


def _holds(result: EnsembleResult, analysis: Analysis, name: str, limit: float) -> Holds:
    chosen = {**result.chosen, "only": name} if analysis.selects else result.chosen

    def holds(draws: Draws) -> Truth:
        found = answers(analysis, result.scenario, draws, chosen)
        return np.asarray(found.get(name, np.zeros(draws.count)) >= limit)

    return holds


def _region(columns: Floats, hit: Truth, places: list[int]) -> Region | None:
    """A region of the inputs at some places, its sides numbered by those places."""
    found = find_region(columns, hit)
    if found is None:
        return None
    sides = tuple(replace(side, column=places[side.column]) for side in found.sides)
    return replace(found, sides=sides)


def _importance(found: tuple[Input, ...], hit: Truth) -> list[float]:
    answer = hit.astype(np.float64)[:, np.newaxis]
    return [float(first_order(answer, item.values[:, np.newaxis])[0]) for item in found]


def _of_factor(found: tuple[Input, ...], weight: list[float], factor: Factor) -> float:
    """The importance of a factor: the greatest of its inputs'."""
    own = [w for item, w in zip(found, weight, strict=True) if item.factor.path == factor.path]
    return max(own, default=0.0)


def _columns(found: tuple[Input, ...]) -> Floats:
    values = [item.values for item in found]
    return np.stack(values, axis=1) if values else np.zeros((0, 0))


def _plain(item: Tip | Swing | Driver) -> dict[str, Any]:
    return asdict(item) | {"path": ".".join(item.path)}


def _joint_dict(joint: JointChange) -> dict[str, Any]:
    values = [_shift_dict(shift) for shift in joint.shifts]
    return {"judgements": joint.count, "share": joint.share, "values": values}


def _shift_dict(shift: Shift) -> dict[str, Any]:
    if shift.order:
        return {"path": ".".join(shift.path), "order": list(shift.order)}
    return {"path": ".".join(shift.path), "best": shift.best, "value": shift.value}
