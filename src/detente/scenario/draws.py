"""Judgements as numbers: one value each (the best), or many draws of all of them together.

Every problem builder asks a `Draws` for its numbers and gets arrays with a leading draw axis; the
plain analysis is the case of one draw in which every judgement has its best value. How draws are
made is told in `sampling`.

>>> from detente.scenario.model import Scenario
>>> scenario = Scenario.model_validate({"title": "t", "parties": {"a": {"power": "20..40"}}})
>>> best_draws(scenario).of(("parties", "a", "power"))
array([30.])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from detente.scenario.judgements.forms import Judgement
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

    def once(self) -> Draws:
        """The first draw alone where nothing makes the draws differ, else all of them."""
        columns = (*self.values.values(), *self.orders.values())
        return self.part(0, 1) if all((c == c[:1]).all() for c in columns) else self

    def part(self, start: int, stop: int) -> Draws:
        """The draws from `start` up to `stop`; the same object where that is all of them."""
        if start <= 0 and stop >= self.count:
            return self
        return Draws(
            len(range(*slice(start, stop).indices(self.count))),
            {path: column[start:stop] for path, column in self.values.items()},
            {path: order[start:stop] for path, order in self.orders.items()},
        )


def best_draws(scenario: Scenario, count: int = 1) -> Draws:
    """Draws in which each judgement has its best value; all `count` of them are the same.

    A priority that is `held` with at least 0.5 counts as held (its value is 1, else 0).
    """
    values = {
        path: np.full(count, _best(path, judgement))
        for path, judgement in scenario.judgements().items()
    }
    return Draws(count, values, {})


def changed_draws(
    scenario: Scenario,
    values: Mapping[KeyPath, Sequence[float] | NDArray[np.float64]],
    orders: Mapping[KeyPath, NDArray[np.intp]] | None = None,
) -> Draws:
    """Best values everywhere but at some paths, which have one value a draw.

    >>> from detente.scenario.model import Scenario
    >>> scenario = Scenario.model_validate({"title": "t", "parties": {"a": {"power": "20..40"}}})
    >>> changed_draws(scenario, {("parties", "a", "power"): [25.0, 35.0]}).count
    2
    """
    columns = {path: np.asarray(given, dtype=np.float64) for path, given in values.items()}
    lengths = {len(part) for part in [*columns.values(), *(orders or {}).values()]}
    count = lengths.pop() if lengths else 1
    if lengths:
        raise ValueError("all changes have the same number of draws")
    best = best_draws(scenario, count)
    return Draws(count, {**best.values, **columns}, dict(orders or {}))


def is_held(path: KeyPath) -> bool:
    """Whether a judgement says how sure we are that a party has a priority."""
    return path[0] == "priorities" and path[-1] == "held"


def _best(path: KeyPath, judgement: Judgement) -> float:
    return float(judgement.best >= 0.5) if is_held(path) else judgement.best
