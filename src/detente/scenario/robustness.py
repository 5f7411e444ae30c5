"""Draws that ask what a conclusion rests on: ranges twice as wide, judgements that move together.

Both keep the draws of all else, so that a difference is due to the change alone.

>>> from detente.scenario.model import Scenario
>>> parties = {"a": {"power": "40..60"}, "b": {"power": "20..40"}}
>>> scenario = Scenario.model_validate({"title": "t", "parties": parties})
>>> wide = doubled_draws(scenario, 64, seed=0).of(("parties", "a", "power"))
>>> bool(wide.min() < 32), bool(wide.max() > 68)
(True, True)
>>> paths = {("parties", "a", "power"): 1, ("parties", "b", "power"): -1}
>>> drawn = moved_together(draw(scenario, 64, seed=0), paths)
>>> first, second = (np.argsort(drawn.of(path)).tolist() for path in paths)
>>> first == second[::-1]
True
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from detente.scenario.draws import Draws
from detente.scenario.judgements.quantiles import quantiles
from detente.scenario.sampling import draw, factors, hypercube_points

if TYPE_CHECKING:
    from detente.scenario.model import KeyPath, Scenario

WIDENED = ("word", "range", "estimate")
"""Forms of judgements whose ranges can be doubled."""


def doubled_draws(scenario: Scenario, n: int, *, seed: int) -> Draws:
    """The draws of a seed with all ranges twice as wide, cut where their scales end.

    Single numbers, distributions, experts and ranks are drawn as ever.
    """
    draws, judgements = draw(scenario, n, seed=seed), scenario.judgements()
    ranged = [
        factor
        for factor in factors(scenario)
        if factor.kind == "value" and judgements[factor.path].form in WIDENED
    ]
    points = hypercube_points([factor.streams[0] for factor in ranged], n, seed=seed)
    values = dict(draws.values)
    for factor, unit in zip(ranged, points.T, strict=True):
        stated = judgements[factor.path]
        low, high = stated.doubled
        wide = stated.model_copy(update={"low": low, "high": high, "confidence": None})
        values[factor.path] = quantiles(wide, unit)
    return Draws(n, values, draws.orders)


def moved_together(draws: Draws, signs: Mapping[KeyPath, int]) -> Draws:
    """The draws with some judgements in one order: rising together, or falling where -1.

    Each keeps its values, so that its range counts as before; the first by name leads.
    """
    values = dict(draws.values)
    order = np.argsort(draws.of(min(signs)), kind="stable")
    for path, sign in signs.items():
        column = np.empty(draws.count)
        column[order] = np.sort(draws.of(path))[::sign]
        values[path] = column
    return Draws(draws.count, values, draws.orders)
