"""Which deals a table would let pass, and who narrows that set most (Putnam 1988)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stage_choices import consents, failures, goes_on, passing
from detente.analyses.staged_talks import Floats, Talks, Truth


@dataclass(frozen=True, eq=False)
class WinSet:
    """The deals that pass a stage: `deals[draw, deal]`; shares of all deals that no rule forbids.

    `size[draw]` is the share that passes, `without[party]` the same at the first draw
    were the party not asked.
    """

    stage: int
    deals: Truth
    size: Floats
    without: Floats

    @property
    def narrowest(self) -> int | None:
        """The place of the party without which most more would pass (at the first draw)."""
        gained = self.without - float(self.size[0])
        best = int(np.argmax(gained))
        return best if gained[best] > 1e-12 else None


def accepted(talks: Talks, stage: int) -> Truth:
    """Who accepts which finished deal at a stage, [draw, party, deal]."""
    table = talks.tables[stage]
    return consents(talks, table, talks.seen_from(stage), failing(talks, stage), None)


def failing(talks: Talks, stage: int) -> Floats:
    """What failure at a stage is worth on the way to each finished deal, [draw, party, deal].

    The draft in hand has of that deal what stages before could settle, and else the status quo. The
    last axis has length 1 where it makes no difference.
    """
    worth = failures(talks, stage)
    if worth.shape[2] == 1:
        return worth
    settled = np.logical_or.reduce([np.zeros_like(talks.tables[0].free), *_agendas(talks, stage)])
    sizes = talks.space.sizes
    deals = np.array(np.unravel_index(np.arange(talks.space.deals), sizes))
    start = np.array(np.unravel_index(talks.start, sizes))
    hand = np.where(settled[:, None], deals, start[:, None])
    return np.asarray(worth[:, :, np.ravel_multi_index(tuple(hand), sizes)])


def _agendas(talks: Talks, stage: int) -> list[Truth]:
    return [table.free for table in talks.tables[:stage] if table.kind == "bargain"]


def decisive(talks: Talks) -> tuple[int, ...]:
    """The stages at which talks can die: not those that announce, or from which talks go on."""
    return tuple(
        stage
        for stage, table in enumerate(talks.tables)
        if table.kind != "announce" and not goes_on(talks, stage)
    )


def win_set(talks: Talks, stage: int) -> WinSet:
    """The win-set of a stage over finished deals."""
    table = talks.tables[stage]
    if table.kind == "announce":
        every = np.tile(talks.space.possible, (talks.space.draws, 1))
        return WinSet(stage, every, np.ones(len(every)), np.ones(len(talks.space.parties)))
    accepts = accepted(talks, stage)
    deals = passing(talks, table, accepts)
    without = np.array(
        [
            float(
                share_of_possible(
                    talks, passing(talks, table, _granted(talks, accepts[:1], party))
                )[0]
            )
            for party in range(len(talks.space.parties))
        ]
    )
    return WinSet(stage, deals, share_of_possible(talks, deals), without)


def share_of_possible(talks: Talks, deals: Truth) -> Floats:
    """How many of the deals that no rule forbids are among `deals[draw, deal]`, [draw]."""
    return np.asarray(deals.sum(axis=1) / max(1, int(talks.space.possible.sum())))


def win_sets(talks: Talks) -> tuple[WinSet, ...]:
    """The win-set of every stage."""
    return tuple(win_set(talks, stage) for stage in range(len(talks.tables)))


def survivors(talks: Talks, *, granted: int | None = None) -> Truth:
    """Deals that pass every stage at which talks can die, [draw, deal].

    `granted` is a party that accepts everything.
    """
    alive = np.tile(talks.space.possible, (talks.space.draws, 1))
    for stage in decisive(talks):
        table = talks.tables[stage]
        accepts = accepted(talks, stage)
        if granted is not None:
            accepts = _granted(talks, accepts, granted)
        alive &= passing(talks, table, accepts)
    return alive


def needed(talks: Talks, party: int) -> NDArray[np.float64]:
    """Points of reservation value by which each deal falls short at the strictest stage, [deal].

    Negative where a party has points to spare; infinite where a red line is broken. A point less
    asked for counts at a stage for as much as the waits still to come leave of it. First draw.
    """
    short = np.full(talks.space.deals, -np.inf)
    for stage in decisive(talks):
        table = talks.tables[stage]
        if table.counts(party):
            asked = failing(talks, stage)[0, party] - table.agree[0, party]
            kept = talks.kept_between(stage, len(talks.tables) - 1)
            scale = 1.0 if kept is None else max(float(kept[0, party]), 1e-12)
            short = np.maximum(short, (asked - talks.seen_from(stage)[0, party]) / scale)
    short[talks.space.banned()[party]] = np.inf
    return short


def _granted(talks: Talks, accepts: Truth, party: int) -> Truth:
    granted = accepts.copy()
    granted[:, party] = talks.space.possible
    return granted
