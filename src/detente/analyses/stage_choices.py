"""What one stage of talks makes of every draft, over all draws at once, given what lies ahead.

A stage that fails ends the talks, unless it says `next`: then the next table bargains on from the
draft in hand, whatever its kind otherwise, its agenda widened by what failed: what was open at the
stage, or all that had been settled where it was to ratify.
A bargaining table takes the Nash solution among what passes (see `talks.nash`), of equals the one
listed first; a party that is indifferent consents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.staged_talks import Floats, Table, Talks, Truth
from detente.analyses.talks.nash import nash_scores
from detente.analyses.two_parties import alternate_draws

Places = NDArray[np.int64]

DEAD = -1
"""Stands for "no deal" where a deal is expected."""
CLOSE = 1e-9


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
    """What each draft comes to if it is passed on: its worth and the deal that stands at the end.

    `final` is None where every draft stands as it is, `plan` where no stage follows. `after` is
    what lies ahead of the next stage; it is kept only where a failure may lead there.
    """

    worth: Floats
    final: Places | None
    plan: Plan | None = None
    after: Ahead | None = None


def goes_on(talks: Talks, stage: int) -> bool:
    """Whether talks go on after a stage without agreement: another table follows and decides."""
    following = talks.tables[stage + 1 : stage + 2]
    leads_on = talks.tables[stage].if_fails == "next"
    return leads_on and any(table.kind != "announce" for table in following)


def opened(talks: Talks, stage: int) -> Talks:
    """The talks once a stage has failed: the next table bargains, over what failed there too."""
    here, after = talks.tables[stage : stage + 2]
    failed = here.free
    if here.kind == "ratify":
        before = [table.free for table in talks.tables[:stage]]
        failed = np.logical_or.reduce([failed, *before])
    wider = replace(after, kind="bargain", free=after.free | failed)
    return talks.with_tables((*talks.tables[: stage + 1], wider, *talks.tables[stage + 2 :]))


def passed_back(talks: Talks, stage: int, ahead: Ahead) -> Ahead:
    """What drafts come to before a stage, given what they come to after it."""
    table = talks.tables[stage]
    failed = _failed(talks, stage, ahead)
    step = step_of(talks, stage, ahead, lost_at(talks, stage, failed))
    plan = Plan(step, ahead.plan, None if failed is None else failed.plan)
    after = ahead if stage and talks.tables[stage - 1].if_fails == "next" else None
    if table.kind == "announce":
        worth = talks.waited(stage, ahead.worth + table.attend[:, :, None])
        return Ahead(worth, ahead.final, plan, after)
    value, final = _chosen(talks, stage, ahead, step, failed)
    if table.kind == "bargain":
        if stage == 0 and step.passed.shape[1] == 1:
            shape = (*value.shape[:2], talks.space.deals)
            return Ahead(np.broadcast_to(value, shape), None, plan)
        value, final = value[:, :, step.group], final[:, step.group]
    return Ahead(talks.waited(stage, value), final, plan, after)


def lost_at(talks: Talks, stage: int, failed: Ahead | None) -> Floats:
    """What failure is worth with each draft in hand, own audience included, [draw, party, deal].

    The last axis has length 1 where talks end. At a bargaining table all drafts of a group are
    worth the same here, since the next table may settle whatever this one may.
    """
    due = talks.tables[stage].fail
    if failed is None:
        return np.asarray((talks.failing(stage) + due)[:, :, None])
    return np.asarray(failed.worth + due[:, :, None])


def failures(talks: Talks, stage: int) -> Floats:
    """What failure is worth with foresight, as `lost_at` says."""
    ahead = Ahead(talks.worth, None)
    if not goes_on(talks, stage):
        return lost_at(talks, stage, None)
    for place in reversed(range(stage + 1, len(talks.tables))):
        ahead = passed_back(talks, place, ahead)
    return lost_at(talks, stage, _failed(talks, stage, ahead))


def _failed(talks: Talks, stage: int, ahead: Ahead) -> Ahead | None:
    """What drafts in hand come to once the stage has failed; None where talks end."""
    if ahead.after is None or not goes_on(talks, stage):
        return None
    return passed_back(opened(talks, stage), stage + 1, ahead.after)


def consents(
    talks: Talks, table: Table, worth: Floats, without: Floats, final: Places | None
) -> Truth:
    """Who would consent to which draft, [draw, party, deal]: red lines never, else by worth.

    `without[draw, party, deal]` is what failure is worth with that draft in hand; its last axis may
    have length 1.
    """
    accepts = worth >= without - table.agree[:, :, None] - CLOSE
    bears = ~talks.space.banned()
    if final is None:
        accepts &= bears[None]
        return np.asarray(accepts)
    for party, borne in enumerate(bears):
        if not borne.all():
            # DEAD, which is -1, finds the entry at the end: no deal breaks no red line.
            accepts[:, party] &= np.append(borne, True)[final]
    return np.asarray(accepts)


def passing(talks: Talks, table: Table, accepts: Truth) -> Truth:
    """Which drafts pass a table, common fronts included, [draw, deal]."""
    passed = table.passes(accepts)
    for guarded, members in zip(talks.guarded, talks.fronts, strict=True):
        together = np.logical_and.reduce(accepts[:, list(members)], axis=1)
        passed = passed & (together | ~guarded[None])
    return np.asarray(passed)


def accepted_alone(talks: Talks, stage: int, draft: Places) -> Truth:
    """Whether a last stage that ratifies accepts the one draft of each draw, [draw]."""
    table = talks.tables[stage]
    worth = talks.worth[np.arange(len(draft)), :, draft]
    accepts = worth >= talks.failing(stage) + table.fail - table.agree - CLOSE
    accepts &= ~talks.space.banned().T[draft]
    passed = table.passes(accepts[:, :, None])[:, 0]
    for guarded, members in zip(talks.guarded, talks.fronts, strict=True):
        passed &= accepts[:, list(members)].all(axis=1) | ~guarded[draft]
    return np.asarray(passed)


def step_of(talks: Talks, stage: int, ahead: Ahead, without: Floats) -> Step:
    """What a stage makes of every draft; `without` is what failure is worth, as in `lost_at`."""
    table = talks.tables[stage]
    if table.kind == "announce":
        return _ratified(talks, np.ones((talks.space.draws, talks.space.deals), dtype=np.bool_))
    accepts = consents(talks, table, ahead.worth, without, ahead.final)
    passed = passing(talks, table, accepts)
    if table.kind == "ratify":
        return _ratified(talks, passed)
    return _bargained(talks, table, ahead, without, passed)


def _chosen(
    talks: Talks, stage: int, ahead: Ahead, step: Step, failed: Ahead | None
) -> tuple[Floats, Places]:
    """Worth and final deal once the stage has chosen, [draw, party, group] and [draw, group]."""
    table = talks.tables[stage]
    worth, reached = ahead.worth, step.chosen if ahead.final is None else ahead.final
    lost = lost_at(talks, stage, failed)
    instead: int | Places = DEAD
    if failed is not None and failed.final is not None:
        instead = failed.final
    if table.kind == "bargain":
        worth = np.take_along_axis(worth, step.chosen[:, None, :], axis=2)
        if ahead.final is not None:
            reached = np.take_along_axis(reached, step.chosen, 1)
        if failed is not None:
            # the draft chosen is of the same group as the draft in hand, and so worth the same
            lost = np.take_along_axis(lost, step.chosen[:, None, :], axis=2)
            instead = np.take_along_axis(np.asarray(instead), step.chosen, 1)
    value = worth - (lost - table.agree[:, :, None])
    value *= (step.passed * (1 - table.breakdown)[:, None])[:, None, :]
    value += lost + table.attend[:, :, None]
    return value, np.where(step.passed, reached, instead)


def _ratified(talks: Talks, passed: Truth) -> Step:
    every = np.arange(talks.space.deals)
    return Step(every, np.broadcast_to(every, passed.shape), passed)


def _bargained(talks: Talks, table: Table, ahead: Ahead, without: Floats, passed: Truth) -> Step:
    gains = [ahead.worth[:, p] + (table.agree[:, p, None] - without[:, p]) for p in table.seats]
    allowed = passed
    if ahead.final is not None:
        some = np.logical_or.reduce([gain > CLOSE for gain in gains])
        allowed = passed & ((ahead.final != DEAD) | some)
    group, order = _groups(talks, table)
    if table.protocol == "offers" and len(table.seats) == 2:
        found = alternate_draws(gains, allowed, table.discounts, order, rounds=table.rounds)
        return Step(group, found, np.take_along_axis(allowed, found, axis=1))
    chosen = _best_of(order, nash_scores(gains, table.power, allowed))
    return Step(group, chosen, np.take_along_axis(allowed, chosen, axis=1))


def _best_of(order: Places, score: Floats) -> Places:
    """The draft of each group with the highest score, the first of several, [draw, group]."""
    if len(order) == 1:
        return order[0, score[:, order[0]].argmax(axis=1)][:, None]
    pick = score[:, order].argmax(axis=2)
    return order[np.arange(len(order)), pick]


def _groups(talks: Talks, table: Table) -> tuple[Places, Places]:
    """The group of each draft, and the drafts of each group in their order, [group, option]."""
    sizes = talks.space.sizes
    numbers = np.arange(talks.space.deals).reshape(sizes)
    kept = [k for k, free in enumerate(table.free) if not free]
    opened = [k for k, free in enumerate(table.free) if free]
    options = int(np.prod([sizes[k] for k in opened], dtype=np.int64))
    order = numbers.transpose(*kept, *opened).reshape(-1, options)
    group = np.empty(talks.space.deals, dtype=np.int64)
    group[order] = np.arange(len(order))[:, None]
    return group, order
