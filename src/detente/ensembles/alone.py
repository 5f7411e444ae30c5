"""Proofs about one judgement at a time: nothing on the way from its best value turns a conclusion.

The way is cut in halves until bounds settle every piece, or it has been cut too often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.inputs import Input
from detente.ensembles.question import Encloses, may_turn
from detente.scenario.draws import Draws, changed_draws

if TYPE_CHECKING:
    from detente.scenario import Scenario

Floats = NDArray[np.float64]

MOST_HALVINGS = 10
MOST_PIECES = 400


@dataclass(frozen=True, slots=True)
class Way:
    """The values of an input from one end to the other, all other inputs at their best."""

    item: Input
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Prover:
    """Bounds on a conclusion, with the side of its threshold that it is on at best values."""

    scenario: Scenario
    encloses: Encloses
    threshold: float
    base: bool

    def clean(self, ways: Sequence[Way]) -> tuple[bool, ...]:
        """Whether it is proven that no value on a way turns the conclusion."""
        told = [k for k, way in enumerate(ways) if way.high >= way.low]
        place = np.array(told, dtype=np.intp)
        low, high = (np.array([getattr(ways[k], end) for k in told]) for end in ("low", "high"))
        clean = np.ones(len(ways), dtype=np.bool_)
        for turn in range(MOST_HALVINGS + 1):
            if not len(place):
                break
            may = self._may(ways, place, (low, high))
            place, low, high = place[may], low[may], high[may]
            if turn == MOST_HALVINGS or len(place) > MOST_PIECES:
                clean[place] = False
                break
            middle = (low + high) / 2
            low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
            place = np.tile(place, 2)
        return tuple(bool(each) for each in clean)

    def _may(
        self, ways: Sequence[Way], place: NDArray[np.intp], ends: tuple[Floats, Floats]
    ) -> NDArray[np.bool_]:
        low, high = (self._draws(ways, place, end) for end in ends)
        return may_turn(self.encloses(low, high), self.threshold, self.base)

    def _draws(self, ways: Sequence[Way], place: NDArray[np.intp], values: Floats) -> Draws:
        columns = {}
        for way in ways:
            columns[way.item.path] = np.full(len(place), way.item.best)
        for row, k in enumerate(place):
            columns[ways[k].item.path][row] = values[row]
        return changed_draws(self.scenario, columns)
