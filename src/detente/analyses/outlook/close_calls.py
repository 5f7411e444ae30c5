"""What the share of draws with a settlement rests on, and how close it is at best estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import SLOPE
from detente.analyses.outlook.estimate import possible
from detente.analyses.outlook.outcomes import Chances, masses, visits
from detente.analyses.outlook.problem import course_of, worlds_of
from detente.analyses.outlook.size import DRAWS_OF_CHANGES, FEWEST
from detente.analyses.outlook.solve import plan
from detente.analyses.spaces.close_calls import MOST_WORTHS, even, turned_by
from detente.analyses.talks.nearest import Nearest, nearest_package
from detente.analyses.talks.tables import build_talks
from detente.scenario.draws import best_draws
from detente.scenario.robustness import doubled_draws, moved_together

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.model import KeyPath

Floats = NDArray[np.float64]


class Close(NamedTuple):
    """The answer at best estimates and preferences as stated; `turned_by` single judgements.

    `nearest` is the package nearest to an agreement of all; None where one is possible.
    """

    possible: bool
    turned_by: tuple[KeyPath, ...]
    nearest: Nearest | None

    def is_open(self, share: float) -> bool:
        """Whether it is too close to call, `share` of draws having a settlement possible."""
        return bool(self.turned_by) or even(share)


class Robustness(NamedTuple):
    """The share of draws in which a settlement is possible, where the draws are made otherwise.

    `doubled`: all ranges twice as wide; `together`, `opposed`: all worths of no deal rise together,
    or those of the first table against the others (of one party, where all are at that table); None
    where fewer than two of them are open.
    """

    doubled: float
    together: float | None
    opposed: float | None


def robustness(scenario: Scenario, draws: Draws, stated: Floats, seed: int) -> Robustness | None:
    """The mean of `stated[draw]` changed by what each change makes of the first draws.

    None where there are too few draws to say, as there are over many packages.
    """
    if draws.count < FEWEST:
        return None
    n = min(draws.count, DRAWS_OF_CHANGES)
    some = draws.part(0, n)

    def changed(other: Draws) -> float:
        after = possible(worlds_of(scenario, other, seed=seed))
        return float(np.clip(stated.mean() + (after - stated[:n]).mean(), 0.0, 1.0))

    doubled = changed(doubled_draws(scenario, n, seed=seed))
    worths = {path: path[1] for path in draws.values if path[-1] == "reservation"}
    worths = {path: party for path, party in worths.items() if np.ptp(draws.of(path)) > 0}
    parties = sorted({*worths.values()})
    if len(parties) < 2:
        return Robustness(doubled, None, None)
    side = {*parties} & {*scenario.stages[0].table}
    if not side or side == {*parties}:
        side = {parties[0]}
    signs = {path: 1 if party in side else -1 for path, party in worths.items()}
    together = changed(moved_together(some, dict.fromkeys(signs, 1)))
    return Robustness(doubled, together, changed(moved_together(some, signs)))


def close_call(scenario: Scenario, *, most: int = MOST_WORTHS) -> Close:
    """The answer for a scenario with stages, at best values and with each judgement moved.

    None is moved where that takes more than `most` worths of packages.
    """
    settled, turning = turned_by(scenario, _settled, most=most)
    nearest = None if settled else nearest_package(build_talks(scenario, best_draws(scenario)))
    return Close(settled, turning, nearest)


def _settled(scenario: Scenario, draws: Draws) -> NDArray[np.bool_]:
    """In which draws a settlement has a chance, [draw]."""
    course = course_of(scenario, draws, 0.0)
    hazards = [(stage.breakdown, stage.held) for stage in course.stages]
    breakdown, held = zip(*hazards, strict=True)
    ways = visits(course, plan(course))
    return np.asarray(masses(ways, Chances(0.0, SLOPE, breakdown, held)).settlement > 0)
