"""The smallest share of their ranges by which judgements turn a conclusion when moved together.

Every judgement may move by up to a share of the way from its best value to either end. From above
the share is found by trying points; from below it is proven by bounds over boxes, split where they
are too coarse (branch and bound: the box with the least proven share is split first).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from detente.ensembles.moves import Floats, Truth, Whole
from detente.ensembles.question import Question
from detente.randomness import generator

CLOSE = 1e-3
"""Shares that count as equal: a tenth of a percent of the way."""
STEPS = 16
ROUNDS = 4
BATCH = 16
FLIPS = 2
STARTS = 24
_AHEAD = (2e-5, 1e-4, 0.01, 0.05, 0.2, 1.0)


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest point that turns a conclusion, and the share below which none does.

    `share` and `point` are None where none was found; `bound` is infinite where none exists, and
    None where nothing is known.
    """

    share: float | None
    point: Floats | None
    bound: float | None


def nearest(asked: Question, moving: Truth, pick: Whole) -> Nearest:
    """Search and prove, with the units that move[unit] and all that moves as a whole fixed."""
    search = _Search(asked, moving, pick)
    search.start()
    if asked.sure:
        search.prove()
    bound = None if not asked.sure else search.bound
    return Nearest(search.share, search.point, bound)


class _Search:
    def __init__(self, asked: Question, moving: Truth, pick: Whole) -> None:
        self.asked = asked
        self.moving = moving[np.newaxis]
        self.pick = pick.reshape(1, -1)
        self.share: float | None = None
        self.point: Floats | None = None
        self.bound = 0.0
        movable = moving[asked.moves.unit] if len(asked.moves.inputs) else np.zeros(0, np.bool_)
        self.movable = movable
        self.free = np.flatnonzero(movable & (asked.ends == 0))

    def start(self) -> None:
        """A first bound from below, and the best point that a few tries give."""
        asked = self.asked
        if asked.sure:
            self.bound = self._first_bound()
            if np.isinf(self.bound):
                return
            shares = np.unique(np.minimum(self.bound + np.array(_AHEAD), 1.0))
            self._try(self._dive(shares))
        if self.share is None or self.share - self.bound > CLOSE:
            self._try_rays(self._first_signs())
            self._climb()

    def prove(self) -> None:
        """Split boxes, the one with the least proven share first, until the gap is closed."""
        if np.isinf(self.bound) or self._closed() or not len(self.free):
            return
        low, high = self._box(np.ones(1))
        queue: list[tuple[float, int, Floats, Floats]] = [(self.bound, 0, low[0], high[0])]
        scores, made = self._scores(), 1
        while queue and self.asked.left > 0:
            self.bound = min(queue[0][0], self._top())
            if self._closed():
                return
            batch = [heappop(queue) for _ in range(min(BATCH, len(queue)))]
            for found, lower, upper in self._split(batch, scores):
                if found < self._top() - CLOSE / 2 or (self.share is None and found <= 1):
                    heappush(queue, (found, made, lower, upper))
                    made += 1
        left = queue[0][0] if queue else np.inf
        self.bound = left if self.share is None else min(left, self.share - CLOSE / 2)
        self.bound = max(self.bound, 0.0)

    def _closed(self) -> bool:
        return self.share is not None and self.share - self.bound <= CLOSE

    def _top(self) -> float:
        return 1.0 if self.share is None else self.share

    def _box(self, share: Floats) -> tuple[Floats, Floats]:
        moving = np.broadcast_to(self.moving, (len(share), self.moving.shape[1]))
        return self.asked.moves.within(share, moving)

    def _may(self, share: Floats, low: Floats, high: Floats) -> Truth:
        """Whether it may turn within shares[box] of the parts low to high of the space."""
        inner, outer = self._box(share)
        low, high = np.maximum(low, inner), np.minimum(high, outer)
        empty = (low > high).any(axis=1) | self.asked.scalable(low, high, self.movable)
        low, high = self.asked.pressed(np.minimum(low, high), high)
        may = np.zeros(len(share), dtype=np.bool_)
        if not empty.all():
            may[~empty] = self.asked.may_turn(low[~empty], high[~empty], self.pick)
        return may

    def _first_bound(self) -> float:
        low, high = self._box(np.ones(1))
        return float(self._least(np.zeros(1), 1.0, low, high, ROUNDS)[0])

    def _least(self, start: Floats, top: float, low: Floats, high: Floats, rounds: int) -> Floats:
        """The largest share up to which nothing turns in each part; infinite where nothing can."""
        count, steps = len(start), np.arange(1, STEPS + 1) / STEPS
        below, above = start.copy(), np.full(count, max(top, 0.0))
        for turn in range(rounds):
            grid = below[:, np.newaxis] + (above - below)[:, np.newaxis] * steps
            lows, highs = (np.repeat(edge, STEPS, axis=0) for edge in (low, high))
            may = self._may(grid.reshape(-1), lows, highs).reshape(count, STEPS)
            none = ~may.any(axis=1)
            first = np.where(none, STEPS - 1, may.argmax(axis=1))
            rows = np.arange(count)
            below = np.where(first > 0, grid[rows, first - 1], below)
            above = grid[rows, first]
            if turn == 0:
                nothing = none
        return np.where(nothing, np.inf, below)

    def _dive(self, shares: Floats) -> Floats:
        """Points whose columns are each at an end at which the conclusion may turn."""
        low, high = self.asked.pressed(*self._box(shares))
        points = self._ends_at_once(low, high)
        failed = np.flatnonzero(~self.asked.may_turn(points, points, self.pick))
        if self.asked.left >= 2 * len(failed) * len(self.free):
            points[failed] = self._ends_in_turn(low[failed], high[failed])
        return self.asked.moves.repaired(points)

    def _ends_at_once(self, low: Floats, high: Floats) -> Floats:
        """Each column at the end that leaves it open, judged with all others free."""
        count, free = len(low), len(self.free)
        lows, highs = (np.repeat(edge, 2 * free, axis=0) for edge in (low, high))
        first, second = self._ordered_ends(low, high)
        rows = np.arange(count * free) * 2
        columns = np.tile(self.free, count)
        for shift, ends in enumerate((first, second)):
            value = ends[:, self.free].reshape(-1)
            lows[rows + shift, columns] = highs[rows + shift, columns] = value
        may = self.asked.may_turn(lows, highs, self.pick).reshape(count, free, 2)
        points = low.copy()
        keep = may[:, :, 0] | ~may[:, :, 1]
        points[:, self.free] = np.where(keep, first[:, self.free], second[:, self.free])
        return points

    def _ends_in_turn(self, low: Floats, high: Floats) -> Floats:
        """The same with one column fixed after the other."""
        low, high = low.copy(), high.copy()
        first, second = self._ordered_ends(low, high)
        for column in self.free if len(low) else ():
            lows, highs = np.tile(low, (2, 1)), np.tile(high, (2, 1))
            ends = np.concatenate([first[:, column], second[:, column]])
            lows[:, column] = highs[:, column] = ends
            may = self.asked.may_turn(lows, highs, self.pick).reshape(2, -1)
            chosen = np.where(may[0] | ~may[1], first[:, column], second[:, column])
            low[:, column] = high[:, column] = chosen
        return low

    def _ordered_ends(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """The adverse end of each column, and the other one."""
        up = self.asked.adverse > 0
        return np.where(up, high, low), np.where(up, low, high)

    def _first_signs(self) -> Floats:
        """Ends to try first: the adverse ones, and some in which the unsure ones are random."""
        many = len(self.free) > 0 and self.asked.left > 0
        signs = np.tile(self.asked.adverse, (STARTS if many else 1, 1))
        random = generator(0)
        if many:
            signs[1:, self.free] = random.choice([-1.0, 1.0], (len(signs) - 1, len(self.free)))
        return signs

    def _climb(self) -> None:
        """Send one unsure column at a time to its other end, as long as that comes nearer."""
        for _ in range(FLIPS):
            if self.point is None or not len(self.free) or self.asked.left <= 0:
                return
            before = self.share
            signs = np.tile(np.sign(self.point - self.asked.moves.best), (2 * len(self.free), 1))
            for k, column in enumerate(self.free):
                signs[2 * k, column] = -signs[2 * k, column] or 1.0
                signs[2 * k + 1, column] = 0.0
            self._try_rays(signs)
            if self.share == before:
                return

    def _try_rays(self, signs: Floats) -> None:
        """The first turn on the way from the best values to each of the ends signs[ray, column]."""
        count, below, above = len(signs), 0.0, min(1.0, self._top())
        for _ in range(ROUNDS):
            shares = below + (above - below) * np.arange(1, STEPS + 1) / STEPS
            rays = np.repeat(signs, STEPS, axis=0)
            moving = np.broadcast_to(self.moving, (len(rays), self.moving.shape[1]))
            points = self.asked.end_points(np.tile(shares, count), rays, moving)
            turned = self.asked.turned(points, self.pick).reshape(count, STEPS)
            if not turned.any():
                return
            self._take(points[turned.reshape(-1)])
            first = int(np.where(turned.any(axis=1), turned.argmax(axis=1), STEPS).min())
            signs = signs[turned[:, first]]
            count = len(signs)
            below, above = shares[first - 1] if first else below, shares[first]

    def _try(self, points: Floats) -> None:
        turned = self.asked.turned(points, self.pick)
        self._take(points[turned])

    def _take(self, points: Floats) -> None:
        """Keep the nearest of points that turn it, unless the one at hand is nearer."""
        if not len(points):
            return
        inside = ((points >= self.asked.moves.low - 1e-9).all(axis=1)) & (
            (points <= self.asked.moves.high + 1e-9).all(axis=1)
        )
        points = points[inside]
        if len(points):
            shares = self.asked.moves.share_of(points)
            place = int(np.argmin(shares))
            if self.share is None or shares[place] < self.share:
                self.share, self.point = float(min(shares[place], 1.0)), points[place]

    def _scores(self) -> Floats:
        """How much halving each unsure column raises the proven share; it says what to split."""
        low, high = self._box(np.ones(1))
        middle = (low[0] + high[0]) / 2
        lows, highs = (np.repeat(edge, 2 * len(self.free), axis=0) for edge in (low, high))
        for k, column in enumerate(self.free):
            highs[2 * k, column] = middle[column]
            lows[2 * k + 1, column] = middle[column]
        start = np.full(len(lows), self.bound)
        gained = np.minimum(self._least(start, self._top(), lows, highs, 1), 1.0) - self.bound
        score = gained.reshape(-1, 2).mean(axis=1)
        return score + 0.1 * score.max() + 1e-6

    def _split(
        self, batch: list[tuple[float, int, Floats, Floats]], scores: Floats
    ) -> list[tuple[float, Floats, Floats]]:
        """Both halves of each part, with the share proven for each."""
        inner, outer = (edge[0] for edge in self._box(np.array([self._top()])))
        lows = np.maximum(np.stack([part[2] for part in batch]), inner)
        highs = np.minimum(np.stack([part[3] for part in batch]), outer)
        room = np.maximum(outer - inner, 1e-12)[self.free]
        width = (highs - lows)[:, self.free] / room
        settled = self._settled(lows, highs, np.array([part[0] for part in batch]))
        chosen = self.free[np.argmax(settled + width * scores / scores.sum(), axis=1)]
        rows = np.arange(len(batch))
        middle = (lows[rows, chosen] + highs[rows, chosen]) / 2
        first, second = highs.copy(), lows.copy()
        first[rows, chosen] = second[rows, chosen] = middle
        low, high = np.concatenate([lows, second]), np.concatenate([first, highs])
        start = np.tile([part[0] for part in batch], 2)
        least = self._least(start, self._top(), low, high, 1)
        self._try_middles(low, high, least)
        return list(zip(least.tolist(), low, high, strict=True))

    def _settled(self, low: Floats, high: Floats, bound: Floats) -> Floats:
        """How many halves of a part, cut in each unsure column, hold nothing half-way up."""
        count, free = len(low), len(self.free)
        lows, highs = (np.repeat(edge, 2 * free, axis=0) for edge in (low, high))
        rows, columns = np.arange(count * free) * 2, np.tile(self.free, count)
        middle = (low + high)[:, self.free].reshape(-1) / 2
        highs[rows, columns] = lows[rows + 1, columns] = middle
        share = np.repeat((bound + self._top()) / 2, 2 * free)
        may = self._may(share, lows, highs)
        return np.asarray((~may).reshape(count, free, 2).sum(axis=2), dtype=np.float64)

    def _try_middles(self, low: Floats, high: Floats, least: Floats) -> None:
        """The middle of each part that is still open, all sure columns as far as it reaches."""
        keep = np.isfinite(least) & (low <= high).all(axis=1)
        if not keep.any():
            return
        middle = ((low + high) / 2)[keep]
        middle[:, self.asked.ends != 0] = self.asked.moves.best[self.asked.ends != 0]
        middle = self.asked.moves.repaired(middle)
        share = np.minimum(np.maximum(self.asked.moves.share_of(middle), least[keep]), 1.0)
        edge = self.asked.pressed(*self._box(share))[0]
        self._try(np.where(self.asked.ends != 0, edge, middle))
