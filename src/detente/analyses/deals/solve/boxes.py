"""The deals that pass and may be good, found by looking into ranges of values that may hold one.

A box has a range of values for each issue. What no deal of it exceeds is the sum of the largest
entries there are in it, party by party; a box in which that is too little is left out with all
its deals. Long scales are cut into ranges first, and values are taken last (branch and bound,
Land & Doig 1960).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.solve.maxima import TooLarge
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import (
    FRONT,
    RULE,
    Ban,
    Factor,
    Integers,
    Space,
    Truth,
    peak,
    sum_of,
)

Indices = NDArray[np.intp]
Hopeful = Callable[[Integers], Truth]

LONG = 16
"""Values above which a scale is cut into ranges first."""
WORTH_COMPARING = 4096
"""Boxes among which equal ones are looked for."""
AT_ONCE = 1 << 15
"""Boxes that are looked at together."""


class Boxes(NamedTuple):
    """First values `low[box, issue]`, `ceiling[box, party]`, and bits of the bans that are broken.

    The bits are those of `barred` in `Block`.
    """

    low: Indices
    ceiling: Integers
    barred: Integers

    def some(self, rows: Indices | Truth | slice) -> Boxes:
        """Some of the boxes."""
        return Boxes(self.low[rows], self.ceiling[rows], self.barred[rows])


class _Step(NamedTuple):
    """Ranges of an issue are cut: from `width` values into `parts` of so many each.

    `before[range, party]` and `after[part, party]` are the largest worths in them.
    """

    issue: int
    width: int
    part: int
    before: Integers
    after: Integers


def passing_deals(
    space: Space,
    consent: Consent | None = None,
    hopeful: Hopeful | None = None,
    *,
    most: float = math.inf,
    equals: int | None = None,
) -> Iterator[Boxes]:
    """The deals that pass a rule of consent, by default that of all, in parts and in no order.

    `hopeful(ceiling[box, party])` says in which boxes to look of those where one may pass. Raises
    TooLarge after `most` boxes. With `equals`, about so many packages of the same utilities are
    enough, where no table joins issues.
    """
    gains = space.alone()
    steps = _steps(gains, space.unit)
    known = {issue: place for place, issue in enumerate(step.issue for step in steps)}
    joint = [factor for factor in space.factors if len(factor.scope) > 1]
    tops = [peak(gain) for gain in gains]
    tops += [factor.top for factor in space.factors if len(factor.scope) != 1]
    free = not joint and all(len(ban.scope) < 2 for ban in space.bans)
    start = Boxes(
        np.zeros((1, len(space.sizes)), np.intp),
        sum_of(tops, space.parties)[np.newaxis],
        np.zeros(1, np.int64),
    )
    waiting = [(0, start)]
    looked_at = 0
    while waiting:
        place, boxes = waiting.pop()
        if place == len(steps):
            yield boxes
            continue
        step = steps[place]
        many = max(1, AT_ONCE * step.part // step.width)
        if len(boxes.low) > many:
            waiting.append((place, boxes.some(slice(many, None))))
        cut = _cut(boxes.some(slice(many)), step, space.sizes[step.issue])
        looked_at += len(cut.low)
        if looked_at > most:
            raise TooLarge
        settled = [factor for factor in joint if max(known[k] for k in factor.scope) == place]
        bans = [b for b in space.bans if max((known[k] for k in b.scope), default=0) == place]
        cut = _told_apart(cut, settled, bans, space.parties)
        cut = cut.some(_may_pass(space, consent, cut))
        if hopeful:
            cut = cut.some(hopeful(cut.ceiling))
        if equals and free and len(cut.low) > WORTH_COMPARING:
            pending = [issue for issue, last in known.items() if last > place]
            cut = cut.some(_first_of_equals(cut, pending, equals))
        if len(cut.low):
            waiting.append((place + 1, cut))


def _steps(gains: list[Integers], unit: Integers) -> list[_Step]:
    """Long scales cut into ranges, then values taken, those that matter most first."""
    spans = [float((np.ptp(gain, axis=0) / unit).sum()) for gain in gains]
    order = sorted(range(len(gains)), key=lambda issue: -spans[issue])
    coarse, fine = [], []
    for issue in order:
        size = width = len(gains[issue])
        before = peak(gains[issue])[np.newaxis]
        if size > LONG:
            part = math.isqrt(size)
            after = np.maximum.reduceat(gains[issue], np.arange(0, size, part))
            coarse.append(_Step(issue, width, part, before, after))
            width, before = part, after
        fine.append(_Step(issue, width, 1, before, gains[issue]))
    return coarse + fine


def _cut(boxes: Boxes, step: _Step, size: int) -> Boxes:
    """The parts of boxes."""
    first = boxes.low[:, step.issue]
    values = first[:, np.newaxis] + np.arange(0, step.width, step.part)
    row, place = np.nonzero(values < size)
    value = values[row, place]
    low = boxes.low[row]
    low[:, step.issue] = value
    change = step.after[value // step.part] - step.before[first // step.width][row]
    return Boxes(low, boxes.ceiling[row] + change, boxes.barred[row])


def _told_apart(boxes: Boxes, factors: list[Factor], bans: list[Ban], parties: int) -> Boxes:
    """The boxes with what tables over several issues say, whose values are all taken now."""
    ceiling, barred = boxes.ceiling, boxes.barred
    for factor in factors:
        gain = factor.gain[tuple(boxes.low[:, k] for k in factor.scope)]
        ceiling = ceiling + gain - factor.top
    for ban in bans:
        bit = {RULE: parties, FRONT: parties + 1}.get(ban.party, ban.party)
        broken = ban.broken[tuple(boxes.low[:, k] for k in ban.scope)]
        barred = barred | broken.astype(np.int64) << bit
    return Boxes(boxes.low, ceiling, barred)


def _first_of_equals(boxes: Boxes, pending: list[int], most: int) -> Indices:
    """At most so many boxes of those in which the same can be had; `pending` issues are open."""
    if 8 * len(np.unique(boxes.ceiling[:, 0])) > len(boxes.low):
        return np.arange(len(boxes.low))
    told = np.column_stack([boxes.ceiling, boxes.barred, boxes.low[:, pending]])
    order = np.lexsort(told.T)
    told = told[order]
    first = np.flatnonzero(np.r_[True, (told[1:] != told[:-1]).any(axis=1)])
    rank = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    return np.sort(order[rank < most])


def _may_pass(space: Space, consent: Consent | None, boxes: Boxes) -> Truth:
    """In which boxes a deal may pass, [box]."""
    barred = (boxes.barred[:, np.newaxis] >> np.arange(space.parties)) & 1 == 1
    accepted = (boxes.ceiling >= space.limit) & ~barred
    free = boxes.barred >> space.parties == 0
    if consent is None or consent.unanimous:
        return np.asarray(free & accepted.all(axis=1))
    return np.asarray(free & consent.passes(accepted))
