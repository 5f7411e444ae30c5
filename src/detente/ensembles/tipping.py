"""What turns a conclusion: one input alone, or several together where none does alone.

*Alone*, all other inputs keep their best values. The smallest change is searched in both directions
on a grid and then narrowed by bisection; a turn that turns back between two points of the grid can
be missed. One that lies beyond the range given for the input is reported as such.

*Together* is found by search: inputs are moved towards the ends at which the conclusion gets
rarer, the most important first, until it turns; draws and corners at which it is turned are further
starts. Then each one that can be spared goes back to its best value, the least important first, and
the rest go back together as far as it stays turned. A smaller change may exist: nothing is proven.

>>> from detente.analyses.catalogue import find_analysis
>>> from detente.ensembles import run_ensemble, study
>>> from detente.scenario import loads
>>> scenario = loads('''
... title: A sale
... parties: {seller: {}, buyer: {}}
... issues: {price: {scale: 0..100, steps: 101}}
... preferences:
...   seller: {weights: {price: 1}, values: {price: rising}, reservation: 30..50}
...   buyer: {weights: {price: 1}, values: {price: falling}, reservation: 20..60}
... ''')
>>> deals = find_analysis("deals")
>>> found = study(run_ensemble(deals, scenario, draws=64, seed=0), deals, "zopa").joint
>>> [(shift.path[1], round(shift.value, 1)) for shift in found.shifts]
[('buyer', 53.0), ('seller', 46.5)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.inputs import Input
from detente.randomness import generator
from detente.scenario.draws import Draws, best_draws, changed_draws

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario
    from detente.scenario.sampling import Factor

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Holds = Callable[[Draws], Truth]
"""Whether the conclusion holds in each draw."""

GRID, HALVINGS = 24, 14
"""Steps each way from the best value to the end of what is permitted; bisections after that."""
STARTS, CORNERS = 4, 256
"""Draws and corners from which the search begins as well; corners of the ranges that are tried."""
STEPS, ROUNDS = 16, 3
"""Steps of the way back, each time within the step before."""
GRADUAL = ("value", "ranks")
"""Kinds of factors that can move by a part of their way."""


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


@dataclass(frozen=True, slots=True)
class Shift:
    """A judgement's best value and the one it is moved to; or the order its members come in."""

    path: KeyPath
    best: float
    value: float
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JointChange:
    """What turns a conclusion when moved together: `count` judgements, those of ranks as one.

    `share` is the part of the way from the best values to where the search had moved them.
    """

    shifts: tuple[Shift, ...]
    count: int
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
    stops = np.cumsum([grid.size for _, grid in jobs])
    brackets: list[tuple[Input, float, float]] = []
    for (item, grid), there in zip(jobs, np.split(turned, stops[:-1]), strict=True):
        if there.any():
            first = int(np.argmax(there))
            before = grid[first - 1] if first else item.best
            brackets.append((item, float(before), float(grid[first])))
    tips: dict[KeyPath, Tip] = {}
    for item, value in _bisected(scenario, brackets, holds, base):
        tip = Tip(item.path, item.best, value, item.low <= value <= item.high, _way(item, value))
        if item.path not in tips or tip.share < tips[item.path].share:
            tips[item.path] = tip
    return tuple(sorted(tips.values(), key=lambda tip: (not tip.within, tip.share)))


def _grids(item: Input) -> tuple[Floats, Floats]:
    """Values to try upwards and downwards, nearest first; the range's ends are among them."""
    if item.switch:
        return np.array([1.0 - item.best]), np.empty(0)
    low, high = item.limits
    up = np.union1d(np.linspace(item.best, max(high, item.best), GRID + 1), [item.high])
    down = np.union1d(np.linspace(min(low, item.best), item.best, GRID + 1), [item.low])
    return up[up > item.best], down[down < item.best][::-1]


