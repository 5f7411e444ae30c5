"""Which judgements turn a conclusion together: the smallest share, and the fewest of them.

>>> from detente.analyses.catalogue import find_analysis
>>> from detente.ensembles import run_ensemble, study
>>> from detente.scenario import loads
>>> scenario = loads('''
... title: A sale
... parties: {seller: {}, buyer: {}}
... issues: {price: {scale: 0..100, steps: 101}}
... preferences:
...   seller: {weights: {price: 1}, values: {price: rising}, reservation: 30..50}
...   buyer: {weights: {price: 1}, values: {price: falling}, reservation: 20..50}
... ''')
>>> deals = find_analysis("deals")
>>> found = study(run_ensemble(deals, scenario, draws=64, seed=0), deals, "zopa").joint
>>> found.least.share, found.fewest.bound
(None, 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.ensembles.fewest import Few, Method, fewest
from detente.ensembles.least_share import CLOSE, Nearest, nearest
from detente.ensembles.moves import Floats, Shift, Truth, Whole
from detente.ensembles.question import Question
from detente.ensembles.tipping import Tip

if TYPE_CHECKING:
    from detente.scenario import KeyPath


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest share of the way to the ends of their ranges by which judgements turn it.

    `share` and the point reached, `shifts`, are what was found (None: nothing was); `bound` is the
    share below which no joint change turns it, None where unknown. Both are 1 where all of the way
    is needed; `never` says that no values within the ranges turn it.
    """

    share: float | None
    shifts: tuple[Shift, ...]
    bound: float | None
    never: bool
    method: Method

    @property
    def proven(self) -> bool:
        """Whether nothing smaller can be, to a tenth of a percent of the way."""
        if self.share is None or self.bound is None:
            return self.never
        return self.share - self.bound <= CLOSE


@dataclass(frozen=True, slots=True)
class Fewest:
    """The fewest judgements found that turn it together, and how far they have to be moved.

    `shifts` are the changes (weights known by rank count as one judgement), `count` how many
    judgements they are of, 0 where none was found; no fewer than `bound` turn it.
    """

    shifts: tuple[Shift, ...]
    count: int
    share: float | None
    bound: int
    never: bool
    method: Method

    @property
    def proven(self) -> bool:
        """Whether fewer cannot turn it."""
        return self.never or (self.count > 0 and self.bound >= self.count)


@dataclass(frozen=True, slots=True)
class JointTip:
    """What turns a conclusion when several judgements move; `unmoved` were left at their best."""

    least: Least
    fewest: Fewest
    unmoved: tuple[KeyPath, ...]


def joint_tipping(asked: Question, importance: Floats, tips: Sequence[Tip]) -> JointTip:
    """Both smallest joint changes; `importance[unit]` only says what to try first.

    `tips` are the single inputs that turn it; where there are some, one is the fewest.
    Unless a single input turns it, half of the question's budget is kept for the fewest.
    """
    everything = np.ones(len(asked.moves.units), dtype=np.bool_)
    alone = {tip.path: tip.value for tip in tips if tip.within}
    kept = 0 if alone else asked.left - asked.left // 2
    asked.left -= kept
    near = nearest(asked, everything, asked.still[0])
    asked.left = kept + max(asked.left, 0)
    if _never(near) and not asked.moves.finite:
        few = Few(None, None, len(everything) + 1, "bounds")
    else:
        few = fewest(asked, importance, alone)
    return JointTip(_least(asked, near, few), _fewest(asked, few), asked.moves.unmoved)


def _never(near: Nearest) -> bool:
    return near.bound is not None and bool(np.isinf(near.bound))


def _impossible(asked: Question, few: Few) -> bool:
    """Whether it is proven that nothing within the ranges turns it."""
    complete = few.bound > len(asked.moves.units)
    return few.pick is None and complete and not asked.moves.unmoved


def _least(asked: Question, near: Nearest, few: Few) -> Least:
    """What moves by a share settles it; what moves as a whole counts as all of the way."""
    method: Method = few.method if not asked.moves.inputs else "search"
    method = "bounds" if asked.sure else method
    bound = None if near.bound is None else min(near.bound, 1.0)
    if method == "enumeration":
        bound = 1.0
    if near.point is not None and (near.share or 0.0) < 1:
        point, pick, share = near.point, asked.still[0], near.share
    elif few.point is not None and few.pick is not None:
        point, pick, share = few.point, few.pick, 1.0
    elif near.point is not None:
        point, pick, share = near.point, asked.still[0], near.share
    else:
        return Least(None, (), bound, _impossible(asked, few), method)
    return Least(
        share, tuple(asked.moves.shifts(*_spared(asked, point, pick))), bound, False, method
    )


def _fewest(asked: Question, few: Few) -> Fewest:
    """With the units that are moved moved as little as does it."""
    if few.point is None or few.pick is None:
        return Fewest((), 0, None, few.bound, _impossible(asked, few), few.method)
    point, pick = few.point, few.pick
    if not few.settled:
        point, pick = _spared(asked, point, pick)
        near = nearest(asked, asked.moves.moved(point, pick), pick)
        point = point if near.point is None else near.point
    share = 1.0 if pick.any() else float(asked.moves.share_of(point[np.newaxis])[0])
    shifts = tuple(asked.moves.shifts(point, pick))
    count = int(asked.moves.moved(point, pick).sum())
    return Fewest(shifts, count, share, min(few.bound, count), False, few.method)


def _spared(asked: Question, point: Floats, pick: Whole) -> tuple[Floats, Whole]:
    """The point with every unit back at its best that it does without."""
    waiting = [int(k) for k in np.flatnonzero(asked.moves.moved(point, pick))]
    back = np.zeros(len(asked.moves.units), dtype=np.bool_)
    while waiting:
        sets = np.tile(back, (len(waiting), 1))
        for k in range(len(waiting)):
            sets[k, waiting[: k + 1]] = True
        turned = asked.turned(*_put_back(asked, point, pick, sets))
        fit = len(waiting) if turned.all() else int(np.argmin(turned))
        back[waiting[:fit]] = True
        waiting = waiting[fit + 1 :]
    points, picks = _put_back(asked, point, pick, back[np.newaxis])
    return points[0], picks[0]


def _put_back(asked: Question, point: Floats, pick: Whole, back: Truth) -> tuple[Floats, Whole]:
    points = np.where(back[:, asked.moves.unit], asked.moves.best, point)
    return points, np.where(back[:, asked.moves.sharing :], 0, pick)
