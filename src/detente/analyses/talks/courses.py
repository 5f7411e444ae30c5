"""Talks solved from their last stage backward, over all draws at once.

At each stage a draft is a deal (issues not yet settled keep their status quo). The last table
accepts what is worth at least its failure; an earlier table bargains over what the later ones make
of each draft. Far-sighted parties foresee that; short-sighted ones treat every stage as the last.
What lies behind a wait between stages is worth less by each party's discount.

Where a failure leads on (`if_fails: next`), the next table bargains from the draft in hand,
whatever its kind otherwise, its agenda widened by what failed: what was open at the stage, or all
that had been settled where it was to ratify. A table that bargains before another one, and of which
nothing is said, adjourns: parties compare an agreement with what going on is worth, unless one
whose consent is needed would rather break off, and a breakdown ends the talks. A failure leaves no
deal, parts that earlier stages settled included: they count with the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from detente.analyses.talks.choices import CLOSE, DEAD, Ahead, Places, Step, groups_of, step_of
from detente.analyses.talks.tables import Floats, Table, Talks, Truth


class Course(NamedTuple):
    """How talks go: `drafts[draw, stage]` after each stage (DEAD once they have ended).

    `passed[draw, stage]` says whether a stage is reached and agrees; `deal[draw]` is what is agreed
    in the end, `ended[draw]` the stage at which talks die (the number of stages where they do not),
    `value[draw, party]` the expected worth at the outset, breakdowns included.
    """

    drafts: Places
    passed: Truth
    deal: Places
    ended: Places
    value: Floats

    @property
    def agreed(self) -> Truth:
        """Whether a deal stands at the end, [draw]."""
        return np.asarray(self.deal != DEAD)


def far_sighted(talks: Talks) -> Course:
    """Parties foresee every later stage."""
    return Sight(talks).course()


def short_sighted(talks: Talks) -> Course:
    """Every stage is treated as if it were the last one; ratifiers judge what reaches them."""
    return Sight(talks, far=False).course()


@dataclass(frozen=True, eq=False)
class Met:
    """A stage as parties see it: what it makes of drafts, and what they are worth before it.

    `failure[draw, party, deal]` is what no agreement is worth with a draft in hand, the last axis
    of length 1 where that makes no difference; `leaves[draw, deal]` where talks then end. `worth[
    draw, party, group]` and `final[draw, group]` are before the stage.
    """

    step: Step
    failure: Floats
    leaves: Truth
    worth: Floats
    final: Places

    @property
    def before(self) -> Ahead:
        """What drafts come to before the stage."""
        if len(self.step.base) == len(self.step.group):
            return Ahead(self.worth, self.final)
        return Ahead(self.worth, self.final).at(self.step.group)


class Sight:
    """What parties make of every stage, with foresight or each stage as if it were the last."""

    def __init__(
        self, talks: Talks, *, far: bool = True, after: tuple[Sight, int] | None = None
    ) -> None:
        """Nothing is solved before it is asked for; `after` sees the same stages after one."""
        self.talks, self.far = talks, far
        self._known: Sight | None = None
        self._same_after = 0
        if after is not None:
            self._known, self._same_after = after
        self._met: dict[tuple[int, int], Met] = {}

    def after(self, stage: int) -> Ahead:
        """What drafts come to once a stage has passed them on."""
        if stage + 1 == len(self.talks.tables):
            return Ahead.at_the_end(self.talks)
        return self.met(stage + 1).before

    def met(self, stage: int, failed: int = 0) -> Met:
        """What a stage does once so many stages in a row have failed before it."""
        if self._known is not None and stage - failed > self._same_after:
            return self._known.met(stage, failed)
        if (stage, failed) not in self._met:
            self._met[stage, failed] = self._meet(stage, failed)
        return self._met[stage, failed]

    def course(self) -> Course:
        """The course that talks take from the outset."""
        talks, count = self.talks, len(self.talks.tables)
        draws = talks.space.draws
        draft = np.full(draws, talks.start, dtype=np.int64)
        ended = np.full(draws, count, dtype=np.int64)
        drafts = np.full((draws, count), DEAD, dtype=np.int64)
        agrees = np.zeros((draws, count), dtype=np.bool_)
        failed = np.zeros(draws, dtype=np.int64)
        for stage in range(count):
            alive = ended == count
            chosen, leaves = draft.copy(), np.ones(draws, dtype=np.bool_)
            for so_many in np.unique(failed[alive]).tolist():
                here = np.flatnonzero(alive & (failed == so_many))
                met = self.met(stage, so_many)
                group = met.step.group[draft[here]]
                agrees[here, stage] = met.step.passed[here, group]
                leaves[here] = met.leaves[here, draft[here] if met.leaves.shape[1] > 1 else 0]
                chosen[here] = np.where(
                    agrees[here, stage], met.step.chosen[here, group], met.step.base[group]
                )
            draft, passed = chosen, agrees[:, stage]
            failed = np.where(passed, 0, failed + 1)
            ended[alive & ~passed & leaves] = stage
            drafts[:, stage] = np.where(ended == count, draft, DEAD)
        first = self.met(0)
        value = first.worth[:, :, first.step.group[talks.start]]
        return Course(drafts, agrees, np.where(ended == count, draft, DEAD), ended, value)

    def _meet(self, stage: int, failed: int) -> Met:
        talks, table = self.talks, _widened(self.talks, stage, failed)
        ended = (talks.failing(stage) + table.fail)[:, :, None]
        after, failure = self.after(stage), ended
        leaves, instead = np.ones((talks.space.draws, 1), dtype=np.bool_), np.array([[DEAD]])
        if talks.goes_on(stage):
            failure, leaves, instead = self._going_on(stage, failed, table, ended)
        if self.far:
            step = step_of(talks, table, after, failure)
        else:
            step = step_of(talks, table, Ahead.at_the_end(talks), ended)
        return Met(step, failure if self.far else ended, leaves,
                   *self._before(stage, table, step, after, (ended, failure, instead)))  # fmt: skip

    def _going_on(
        self, stage: int, failed: int, table: Table, ended: Floats
    ) -> tuple[Floats, Truth, Places]:
        """What failure is worth where talks may go on, where they end after all, and the deal."""
        talks, held = self.talks, self.talks.tables[stage + 1].held[:, None, None]
        on = self.met(stage + 1, failed + 1).before
        group: Places | None = None
        if table.kind == "bargain":  # what was free at the table is open again
            group, base = groups_of(talks, table)
            on = on.at(base)
        due = table.due if table.if_fails == "adjourn" else table.fail
        end = talks.failing(stage)[:, :, None]
        rest = on.worth - end
        rest *= held
        rest += end
        rest += due[:, :, None]
        instead = on.final
        leaves = np.zeros((len(rest), 1), dtype=np.bool_)
        if table.if_fails == "adjourn" and self.far:
            leaves = ~table.consent.passes(ended <= rest + CLOSE, at_home=False)
            rest = np.where(leaves[:, None], ended, rest)
            instead = np.where(leaves, DEAD, instead)
        if group is not None:
            rest, instead = Ahead(rest, instead).at(group)
            leaves = leaves if leaves.shape[1] == 1 else np.take(leaves, group, axis=1)
        return rest, leaves, instead

    def _before(
        self,
        stage: int,
        table: Table,
        step: Step,
        after: Ahead,
        failing: tuple[Floats, Floats, Places],
    ) -> tuple[Floats, Places]:
        """Worth before a stage and the final deal, [draw, party, group] and [draw, group]."""
        ended, failure, instead = failing
        worth, final = after
        if table.kind == "bargain":
            worth = np.take_along_axis(worth, step.chosen[:, None, :], axis=2)
            final = np.take_along_axis(final, step.chosen, axis=1)
            if failure.shape[2] > 1:
                failure = np.take(failure, step.base, axis=2)
            if instead.shape[1] > 1:
                instead = np.take(instead, step.base, axis=1)
        come = table.attend[:, :, None]
        value = worth + (come if table.kind == "announce" else come + table.agree[:, :, None])
        if table.kind != "announce":
            value = np.where(step.passed[:, None], value, failure + come)
            if table.breakdown.any():
                broken_off = failure if table.if_fails == "next" else ended
                value += table.breakdown[:, None, None] * (broken_off + come - value)
        value = self.talks.waited(stage, value)
        return value, np.where(step.passed, final, instead)


def _widened(talks: Talks, stage: int, failed: int) -> Table:
    """The table of a stage once so many before it have failed."""
    table = talks.tables[stage]
    if not failed:
        return table
    before = _widened(talks, stage - 1, failed - 1)
    free = table.free
    if before.hands_on:
        earlier = talks.tables[: stage - 1] if before.kind == "ratify" else ()
        free = np.logical_or.reduce([free, before.free, *(each.free for each in earlier)])
    return replace(table, kind="bargain", free=free)
