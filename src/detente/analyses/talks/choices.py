"""What one table makes of the drafts before it: who consents, what passes, what is passed on."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.nash import EQUAL, first_best, nash_scores
from detente.analyses.talks.offers import alternate
from detente.analyses.talks.tables import Floats, Table, Talks, Truth

Places = NDArray[np.int64]

CLOSE = 1e-9
"""Points by which an indifferent party may lose and still consents."""
DEAD = -1
"""Stands for "no deal" where a deal is expected."""


class Ahead(NamedTuple):
    """What drafts come to if passed on: `worth[draw, party, deal]`, `final[draw, deal]` or DEAD."""

    worth: Floats
    final: Places

    @classmethod
    def at_the_end(cls, talks: Talks) -> Ahead:
        """After the last stage every draft is a deal."""
        every = np.arange(talks.space.deals)
        return cls(talks.worth, np.broadcast_to(every, (talks.space.draws, len(every))))

    def at(self, deals: Places) -> Ahead:
        """The same at some drafts."""
        return Ahead(np.take(self.worth, deals, axis=2), np.take(self.final, deals, axis=1))


class Step(NamedTuple):
    """What a table makes of drafts, by group of drafts that agree on all issues not free there.

    `chosen[draw, group]` is the draft passed on, `passed[draw, group]` whether the table agrees;
    `group[deal]`; `base[group]` is the draft of each in which nothing is settled there.
    """

    group: Places
    base: Places
    chosen: Places
    passed: Truth


def consents(talks: Talks, table: Table, ahead: Ahead, failure: Floats) -> Truth:
    """Who consents to which draft, [draw, party, deal]: red lines never, else by worth.

    `failure[draw, party, deal]` is what failure is worth with that draft in hand; its last axis may
    have length 1. Those who are not asked do not.
    """
    accepts = np.zeros(talks.worth.shape, dtype=np.bool_)
    final = ahead.final if ahead.final.strides[0] else ahead.final[:1]  # the same in every draw
    for party in [] if table.kind == "announce" else talks.asked(table):
        bound = failure[:, party] - table.agree[:, party, None] - CLOSE
        np.greater_equal(ahead.worth[:, party], bound, out=accepts[:, party])
        bars = talks.space.barred[party]
        if bars.any():
            # DEAD, which is -1, finds the entry at the end: no deal breaks no red line.
            accepts[:, party] &= ~np.append(bars, False)[final]
    if not talks.space.possible.all():  # a draft that a rule forbids is not signed for show either
        accepts &= (talks.space.possible | (final != DEAD))[:, None]
    return accepts


def passing(talks: Talks, table: Table, accepts: Truth) -> Truth:
    """Which drafts pass a table, common fronts included, [draw, deal]."""
    if table.kind == "announce":
        return np.ones((talks.space.draws, talks.space.deals), dtype=np.bool_)
    passed = table.consent.passes(accepts)
    for guarded, members in zip(talks.guarded, talks.fronts, strict=True):
        passed &= accepts[:, list(members)].all(axis=1) | ~guarded
    return passed


def step_of(talks: Talks, table: Table, ahead: Ahead, failure: Floats) -> Step:
    """What a table makes of every draft; `failure` is what it is worth, as in `consents`."""
    passed = passing(talks, table, consents(talks, table, ahead, failure))
    if table.kind != "bargain":
        every = np.arange(talks.space.deals)
        return Step(every, every, np.broadcast_to(every, passed.shape), passed)
    group, base = groups_of(talks, table)
    draw, deal = _candidates(table, ahead, failure, passed)
    gains = [
        _held(ahead.worth, draw, p, deal) + table.agree[:, p][draw] - _held(failure, draw, p, deal)
        for p in table.seats
    ]
    segment = draw * len(base) + group[deal]
    if len(base) > 1:
        rising = np.argsort(segment, kind="stable")
        draw, deal, segment = draw[rising], deal[rising], segment[rising]
        gains = [gain[rising] for gain in gains]
    if table.protocol == "offers" and len(table.seats) == 2:
        rows, found = alternate(gains, segment, table.discounts[draw], rounds=table.rounds)
    else:
        power = [table.power[draw, seat] for seat in range(len(table.seats))]
        rows, found = first_best(nash_scores(gains, power), segment)
    chosen = np.tile(base, (len(passed), 1))
    agrees = np.zeros(chosen.shape, dtype=np.bool_)
    chosen.reshape(-1)[found] = deal[rows]
    agrees.reshape(-1)[found] = True
    return Step(group, base, chosen, agrees)


def _held(values: Floats, draw: Places, party: int, deal: Places) -> Floats:
    """`values[draw, party, deal]` of one party, whose last axis may have length 1."""
    if values.shape[2] == 1:
        return np.asarray(values[:, party, 0][draw])
    _, parties, deals = values.shape
    return np.asarray(np.take(values, (draw * parties + party) * deals + deal))


def _candidates(
    table: Table, ahead: Ahead, failure: Floats, passed: Truth
) -> tuple[Places, Places]:
    """The draws and drafts among which a table chooses, by draw and then as listed.

    Drafts that end without a deal count where somebody at the table gains by them, for show.
    """
    dead = ahead.final == DEAD
    if dead.any():
        shown = ~dead
        for p in table.seats:
            shown |= ahead.worth[:, p] >= failure[:, p] - table.agree[:, p, None] + EQUAL
        passed = passed & shown
    draw, deal = np.nonzero(passed)
    return draw, deal


def groups_of(talks: Talks, table: Table) -> tuple[Places, Places]:
    """The groups of drafts at a table that bargains, as in `draft_groups`."""
    return draft_groups(talks.space.sizes, tuple(table.free.tolist()), talks.start)


@lru_cache(maxsize=8)
def draft_groups(
    sizes: tuple[int, ...], free: tuple[bool, ...], start: int
) -> tuple[Places, Places]:
    """The group of each draft, and of each group the draft with the values of `start` on all else.

    Drafts are of one group where they agree on all issues that are not free.
    """
    numbers = np.arange(math.prod(sizes)).reshape(sizes)
    today = np.unravel_index(start, sizes)
    cut = (
        slice(at, at + 1) if opens else slice(None) for at, opens in zip(today, free, strict=True)
    )
    base = numbers[tuple(cut)]
    group = np.broadcast_to(np.arange(base.size).reshape(base.shape), sizes)
    return group.reshape(-1), base.reshape(-1)
