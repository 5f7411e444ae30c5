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
>>> wheel = lay(np.array([[0.5, 0.25, 0.25]]), np.array([1]), np.random.default_rng(0))
>>> chances, guards = wheel.postings()
>>> sorted(chances.tolist()), sorted(guards.max(axis=1).tolist())
([0.25, 0.25, 0.5], [0, 0, 0])
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.security.game import Floats
from detente.errors import InternalError

ROUND = 1 << 50
"""Ticks of the wheel's circumference."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Wheel:
    """Arcs on the wheel, in ticks: `kind`, `target`, `start`, `length`, each `[arc]`."""

    kind: Whole
    target: Whole
    start: Whole
    length: Whole
    targets: int

    def cuts(self) -> Whole:
        """Ticks at which the posting changes, ascending from 0."""
        ends = (self.start + self.length) % ROUND
        return np.unique(np.concatenate([[0], self.start, ends])).astype(np.int64)

    def guards(self, pointers: Whole) -> Whole:
        """Which type guards each target: int64[pointer, target], -1 where none does."""
        found = np.full((pointers.size, self.targets), -1, dtype=np.int64)
        for pointer, row in zip(pointers, found, strict=True):
            met = (pointer - self.start) % ROUND < self.length
            row[self.target[met]] = self.kind[met]
        return found

    def postings(self) -> tuple[Floats, Whole]:
        """All postings: (chance[posting], guards[posting, target])."""
        cuts = self.cuts()
        return self._chances(cuts), self.guards(cuts)

    def draw(self, count: int, random: np.random.Generator) -> tuple[Floats, Whole]:
        """Draw postings independently: (chance[draw], guards[draw, target])."""
        cuts = self.cuts()
        place = np.searchsorted(cuts, random.integers(ROUND, size=count), side="right") - 1
        return self._chances(cuts)[place], self.guards(cuts[place])

    def _chances(self, cuts: Whole) -> Floats:
        return np.diff(np.append(cuts, ROUND)) / ROUND


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
    """Lengths in ticks, rounded down; no type exceeds its units and no target one round."""
    ticks = np.floor(posts * ROUND).astype(np.int64)
    for kind, units in enumerate(number):
        excess = int(ticks[kind].sum()) - int(units) * ROUND
        if excess > 0:
            ticks[kind, np.argmax(ticks[kind])] -= excess
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
