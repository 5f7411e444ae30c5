"""What falls off the agenda because nobody present can speak to it, and what that costs.

The talks are solved again as if every delegation could speak to everything; the difference is what
the missing mandates cost, party by party.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.laid_out import chunks
from detente.analyses.stages.over_draws import with_protocols
from detente.analyses.stages.solve import safe_offers
from detente.analyses.talks.courses import far_sighted
from detente.analyses.talks.tables import Talks, build_talks
from detente.scenario import best_draws
from detente.scenario.agendas import agendas, without_limits

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fallen:
    """An issue that a stage cannot settle: who lacks a delegate, and which stage takes it up.

    `later` is None where no later stage settles it, so that it stays as it is.
    """

    stage: int
    issue: str
    parties: tuple[str, ...]
    later: int | None


@dataclass(frozen=True, eq=False)
class Mandates:
    """All that falls off, and talks without such limits: `value[draw, party]`, `agreed[draw]`."""

    fallen: tuple[Fallen, ...]
    value: Floats
    agreed: NDArray[np.bool_]


def mandates(scenario: Scenario, draws: Draws) -> Mandates | None:
    """What missing mandates do; None where every issue on an agenda can be settled there."""
    fallen = fallen_issues(scenario)
    if not fallen:
        return None
    free = scenario.model_copy(update={"stages": without_limits(scenario.stages)})
    offers = safe_offers(_talks(free, best_draws(free)))
    courses = [
        far_sighted(with_protocols(_talks(free, part), offers)) for part in chunks(free, draws)
    ]
    return Mandates(
        fallen,
        np.concatenate([course.value for course in courses]),
        np.concatenate([course.agreed for course in courses]),
    )


def fallen_issues(scenario: Scenario) -> tuple[Fallen, ...]:
    """The issues that fall off the agenda of a stage, in the order of stages and issues."""
    plan = agendas(scenario.stages, tuple(scenario.issues))
    return tuple(
        Fallen(
            place,
            issue,
            parties,
            next((k for k in range(place + 1, len(plan)) if issue in plan[k].settles), None),
        )
        for place, agenda in enumerate(plan)
        for issue, parties in agenda.lacking.items()
    )


def _talks(scenario: Scenario, draws: Draws) -> Talks:
    return build_talks(scenario, draws)