def _trial(scenario: Scenario, jobs: Sequence[tuple[Input, Floats]]) -> Draws:
    """Draws with one input changed in each, in the order of the jobs."""
    count = sum(grid.size for _, grid in jobs)
    columns: dict[KeyPath, Floats] = {}
    start = 0
    for item, grid in jobs:
        column = columns.setdefault(item.path, np.full(count, item.best))
        column[start : start + grid.size] = grid
        start += grid.size
    return changed_draws(scenario, columns)


def _bisected(
    scenario: Scenario, brackets: Sequence[tuple[Input, float, float]], holds: Holds, base: bool
) -> Iterator[tuple[Input, float]]:
    """The end at which the conclusion has turned, after halving each bracket many times."""
    low = np.array([before for _, before, _ in brackets])
    high = np.array([after for _, _, after in brackets])
    places = [k for k, (item, _, _) in enumerate(brackets) if not item.switch]
    for _ in range(HALVINGS if places else 0):
        middle = (low[places] + high[places]) / 2
        jobs = [(brackets[k][0], middle[row : row + 1]) for row, k in enumerate(places)]
        turned = holds(_trial(scenario, jobs)) != base
        low[places] = np.where(turned, low[places], middle)
        high[places] = np.where(turned, middle, high[places])
    yield from zip((item for item, _, _ in brackets), high.tolist(), strict=True)


def _way(item: Input, value: float) -> float:
    """How much of the way from the best value to the end of the range a value is."""
    room = abs((item.high if value > item.best else item.low) - item.best)
    if room:
        return float(abs(value - item.best) / room)
    spread = item.limits[1] - item.limits[0]
    return float(1.0 + abs(value - item.best) / spread) if spread else float("inf")


