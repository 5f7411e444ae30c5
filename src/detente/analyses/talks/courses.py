"""Talks solved from their last stage backward, over all draws at once.

At each stage a draft is a deal (issues not yet settled keep their status quo). The last table
accepts what is worth at least its failure; an earlier table bargains over what the later ones make
of each draft. Far-sighted parties foresee that; short-sighted ones treat every stage as the last.
What lies behind a wait between stages is worth less by each party's discount.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from detente.analyses.talks.ahead import DEAD, Ahead, Plan, Step
from detente.analyses.talks.choices import (
    Places,
    accepted_alone,
    goes_on,
    lost_at,
    opened,
    passed_back,
    step_of,
)
from detente.analyses.talks.tables import Floats, Talks, Truth

Decided = Callable[[int, int, Places], tuple[Truth, Places]]
"""What a stage decides once so many stages in a row have failed before it, on the draft of each
draw: whether it agrees, and the draft passed on."""


@dataclass(frozen=True, eq=False)
class Course:
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
    ahead = Ahead.at_the_end(talks.worth, len(talks.tables))
    for stage in reversed(range(len(talks.tables))):
        ahead = passed_back(talks, stage, ahead)
    plans = [ahead.plan]
    while plans[-1] is not None:
        plans.append(plans[-1].passed)

    def decided(stage: int, failed: int, draft: Places) -> tuple[Truth, Places]:
        plan: Plan | None = plans[stage - failed]
        for _ in range(failed):
            plan = None if plan is None else plan.failed
        if plan is None:
            return np.zeros(len(draft), dtype=np.bool_), draft
        return plan.step.of(draft)

    return _walked(talks, decided, _at_outset(talks, ahead))


def aheads(talks: Talks) -> list[Ahead]:
    """What each draft comes to after each stage, given foresight: entry k is after stage k."""
    found = [Ahead.at_the_end(talks.worth, len(talks.tables))]
    for stage in reversed(range(1, len(talks.tables))):
        found.insert(0, passed_back(talks, stage, found[0]))
    return found


def value_with(talks: Talks, stage: int, ahead: Ahead) -> Floats:
    """Far-sighted worth at the outset, [draw, party], given what drafts come to after a stage.

    It saves solving later stages again where only this one or earlier ones differ.
    """
    for place in reversed(range(stage + 1)):
        ahead = passed_back(talks, place, ahead)
    return _at_outset(talks, ahead)


def _at_outset(talks: Talks, ahead: Ahead) -> Floats:
    start = np.full((talks.space.draws, 1), talks.start)
    return ahead.values(start)[:, :, 0]


def short_sighted(talks: Talks, *, known: Course | None = None, stages: int = 0) -> Course:
    """Every stage is treated as if it were the last one; ratifiers judge what reaches them.

    `known` is a course of talks whose first `stages` stages are the same and not solved again.
    """
    if any(goes_on(talks, stage) for stage in range(len(talks.tables))):
        known = None  # it holds one path only, and a breakdown may lead off it

    @cache
    def step(stage: int, failed: int) -> Step:
        wider = talks
        for place in range(stage - failed, stage):
            wider = opened(wider, place)
        return step_of(
            wider,
            stage,
            Ahead.at_the_end(talks.worth, len(talks.tables)),
            lost_at(talks, stage, None),
        )

    def decided(stage: int, failed: int, draft: Places) -> tuple[Truth, Places]:
        if known is not None and stage < stages:
            after = known.drafts[:, stage]
            return after != DEAD, np.where(after == DEAD, draft, after)
        if talks.tables[stage].kind == "ratify" and not failed:
            return accepted_alone(talks, stage, draft), draft
        return step(stage, failed).of(draft)

    start = np.full(talks.space.draws, talks.start, dtype=np.int64)
    return _walked(talks, decided, _collected(talks, decided, 0, 0, start))


def _walked(talks: Talks, decided: Decided, value: Floats) -> Course:
    draws, count = talks.space.draws, len(talks.tables)
    draft = np.full(draws, talks.start, dtype=np.int64)
    ended = np.full(draws, count, dtype=np.int64)
    drafts = np.full((draws, count), DEAD, dtype=np.int64)
    agrees = np.zeros((draws, count), dtype=np.bool_)
    failed = np.zeros(draws, dtype=np.int64)
    for stage in range(count):
        alive = ended == count
        passed, chosen = np.zeros(draws, dtype=np.bool_), draft
        for so_many in np.unique(failed[alive]).tolist():
            here = failed == so_many
            says, makes = decided(stage, so_many, draft)
            passed, chosen = np.where(here, says, passed), np.where(here, makes, chosen)
        agrees[:, stage] = alive & passed
        draft = np.where(agrees[:, stage], chosen, draft)
        failed = np.where(passed, 0, failed + 1)
        if not goes_on(talks, stage):
            ended[alive & ~passed] = stage
        drafts[:, stage] = np.where(ended == count, draft, DEAD)
    return Course(drafts, agrees, np.where(ended == count, draft, DEAD), ended, value)


def _collected(talks: Talks, decided: Decided, stage: int, failed: int, draft: Places) -> Floats:
    """What talks without foresight are worth from a stage on, [draw, party].

    `failed` stages in a row have failed before it; occasions and breakdowns on the way count.
    """
    if stage == len(talks.tables):
        return np.asarray(talks.worth[np.arange(len(draft)), :, draft])
    table = talks.tables[stage]
    passed, chosen = decided(stage, failed, draft)
    rest = _collected(talks, decided, stage + 1, 0, np.where(passed, chosen, draft))
    lost = talks.failing(stage)
    if goes_on(talks, stage) and (table.breakdown.any() or not passed.all()):
        lost = _collected(talks, decided, stage + 1, failed + 1, draft)
    lost = lost + table.fail
    broken = table.breakdown[:, None] if table.kind != "announce" else 0.0
    agreed = (1 - broken) * (rest + table.agree) + broken * lost
    value = np.where(passed[:, None], agreed, lost) + table.attend
    return talks.waited(stage, value)
