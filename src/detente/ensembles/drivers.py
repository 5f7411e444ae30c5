"""What carries a conclusion: how much each input matters, how well it is sourced, whose it is.

All of this comes from the draws of one ensemble; nothing is run again. Morris screening and Sobol
indices of the same conclusions, which need runs of their own, are in `sensitivity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.information import evppi, first_order
from detente.ensembles.inputs import Input, factor_values
from detente.scenario.judgements.quantiles import expert_of, ordered_experts
from detente.scenario.sampling import Factor, factors, hypercube_points

if TYPE_CHECKING:
    from detente.ensembles.result import EnsembleResult
    from detente.scenario import Draws, Judgement, KeyPath, Scenario

Floats = NDArray[np.float64]

FIFTH = 0.2
UNSOURCED = {None: 1.0, "low": 1.0, "moderate": 0.75, "high": 0.5}
SOURCED = {None: 0.75, "low": 0.75, "moderate": 0.5, "high": 0.25}
"""How weakly a judgement is sourced, by its confidence; 1 is weakest."""


@dataclass(frozen=True, slots=True)
class Swing:
    """A bar of a tornado chart: the mean answer in the lowest and the highest fifth of an input."""

    path: KeyPath
    at_low: float
    at_high: float
    mean: float

    @property
    def width(self) -> float:
        """How far the answer swings."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Driver:
    """How much a factor matters for a conclusion, and how weakly it is sourced.

    `explained` is the share of the answer's variance; `worth` what knowing the factor would add to
    the share of right calls; `check`, explained x weakness, ranks what to check first.
    """

    path: KeyPath
    explained: float
    worth: float
    weakness: float
    confidence: str | None
    because: tuple[str, ...]
    check: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """One expert's judgement, and the share of draws in which a conclusion holds by it.

    `share` is None where no draw took this expert's judgement.
    """

    path: KeyPath
    expert: str
    given: Judgement
    share: float | None


def drivers(
    scenario: Scenario, draws: Draws, answer: Floats, pays: Floats, among: Sequence[Factor]
) -> tuple[Driver, ...]:
    """The factors of an answer[draw], most in need of a check first.

    `pays[draw, action]` is the decision that knowing a factor would improve, such as calling the
    conclusion right: saying yes pays where it holds, saying no where it does not.
    """
    found = []
    for factor in among:
        values = factor_values(factor, draws)
        explained = float(first_order(answer[:, np.newaxis], values)[0])
        weakness, confidence, because = sourcing(scenario, factor)
        sourced = (weakness, confidence, because)
        worth = evppi(pays, values)
        found.append(Driver(factor.path, explained, worth, *sourced, explained * weakness))
    return tuple(sorted(found, key=lambda driver: (-driver.check, -driver.explained)))


def swings(inputs: Sequence[Input], answer: Floats) -> tuple[Swing, ...]:
    """The tornado of an answer[draw], widest first; a switch is compared at no and yes."""
    found = []
    for item in inputs:
        low, high = np.quantile(item.values, (FIFTH, 1 - FIFTH))
        below, above = item.values <= low, item.values >= high
        if low == high:
            below, above = item.values < item.values.max(), item.values > item.values.min()
        if below.any() and above.any():
            ends = float(answer[below].mean()), float(answer[above].mean())
            found.append(Swing(item.path, *ends, float(answer.mean())))
    return tuple(sorted(found, key=lambda swing: -swing.width))


def sourcing(scenario: Scenario, factor: Factor) -> tuple[float, str | None, tuple[str, ...]]:
    """How weakly a factor is sourced (0.25 to 1), its lowest confidence, its evidence."""
    judgements = scenario.judgements()
    told = [judgements[path] for path in factor.sets if path in judgements]
    cited = dict.fromkeys(name for each in told for name in each.because)
    graded = [(each.confidence, bool(each.because)) for each in told]
    if factor.path[0] == "priorities":
        said = scenario.priorities[factor.path[1]][int(factor.path[2])].statements
        if factor.kind == "held":
            said = said[int(factor.path[4]) : int(factor.path[4]) + 1]
        cited = dict.fromkeys(name for each in said for name in each.because)
        graded = [(told[0].confidence if told else None, bool(cited))]
    weighed = [((SOURCED if sourced else UNSOURCED)[level], level) for level, sourced in graded]
    weakness, confidence = max(weighed, key=lambda each: each[0])
    return weakness, confidence, tuple(cited)


def opinions(result: EnsembleResult, name: str) -> Iterator[Opinion]:
    """What each expert of each pool says, with a conclusion by that expert alone.

    A draw takes one expert's judgement, so the draws that took it are draws by it alone.
    """
    judgements = result.scenario.judgements()
    for factor in factors(result.scenario):
        judgement = judgements.get(factor.path)
        if judgement is not None and judgement.experts and factor.kind == "value":
            unit = hypercube_points(factor.streams, result.count, seed=result.seed)
            whose = expert_of(judgement, unit[:, 0])
            for place, expert in enumerate(ordered_experts(judgement)):
                hers = whose == place
                share = float(result.of(name)[hers].mean()) if hers.any() else None
                yield Opinion(factor.path, expert.name, expert.judgement, share)
