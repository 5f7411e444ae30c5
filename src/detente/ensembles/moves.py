"""Every way in which the judgements of a scenario can be moved together within their ranges.

A judgement with a range moves by a share of its way from the best value to an end. Weights known by
rank move together: they keep their order and their sum. What is yes or no, or an order of
priorities, moves all the way or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.inputs import Input
from detente.scenario.draws import Draws, best_draws, changed_draws
from detente.scenario.sampling import Factor

if TYPE_CHECKING:
    from detente.scenario import KeyPath, Scenario

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Whole = NDArray[np.intp]

LARGEST_GROUP = 5
"""Members of a group of unknown order of which every order is tried."""
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which a judgement that cannot move by a share can be: a value, or an order."""

    value: float = 0.0
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """A judgement's best value and the one it is moved to; or the order its members come in."""

    path: KeyPath
    best: float
    value: float
    order: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Ranked:
    """Columns of weights known by rank; `block[column]` is greater for less important ones."""

    columns: Whole
    block: Whole
    total: float


@dataclass(frozen=True, eq=False)
class Moves:
    """The judgements that move: `inputs` by a share, one a column, `finite` all the way.

    `unit[column]` is the place among `units` (first those with columns, then the finite ones);
    `choices[finite]` begins with the best. `unmoved` cannot be moved here.
    """

    scenario: Scenario
    units: tuple[Factor, ...]
    inputs: tuple[Input, ...]
    unit: Whole
    finite: tuple[Factor, ...]
    choices: tuple[tuple[Choice, ...], ...]
    ranked: tuple[Ranked, ...]
    unmoved: tuple[KeyPath, ...]
    best: Floats = field(init=False)
    low: Floats = field(init=False)
    high: Floats = field(init=False)

    def __post_init__(self) -> None:
        for name in ("best", "low", "high"):
            ends = np.array([getattr(item, name) for item in self.inputs], dtype=np.float64)
            object.__setattr__(self, name, ends)

    @property
    def sharing(self) -> int:
        """How many units move by a share; the finite ones come after them."""
        return len(self.units) - len(self.finite)

    def draws(self, points: Floats, picks: Whole) -> Draws:
        """Draws of points[draw, column] and picks[draw, finite]."""
        values = {item.path: points[:, k] for k, item in enumerate(self.inputs)}
        orders: dict[KeyPath, Whole] = {}
        for k, factor in enumerate(self.finite):
            chosen = [self.choices[k][pick] for pick in picks[:, k]]
            if factor.kind == "order":
                orders[factor.path] = np.array([choice.order for choice in chosen])
            else:
                values[factor.path] = np.array([choice.value for choice in chosen])
        if not values and not orders:
            return best_draws(self.scenario, len(points))
        return changed_draws(self.scenario, values, orders)

    def within(self, share: Floats, moving: Truth) -> tuple[Floats, Floats]:
        """Ends of the box of each share[box], where moving[box, unit] may move."""
        room = np.where(moving[:, self.unit], share[:, np.newaxis], 0.0)
        low = self.best - room * (self.best - self.low)
        high = self.best + room * (self.high - self.best)
        return low, high

    def share_of(self, points: Floats) -> Floats:
        """The largest share by which a column of points[point, column] is moved."""
        if not self.inputs:
            return np.zeros(len(points))
        off = points - self.best
        room = np.where(off > 0, self.high - self.best, self.best - self.low)
        # no room means no move: what is left of it there is rounding
        share = np.abs(off) / np.where(room > 0, room, np.inf)
        return np.asarray(share.max(axis=1))

    def tightened(self, low: Floats, high: Floats) -> tuple[Floats, Floats, Truth]:
        """Boxes cut to where ranks and sums can hold; and which of them are empty."""
        if not self.ranked:
            return low, high, np.zeros(len(low), dtype=np.bool_)
        low, high = low.copy(), high.copy()
        for group in self.ranked * 2:
            _tighten(group, low, high)
        empty = np.asarray((low > high + LEAST).any(axis=1))
        return np.minimum(low, high), np.maximum(low, high), empty

    def repaired(self, points: Floats) -> Floats:
        """Points with ranked weights in their order and with their sum."""
        if not self.ranked:
            return points
        points = points.copy()
        for group in self.ranked:
            own = points[:, group.columns]
            wanted = np.lexsort((-own, np.broadcast_to(group.block, own.shape)), axis=1)
            sizes = np.flip(np.sort(own, axis=1), axis=1)
            sizes *= group.total / np.maximum(sizes.sum(axis=1, keepdims=True), LEAST)
            placed = np.empty_like(own)
            np.put_along_axis(placed, wanted, sizes, axis=1)
            points[:, group.columns] = placed
        return points

    def picks(self, moving: Truth, most: int) -> Whole | None:
        """All picks[pick, finite] of the units that move, best first; None above `most`."""
        sizes = [
            len(options) if moving[self.sharing + k] else 1
            for k, options in enumerate(self.choices)
        ]
        if np.prod([float(size) for size in sizes]) > most:
            return None
        rows = list(product(*map(range, sizes)))
        return np.array(rows, dtype=np.intp).reshape(len(rows), len(sizes))

    def moved(self, point: Floats, pick: Whole) -> Truth:
        """Which units are not at their best."""
        moved = np.zeros(len(self.units), dtype=np.bool_)
        off = np.abs(point - self.best) > LEAST * np.maximum(1.0, np.abs(self.best))
        moved[self.unit[off]] = True
        moved[self.sharing :] = pick > 0
        return moved

    def shifts(self, point: Floats, pick: Whole) -> Iterator[Shift]:
        """What a point moves, in the order of the units."""
        moved = self.moved(point, pick)
        for k, item in enumerate(self.inputs):
            if moved[self.unit[k]]:
                yield Shift(item.path, item.best, float(point[k]))
        for k, factor in enumerate(self.finite):
            if pick[k]:
                best, chosen = self.choices[k][0], self.choices[k][pick[k]]
                yield Shift(factor.path, best.value, chosen.value, chosen.order)


