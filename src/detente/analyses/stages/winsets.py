"""Which deals a table would let pass, and who narrows that set most (Putnam 1988)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analyses.talks.choices import CLOSE, Accepts, failures, goes_on, passing
from detente.analyses.talks.tables import Floats, Talks, Truth


@dataclass(frozen=True, eq=False)
class WinSet:
    """The deals that pass a stage at the first draw; shares of all deals that no rule forbids.

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


def needed(talks: Talks, stage: int) -> Floats:
    """What a deal must be worth in the end for consent at a stage, [draw, party, deal].

    The last axis has length 1 where the draft in hand makes no difference to what failure is worth.
    """
    bound = failing(talks, stage) - talks.tables[stage].agree[:, :, None]
    return talks.needed_from(stage, bound)


def failing(talks: Talks, stage: int) -> Floats:
    """What failure at a stage is worth on the way to each finished deal.

    The draft in hand has of that deal what stages before could settle, and else the status quo.
    """
    worth = failures(talks, stage)
    if worth.shape[2] == 1:
        return worth
    agendas = [table.free for table in talks.tables[:stage] if table.kind == "bargain"]
    settled = np.logical_or.reduce([np.zeros_like(talks.tables[0].free), *agendas])
    sizes = talks.space.sizes
    deals = np.array(np.unravel_index(np.arange(talks.space.deals), sizes))
    start = np.array(np.unravel_index(talks.start, sizes))
    hand = np.where(settled[:, None], deals, start[:, None])
    return np.asarray(worth[:, :, np.ravel_multi_index(tuple(hand), sizes)])


def accepted(talks: Talks, stage: int) -> dict[int, Truth]:
    """Who accepts which finished deal at a stage, [draw, deal] for each party asked."""
    bound = needed(talks, stage) - CLOSE
    return {
        party: (talks.worth[:, party] >= bound[:, party]) & ~talks.space.barred[party]
        for party in talks.asked(talks.tables[stage])
    }


def passed(talks: Talks, stage: int, accepts: Accepts | None = None) -> Truth:
    """Which finished deals pass a stage, [draw, deal]."""
    table = talks.tables[stage]
    if table.kind == "announce":
        return np.tile(talks.space.possible, (talks.space.draws, 1))
    accepts = accepted(talks, stage) if accepts is None else accepts
    return passing(talks, table, accepts) & talks.space.possible


def decisive(talks: Talks) -> tuple[int, ...]:
    """The stages at which talks can die: not those that announce, or from which talks go on."""
    return tuple(
        stage
        for stage, table in enumerate(talks.tables)
        if table.kind != "announce" and not goes_on(talks, stage)
    )


def win_set(talks: Talks, stage: int) -> WinSet:
    """The win-set of a stage over finished deals, at the first draw."""
    accepts = {party: who[:1] for party, who in accepted(talks, stage).items()}
    deals = passed(talks, stage, accepts)
    parties = range(len(talks.space.parties))
    without = [passed(talks, stage, _granted(talks, accepts, party)) for party in parties]
    return WinSet(
        stage,
        int(deals[0].sum()),
        float(share_of_possible(talks, deals)[0]),
        np.array([float(share_of_possible(talks, found)[0]) for found in without]),
    )


def share_of_possible(talks: Talks, deals: Truth) -> Floats:
    """How many of the deals that no rule forbids are among `deals[draw, deal]`, [draw]."""
    return np.asarray(deals.sum(axis=1) / max(1, int(talks.space.possible.sum())))


def survivors(talks: Talks, *, granted: int | None = None) -> Truth:
    """Deals that pass every stage at which talks can die, [draw, deal].

    `granted` is a party that accepts everything.
    """
    alive = np.tile(talks.space.possible, (talks.space.draws, 1))
    for stage in decisive(talks):
        accepts = accepted(talks, stage)
        alive &= passed(talks, stage, _granted(talks, accepts, granted))
    return alive


def shortfall(talks: Talks, party: int) -> Floats:
    """Points of reservation value by which each deal falls short at the strictest stage, [deal].

    Negative where a party has points to spare; infinite where a red line is broken. A point less
    asked for counts at a stage for as much as the waits still to come leave of it. First draw.
    """
    short = np.full(talks.space.deals, -np.inf)
    for stage in decisive(talks):
        if party in talks.tables[stage].counted:
            short = np.maximum(short, needed(talks, stage)[0, party] - talks.worth[0, party])
    short[talks.space.barred[party]] = np.inf
    return short


def _granted(talks: Talks, accepts: Accepts, party: int | None) -> Accepts:
    """The same where a party says yes to all that no rule forbids."""
    if party is None or party not in accepts:
        return accepts
    return {**accepts, party: np.broadcast_to(talks.space.possible, accepts[party].shape)}
