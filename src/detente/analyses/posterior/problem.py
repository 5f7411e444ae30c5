"""A scenario's types and signals as arrays, party by party.

`prior[draw, type]`, `stated[draw, signal, type]` are the likelihoods as written, `counted` those
that enter the belief: a signal that costs every type the same can be sent by all of them and is
set to the same for all, as is one that only repeats an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.posterior.bayes import bounded

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """Types and signals of one party; signals seen come first, those to come after."""

    party: str
    types: tuple[str, ...]
    signals: tuple[str, ...]
    seen: int
    prior: Floats
    stated: Floats
    counted: Floats
    costly: tuple[bool, ...]
    repeats: tuple[bool, ...]


def build_problems(scenario: Scenario, draws: Draws) -> tuple[Problem, ...]:
    """One problem for each party that may be of several types."""
    return tuple(_problem(scenario, draws, party) for party in scenario.types)


def _problem(scenario: Scenario, draws: Draws, party: str) -> Problem:
    types = tuple(scenario.types[party])
    names = [name for name, signal in scenario.signals.items() if signal.by == party]
    names.sort(key=lambda name: scenario.signals[name].future)
    signals = [scenario.signals[name] for name in names]
    stated = np.full((draws.count, len(names), len(types)), 0.5)
    for row, name in enumerate(names):
        if scenario.signals[name].likelihood:
            for column, kind in enumerate(types):
                path = ("signals", name, "likelihood", kind)
                stated[:, row, column] = draws.of(path) / 100
    stated = bounded(stated)
    costly = tuple(_costly(scenario, name, types) for name in names)
    repeats = tuple(signal.repeats is not None for signal in signals)
    counted = stated.copy()
    for row in range(len(names)):
        if not costly[row] or repeats[row]:
            counted[:, row] = stated[:, row].mean(axis=1, keepdims=True)
    return Problem(
        party,
        types,
        tuple(names),
        sum(not signal.future for signal in signals),
        _prior(scenario, draws, party, types),
        stated,
        counted,
        costly,
        repeats,
    )


def _costly(scenario: Scenario, name: str, types: tuple[str, ...]) -> bool:
    """Whether some type pays more for the signal than another."""
    cost = scenario.signals[name].cost
    held = {
        (0.0, 0.0, 0.0) if kind not in cost else (cost[kind].low, cost[kind].best, cost[kind].high)
        for kind in types
    }
    return len(held) > 1


def _prior(scenario: Scenario, draws: Draws, party: str, types: tuple[str, ...]) -> Floats:
    columns = [
        np.full(draws.count, 50.0)
        if scenario.types[party][kind].prior is None
        else draws.of(("types", party, kind, "prior"))
        for kind in types
    ]
    stack = np.maximum(np.stack(columns, axis=1), 1e-9)
    return np.asarray(stack / stack.sum(axis=1, keepdims=True))
