"""What the share of draws with a settlement rests on, and how close it is at best estimates.

It is too close to call where one judgement, moved by less than a tenth of its range, turns the
answer; of a worth without a range, moved by less than ten points. The package nearest to an
agreement of all is the one of the largest room, below 0 where somebody falls short.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analyses.outlook.chance import SLOPE
from detente.analyses.outlook.course import Course
from detente.analyses.outlook.estimate import possible
from detente.analyses.outlook.problem import course_of, worlds_of
from detente.analyses.outlook.solve import plan
from detente.analyses.outlook.walk import Chances, masses, visits
from detente.analyses.posterior.mixture import weighted_types
from detente.analyses.spaces.laid_out import chunks, count_worths, issue_values
from detente.scenario.draws import best_draws, changed_draws
from detente.scenario.party_types import draws_of_types, with_types
from detente.scenario.robustness import doubled_draws, moved_together

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.model import KeyPath

Floats = NDArray[np.float64]

DRAWS_OF_CHANGES = 128
"""Over which talks are worked out anew with ranges doubled, or worths of no deal together."""
TENTH = 0.1
POINTS_WITHOUT_RANGE = 10.0
EVEN = (0.45, 0.55)
"""Shares of draws between which an answer is too close to call."""
SECTIONS = ("preferences", "types", "commitments", "stages", "parties")
TIE = 1e-9
MOST_WORTHS = 50_000_000
"""Worths of packages up to which single judgements are moved; above, best estimates alone count."""


class Nearest(NamedTuple):
    """A package by its places, its room, and the parties that fall shortest of their way to it."""

    package: tuple[int, ...]
    room: float
    lacking: tuple[str, ...]


class Close(NamedTuple):
    """The answer at best estimates, with the likeliest types; `turned_by` single judgements.

    `nearest` is the package nearest to an agreement of all; None where one is possible.
    """

    possible: bool
    turned_by: tuple[KeyPath, ...]
    nearest: Nearest | None

    def is_open(self, share: float) -> bool:
        """Whether it is too close to call, `share` of draws having a settlement possible."""
        return bool(self.turned_by) or EVEN[0] <= share < EVEN[1]


class Robustness(NamedTuple):
    """The share of draws in which a settlement is possible, where the draws are made otherwise.

    `doubled`: all ranges twice as wide; `together`, `opposed`: all worths of no deal rise together,
    or those of the first table against the others (of one party, where all are at that table); None
    where fewer than two of them are open.
    """

    doubled: float
    together: float | None
    opposed: float | None


def robustness(scenario: Scenario, draws: Draws, stated: Floats, seed: int) -> Robustness:
    """The mean of `stated[draw]` changed by what each change makes of the first draws."""
    n = min(draws.count, DRAWS_OF_CHANGES)
    some = draws.part(0, n)

    def changed(other: Draws) -> float:
        after = possible(worlds_of(scenario, other, seed=seed))
        return float(np.clip(stated.mean() + (after - stated[:n]).mean(), 0.0, 1.0))

    doubled = changed(doubled_draws(scenario, n, seed=seed))
    worths = {path: path[1] for path in draws.values if path[-1] == "reservation"}
    worths = {path: party for path, party in worths.items() if np.ptp(draws.of(path)) > 0}
    parties = list(dict.fromkeys(worths.values()))
    if len(parties) < 2:
        return Robustness(doubled, None, None)
    side = {*parties} & {*scenario.stages[0].table}
    if not side or side == {*parties}:
        side = {parties[0]}
    signs = {path: 1 if party in side else -1 for path, party in worths.items()}
    together = changed(moved_together(some, dict.fromkeys(signs, 1)))
    return Robustness(doubled, together, changed(moved_together(some, signs)))


def close_call(scenario: Scenario) -> Close:
    """The answer for a scenario with stages, at best values and with each judgement moved."""
    best = best_draws(scenario)
    chosen = max(weighted_types(scenario, best), key=lambda pair: float(pair[1][0]))[0]
    typed = with_types(scenario, chosen)
    moved = _moved(scenario, chosen)
    if count_worths(typed) * (1 + 2 * len(moved)) > MOST_WORTHS:
        moved = {}
    columns = {path: np.full(1 + 2 * len(moved), best.of(path)[0]) for path in moved}
    for k, (path, ends) in enumerate(moved.items()):
        columns[path][1 + 2 * k : 3 + 2 * k] = ends
    draws = draws_of_types(scenario, changed_draws(scenario, columns), chosen)
    parts = [course_of(typed, part, 0.0) for part in chunks(typed, draws)]
    settled = np.concatenate([_settled(course) for course in parts])
    turned = (settled[1:] != settled[0]).reshape(-1, 2).any(axis=1)
    return Close(
        bool(settled[0]),
        tuple(path for path, turns in zip(moved, turned, strict=True) if turns),
        None if settled[0] else _nearest(typed, parts[0]),
    )


def _settled(course: Course) -> NDArray[np.bool_]:
    """In which draws of a course a settlement has a chance, [draw]."""
    hazards = [(stage.breakdown, stage.held) for stage in course.stages]
    breakdown, held = zip(*hazards, strict=True)
    ways = visits(course, plan(course))
    return np.asarray(masses(ways, Chances(0.0, SLOPE, breakdown, held)).settlement > 0)


def _moved(scenario: Scenario, chosen: Mapping[str, str]) -> dict[KeyPath, tuple[float, float]]:
    """Judgements that talks are about, moved down and up."""
    found = {}
    for path, judgement in scenario.judgements().items():
        if path[0] not in SECTIONS or judgement.rank is not None:
            continue
        if path[0] == "types" and chosen.get(path[1]) != path[2]:
            continue
        best, step = judgement.best, TENTH * (judgement.high - judgement.low) * (1 - TIE)
        low, high = max(best - step, judgement.low), min(best + step, judgement.high)
        if judgement.certain:
            worth = "reservation" in path or "values" in path
            if not worth or best in (0.0, 100.0):
                continue
            step = POINTS_WITHOUT_RANGE * (1 - TIE)
            low, high = max(best - step, 0.0), min(best + step, 100.0)
        found[path] = (low, high)
    return found


def _nearest(scenario: Scenario, course: Course) -> Nearest | None:
    """The package that crosses no red line and leaves those short the least who fall shortest."""
    consent = course.stages[-1].consent
    utility, no_deal = course.utility[:1], course.no_deal[:1, :, np.newaxis]
    needed = np.array(consent.concerned)
    ideal = utility.max(axis=2, where=~course.excluded, initial=-np.inf)[..., np.newaxis]
    way = ideal - no_deal
    share = np.where(way > 0, (utility - no_deal) / np.where(way > 0, way, 1.0), -np.inf)
    standing = ~course.excluded & ~course.crossed[needed].any(axis=0)
    room = np.where(standing, consent.room(share)[0], -np.inf)
    at = int(room.argmax())
    if not np.isfinite(room[at]):
        return None
    package = np.unravel_index(at, [len(labels) for labels in issue_values(scenario)])
    short = [k for k in needed if share[0, k, at] <= room[at] + TIE]
    parties = [party for party in scenario.parties if party in scenario.preferences]
    return Nearest(tuple(map(int, package)), float(room[at]), tuple(parties[k] for k in short))
