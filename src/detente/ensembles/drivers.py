"""What carries a conclusion: how much each input matters, and how well it is sourced.

All of this comes from the draws of one ensemble; nothing is run again. Morris screening and Sobol
indices of the same conclusions, which need runs of their own, are in `sensitivity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.information import evppi, first_order
from detente.ensembles.inputs import Input, factor_values
from detente.scenario.draws import Draws
from detente.scenario.sampling import Factor, factors

if TYPE_CHECKING:
    from detente.scenario import Judgement, KeyPath, Scenario

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
    the share of right calls (or to the best choice's benefit); `check` is explained x weakness.
    """

    path: KeyPath
    explained: float
    worth: float
    weakness: float
    confidence: str | None
    because: tuple[str, ...]

    @property
    def check(self) -> float:
        """Rank in the list of assumptions to check first."""
        return self.explained * self.weakness


def drivers(
    scenario: Scenario,
    draws: Draws,
    answer: Floats,
    benefit: Floats | None = None,
    among: Sequence[Factor] | None = None,
) -> tuple[Driver, ...]:
    """The factors of an answer[draw], most in need of a check first.

    `benefit[draw, action]` is the decision that knowing a factor would improve; by default calling
    the conclusion right: saying yes pays the answer, saying no pays 1 minus the answer.
    """
    pays = np.stack([answer, 1 - answer], axis=1) if benefit is None else benefit
    found = []
    for factor in factors(scenario) if among is None else among:
        values = factor_values(factor, draws)
        explained = float(first_order(answer[:, np.newaxis], values)[0])
        weakness, confidence, because = sourcing(scenario, factor)
        worth = evppi(pays, values)
        found.append(Driver(factor.path, explained, worth, weakness, confidence, because))
    return tuple(sorted(found, key=lambda driver: (-driver.check, -driver.explained)))


def swings(inputs: Sequence[Input], answer: Floats) -> tuple[Swing, ...]:
    """The tornado of an answer[draw], widest first; a switch is compared at no and yes."""
    mean = float(answer.mean())
    found = []
    for item in inputs:
        low, high = np.quantile(item.values, (FIFTH, 1 - FIFTH))
        below, above = item.values <= low, item.values >= high
        if low == high:
            below, above = item.values < item.values.max(), item.values > item.values.min()
        if below.any() and above.any():
            at_low, at_high = float(answer[below].mean()), float(answer[above].mean())
            found.append(Swing(item.path, at_low, at_high, mean))
    return tuple(sorted(found, key=lambda swing: -swing.width))


def sourcing(scenario: Scenario, factor: Factor) -> tuple[float, str | None, tuple[str, ...]]:
    """How weakly a factor is sourced (0.25 to 1), its lowest confidence, its evidence."""
    judgements = scenario.judgements()
    told = [judgements[path] for path in factor.sets if path in judgements]
    if factor.path[0] == "priorities":
        rung = scenario.priorities[factor.path[1]][int(factor.path[2])]
        cited = [name for said in rung.statements for name in said.because]
        if factor.kind == "held":
            cited = list(rung.statements[int(factor.path[4])].because)
        confidence = told[0].confidence if told else None
        return _weakness(confidence, bool(cited)), confidence, tuple(dict.fromkeys(cited))
    return max(
        (_weakness(each.confidence, bool(each.because)), each.confidence, _cited(told))
        for each in told
    )


def _cited(told: Sequence[Judgement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in told for name in each.because))


def _weakness(confidence: str | None, sourced: bool) -> float:
    return (SOURCED if sourced else UNSOURCED)[confidence]
