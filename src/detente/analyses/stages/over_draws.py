"""The talks over many draws: how often they succeed, where they die, who refuses.

Issues that nobody present can speak to fall off an agenda: the talks are solved again as if every
delegation could speak to everything, and the difference is what the missing mandates cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.analyses.stages.solve import safe_offers, with_protocols
from detente.analyses.stages.winsets import accepted, decisive, passed, share_of_possible
from detente.analyses.talks.courses import Course, Sight, far_sighted, short_sighted
from detente.analyses.talks.size import draws_in_parts
from detente.analyses.talks.tables import Floats, Talks, Truth, build_talks
from detente.scenario import best_draws
from detente.scenario.agendas import agendas, without_limits

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Per draw: both courses, how many deals survive, and what becomes of one given draft.

    `survive[draw]` is a share of those that some stage can settle; `refuses[draw, stage, party]`
    and `passes[draw, stage]` are about the given draft; `carried_out[draw, threat]`; `comes[draw,
    stage, party]` whether a table is worth coming to even if nothing is agreed. `chance[deal]` is
    the share of draws in which a deal passes every stage.
    """

    far: Course
    short: Course
    survive: Floats
    refuses: Truth
    passes: Truth
    carried_out: Truth
    comes: Truth
    chance: Floats

    @property
    def count(self) -> int:
        """Number of draws."""
        return len(self.survive)


class Fallen(NamedTuple):
    """An issue that a stage cannot settle: who lacks a delegate, and which stage takes it up.

    `later` is None where no later stage settles it, so that it stays as it is.
    """

    stage: int
    issue: str
    parties: tuple[str, ...]
    later: int | None


class Mandates(NamedTuple):
    """All that falls off, and talks without such limits: `value[draw, party]`, `agreed[draw]`."""

    fallen: tuple[Fallen, ...]
    value: Floats
    agreed: Truth


def outcomes(
    scenario: Scenario, draws: Draws, *, draft: int | None, offers: tuple[bool, ...]
) -> Outcomes:
    """Solve the talks in every draw and follow one draft; `offers[stage]` as `safe_offers` says."""
    parts = [
        _outcomes(with_protocols(build_talks(scenario, part), offers), draft)
        for part in draws_in_parts(scenario, draws)
    ]
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("survive", "refuses", "passes", "carried_out", "comes")
    }
    far, short = (_joined([getattr(part, name) for part in parts]) for name in ("far", "short"))
    chance = np.sum([part.chance for part in parts], axis=0) / draws.count
    return Outcomes(far=far, short=short, chance=chance, **joined)


def mandates(scenario: Scenario, draws: Draws) -> Mandates | None:
    """What missing mandates do; None where every issue on an agenda can be settled there."""
    plan = agendas(scenario.stages, tuple(scenario.issues))
    fallen = tuple(
        Fallen(place, issue, parties,
               next((k for k in range(place + 1, len(plan)) if issue in plan[k].settles), None))
        for place, agenda in enumerate(plan)
        for issue, parties in agenda.lacking.items()
    )  # fmt: skip
    if not fallen:
        return None
    free = scenario.model_copy(update={"stages": without_limits(scenario.stages)})
    course = foreseen(free, draws, safe_offers(build_talks(free, best_draws(free))))
    return Mandates(fallen, course.value, course.agreed)


def foreseen(scenario: Scenario, draws: Draws, offers: tuple[bool, ...]) -> Course:
    """The far-sighted course of the talks in every draw."""
    parts = [
        far_sighted(with_protocols(build_talks(scenario, part), offers))
        for part in draws_in_parts(scenario, draws)
    ]
    return _joined(parts)


def _joined(parts: list[Course]) -> Course:
    return Course(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _outcomes(talks: Talks, draft: int | None) -> Outcomes:
    """What becomes of some draws; `chance[deal]` is in how many of them each deal survives."""
    sight, draws, stages = Sight(talks), talks.space.draws, len(talks.tables)
    alive = np.tile(talks.reachable, (draws, 1))
    refuses = np.zeros((draws, stages, len(talks.space.parties)), dtype=np.bool_)
    passes = np.zeros((draws, stages), dtype=np.bool_)
    for stage, table in enumerate(talks.tables):
        accepts = accepted(sight, stage)
        passing = passed(sight, stage, accepts)
        if stage in decisive(talks):
            alive &= passing
        if draft is not None:
            passes[:, stage] = passing[:, draft]
            asked = [] if table.kind == "announce" else table.consent.concerned
            refuses[:, stage, asked] = ~accepts[:, asked, draft]
    carried = [threat.carried_out for threat in talks.space.no_deal.threats]
    return Outcomes(
        sight.course(),
        short_sighted(talks),
        share_of_possible(talks, alive),
        refuses,
        passes,
        np.stack(carried, axis=1) if carried else np.zeros((draws, 0), dtype=np.bool_),
        np.stack([t.attend + t.fail > t.away for t in talks.tables], axis=1),
        alive.sum(axis=0).astype(np.float64),
    )
