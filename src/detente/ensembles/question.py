"""Does a conclusion turn: at points, by running the analysis; in whole boxes, by sure bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.ensembles.moves import Floats, Moves, Truth, Whole
from detente.scenario.draws import changed_draws

if TYPE_CHECKING:
    from detente.analyses.contract import Enclosed
    from detente.ensembles.inputs import Input
    from detente.scenario import KeyPath
    from detente.scenario.draws import Draws

EQUAL = 1e-9
Holds = Callable[["Draws"], NDArray[np.bool_]]
"""Whether the conclusion holds in each draw."""
Encloses = Callable[["Draws", "Draws"], "Enclosed | None"]
"""Bounds on the conclusion over the boxes between two ends."""


@dataclass(eq=False)
class Question:
    """What would turn a conclusion from what it is at best values, `base`.

    `ends[column]` is 1 or -1 where only a move up or down can turn it, 0 where that is not sure;
    `guess[column]` the end towards which it gets rarer in the draws. Of the columns in each of
    `scaled` only the ratios count, and each has room both ways. `left` is how many more boxes
    may be looked at, over all searches that share the question.
    """

    moves: Moves
    holds: Holds
    encloses: Encloses | None
    threshold: float
    guess: Floats
    left: int
    base: bool = field(init=False)
    sure: bool = field(init=False)
    ends: Floats = field(init=False)
    scaled: tuple[Whole, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        best = changed_draws(self.moves.scenario, {})
        self.base = bool(self.holds(best)[0])
        told = None if self.encloses is None else self.encloses(best, best)
        self.sure = told is not None
        self.ends = np.zeros(len(self.moves.inputs))
        if told is not None:
            paths = [item.path for item in self.moves.inputs]
            up, down = (told.falling, told.rising) if self.base else (told.rising, told.falling)
            self.ends = np.array([float(path in up) - float(path in down) for path in paths])
            self.scaled = tuple(_scaled(self.moves, told.ratios))

    @property
    def adverse(self) -> Floats:
        """The end to which each column is moved: where sure the only one that turns it."""
        return np.where(self.ends != 0, self.ends, self.guess)

    @property
    def still(self) -> Whole:
        """The pick in which all that moves as a whole is at its best, shape [1, finite]."""
        return np.zeros((1, len(self.moves.finite)), dtype=np.intp)

    def turned(self, points: Floats, picks: Whole) -> Truth:
        """Whether the conclusion is turned at points[point, column]; exact, by the analysis."""
        if len(points) == 0:
            return np.zeros(0, dtype=np.bool_)
        picks = np.broadcast_to(picks, (len(points), len(self.moves.finite)))
        return np.asarray(self.holds(self.moves.draws(points, picks)) != self.base)

    def may_turn(self, low: Floats, high: Floats, picks: Whole) -> Truth:
        """Whether it may turn somewhere in the boxes; False is sure. Always True without bounds."""
        self.left -= len(low)
        if self.encloses is None or not self.sure or len(low) == 0:
            return np.ones(len(low), dtype=np.bool_)
        low, high, empty = self.moves.tightened(low, high)
        full = np.flatnonzero(~empty)
        may = np.zeros(len(low), dtype=np.bool_)
        if len(full):
            picks = np.broadcast_to(picks, (len(low), len(self.moves.finite)))[full]
            ends = (self.moves.draws(edge[full], picks) for edge in (low, high))
            may[full] = may_turn(self.encloses(*ends), self.threshold, self.base)
        return may

    def scalable(self, low: Floats, high: Floats, movable: Truth) -> Truth:
        """Boxes all of whose points come nearer when columns are scaled that only count as ratios.

        Scaled to be nearest, the greatest share up and the greatest share down are equal; so such
        boxes need not be searched. Only sets all of which movable[column] are scaled.
        """
        found = np.zeros(len(low), dtype=np.bool_)
        for columns in self.scaled:
            if movable[columns].all():
                best = self.moves.best[columns]
                up, down = self.moves.high[columns] - best, best - self.moves.low[columns]
                lower, upper = low[:, columns] - best, high[:, columns] - best
                found |= (lower / up).max(axis=1) > (-lower / down).max(axis=1) + EQUAL
                found |= (-upper / down).max(axis=1) > (upper / up).max(axis=1) + EQUAL
        return found

    def pressed(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Boxes with each column of a sure direction at its adverse end: they turn alike."""
        edge = np.where(self.ends > 0, high, low)
        sure = self.ends != 0
        return np.where(sure, edge, low), np.where(sure, edge, high)

    def end_points(self, share: Floats, signs: Floats, moving: Truth) -> Floats:
        """Points at a share[point] of the way to the ends signs[point, column] of what moves."""
        low, high = self.moves.within(share, moving)
        best = np.broadcast_to(self.moves.best, low.shape)
        points = np.where(signs > 0, high, np.where(signs < 0, low, best))
        return self.moves.repaired(points)


def _scaled(moves: Moves, ratios: tuple[frozenset[KeyPath], ...]) -> Iterator[Whole]:
    """Columns of the sets that can move as a whole, each of them both up and down."""
    room = (moves.low < moves.best) & (moves.best < moves.high)
    for group in ratios:
        free = [
            k
            for k, item in enumerate(moves.inputs)
            if item.path in group and item.factor.kind == "value" and room[k]
        ]
        if len(free) == len(group) > 1:
            yield np.array(free, dtype=np.intp)


def may_turn(told: Enclosed | None, threshold: float, base: bool) -> Truth:
    """Whether bounds leave open that a conclusion is on the other side of its threshold."""
    if told is None:
        raise ValueError("a conclusion with bounds at best values has them in every box")
    return np.asarray(told.lower < threshold if base else told.upper >= threshold)


def adverse_ends(inputs: tuple[Input, ...], hit: Truth, base: bool) -> Floats:
    """For each input the end, 1 or -1, towards which a conclusion gets rarer in the draws."""
    if hit.all() or not hit.any():
        return np.ones(len(inputs))
    rises = [item.values[hit == base].mean() > item.values[hit != base].mean() for item in inputs]
    return np.where(rises, -1.0, 1.0)
