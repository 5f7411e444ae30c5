"""Judgements as numbers: one value each (the best), or many draws of all of them together.

Every problem builder asks a `Draws` for its numbers and gets arrays with a leading draw axis; the
plain analysis is the case of one draw in which every judgement has its best value.

>>> from detente.scenario.model import Scenario
>>> scenario = Scenario.model_validate({"title": "t", "parties": {"a": {"power": "20..40"}}})
>>> best_draws(scenario).of(("parties", "a", "power"))
array([30.])
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from detente.scenario.model import KeyPath, Scenario


@dataclass(frozen=True, eq=False)
class Draws:
    """Values of all judgements of a scenario: `values[path][draw]`.

    `orders[path][draw, place]` says which member of a group of unknown order stands at each place;
    a group that it does not hold keeps the order in which it is written.
    """

    count: int
    values: Mapping[KeyPath, NDArray[np.float64]]
    orders: Mapping[KeyPath, NDArray[np.intp]]

    def of(self, path: KeyPath) -> NDArray[np.float64]:
        """The values of the judgement at a path, shape [draw]; KeyError when there is none."""
        return self.values[path]

    def order(self, path: KeyPath, members: int) -> NDArray[np.intp]:
        """The members of the group at a path in their order, shape [draw, place]."""
        written = np.broadcast_to(np.arange(members), (self.count, members))
        return self.orders.get(path, written)


def best_draws(scenario: Scenario) -> Draws:
    """One draw in which each judgement has its best value.

    A priority that is `held` with at least 0.5 counts as held (its value is 1, else 0).
    """
    values = {}
    for path, judgement in scenario.judgements().items():
        best = float(judgement.best >= 0.5) if path[-1] == "held" else judgement.best
        values[path] = np.array([best])
    return Draws(1, values, {})
