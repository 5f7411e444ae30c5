"""What one stage of talks makes of every draft, over all draws at once, given what lies ahead.

A stage that fails ends the talks, unless it says `next`: then the next table bargains on from the
draft in hand, whatever its kind otherwise, its agenda widened by what failed: what was open at the
stage, or all that had been settled where it was to ratify. A bargaining table takes the Nash
solution among what passes (see `talks.nash`), of equals the one listed first; a party that is
indifferent consents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.analyses.talks.ahead import DEAD, Ahead, Plan, Step
from detente.analyses.talks.nash import EQUAL, first_best, nash_scores
from detente.analyses.talks.offers import alternate
from detente.analyses.talks.tables import Floats, Table, Talks, Truth

Places = NDArray[np.int64]
Accepts = Mapping[int, Truth]
"""Who consents to which draft: [draw, deal] for each party that is asked."""

CLOSE = 1e-9


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
    lost = lost_at(talks, stage, failed)
    step = step_of(talks, stage, ahead, lost)
    plan = Plan(step, ahead.plan, None if failed is None else failed.plan)
    after = ahead if stage and talks.tables[stage - 1].if_fails == "next" else None
    if table.kind != "bargain" and failed is None and ahead.dies is not None:
        return _sifted(talks, stage, replace(ahead, plan=plan, after=after), step, lost)
    value, final = _outcome(talks, stage, ahead, step, lost, failed)
    if stage == 0 and step.passed.shape[1] == 1:
        shape = (*value.shape[:2], talks.space.deals)
        return Ahead.laid_out(np.broadcast_to(value, shape), final, plan, None)
    if table.kind == "bargain":
        value, final = value[:, :, step.group], final[:, step.group]
    return Ahead.laid_out(value, final, plan, after)


def _sifted(talks: Talks, stage: int, ahead: Ahead, step: Step, lost: Floats) -> Ahead:
    """What drafts come to before a stage that says yes or no and whose failure ends the talks."""
    table = talks.tables[stage]
    lost = lost[:, :, 0]
    broken = table.breakdown[:, None] if table.kind != "announce" else np.zeros((1, 1))
    agreed = (1 - broken) * table.agree + broken * lost + table.attend
    if table.kind == "announce":
        agreed = table.attend

    def before(value: Floats) -> Floats:
        return talks.waited(stage, (1 - broken) * value + agreed)

    ends = before(np.zeros_like(ahead.shift))
    scale = before(ahead.scale) - ends
    dead = np.stack([before(ahead.dead[:, k]) for k in range(ahead.dead.shape[1])], axis=1)
    dead[:, stage + 1] = talks.waited(stage, lost + table.attend)
    dies = np.asarray(ahead.dies)
    if table.kind != "announce":
        dies = np.where(step.passed, dies, np.int8(stage + 1))
    return replace(ahead, scale=scale, shift=before(ahead.shift), dies=dies, dead=dead)


def lost_at(talks: Talks, stage: int, failed: Ahead | None) -> Floats:
    """What failure is worth with each draft in hand, own audience included, [draw, party, deal].

    The last axis has length 1 where talks end. At a bargaining table all drafts of a group are
    worth the same here, since the next table may settle whatever this one may.
    """
    due = talks.tables[stage].fail[:, :, None]
    rest = talks.failing(stage)[:, :, None] if failed is None else failed.every_value()
    return np.asarray(rest + due)


def failures(talks: Talks, stage: int) -> Floats:
    """What failure is worth with foresight, as `lost_at` says."""
    if not goes_on(talks, stage):
        return lost_at(talks, stage, None)
    ahead = Ahead.at_the_end(talks.worth, len(talks.tables))
    for place in reversed(range(stage + 1, len(talks.tables))):
        ahead = passed_back(talks, place, ahead)
    return lost_at(talks, stage, _failed(talks, stage, ahead))


def _failed(talks: Talks, stage: int, ahead: Ahead) -> Ahead | None:
    """What drafts in hand come to once the stage has failed; None where talks end."""
    if ahead.after is None or not goes_on(talks, stage):
        return None
    return passed_back(opened(talks, stage), stage + 1, ahead.after)


def consents(talks: Talks, table: Table, ahead: Ahead, without: Floats) -> dict[int, Truth]:
    """Who consents to which draft, of those who are asked: red lines never, else by worth.

    `without[draw, party, deal]` is what failure is worth with that draft in hand; its last axis may
    have length 1.
    """
    accepts = {}
    for party in talks.asked(table):
        bound = without[:, party] - table.agree[:, party, None] - CLOSE
        willing = ahead.reaches(party, bound)
        bars = talks.space.barred[party]
        if bars.any():
            # DEAD, which is -1, finds the entry at the end: no deal breaks no red line.
            crossed = np.append(bars, False)[ahead.final] if ahead.dies is None else bars
            willing &= ~(crossed & ahead.ends_in_deal)
        accepts[party] = willing
    return accepts


def passing(talks: Talks, table: Table, accepts: Accepts) -> Truth:
    """Which drafts pass a table, common fronts included, [draw, deal]."""
    passed = np.ones((talks.space.draws, talks.space.deals), dtype=np.bool_)
    passed &= table.passes(accepts)
    for guarded, members in zip(talks.guarded, talks.fronts, strict=True):
        passed &= np.logical_and.reduce([accepts[party] for party in members]) | ~guarded
    return passed


def accepted_alone(talks: Talks, stage: int, draft: Places) -> Truth:
    """Whether a last stage that ratifies accepts the one draft of each draw, [draw]."""
    table = talks.tables[stage]
    worth = talks.worth[np.arange(len(draft)), :, draft]
    willing = worth >= talks.failing(stage) + table.fail - table.agree - CLOSE
    willing &= ~talks.space.barred.T[draft]
    accepts = {party: willing[:, party] for party in talks.asked(table)}
    passed = np.ones(len(draft), dtype=np.bool_) & table.passes(accepts)
    for guarded, members in zip(talks.guarded, talks.fronts, strict=True):
        passed &= willing[:, list(members)].all(axis=1) | ~guarded[draft]
    return np.asarray(passed)


def step_of(talks: Talks, stage: int, ahead: Ahead, without: Floats) -> Step:
    """What a stage makes of every draft; `without` is what failure is worth, as in `lost_at`."""
    table = talks.tables[stage]
    if table.kind == "announce":
        return _ratified(talks, np.ones((talks.space.draws, talks.space.deals), dtype=np.bool_))
    passed = passing(talks, table, consents(talks, table, ahead, without))
    if table.kind == "ratify":
        return _ratified(talks, passed)
    return _bargained(talks, table, ahead, without, passed)


def _outcome(
    talks: Talks, stage: int, ahead: Ahead, step: Step, lost: Floats, failed: Ahead | None
) -> tuple[Floats, Places]:
    """Worth before the stage and final deal, [draw, party, group] and [draw, group]."""
    table = talks.tables[stage]
    instead = np.asarray(DEAD) if failed is None else failed.final
    if table.kind == "bargain":
        worth, reached = ahead.values(step.chosen), ahead.final_of(step.chosen)
        if failed is not None:
            # the draft chosen is of the same group as the draft in hand, and so worth the same
            lost = np.take_along_axis(lost, step.chosen[:, None, :], axis=2)
            instead = np.take_along_axis(instead, step.chosen, 1)
    else:
        worth, reached = ahead.every_value(), ahead.final
    if table.kind == "announce":
        return talks.waited(stage, worth + table.attend[:, :, None]), reached
    stays = (1 - table.breakdown)[:, None]
    value = worth - (lost - table.agree[:, :, None])
    value *= (stays if table.kept is None else stays * table.kept)[:, :, None]
    value *= step.passed[:, None, :]
    value += talks.waited(stage, lost + table.attend[:, :, None])
    return value, np.where(step.passed, reached, instead)


def _ratified(talks: Talks, passed: Truth) -> Step:
    every = np.arange(talks.space.deals)
    return Step(every, np.broadcast_to(every, passed.shape), passed)


def _bargained(talks: Talks, table: Table, ahead: Ahead, without: Floats, passed: Truth) -> Step:
    free = tuple(bool(free) for free in table.free)
    group, order = draft_groups(talks.space.sizes, free)
    draw, deal = _candidates(table, ahead, without, passed, group)
    hand = deal if without.shape[2] > 1 else 0
    gains = [
        ahead.value(draw, deal, p) + table.agree[draw, p] - without[draw, p, hand]
        for p in table.seats
    ]
    segment = draw * len(order) + group[deal]
    if len(order) > 1:
        rising = np.argsort(segment, kind="stable")
        draw, deal, segment = draw[rising], deal[rising], segment[rising]
        gains = [gain[rising] for gain in gains]
    if table.protocol == "offers" and len(table.seats) == 2:
        rows, found = alternate(gains, segment, table.discounts[draw], rounds=table.rounds)
    else:
        power = [table.power[draw, seat] for seat in range(len(table.seats))]
        rows, found = first_best(nash_scores(gains, power), segment)
    chosen = np.tile(order[:, 0], (len(passed), 1))
    agrees = np.zeros(chosen.shape, dtype=np.bool_)
    chosen.reshape(-1)[found] = deal[rows]
    agrees.reshape(-1)[found] = True
    return Step(group, chosen, agrees)


def _candidates(
    table: Table, ahead: Ahead, without: Floats, passed: Truth, group: Places
) -> tuple[Places, Places]:
    """The draws and drafts among which a table chooses, by draw and then as listed.

    Drafts that end without a deal count where somebody at the table gains by them, for show; of
    those that are worth the same, the first of each group stands for all.
    """
    draw, deal = np.nonzero(passed & ahead.ends_in_deal)
    bounds = [without[:, p] - table.agree[:, p, None] + EQUAL for p in table.seats]
    if ahead.dies is None or without.shape[2] > 1:
        some = [ahead.reaches(p, bound) for p, bound in zip(table.seats, bounds, strict=True)]
        draw, deal = np.nonzero(passed & np.logical_or.reduce([ahead.ends_in_deal, *some]))
        return draw, deal
    found = [(draw, deal)]
    for stage in ahead.deaths:
        dead = [ahead.dead[:, stage, p] for p in table.seats]
        gains = [worth > bound[:, 0] for worth, bound in zip(dead, bounds, strict=True)]
        shown = np.logical_or.reduce(gains)
        rows, here = np.nonzero(passed[shown] & (ahead.dies[shown] == stage))
        rows = np.flatnonzero(shown)[rows]
        _, first = np.unique(rows * len(group) + group[here], return_index=True)
        found.append((rows[first], here[first]))
    if len(found) == 1:
        return draw, deal
    draw, deal = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((deal, draw))
    return draw[order], deal[order]


@lru_cache(maxsize=8)
def draft_groups(sizes: tuple[int, ...], free: tuple[bool, ...]) -> tuple[Places, Places]:
    """The group of each draft, and the drafts of each group in their order, [group, option].

    Drafts are of one group where they agree on all issues that are not free.
    """
    numbers = np.arange(int(np.prod(sizes, dtype=np.int64))).reshape(sizes)
    kept = [k for k, opens in enumerate(free) if not opens]
    options = int(np.prod([size for size, opens in zip(sizes, free, strict=True) if opens]))
    order = numbers.transpose(*kept, *(k for k in range(len(sizes)) if k not in kept))
    order = order.reshape(-1, max(1, options))
    group = np.empty(numbers.size, dtype=np.int64)
    group[order] = np.arange(len(order))[:, None]
    return group, order
