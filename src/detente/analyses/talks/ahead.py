"""What drafts come to if they are passed on: worths, the deal in the end, or where they die.

As long as later stages only say yes or no, a draft that survives them is worth an affine function
of its worth as a deal, and all that die at the same stage are worth the same. After a table that
bargains, or where a failure leads on, what each draft comes to is laid out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Truth = NDArray[np.bool_]

DEAD = -1
"""Stands for "no deal" where a deal is expected."""


@dataclass(frozen=True, eq=False)
class Step:
    """What a stage makes of drafts, by group of drafts that agree on all issues not free here.

    `chosen[draw, group]` is the draft passed on, `passed[draw, group]` whether the stage agrees.
    """

    group: Places
    chosen: Places
    passed: Truth

    def of(self, draft: Places) -> tuple[Truth, Places]:
        """Whether the stage agrees on the draft of each draw, and what it makes of it, [draw]."""
        rows, group = np.arange(len(draft)), self.group[draft]
        return self.passed[rows, group], self.chosen[rows, group]


@dataclass(frozen=True, eq=False)
class Plan:
    """What a stage decides, and the plan of the next stage once it has agreed or failed.

    `failed` is None where failure ends the talks, both are None at the last stage.
    """

    step: Step
    passed: Plan | None
    failed: Plan | None


@dataclass(frozen=True, eq=False)
class Ahead:
    """What each draft comes to if it is passed on.

    A draft with `dies[draw, deal]` 0 is worth `scale[draw, party]` times `worth[draw, party, deal]`
    plus `shift[draw, party]`, and stands in the end; another one ends without a deal and is worth
    `dead[draw, dies, party]`. Where drafts are laid out, `dies` is None, `worth` is what they come
    to, and `reached[draw, deal]` the deal in the end. `after` is what lies ahead of the next stage;
    it is kept only where a failure may lead there.
    """

    worth: Floats
    scale: Floats
    shift: Floats
    dies: NDArray[np.int8] | None
    dead: Floats
    reached: Places | None = None
    plan: Plan | None = None
    after: Ahead | None = None

    @classmethod
    def at_the_end(cls, worth: Floats, stages: int) -> Ahead:
        """After the last stage every draft is a deal."""
        draws, parties, deals = worth.shape
        return cls(
            worth,
            np.ones((draws, parties)),
            np.zeros((draws, parties)),
            np.zeros((draws, deals), dtype=np.int8),
            np.zeros((draws, stages + 1, parties)),
        )

    @classmethod
    def laid_out(cls, value: Floats, reached: Places, plan: Plan, after: Ahead | None) -> Ahead:
        """Drafts whose worths and deals in the end are known one by one."""
        none = np.zeros((len(value), 0))
        return cls(value, none, none, None, none[:, :, None], reached, plan, after)

    @cached_property
    def final(self) -> Places:
        """The deal in the end, DEAD without one, [draw, deal]."""
        if self.dies is None:
            return np.asarray(self.reached)
        return np.where(self.dies == 0, np.arange(self.dies.shape[1]), DEAD)

    @cached_property
    def deaths(self) -> tuple[int, ...]:
        """The values of `dies` that there are, apart from 0."""
        if self.dies is None:
            return ()
        return tuple((np.flatnonzero(np.bincount(self.dies.reshape(-1))[1:]) + 1).tolist())

    def final_of(self, chosen: Places) -> Places:
        """The deal in the end of one draft a group, for `chosen[draw, group]`."""
        if self.dies is None:
            return np.take_along_axis(self.final, chosen, axis=1)
        return np.where(np.take_along_axis(self.dies, chosen, axis=1) == 0, chosen, DEAD)

    @property
    def ends_in_deal(self) -> Truth:
        """Whether there is a deal in the end, [draw, deal]."""
        found: Truth = self.final != DEAD if self.dies is None else self.dies == 0
        return found

    def reaches(self, party: int, bound: Floats) -> Truth:
        """Whether drafts are worth at least a bound to a party, [draw, deal]; the bound as well."""
        if self.dies is None:
            return np.asarray(self.worth[:, party] >= bound)
        scale, shift = self.scale[:, party, None], self.shift[:, party, None]
        found = np.asarray(self.worth[:, party] * scale >= bound - shift)
        for stage in self.deaths:
            here = self.dies == stage
            found = np.where(here, self.dead[:, stage, party, None] >= bound, found)
        return found

    def value(self, draw: Places, deal: Places, party: int) -> Floats:
        """What drafts are worth to a party, one an entry of `draw` and `deal`."""
        worth: Floats = self.worth[draw, party, deal]
        if self.dies is None:
            return worth
        alive = self.scale[draw, party] * worth + self.shift[draw, party]
        dies = self.dies[draw, deal]
        found: Floats = np.where(dies == 0, alive, self.dead[draw, dies, party])
        return found if dies.any() else alive

    def values(self, chosen: Places) -> Floats:
        """What one draft a group is worth to all, [draw, party, group]; `chosen[draw, group]`."""
        rows = np.arange(len(chosen))[:, None]
        parties = range(self.worth.shape[1])
        return np.stack([self.value(rows, chosen, party) for party in parties], axis=1)

    def every_value(self) -> Floats:
        """What all drafts are worth, [draw, party, deal]."""
        if self.dies is None:
            return self.worth
        return self.values(np.tile(np.arange(self.dies.shape[1]), (len(self.dies), 1)))
