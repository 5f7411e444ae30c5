"""Which deals a table would let pass, and who narrows that set most (Putnam 1988)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from detente.analyses.talks.choices import Ahead, consents, passing
from detente.analyses.talks.courses import Sight
from detente.analyses.talks.tables import Floats, Talks, Truth


class WinSet(NamedTuple):
    """The deals that pass a stage at the first draw; shares of those that a stage can settle.

    `deals` counts them; `without[party]` is the share were the party not asked.
    """

    stage: int
    deals: int
    size: float
    without: Floats

    @property
    def narrowest(self) -> int | None:
        """The place of the party without which most more would pass."""
        gained = self.without - self.size
        best = int(np.argmax(gained))
        return best if gained[best] > 1e-12 else None


def failing(sight: Sight, stage: int) -> Floats:
    """What failure at a stage is worth on the way to each finished deal, [draw, party, deal].

    The draft in hand has of that deal what stages before could settle, and else the status quo. The
    last axis has length 1 where it makes no difference.
    """
    talks, worth = sight.talks, sight.met(stage).failure
    if worth.shape[2] == 1:
        return worth
    agendas = [table.free for table in talks.tables[:stage] if table.kind == "bargain"]
    settled = np.logical_or.reduce([np.zeros_like(talks.tables[0].free), *agendas])
    deals = np.array(np.unravel_index(np.arange(talks.space.deals), talks.space.sizes))
    start = np.array(np.unravel_index(talks.start, talks.space.sizes))
    hand = np.where(settled[:, None], deals, start[:, None])
    return np.asarray(worth[:, :, np.ravel_multi_index(tuple(hand), talks.space.sizes)])


def on_the_way(talks: Talks, stage: int) -> tuple[Floats, Floats]:
    """What a point in the end is worth at a stage, and the points due in between, [draw, party].

    For deals that all later stages let pass.
    """
    left, points = np.ones_like(talks.no_deal), np.zeros_like(talks.no_deal)
    for place in reversed(range(stage + 1, len(talks.tables))):
        table = talks.tables[place]
        if table.kind != "announce":
            points = points + table.agree
            if table.if_fails != "next" or not talks.goes_on(place):
                broken, ended = table.breakdown[:, None], talks.failing(place) + table.fail
                left, points = left * (1 - broken), points + broken * (ended - points)
        points = points + table.attend
        if table.kept is not None:
            left, points = left * table.kept, talks.waited(place, points)
    return left, points


def accepted(sight: Sight, stage: int) -> Truth:
    """Who accepts which finished deal at a stage, [draw, party, deal]; False if not asked."""
    talks, every = sight.talks, np.arange(sight.talks.space.deals)
    left, points = (each[:, :, None] for each in on_the_way(talks, stage))
    finished = Ahead(left * talks.worth + points, every[None])
    return consents(talks, talks.tables[stage], finished, failing(sight, stage))


def passed(sight: Sight, stage: int, accepts: Truth | None = None) -> Truth:
    """Which finished deals pass a stage, [draw, deal]."""
    talks, table = sight.talks, sight.talks.tables[stage]
    if accepts is None:
        accepts = accepted(sight, stage)
    return passing(talks, table, accepts) & talks.reachable


def decisive(talks: Talks) -> tuple[int, ...]:
    """The stages at which talks can die: not those that announce, or from which talks go on."""
    return tuple(
        stage
        for stage, table in enumerate(talks.tables)
        if table.kind != "announce" and not talks.goes_on(stage)
    )


def win_set(sight: Sight, stage: int) -> WinSet:
    """The win-set of a stage over finished deals, of talks at best values."""
    accepts, space = accepted(sight, stage), sight.talks.space
    deals = passed(sight, stage, accepts)
    without = [
        share_of_possible(sight.talks, passed(sight, stage, _granted(sight, accepts, party)))[0]
        for party in range(len(space.parties))
    ]
    share = float(share_of_possible(sight.talks, deals)[0])
    return WinSet(stage, int(deals[0].sum()), share, np.array(without))


def share_of_possible(talks: Talks, deals: Truth) -> Floats:
    """How many of the deals that some stage can settle are among `deals[draw, deal]`, [draw]."""
    return np.asarray(deals.sum(axis=1) / max(1, int(talks.reachable.sum())))


def survivors(sight: Sight, *, granted: int | None = None) -> Truth:
    """Deals that pass every stage at which talks can die, [draw, deal].

    `granted` is a party that accepts everything.
    """
    alive = np.tile(sight.talks.reachable, (sight.talks.space.draws, 1))
    for stage in decisive(sight.talks):
        accepts = accepted(sight, stage)
        alive &= passed(sight, stage, _granted(sight, accepts, granted))
    return alive


def shortfall(sight: Sight, party: int) -> Floats:
    """Points of reservation value by which each deal falls short at the strictest stage, [deal].

    Only stages count that a deal does not pass without the party, be it as a vote, at home or in a
    front. Negative where it has points to spare; infinite where a red line is broken. A point less
    asked for counts at a stage for as much as the waits still to come leave of it. First draw.
    """
    talks = sight.talks
    short = np.full(talks.space.deals, -np.inf)
    for stage in decisive(talks):
        refusing = accepted(sight, stage)
        refusing[:, party] = False
        bound = (failing(sight, stage) - talks.tables[stage].agree[:, :, None])[0, party]
        left, points = (float(each[0, party]) for each in on_the_way(talks, stage))
        needed = (bound - points) / left if left > 0 else np.where(bound <= points, -np.inf, np.inf)
        lacking = needed - talks.worth[0, party]
        lacking = np.where(talks.space.barred[party], np.inf, lacking)
        without = passing(talks, talks.tables[stage], refusing)[0]
        short = np.maximum(short, np.where(without, -np.inf, lacking))
    return short


def _granted(sight: Sight, accepts: Truth, party: int | None) -> Truth:
    """The same where a party says yes to all that no rule forbids."""
    if party is None:
        return accepts
    granted = accepts.copy()
    granted[:, party] = sight.talks.space.possible
    return granted
