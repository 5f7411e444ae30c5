"""Which single change of an input would turn a conclusion.

All other inputs keep their best values. The smallest change of one input is searched in both
directions on a grid and then narrowed by bisection; a turn that turns back between two points of
the grid can be missed. One that lies beyond the range given for the input is reported as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.inputs import Input
from detente.scenario.draws import Draws, changed_draws

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]
Holds = Callable[[Draws], NDArray[np.bool_]]
"""Whether the conclusion holds in each draw."""

GRID = 24
"""Steps each way from the best value to the end of what is permitted."""
ROUNDS = 14


@dataclass(frozen=True, slots=True)
class Tip:
    """The value of one input at which a conclusion turns, others being at their best values.

    `within` says whether it lies in the range given; `share` is how much of the way from the best
    value to the end of the range that is (above 1 beyond it).
    """

    path: KeyPath
    best: float
    value: float
    within: bool
    share: float


def tipping_values(scenario: Scenario, inputs: Sequence[Input], holds: Holds) -> tuple[Tip, ...]:
    """The nearest tipping value of each input that has one, the smallest change first.

    Groups of priorities of unknown order keep the order in which they are written.
    """
    told = [item for item in inputs if item.factor.kind != "order"]
    base = bool(holds(changed_draws(scenario, {}))[0])
    jobs = [(item, grid) for item in told for grid in _grids(item) if grid.size]
    if not jobs:
        return ()
    turned = holds(_trial(scenario, jobs)) != base
    brackets: list[tuple[Input, float, float]] = []
    start = 0
    for item, grid in jobs:
        hit = np.flatnonzero(turned[start : start + grid.size])
        start += grid.size
        if hit.size:
            before = grid[hit[0] - 1] if hit[0] else item.best
            brackets.append((item, float(before), float(grid[hit[0]])))
    narrowed = _bisected(scenario, brackets, holds, base)
    tips: dict[KeyPath, Tip] = {}
    for (item, _, _), value in zip(brackets, narrowed, strict=True):
        tip = _tip(item, value)
        if item.path not in tips or tip.share < tips[item.path].share:
            tips[item.path] = tip
    return tuple(sorted(tips.values(), key=lambda tip: (not tip.within, tip.share)))


def _grids(item: Input) -> tuple[Floats, Floats]:
    """Values to try upwards and downwards, nearest first; the range's ends are among them."""
    if item.switch:
        other = np.array([1.0 - item.best])
        return (other, other[:0])
    low, high = item.limits
    up = np.union1d(np.linspace(item.best, max(high, item.best), GRID + 1)[1:], [item.high])
    down = np.union1d(np.linspace(min(low, item.best), item.best, GRID + 1)[:-1], [item.low])
    return up[up > item.best], down[down < item.best][::-1]


def _trial(scenario: Scenario, jobs: Sequence[tuple[Input, Floats]]) -> Draws:
    """Draws with one input changed in each, in the order of the jobs."""
    count = sum(grid.size for _, grid in jobs)
    columns: dict[KeyPath, Floats] = {}
    start = 0
    for item, grid in jobs:
        if item.path not in columns:
            columns[item.path] = np.full(count, item.best)
        columns[item.path][start : start + grid.size] = grid
        start += grid.size
    return changed_draws(scenario, columns)


def _bisected(
    scenario: Scenario, brackets: Sequence[tuple[Input, float, float]], holds: Holds, base: bool
) -> list[float]:
    """The end at which the conclusion has turned, after halving each bracket many times."""
    low = np.array([before for _, before, _ in brackets])
    high = np.array([after for _, _, after in brackets])
    places = [k for k, (item, _, _) in enumerate(brackets) if not item.switch]
    for _ in range(ROUNDS if places else 0):
        middle = (low[places] + high[places]) / 2
        jobs = [(brackets[k][0], middle[row : row + 1]) for row, k in enumerate(places)]
        turned = holds(_trial(scenario, jobs)) != base
        low[places] = np.where(turned, low[places], middle)
        high[places] = np.where(turned, middle, high[places])
    return [float(value) for value in high]


def _tip(item: Input, value: float) -> Tip:
    end = item.high if value > item.best else item.low
    room = abs(end - item.best)
    within = item.low <= value <= item.high
    if room == 0:
        spread = item.limits[1] - item.limits[0]
        share = 1.0 + abs(value - item.best) / spread if spread else np.inf
    else:
        share = abs(value - item.best) / room
    return Tip(item.path, item.best, value, within, float(share))
