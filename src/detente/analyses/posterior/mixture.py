"""Any analysis on the posterior mixture: run for every combination of types, weighted by belief.

An analysis is handed in as a value, by its form over draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.posterior.bayes import posterior_path
from detente.analyses.posterior.problem import build_problems
from detente.scenario import best_draws
from detente.scenario.party_types import draws_of_types, with_types

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]
OverDraws = Callable[..., Mapping[str, Floats]]


@dataclass(frozen=True, slots=True)
class ByType:
    """Mean conclusions of an analysis for one combination of types, with its probability."""

    types: Mapping[str, str]
    chance: float
    means: Mapping[str, float]


def weighted_types(scenario: Scenario, draws: Draws) -> Iterator[tuple[dict[str, str], Floats]]:
    """Every combination of types with its posterior probability, [draw]; parties independent."""
    beliefs = {}
    for problem in build_problems(scenario, draws):
        path = posterior_path(problem.prior, problem.counted[:, : problem.seen])
        beliefs[problem.party] = dict(zip(problem.types, path[:, -1].T, strict=True))
    for kinds in product(*beliefs.values()):
        chosen = dict(zip(beliefs, kinds, strict=True))
        weight = np.ones(draws.count)
        for party, kind in chosen.items():
            weight = weight * beliefs[party][kind]
        yield chosen, weight


def _by_type(
    scenario: Scenario, conclusions: OverDraws, draws: Draws
) -> Iterator[tuple[dict[str, str], Floats, Mapping[str, Floats]]]:
    for chosen, weight in weighted_types(scenario, draws):
        turned = draws_of_types(scenario, draws, chosen)
        yield chosen, weight, conclusions(with_types(scenario, chosen), turned)


def on_posterior(
    scenario: Scenario, conclusions: OverDraws, draws: Draws | None = None
) -> dict[str, Floats]:
    """Conclusions of an analysis over the posterior mixture, each [draw].

    `conclusions` is an analysis' form over draws (`Analysis.conclusions`). A conclusion that a
    combination of types does not mention counts as 0 there.

    >>> from detente.analyses.catalogue import find_analysis
    >>> from detente.scenario import load
    >>> found = on_posterior(load("anchorage"), find_analysis("stages").conclusions)
    >>> bool(0 <= found["stages.agreement"][0] <= 1)
    True
    """
    draws = best_draws(scenario) if draws is None else draws
    total: dict[str, Floats] = {}
    for _, weight, found in _by_type(scenario, conclusions, draws):
        for name, values in found.items():
            total[name] = total.get(name, np.zeros(draws.count)) + weight * values
    return total


def by_type(scenario: Scenario, conclusions: OverDraws, draws: Draws) -> tuple[ByType, ...]:
    """Mean conclusions for each combination of types."""
    return tuple(
        ByType(
            chosen,
            float(weight.mean()),
            {name: float(values.mean()) for name, values in found.items()},
        )
        for chosen, weight, found in _by_type(scenario, conclusions, draws)
    )
