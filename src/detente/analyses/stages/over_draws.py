"""The talks over many draws: how often they succeed, where they die, who refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.laid_out import chunks
from detente.analyses.stages.winsets import accepted, decisive, passed, share_of_possible
from detente.analyses.talks.courses import Course, far_sighted, short_sighted
from detente.analyses.talks.tables import Floats, Talks, Truth, build_talks

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Per draw: both courses, how many deals survive, and what becomes of one given draft.

    `survive[draw]` is a share of all deals that no rule forbids; `refuses[draw, stage, party]` and
    `passes[draw, stage]` are about the given draft; `chance[deal]` is the share of draws in which a
    deal passes every stage; `carried_out[draw, threat]`; `comes[draw, stage, party]` whether a
    table is worth coming to even if nothing is agreed.
    """

    far: Course
    short: Course
    survive: Floats
    refuses: Truth
    passes: Truth
    chance: Floats
    carried_out: Truth
    comes: Truth

    @property
    def count(self) -> int:
        """Number of draws."""
        return len(self.survive)


def outcomes(
    scenario: Scenario, draws: Draws, *, draft: int | None, offers: Sequence[bool]
) -> Outcomes:
    """Solve the talks in every draw and follow one draft; `offers[stage]` as `safe_offers` says."""
    parts, total = [], np.zeros(0)
    for part in chunks(scenario, draws):
        found, alive = _one(with_protocols(build_talks(scenario, part), offers), draft)
        parts.append(found)
        total = total + alive if total.size else alive
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("survive", "refuses", "passes", "carried_out", "comes")
    }
    far, short = (_course([getattr(part, name) for part in parts]) for name in ("far", "short"))
    return Outcomes(far=far, short=short, chance=total / draws.count, **joined)


def with_protocols(talks: Talks, offers: Sequence[bool]) -> Talks:
    """Talks in which stages use alternating offers only where that is safe."""
    from dataclasses import replace

    return talks.with_tables(
        tuple(
            table if safe or table.protocol == "nash" else replace(table, protocol="nash")
            for table, safe in zip(talks.tables, offers, strict=True)
        )
    )


def _course(parts: list[Course]) -> Course:
    def joined(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(part, name) for part in parts])

    return Course(
        joined("drafts"),
        np.concatenate([part.passed for part in parts]),
        joined("deal"),
        joined("ended"),
        np.concatenate([part.value for part in parts]),
    )


def _one(talks: Talks, draft: int | None) -> tuple[Outcomes, Floats]:
    """What becomes of some draws, and in how many of them each deal survives, [deal]."""
    stages, parties = len(talks.tables), len(talks.space.parties)
    alive = np.tile(talks.space.possible, (talks.space.draws, 1))
    refuses = np.zeros((talks.space.draws, stages, parties), dtype=np.bool_)
    passes = np.zeros((talks.space.draws, stages), dtype=np.bool_)
    for stage, table in enumerate(talks.tables):
        accepts = {} if table.kind == "announce" else accepted(talks, stage)
        passing = passed(talks, stage, accepts)
        if stage in decisive(talks):
            alive &= passing
        if draft is not None:
            passes[:, stage] = passing[:, draft]
            for party in set(table.counted) & set(accepts):
                refuses[:, stage, party] = ~accepts[party][:, draft]
    threats = [threat.carried_out for threat in talks.space.no_deal.threats]
    comes = [table.attend + table.fail > table.away for table in talks.tables]
    found = Outcomes(
        far=far_sighted(talks),
        short=short_sighted(talks),
        survive=share_of_possible(talks, alive),
        refuses=refuses,
        passes=passes,
        chance=np.zeros(0),
        carried_out=np.stack(threats, axis=1) if threats else np.zeros((len(alive), 0), bool),
        comes=np.stack(comes, axis=1),
    )
    return found, alive.sum(axis=0).astype(np.float64)