def moves_of(scenario: Scenario, inputs: Sequence[Input]) -> Moves:
    """The moves that the inputs of a scenario allow."""
    sharing: dict[KeyPath, Factor] = {}
    finite: dict[KeyPath, tuple[Factor, tuple[Choice, ...]]] = {}
    unmoved, columns = [], []
    for item in inputs:
        factor = item.factor
        if factor.kind == "held":
            other = 1.0 - item.best
            finite[factor.path] = (factor, (Choice(item.best), Choice(other)))
        elif factor.kind == "order":
            if factor.columns <= LARGEST_GROUP:
                orders = (Choice(order=order) for order in permutations(range(factor.columns)))
                finite[factor.path] = (factor, tuple(orders))
            elif factor.path not in unmoved:
                unmoved.append(factor.path)
        elif item.low < item.high:
            sharing[factor.path] = factor
            columns.append(item)
    places = {path: k for k, path in enumerate(sharing)}
    return Moves(
        scenario=scenario,
        units=(*sharing.values(), *(factor for factor, _ in finite.values())),
        inputs=tuple(columns),
        unit=np.array([places[item.factor.path] for item in columns], dtype=np.intp),
        finite=tuple(factor for factor, _ in finite.values()),
        choices=tuple(choices for _, choices in finite.values()),
        ranked=tuple(_ranked(columns, f) for f in sharing.values() if f.kind == "ranks"),
        unmoved=tuple(unmoved),
    )


def _ranked(columns: Sequence[Input], factor: Factor) -> Ranked:
    own = [k for k, item in enumerate(columns) if item.factor.path == factor.path]
    ranks = [item.judgement.rank for k in own if (item := columns[k]).judgement]
    first = np.array([rank[0] if rank else 0 for rank in ranks], dtype=np.intp)
    return Ranked(np.array(own, dtype=np.intp), first, sum(columns[k].best for k in own))


def _tighten(group: Ranked, low: Floats, high: Floats) -> None:
    """Cut boxes to w in the order of the ranks that sum to the total; changes them in place."""
    blocks = [group.columns[group.block == block] for block in np.unique(group.block)]
    for above, below in pairwise(blocks):
        high[:, below] = np.minimum(high[:, below], high[:, above].min(axis=1, keepdims=True))
    for below, above in pairwise(reversed(blocks)):
        low[:, above] = np.maximum(low[:, above], low[:, below].max(axis=1, keepdims=True))
    own = group.columns
    least, most = low[:, own].sum(axis=1), high[:, own].sum(axis=1)
    for column in own:
        rest = group.total - (most - high[:, column]), group.total - (least - low[:, column])
        low[:, column] = np.maximum(low[:, column], rest[0])
        high[:, column] = np.minimum(high[:, column], rest[1])
        least, most = low[:, own].sum(axis=1), high[:, own].sum(axis=1)