@dataclass(frozen=True, eq=False)
class Search:
    """Where joint changes are searched: `base` is what holds at best values.

    `weight[factor]` is the importance of each; `hit[draw]` says in which draws it holds.
    """

    scenario: Scenario
    factors: tuple[Factor, ...]
    inputs: tuple[Input, ...]
    holds: Holds
    base: bool
    weight: Floats
    hit: Truth

    def change(self, tips: Sequence[Tip], drawn: Draws) -> JointChange | None:
        """The fewest judgements found that turn it; `tips` are beyond the ranges."""
        every = np.ones(len(self.factors), dtype=np.bool_)
        starts = [(start, every) for start in (*self._near(drawn), *self._corners())]
        found = []
        for start, moved in (*self._forwards(self._adverse_ends(tips)), *starts):
            kept = self._spared(start, moved)
            found.append((int(kept.sum()), self._least_share(start, kept), start, kept))
        if not found:
            return None
        count, share, start, kept = min(found, key=lambda each: each[:2])
        reached = self.moved(start, kept[np.newaxis], np.array([share]))
        return JointChange(tuple(self._shifts(kept, reached)), count, share)

    def turned(self, start: Draws, moved: Truth, share: Floats | float = 1.0) -> Truth:
        """Whether it is turned where moved[try, factor] are moved towards a start by a share."""
        tries = self.moved(start, moved, np.broadcast_to(share, (len(moved),)))
        return np.asarray(self.holds(tries) != self.base)

    def moved(self, start: Draws, moved: Truth, share: Floats) -> Draws:
        """Draws with some factors moved from their best values towards those of one draw."""
        best = best_draws(self.scenario, len(moved))
        values, orders = dict(best.values), dict(best.orders)
        for column, factor in zip(moved.T, self.factors, strict=True):
            if factor.kind == "order":
                there = start.order(factor.path, factor.columns)
                here = best.order(factor.path, factor.columns)
                orders[factor.path] = np.where(column[:, np.newaxis], there, here)
                continue
            part = np.where(column, share if factor.kind in GRADUAL else 1.0, 0.0)
            for path in factor.sets:
                values[path] = best.of(path) + part * (start.of(path) - best.of(path))
        return Draws(len(moved), values, orders)

    def _adverse_ends(self, tips: Sequence[Tip]) -> Draws:
        """Every judgement at the end of its range towards which the conclusion turns.

        That is where it turns alone, beyond the range; else where it is turned more often in draws.
        """
        up = {}
        stays, turns = self.hit == self.base, self.hit != self.base
        if stays.any() and turns.any():
            up = {i.path: i.values[turns].mean() > i.values[stays].mean() for i in self.inputs}
        up |= {tip.path: tip.value > tip.best for tip in tips}
        values = dict(best_draws(self.scenario).values)
        for item in self.inputs:
            if item.switch:
                values[item.path] = np.array([1.0 - item.best])
            elif item.factor.kind == "value":
                values[item.path] = np.array([item.high if up.get(item.path) else item.low])
        return Draws(1, values, {})

    def _forwards(self, ends: Draws) -> Iterator[tuple[Draws, Truth]]:
        """The first judgements, the most important ones, that are enough when moved all the way."""
        moved = np.zeros((len(self.factors), len(self.factors)), dtype=np.bool_)
        for place, factor in enumerate(np.argsort(-self.weight, kind="stable")):
            moved[place:, factor] = True
        turned = self.turned(ends, moved)
        if turned.any():
            yield ends, moved[int(np.argmax(turned))]

    def _near(self, drawn: Draws) -> Iterator[Draws]:
        """The draws nearest to the best values in which the conclusion is turned."""
        turned = np.flatnonzero(self.hit != self.base)
        way = np.zeros(len(self.hit))
        for item in self.inputs:
            room = max(item.high - item.best, item.best - item.low)
            way += np.abs(item.values - item.best) / room if room > 0 else 0.0
        for place in turned[np.argsort(way[turned], kind="stable")][:STARTS]:
            yield drawn.part(int(place), int(place) + 1)

    def _corners(self) -> Iterator[Draws]:
        """Corners of the ranges, taken at random, at which it is turned."""
        random = generator(0)
        values, orders = dict(best_draws(self.scenario, CORNERS).values), {}
        for item in self.inputs:
            if item.factor.kind in ("value", "held"):
                values[item.path] = np.where(random.random(CORNERS) < 0.5, item.low, item.high)
        for factor in self.factors:
            if factor.kind == "order":
                order = np.tile(np.arange(factor.columns), (CORNERS, 1))
                orders[factor.path] = random.permuted(order, axis=1)
        corners = Draws(CORNERS, values, orders)
        for place in np.flatnonzero(self.holds(corners) != self.base)[:STARTS]:
            yield corners.part(int(place), int(place) + 1)

    def _spared(self, start: Draws, moved: Truth) -> Truth:
        """The factors that are still moved once all that can be spared are back at their best."""
        waiting = [int(k) for k in np.argsort(self.weight, kind="stable") if moved[k]]
        kept = moved.copy()
        while waiting:
            tries = np.tile(kept, (len(waiting), 1))
            for row in range(len(waiting)):
                tries[row, waiting[: row + 1]] = False
            turned = self.turned(start, tries)
            fit = len(waiting) if turned.all() else int(np.argmin(turned))
            kept[waiting[:fit]] = False
            waiting = waiting[fit + 1 :]
        return kept

    def _least_share(self, start: Draws, kept: Truth) -> float:
        """How far of their way those that are moved have to go."""
        kinds = {factor.kind for factor, k in zip(self.factors, kept, strict=True) if k}
        if kinds.isdisjoint(GRADUAL):
            return 1.0
        low, high = 0.0, 1.0
        for _ in range(ROUNDS):
            shares = low + (high - low) * np.arange(1, STEPS + 1) / STEPS
            first = int(np.argmax(self.turned(start, np.tile(kept, (STEPS, 1)), shares)))
            low, high = (float(shares[first - 1]) if first else low), float(shares[first])
        return high

    def _shifts(self, kept: Truth, reached: Draws) -> Iterator[Shift]:
        best = best_draws(self.scenario)
        for factor in (factor for factor, k in zip(self.factors, kept, strict=True) if k):
            if factor.kind == "order":
                order = reached.order(factor.path, factor.columns)[0]
                yield Shift(factor.path, 0.0, 0.0, tuple(order.tolist()))
                continue
            for path in factor.sets:
                yield Shift(path, float(best.of(path)[0]), float(reached.of(path)[0]))
