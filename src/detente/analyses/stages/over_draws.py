"""The talks over many draws: how often they succeed, where they die, who refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.backward_induction import Course, far_sighted, short_sighted
from detente.analyses.bargaining_space import chunks
from detente.analyses.staged_talks import Floats, Talks, Truth, build_talks
from detente.analyses.stages.winsets import accepted, decisive, share_of_possible, win_set

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Per draw: both courses, sizes of win-sets, and what becomes of one given draft.

    `win_sets[draw, stage]` and `survive[draw]` are shares of all deals; `refuses[draw, stage,
    party]` and `passes[draw, stage]` are about the given draft; `chance[deal]` is the share of
    draws in which a deal passes every stage; `carried_out[draw, threat]`; `comes[draw,
    stage, party]` whether a table is worth coming to even if nothing is agreed.
    """

    far: Course
    short: Course
    win_sets: Floats
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
    parts = []
    for part in chunks(scenario, draws):
        talks = build_talks(scenario, part)
        parts.append(_one(with_protocols(talks, offers), draft))
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("win_sets", "survive", "refuses", "passes", "carried_out", "comes")
    }
    weights = np.array([part.count for part in parts])
    return Outcomes(
        far=_course([part.far for part in parts]),
        short=_course([part.short for part in parts]),
        chance=np.average(np.stack([part.chance for part in parts]), axis=0, weights=weights),
        **joined,
    )


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


def _one(talks: Talks, draft: int | None) -> Outcomes:
    stages = len(talks.tables)
    found = [win_set(talks, stage) for stage in range(stages)]
    sets = [s.deals for s in found]
    every = np.broadcast_to(talks.space.possible, sets[0].shape)
    alive = np.logical_and.reduce([every, *(sets[stage] for stage in decisive(talks))])
    shape = (talks.space.draws, stages)
    refuses = np.zeros((*shape, len(talks.space.parties)), dtype=np.bool_)
    passes = np.zeros(shape, dtype=np.bool_)
    if draft is not None:
        for stage, table in enumerate(talks.tables):
            passes[:, stage] = sets[stage][:, draft]
            asked = np.array([table.counts(p) for p in range(len(talks.space.parties))])
            if table.kind != "announce":
                refuses[:, stage] = ~accepted(talks, stage)[:, :, draft] & asked
    threats = [threat.carried_out for threat in talks.space.no_deal.threats]
    comes = [table.attend + table.fail > table.away for table in talks.tables]
    return Outcomes(
        far=far_sighted(talks),
        short=short_sighted(talks),
        win_sets=np.stack([s.size for s in found], axis=1),
        survive=share_of_possible(talks, alive),
        refuses=refuses,
        passes=passes,
        chance=alive.mean(axis=0),
        carried_out=np.stack(threats, axis=1) if threats else np.zeros((shape[0], 0), bool),
        comes=np.stack(comes, axis=1),
    )
