"""Which single change of an input would turn a conclusion.

All other inputs keep their best values. The smallest change of one input is searched in both
directions on a grid and then narrowed by bisection; where the analysis gives bounds, they prove
that nothing nearer turns it. One that lies beyond the range given for the input is reported as
such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.alone import Prover, Way
from detente.ensembles.inputs import Input
from detente.ensembles.question import Holds
from detente.scenario.draws import Draws, changed_draws

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]
GRID = 24
"""Steps each way from the best value to the end of what is permitted."""
ROUNDS = 14
PRECISION = 1e-3


@dataclass(frozen=True, slots=True)
class Tip:
    """The value of one input at which a conclusion turns, others being at their best values.

    `within` says whether it lies in the range given; `share` is how much of the way from the best
    value to the end of the range that is (above 1 beyond it). `proven` says whether no smaller
    change can turn it, to a thousandth of the change; else a turn between two points of the grid
    that turns back before the next could be missed.
    """

    path: KeyPath
    best: float
    value: float
    within: bool
    share: float
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Tips:
    """The tipping values, the smallest change first.

    `complete` says whether it is proven that no other input turns the conclusion within its range;
    `unmoved` are groups of priorities whose order was left as written.
    """

    found: tuple[Tip, ...]
    complete: bool
    unmoved: tuple[KeyPath, ...]


def tipping(
    scenario: Scenario, inputs: Sequence[Input], holds: Holds, prover: Prover | None
) -> Tips:
    """The nearest tipping value of each input, proven where there are bounds to prove it with."""
    found = tipping_values(scenario, inputs, holds)
    orders = [item.factor.path for item in inputs if item.factor.kind == "order"]
    unmoved = tuple(dict.fromkeys(orders))
    if prover is None:
        switches = {item.path for item in inputs if item.switch}
        sure = tuple(replace(tip, proven=tip.path in switches) for tip in found)
        return Tips(sure, all(item.switch for item in inputs), unmoved)
    near = {tip.path: tip for tip in found}
    told = [item for item in inputs if item.factor.kind != "order"]
    ways = [way for item in told for way in _ways(item, near.get(item.path))]
    clean = prover.clean(ways)
    doubtful = {way.item.path for way, each in zip(ways, clean, strict=True) if not each}
    sure = tuple(replace(tip, proven=tip.path not in doubtful) for tip in found)
    within = {tip.path for tip in found if tip.within}
    return Tips(sure, doubtful <= within and not unmoved, unmoved)


def _ways(item: Input, tip: Tip | None) -> tuple[Way, Way]:
    """What must be clean for a tipping value to be the nearest; without one, the whole range."""
    share = 1.0 if tip is None else (1 - PRECISION) * tip.share
    up, down = item.high - item.best, item.best - item.low
    low, high = item.best - share * down, item.best + share * up
    if tip is not None and not tip.within:
        reach = item.best + (1 - PRECISION) * (tip.value - item.best)
        low = min(reach, item.low, max(low, item.limits[0]))
        high = max(reach, item.high, min(high, item.limits[1]))
    if item.switch:
        return Way(item, item.best, item.best), Way(item, item.best, item.best)
    return Way(item, low, item.best), Way(item, item.best, high)


def tipping_values(
    scenario: Scenario, inputs: Sequence[Input], holds: Holds, *, beyond: bool = True
) -> tuple[Tip, ...]:
    """The nearest tipping value of each input that has one, the smallest change first.

    `beyond` also searches the permitted values outside the range given.
    """
    told = [item for item in inputs if item.factor.kind != "order"]
    base = bool(holds(changed_draws(scenario, {}))[0])
    jobs = [(item, grid) for item in told for grid in _grids(item, beyond) if grid.size]
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


def _grids(item: Input, beyond: bool) -> tuple[Floats, Floats]:
    """Values to try upwards and downwards, nearest first; the range's ends are among them."""
    if item.switch:
        other = np.array([1.0 - item.best])
        return (other, other[:0])
    low, high = item.limits if beyond else (item.low, item.high)
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


def threshold_of(answers: Mapping[str, Floats], name: str, threshold: float) -> NDArray[np.bool_]:
    """Whether a conclusion reaches a threshold; absent means in no draw."""
    if name not in answers:
        count = len(next(iter(answers.values()))) if answers else 1
        return np.zeros(count, dtype=np.bool_)
    return np.asarray(answers[name] >= threshold)
