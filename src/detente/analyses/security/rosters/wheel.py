"""Postings whose long-run shares equal the coverage exactly.

The marginal posts y[type, target] are laid as arcs around a wheel of circumference one: a type's
arcs end to end, so that a pointer always meets at most as many as there are units (the comb
sampling of Tsai, Yin, Kwak, Kempe, Kiekintveld & Tambe 2010). Where several types share a target,
the wheel of one type is turned until its arc there begins where the other's ends; the support of
y is a forest, so one turn a type suffices. The pointer's place then is a lottery over whole
postings with exactly the marginals y: a decomposition as the theorem of Birkhoff (1946) and von
Neumann (1953) promises, with no more postings than arcs have ends.

Lengths are whole numbers of 2^-50, so nothing is lost to rounding.

>>> import numpy as np
>>> from detente.randomness import generator
>>> wheel = lay(np.array([[0.5, 0.25, 0.25]]), np.array([1]), generator(0))
>>> chances, guards = wheel.postings()
>>> sorted(chances.tolist()), sorted(guards.max(axis=1).tolist())
([0.25, 0.25, 0.5], [0, 0, 0])
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.security.game import Floats
from detente.errors import InternalError
from detente.randomness import generator

ROUND = 1 << 50
"""Ticks of the wheel's circumference."""

FEW = 4
"""Ticks an arc that rounding may have taken."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Wheel:
    """Arcs on the wheel, in ticks: `kind`, `target`, `start`, `length`, each `[arc]`."""

    kind: Whole
    target: Whole
    start: Whole
    length: Whole
    targets: int

    @cached_property
    def cuts(self) -> Whole:
        """Ticks at which the posting changes, ascending; [0] where it never does."""
        moving = self.length < ROUND
        ends = (self.start + self.length) % ROUND
        found = np.unique(np.concatenate([self.start[moving], ends[moving]]))
        return found if found.size else np.zeros(1, dtype=np.int64)

    @cached_property
    def _same(self) -> tuple[Whole, Whole, Floats]:
        """Stretches between cuts by posting: first stretch, posting of a stretch, chance.

        Postings are told apart by a sum of random marks, one an arc, over the arcs they meet.
        """
        first, posting = np.unique(self._marks(), return_index=True, return_inverse=True)[1:]
        lengths = np.diff(np.append(self.cuts, self.cuts[0] + ROUND))
        ticks = np.zeros(first.size, dtype=np.int64)
        np.add.at(ticks, posting, lengths)
        return first, posting, ticks / ROUND

    def _marks(self) -> NDArray[np.uint64]:
        marks = generator(0).integers(1 << 63, size=self.kind.size).astype(np.uint64)
        met = (self.cuts[0] - self.start) % ROUND < self.length
        change = np.zeros(self.cuts.size, dtype=np.uint64)
        moving = self.length < ROUND
        ends = (self.start + self.length) % ROUND
        np.add.at(change, np.searchsorted(self.cuts, self.start[moving]), marks[moving])
        np.subtract.at(change, np.searchsorted(self.cuts, ends[moving]), marks[moving])
        change[0] = marks[met].sum()
        return np.cumsum(change)

    @property
    def count(self) -> int:
        """How many different postings there are."""
        return int(self._same[0].size)

    def guards(self, pointers: Whole) -> Whole:
        """Which type guards each target: int64[pointer, target], -1 where none does."""
        found = np.full((pointers.size, self.targets), -1, dtype=np.int64)
        for pointer, row in zip(pointers, found, strict=True):
            met = (pointer - self.start) % ROUND < self.length
            row[self.target[met]] = self.kind[met]
        return found

    def postings(self) -> tuple[Floats, Whole]:
        """All different postings: (chance[posting], guards[posting, target])."""
        first, _, chances = self._same
        return chances, self.guards(self.cuts[first])

    def draw(self, count: int, random: np.random.Generator) -> tuple[Floats, Whole]:
        """Draw postings independently: (chance[draw], guards[draw, target])."""
        pointers = random.integers(ROUND, size=count)
        stretch = np.searchsorted(self.cuts, pointers, side="right") - 1
        _, posting, chances = self._same
        return chances[posting[stretch]], self.guards(self.cuts[stretch])


def lay(posts: Floats, number: Whole, random: np.random.Generator) -> Wheel:
    """Lay posts[type, target] on a wheel, targets in a random order.

    Raises InternalError if the support of the posts is not a forest.
    """
    ticks = _ticks(posts, number)
    arcs = _Arcs(ticks)
    for kind in range(ticks.shape[0]):
        if kind not in arcs.laid and ticks[kind].any():
            arcs.lay_tree(kind, int(random.integers(ROUND)), random)
    return arcs.wheel()


def _ticks(posts: Floats, number: Whole) -> Whole:
    """Lengths in ticks, rounded so that no type exceeds its units and no target one round.

    A type that is a few ticks short of whole units is given them: it is always fully on duty.
    """
    ticks = np.floor(posts * ROUND).astype(np.int64)
    for kind, units in enumerate(number):
        row = ticks[kind]
        missing = -int(row.sum()) % ROUND
        room = ROUND - ticks.sum(axis=0)
        able = np.flatnonzero((row > 0) & (room >= 2 * FEW))
        if missing <= FEW * able.size:
            row[able] += missing // max(1, able.size)
            row[able[: missing % max(1, able.size)]] += 1
        excess = int(row.sum()) - int(units) * ROUND
        if excess > 0:
            row[np.argmax(row)] -= excess
    return ticks


class _Arcs:
    """Arcs as they are laid, tree by tree."""

    def __init__(self, ticks: Whole) -> None:
        self.ticks = ticks
        self.laid: set[int] = set()
        self._taken: set[int] = set()
        self._rows: list[tuple[int, int, int, int]] = []

    def lay_tree(self, root: int, start: int, random: np.random.Generator) -> None:
        """Lay all types that are joined to `root` by shared targets."""
        waiting: deque[tuple[int, int, int]] = deque([(root, -1, start)])
        self.laid.add(root)
        while waiting:
            kind, first, place = waiting.popleft()
            for target in self._order(kind, first, random):
                length = int(self.ticks[kind, target])
                self._rows.append((kind, target, place % ROUND, length))
                place += length
                if target != first:
                    waiting.extend(self._joined(target, kind, place))

    def _order(self, kind: int, first: int, random: np.random.Generator) -> list[int]:
        others = [int(t) for t in random.permutation(np.flatnonzero(self.ticks[kind]))]
        return others if first < 0 else [first, *(t for t in others if t != first)]

    def _joined(self, target: int, kind: int, place: int) -> list[tuple[int, int, int]]:
        """The other types at a target, each to begin where the one before ends."""
        if target in self._taken:
            raise InternalError("the posts of the units are joined in a ring")
        self._taken.add(target)
        found = []
        for other in np.flatnonzero(self.ticks[:, target]):
            if other == kind:
                continue
            if int(other) in self.laid:
                raise InternalError("the posts of the units are joined in a ring")
            self.laid.add(int(other))
            found.append((int(other), target, place))
            place += int(self.ticks[other, target])
        return found

    def wheel(self) -> Wheel:
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 4)
        return Wheel(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], self.ticks.shape[1])


def marginals(chances: Floats, guards: Whole, types: int) -> Floats:
    """Posts[type, target] that a lottery over postings delivers."""
    return np.array([chances @ (guards == kind) for kind in range(types)])


def most_on_duty(guards: Whole, types: int) -> Whole:
    """Largest number of units of each type that any posting uses: int64[type]."""
    return np.array([(guards == kind).sum(axis=1).max(initial=0) for kind in range(types)])
