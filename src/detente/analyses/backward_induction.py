"""Talks solved from their last stage backward, over all draws at once.

At each stage a draft is a deal (issues not yet settled keep their status quo). The last table
accepts what is worth at least its failure; an earlier table bargains over what the later ones make
of each draft. Far-sighted parties foresee that; short-sighted ones treat every stage as the last.
What lies behind a wait between stages is worth less by each party's discount.
Ties: of drafts with an equal product of gains the one listed first is chosen; a party that is
indifferent consents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.staged_talks import Floats, Table, Talks, Truth
from detente.analyses.two_parties import alternate_draws

Places = NDArray[np.int64]
Decided = Callable[[int, Places], tuple[Truth, Places]]
"""What a stage decides on the draft of each draw: whether it agrees, and the draft passed on."""

DEAD = -1
"""Stands for "no deal" where a deal is expected."""
CLOSE = 1e-9
_FLOOR = 1e-9


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
class Course:
    """How talks go: `drafts[draw, stage]` after each stage (DEAD once they have ended).

    `deal[draw]` is what is agreed in the end, `ended[draw]` the stage at which talks die (the
    number of stages where they do not), `value[draw, party]` the expected worth at the outset.
    """

    drafts: Places
    deal: Places
    ended: Places
    value: Floats

    @property
    def agreed(self) -> Truth:
        """Whether a deal stands at the end, [draw]."""
        return np.asarray(self.deal != DEAD)


@dataclass(frozen=True, eq=False)
class Ahead:
    """What each draft comes to if it is passed on: its worth and the deal that stands at the end.

    `final` is None where every draft stands as it is.
    """

    worth: Floats
    final: Places | None


def far_sighted(talks: Talks) -> Course:
    """Parties foresee every later stage."""
    ahead = Ahead(talks.worth, None)
    steps: list[Step] = []
    for stage in reversed(range(len(talks.tables))):
        step = _step(talks, stage, ahead)
        steps.insert(0, step)
        ahead = _passed_back(talks, stage, ahead, step)
    return _walked(
        talks, lambda stage, draft: steps[stage].of(draft), ahead.worth[:, :, talks.start]
    )


def aheads(talks: Talks) -> list[Ahead]:
    """What each draft comes to after each stage, given foresight: entry k is after stage k."""
    found = [Ahead(talks.worth, None)]
    for stage in reversed(range(1, len(talks.tables))):
        found.insert(0, _passed_back(talks, stage, found[0], _step(talks, stage, found[0])))
    return found


def value_with(talks: Talks, stage: int, ahead: Ahead) -> Floats:
    """Far-sighted worth at the outset, [draw, party], given what drafts come to after a stage.

    It saves solving later stages again where only this one or earlier ones differ.
    """
    for place in reversed(range(stage + 1)):
        ahead = _passed_back(talks, place, ahead, _step(talks, place, ahead))
    return np.asarray(ahead.worth[:, :, talks.start])


def short_sighted(talks: Talks, *, known: Course | None = None, stages: int = 0) -> Course:
    """Every stage is treated as if it were the last one; ratifiers judge what reaches them.

    `known` is a course of talks whose first `stages` stages are the same and not solved again.
    """
    ahead = Ahead(talks.worth, None)

    def decided(stage: int, draft: Places) -> tuple[Truth, Places]:
        if known is not None and stage < stages:
            after = known.drafts[:, stage]
            return after != DEAD, np.where(after == DEAD, draft, after)
        if talks.tables[stage].kind == "ratify":
            return _accepted_alone(talks, stage, draft), draft
        return _step(talks, stage, ahead, last=True).of(draft)

    course = _walked(talks, decided, talks.no_deal)
    return replace(course, value=_collected(talks, course))


def failure(talks: Talks, stage: int, *, last: bool = False) -> Floats:
    """What a stage without agreement is worth, its own audience included, [draw, party]."""
    table = talks.tables[stage]
    following = stage + 1
    if table.if_fails != "next" or last or following >= len(talks.tables):
        return talks.failing(stage) + table.fail
    after = talks.tables[following]
    if after.kind != "bargain":
        return talks.waited(following, failure(talks, following) + after.attend) + table.fail
    opened = replace(after, free=after.free | table.free)
    rest = talks.with_tables((*talks.tables[:following], opened, *talks.tables[following + 1 :]))
    ahead = Ahead(talks.worth, None)
    for place in reversed(range(following, len(talks.tables))):
        ahead = _passed_back(rest, place, ahead, _step(rest, place, ahead))
    return np.asarray(ahead.worth[:, :, talks.start] + table.fail)


def consents(
    talks: Talks, table: Table, worth: Floats, without: Floats, final: Places | None
) -> Truth:
    """Who would consent to which draft, [draw, party, deal]: red lines never, else by worth."""
    accepts = worth >= (without - table.agree - CLOSE)[:, :, None]
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


def _accepted_alone(talks: Talks, stage: int, draft: Places) -> Truth:
    """Whether a last stage that ratifies accepts the one draft of each draw, [draw]."""
    table = talks.tables[stage]
    worth = talks.worth[np.arange(len(draft)), :, draft]
    accepts = worth >= failure(talks, stage, last=True) - table.agree - CLOSE
    accepts &= ~talks.space.banned().T[draft]
    passed = table.passes(accepts[:, :, None])[:, 0]
    for guarded, members in zip(talks.guarded, talks.fronts, strict=True):
        passed &= accepts[:, list(members)].all(axis=1) | ~guarded[draft]
    return np.asarray(passed)


def _step(talks: Talks, stage: int, ahead: Ahead, *, last: bool = False) -> Step:
    """What a stage makes of every draft."""
    table = talks.tables[stage]
    if table.kind == "announce":
        return _ratified(talks, np.ones((talks.space.draws, talks.space.deals), dtype=np.bool_))
    without = failure(talks, stage, last=last)
    accepts = consents(talks, table, ahead.worth, without, ahead.final)
    passed = passing(talks, table, accepts)
    if table.kind == "ratify":
        return _ratified(talks, passed)
    return _bargained(talks, table, ahead, without, passed)


def _passed_back(talks: Talks, stage: int, ahead: Ahead, step: Step) -> Ahead:
    """What incoming drafts come to, once the stage has made its choice."""
    table = talks.tables[stage]
    if table.kind == "announce":
        return Ahead(talks.waited(stage, ahead.worth + table.attend[:, :, None]), ahead.final)
    worth, reached = ahead.worth, step.chosen if ahead.final is None else ahead.final
    if table.kind == "bargain":
        worth = np.take_along_axis(worth, step.chosen[:, None, :], axis=2)
        reached = (
            np.take_along_axis(reached, step.chosen, 1) if ahead.final is not None else reached
        )
    lost = failure(talks, stage)
    value = worth - (lost - table.agree)[:, :, None]
    value *= (step.passed * (1 - table.breakdown)[:, None])[:, None, :]
    value += (lost + table.attend)[:, :, None]
    final = np.where(step.passed, reached, DEAD)
    if table.kind == "bargain":
        if stage == 0 and step.passed.shape[1] == 1:
            shape = (*value.shape[:2], talks.space.deals)
            return Ahead(np.broadcast_to(value, shape), None)
        value, final = value[:, :, step.group], final[:, step.group]
    return Ahead(talks.waited(stage, value), final)


def _ratified(talks: Talks, passed: Truth) -> Step:
    every = np.arange(talks.space.deals)
    return Step(every, np.broadcast_to(every, passed.shape), passed)


def _bargained(talks: Talks, table: Table, ahead: Ahead, without: Floats, passed: Truth) -> Step:
    gains = [ahead.worth[:, p] + (table.agree[:, p] - without[:, p])[:, None] for p in table.seats]
    allowed = passed
    if ahead.final is not None:
        some = np.logical_or.reduce([gain > CLOSE for gain in gains])
        allowed = passed & ((ahead.final != DEAD) | some)
    group, order = _groups(talks, table)
    if table.protocol == "offers" and len(table.seats) == 2:
        found = alternate_draws(gains, allowed, table.discounts, order, rounds=table.rounds)
        return Step(group, found, np.take_along_axis(allowed, found, axis=1))
    chosen = _best_of(order, _log_products(gains, table.power, allowed))
    return Step(group, chosen, np.take_along_axis(allowed, chosen, axis=1))


def _log_products(gains: list[Floats], power: Floats, allowed: Truth) -> Floats:
    """Logarithm of the product of gains to their powers where allowed, else minus infinity."""
    draw = np.repeat(np.arange(len(allowed)), np.count_nonzero(allowed, axis=1))
    total = np.zeros(len(draw))
    for seat, gain in enumerate(gains):
        total += power[draw, seat] * np.log(np.maximum(gain[allowed], _FLOOR))
    score = np.full(allowed.shape, -np.inf)
    score[allowed] = total
    return score


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


def _walked(talks: Talks, decided: Decided, value: Floats) -> Course:
    draws, count = talks.space.draws, len(talks.tables)
    draft = np.full(draws, talks.start, dtype=np.int64)
    ended = np.full(draws, count, dtype=np.int64)
    drafts = np.full((draws, count), DEAD, dtype=np.int64)
    for stage in range(count):
        alive = ended == count
        passed, chosen = decided(stage, draft)
        draft = np.where(alive & passed, chosen, draft)
        stops = alive & ~passed if not _goes_on(talks, stage) else np.zeros_like(passed)
        ended[stops] = stage
        drafts[:, stage] = np.where(ended == count, draft, DEAD)
    return Course(drafts, np.where(ended == count, draft, DEAD), ended, value)


def _goes_on(talks: Talks, stage: int) -> bool:
    """Whether talks go on after a stage without agreement: the next table bargains anew."""
    following = stage + 1
    if talks.tables[stage].if_fails != "next" or following >= len(talks.tables):
        return False
    return talks.tables[following].kind == "bargain"


def _collected(talks: Talks, course: Course) -> Floats:
    """What a course is worth in the end, occasions on its way included, [draw, party]."""
    rows = np.arange(talks.space.draws)
    deal = np.maximum(course.deal, 0)
    value = talks.worth[rows, :, deal]
    for stage in reversed(range(len(talks.tables))):
        table = talks.tables[stage]
        over = (course.ended > stage)[:, None]
        ended = (course.ended == stage)[:, None]
        value = np.where(over, value + table.agree, value)
        value = np.where(ended, talks.failing(stage) + table.fail, value)
        value = np.where(over | ended, value + table.attend, value)
        value = talks.waited(stage, value)
    return np.asarray(value)
