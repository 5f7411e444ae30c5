"""Talks in stages at best values: both courses, win-sets, who comes, what turns the path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from detente.analyses.stages.pivots import Pivot, pivots
from detente.analyses.stages.winsets import WinSet, accepted, failing, win_set
from detente.analyses.talks.courses import Course, Sight, short_sighted
from detente.analyses.talks.nearest import Nearest, nearest_package
from detente.analyses.talks.offers import fine_enough
from detente.analyses.talks.tables import Floats, Talks


class Coming(NamedTuple):
    """What coming to a stage is worth to a party, in points over staying away.

    `venue` and `audience` fall due whatever is agreed, `failing` if nothing is; `deal` is what the
    talks are expected to bring over that; `away` is the worth of not coming.
    """

    stage: int
    party: int
    venue: float
    audience: float
    failing: float
    deal: float
    away: float

    @property
    def matters(self) -> bool:
        """Whether anything is stated that coming, or not coming, brings by itself."""
        return bool(self.venue or self.audience or self.failing or self.away)

    @property
    def without_deal(self) -> float:
        """Points over staying away if nothing is agreed."""
        return self.venue + self.audience + self.failing - self.away


@dataclass(frozen=True, eq=False)
class Answer:
    """All that is found at best values; parties, stages and deals by their places.

    `struck` is the draft of the first table that bargains and agrees on the short-sighted course,
    `struck_at` the place of that table; None where no table that bargains agrees.
    """

    talks: Talks
    far: Course
    short: Course
    struck_at: int | None
    struck: int | None
    sets: tuple[WinSet, ...]
    refusers: tuple[int, ...]
    coming: tuple[Coming, ...]
    pivots: tuple[Pivot, ...]
    nearest: Nearest | None


def answer(talks: Talks) -> Answer:
    """Solve the talks at the first (best) draw."""
    sight, short = Sight(talks), short_sighted(talks)
    far = sight.course()
    at, struck = struck_by(talks, short)
    return Answer(
        talks=talks,
        far=far,
        short=short,
        struck_at=at,
        struck=struck,
        sets=tuple(win_set(sight, stage) for stage in range(len(talks.tables))),
        refusers=_refusers(sight, short),
        coming=_coming(talks, far.value[0] - talks.no_deal[0]),
        pivots=pivots(talks),
        nearest=None if far.agreed[0] else nearest_package(talks),
    )


def struck_by(talks: Talks, short: Course) -> tuple[int | None, int | None]:
    """The first table that bargains and agrees on a short-sighted course, and its draft."""
    after_failure = False
    for stage, table in enumerate(talks.tables):
        agrees = bool(short.passed[0, stage])
        if agrees and (table.kind == "bargain" or after_failure):
            return stage, int(short.drafts[0, stage])
        after_failure = not agrees
    return None, None


def safe_offers(talks: Talks) -> tuple[bool, ...]:
    """Per stage: whether alternating offers pass the resolution check (true for Nash stages)."""
    sight, found = Sight(talks), []
    for stage, table in enumerate(talks.tables):
        if table.protocol == "nash" or len(table.seats) != 2:
            found.append(table.protocol == "nash")
            continue
        without = failing(sight, stage)[0]
        gains = [talks.worth[0, p] + table.agree[0, p] - without[p] for p in table.seats]
        both = (gains[0] >= 0) & (gains[1] >= 0)
        discounts = (float(table.discounts[0, 0]), float(table.discounts[0, 1]))
        found.append(bool(both.any()) and fine_enough(gains[0][both], gains[1][both], discounts))
    return tuple(found)


def with_protocols(talks: Talks, offers: tuple[bool, ...]) -> Talks:
    """Talks in which stages use alternating offers only where that is safe."""
    tables = (
        table if safe else replace(table, protocol="nash")
        for table, safe in zip(talks.tables, offers, strict=True)
    )
    return talks.with_tables(tuple(tables))


def _refusers(sight: Sight, short: Course) -> tuple[int, ...]:
    """Who refuses the short-sighted draft at the stage at which it dies."""
    talks, stage = sight.talks, int(short.ended[0])
    if stage in (0, len(talks.tables)) or talks.tables[stage].free.any():
        return ()
    if not short.passed[0, stage - 1]:
        return ()
    draft = int(short.drafts[0, stage - 1])
    accepts = accepted(sight, stage)[0, :, draft]
    guarding = [m for guarded, m in zip(talks.guarded, talks.fronts, strict=True) if guarded[draft]]
    asked = {
        *talks.tables[stage].consent.concerned,
        *(party for members in guarding for party in members),
    }
    return tuple(party for party in sorted(asked) if not accepts[party])


def _coming(talks: Talks, gain: Floats) -> tuple[Coming, ...]:
    """What coming is worth, stage by stage; `gain[party]` is what the talks bring over no deal."""
    found = []
    for stage, table in enumerate(talks.tables):
        for party in sorted(table.seats):
            venue, attend, failing, away = (
                float(points[0, party])
                for points in (table.venue, table.attend, table.fail, table.away)
            )
            deal = float(gain[party] - attend - failing) if stage == 0 else 0.0
            found.append(Coming(stage, party, venue, attend - venue, failing, deal, away))
    return tuple(found)
