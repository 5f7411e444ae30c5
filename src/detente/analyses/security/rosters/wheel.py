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
>>> sorted(wheel.chance.tolist()), sorted(wheel.guards.max(axis=1).tolist())
([0.25, 0.25, 0.5], [0, 0, 0])
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np

from detente.analyses.security.game import Floats, Whole
from detente.errors import InternalError

ROUND = 1 << 50
"""Ticks of the wheel's circumference."""

FEW = 4
"""Ticks an arc that rounding may have taken."""


class Wheel(NamedTuple):
    """All different postings, and the part of the wheel on which a pointer meets each.

    guards[posting, target]  the type that guards a target, -1 where none does
    chance[posting]
    """

    guards: Whole
    chance: Floats


def lay(posts: Floats, number: Whole, random: np.random.Generator) -> Wheel:
    """Lay posts[type, target] on a wheel, targets in a random order.

    Raises InternalError if the support of the posts is not a forest.
    """
    kind, target, start, length = _arcs(_ticks(posts, number), random)
    moving = length < ROUND
    cuts = np.unique(np.r_[start[moving], (start + length)[moving] % ROUND])
    cuts = cuts if cuts.size else np.zeros(1, dtype=np.int64)
    stretch, arc = np.nonzero((cuts[:, None] - start) % ROUND < length)
    guards = np.full((cuts.size, posts.shape[1]), -1, dtype=np.int64)
    guards[stretch, target[arc]] = kind[arc]
    different, posting = np.unique(guards, axis=0, return_inverse=True)
    ticks = np.zeros(len(different), dtype=np.int64)
    np.add.at(ticks, posting.ravel(), np.diff(np.r_[cuts, cuts[0] + ROUND]))
    return Wheel(different, ticks / ROUND)


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


def _arcs(ticks: Whole, random: np.random.Generator) -> Whole:
    """Kind, target, start and length of each arc, tree by tree of types that share targets."""
    arcs, laid = [], set[int]()
    for root in np.flatnonzero(ticks.any(axis=1)).tolist():
        if root in laid:
            continue
        laid.add(root)
        waiting = deque([(root, -1, int(random.integers(ROUND)))])
        while waiting:
            kind, first, place = waiting.popleft()
            order = random.permutation(np.flatnonzero(ticks[kind])).tolist()
            for target in order if first < 0 else [first, *(t for t in order if t != first)]:
                arcs.append((kind, target, place % ROUND, int(ticks[kind, target])))
                place += int(ticks[kind, target])
                end = place
                for other in np.flatnonzero(ticks[:, target]).tolist():
                    if other == kind or target == first:
                        continue
                    if other in laid:
                        raise InternalError("the posts of the units are joined in a ring")
                    laid.add(other)
                    waiting.append((other, target, end))
                    end += int(ticks[other, target])
    return np.array(arcs, dtype=np.int64).reshape(-1, 4).T
