"""Which judgements turn a conclusion together, where none does alone: found by search.

Judgements are moved towards the ends at which the conclusion gets rarer, the most important first,
until it turns; draws and corners at which it is turned are further starts. Then each one that can
be spared goes back to its best value, the least important first, and the rest go back together as
far as the conclusion stays turned. A smaller change may exist: nothing is proven.

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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.inputs import Input
from detente.ensembles.tipping import Holds, Tip
from detente.randomness import generator
from detente.scenario.draws import Draws, best_draws

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario
    from detente.scenario.sampling import Factor

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
STARTS = 4
"""Draws, the nearest to the best values, and corners, from which the search begins as well."""
CORNERS = 256
"""Corners of the ranges that are tried."""
STEPS, ROUNDS = 16, 3
SHARED = ("value", "ranks")
"""Kinds of factors that can move by a part of their way."""


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


@dataclass(frozen=True, eq=False)
class Search:
    """What is searched: `base` is what holds at best values, `weight[factor]` the importance."""

    scenario: Scenario
    factors: tuple[Factor, ...]
    holds: Holds
    base: bool
    weight: Floats

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
            part = np.where(column, share if factor.kind in SHARED else 1.0, 0.0)
            for path in factor.sets:
                values[path] = best.of(path) + part * (start.of(path) - best.of(path))
        return Draws(len(moved), values, orders)


def joint_change(
    search: Search, inputs: Sequence[Input], tips: Sequence[Tip], hit: Truth, drawn: Draws
) -> JointChange | None:
    """The fewest judgements found that turn it.

    `tips` are tipping values beyond the ranges; `hit[draw]` says in which draws it holds.
    """
    found = []
    ends = _adverse_ends(search, inputs, tips, hit)
    starts = (*_near(search, inputs, hit, drawn), *_corners(search, inputs))
    every = np.ones(len(search.factors), dtype=np.bool_)
    for start, moved in (*_forwards(search, ends), *((start, every) for start in starts)):
        kept = _spared(search, start, moved)
        found.append((int(kept.sum()), _least_share(search, start, kept), start, kept))
    if not found:
        return None
    count, share, start, kept = min(found, key=lambda each: each[:2])
    reached = search.moved(start, kept[np.newaxis], np.array([share]))
    return JointChange(tuple(_shifts(search, kept, reached)), count, share)


def _adverse_ends(
    search: Search, inputs: Sequence[Input], tips: Sequence[Tip], hit: Truth
) -> Draws:
    """Every judgement at the end of its range towards which the conclusion turns.

    That is where it turns alone, beyond the range; else where it is turned more often in the draws.
    """
    values = dict(best_draws(search.scenario).values)
    up = {tip.path: tip.value > tip.best for tip in tips}
    stays, turns = hit == search.base, hit != search.base
    if stays.any() and turns.any():
        drawn = {i.path: bool(i.values[turns].mean() > i.values[stays].mean()) for i in inputs}
        up = drawn | up
    for item in inputs:
        if item.factor.kind == "held":
            values[item.path] = np.array([1.0 - item.best])
        elif item.factor.kind == "value":
            values[item.path] = np.array([item.high if up.get(item.path) else item.low])
    return Draws(1, values, {})


def _forwards(search: Search, ends: Draws) -> Iterator[tuple[Draws, Truth]]:
    """The first judgements, the most important ones, that are enough when moved all the way."""
    count = len(search.factors)
    moved = np.zeros((count, count), dtype=np.bool_)
    for place, factor in enumerate(np.argsort(-search.weight, kind="stable")):
        moved[place:, factor] = True
    turned = search.turned(ends, moved)
    if turned.any():
        yield ends, moved[int(np.argmax(turned))]


def _near(search: Search, inputs: Sequence[Input], hit: Truth, drawn: Draws) -> Iterator[Draws]:
    """The draws nearest to the best values in which the conclusion is turned."""
    turned = np.flatnonzero(hit != search.base)
    way = np.zeros(len(hit))
    for item in inputs:
        room = max(item.high - item.best, item.best - item.low)
        way += np.abs(item.values - item.best) / room if room > 0 else 0.0
    for place in turned[np.argsort(way[turned], kind="stable")][:STARTS]:
        yield drawn.part(int(place), int(place) + 1)


def _corners(search: Search, inputs: Sequence[Input]) -> Iterator[Draws]:
    """Corners of the ranges, taken at random, at which it is turned."""
    random = generator(0)
    best = best_draws(search.scenario, CORNERS)
    values, orders = dict(best.values), {}
    for item in inputs:
        if item.factor.kind in ("value", "held"):
            values[item.path] = np.where(random.random(CORNERS) < 0.5, item.low, item.high)
    for factor in search.factors:
        if factor.kind == "order":
            order = np.tile(np.arange(factor.columns), (CORNERS, 1))
            orders[factor.path] = random.permuted(order, axis=1)
    corners = Draws(CORNERS, values, orders)
    turned = np.flatnonzero(search.holds(corners) != search.base)
    for place in turned[:STARTS]:
        yield corners.part(int(place), int(place) + 1)


def _spared(search: Search, start: Draws, moved: Truth) -> Truth:
    """The factors that are still moved once all that can be spared are back at their best."""
    waiting = [int(k) for k in np.argsort(search.weight, kind="stable") if moved[k]]
    kept = moved.copy()
    while waiting:
        tries = np.tile(kept, (len(waiting), 1))
        for row in range(len(waiting)):
            tries[row, waiting[: row + 1]] = False
        turned = search.turned(start, tries)
        fit = len(waiting) if turned.all() else int(np.argmin(turned))
        kept[waiting[:fit]] = False
        waiting = waiting[fit + 1 :]
    return kept


def _least_share(search: Search, start: Draws, kept: Truth) -> float:
    """How far of their way those that are moved have to go."""
    if all(factor.kind not in SHARED for factor, k in zip(search.factors, kept, strict=True) if k):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(ROUNDS):
        shares = low + (high - low) * np.arange(1, STEPS + 1) / STEPS
        turned = search.turned(start, np.tile(kept, (STEPS, 1)), shares)
        first = int(np.argmax(turned))
        low, high = (float(shares[first - 1]) if first else low), float(shares[first])
    return high


def _shifts(search: Search, kept: Truth, reached: Draws) -> Iterator[Shift]:
    best = best_draws(search.scenario)
    for factor in (factor for factor, k in zip(search.factors, kept, strict=True) if k):
        if factor.kind == "order":
            order = reached.order(factor.path, factor.columns)[0]
            yield Shift(factor.path, 0.0, 0.0, tuple(int(member) for member in order))
            continue
        for path in factor.sets:
            yield Shift(path, float(best.of(path)[0]), float(reached.of(path)[0]))
